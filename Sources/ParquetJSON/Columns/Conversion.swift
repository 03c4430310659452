internal import Parquet

/// How the values of a column are made from JSON values: one case for every loop of `ColumnFiller`.
enum Conversion: Sendable, Equatable {
    case string
    case json
    /// The hash of a string, or of the JSON text of any value.
    case hash(isText: Bool)
    case base64
    case hex
    case uuid
    case boolean
    case int32(ClosedRange<Int64>)
    case int64
    case float
    case double
    case date
    /// A timestamp from a number that has `shift` digits less before the point than the column's unit.
    case epoch(shift: Int)
    case rfc3339(TimeUnit)
    case iso8601(TimeUnit)
    case decimal32(precision: Int, scale: Int)
    case decimal64(precision: Int, scale: Int)
    case decimalBytes(precision: Int, scale: Int, byteCount: Int)

    /// The conversion of `column`, which the contract has checked; nil if it has columns below.
    init?(_ column: SchemaContract.Column) {
        switch column.type {
        case .structure, .array, .map: return nil
        case .string where column.hash != nil: self = .hash(isText: true)
        case .json where column.hash != nil: self = .hash(isText: false)
        case .string: self = .string
        case .json: self = .json
        case .uuid: self = .uuid
        case .boolean: self = .boolean
        case .tinyint: self = .int32(-128...127)
        case .smallint: self = .int32(-32_768...32_767)
        case .int: self = .int32(Int64(Int32.min)...Int64(Int32.max))
        case .bigint: self = .int64
        case .float: self = .float
        case .double: self = .double
        case .date: self = .date
        case .binary:
            switch column.read {
            case .base64: self = .base64
            case .hex: self = .hex
            default: self = .string
            }
        case .timestamp(let unit):
            let text = column.read == .iso8601 ? Conversion.iso8601(unit) : .rfc3339(unit)
            self = column.read?.epochDigits.map { .epoch(shift: unit.fractionDigits - $0) } ?? text
        case .decimal(let precision, let scale):
            if precision <= 9 {
                self = .decimal32(precision: precision, scale: scale)
            } else if precision <= 18 {
                self = .decimal64(precision: precision, scale: scale)
            } else {
                self = .decimalBytes(
                    precision: precision, scale: scale,
                    byteCount: ContractType.decimalByteCount(precision: precision))
            }
        }
    }

    /// What a value must be to fit, for a message.
    var expectation: String {
        switch self {
        case .string, .hash(true): "a string"
        case .json, .hash(false): "any value"
        case .base64: "a string in base64 with its padding"
        case .hex: "a string of pairs of hexadecimal digits"
        case .uuid: "a string of a UUID: 8-4-4-4-12 hexadecimal digits"
        case .boolean: "true or false"
        case .int32(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .int64: "a whole number from \(Int64.min) to \(Int64.max)"
        case .float: "a number of magnitude up to \(Float.greatestFiniteMagnitude), held exactly if it is whole"
        case .double: "a number of magnitude up to \(Double.greatestFiniteMagnitude), held exactly if it is whole"
        case .date: "a string of a day as in 2025-01-25"
        case .epoch(let shift) where shift < 0:
            "a number that is a multiple of 10^\(-shift) and whose quotient fits 64 bits"
        case .epoch(let shift): "a number with up to \(shift) digits behind the point that fits 64 bits without it"
        case .rfc3339(let unit):
            "a string of a time as in 2025-01-25T13:45:30Z, with up to \(unit.fractionDigits) digits behind the second's point"
        case .iso8601(let unit):
            "a string of a time in ISO 8601, with up to \(unit.fractionDigits) digits behind the second's point"
        case .decimal32(let precision, let scale), .decimal64(let precision, let scale),
            .decimalBytes(let precision, let scale, _):
            "a number, or a string of one, of up to \(precision - scale) digits before and \(scale) behind the point"
        }
    }
}
