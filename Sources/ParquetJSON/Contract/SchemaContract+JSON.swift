public import Parquet

extension SchemaContract {
    /// The contract that `json` spells.
    ///
    /// - Throws: `ParquetError` with code `json` if it is not JSON or a key occurs twice, and `schema` if it is no contract; both
    ///   with line and byte offset.
    public init(json: [UInt8]) throws(ParquetError) {
        do throws(ParquetError) {
            let document = try JSONValue.parse(json)
            let members = try ContractMembers(
                document, "the contract", known: ["contract", "revision", "unknown_keys", "drift", "columns"])
            guard case .number(let version) = try members.needed("contract").content,
                version == "\(SchemaContract.version)"
            else {
                throw members.error(
                    "\"contract\" is the format's version and must be \(SchemaContract.version)", "contract")
            }
            let unknownKeys = try members.word("unknown_keys", of: UnknownKeys.self) ?? .extra
            let drift = try members.word("drift", of: DriftPolicy.self) ?? .extra
            let revision = try members.positiveNumber("revision").map { Int($0) } ?? 1
            let columns = try Column.list(try members.needed("columns"), "columns")
            try self.init(columns: columns, unknownKeys: unknownKeys, drift: drift, revision: revision)
        } catch {
            guard let byteOffset = error.place.byteOffset else { throw error }
            let lines = json.prefix(byteOffset).reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
            throw error.at(.init(line: lines))
        }
    }

    /// The contract as JSON text, a line for each column and each field of a struct, ending with a line feed. Members that say
    /// what is so anyway are left out, but for `unknown_keys`. Reading it gives an equal contract.
    public var json: String {
        var text = "{\"contract\": \(SchemaContract.version), "
        if revision != 1 { text += "\"revision\": \(revision), " }
        text += "\"unknown_keys\": \"\(unknownKeys.rawValue)\", "
        if drift != .extra { text += "\"drift\": \"\(drift.rawValue)\", " }
        text += "\"columns\": ["
        Column.write(columns, to: &text, indent: "  ")
        return text + "\n]}\n"
    }
}

extension SchemaContract.Column {
    /// The columns or fields that the array `value` lists.
    fileprivate static func list(_ value: JSONValue, _ name: String) throws(ParquetError) -> [SchemaContract.Column] {
        guard case .array(let elements) = value.content else {
            throw ParquetError(.schema, "\"\(name)\" must be an array", at: .init(byteOffset: value.byteOffset))
        }
        var columns: [SchemaContract.Column] = []
        for element in elements { columns.append(try SchemaContract.Column(element)) }
        return columns
    }

    fileprivate init(_ value: JSONValue) throws(ParquetError) {
        let members = try ContractMembers(
            value, "a column",
            known: [
                "name", "type", "fields", "element", "value", "from", "read", "required", "drift", "field_id", "hash",
            ])
        guard let name = try members.string("name") else { throw members.error("a column needs a \"name\"", nil) }
        guard !name.isEmpty else { throw members.error("a column's name is empty", "name") }
        var from: JSONPointer?
        if let text = try members.string("from") {
            guard let pointer = JSONPointer(text) else {
                throw members.error("\"\(text)\" is no JSON pointer (RFC 6901), as /device/os is", "from")
            }
            from = pointer
        }
        try self.init(name, members, "the column \"\(name)\"", from: from)
    }

    /// The element of an array or the value of a map.
    fileprivate init(part name: String, _ value: JSONValue) throws(ParquetError) {
        let members = try ContractMembers(
            value, "the \(name)", known: ["type", "fields", "element", "value", "read", "field_id", "hash"])
        try self.init(name, members, "the \(name)", from: JSONPointer(keys: []))
    }

    private init(
        _ name: String, _ members: ContractMembers, _ owner: String, from: JSONPointer?
    ) throws(ParquetError) {
        guard let typeName = try members.string("type") else {
            throw members.error("\(owner) needs a \"type\"", nil)
        }
        let type = try SchemaContract.Column.type(typeName, members, owner)
        self.init(
            name, type, from: from, read: try members.word("read", of: ReadRule.self),
            required: try members.boolean("required") ?? false, fieldID: try members.positiveNumber("field_id"),
            drift: try members.word("drift", of: DriftPolicy.self), hash: try members.word("hash", of: HashRule.self))
        if let problem {
            throw ParquetError(.schema, problem, at: .init(column: name, byteOffset: members.byteOffset))
        }
    }

    private static func type(
        _ name: String, _ members: ContractMembers, _ owner: String
    ) throws(ParquetError) -> ContractType {
        let parts: [(type: String, member: String)] = [("struct", "fields"), ("array", "element"), ("map", "value")]
        for part in parts {
            let value = members[part.member]
            guard name == part.type else {
                guard value == nil else {
                    throw members.error("\"\(part.member)\" belongs to the type \"\(part.type)\"", part.member)
                }
                continue
            }
            guard let value else { throw members.error("\(owner) needs \"\(part.member)\"", nil) }
            switch name {
            case "struct": return .structure(try list(value, "fields"))
            case "array": return .array(try SchemaContract.Column(part: "element", value))
            default: return .map(try SchemaContract.Column(part: "value", value))
            }
        }
        if let type = ContractType(name: name) { return type }
        throw members.error(
            "\"\(name)\" is no type; the types are string, tinyint, smallint, int, bigint, float, double, boolean, "
                + "timestamp(millis|micros|nanos), date, decimal(precision,scale) of up to 38 digits, binary, uuid, json, "
                + "struct<name:type,…>, array<type>, map<string,type>", "type")
    }

    /// Appends `columns` to `text`, a line for each.
    fileprivate static func write(_ columns: [SchemaContract.Column], to text: inout String, indent: String) {
        for (index, column) in columns.enumerated() {
            text += (index == 0 ? "\n" : ",\n") + indent + "{\"name\": \(JSONValue.quoted(column.name)), "
            column.writeMembers(to: &text, indent: indent)
            text += "}"
        }
    }

    private func writeMembers(to text: inout String, indent: String) {
        if type.hasPlainParts {
            text += "\"type\": \(JSONValue.quoted(type.name))"
        } else {
            switch type {
            case .structure(let fields):
                text += "\"type\": \"struct\", \"fields\": ["
                SchemaContract.Column.write(fields, to: &text, indent: indent + "  ")
                text += "]"
            case .array(let element):
                text += "\"type\": \"array\", \"element\": {"
                element.writeMembers(to: &text, indent: indent)
                text += "}"
            case .map(let value):
                text += "\"type\": \"map\", \"value\": {"
                value.writeMembers(to: &text, indent: indent)
                text += "}"
            default: break
            }
        }
        // Parts of arrays and maps have no place of their own.
        if !from.keys.isEmpty, from != JSONPointer(keys: [name]) {
            text += ", \"from\": \(JSONValue.quoted(from.description))"
        }
        if let read { text += ", \"read\": \"\(read.rawValue)\"" }
        if required { text += ", \"required\": true" }
        if let drift { text += ", \"drift\": \"\(drift.rawValue)\"" }
        if let fieldID { text += ", \"field_id\": \(fieldID)" }
        if let hash { text += ", \"hash\": \"\(hash.rawValue)\"" }
    }
}

extension ContractType {
    /// Whether the type's name says all of it: nothing is known of its parts but their names and types, and the names are such
    /// that the name can be read again.
    fileprivate var hasPlainParts: Bool {
        switch self {
        case .structure(let fields):
            fields.allSatisfy { field in
                field == SchemaContract.Column(field.name, field.type) && field.type.hasPlainParts
                    && field.name.utf8.allSatisfy {
                        (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x5F
                    }
            }
        case .array(let element): element == SchemaContract.Column(element: element.type) && element.type.hasPlainParts
        case .map(let value): value == SchemaContract.Column(value: value.type) && value.type.hasPlainParts
        default: true
        }
    }
}

/// The members of an object of the contract, none of them unknown.
private struct ContractMembers {
    private var values: [String: JSONValue] = [:]
    private let owner: String
    let byteOffset: Int

    init(_ value: JSONValue, _ owner: String, known: [String]) throws(ParquetError) {
        self.owner = owner
        byteOffset = value.byteOffset
        guard case .object(let members) = value.content else {
            throw ParquetError(
                .schema, "\(owner) must be an object, not \(value.kindName)", at: .init(byteOffset: value.byteOffset))
        }
        for member in members {
            guard known.contains(member.key) else {
                throw ParquetError(
                    .schema, "\"\(member.key)\" is no member of \(owner); there are \(known.joined(separator: ", "))",
                    at: .init(byteOffset: member.place))
            }
            values[member.key] = member.value
        }
    }

    func error(_ message: String, _ key: String?) -> ParquetError {
        let place = key.flatMap { values[$0]?.byteOffset } ?? byteOffset
        return ParquetError(.schema, message, at: .init(byteOffset: place))
    }

    func needed(_ key: String) throws(ParquetError) -> JSONValue {
        guard let value = values[key] else { throw error("\(owner) needs \"\(key)\"", nil) }
        return value
    }

    func string(_ key: String) throws(ParquetError) -> String? {
        guard let value = values[key] else { return nil }
        guard case .string(let text) = value.content else {
            throw error("\"\(key)\" must be a string, not \(value.kindName)", key)
        }
        return text
    }

    func boolean(_ key: String) throws(ParquetError) -> Bool? {
        guard let value = values[key] else { return nil }
        guard case .boolean(let flag) = value.content else {
            throw error("\"\(key)\" must be true or false, not \(value.kindName)", key)
        }
        return flag
    }

    subscript(_ key: String) -> JSONValue? { values[key] }

    /// A number from 1 on.
    func positiveNumber(_ key: String) throws(ParquetError) -> Int32? {
        guard let value = values[key] else { return nil }
        guard case .number(let digits) = value.content, let number = Int32(digits), number > 0 else {
            throw error("\"\(key)\" must be a whole number from 1 to \(Int32.max)", key)
        }
        return number
    }

    /// One of the words of an enumeration.
    func word<Word: CaseIterable & RawRepresentable<String>>(
        _ key: String, of type: Word.Type
    ) throws(ParquetError) -> Word? {
        guard let text = try string(key) else { return nil }
        guard let word = Word(rawValue: text) else {
            throw error(
                "\"\(text)\" is no \"\(key)\"; there are \(Word.allCases.map(\.rawValue).joined(separator: ", "))", key)
        }
        return word
    }
}
