/// Makes a predicate of a where-clause for a schema: finds the columns, and takes values as their types have them.
struct WhereBinder {
    let text: String
    let schema: Schema

    func predicate(_ node: WhereNode) throws(ParquetError) -> Predicate {
        switch node {
        case .comparison(let name, let comparison, let literal):
            let column = try column(name)
            let isOrder = comparison != .equal && comparison != .notEqual
            guard !isOrder || ComparisonDomain(column).hasOrder else {
                throw .whereClause("\(typeName(column)) has no order", text, at: name.place)
            }
            return .comparison(column.path, comparison, try value(literal, column))
        case .isIn(let name, let literals):
            let column = try column(name)
            var values: [Value] = []
            for literal in literals { values.append(try value(literal, column)) }
            return .isIn(column.path, values)
        case .isNull(let name): return .isNull(try column(name).path)
        case .like(let name, let pattern, let escape, let place):
            let column = try column(name)
            guard case .bytes = ComparisonDomain(column) else {
                throw .whereClause("\(typeName(column)) is not compared with patterns", text, at: name.place)
            }
            do throws(ParquetError) {
                _ = try LikePattern(pattern, escape: escape)
            } catch {
                throw .whereClause(error.message, text, at: place)
            }
            return .like(column.path, pattern, escape: escape)
        case .isTrue(let name):
            let column = try column(name)
            guard column.physicalType == .boolean else {
                throw .whereClause(
                    "\(typeName(column)) is no truth value; a comparison should follow", text, at: name.place)
            }
            return .comparison(column.path, .equal, .boolean(true))
        case .constant(let constant): return constant ? .and([]) : .or([])
        case .and(let parts): return .and(try predicates(parts))
        case .or(let parts): return .or(try predicates(parts))
        case .not(let inner): return .not(try predicate(inner))
        }
    }

    /// `node` with the names as the schema spells them.
    func spelled(_ node: WhereNode) throws(ParquetError) -> WhereNode {
        switch node {
        case .comparison(let name, let comparison, let literal): .comparison(try spelled(name), comparison, literal)
        case .isIn(let name, let literals): .isIn(try spelled(name), literals)
        case .isNull(let name): .isNull(try spelled(name))
        case .like(let name, let pattern, let escape, let place):
            .like(try spelled(name), pattern: pattern, escape: escape, place: place)
        case .isTrue(let name): .isTrue(try spelled(name))
        case .constant: node
        case .and(let parts): .and(try spelled(parts))
        case .or(let parts): .or(try spelled(parts))
        case .not(let inner): .not(try spelled(inner))
        }
    }

    private func spelled(_ nodes: [WhereNode]) throws(ParquetError) -> [WhereNode] {
        var spelled: [WhereNode] = []
        for node in nodes { spelled.append(try self.spelled(node)) }
        return spelled
    }

    private func spelled(_ name: WhereName) throws(ParquetError) -> WhereName {
        WhereName(parts: try column(name).path.names, place: name.place)
    }

    private func predicates(_ nodes: [WhereNode]) throws(ParquetError) -> [Predicate] {
        var predicates: [Predicate] = []
        for node in nodes { predicates.append(try predicate(node)) }
        return predicates
    }

    private func column(_ name: WhereName) throws(ParquetError) -> ColumnDescriptor {
        guard let column = try found(name) else { throw unknown(name) }
        guard column.maxRepetitionLevel == 0 else {
            throw .whereClause("the column repeats: a row has any number of values to compare", text, at: name.place)
        }
        return column
    }

    /// The column of that name: the one called exactly so, else the one that differs only in case; nil if there is none.
    func found(_ name: WhereName) throws(ParquetError) -> ColumnDescriptor? {
        let joined = name.parts.joined(separator: ".")
        let folded = joined.lowercased()
        func sole(_ matches: (ColumnPath) -> Bool) throws(ParquetError) -> ColumnDescriptor? {
            let found = schema.columns.filter { matches($0.path) }
            guard found.count <= 1 else {
                let names = found.map { "\"\($0.path)\"" }.joined(separator: " and ")
                throw .whereClause("the name may mean \(names); write it as it is in the file", text, at: name.place)
            }
            return found.first
        }
        var column = try sole { $0.names == name.parts }
        if column == nil { column = try sole { $0.description == joined } }
        if column == nil { column = try sole { $0.description.lowercased() == folded } }
        return column
    }

    private func unknown(_ name: WhereName) -> ParquetError {
        let folded = name.parts.joined(separator: ".").lowercased()
        let inside = schema.columns.filter { $0.path.description.lowercased().hasPrefix(folded + ".") }
        if !inside.isEmpty {
            let names = inside.prefix(10).map(\.path.description).joined(separator: ", ")
            return .whereClause("this is a group; conditions ask its fields: \(names)", text, at: name.place)
        }
        let names = schema.columns.prefix(20).map(\.path.description).joined(separator: ", ")
        let more = schema.columns.count > 20 ? " and \(schema.columns.count - 20) more" : ""
        return .whereClause("there is no such column; there are: \(names)\(more)", text, at: name.place)
    }

    private func value(_ literal: WhereLiteral, _ column: ColumnDescriptor) throws(ParquetError) -> Value {
        let reader = WhereValueReader(column)
        switch reader.value(literal.content) {
        case .success(let value):
            // What the predicate would refuse when it meets the schema is refused here, where the place is known.
            do throws(ParquetError) {
                if value == .null { return value }
                if try ComparisonDomain(column).position(of: value) != nil { return value }
            } catch {
                throw .whereClause(error.message, text, at: literal.place)
            }
            throw .whereClause(
                "\(column.path) is \(typeName(column)) and is compared with \(reader.expectation)", text,
                at: literal.place)
        case .failure(let reason):
            throw .whereClause(
                "\(column.path) is \(typeName(column)) and is compared with \(reason.expectation)", text,
                at: literal.place)
        }
    }

    private func typeName(_ column: ColumnDescriptor) -> String {
        column.logicalType?.name ?? column.physicalType.name
    }
}
