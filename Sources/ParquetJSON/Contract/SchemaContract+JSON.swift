public import Parquet

extension SchemaContract {
    /// The contract that `json` spells.
    ///
    /// - Throws: `ParquetError` with code `json` if it is not JSON or a key occurs twice, and `schema` if it is no contract; both
    ///   with line and byte offset.
    public init(json: [UInt8]) throws(ParquetError) {
        do throws(ParquetError) {
            let document = try JSONValue.parse(json)
            let members = try ContractMembers(document, "the contract", known: ["contract", "unknown_keys", "columns"])
            guard case .number(let version) = try members.needed("contract").content,
                version == "\(SchemaContract.version)"
            else {
                throw members.error(
                    "\"contract\" is the format's version and must be \(SchemaContract.version)", "contract")
            }
            var unknownKeys = UnknownKeys.fail
            if let word = try members.string("unknown_keys") {
                guard let known = UnknownKeys(rawValue: word) else {
                    throw members.error("\"unknown_keys\" is \"fail\" or \"drop\", not \"\(word)\"", "unknown_keys")
                }
                unknownKeys = known
            }
            guard case .array(let elements) = try members.needed("columns").content else {
                throw members.error("\"columns\" must be an array", "columns")
            }
            var columns: [Column] = []
            for element in elements {
                let column = try Column(element)
                if let problem = column.problem {
                    throw ParquetError(
                        .schema, problem, at: .init(column: column.name, byteOffset: element.byteOffset))
                }
                columns.append(column)
            }
            try self.init(columns: columns, unknownKeys: unknownKeys)
        } catch {
            guard let byteOffset = error.place.byteOffset else { throw error }
            let lines = json.prefix(byteOffset).reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
            throw error.at(.init(line: lines))
        }
    }

    /// The contract as JSON text, a line for each column, ending with a line feed. Members that say what is so anyway are
    /// left out, but for `unknown_keys`. Reading it gives an equal contract.
    public var json: String {
        var text =
            "{\"contract\": \(SchemaContract.version), \"unknown_keys\": \"\(unknownKeys.rawValue)\", \"columns\": ["
        for (index, column) in columns.enumerated() {
            text += index == 0 ? "\n  " : ",\n  "
            text += "{\"name\": \(JSONValue.quoted(column.name)), \"type\": \"\(column.type.name)\""
            if column.from != JSONPointer(keys: [column.name]) {
                text += ", \"from\": \(JSONValue.quoted(column.from.description))"
            }
            if let read = column.read { text += ", \"read\": \"\(read.rawValue)\"" }
            if column.required { text += ", \"required\": true" }
            if let fieldID = column.fieldID { text += ", \"field_id\": \(fieldID)" }
            text += "}"
        }
        return text + "\n]}\n"
    }
}

extension SchemaContract.Column {
    fileprivate init(_ value: JSONValue) throws(ParquetError) {
        let members = try ContractMembers(
            value, "a column", known: ["name", "type", "from", "read", "required", "field_id"])
        guard let name = try members.string("name") else { throw members.error("a column needs a \"name\"", nil) }
        guard !name.isEmpty else { throw members.error("a column's name is empty", "name") }
        guard let typeName = try members.string("type") else {
            throw members.error("the column \"\(name)\" needs a \"type\"", nil)
        }
        guard let type = ContractType(name: typeName) else {
            throw members.error(
                "\"\(typeName)\" is no type; the types are string, tinyint, smallint, int, bigint, float, double, boolean, "
                    + "timestamp(millis|micros|nanos), date, decimal(precision,scale) of up to 38 digits, binary, uuid, json",
                "type")
        }
        var from: JSONPointer?
        if let text = try members.string("from") {
            guard let pointer = JSONPointer(text) else {
                throw members.error("\"\(text)\" is no JSON pointer (RFC 6901), as /device/os is", "from")
            }
            from = pointer
        }
        var read: ReadRule?
        if let word = try members.string("read") {
            guard let rule = ReadRule(rawValue: word) else {
                throw members.error(
                    "\"\(word)\" is no way to read a value; there are "
                        + ReadRule.allCases.map(\.rawValue).joined(separator: ", "), "read")
            }
            read = rule
        }
        self.init(
            name, type, from: from, read: read, required: try members.boolean("required") ?? false,
            fieldID: try members.fieldID("field_id"))
    }
}

/// The members of an object of the contract, none of them unknown.
private struct ContractMembers {
    private var values: [String: JSONValue] = [:]
    private let owner: String
    private let byteOffset: Int

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

    func fieldID(_ key: String) throws(ParquetError) -> Int32? {
        guard let value = values[key] else { return nil }
        guard case .number(let digits) = value.content, let number = Int32(digits), number > 0 else {
            throw error("\"\(key)\" must be a whole number from 1 to \(Int32.max)", key)
        }
        return number
    }
}
