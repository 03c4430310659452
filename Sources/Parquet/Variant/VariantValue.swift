/// A value of a VARIANT column: of a type of its own, whatever the other rows have (VariantEncoding.md, "Encoding types").
public enum VariantValue: Sendable, Equatable {
    /// The null that is a value; a row without a variant is none of these.
    case null
    /// True or false.
    case boolean(Bool)
    /// An integer of 8 bits.
    case int8(Int8)
    /// An integer of 16 bits.
    case int16(Int16)
    /// An integer of 32 bits.
    case int32(Int32)
    /// An integer of 64 bits.
    case int64(Int64)
    /// An IEEE 754 number of 32 bits.
    case float(Float)
    /// An IEEE 754 number of 64 bits.
    case double(Double)
    /// `unscaled` × 10^-`scale`, at most 9 digits.
    case decimal4(unscaled: Int32, scale: Int)
    /// `unscaled` × 10^-`scale`, at most 18 digits.
    case decimal8(unscaled: Int64, scale: Int)
    /// `unscaled` × 10^-`scale`, at most 38 digits.
    case decimal16(unscaled: Int128, scale: Int)
    /// Days since 1970-01-01.
    case date(days: Int32)
    /// Microseconds since midnight.
    case time(microseconds: Int64)
    /// An instant (UTC) or a local date and time, in micros or nanos since 1970-01-01T00:00:00.
    case timestamp(Int64, unit: TimeUnit, isAdjustedToUTC: Bool)
    /// Bytes.
    case binary([UInt8])
    /// Text.
    case string(String)
    /// A UUID, its first byte in the highest place.
    case uuid(UInt128)
    /// Fields of distinct names, in the order of the names' UTF-8 bytes.
    case object([VariantField])
    /// Values in order.
    case array([VariantValue])
}

/// A field of an object.
public struct VariantField: Sendable, Equatable {
    /// The field's name.
    public var name: String
    /// The field's value.
    public var value: VariantValue

    /// The field `name`, which is `value`.
    public init(name: String, value: VariantValue) {
        self.name = name
        self.value = value
    }
}

extension [VariantField] {
    /// Puts the fields in the order of their names' bytes.
    ///
    /// - Throws: `ParquetError` with code `malformed` if two have the same name.
    mutating func order() throws(ParquetError) {
        var isOrdered = true
        for index in indices.dropFirst() where isOrdered {
            isOrdered = self[index - 1].name.utf8.lexicographicallyPrecedes(self[index].name.utf8)
        }
        guard !isOrdered else { return }
        sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        for index in indices.dropFirst() where self[index - 1].name.utf8.elementsEqual(self[index].name.utf8) {
            throw ParquetError(.malformed, "a variant's object has two fields named \(self[index].name)")
        }
    }
}
