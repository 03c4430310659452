public import Parquet
internal import ParquetJSON

extension ReportQuery {
    /// The queries of a file:
    ///
    ///     {"queries": [
    ///       {"name": "errors of a day", "count_by": ["action"], "where": "status_code >= 400 and date = 24", "per_day": 50},
    ///       {"name": "a user's trail", "columns": ["at", "action"], "where": "user_id = 'u-314624'"}]}
    ///
    /// A query has rows with `columns` (all, if it says nothing), or counts: by the columns `count_by` (`[]`: all rows), with
    /// `min`, `max`, `sum` and `distinct`, which are lists of columns, too.
    ///
    /// - Throws: `ParquetError` with code `json` if it is not JSON, and `input` if it does not say queries; both with line and byte,
    ///   and the latter with the query.
    public static func list(json: [UInt8]) throws(ParquetError) -> [ReportQuery] {
        do throws(ParquetError) {
            let document = try JSONValue.parse(json)
            let members = try QueryMembers(document, "the file", known: ["queries"])
            guard let list = members["queries"], case .array(let elements) = list.content else {
                throw members.error("the file needs \"queries\", an array", "queries")
            }
            guard !elements.isEmpty else { throw members.error("\"queries\" is empty", "queries") }
            var queries: [ReportQuery] = []
            for (index, element) in elements.enumerated() {
                let query = try ReportQuery(element, "queries[\(index)]")
                guard !queries.contains(where: { $0.name == query.name }) else {
                    throw ParquetError(
                        .input, "queries[\(index)] is called \"\(query.name)\", as one before",
                        at: .init(byteOffset: element.byteOffset))
                }
                queries.append(query)
            }
            return queries
        } catch {
            guard let byteOffset = error.place.byteOffset else { throw error }
            throw error.at(.init(line: json.prefix(byteOffset).reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }))
        }
    }

    private static let aggregates = ["min", "max", "sum", "distinct"]

    private init(_ value: JSONValue, _ place: String) throws(ParquetError) {
        let members = try QueryMembers(
            value, place, known: ["name", "columns", "count_by"] + ReportQuery.aggregates + ["where", "per_day"])
        guard let name = try members.string("name"), !name.isEmpty else {
            throw members.error("\(place) needs a \"name\"", "name")
        }
        let columns = try members.names("columns")
        let keys = try members.names("count_by")
        var aggregates: [DatasetCount.Aggregate] = []
        for column in try members.names("min") ?? [] { aggregates.append(.least(column)) }
        for column in try members.names("max") ?? [] { aggregates.append(.greatest(column)) }
        for column in try members.names("sum") ?? [] { aggregates.append(.sum(column)) }
        for column in try members.names("distinct") ?? [] { aggregates.append(.distinct(column)) }
        let counts = keys != nil || !aggregates.isEmpty
        guard columns == nil || !counts else {
            throw members.error(
                "\(place) (\"\(name)\") asks for rows with \"columns\" and counts them; it can do one of both",
                "columns")
        }
        if let columns, columns.isEmpty {
            throw members.error("\(place) (\"\(name)\") has no columns; leave \"columns\" out for all", "columns")
        }
        var condition: WhereClause?
        if let text = try members.string("where") {
            do throws(ParquetError) {
                condition = try WhereClause(text)
            } catch {
                throw members.error("\(place) (\"\(name)\"), where: \(error.message)", "where")
            }
        }
        self.init(
            name, counts ? .count(DatasetCount(by: keys ?? [], aggregates: aggregates)) : .rows(columns: columns),
            where: condition, perDay: try members.amount("per_day"))
    }
}

/// The members of an object of the file, none of them unknown.
private struct QueryMembers {
    private var values: [String: JSONValue] = [:]
    private let owner: String
    private let byteOffset: Int

    init(_ value: JSONValue, _ owner: String, known: [String]) throws(ParquetError) {
        self.owner = owner
        byteOffset = value.byteOffset
        guard case .object(let members) = value.content else {
            throw ParquetError(
                .input, "\(owner) must be an object, not \(value.kindName)", at: .init(byteOffset: value.byteOffset))
        }
        for member in members {
            guard known.contains(member.key) else {
                throw ParquetError(
                    .input, "\"\(member.key)\" is no member of \(owner); there are \(known.joined(separator: ", "))",
                    at: .init(byteOffset: member.place))
            }
            values[member.key] = member.value
        }
    }

    subscript(_ key: String) -> JSONValue? { values[key] }

    /// An error at the member `key`, or at the object if there is none.
    func error(_ message: String, _ key: String) -> ParquetError {
        ParquetError(.input, message, at: .init(byteOffset: values[key]?.byteOffset ?? byteOffset))
    }

    func string(_ key: String) throws(ParquetError) -> String? {
        guard let value = values[key] else { return nil }
        guard case .string(let text) = value.content else {
            throw error("\(owner).\(key) must be a string, not \(value.kindName)", key)
        }
        return text
    }

    /// A list of names.
    func names(_ key: String) throws(ParquetError) -> [String]? {
        guard let value = values[key] else { return nil }
        guard case .array(let elements) = value.content else {
            throw error("\(owner).\(key) must be an array of columns' names, not \(value.kindName)", key)
        }
        var names: [String] = []
        for (index, element) in elements.enumerated() {
            guard case .string(let name) = element.content else {
                throw ParquetError(
                    .input, "\(owner).\(key)[\(index)] must be a column's name, not \(element.kindName)",
                    at: .init(byteOffset: element.byteOffset))
            }
            names.append(name)
        }
        return names
    }

    /// A number that is not negative.
    func amount(_ key: String) throws(ParquetError) -> Double? {
        guard let value = values[key] else { return nil }
        guard case .number(let digits) = value.content, let number = Double(digits), number >= 0, number <= 1e9 else {
            throw error("\(owner).\(key) must be a number from 0 to 1000000000", key)
        }
        return number
    }
}
