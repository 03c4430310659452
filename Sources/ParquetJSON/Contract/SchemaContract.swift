public import Parquet

/// What the lines of a log are agreed to hold, and which columns they become.
///
/// As a JSON file, strict: unknown members are errors, and so are members twice.
///
///     {"contract": 1, "unknown_keys": "drop", "columns": [
///       {"name": "at", "type": "timestamp(millis)", "from": "/at", "read": "epoch_seconds", "required": true, "field_id": 3}]}
///
/// `name` and `type` of a column must be there. `from` is a JSON pointer (RFC 6901) and `/name` if absent. `read` says how the
/// value is understood, where the type leaves it open. `required` (absent: false) decides whether a line without the value
/// fits; the Parquet column is OPTIONAL either way. `field_id` is written to the file if it is given and left out if not:
/// inventing ids would tie them to the order of the columns, and an id must never change its meaning.
public struct SchemaContract: Sendable, Equatable {
    /// What becomes of keys that no column is read from.
    public enum UnknownKeys: String, Sendable, CaseIterable {
        /// The line does not fit.
        case fail
        /// They are left out and counted.
        case drop
    }

    /// A column of the contract.
    public struct Column: Sendable, Equatable {
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

        /// A column; `from` is the key `name` if it is not given.
        public init(
            _ name: String, _ type: ContractType, from: JSONPointer? = nil, read: ReadRule? = nil,
            required: Bool = false,
            fieldID: Int32? = nil
        ) {
            self.name = name
            self.type = type
            self.from = from ?? JSONPointer(keys: [name])
            self.read = read
            self.required = required
            self.fieldID = fieldID
        }
    }

    /// The version of the contract's format.
    public static let version = 1

    /// What becomes of keys that no column is read from.
    public let unknownKeys: UnknownKeys
    /// The columns in the order of the file.
    public let columns: [Column]

    /// A contract of `columns`.
    ///
    /// - Throws: `ParquetError` with code `schema`, naming the column, if there is none, a name is empty or, in lower case,
    ///   another's, a column is read by a rule that its type does not have or lacks one it needs, points at the whole line or
    ///   into an array, or a field id is not positive or another's.
    public init(columns: [Column], unknownKeys: UnknownKeys = .fail) throws(ParquetError) {
        self.unknownKeys = unknownKeys
        self.columns = columns
        guard !columns.isEmpty else { throw ParquetError(.schema, "the contract has no columns") }
        var names: Set<String> = []
        var fieldIDs: Set<Int32> = []
        for column in columns {
            let place = ParquetError.Place(column: column.name)
            guard !column.name.isEmpty else { throw ParquetError(.schema, "a column's name is empty") }
            guard names.insert(column.name.lowercased()).inserted else {
                throw ParquetError(
                    .schema, "two columns have this name; case makes no difference to Athena and Hive", at: place)
            }
            if let message = column.problem { throw ParquetError(.schema, message, at: place) }
            if let fieldID = column.fieldID, !fieldIDs.insert(fieldID).inserted {
                throw ParquetError(.schema, "the field id \(fieldID) is another column's", at: place)
            }
        }
    }

    /// The Parquet schema of the columns: flat, every column OPTIONAL.
    ///
    /// - Throws: `ParquetError` with code `schema` if the columns make no schema.
    public func schema() throws(ParquetError) -> Schema {
        var fields: [SchemaField] = []
        for column in columns { fields.append(column.type.field(column.name, fieldID: column.fieldID)) }
        return try Schema(fields: fields)
    }
}

extension SchemaContract.Column {
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
        if let fieldID, fieldID <= 0 { return "the field id \(fieldID) is not above 0" }
        if from.keys.isEmpty { return "\"from\" points at the whole line" }
        for key in from.keys.dropFirst() where key == "-" || key.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            if !key.isEmpty { return "\"from\" points into an array (\(from)), which is not supported" }
        }
        return nil
    }

    private var ruleNames: String { type.readRules.map(\.rawValue).joined(separator: ", ") }
}
