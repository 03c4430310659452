internal import Parquet
internal import ParquetJSON
internal import SystemPackage

/// What becomes of rows on their way into files: which columns are written, by which they are sorted, and which make partitions.
struct RowArrangement: Sendable {
    /// The columns that are written.
    let columns: FileColumns
    /// The levels of the output's directories that are made of columns, the outermost first; none where partitions are those of
    /// the input.
    let levels: [PartitionLevel]
    /// What files say that their rows are sorted by: the columns of the order up to the first that is not written. Those that are
    /// a partition's value are the same in all rows and are passed over.
    let sortingColumns: [WriterOptions.Sorting]
    /// The columns of the rows that are sorted, by their places in the contract's schema: those that are written, and those that
    /// only decide on order and partition.
    private let sorted: [Int]
    let descriptors: [ColumnDescriptor]
    /// The places of the written columns among the sorted ones.
    private let writtenPlaces: [Int]
    private let levelPlaces: [Int]
    private let parts: [KeyEncoder.Part]

    /// Whether rows are sorted at all.
    var sorts: Bool { !parts.isEmpty }

    /// - Parameters:
    ///   - schema: that of the contract.
    ///   - partitions: those of the input.
    /// - Throws: `ParquetError` with code `argument` for options that name what is not there or contradict one another, and others.
    init(
        _ schema: Schema, partitions: [InputPartition], options: ConversionOptions
    ) throws(ParquetError) {
        var levelColumns: [Int] = []
        for level in options.partitionColumns {
            levelColumns.append(try schema.column(level.column, "to make partitions of"))
        }
        var directoryColumns: Set<String> = []
        var constantColumns: Set<Int> = []
        for (level, column) in zip(options.partitionColumns, levelColumns) where level.transform == .identity {
            constantColumns.insert(column)
            let path = schema.columns[column].path
            if path.names.count == 1 { directoryColumns.insert(path.names[0].lowercased()) }
        }
        if options.partitionColumns.isEmpty {
            directoryColumns = Set(partitions.flatMap { $0.path.values.map { $0.key.lowercased() } })
        }
        columns = try FileColumns(
            schema, directoryColumns: directoryColumns, keepsPartitionColumns: options.keepsPartitionColumns,
            kept: options.columns)
        let written = Set(columns.written)
        var levels: [PartitionLevel] = []
        for (level, column) in zip(options.partitionColumns, levelColumns) {
            levels.append(try PartitionLevel(level, schema.columns[column], isKept: written.contains(column)))
            let isItself = level.transform == .identity && schema.columns[column].path.names == [level.name]
            if !isItself,
                let other = columns.schema.fields.first(where: { $0.name.lowercased() == level.name.lowercased() })
            {
                throw ParquetError(
                    .argument,
                    "the files have a column \(other.name), which readers would take for the partitions' level \(level.name); "
                        + "give the level another name")
            }
        }
        self.levels = levels

        var parts: [KeyEncoder.Part] = []
        for (level, column) in zip(levels, levelColumns) {
            parts.append(KeyEncoder.Part(column: column, descriptor: schema.columns[column], level: level))
        }
        var sortingColumns: [WriterOptions.Sorting] = []
        var isRecorded = true
        for key in options.sortOrder?.keys ?? [] {
            let column = try schema.column(key.column, "to sort by")
            let descriptor = schema.columns[column]
            try KeyEncoder.check(descriptor)
            if constantColumns.contains(column) { continue }
            isRecorded = isRecorded && written.contains(column)
            if isRecorded {
                sortingColumns.append(
                    WriterOptions.Sorting(
                        descriptor.path, isDescending: key.isDescending, areNullsFirst: key.areNullsFirst))
            }
            parts.append(
                KeyEncoder.Part(
                    column: column, descriptor: descriptor, isDescending: key.isDescending,
                    areNullsFirst: key.areNullsFirst,
                    isTotalOrder: options.writer.floatingPointOrder == .ieee754TotalOrder))
        }
        self.sortingColumns = sortingColumns
        let needed = written.union(parts.map(\.column))
        let sorted = schema.columns.indices.filter { needed.contains($0) }
        var places: [Int: Int] = [:]
        for (place, column) in sorted.enumerated() { places[column] = place }
        for index in parts.indices { parts[index].column = places[parts[index].column] ?? 0 }
        self.parts = parts
        self.sorted = sorted
        descriptors = sorted.map { schema.columns[$0] }
        writtenPlaces = columns.written.compactMap { places[$0] }
        levelPlaces = levelColumns.compactMap { places[$0] }
    }

    /// A sorter of rows.
    func sorter(_ shares: SortShares, directory: FilePath) -> RowSorter {
        RowSorter(descriptors, KeyEncoder(parts), shares: shares, directory: directory)
    }

    /// The columns of `batch`, which is of the contract's schema, that a sorter takes.
    func sorted(of batch: RecordBatch) -> [ColumnVector] { sorted.map { batch.columns[$0] } }

    /// The rows that a sorter gave, as they are written.
    func written(of sorted: [ColumnVector]) -> RecordBatch {
        var batch = RecordBatch(schema: columns.schema)
        batch.columns = writtenPlaces.map { sorted[$0] }
        return batch
    }

    /// Makes keys of the partitions alone.
    var partitionEncoder: KeyEncoder { KeyEncoder(parts.filter { $0.level != nil }) }

    /// The partition of a row that a sorter gave.
    ///
    /// - Throws: `ParquetError` with code `input` if a file system cannot hold its name.
    func partition(of sorted: [ColumnVector], row: Int) throws(ParquetError) -> PartitionPath {
        var values: [(key: String, value: String?)] = []
        for (level, place) in zip(levels, levelPlaces) {
            values.append((level.name, try level.text(sorted[place], row: row)))
        }
        let path = PartitionPath(values: values)
        for (name, level) in zip(path.components, levels) where name.utf8.count > 255 {
            throw ParquetError(
                .input,
                "a value makes a directory's name of \(name.utf8.count) bytes, and file systems take 255: "
                    + "\(name.prefix(60))…", at: .init(column: level.descriptor.path.description))
        }
        return path
    }
}
