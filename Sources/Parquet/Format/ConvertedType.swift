/// What a column's values mean, in the spelling that `LogicalType` replaced (parquet.thrift, `ConvertedType`).
///
/// Writers still write it beside the logical type where both exist, for old readers.
public enum ConvertedType: Int32, Sendable, Hashable, CaseIterable {
    /// STRING.
    case utf8 = 0
    /// MAP.
    case map = 1
    /// The repeated group inside a map, or the map itself in old files.
    case mapKeyValue = 2
    /// LIST.
    case list = 3
    /// ENUM.
    case enumeration = 4
    /// DECIMAL; precision and scale stand in the schema element.
    case decimal = 5
    /// DATE.
    case date = 6
    /// TIME in milliseconds.
    case timeMillis = 7
    /// TIME in microseconds.
    case timeMicros = 8
    /// TIMESTAMP in milliseconds.
    case timestampMillis = 9
    /// TIMESTAMP in microseconds.
    case timestampMicros = 10
    /// An unsigned integer of 8 bits.
    case uint8 = 11
    /// An unsigned integer of 16 bits.
    case uint16 = 12
    /// An unsigned integer of 32 bits.
    case uint32 = 13
    /// An unsigned integer of 64 bits.
    case uint64 = 14
    /// A signed integer of 8 bits.
    case int8 = 15
    /// A signed integer of 16 bits.
    case int16 = 16
    /// A signed integer of 32 bits.
    case int32 = 17
    /// A signed integer of 64 bits.
    case int64 = 18
    /// JSON.
    case json = 19
    /// BSON.
    case bson = 20
    /// Months, days and milliseconds in FIXED_LEN_BYTE_ARRAY(12); the footer knows no other spelling of it.
    case interval = 21

    /// The old spelling of `logicalType`, or nil where there is none.
    ///
    /// Times and timestamps that are not adjusted to UTC have one too: LogicalTypes.md asks for it, because libraries
    /// wrote local ones so before they could say it.
    public init?(_ logicalType: LogicalType) {
        switch logicalType {
        case .string: self = .utf8
        case .map: self = .map
        case .list: self = .list
        case .enumeration: self = .enumeration
        case .decimal: self = .decimal
        case .date: self = .date
        case .time(.millis, _): self = .timeMillis
        case .time(.micros, _): self = .timeMicros
        case .timestamp(.millis, _): self = .timestampMillis
        case .timestamp(.micros, _): self = .timestampMicros
        case .time(.nanos, _), .timestamp(.nanos, _): return nil
        case .integer(8, let isSigned): self = isSigned ? .int8 : .uint8
        case .integer(16, let isSigned): self = isSigned ? .int16 : .uint16
        case .integer(32, let isSigned): self = isSigned ? .int32 : .uint32
        case .integer(64, let isSigned): self = isSigned ? .int64 : .uint64
        case .integer: return nil
        case .json: self = .json
        case .bson: self = .bson
        case .interval: self = .interval
        case .unknown, .uuid, .float16, .variant, .geometry, .geography, .file: return nil
        }
    }

    /// The logical type that this stands for. Precision and scale are those of the schema element.
    public func logicalType(precision: Int32?, scale: Int32?) -> LogicalType {
        switch self {
        case .utf8: .string
        case .map, .mapKeyValue: .map
        case .list: .list
        case .enumeration: .enumeration
        case .decimal: .decimal(precision: Int(precision ?? 0), scale: Int(scale ?? 0))
        case .date: .date
        case .timeMillis: .time(unit: .millis, isAdjustedToUTC: true)
        case .timeMicros: .time(unit: .micros, isAdjustedToUTC: true)
        case .timestampMillis: .timestamp(unit: .millis, isAdjustedToUTC: true)
        case .timestampMicros: .timestamp(unit: .micros, isAdjustedToUTC: true)
        case .uint8: .integer(bitWidth: 8, isSigned: false)
        case .uint16: .integer(bitWidth: 16, isSigned: false)
        case .uint32: .integer(bitWidth: 32, isSigned: false)
        case .uint64: .integer(bitWidth: 64, isSigned: false)
        case .int8: .integer(bitWidth: 8, isSigned: true)
        case .int16: .integer(bitWidth: 16, isSigned: true)
        case .int32: .integer(bitWidth: 32, isSigned: true)
        case .int64: .integer(bitWidth: 64, isSigned: true)
        case .json: .json
        case .bson: .bson
        case .interval: .interval
        }
    }
}
