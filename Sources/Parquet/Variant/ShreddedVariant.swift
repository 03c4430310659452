internal import ParquetBytes

/// The columns `value` and `typed_value` of a variant, of a field of an object, or of the elements of an array.
struct ShreddedVariant: Sendable {
    private let encoded: BinaryColumn?
    private let typed: Typed?

    /// The column `typed_value`.
    private indirect enum Typed: Sendable {
        case primitive(ShreddedPrimitives)
        case object(SlotIndex, [Field], names: Set<String>)
        case array(SlotIndex, offsets: [Int32], element: ShreddedVariant, slots: SlotIndex)
    }

    /// A field of an object.
    private struct Field: Sendable {
        let name: String
        let parts: ShreddedVariant
        let slots: SlotIndex
    }

    /// - Throws: `ParquetError` with code `unsupported` if `typed_value` is of a type that variants do not have, or is not
    ///   built as shredded objects and arrays are.
    init(_ fields: [NestedColumn], columns: [ColumnDescriptor]) throws(ParquetError) {
        encoded = fields.first { $0.name == "value" }.flatMap { BinaryColumn($0) }
        var typed: Typed?
        if let column = fields.first(where: { $0.name == "typed_value" }) {
            switch column.content {
            case .leaf(let place, let values):
                typed = .primitive(try ShreddedPrimitives(values, columns[place], SlotIndex(column)))
            case .group(let children):
                var fields: [Field] = []
                for child in children {
                    fields.append(
                        Field(
                            name: child.name, parts: try ShreddedVariant(partOf: child, columns),
                            slots: SlotIndex(child))
                    )
                }
                fields.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
                typed = .object(SlotIndex(column), fields, names: Set(fields.map(\.name)))
            case .list(let offsets, let element):
                typed = .array(
                    SlotIndex(column), offsets: offsets, element: try ShreddedVariant(partOf: element, columns),
                    slots: SlotIndex(element))
            case .map, .variant:
                throw ParquetError(.unsupported, "a variant shredded to a map or to variants")
            }
        }
        self.typed = typed
        guard encoded != nil || typed != nil else {
            throw ParquetError(.unsupported, "a part of a shredded variant has neither value nor typed_value")
        }
    }

    /// The columns of a field or of the elements.
    private init(partOf column: NestedColumn, _ columns: [ColumnDescriptor]) throws(ParquetError) {
        guard case .group(let fields) = column.content else {
            throw ParquetError(
                .unsupported, "\(column.name) of a shredded variant is no group of value and typed_value")
        }
        try self.init(fields, columns: columns)
    }

    /// The value in `slot`; nil if it is missing, as a field may be.
    ///
    /// - Parameter byteCount: is raised by the bytes that are decoded.
    /// - Throws: `ParquetError` with code `malformed` if the columns contradict each other, or bytes are not a variant's.
    func value(
        at slot: Int, _ metadata: VariantMetadata, _ byteCount: inout Int
    ) throws(ParquetError) -> VariantValue? {
        let encodedValue = try encodedValue(at: slot, metadata, &byteCount)
        switch typed {
        case .primitive(let values):
            guard let value = try values.value(at: slot, &byteCount) else { return encodedValue }
            try checkMissing(encodedValue)
            return value
        case .array(let lists, let offsets, let element, let slots):
            guard lists.isPresent(slot) else { return encodedValue }
            try checkMissing(encodedValue)
            var values: [VariantValue] = []
            for place in Int(offsets[slot])..<Int(offsets[slot + 1]) {
                let value = slots.isPresent(place) ? try element.value(at: place, metadata, &byteCount) : nil
                // Arrays have no missing elements.
                values.append(value ?? .null)
            }
            return .array(values)
        case .object(let objects, let shredded, let names):
            guard objects.isPresent(slot) else { return encodedValue }
            var fields: [VariantField] = []
            for field in shredded where field.slots.isPresent(slot) {
                guard let value = try field.parts.value(at: slot, metadata, &byteCount) else { continue }
                fields.append(VariantField(name: field.name, value: value))
            }
            switch encodedValue {
            case nil: break
            case .object(let others):
                for other in others where names.contains(other.name) {
                    throw ParquetError(.malformed, "field \(other.name) of a variant is both shredded and in value")
                }
                fields += others
            default:
                throw ParquetError(.malformed, "a variant has shredded fields, but its value is no object")
            }
            try fields.order()
            return .object(fields)
        case nil: return encodedValue
        }
    }

    private func encodedValue(
        at slot: Int, _ metadata: VariantMetadata, _ byteCount: inout Int
    ) throws(ParquetError) -> VariantValue? {
        guard let encoded, let place = encoded.place(slot) else { return nil }
        byteCount += place.count
        return try VariantDecoder.decode(encoded.values.bytes.rawBytes.extracting(place), metadata)
    }

    private func checkMissing(_ encodedValue: VariantValue?) throws(ParquetError) {
        guard encodedValue == nil else {
            throw ParquetError(.malformed, "a variant that is no object has both value and typed_value")
        }
    }
}
