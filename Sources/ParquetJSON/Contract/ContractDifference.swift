/// What is different between two contracts, column by column. The order of columns is no difference, nor is the revision.
public struct ContractDifference: Sendable, Equatable {
    /// A column, or a field of one, that differs.
    public struct Change: Sendable, Equatable {
        /// What became of it.
        public enum Kind: String, Sendable {
            /// Only the second contract has it.
            case added
            /// Only the first contract has it.
            case removed
            /// Both have it, and say different things.
            case changed
        }

        /// What became of it.
        public var kind: Kind
        /// The names from the column down, joined by dots: `device.os`; `element` and `value` for the parts of arrays and maps. Empty
        /// for the contract itself.
        public var path: String
        /// What is different: the member of the contract's JSON, such as `type` or `read`; empty for a column as a whole.
        public var member: String
        /// What the first contract says; empty if nothing.
        public var before: String
        /// What the second contract says; empty if nothing.
        public var after: String
    }

    /// The changes, in the order of the first contract's columns; what was added comes last.
    public let changes: [Change]

    /// Whether both say the same.
    public var isEmpty: Bool { changes.isEmpty }

    /// The way from `before` to `after`.
    public init(from before: SchemaContract, to after: SchemaContract) {
        var changes: [Change] = []
        func compare(_ path: String, _ member: String, _ old: String?, _ new: String?) {
            guard old != new else { return }
            changes.append(Change(kind: .changed, path: path, member: member, before: old ?? "", after: new ?? ""))
        }
        func text(_ column: SchemaContract.Column) -> String {
            column.type.name + (column.read.map { " read by \($0.rawValue)" } ?? "")
        }
        func compare(_ old: [SchemaContract.Column], _ new: [SchemaContract.Column], _ path: String) {
            for column in old {
                let path = path.isEmpty ? column.name : "\(path).\(column.name)"
                guard let other = new.first(where: { $0.name == column.name }) else {
                    changes.append(
                        Change(kind: .removed, path: path, member: "", before: text(column), after: ""))
                    continue
                }
                compareColumn(column, other, path)
            }
            for column in new where !old.contains(where: { $0.name == column.name }) {
                changes.append(
                    Change(
                        kind: .added, path: path.isEmpty ? column.name : "\(path).\(column.name)", member: "",
                        before: "",
                        after: text(column)))
            }
        }
        func compareColumn(_ old: SchemaContract.Column, _ new: SchemaContract.Column, _ path: String) {
            switch (old.type, new.type) {
            case (.structure(let fields), .structure(let others)): compare(fields, others, path)
            case (.array(let part), .array(let other)), (.map(let part), .map(let other)):
                compareColumn(part, other, "\(path).\(part.name)")
            default: compare(path, "type", old.type.name, new.type.name)
            }
            compare(path, "from", old.from.description, new.from.description)
            compare(path, "read", old.read?.rawValue, new.read?.rawValue)
            compare(path, "required", "\(old.required)", "\(new.required)")
            compare(path, "drift", old.drift?.rawValue, new.drift?.rawValue)
            compare(path, "field_id", old.fieldID.map { "\($0)" }, new.fieldID.map { "\($0)" })
        }
        compare("", "unknown_keys", before.unknownKeys.rawValue, after.unknownKeys.rawValue)
        compare("", "drift", before.drift.rawValue, after.drift.rawValue)
        compare(before.columns, after.columns, "")
        self.changes = changes
    }

    /// The changes for people, a line each: `+ late boolean`, `- os string`, `~ id type: int → bigint`.
    public var text: String {
        var text = ""
        for change in changes {
            switch change.kind {
            case .added: text += "+ \(change.path) \(change.after)\n"
            case .removed: text += "- \(change.path) \(change.before)\n"
            case .changed:
                let name = change.path.isEmpty ? change.member : "\(change.path) \(change.member)"
                text +=
                    "~ \(name): \(change.before.isEmpty ? "not given" : change.before) → "
                    + "\(change.after.isEmpty ? "not given" : change.after)\n"
            }
        }
        return text
    }

    /// The changes as a JSON document.
    public var json: String {
        let quoted = JSONValue.quoted
        let lines = changes.map { change in
            "\n  {\"change\": \(quoted(change.kind.rawValue)), \"column\": \(quoted(change.path)), "
                + "\"member\": \(quoted(change.member)), \"before\": \(quoted(change.before)), "
                + "\"after\": \(quoted(change.after))}"
        }
        return "{\"equal\": \(isEmpty), \"changes\": [" + lines.joined(separator: ",") + (isEmpty ? "]}\n" : "\n]}\n")
    }
}
