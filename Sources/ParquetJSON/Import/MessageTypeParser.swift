package import Parquet

/// Schemas as message types, the text that parquet-java and `parkett schema` print:
///
///     message schema {
///       required int64 id = 1;
///       optional binary action (STRING);
///       optional group tags (LIST) { repeated group list { optional binary element (STRING); } }
///     }
///
/// Annotations may be logical types or the converted types of older texts (`UTF8`, `TIMESTAMP_MILLIS`, `INT_8`).
struct MessageTypeParser {
    private var tokens: SchemaTokens

    /// How deeply groups may be nested.
    private static let maximumDepth = 3 * HiveTypeParser.maximumDepth

    /// The schema that `text` spells.
    ///
    /// - Throws: `ParquetError` with code `schema` and the byte.
    static func schema(_ text: [UInt8]) throws(ParquetError) -> Schema {
        var parser = MessageTypeParser(tokens: try SchemaTokens(text, signs: "{}();=,"))
        try parser.tokens.expect("message")
        let name = parser.tokens.takeIf("{") ? nil : try parser.tokens.take("a name").text
        if name != nil { try parser.tokens.expect("{") }
        let fields = try parser.fields(depth: 0)
        if let rest = parser.tokens.peek {
            throw SchemaTokens.error("\"\(rest.text)\" is behind the end of the message", rest.byteOffset)
        }
        return try Schema(fields: fields)
    }

    /// The fields up to the closing brace.
    private mutating func fields(depth: Int) throws(ParquetError) -> [SchemaField] {
        var fields: [SchemaField] = []
        while !tokens.takeIf("}") { fields.append(try field(depth: depth)) }
        return fields
    }

    private mutating func field(depth: Int) throws(ParquetError) -> SchemaField {
        let first = try tokens.take("a field")
        guard let repetition = MessageTypeParser.repetition(first.keyword) else {
            throw SchemaTokens.error(
                "\"\(first.text)\" is where required, optional or repeated should be", first.byteOffset)
        }
        let type = try tokens.take("a type")
        if type.keyword == "group" {
            let name = try tokens.take("a name").text
            let annotation = try annotation()
            let fieldID = try fieldID()
            guard depth < MessageTypeParser.maximumDepth else {
                throw SchemaTokens.error(
                    "groups are nested more than \(MessageTypeParser.maximumDepth) deep", type.byteOffset)
            }
            try tokens.expect("{")
            return SchemaField(
                name, group: try fields(depth: depth + 1), logicalType: annotation, repetition: repetition,
                fieldID: fieldID)
        }
        guard let physical = MessageTypeParser.type(type.keyword) else {
            throw SchemaTokens.error("\"\(type.text)\" is no type of Parquet", type.byteOffset)
        }
        var length: Int?
        if physical == .fixedLengthByteArray {
            try tokens.expect("(")
            let token = try tokens.take("a length")
            guard let number = Int(token.text), number > 0, number <= Int(Int32.max) else {
                throw SchemaTokens.error("\"\(token.text)\" is no length", token.byteOffset)
            }
            length = number
            try tokens.expect(")")
        }
        let name = try tokens.take("a name").text
        let annotation = try annotation()
        let fieldID = try fieldID()
        try tokens.expect(";")
        return SchemaField(
            name, physical, typeLength: length, logicalType: annotation, repetition: repetition, fieldID: fieldID)
    }

    private mutating func fieldID() throws(ParquetError) -> Int32? {
        guard tokens.takeIf("=") else { return nil }
        let token = try tokens.take("a field id")
        guard let number = Int32(token.text) else {
            throw SchemaTokens.error("\"\(token.text)\" is no field id", token.byteOffset)
        }
        return number
    }

    private mutating func annotation() throws(ParquetError) -> LogicalType? {
        guard tokens.takeIf("(") else { return nil }
        let name = try tokens.take("an annotation")
        var arguments: [String] = []
        if tokens.takeIf("(") {
            repeat { arguments.append(try tokens.take("an argument").keyword) } while tokens.takeIf(",")
            try tokens.expect(")")
        }
        try tokens.expect(")")
        guard let type = MessageTypeParser.annotation(name.keyword, arguments) else {
            throw SchemaTokens.error("\"\(name.text)\" is no annotation that a contract can have", name.byteOffset)
        }
        return type
    }

    private static func annotation(_ name: String, _ arguments: [String]) -> LogicalType? {
        let numbers = arguments.map { Int($0) ?? -1 }
        switch name {
        case "string", "utf8": return .string
        case "enum": return .enumeration
        case "json": return .json
        case "uuid": return .uuid
        case "date": return .date
        case "list": return .list
        case "map", "map_key_value": return .map
        case "timestamp_millis": return .timestamp(unit: .millis, isAdjustedToUTC: true)
        case "timestamp_micros": return .timestamp(unit: .micros, isAdjustedToUTC: true)
        case "timestamp":
            guard arguments.count == 2, let unit = TimeUnit(rawValue: arguments[0]) else { return nil }
            return .timestamp(unit: unit, isAdjustedToUTC: arguments[1] == "true")
        case "decimal":
            guard (1...2).contains(numbers.count), numbers[0] > 0, numbers.allSatisfy({ $0 >= 0 }) else { return nil }
            return .decimal(precision: numbers[0], scale: numbers.count == 2 ? numbers[1] : 0)
        case "integer":
            guard numbers.count == 2, [8, 16, 32, 64].contains(numbers[0]) else { return nil }
            return .integer(bitWidth: numbers[0], isSigned: arguments[1] == "true")
        case "int_8": return .integer(bitWidth: 8, isSigned: true)
        case "int_16": return .integer(bitWidth: 16, isSigned: true)
        case "int_32": return .integer(bitWidth: 32, isSigned: true)
        case "int_64": return .integer(bitWidth: 64, isSigned: true)
        case "uint_8": return .integer(bitWidth: 8, isSigned: false)
        case "uint_16": return .integer(bitWidth: 16, isSigned: false)
        case "uint_32": return .integer(bitWidth: 32, isSigned: false)
        case "uint_64": return .integer(bitWidth: 64, isSigned: false)
        default: return nil
        }
    }

    private static func repetition(_ word: String) -> Repetition? {
        switch word {
        case "required": .required
        case "optional": .optional
        case "repeated": .repeated
        default: nil
        }
    }

    private static func type(_ word: String) -> PhysicalType? {
        switch word {
        case "boolean": .boolean
        case "int32": .int32
        case "int64": .int64
        case "int96": .int96
        case "float": .float
        case "double": .double
        case "binary": .byteArray
        case "fixed_len_byte_array": .fixedLengthByteArray
        default: nil
        }
    }
}

extension Schema {
    /// The schema that `text` spells as a message type.
    ///
    /// - Throws: `ParquetError` with code `schema` and the byte.
    package init(messageType text: [UInt8]) throws(ParquetError) {
        self = try MessageTypeParser.schema(text)
    }
}
