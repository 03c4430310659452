package import Parquet

/// A JSON object of which single values are asked for, by the keys that lead to them.
package struct JSONLookup {
    private let root: JSONValue

    /// The object that `bytes` hold; nil if they hold none, or a key occurs twice in an object.
    package init?(_ bytes: [UInt8]) {
        guard let root = try? JSONValue.parse(bytes), case .object = root.content else { return nil }
        self.root = root
    }

    /// The value at the end of `keys`, which are compared without regard to case where none is exactly so; nil if there is none.
    package func value(at keys: [String]) -> WhereOperand? {
        var value = root
        for key in keys {
            guard case .object(let members) = value.content else { return nil }
            let folded = key.lowercased()
            guard
                let member = members.first(where: { $0.key == key })
                    ?? members.first(where: { $0.key.lowercased() == folded })
            else { return nil }
            value = member.value
        }
        switch value.content {
        case .null: return .null
        case .boolean(let flag): return .boolean(flag)
        case .number(let text): return .number(text)
        case .string(let text): return .text(text)
        case .array, .object: return .other
        }
    }
}

extension SchemaContract {
    /// The keys by which lines have the value of the column with these names, which are compared without regard to case where none is
    /// exactly so. A name that is no column's is a key itself.
    package func keys(ofColumn names: [String]) -> [String] {
        var keys: [String] = []
        var columns = self.columns
        for (place, name) in names.enumerated() {
            let folded = name.lowercased()
            guard
                let column = columns.first(where: { $0.name == name })
                    ?? columns.first(where: { $0.name.lowercased() == folded })
            else { return keys + names[place...] }
            keys += column.from.keys
            if case .structure(let fields) = column.type { columns = fields } else { columns = [] }
        }
        return keys
    }
}
