#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif
public import Parquet

extension UUID: ParquetScalar {
    /// UUID in FIXED_LEN_BYTE_ARRAY(16); text in lower case where STRING is requested.
    public static func field(_ request: FieldRequest) throws(ParquetError) -> SchemaField {
        if request.logicalType == .string { return try request.column(.byteArray, .string) }
        return try request.column(.fixedLengthByteArray, typeLength: 16, .uuid)
    }

    /// The bytes, or the text.
    public static func storage(of values: [UUID], in column: ColumnDescriptor) throws(FieldMisfit) -> ColumnValues {
        guard column.logicalType == .uuid else {
            return try String.storage(of: values.map { $0.uuidString.lowercased() }, in: column)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * 16)
        for value in values {
            let parts = value.uuid
            bytes += [parts.0, parts.1, parts.2, parts.3, parts.4, parts.5, parts.6, parts.7]
            bytes += [parts.8, parts.9, parts.10, parts.11, parts.12, parts.13, parts.14, parts.15]
        }
        return .fixedLengthByteArray(FixedLengthByteArrayValues(length: 16, bytes: bytes))
    }

    /// The UUIDs of a UUID column, or of any of 16 bytes, or of text.
    public static func values(
        in storage: ColumnValues, of column: ColumnDescriptor, as logicalType: LogicalType?
    ) throws(FieldMisfit) -> [UUID] {
        if case .fixedLengthByteArray(let values) = storage, values.length == 16,
            column.physicalType == .fixedLengthByteArray
        {
            return (0..<values.count).map { index in
                UUID(values.bytes[index * 16..<index * 16 + 16].reduce(0) { $0 << 8 | UInt128($1) })
            }
        }
        guard column.logicalType == .string else { throw FieldMisfit.type(column, UUID.self) }
        var values: [UUID] = []
        for (index, text) in try String.values(in: storage, of: column, as: nil).enumerated() {
            guard let value = UUID(uuidString: text) else {
                throw FieldMisfit("\(text.prefix(60)) is no UUID", at: index)
            }
            values.append(value)
        }
        return values
    }

    /// The UUID whose first byte is the highest of `number`.
    init(_ number: UInt128) {
        func byte(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: number >> UInt128(120 - 8 * index)) }
        self.init(
            uuid: (
                byte(0), byte(1), byte(2), byte(3), byte(4), byte(5), byte(6), byte(7), byte(8), byte(9), byte(10),
                byte(11), byte(12), byte(13), byte(14), byte(15)
            ))
    }
}
