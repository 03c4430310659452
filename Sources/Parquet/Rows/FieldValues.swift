/// The values of a field, by slot.
struct FieldValues: Sendable {
    let name: String
    private let slots: SlotIndex
    private let content: Content

    private indirect enum Content: Sendable {
        case leaf(LeafValues)
        case group(names: [String], [FieldValues])
        case list(offsets: [Int32], FieldValues)
        case map(offsets: [Int32], key: FieldValues, value: FieldValues)
        /// A value for each slot; null where there is none.
        case variant([VariantValue])
    }

    /// The most bytes that the variants of a batch are decoded from: they are held decoded, and in a dictionary rows can
    /// share bytes.
    static let variantByteLimit = 128 << 20

    /// The values of `column`, whose leaves are of `columns`.
    init(_ column: NestedColumn, columns: [ColumnDescriptor]) throws(ParquetError) {
        name = column.name
        slots = SlotIndex(column)
        switch column.content {
        case .leaf(let place, let values):
            content = .leaf(LeafValues(values, columns[place]))
        case .group(let children):
            var fields: [FieldValues] = []
            for child in children { fields.append(try FieldValues(child, columns: columns)) }
            content = .group(names: children.map(\.name), fields)
        case .list(let offsets, let element):
            content = .list(offsets: offsets, try FieldValues(element, columns: columns))
        case .map(let offsets, let key, let value):
            content = .map(
                offsets: offsets, key: try FieldValues(key, columns: columns),
                value: try FieldValues(value, columns: columns))
        case .variant:
            var variants = try VariantColumn(column, columns: columns)
            var values: [VariantValue] = []
            for slot in 0..<column.slotCount {
                values.append(try variants.value(at: slot) ?? .null)
                guard variants.decodedByteCount <= FieldValues.variantByteLimit else {
                    throw ParquetError(
                        .limit, "the variants of a batch take more than \(FieldValues.variantByteLimit) bytes",
                        at: .init(column: name))
                }
            }
            content = .variant(values)
        }
    }

    /// The value in `slot`.
    func value(at slot: Int) -> Value {
        guard let place = slots.place(slot) else { return .null }
        switch content {
        case .leaf(let values): return values.value(at: place)
        case .group(let names, let fields):
            return .group(GroupValue(names: names, values: fields.map { $0.value(at: slot) }))
        case .list(let offsets, let element):
            return .list((Int(offsets[slot])..<Int(offsets[slot + 1])).map { element.value(at: $0) })
        case .map(let offsets, let key, let value):
            return .map(
                (Int(offsets[slot])..<Int(offsets[slot + 1])).map {
                    MapEntry(key: key.value(at: $0), value: value.value(at: $0))
                })
        case .variant(let values): return .variant(values[slot])
        }
    }
}
