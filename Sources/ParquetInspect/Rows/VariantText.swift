internal import Parquet

/// Variants as JSON, each type in the form that a column of it has; but decimals are numbers, as in the JSON that most variants
/// were made from.
enum VariantText {
    /// Appends `value`.
    ///
    /// - Throws: `ParquetError` with code `limit` once `text` is longer than `limit` bytes: many objects may share one
    ///   long name.
    static func append(_ value: VariantValue, to text: inout [UInt8], limit: Int) throws(ParquetError) {
        switch value {
        case .null: text.append(contentsOf: JSONText.null)
        case .boolean(let value): text.append(contentsOf: value ? JSONText.true : JSONText.false)
        case .int8(let value): NumberText.append(Int64(value), to: &text)
        case .int16(let value): NumberText.append(Int64(value), to: &text)
        case .int32(let value): NumberText.append(Int64(value), to: &text)
        case .int64(let value): NumberText.append(value, to: &text)
        case .float(let value): NumberText.append(value, to: &text)
        case .double(let value): NumberText.append(value, to: &text)
        case .decimal4(let unscaled, let scale):
            DecimalText.append(Int64(unscaled), scale: scale, to: &text)
        case .decimal8(let unscaled, let scale):
            DecimalText.append(unscaled, scale: scale, to: &text)
        case .decimal16(let unscaled, let scale):
            DecimalText.append(unscaled, scale: scale, to: &text)
        case .date(let days): appendQuoted(to: &text) { DateText.appendDate(Int64(days), to: &$0) }
        case .time(let microseconds): appendQuoted(to: &text) { DateText.appendTime(microseconds, .micros, to: &$0) }
        case .timestamp(let value, let unit, let isAdjustedToUTC):
            appendQuoted(to: &text) {
                DateText.appendTimestamp(value, unit, to: &$0)
                if isAdjustedToUTC { $0.append(UInt8(ascii: "Z")) }
            }
        case .binary(let bytes):
            appendQuoted(to: &text) {
                $0.append(contentsOf: "0x".utf8)
                for byte in bytes { HexText.append(byte, to: &$0) }
            }
        case .string(let value): JSONText.appendString(value, to: &text)
        case .uuid(let value):
            appendQuoted(to: &text) { text in
                let bytes = (0..<16).map { UInt8(truncatingIfNeeded: value >> UInt128(120 - 8 * $0)) }
                UUIDText.append(bytes[...], to: &text)
            }
        case .object(let fields):
            text.append(UInt8(ascii: "{"))
            for (index, field) in fields.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                JSONText.appendString(field.name, to: &text)
                text.append(UInt8(ascii: ":"))
                try append(field.value, to: &text, limit: limit)
            }
            text.append(UInt8(ascii: "}"))
        case .array(let values):
            text.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                try append(value, to: &text, limit: limit)
            }
            text.append(UInt8(ascii: "]"))
        }
        try FieldText.check(text, limit)
    }

    private static func appendQuoted(to text: inout [UInt8], _ write: (inout [UInt8]) -> Void) {
        text.append(UInt8(ascii: "\""))
        write(&text)
        text.append(UInt8(ascii: "\""))
    }
}
