import Parquet
import Testing

/// A column's levels and values in one form, whichever of `Presence` it has and however its values are stored.
struct LeveledColumn: Equatable {
    var definition: [UInt16]
    var repetition: [UInt16]
    /// The values' bits.
    var values: [[UInt8]]

    init(_ vector: ColumnVector, _ column: ColumnDescriptor) throws {
        let top = UInt16(column.maxDefinitionLevel)
        switch vector.presence {
        case .all(let count): definition = [UInt16](repeating: top, count: count)
        case .validity(let bitmap): definition = (0..<bitmap.count).map { bitmap[$0] ? top : 0 }
        case .levels(let levels, _): definition = levels
        }
        repetition = [UInt16](repeating: 0, count: definition.count)
        if case .levels(_, let levels?) = vector.presence { repetition = levels }
        func bits(_ number: some FixedWidthInteger) -> [UInt8] {
            (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
        }
        switch try vector.values.resolved() {
        case .boolean(let values): self.values = values.map { [$0 ? 1 : 0] }
        case .int32(let values): self.values = values.map(bits)
        case .int64(let values): self.values = values.map(bits)
        case .float(let values): self.values = values.map { bits($0.bitPattern) }
        case .double(let values): self.values = values.map { bits($0.bitPattern) }
        case .byteArray(let values): self.values = (0..<values.count).map { values[$0] }
        case .fixedLengthByteArray(let values): self.values = (0..<values.count).map { values[$0] }
        case .dictionary:
            Issue.record("a resolved dictionary is none")
            values = []
        }
    }
}
