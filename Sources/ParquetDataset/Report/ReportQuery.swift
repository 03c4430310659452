public import Parquet

/// A question that is asked of a log again and again.
public struct ReportQuery: Sendable {
    /// What it asks for.
    public enum Answer: Sendable {
        /// Rows with these columns; nil: with all.
        case rows(columns: [String]?)
        /// Numbers of rows, and what else is found out of columns.
        case count(DatasetCount)
    }

    /// What it is called.
    public var name: String
    /// What it asks for.
    public var answer: Answer
    /// Which rows it is about; nil: all.
    public var condition: WhereClause?
    /// How often it is asked a day; nil where the report says.
    public var perDay: Double?

    /// The query called `name`.
    public init(_ name: String, _ answer: Answer, where condition: WhereClause? = nil, perDay: Double? = nil) {
        self.name = name
        self.answer = answer
        self.condition = condition
        self.perDay = perDay
    }

    /// The query in the words of SQL.
    public var text: String {
        var text: String
        switch answer {
        case .rows(let columns): text = "select " + (columns?.joined(separator: ", ") ?? "*")
        case .count(let count):
            let aggregates = count.aggregates.map { aggregate in
                switch aggregate {
                case .least(let column): "min(\(column))"
                case .greatest(let column): "max(\(column))"
                case .sum(let column): "sum(\(column))"
                case .distinct(let column): "count(distinct \(column))"
                }
            }
            text = "select " + (count.keys + ["count(*)"] + aggregates).joined(separator: ", ")
        }
        if let condition { text += " where \(condition.text)" }
        if case .count(let count) = answer, !count.keys.isEmpty {
            text += " group by " + count.keys.joined(separator: ", ")
        }
        return text
    }
}
