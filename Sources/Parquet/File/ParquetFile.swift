internal import ParquetBytes

/// A Parquet file that is open for reading: its metadata, and the way to its rows.
public struct ParquetFile: Sendable {
    /// The footer.
    public let metadata: FileMetadata
    /// The schema.
    public let schema: Schema
    /// The number of rows: that of all row groups together.
    public let rowCount: Int
    /// The length of the file in bytes.
    public let byteCount: Int
    /// The bytes of the footer's metadata.
    public let metadataByteCount: Int
    /// The bytes that were read to open the file.
    let openingByteCount: Int
    package let source: any ByteSource
    package internal(set) var options: ReaderOptions

    /// Opens `source` by reading its footer.
    ///
    /// - Throws: `ParquetError` with code `malformed`, `unsupported`, `limit` (a footer beyond `options.memoryLimit`), or
    ///   what the source throws; the file's name is filled in.
    public init(_ source: some ByteSource, options: ReaderOptions = ReaderOptions()) async throws(ParquetError) {
        try await self.init(source, options: options, checksRowCount: true)
    }

    /// As above; with `checksRowCount` false, also a file whose footer has another number of rows than its row groups.
    package init(
        _ source: some ByteSource, options: ReaderOptions, checksRowCount: Bool
    ) async throws(ParquetError) {
        try options.check()
        do throws(ParquetError) {
            byteCount = try await source.byteCount()
            var tail = ByteBuffer()
            let tailCount = min(byteCount, options.tailByteCount)
            try await source.readAll(byteCount - tailCount..<byteCount, into: &tail)
            metadataByteCount = try Footer.metadataByteCount(tail: tail.bytes, fileByteCount: byteCount)
            guard metadataByteCount <= options.memoryLimit else {
                throw ParquetError(
                    .limit, "a footer of \(metadataByteCount) bytes, \(options.memoryLimit) are allowed")
            }
            let end = byteCount - Footer.byteCount
            let start = end - metadataByteCount
            if start < byteCount - tailCount {
                var whole = ByteBuffer()
                try await source.readAll(start..<byteCount - tailCount, into: &whole)
                whole.append(tail.bytes)
                tail = whole
            }
            openingByteCount = tail.count
            let first = start - (byteCount - tail.count)
            var reader = CompactReader(
                tail.bytes.extracting(first..<first + metadataByteCount), baseOffset: start)
            metadata = try FileMetadata(from: &reader)
            schema = try Schema(elements: metadata.schema)
            rowCount = try metadata.rowGroupRowCount(isChecked: checksRowCount)
        } catch {
            throw error.at(.init(file: source.name))
        }
        self.source = source
        self.options = options
    }

    /// A reader of the rows.
    ///
    /// - Parameters:
    ///   - columns: the columns to read, by path in dot notation or by the name of a field whose columns are all meant;
    ///     nil reads all. Batches have them in the order of the file.
    ///   - rowGroups: the ordinals of the row groups to read; nil reads all.
    ///   - predicate: which rows to hand out; nil hands out all. Columns that it asks and that are not among `columns` are read,
    ///     and left out of the batches.
    /// - Throws: `ParquetError` with code `argument` if there is no such column or row group; `schema` if the predicate compares
    ///   what cannot be compared (see `Predicate`) or asks a column that repeats; `argument` for a pattern that ends with its
    ///   escape character, predicates nested more than 500 deep and decimals with a scale beyond 10,000; `unsupported` for
    ///   columns of such decimals.
    public func reader(
        columns: [String]? = nil, rowGroups: Range<Int>? = nil, where predicate: Predicate? = nil
    ) throws(ParquetError) -> BatchReader {
        try reader(columns: columns, rowGroups: rowGroups, where: predicate, isPlanOnly: false)
    }

    /// As above; with `isPlanOnly`, one that finds out what would be read, and hands out nothing.
    func reader(
        columns: [String]?, rowGroups: Range<Int>?, where predicate: Predicate?, isPlanOnly: Bool
    ) throws(ParquetError) -> BatchReader {
        do throws(ParquetError) {
            return try reader(
                of: Projection(columns, of: schema), rowGroups: rowGroups, where: predicate, isPlanOnly: isPlanOnly)
        } catch {
            throw error.at(.init(file: source.name))
        }
    }

    /// As above, with the columns that are handed out.
    func reader(
        of projection: Projection, rowGroups: Range<Int>? = nil, where predicate: Predicate?, isPlanOnly: Bool = false
    ) throws(ParquetError) -> BatchReader {
        let all = 0..<metadata.rowGroups.count
        let chosen = rowGroups ?? all
        do throws(ParquetError) {
            guard chosen.lowerBound >= 0, chosen.upperBound <= all.upperBound else {
                throw ParquetError(.argument, "row groups \(chosen), there are \(all.count)")
            }
            return BatchReader(
                self, try ScanRequest(self, projection, predicate, isPlanOnly: isPlanOnly), rowGroups: chosen)
        } catch {
            throw error.at(.init(file: source.name))
        }
    }

    /// The rows as a sequence of batches, none of them empty; see `reader(columns:rowGroups:where:)`.
    ///
    /// ```swift
    /// let price = Column<Double>("price")
    /// for try await batch in file.batches(columns: ["price"], where: price > 10) { print(try batch.values(of: price)) }
    /// ```
    ///
    /// What is known of a file's columns is what its schema says: `values(of:)` throws where a column is of another type.
    ///
    /// A batch's memory is reused for the next one if the loop has let go of it by then.
    public func batches(
        columns: [String]? = nil, rowGroups: Range<Int>? = nil, where predicate: Predicate? = nil
    ) -> BatchSequence {
        BatchSequence(file: self, columns: columns, rowGroups: rowGroups, predicate: predicate)
    }

    /// The rows as a sequence of batches of typed columns; see `reader(columns:rowGroups:where:)`.
    ///
    /// ```swift
    /// for try await batch in file.batches(of: id, price, where: price > 10) { print(batch[id], batch[price]) }
    /// ```
    ///
    /// The columns of the file are held against their types: what the loop is given can be read by subscript. The first step
    /// throws with code `schema` if the file's column is of another type, means something else or repeats; and a later one if a
    /// batch has nulls in a column whose type is not optional. A column that may have nulls and has none is read as either.
    public func batches<First, each Rest>(
        of first: Column<First>, _ rest: repeat Column<each Rest>, rowGroups: Range<Int>? = nil,
        where predicate: Predicate? = nil
    ) -> BatchSequence {
        var names = [first.name]
        for column in repeat each rest { names.append(column.name) }
        var sequence = batches(columns: names, rowGroups: rowGroups, where: predicate)
        sequence.requirements = [ColumnRequirement(first)]
        for column in repeat each rest { sequence.requirements.append(ColumnRequirement(column)) }
        return sequence
    }
}

extension FileMetadata {
    /// The rows of all row groups. The footer's own number may be 0, since there are writers that never filled it in.
    ///
    /// - Throws: `ParquetError` with code `malformed` if a row group's number is negative or, where that is checked, the
    ///   footer has another number.
    func rowGroupRowCount(isChecked: Bool) throws(ParquetError) -> Int {
        var sum = 0
        for (ordinal, rowGroup) in rowGroups.enumerated() {
            let (next, overflow) = sum.addingReportingOverflow(rowGroup.rowCount)
            guard rowGroup.rowCount >= 0, !overflow else {
                throw ParquetError(.malformed, "\(rowGroup.rowCount) rows", at: .init(rowGroup: ordinal))
            }
            sum = next
        }
        guard rowCount == sum || rowCount == 0 || !isChecked else {
            throw ParquetError(.malformed, "the file has \(rowCount) rows, its row groups \(sum)")
        }
        return sum
    }
}
