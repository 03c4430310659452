public import Parquet
internal import ParquetBytes
internal import ParquetCodecs

/// Decodes all of a file and compares it with all that the file says of itself.
///
/// Column chunks are gone over one after the other, page by page, so that no more is held than a page, a dictionary, a bloom
/// filter and the indexes of one chunk. Nothing stops at the first finding.
public struct FileCheck: Sendable {
    private let file: ParquetFile
    private let layout: FileLayout
    private var log = FindingLog()
    private var counts = CheckReport.Counts()

    /// Checks `source`.
    ///
    /// - Returns: a report, also of what is no Parquet file at all.
    /// - Throws: `ParquetError` with code `io` if the source cannot be read, or `argument` for options out of range.
    public static func report(
        on source: some ByteSource, options: ReaderOptions = ReaderOptions()
    ) async throws(ParquetError) -> CheckReport {
        let file: ParquetFile
        do throws(ParquetError) {
            file = try await ParquetFile(source, options: options, checksRowCount: false)
        } catch {
            guard error.code != .io, error.code != .argument else { throw error }
            var log = FindingLog()
            log.note(error, .footer)
            return CheckReport(log, CheckReport.Counts())
        }
        var check = FileCheck(file)
        try await check.run()
        return CheckReport(check.log, check.counts)
    }

    private init(_ file: ParquetFile) {
        self.file = file
        layout = FileLayout(file)
    }

    private nonisolated(nonsending) mutating func run() async throws(ParquetError) {
        var magic = ByteBuffer()
        try await file.source.read(0..<4, into: &magic)
        if magic.takeArray() != Footer.magic { log.error(.magic, "the file does not begin with PAR1") }
        FooterCheck.check(file, &log)
        layout.check(&log)
        counts.rows = file.rowCount
        counts.rowGroups = file.metadata.rowGroups.count
        let groups = LevelStructure.groups(of: file.schema)
        let keys = MapKeys(file.schema)
        var decompressor = PageDecompressor()
        for ordinal in file.metadata.rowGroups.indices {
            try await checkRowGroup(ordinal, groups, keys, &decompressor)
        }
        log.place = ParquetError.Place()
        try await VariantCheck.check(file, &log)
        log.sort(by: file.schema)
    }

    private nonisolated(nonsending) mutating func checkRowGroup(
        _ ordinal: Int, _ groups: [[LevelStructure.Group]], _ keys: MapKeys,
        _ decompressor: inout PageDecompressor
    ) async throws(ParquetError) {
        let rowGroup = file.metadata.rowGroups[ordinal]
        log.place = ParquetError.Place(rowGroup: ordinal)
        FooterCheck.check(rowGroup, ordinal: ordinal, file, &log)
        guard rowGroup.columns.count == file.schema.columns.count else { return }
        // The columns that rows are sorted by come first, in the order of their weight.
        let told = rowGroup.sortingColumns ?? []
        let sortingColumns = told.prefix { column in
            let place = Int(column.columnIndex)
            return file.schema.columns.indices.contains(place)
                && file.schema.columns[place].maxRepetitionLevel == 0
        }
        if sortingColumns.count < told.count,
            file.schema.columns.indices.contains(Int(told[sortingColumns.count].columnIndex))
        {
            let column = file.schema.columns[Int(told[sortingColumns.count].columnIndex)]
            log.uncheck(
                .sorting, "rows sorted by \(column.path), which is repeated, are in no order that the format defines")
        }
        var sorting: SortingCheck? = sortingColumns.isEmpty ? nil : SortingCheck()
        var agreement = LevelAgreement()
        var done: Set<Int> = []
        for column in sortingColumns where done.insert(Int(column.columnIndex)).inserted {
            let place = Int(column.columnIndex)
            sorting?.begin(column, ValueOrder(file.schema.columns[place], file.sortingOrder(place)))
            if let check = try await checkChunk(ordinal, place, groups[place], keys, sorting, &agreement, &decompressor)
            {
                sorting = check.nextSorting
                sorting?.end()
            } else {
                sorting?.skip()
            }
        }
        for place in file.schema.columns.indices where !done.contains(place) {
            _ = try await checkChunk(ordinal, place, groups[place], keys, nil, &agreement, &decompressor)
        }
    }

    /// Checks a column chunk.
    ///
    /// - Returns: the check when it is done, or nil if the pages cannot be looked at.
    private nonisolated(nonsending) mutating func checkChunk(
        _ rowGroup: Int, _ place: Int, _ groups: [LevelStructure.Group], _ keys: MapKeys, _ sorting: SortingCheck?,
        _ agreement: inout LevelAgreement, _ decompressor: inout PageDecompressor
    ) async throws(ParquetError) -> ChunkCheck? {
        let column = file.schema.columns[place]
        let chunk = file.metadata.rowGroups[rowGroup].columns[place]
        log.place = ParquetError.Place(rowGroup: rowGroup, column: column.path.description)
        guard let metadata = readable(chunk, column) else { return nil }
        let parts = try await ChunkParts.read(chunk, rowGroup: rowGroup, column: place, file, &log)
        guard var range = range(of: metadata) else { return nil }
        if let start = try await ChunkStart.find(metadata, layout, file), start <= range.upperBound {
            // Where pages are is compared with what the metadata say when they have been gone over.
            range = start..<min(start + range.count, file.byteCount - Footer.byteCount - file.metadataByteCount)
        }
        var check = ChunkCheck(
            column, metadata, rowCount: file.metadata.rowGroups[rowGroup].rowCount, range: range,
            limit: min(layout.nextStart(after: range.lowerBound), file.byteCount),
            columnOrder: file.metadata.columnOrder(place), parts, sorting: sorting, structure: LevelStructure(groups))
        try await check.run(file, &decompressor, &log)
        agreement.add(check.structure, column, &log)
        if let level = keys.nullLevel(ofColumn: place), check.nullCount(atLevel: level) > 0 {
            log.error(.logicalType, "\(check.nullCount(atLevel: level)) keys of a map are null")
        }
        counts.add(check.counts)
        return check
    }

    /// The metadata of a chunk whose pages can be looked at.
    private mutating func readable(_ chunk: ColumnChunkMetadata, _ column: ColumnDescriptor) -> ColumnMetadata? {
        if chunk.isEncrypted {
            log.uncheck(.encryption, "the column is encrypted")
            return nil
        }
        if let path = chunk.filePath {
            log.uncheck(.columnChunk, "the column chunk is in another file, \(path)")
            return nil
        }
        guard let metadata = chunk.metadata else {
            log.error(.columnChunk, "the column chunk has no metadata")
            return nil
        }
        FooterCheck.checkKeys(metadata.keyValueMetadata, &log)
        if metadata.path != column.path.names {
            log.error(
                .columnChunk, "the column chunk is that of \(ColumnPath(metadata.path)), it stands for \(column.path)")
        }
        guard metadata.type == column.physicalType else {
            log.error(
                .columnChunk,
                "the column chunk is \(metadata.type.name), the schema says \(column.physicalType.name)")
            return nil
        }
        do throws(ParquetError) {
            _ = try metadata.codec.decompressing()
        } catch {
            log.uncheck(.columnChunk, error.message)
            return nil
        }
        return metadata
    }

    /// Where the chunk's pages are, if they can be there.
    private mutating func range(of metadata: ColumnMetadata) -> Range<Int>? {
        let start = metadata.startOffset
        let count = metadata.totalCompressedSize
        let (end, overflow) = start.addingReportingOverflow(count)
        // An empty chunk may be said to be anywhere.
        if count == 0, metadata.valueCount == 0 { return 0..<0 }
        guard start >= 4, count >= 0, !overflow, end <= file.byteCount - Footer.byteCount - file.metadataByteCount
        else {
            log.error(
                .offset, "the column chunk of \(count) bytes at byte \(start) is not between the magic and the footer")
            return nil
        }
        return start..<end
    }
}

extension ParquetFile {
    /// The order that rows are sorted by a column in.
    fileprivate func sortingOrder(_ column: Int) -> ColumnOrder {
        guard let order = metadata.columnOrder(column), case .ieee754TotalOrder = order else { return .typeDefined }
        return order
    }
}

extension CheckReport.Counts {
    fileprivate mutating func add(_ other: CheckReport.Counts) {
        columnChunks += other.columnChunks
        pages += other.pages
        values += other.values
    }
}
