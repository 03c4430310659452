public import Parquet

/// The type of a column in a schema contract, by its name in Athena and Hive.
public enum ContractType: Sendable, Hashable {
    /// Text: BYTE_ARRAY, STRING.
    case string
    /// A number of 8 bits: INT32, INT(8).
    case tinyint
    /// A number of 16 bits: INT32, INT(16).
    case smallint
    /// A number of 32 bits: INT32.
    case int
    /// A number of 64 bits: INT64.
    case bigint
    /// IEEE 754 binary32: FLOAT.
    case float
    /// IEEE 754 binary64: DOUBLE.
    case double
    /// BOOLEAN.
    case boolean
    /// An instant: INT64, TIMESTAMP in UTC.
    case timestamp(TimeUnit)
    /// A day: INT32, DATE.
    case date
    /// A decimal number: INT32 up to 9 digits, INT64 up to 18, FIXED_LEN_BYTE_ARRAY beyond; DECIMAL.
    case decimal(precision: Int, scale: Int)
    /// Bytes: BYTE_ARRAY.
    case binary
    /// A UUID in 16 bytes: FIXED_LEN_BYTE_ARRAY(16), UUID.
    case uuid
    /// Any JSON value as its text: BYTE_ARRAY, annotated STRING, because engines read the annotation JSON as bytes.
    case json

    /// The most digits of a decimal number.
    public static let maximumPrecision = 38

    /// The type that `name` names, in lower case; nil if there is none. A timestamp needs its unit, a decimal its
    /// precision; its scale is 0 if it is not given, as in Hive.
    public init?(name: String) {
        switch name {
        case "string": self = .string
        case "tinyint": self = .tinyint
        case "smallint": self = .smallint
        case "int": self = .int
        case "bigint": self = .bigint
        case "float": self = .float
        case "double": self = .double
        case "boolean": self = .boolean
        case "date": self = .date
        case "binary": self = .binary
        case "uuid": self = .uuid
        case "json": self = .json
        default:
            guard name.hasSuffix(")"), let open = name.firstIndex(of: "(") else { return nil }
            let arguments = name[name.index(after: open)...].dropLast()
                .split(separator: ",", omittingEmptySubsequences: false)
            switch name[..<open] {
            case "timestamp":
                guard arguments.count == 1, let unit = TimeUnit(rawValue: String(arguments[0])) else { return nil }
                self = .timestamp(unit)
            case "decimal":
                guard (1...2).contains(arguments.count), let precision = ContractType.number(arguments[0]),
                    let scale = arguments.count == 2 ? ContractType.number(arguments[1]) : 0,
                    (1...ContractType.maximumPrecision).contains(precision), (0...precision).contains(scale)
                else { return nil }
                self = .decimal(precision: precision, scale: scale)
            default: return nil
            }
        }
    }

    /// A number of one or two digits, spaces around it allowed.
    private static func number(_ text: Substring) -> Int? {
        var digits = text
        while digits.first == " " { digits.removeFirst() }
        while digits.last == " " { digits.removeLast() }
        guard (1...2).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(digits)
    }

    /// The name in the contract.
    public var name: String {
        switch self {
        case .string: "string"
        case .tinyint: "tinyint"
        case .smallint: "smallint"
        case .int: "int"
        case .bigint: "bigint"
        case .float: "float"
        case .double: "double"
        case .boolean: "boolean"
        case .timestamp(let unit): "timestamp(\(unit.rawValue))"
        case .date: "date"
        case .decimal(let precision, let scale): "decimal(\(precision),\(scale))"
        case .binary: "binary"
        case .uuid: "uuid"
        case .json: "json"
        }
    }

    /// The Parquet field of a column of this type. It is OPTIONAL, as Athena expects of every column. Plain `int` and
    /// `bigint` have no annotation, which every engine reads as signed.
    func field(_ name: String, fieldID: Int32?) -> SchemaField {
        func field(_ type: PhysicalType, _ logicalType: LogicalType? = nil, length: Int? = nil) -> SchemaField {
            SchemaField(
                name, type, typeLength: length, logicalType: logicalType, repetition: .optional, fieldID: fieldID)
        }
        switch self {
        case .string, .json: return field(.byteArray, .string)
        case .tinyint: return field(.int32, .integer(bitWidth: 8, isSigned: true))
        case .smallint: return field(.int32, .integer(bitWidth: 16, isSigned: true))
        case .int: return field(.int32)
        case .bigint: return field(.int64)
        case .float: return field(.float)
        case .double: return field(.double)
        case .boolean: return field(.boolean)
        case .timestamp(let unit): return field(.int64, .timestamp(unit: unit, isAdjustedToUTC: true))
        case .date: return field(.int32, .date)
        case .decimal(let precision, let scale):
            let logicalType = LogicalType.decimal(precision: precision, scale: scale)
            if precision <= 9 { return field(.int32, logicalType) }
            if precision <= 18 { return field(.int64, logicalType) }
            return field(
                .fixedLengthByteArray, logicalType, length: ContractType.decimalByteCount(precision: precision))
        case .binary: return field(.byteArray)
        case .uuid: return field(.fixedLengthByteArray, .uuid, length: 16)
        }
    }

    /// The fewest bytes whose two's complement holds every number of `precision` digits.
    static func decimalByteCount(precision: Int) -> Int {
        var most: UInt128 = 1
        for _ in 0..<precision { most *= 10 }
        return (128 - (most - 1).leadingZeroBitCount) / 8 + 1
    }
}
