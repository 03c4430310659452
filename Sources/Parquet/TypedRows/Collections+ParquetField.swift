extension Array: ParquetField where Element: ParquetField {
    /// A LIST; bytes are a BYTE_ARRAY.
    public static func field(_ request: FieldRequest) throws(ParquetError) -> SchemaField {
        try Element.arrayField(request)
    }

    /// Takes the arrays apart into their elements.
    @inlinable
    public static func shred(
        _ values: [[Element]], into columns: inout ShreddedColumns, at levels: OpenLevels
    ) throws(ParquetError) {
        try Element.shredArrays(values, into: &columns, at: levels)
    }

    /// The arrays.
    @inlinable
    public static func assemble(_ column: AssembledColumn) throws(ParquetError) -> [[Element]] {
        try Element.assembleArrays(column)
    }
}

/// Entries are written in the order of their keys, so that the same rows give the same bytes.
extension Dictionary: ParquetField where Key: ParquetField & Comparable, Value: ParquetField {
    /// A MAP. The request's logical type is the values'.
    public static func field(_ request: FieldRequest) throws(ParquetError) -> SchemaField {
        var keyRequest = request.part(named: "key")
        keyRequest.logicalType = nil
        let key = try Key.field(keyRequest)
        guard key.repetition == .required else {
            throw ParquetError(.schema, "the keys of a map cannot be null", at: .init(column: request.name))
        }
        let pair = SchemaField(
            "key_value", group: [key, try Value.field(request.part(named: "value"))], repetition: .repeated)
        return SchemaField(
            request.name, group: [pair], logicalType: .map, repetition: .required, fieldID: request.fieldID)
    }

    /// Takes the dictionaries apart into keys and values.
    @inlinable
    public static func shred(
        _ values: [[Key: Value]], into columns: inout ShreddedColumns, at levels: OpenLevels
    ) throws(ParquetError) {
        var counts: [Int] = []
        counts.reserveCapacity(values.count)
        var keys: [Key] = []
        var mapped: [Value] = []
        for value in values {
            counts.append(value.count)
            for entry in value.sorted(by: { $0.key < $1.key }) {
                keys.append(entry.key)
                mapped.append(entry.value)
            }
        }
        let inside = levels.repeated(counts)
        try Key.shred(keys, into: &columns, at: inside)
        try Value.shred(mapped, into: &columns, at: inside)
    }

    /// The dictionaries. Of two entries with one key the last counts (LogicalTypes.md, "Maps").
    @inlinable
    public static func assemble(_ column: AssembledColumn) throws(ParquetError) -> [[Key: Value]] {
        let map = try column.map()
        let keys = try Key.assemble(map.key)
        let mapped = try Value.assemble(map.value)
        var values: [[Key: Value]] = []
        values.reserveCapacity(column.openCount)
        for index in 0..<column.openCount {
            let entries = Int(map.offsets[index])..<Int(map.offsets[index + 1])
            var value = [Key: Value](minimumCapacity: entries.count)
            for entry in entries { value[keys[entry]] = mapped[entry] }
            values.append(value)
        }
        return values
    }
}

/// Enumerations, and other types that stand for a raw value.
extension ParquetField where Self: RawRepresentable, RawValue: ParquetField {
    /// The raw value's field.
    public static func field(_ request: FieldRequest) throws(ParquetError) -> SchemaField {
        try RawValue.field(request)
    }

    /// Takes the raw values apart.
    @inlinable
    public static func shred(
        _ values: [Self], into columns: inout ShreddedColumns, at levels: OpenLevels
    ) throws(ParquetError) {
        try RawValue.shred(values.map(\.rawValue), into: &columns, at: levels)
    }

    /// The values of the raw values.
    ///
    /// - Throws: `ParquetError` with code `schema` if one is none of the type; or what the raw value's type throws.
    @inlinable
    public static func assemble(_ column: AssembledColumn) throws(ParquetError) -> [Self] {
        let rawValues = try RawValue.assemble(column)
        var values: [Self] = []
        values.reserveCapacity(rawValues.count)
        for rawValue in rawValues {
            guard let value = Self(rawValue: rawValue) else {
                throw ParquetError(.schema, "\(rawValue) is no \(Self.self)", at: .init(column: column.name))
            }
            values.append(value)
        }
        return values
    }
}
