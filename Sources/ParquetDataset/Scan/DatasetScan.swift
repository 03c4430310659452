internal import ParquetBytes
public import Parquet
public import SystemPackage

/// Reads the rows of a dataset that a where-clause keeps: of a file, of a directory of partitions, or of the files of a pattern.
///
/// The values of directories named `key=value` are columns, which come behind those of the files and hide columns of theirs that
/// are called the same; see `PartitionColumns`. Files whose directories say that no row of them is wanted are not opened, but for the
/// first one, whose columns the clause is about. A column that the first file has and another one has not is null there; a field of the
/// root that is spelled in another case there is the same one, and called as in the first file. With a `concurrency` above 1 files are
/// read side by side; rows come in the order of the files nevertheless.
///
///     var scan = try DatasetScan("table", where: WhereClause("status >= 400 and date = '2025-02-24'"))
///     while let batch = try await scan.next() { … }
public struct DatasetScan: ~Copyable {
    /// The files, those that are not opened among them.
    public let files: [DatasetFile]
    /// The columns of the directories.
    public let partitions: PartitionColumns
    /// What was read so far, and what was spared; the file that is being read not yet.
    public internal(set) var explanation = DatasetExplanation()

    /// The columns that are asked for, as the first file spells them once that is known.
    private var columns: [String]?
    /// The condition, with the columns as the first file spells them once that is known.
    private var clause: WhereClause?
    private let options: ReaderOptions
    private let sources: DatasetSources
    /// The places of the files that are not opened yet.
    private var unopened: ArraySlice<Int>
    /// A file that was opened and not read yet.
    private var opened: OpenFile?
    private var reader: BatchReader?
    private var rowExtension: RowExtension?
    private var rows: RecordBatch?
    /// What reads files side by side, and whether it was decided if that is done.
    private var lanes: FileLanes?
    private var isSettled = false
    /// Whether it is a part of a scan, which may be left before it is done.
    private var isPart = false
    /// The schema of the first file: in its terms the clause is understood before files are opened.
    private var firstSchema: Schema?
    /// What is asked of files with the schemas that were met: the first file's, and the last one.
    private var plans: [ScanPlan] = []

    /// A file of which rows are wanted.
    struct OpenFile: Sendable {
        var file: ParquetFile
        let origin: DatasetFile
        /// What is asked of its rows, if that is not known.
        let predicate: Predicate?
        /// The columns of the file that are handed out, and behind them those of the directories, as their places among `partitions`.
        let names: [String]
        let partitionPlaces: [Int]
        /// The fields that are handed out under another name, by their names in the file.
        let renames: [String: String]
        /// The file's schema with the columns of the directories.
        let wholeSchema: Schema

        var path: String { origin.path }
        var partition: PartitionPath { origin.partition }

        /// The file's own name for a column that is handed out as `name`; nil if it has none.
        func ownName(of name: String) -> String? {
            let own = renames.first { $0.value == name }?.key ?? name
            return names.contains(own) ? own : nil
        }
    }

    /// - Parameters:
    ///   - path: a file, a directory, or a pattern.
    ///   - columns: the columns to read, by path or by the name of a field or directory level; nil reads all. A name that no column has
    ///     means the one that differs from it only in case.
    ///   - clause: which rows to hand out; nil hands out all.
    /// - Throws: `ParquetError` with code `input` if there are no files, or `io`.
    public init(
        _ path: FilePath, columns: [String]? = nil, where clause: WhereClause? = nil,
        options: ReaderOptions = .localFiles
    ) throws(ParquetError) {
        try self.init(
            files: DatasetFile.all(at: path), columns: columns, where: clause, options: options, sources: .files)
    }

    /// As above, of files that are listed, and read from `sources`.
    init(
        files: [DatasetFile], columns: [String]?, where clause: WhereClause?, options: ReaderOptions,
        sources: DatasetSources
    ) {
        self.files = files
        partitions = PartitionColumns(files)
        self.columns = columns
        self.clause = clause
        self.options = options
        self.sources = sources
        unopened = ArraySlice(files.indices)
        explanation.fileCount = files.count
        explanation.fileByteCount = files.reduce(0) { $0 + $1.byteCount }
    }

    /// A scan of one of the files, which another task may do.
    struct Part: Sendable {
        let file: DatasetFile
        /// The file, if it is open already.
        var opened: OpenFile?
        let partitions: PartitionColumns
        let columns: [String]?
        let clause: WhereClause?
        let options: ReaderOptions
        let sources: DatasetSources
        let firstSchema: Schema?
        let plans: [ScanPlan]
    }

    /// The scan that `part` is; its figures leave out that there is the file.
    init(_ part: Part) {
        files = [part.file]
        partitions = part.partitions
        columns = part.columns
        clause = part.clause
        options = part.options
        sources = part.sources
        firstSchema = part.firstSchema
        plans = part.plans
        opened = part.opened
        unopened = part.opened == nil ? [0] : []
        isSettled = true
        isPart = true
    }

    /// Opens the first file, and finds out of which others rows may be wanted, as far as their directories tell.
    private nonisolated(nonsending) mutating func settle() async throws(ParquetError) {
        isSettled = true
        if firstSchema == nil, let first = unopened.first {
            unopened.removeFirst()
            do throws(ParquetError) {
                opened = try await open(files[first])
            } catch {
                throw error.at(.init(file: files[first].path))
            }
        }
        var left: [Int] = []
        for place in unopened {
            do throws(ParquetError) {
                if try isSpared(files[place]) { spare(files[place]) } else { left.append(place) }
            } catch {
                throw error.at(.init(file: files[place].path))
            }
        }
        unopened = left[...]
    }

    /// Scans of the files of which rows may be wanted, in their order, for as many tasks as `options.concurrency` says; none if there
    /// is but one such file, which `openNext()` then gives.
    nonisolated(nonsending) mutating func takeParts() async throws(ParquetError) -> [Part] {
        if !isSettled { try await settle() }
        let count = unopened.count + (opened == nil ? 0 : 1)
        guard count > 1 else { return [] }
        var options = options
        let taskCount = min(options.concurrency, count)
        options.memoryLimit = max(1, FileLanes.memoryLimit(options) / taskCount)
        options.concurrency = max(1, options.concurrency / taskCount)
        var parts: [Part] = []
        if var first = opened.take() {
            first.file = first.file.with(options)
            parts.append(part(first.origin, first, options))
        }
        for place in unopened { parts.append(part(files[place], nil, options)) }
        unopened = []
        return parts
    }

    private func part(_ file: DatasetFile, _ opened: OpenFile?, _ options: ReaderOptions) -> Part {
        Part(
            file: file, opened: opened, partitions: partitions, columns: columns, clause: clause, options: options,
            sources: sources, firstSchema: firstSchema, plans: plans)
    }

    /// The schema of the file that the last batch came from, whole, with the columns of the directories; nil before the first.
    public private(set) var wholeSchema: Schema?

    /// The next rows, all of one file; nil if there are no more.
    ///
    /// - Throws: `ParquetError` with code `argument` if the clause or a name does not go with a file's columns, and as
    ///   `BatchReader.next(into:)`.
    public nonisolated(nonsending) mutating func next() async throws(ParquetError) -> RecordBatch? {
        if !isSettled, options.concurrency > 1, files.count > 1 {
            let parts = try await takeParts()
            if !parts.isEmpty { lanes = FileLanes(parts, options) }
        }
        if let lanes {
            while let output = try await lanes.next() {
                switch output {
                case .rows(let batch, let schema):
                    wholeSchema = schema
                    return batch
                case .end(let figures): explanation += figures
                }
            }
            return nil
        }
        while true {
            guard var open = reader.take() else {
                guard let file = try await openNext() else { return nil }
                let made = try makeReader(file)
                rows = RecordBatch(schema: made.schema)
                rowExtension = try rowExtension(of: made.schema, file)
                wholeSchema = file.wholeSchema
                reader = consume made
                continue
            }
            guard var batch = rows.take(), try await open.next(into: &batch) else {
                explanation.scan += open.explanation
                continue
            }
            rows = batch
            reader = consume open
            return rowExtension?.extended(batch)
        }
    }

    /// Finds out what reading all rows would take, as `ParquetFile.explain(columns:rowGroups:where:)`.
    ///
    /// - Throws: as `next()`.
    public nonisolated(nonsending) mutating func explain() async throws(ParquetError) -> DatasetExplanation {
        while let file = try await openNext() {
            do throws(ParquetError) {
                var open = try file.file.reader(someColumns: file.names, where: file.predicate, isPlanOnly: true)
                var rows = RecordBatch(schema: open.schema)
                while try await open.next(into: &rows) {}
                explanation.scan += open.explanation
            } catch {
                throw error.at(.init(file: file.path))
            }
        }
        return explanation
    }

    /// Opens the next file of which rows may be wanted; nil if there are no more.
    nonisolated(nonsending) mutating func openNext() async throws(ParquetError) -> OpenFile? {
        if let file = opened.take() { return file }
        while !unopened.isEmpty {
            let file = files[unopened.removeFirst()]
            do throws(ParquetError) {
                if try isSpared(file) {
                    spare(file)
                } else if let open = try await open(file) {
                    return open
                }
            } catch {
                throw error.at(.init(file: file.path))
            }
        }
        return nil
    }

    /// Whether directories say that no row of `file` is wanted, before it is opened.
    private mutating func isSpared(_ file: DatasetFile) throws(ParquetError) -> Bool {
        guard options.pruning.contains(.partition), let firstSchema else { return false }
        return try rest(file, firstSchema).isNever
    }

    /// Opens a file; nil if it turns out that no row of it is wanted.
    private nonisolated(nonsending) mutating func open(_ file: DatasetFile) async throws(ParquetError) -> OpenFile? {
        let parquet = try await sources.open(file.path, options)
        if firstSchema == nil { firstSchema = parquet.schema }
        let (rest, isNever) = try rest(file, parquet.schema)
        guard !isNever, let plan = plans.first(where: { $0.schema == parquet.schema }) else {
            explanation.scan += parquet.openingExplanation(matchedRowCount: nil)
            spare(file)
            return nil
        }
        var predicate: Predicate?
        if case .rest(let asked)? = rest { predicate = asked }
        return OpenFile(
            file: parquet, origin: file, predicate: predicate, names: plan.names,
            partitionPlaces: plan.partitionPlaces, renames: plan.renames, wholeSchema: plan.wholeSchema)
    }

    private mutating func spare(_ file: DatasetFile) {
        explanation.sparedFileCount += 1
        explanation.sparedFileByteCount += file.byteCount
    }

    /// What is left of the clause for a file of `schema`, and whether no row of it can be wanted.
    private mutating func rest(
        _ file: DatasetFile, _ schema: Schema
    ) throws(ParquetError) -> (rest: PartitionPredicate?, isNever: Bool) {
        if let known = plans.firstIndex(where: { $0.schema == schema }) {
            return try plans[known].rest(file.partition)
        }
        let made = try ScanPlan(schema, firstSchema: firstSchema, partitions, columns, clause)
        // What a name means is settled by the first file, be there one in another that is called exactly so.
        if plans.isEmpty {
            if let asked = columns { columns = try made.spelled(asked) }
            if let asked = clause { clause = try made.spelled(asked) }
        }
        if plans.count < 2 { plans.append(made) } else { plans[1] = made }
        return try plans[plans.count - 1].rest(file.partition)
    }

    /// `names` as the columns of the first file and of the directories are spelled.
    ///
    /// - Throws: `ParquetError` with code `argument` if one may mean several.
    nonisolated(nonsending) mutating func spelled(_ names: [String]) async throws(ParquetError) -> [String] {
        if !isSettled { try await settle() }
        return try plans.first?.spelled(names) ?? names
    }

    /// A reader of the rows of `file` that are wanted.
    ///
    /// - Parameter rowGroups: the ordinals of the row groups to read; nil reads all.
    func makeReader(_ file: OpenFile, rowGroups: Range<Int>? = nil) throws(ParquetError) -> BatchReader {
        var reader = try file.file.reader(someColumns: file.names, rowGroups: rowGroups, where: file.predicate)
        reader.endsWhenCancelled = isPart
        return reader
    }

    /// What puts the columns of the directories behind rows of `file` with `schema`.
    func rowExtension(of schema: Schema, _ file: OpenFile) throws(ParquetError) -> RowExtension {
        try RowExtension(
            ScanPlan.renamed(schema, file.renames), partitions, file.partition, places: file.partitionPlaces)
    }

    /// `rows` of `file` with the columns of the directories behind them.
    func extended(_ rows: RecordBatch, _ file: OpenFile) throws(ParquetError) -> RecordBatch {
        var rowExtension = try rowExtension(of: rows.schema, file)
        return rowExtension.extended(rows)
    }

    /// `rowCount` rows of the columns of the directories of `file` alone.
    func constants(_ file: OpenFile, rowCount: Int) throws(ParquetError) -> RecordBatch {
        var rows = RecordBatch(schema: try Schema(name: "partition", reading: []))
        rows.setRowCountWithoutColumns(rowCount)
        return try extended(rows, file)
    }
}
