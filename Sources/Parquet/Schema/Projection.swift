/// The columns of a schema that are read.
package struct Projection: Sendable {
    /// The leaves that are read, as their places in the whole schema's `columns`.
    package let selection: [Int]
    /// The schema without the leaves that are not read.
    package let schema: Schema

    /// The columns `names` of `schema`, each the path of a column or of a group; nil means all.
    ///
    /// - Throws: `ParquetError` with code `argument` if a name fits no column.
    package init(_ names: [String]?, of schema: Schema) throws(ParquetError) {
        guard let names else {
            self.init(selection: Array(schema.columns.indices), schema: schema)
            return
        }
        // The columns at each path and below it.
        var places: [String: [Int]] = [:]
        for (index, column) in schema.columns.enumerated() {
            var path = ""
            for name in column.path.names {
                path += path.isEmpty ? name : "." + name
                places[path, default: []].append(index)
            }
        }
        var chosen: Set<Int> = []
        for name in names {
            guard let found = places[name] else {
                let known = schema.columns.prefix(20).map(\.path.description).joined(separator: ", ")
                throw ParquetError(.argument, "there is no column \(name); there are: \(known)")
            }
            chosen.formUnion(found)
        }
        guard !chosen.isEmpty else { throw ParquetError(.argument, "no column is chosen") }
        try self.init(chosen, of: schema)
    }

    /// No columns of `schema`.
    static func none(of schema: Schema) throws(ParquetError) -> Projection {
        Projection(selection: [], schema: try Schema(name: schema.name, reading: []))
    }

    private init(selection: [Int], schema: Schema) {
        self.selection = selection
        self.schema = schema
    }

    /// The leaves `chosen` of `schema`.
    private init(_ chosen: Set<Int>, of schema: Schema) throws(ParquetError) {
        var leaf = 0
        let fields = Projection.prune(schema.fields, to: chosen, leaf: &leaf)
        self.init(selection: chosen.sorted(), schema: try Schema(name: schema.name, fields: fields))
    }

    /// These columns of `schema` and those at `places`.
    func adding(_ places: [Int], of schema: Schema) throws(ParquetError) -> Projection {
        let chosen = Set(selection).union(places)
        return chosen.count == selection.count ? self : try Projection(chosen, of: schema)
    }

    private static func prune(_ fields: [SchemaField], to chosen: Set<Int>, leaf: inout Int) -> [SchemaField] {
        var kept: [SchemaField] = []
        for field in fields {
            switch field.content {
            case .leaf:
                if chosen.contains(leaf) { kept.append(field) }
                leaf += 1
            case .group(let children, let logicalType):
                let children = prune(children, to: chosen, leaf: &leaf)
                guard !children.isEmpty else { continue }
                var group = field
                group.content = .group(fields: children, logicalType: logicalType)
                kept.append(group)
            }
        }
        return kept
    }
}
