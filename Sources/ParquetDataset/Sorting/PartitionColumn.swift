public import Parquet

/// A level of the output's directories that is made of a column's values.
public struct PartitionColumn: Sendable, Hashable {
    /// What the value of a row becomes. Instants are taken in UTC.
    public enum Transform: String, Sendable, CaseIterable {
        /// Itself.
        case identity
        /// The year: `2025`.
        case year
        /// The month of a year: `2025-01`.
        case month
        /// The day: `2025-01-25`.
        case day
        /// The hour of a day: `2025-01-25-13`.
        case hour
        /// The month alone, for a level below a year: `01`.
        case monthOfYear = "month_of_year"
        /// The day of the month alone: `25`.
        case dayOfMonth = "day_of_month"
        /// The hour of the day alone: `13`.
        case hourOfDay = "hour_of_day"
    }

    /// The name of the level.
    public var name: String
    /// The column: the names from the root down, joined by dots. It must not lie in an array or a map.
    public var column: String
    /// What its values become.
    public var transform: Transform

    /// A level `name` of the values of `column`.
    public init(_ name: String, column: String? = nil, _ transform: Transform = .identity) {
        self.name = name
        self.column = column ?? name
        self.transform = transform
    }

    /// The levels that `text` names, the outermost first, with commas between them: `column`, `name:column` or
    /// `name:transform(column)`, as in `account_id,date:day(time)`.
    ///
    /// - Throws: `ParquetError` with code `argument` if it is anything else, or a name is there twice.
    public static func list(_ text: String) throws(ParquetError) -> [PartitionColumn] {
        var list: [PartitionColumn] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let level = try PartitionColumn(item: item.filter { $0 != " " })
            guard !list.contains(where: { $0.name.lowercased() == level.name.lowercased() }) else {
                throw ParquetError(.argument, "two levels of partitions are called \(level.name)")
            }
            list.append(level)
        }
        return list
    }

    private init(item: String) throws(ParquetError) {
        let parts = item.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), let source = parts.last, !parts.contains("") else {
            throw PartitionColumn.unreadable(item)
        }
        var column = source
        var transform = Transform.identity
        if let open = source.firstIndex(of: "(") {
            guard source.last == ")", let known = Transform(rawValue: source[..<open].lowercased()) else {
                throw PartitionColumn.unreadable(item)
            }
            column = String(source[source.index(after: open)...].dropLast())
            transform = known
            guard parts.count == 2 else {
                throw ParquetError(.argument, "the partitions by \(item) need a name in front, as in date:\(item)")
            }
        }
        guard !column.isEmpty, !column.contains("("), !column.contains(")") else {
            throw PartitionColumn.unreadable(item)
        }
        self.init(parts.count == 2 ? parts[0] : column, column: column, transform)
    }

    private static func unreadable(_ item: String) -> ParquetError {
        let names = Transform.allCases.map(\.rawValue).joined(separator: ", ")
        return ParquetError(
            .argument,
            "'\(item)' makes no partitions; write a column, name:column or name:transform(column), as in "
                + "account_id,date:day(time); transforms are \(names)")
    }
}
