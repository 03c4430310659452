internal import ParquetBytes
public import Parquet
public import SystemPackage

/// Reads the rows of a dataset that a where-clause keeps: of a file, of a directory of partitions, or of the files of a pattern.
///
/// The values of directories named `key=value` are columns, which come behind those of the files and hide columns of theirs that
/// are called the same; see `PartitionColumns`. Files whose directories say that no row of them is wanted are not opened, but for the
/// first one, whose columns the clause is about. A column that the first file has and another one has not is null there.
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

    private let columns: [String]?
    private let clause: WhereClause?
    private let options: ReaderOptions
    private let sources: DatasetSources
    private var nextFile = 0
    private var reader: BatchReader?
    private var current: OpenFile?
    private var rows: RecordBatch?
    /// The schema of the first file: in its terms the clause is understood before files are opened.
    private var firstSchema: Schema?

    /// A file of which rows are wanted.
    struct OpenFile {
        let file: ParquetFile
        let path: String
        let partition: PartitionPath
        /// What is asked of its rows, if that is not known.
        let predicate: Predicate?
        /// The columns of the file that are handed out, and behind them those of the directories, as their places among `partitions`.
        let names: [String]
        let partitionPlaces: [Int]
        /// The file's schema with the columns of the directories.
        let wholeSchema: Schema
    }

    /// - Parameters:
    ///   - path: a file, a directory, or a pattern.
    ///   - columns: the columns to read, by path or by the name of a field or directory level; nil reads all.
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
        explanation.fileCount = files.count
        explanation.fileByteCount = files.reduce(0) { $0 + $1.byteCount }
    }

    /// A scan of one of the files, which another task may do.
    struct Part: Sendable {
        let file: DatasetFile
        let partitions: PartitionColumns
        let columns: [String]?
        let clause: WhereClause?
        let options: ReaderOptions
        let sources: DatasetSources
        let firstSchema: Schema?
    }

    /// The places of the files that are not opened yet, which this scan then leaves alone.
    mutating func takeRest() -> Range<Int> {
        let rest = nextFile..<files.count
        nextFile = files.count
        return rest
    }

    /// The scan of the file at `place`, in one task.
    func part(_ place: Int) -> Part {
        var options = options
        options.memoryLimit = max(1, options.memoryLimit / options.concurrency)
        options.concurrency = 1
        return Part(
            file: files[place], partitions: partitions, columns: columns, clause: clause, options: options,
            sources: sources, firstSchema: firstSchema)
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
    }

    /// The schema of the file that the last batch came from, whole, with the columns of the directories; nil before the first.
    public var wholeSchema: Schema? { current?.wholeSchema }

    /// The next rows, all of one file; nil if there are no more.
    ///
    /// - Throws: `ParquetError` with code `argument` if the clause or a name does not go with a file's columns, and as
    ///   `BatchReader.next(into:)`.
    public nonisolated(nonsending) mutating func next() async throws(ParquetError) -> RecordBatch? {
        while true {
            guard var open = reader.take(), let file = current else {
                guard let file = try await openNext() else { return nil }
                let opened = try makeReader(file)
                rows = RecordBatch(schema: opened.schema)
                reader = consume opened
                current = file
                continue
            }
            guard var batch = rows.take(), try await open.next(into: &batch) else {
                explanation.scan += open.explanation
                continue
            }
            rows = batch
            reader = consume open
            return try extended(batch, file)
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
        while nextFile < files.count {
            let file = files[nextFile]
            nextFile += 1
            do throws(ParquetError) {
                if let open = try await open(file) { return open }
            } catch {
                throw error.at(.init(file: file.path))
            }
        }
        return nil
    }

    /// Opens a file, if its directories allow that rows of it are wanted.
    private nonisolated(nonsending) mutating func open(_ file: DatasetFile) async throws(ParquetError) -> OpenFile? {
        if options.pruning.contains(.partition), let firstSchema,
            try isNever(try rest(file, firstSchema), firstSchema)
        {
            spare(file)
            return nil
        }
        let parquet = try await sources.open(file.path, options)
        if firstSchema == nil { firstSchema = parquet.schema }
        let rest = try rest(file, parquet.schema)
        guard try !isNever(rest, parquet.schema) else {
            explanation.scan += parquet.openingExplanation(matchedRowCount: nil)
            spare(file)
            return nil
        }
        var predicate: Predicate?
        if case .rest(let asked)? = rest { predicate = asked }
        return OpenFile(
            file: parquet, path: file.path, partition: file.partition, predicate: predicate,
            names: names(parquet.schema),
            partitionPlaces: partitions.fields.indices.filter { columns?.contains(partitions.fields[$0].name) ?? true },
            wholeSchema: try withPartitions(parquet.schema))
    }

    private mutating func spare(_ file: DatasetFile) {
        explanation.sparedFileCount += 1
        explanation.sparedFileByteCount += file.byteCount
    }

    /// Whether no row of a file of `schema` can be wanted.
    private func isNever(_ rest: PartitionPredicate?, _ schema: Schema) throws(ParquetError) -> Bool {
        switch rest {
        case nil: false
        case .settled(let answer): answer != true
        case .rest(let predicate): try predicate.isNever(for: schema)
        }
    }

    /// What is left of the clause for a file of `schema`; nil if there is none.
    private func rest(_ file: DatasetFile, _ schema: Schema) throws(ParquetError) -> PartitionPredicate? {
        guard let clause else { return nil }
        let known = try withPartitions(schema)
        let others = firstSchema?.fields.filter { field in !known.fields.contains { $0.name == field.name } } ?? []
        let all = try Schema(name: schema.name, reading: known.fields + others)
        let absent = Set(others.map(\.name))
        return try PartitionPredicate(
            clause.predicate(for: all), known: partitions.row(file.partition),
            isAbsent: { absent.contains($0.names.first ?? "") })
    }

    /// The fields of `schema` that no directory hides, and those of the directories.
    private func withPartitions(_ schema: Schema) throws(ParquetError) -> Schema {
        try Schema(
            name: schema.name, reading: schema.fields.filter { !partitions.contains($0.name) } + partitions.fields)
    }

    /// The columns to read of a file of `schema`: those that are asked for and that no directory hides.
    private func names(_ schema: Schema) -> [String] {
        guard let columns else { return schema.fields.map(\.name).filter { !partitions.contains($0) } }
        return columns.filter { name in
            guard !partitions.contains(name) else { return false }
            let field = String(name.prefix { $0 != "." })
            // What the first file has, others may lack.
            let isThere = schema.fields.contains { $0.name == field || $0.name == name }
            return isThere || firstSchema?.fields.contains { $0.name == field || $0.name == name } != true
        }
    }

    /// A reader of the rows of `file` that are wanted.
    ///
    /// - Parameter rowGroups: the ordinals of the row groups to read; nil reads all.
    func makeReader(_ file: OpenFile, rowGroups: Range<Int>? = nil) throws(ParquetError) -> BatchReader {
        try file.file.reader(someColumns: file.names, rowGroups: rowGroups, where: file.predicate)
    }

    /// `rows` of `file` with the columns of the directories behind them.
    func extended(_ rows: RecordBatch, _ file: OpenFile) throws(ParquetError) -> RecordBatch {
        let constants = partitions.columns(file.partition, rowCount: rows.rowCount)
        let places = file.partitionPlaces
        let fields = rows.schema.fields + places.map { partitions.fields[$0] }
        var batch = RecordBatch(schema: try Schema(name: rows.schema.name, reading: fields))
        batch.setRowCountWithoutColumns(rows.rowCount)
        batch.columns = rows.columns + places.map { constants[$0] }
        return batch
    }

    /// `rowCount` rows of the columns of the directories of `file` alone.
    func constants(_ file: OpenFile, rowCount: Int) throws(ParquetError) -> RecordBatch {
        let constants = partitions.columns(file.partition, rowCount: rowCount)
        let fields = file.partitionPlaces.map { partitions.fields[$0] }
        var batch = RecordBatch(schema: try Schema(name: "partition", reading: fields))
        batch.setRowCountWithoutColumns(rowCount)
        batch.columns = file.partitionPlaces.map { constants[$0] }
        return batch
    }
}
