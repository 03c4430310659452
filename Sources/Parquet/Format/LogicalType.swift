/// What a column's values mean (LogicalTypes.md; parquet.thrift, `LogicalType`).
public enum LogicalType: Sendable, Hashable {
    /// UTF-8 text in BYTE_ARRAY.
    case string
    /// A map; annotates a group.
    case map
    /// A list; annotates a group.
    case list
    /// A name out of a closed set, UTF-8 in BYTE_ARRAY.
    case enumeration
    /// A decimal number: the unscaled value in INT32, INT64, FIXED_LEN_BYTE_ARRAY or BYTE_ARRAY (big-endian).
    case decimal(precision: Int, scale: Int)
    /// Days since 1970-01-01 in INT32.
    case date
    /// A time of day: INT32 for millis, INT64 otherwise.
    case time(unit: TimeUnit, isAdjustedToUTC: Bool)
    /// An instant (UTC) or a local date and time, since 1970-01-01T00:00:00, in INT64.
    case timestamp(unit: TimeUnit, isAdjustedToUTC: Bool)
    /// An integer of 8, 16, 32 (INT32) or 64 (INT64) bits.
    case integer(bitWidth: Int, isSigned: Bool)
    /// Always null.
    case unknown
    /// JSON text in BYTE_ARRAY.
    case json
    /// A BSON document in BYTE_ARRAY.
    case bson
    /// A UUID in FIXED_LEN_BYTE_ARRAY(16), big-endian.
    case uuid
    /// IEEE 754 binary16 in FIXED_LEN_BYTE_ARRAY(2).
    case float16
    /// A span of months, days and milliseconds: three unsigned 32-bit integers, little-endian, in
    /// FIXED_LEN_BYTE_ARRAY(12). The footer has it as a converted type only.
    case interval
    /// A value of a type of its own; annotates a group of metadata and value (VariantEncoding.md).
    case variant(specificationVersion: Int?)
    /// Shapes with straight edges as WKB in BYTE_ARRAY. Without a coordinate reference system: OGC:CRS84.
    case geometry(crs: String?)
    /// Shapes on the globe as WKB in BYTE_ARRAY. Without a coordinate reference system: OGC:CRS84; without an
    /// algorithm: spherical.
    case geography(crs: String?, algorithm: EdgeInterpolationAlgorithm?)
    /// A reference to a file or a range of its bytes; annotates a group.
    case file
}

extension LogicalType {
    /// The type's name in the specification, without its parameters.
    public var name: String {
        switch self {
        case .string: "STRING"
        case .map: "MAP"
        case .list: "LIST"
        case .enumeration: "ENUM"
        case .decimal: "DECIMAL"
        case .date: "DATE"
        case .time: "TIME"
        case .timestamp: "TIMESTAMP"
        case .integer: "INTEGER"
        case .unknown: "UNKNOWN"
        case .json: "JSON"
        case .bson: "BSON"
        case .uuid: "UUID"
        case .float16: "FLOAT16"
        case .interval: "INTERVAL"
        case .variant: "VARIANT"
        case .geometry: "GEOMETRY"
        case .geography: "GEOGRAPHY"
        case .file: "FILE"
        }
    }

    /// Whether the type says what a group means; the others are for columns.
    var annotatesGroups: Bool {
        switch self {
        case .map, .list, .variant, .file: true
        case .string, .enumeration, .decimal, .date, .time, .timestamp, .integer, .unknown, .json, .bson, .uuid,
            .float16, .interval, .geometry, .geography:
            false
        }
    }
}

/// The unit of times and timestamps (parquet.thrift, `TimeUnit`).
public enum TimeUnit: String, Sendable, Hashable, CaseIterable {
    /// 10⁻³ s.
    case millis
    /// 10⁻⁶ s.
    case micros
    /// 10⁻⁹ s.
    case nanos

    /// The decimal digits after the second's point.
    public var fractionDigits: Int {
        switch self {
        case .millis: 3
        case .micros: 6
        case .nanos: 9
        }
    }

    /// How many of the unit make a second.
    public var perSecond: Int64 {
        switch self {
        case .millis: 1_000
        case .micros: 1_000_000
        case .nanos: 1_000_000_000
        }
    }
}
