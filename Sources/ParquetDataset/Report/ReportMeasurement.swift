public import Parquet
public import SystemPackage

/// Measures what queries read of a log as JSON and as Parquet; see `ScanReport`.
///
/// Of JSON these are the files that directories leave, as a whole: an engine that reads JSON looks at every byte of them. Of Parquet they are
/// the bytes that the scan asks of the files, counted as it asks for them.
public struct ReportMeasurement: Sendable {
    /// The JSON: a directory, a pattern or a file, as a conversion reads it.
    public var json: FilePath
    /// What directories of the JSON mean that are no `key=value` ones.
    public var layout: PathLayout?
    /// The Parquet dataset: a directory, a pattern or a file.
    public var parquet: FilePath
    /// The queries.
    public var queries: [ReportQuery]
    /// What engines take.
    public var pricing = ScanPricing()
    /// How often each scan is timed; the median counts.
    public var repetitions = 3
    /// How many threads decode and compress.
    public var threads = 1
    /// The most memory that reading may take.
    public var memoryLimit = ReaderOptions().memoryLimit

    /// A measurement of `queries`.
    public init(json: FilePath, parquet: FilePath, queries: [ReportQuery]) {
        self.json = json
        self.parquet = parquet
        self.queries = queries
    }

    /// Measures all queries.
    ///
    /// - Throws: `ParquetError` with code `argument` if a query does not go with the dataset, naming it, or an option is out of its
    ///   range; `input` if there are no files; and as `DatasetScan`.
    public nonisolated(nonsending) func run() async throws(ParquetError) -> ScanReport {
        try pricing.check()
        guard repetitions > 0, threads > 0 else {
            throw ParquetError(.argument, "repetitions and threads must be above 0")
        }
        let plan = try ConversionPlan(input: json, selection: .all, layout: layout, ignoreOtherFiles: true)
        guard !plan.partitions.isEmpty else {
            throw ParquetError(.input, "there are no chunks of JSON", at: .init(file: json.string))
        }
        guard !plan.readsStandardInput else {
            throw ParquetError(.input, "standard input can be read but once; give files of JSON")
        }
        let files = try DatasetFile.all(at: parquet)
        let chunks = plan.partitions.flatMap(\.chunks)
        let threads = threads
        let sizes = try JSONSizes.measure(chunks, threads: threads)
        var partitions: [(partition: PartitionPath, fileCount: Int, size: JSONSizes.Size)] = []
        var place = 0
        for partition in plan.partitions {
            var size = JSONSizes.Size()
            for one in sizes[place..<place + partition.chunks.count] {
                size.plain += one.plain
                size.gzip += one.gzip
            }
            place += partition.chunks.count
            partitions.append((partition.path, partition.chunks.count, size))
        }
        let whole = try await DatasetCount().run(over: files, where: nil, options: options(.pages), sources: .files)
        let days = Set(plan.partitions.compactMap(\.day)).count
        var storage = ScanReport.Storage()
        storage.jsonFileCount = chunks.count
        storage.jsonByteCount = sizes.reduce(0) { $0 + $1.plain }
        storage.jsonGzipByteCount = sizes.reduce(0) { $0 + $1.gzip }
        storage.parquetFileCount = files.count
        storage.parquetByteCount = files.reduce(0) { $0 + $1.byteCount }
        storage.rowCount = whole.explanation.scan.matchedRowCount
        storage.dayCount = max(1, days)
        storage.hasDays = days > 0
        let levels = PartitionColumns(partitions.map(\.partition))
        let schema = try await schema(of: files, levels)
        var measured: [ScanReport.Query] = []
        for query in queries {
            do throws(ParquetError) {
                var result = try await measure(query, files)
                for partition in partitions {
                    guard try ReportMeasurement.mayHold(query.condition, partition.partition, levels, schema) else {
                        continue
                    }
                    result.jsonFileCount += partition.fileCount
                    result.jsonByteCount += partition.size.plain
                    result.jsonGzipByteCount += partition.size.gzip
                }
                measured.append(result)
            } catch {
                throw ParquetError(error.code, "the query \"\(query.name)\": \(error.message)", at: error.place)
            }
        }
        return ScanReport(
            json: json.string, parquet: parquet.string, storage: storage, queries: measured, pricing: pricing)
    }

    private func options(_ reading: ScanReport.Reading) -> ReaderOptions {
        var options = ReaderOptions.localFiles
        options.memoryLimit = memoryLimit
        options.concurrency = threads
        options.keepsDictionaries = true
        options.pruning = reading.pruning
        return options
    }

    /// The columns that conditions are about: those of the first file and of all directories.
    private nonisolated(nonsending) func schema(
        of files: [DatasetFile], _ levels: PartitionColumns
    ) async throws(ParquetError) -> Schema {
        guard let first = files.first else { throw ParquetError(.input, "there are no Parquet files") }
        let file = try await DatasetSources.files.open(first.path, options(.pages))
        let others = PartitionColumns(files).fields.filter { !levels.contains($0.name) }
        let names = Set((levels.fields + others).map(\.name))
        return try Schema(
            name: file.schema.name,
            reading: file.schema.fields.filter { !names.contains($0.name) } + levels.fields + others)
    }

    /// Whether files of JSON in `partition` may have rows that `condition` is true of, as far as their directories tell.
    private static func mayHold(
        _ condition: WhereClause?, _ partition: PartitionPath, _ levels: PartitionColumns, _ schema: Schema
    ) throws(ParquetError) -> Bool {
        guard let condition else { return true }
        let rest = try PartitionPredicate(
            condition.predicate(for: schema), known: levels.row(partition), isAbsent: { _ in false })
        switch rest {
        case .settled(let answer): return answer == true
        case .rest: return true
        }
    }

    private nonisolated(nonsending) func measure(
        _ query: ReportQuery, _ files: [DatasetFile]
    ) async throws(ParquetError) -> ScanReport.Query {
        var result = ScanReport.Query(query: query)
        for reading in ScanReport.Reading.allCases {
            let tally = ByteTally()
            let explanation = try await ask(query, files, options(reading), .counted(tally))
            result.readByteCounts[reading] = tally.byteCount
            guard reading == .pages else { continue }
            result.readCount = tally.readCount
            result.explanation = explanation
            result.rowCount = explanation.scan.matchedRowCount
        }
        var seconds: [Double] = []
        for _ in 0..<repetitions {
            let start = PlatformThread.monotonicSeconds
            _ = try await ask(query, files, options(.pages), .files)
            seconds.append(PlatformThread.monotonicSeconds - start)
        }
        seconds.sort()
        result.seconds =
            seconds.count % 2 == 1
            ? seconds[seconds.count / 2] : (seconds[seconds.count / 2 - 1] + seconds[seconds.count / 2]) / 2
        return result
    }

    /// Answers `query`, whose answer is of no interest.
    private nonisolated(nonsending) func ask(
        _ query: ReportQuery, _ files: [DatasetFile], _ options: ReaderOptions, _ sources: DatasetSources
    ) async throws(ParquetError) -> DatasetExplanation {
        switch query.answer {
        case .rows(let columns):
            var scan = DatasetScan(
                files: files, columns: columns, where: query.condition, options: options, sources: sources)
            while try await scan.next() != nil {}
            return scan.explanation
        case .count(let count):
            return try await count.run(over: files, where: query.condition, options: options, sources: sources)
                .explanation
        }
    }
}
