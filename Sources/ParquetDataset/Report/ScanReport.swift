internal import Parquet

/// What queries read of a log as JSON and as Parquet, measured, and what that costs.
public struct ScanReport: Sendable {
    /// What a log takes.
    public struct Storage: Sendable, Equatable {
        /// The files of JSON.
        public var jsonFileCount = 0
        /// The JSON text, uncompressed.
        public var jsonByteCount = 0
        /// The same compressed by gzip at level 6.
        public var jsonGzipByteCount = 0
        /// The Parquet files.
        public var parquetFileCount = 0
        /// Their bytes.
        public var parquetByteCount = 0
        /// The rows of the Parquet files.
        public var rowCount = 0
        /// The days that the directories of the JSON name; 1 if they name none.
        public var dayCount = 1
        /// Whether the days are counted, and not assumed.
        public var hasDays = false
    }

    /// How much of Parquet files a reader need not read.
    public enum Reading: String, Sendable, CaseIterable {
        /// Only the columns that are asked, of the files that directories leave.
        case columns
        /// Of these only the row groups that their statistics leave.
        case rowGroups = "row_groups"
        /// Of these only the pages that indexes, dictionaries and bloom filters leave: what `DatasetScan` reads.
        case pages

        var pruning: Set<PruningLevel> {
            switch self {
            case .columns: [.partition]
            case .rowGroups: [.partition, .statistics]
            case .pages: Set(PruningLevel.allCases)
            }
        }
    }

    /// What was measured of one query.
    public struct Query: Sendable {
        /// The query.
        public var query: ReportQuery
        /// The rows that its condition is true of.
        public var rowCount = 0
        /// The files of JSON that directories leave.
        public var jsonFileCount = 0
        /// The bytes of their text.
        public var jsonByteCount = 0
        /// The bytes of these files compressed by gzip at level 6.
        public var jsonGzipByteCount = 0
        /// The bytes that were asked of the Parquet files, counted at the files, for each kind of reading.
        public var readByteCounts: [Reading: Int] = [:]
        /// What the scan says that it read and spared.
        public var explanation = DatasetExplanation()
        /// How often bytes were asked for.
        public var readCount = 0
        /// The seconds of the scan: the median.
        public var seconds = 0.0

        /// The bytes that the scan asked of the Parquet files.
        public var readByteCount: Int { readByteCounts[.pages] ?? 0 }

        /// How many percent fewer bytes are read than of JSON text; nil if there are none of these.
        public var reduction: Double? {
            jsonByteCount > 0 ? 100 * (1 - Double(readByteCount) / Double(jsonByteCount)) : nil
        }

        /// How many percent fewer bytes are read than of compressed JSON; nil if there are none of these.
        public var gzipReduction: Double? {
            jsonGzipByteCount > 0 ? 100 * (1 - Double(readByteCount) / Double(jsonGzipByteCount)) : nil
        }
    }

    /// What stores and engines are asked for: the rows of the table of prices.
    public enum Form: Sendable, Hashable {
        /// JSON text.
        case json
        /// JSON compressed by gzip.
        case jsonGzip
        /// Parquet.
        case parquet(Reading)

        /// All of them, the dearest first.
        public static let all: [Form] = [.json, .jsonGzip] + Reading.allCases.map { .parquet($0) }

        /// What a member of JSON is called that is about it.
        public var key: String {
            switch self {
            case .json: "json"
            case .jsonGzip: "json_gzip"
            case .parquet(let reading): "parquet_\(reading.rawValue)"
            }
        }
    }

    /// The JSON's path.
    public var json: String
    /// The Parquet dataset's path.
    public var parquet: String
    /// What both take.
    public var storage: Storage
    /// The queries, in their order.
    public var queries: [Query]
    /// What engines take.
    public var pricing: ScanPricing

    /// The bytes that `query` scans of a form, as measured.
    public func byteCount(_ query: Query, _ form: Form) -> Int {
        switch form {
        case .json: query.jsonByteCount
        case .jsonGzip: query.jsonGzipByteCount
        case .parquet(let reading): query.readByteCounts[reading] ?? 0
        }
    }

    /// How many times the measured rows there are at `pricing.eventsPerDay`.
    public var scale: Double {
        guard storage.rowCount > 0 else { return 0 }
        return pricing.eventsPerDay * Double(storage.dayCount) / Double(storage.rowCount)
    }

    /// Dollars for asking `query` once, at the scale.
    public func price(_ query: Query, _ form: Form) -> Double {
        pricing.price(of: Double(byteCount(query, form)) * scale)
    }

    /// Dollars for asking `query` for a month, at the scale.
    public func monthlyPrice(_ query: Query, _ form: Form) -> Double {
        price(query, form) * (query.query.perDay ?? pricing.queriesPerDay) * ScanPricing.daysPerMonth
    }

    /// Dollars for asking all queries for a month, at the scale.
    public func monthlyPrice(_ form: Form) -> Double {
        queries.reduce(0) { $0 + monthlyPrice($1, form) }
    }
}
