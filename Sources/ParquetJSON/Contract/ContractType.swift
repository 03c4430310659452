public import Parquet

/// The type of a column in a schema contract, by its name in Athena and Hive.
public indirect enum ContractType: Sendable, Hashable {
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
    /// Named fields of an object: a group. A field's `from` starts at the object.
    case structure([SchemaContract.Column])
    /// The elements of an array: a LIST of three levels. The element is named `element`.
    case array(SchemaContract.Column)
    /// An object of keys that are not known beforehand: a MAP from strings. The value is named `value`.
    case map(SchemaContract.Column)

    /// The most digits of a decimal number.
    public static let maximumPrecision = 38

    /// The type that `name` names, in lower case, as Hive and Athena spell it: `bigint`, `decimal(9,2)`,
    /// `array<struct<id:bigint,labels:map<string,string>>>`; nil if there is none. A timestamp needs its unit, a decimal its
    /// precision; its scale is 0 if it is not given. `HiveTypeParser` says what is wrong with a name.
    public init?(name: String) {
        guard let type = try? HiveTypeParser.type(name) else { return nil }
        self = type
    }

    /// The type without parameters or parts that `word` names.
    init?(word: some StringProtocol) {
        switch word {
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
        default: return nil
        }
    }

    /// The type that `word` names with the arguments in its parentheses.
    init?(word: some StringProtocol, arguments: [Substring]) {
        switch word {
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
        case .structure(let fields): "struct<\(fields.map { "\($0.name):\($0.type.name)" }.joined(separator: ","))>"
        case .array(let element): "array<\(element.type.name)>"
        case .map(let value): "map<string,\(value.type.name)>"
        }
    }

    /// Whether columns of this type have columns below.
    public var isNested: Bool {
        switch self {
        case .structure, .array, .map: true
        default: false
        }
    }

    /// The Parquet field of a column of this type. It is OPTIONAL, as Athena expects of every column; only the keys of maps are
    /// REQUIRED. Plain `int` and `bigint` have no annotation, which every engine reads as signed.
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
        case .structure(let fields): return SchemaField(name, group: fields.map(\.field), fieldID: fieldID)
        case .array(let element):
            let list = SchemaField("list", group: [element.field], repetition: .repeated)
            return SchemaField(name, group: [list], logicalType: .list, fieldID: fieldID)
        case .map(let value):
            let key = SchemaField("key", .byteArray, logicalType: .string, repetition: .required)
            let pair = SchemaField("key_value", group: [key, value.field], repetition: .repeated)
            return SchemaField(name, group: [pair], logicalType: .map, fieldID: fieldID)
        }
    }

    /// The fewest bytes whose two's complement holds every number of `precision` digits.
    static func decimalByteCount(precision: Int) -> Int {
        var most: UInt128 = 1
        for _ in 0..<precision { most *= 10 }
        return (128 - (most - 1).leadingZeroBitCount) / 8 + 1
    }
}
