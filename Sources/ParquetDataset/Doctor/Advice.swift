/// An engine that reads a dataset.
public enum QueryEngine: String, Sendable, Hashable, CaseIterable {
    /// Amazon Athena, engine version 3, over tables of the Glue or Hive catalog.
    case athena
    /// Trino's Hive connector.
    case trino
    /// Apache Spark 3.3 and later.
    case spark
    /// DuckDB.
    case duckdb
    /// BigQuery: external tables and loads.
    case bigquery

    /// Its name for people.
    public var name: String {
        switch self {
        case .athena: "Athena"
        case .trino: "Trino"
        case .spark: "Spark"
        case .duckdb: "DuckDB"
        case .bigquery: "BigQuery"
        }
    }

    /// Whether it reads every file below a table's location, whatever its name ends with.
    var readsAllFiles: Bool {
        switch self {
        case .athena, .trino, .spark: true
        case .duckdb, .bigquery: false
        }
    }

    /// Whether it passes over row groups whose dictionaries lack a value that is asked for, if all their pages use the dictionary.
    var filtersByDictionary: Bool {
        switch self {
        case .athena, .trino, .spark: true
        case .duckdb, .bigquery: false
        }
    }

    /// Whether it uses column and offset indexes.
    var usesPageIndexes: Bool {
        switch self {
        case .athena, .trino, .spark: true
        case .duckdb, .bigquery: false
        }
    }
}

/// Something about a dataset that an engine does not take well.
public struct Advice: Sendable, Hashable {
    /// How bad it is.
    public enum Severity: String, Sendable, Hashable, CaseIterable {
        /// The engine fails, or reads something else than is there.
        case error
        /// It works, and costs time, bytes or surprises.
        case warning
        /// It may matter.
        case hint
    }

    /// How bad it is.
    public let severity: Severity
    /// What it is about, the same for all that is alike: `small-files`.
    public let rule: String
    /// What is the matter.
    public let message: String
    /// What to do about it.
    public let remedy: String
    /// The first file it was met in; nil if it is about the dataset.
    public internal(set) var firstFile: String?
    /// The number of files it was met in; 0 if it is about the dataset.
    public internal(set) var fileCount: Int
}
