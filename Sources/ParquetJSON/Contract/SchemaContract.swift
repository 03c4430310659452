public import Parquet

/// What the lines of a log are agreed to hold, and which columns they become.
///
/// As a JSON file, strict: unknown members are errors, and so are members twice.
///
///     {"contract": 1, "unknown_keys": "drop", "columns": [
///       {"name": "at", "type": "timestamp(millis)", "from": "/at", "read": "epoch_seconds", "required": true, "field_id": 3}]}
///
/// `name` and `type` of a column must be there. `from` is a JSON pointer (RFC 6901) and `/name` if absent; the pointers of a
/// struct's fields start at its object. `read` says how the value is understood, where the type leaves it open. `required`
/// (absent: false) decides whether a line without the value fits; the Parquet column is OPTIONAL either way. `drift` says what
/// becomes of a value that does not fit, and is the contract's `drift` if absent. `field_id` is written to the file if it is given
/// and left out if not: inventing ids would tie them to the order of the columns, and an id must never change its meaning. `hash`,
/// `hmac-sha256`, has strings or JSON text hashed with a key that is given to the reader.
///
/// Nested columns name their type as Hive does, or spell it out:
///
///     {"name": "tags", "type": "array<string>"}
///     {"name": "device", "type": "struct", "fields": [{"name": "os", "type": "string"}, {"name": "seen", "type": "date"}]}
///     {"name": "marks", "type": "array", "element": {"type": "timestamp(millis)", "read": "epoch_seconds"}}
///     {"name": "labels", "type": "map", "value": {"type": "bigint"}}
public struct SchemaContract: Sendable, Equatable {
    /// What becomes of keys that no column is read from.
    public enum UnknownKeys: String, Sendable, CaseIterable {
        /// The line does not fit, and nothing goes on.
        case fail
        /// The line is no row: it is rejected, and others go on.
        case quarantine
        /// They are left out and counted.
        case drop
        /// They go, with their values, into the column `_extra`.
        case extra
    }

    /// A column of the contract.
    public struct Column: Sendable, Hashable {
        /// The column's name in the file.
        public var name: String
        /// What it holds.
        public var type: ContractType
        /// Where the value is in a line.
        public var from: JSONPointer
        /// How the value is understood; nil where the type says it all.
        public var read: ReadRule?
        /// Whether a line without the value, or with null, does not fit.
        public var required: Bool
        /// The number that stays with the column when it is renamed.
        public var fieldID: Int32?
        /// What becomes of values that do not fit; nil leaves it to the contract. Without its value of a required column a line is
        /// no row: `fail` or `quarantine`.
        public var drift: DriftPolicy?
        /// How its values are hashed; nil if they are not.
        public var hash: HashRule?

        /// A column; `from` is the key `name` if it is not given.
        public init(
            _ name: String, _ type: ContractType, from: JSONPointer? = nil, read: ReadRule? = nil,
            required: Bool = false, fieldID: Int32? = nil, drift: DriftPolicy? = nil, hash: HashRule? = nil
        ) {
            self.drift = drift
            self.hash = hash
            self.name = name
            self.type = type
            self.from = from ?? JSONPointer(keys: [name])
            self.read = read
            self.required = required
            self.fieldID = fieldID
        }

        /// The elements of an array.
        public init(
            element type: ContractType, read: ReadRule? = nil, fieldID: Int32? = nil, hash: HashRule? = nil
        ) {
            self.init("element", type, from: JSONPointer(keys: []), read: read, fieldID: fieldID, hash: hash)
        }

        /// The values of a map.
        public init(
            value type: ContractType, read: ReadRule? = nil, fieldID: Int32? = nil, hash: HashRule? = nil
        ) {
            self.init("value", type, from: JSONPointer(keys: []), read: read, fieldID: fieldID, hash: hash)
        }

        /// The column's Parquet field.
        var field: SchemaField { type.field(name, fieldID: fieldID) }
    }

    /// The version of the contract's format.
    public static let version = 1

    /// The name of the column that takes what fits nowhere else.
    public static let extraColumnName = "_extra"

    /// Which version of the contract this is, from 1; each change that files are written by has the next one.
    public var revision: Int
    /// What becomes of keys that no column is read from.
    public let unknownKeys: UnknownKeys
    /// What becomes of values that do not fit columns that say nothing of it.
    public let drift: DriftPolicy
    /// The columns in the order of the file, without `_extra`.
    public let columns: [Column]

    /// A contract of `columns`.
    ///
    /// - Throws: `ParquetError` with code `schema`, naming the column, if there is none, a name is empty, `_extra` or, in lower
    ///   case, that of another in the same struct, a column is read by a rule that its type does not have or lacks one it needs,
    ///   points at the whole line or into an array, or a field id is not positive or another's.
    public init(
        columns: [Column], unknownKeys: UnknownKeys = .extra, drift: DriftPolicy = .extra, revision: Int = 1
    ) throws(ParquetError) {
        self.unknownKeys = unknownKeys
        self.drift = drift
        self.columns = columns
        self.revision = revision
        guard !columns.isEmpty else { throw ParquetError(.schema, "the contract has no columns") }
        var fieldIDs: Set<Int32> = []
        for column in columns where column.name.lowercased() == SchemaContract.extraColumnName {
            throw ParquetError(
                .schema, "the column \(SchemaContract.extraColumnName) is made by the program",
                at: .init(column: column.name))
        }
        for column in columns where column.from.keys.isEmpty {
            throw ParquetError(.schema, "\"from\" points at the whole line", at: .init(column: column.name))
        }
        try SchemaContract.check(columns, in: [], &fieldIDs)
    }

    private static func check(
        _ columns: [Column], in path: [String], _ fieldIDs: inout Set<Int32>
    ) throws(ParquetError) {
        var names: Set<String> = []
        for column in columns {
            let path = path + [column.name]
            let place = ParquetError.Place(column: path.joined(separator: "."))
            guard !column.name.isEmpty else { throw ParquetError(.schema, "a column's name is empty", at: place) }
            guard names.insert(column.name.lowercased()).inserted else {
                throw ParquetError(
                    .schema, "two columns have this name; case makes no difference to Athena and Hive", at: place)
            }
            guard path.count <= HiveTypeParser.maximumDepth else {
                throw ParquetError(
                    .schema, "columns are nested more than \(HiveTypeParser.maximumDepth) deep", at: place)
            }
            if let message = column.problem { throw ParquetError(.schema, message, at: place) }
            if let fieldID = column.fieldID, !fieldIDs.insert(fieldID).inserted {
                throw ParquetError(.schema, "the field id \(fieldID) is another column's", at: place)
            }
            switch column.type {
            case .structure(let fields): try check(fields, in: path, &fieldIDs)
            case .array(let element), .map(let element): try check([element], in: path, &fieldIDs)
            default: break
            }
        }
    }

    /// The contract with another rule for unknown keys, by which the column `_extra` may come or go.
    ///
    /// - Throws: `ParquetError` with code `schema` if the columns make no contract.
    public func replacing(unknownKeys: UnknownKeys) throws(ParquetError) -> SchemaContract {
        try SchemaContract(columns: columns, unknownKeys: unknownKeys, drift: drift, revision: revision)
    }

    /// Whether files have the column `_extra`: it is there when something may go into it, so that all files of a table have it.
    public var hasExtraColumn: Bool {
        unknownKeys == .extra || columns.contains { $0.mayDrift(by: drift) }
    }

    /// Whether the values of a column are hashed, so that reading lines takes a key.
    public var hashesValues: Bool { columns.contains(where: \.hashesValues) }

    /// The Parquet schema of the columns, every one OPTIONAL; `_extra`, if there is one, comes last.
    ///
    /// - Throws: `ParquetError` with code `schema` if the columns make no schema.
    public func schema() throws(ParquetError) -> Schema {
        var fields = columns.map(\.field)
        if hasExtraColumn {
            fields.append(ContractType.string.field(SchemaContract.extraColumnName, fieldID: nil))
        }
        return try Schema(fields: fields)
    }
}

extension SchemaContract.Column {
    /// What becomes of a value that does not fit, in a contract that says `contractDrift` where a column says nothing.
    func drift(in contractDrift: DriftPolicy) -> DriftPolicy {
        let drift = drift ?? contractDrift
        return required && drift.keepsRow ? .quarantine : drift
    }

    /// Whether a value of the column, or one below, may go into `_extra`.
    fileprivate func mayDrift(by contractDrift: DriftPolicy) -> Bool {
        let policy = drift(in: contractDrift)
        switch type {
        case .structure(let fields):
            return policy.keepsRow || fields.contains { $0.mayDrift(by: drift ?? contractDrift) }
        case .array(let element), .map(let element):
            return policy.keepsRow || element.mayDrift(by: drift ?? contractDrift)
        // Every value is JSON text.
        case .json: return false
        default: return policy.keepsRow
        }
    }

    /// Whether its values, or those of a part, are hashed.
    fileprivate var hashesValues: Bool {
        switch type {
        case .structure(let fields): fields.contains(where: \.hashesValues)
        case .array(let part), .map(let part): part.hashesValues
        default: hash != nil
        }
    }

    /// What is wrong with the column by itself, or nil.
    var problem: String? {
        if let read {
            guard !type.readRules.isEmpty else { return "the type \(type.name) takes no \"read\"" }
            guard type.readRules.contains(read) else {
                return "the type \(type.name) is not read by \(read.rawValue), but by one of \(ruleNames)"
            }
        } else if type.needsReadRule {
            return "the type \(type.name) needs \"read\", one of \(ruleNames)"
        }
        if hash != nil, type != .string, type != .json {
            return "only values of the types string and json are hashed, not those of \(type.name)"
        }
        if let fieldID, fieldID <= 0 { return "the field id \(fieldID) is not above 0" }
        if required, drift?.keepsRow == true {
            return "without its value of a required column a line is no row: \"drift\" is fail or quarantine"
        }
        switch type {
        case .structure(let fields):
            if fields.isEmpty { return "a struct needs a field" }
            if fields.contains(where: \.from.keys.isEmpty) { return "\"from\" of a field points at the whole struct" }
        case .array(let part), .map(let part):
            if !part.from.keys.isEmpty { return "the \(part.name) of \(type.name) has no \"from\"" }
        default: break
        }
        for key in from.keys.dropFirst() where key == "-" || key.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            if !key.isEmpty { return "\"from\" points into an array (\(from)), which is not supported" }
        }
        return nil
    }

    private var ruleNames: String { type.readRules.map(\.rawValue).joined(separator: ", ") }
}
