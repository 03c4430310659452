internal import ParquetBytes
internal import ParquetCodecs

/// Finds out which rows of a row group a predicate can be true of, cheapest step first, until nothing is left to find out.
struct RowGroupPruning {
    private let file: ParquetFile
    private let predicate: BoundPredicate
    private let leaves: [BoundLeaf]
    /// What is known of each leaf, by its ordinal.
    private var known: [RowKnowledge]
    private(set) var scan: RowGroupScan

    /// A dictionary is only asked if its bytes are at most this part of what may be read ahead.
    private static let dictionaryShare = 4

    init(_ file: ParquetFile, _ scan: RowGroupScan, _ predicate: BoundPredicate) {
        self.file = file
        self.scan = scan
        self.predicate = predicate
        leaves = predicate.root.leaves
        known = [RowKnowledge](repeating: RowKnowledge(rowCount: scan.plan.rowCount), count: predicate.leafCount)
    }

    /// Takes the steps that are asked for.
    ///
    /// - Throws: `ParquetError` if an index, dictionary or filter is not as it should be, or what the source throws.
    nonisolated(nonsending) mutating func run(_ decompressor: inout PageDecompressor) async throws(ParquetError) {
        let levels = scan.request.pruning
        if levels.contains(.statistics) { askStatistics() }
        if levels.contains(.columnIndex), !isSettled { try await askColumnIndexes() }
        if levels.contains(.dictionary), !isSettled { try await askDictionaries(&decompressor) }
        if levels.contains(.bloomFilter), !isSettled { try await askBloomFilters() }
    }

    private var rows: RowKnowledge { predicate.root.knowledge(known, rowCount: scan.plan.rowCount) }

    private var isSettled: Bool { scan.rows.isSettled }

    /// The leaves of which something may still be found out.
    private var open: [BoundLeaf] { leaves.filter { !known[$0.ordinal].isSettled } }

    private func place(_ leaf: BoundLeaf) -> Int {
        guard let place = scan.request.all.selection.firstIndex(of: leaf.column) else {
            preconditionFailure("a column that is asked is read")
        }
        return place
    }

    private mutating func askStatistics() {
        for leaf in leaves {
            let column = scan.plan.columns[place(leaf)]
            let bounds = LeafBounds(column.metadata, column.descriptor, file.metadata.columnOrder(leaf.column))
            known[leaf.ordinal].learn(leaf.test.answer(bounds))
        }
        scan.note(.statistics, rows)
    }

    private nonisolated(nonsending) mutating func askColumnIndexes() async throws(ParquetError) {
        let rowGroup = file.metadata.rowGroups[scan.plan.ordinal]
        var wanted: Set<Int> = []
        for leaf in open where (rowGroup.columns[leaf.column].columnIndexLength ?? 0) > 0 {
            // Of a single page the statistics have said all.
            if scan.plan.columns[place(leaf)].metadata.dataPageCount != 1 { wanted.insert(leaf.column) }
        }
        guard !wanted.isEmpty else { return }
        let indexes = try await file.pageIndexes(
            rowGroup: scan.plan.ordinal, columns: wanted.sorted(), hasBounds: true)
        scan.explanation.indexByteCount += indexes.byteCount
        for leaf in open {
            guard let columns = indexes.columns[leaf.column], let offsets = indexes.offsets[leaf.column] else {
                continue
            }
            let place = place(leaf)
            let column = scan.plan.columns[place].descriptor
            do throws(ParquetError) {
                guard columns.pageCount == offsets.pageLocations.count else {
                    throw ParquetError(
                        .malformed,
                        "the column index has \(columns.pageCount) pages, the offset index \(offsets.pageLocations.count)"
                    )
                }
                let pages = try scan.pages(offsets, place)
                scan.pages[place] = pages
                let order = ValueOrder(column, file.metadata.columnOrder(leaf.column))
                var learnt = RowKnowledge(possible: RowRanges(), certain: RowRanges())
                for (index, page) in pages.pages.enumerated() {
                    let answer = leaf.test.answer(LeafBounds(columns, page: index, column, order))
                    if answer != .none { learnt.possible.append(page.rows) }
                    if answer == .all { learnt.certain.append(page.rows) }
                }
                known[leaf.ordinal].learn(learnt)
            } catch {
                throw error.at(.init(column: column.path.description))
            }
        }
        scan.note(.columnIndex, rows)
    }

    private nonisolated(nonsending) mutating func askDictionaries(
        _ decompressor: inout PageDecompressor
    ) async throws(ParquetError) {
        for leaf in open where !leaf.test.asksNullsOnly && !isSettled {
            let place = place(leaf)
            let column = scan.plan.columns[place]
            guard let distinct = try await dictionary(place, &decompressor) else { continue }
            let matchCount = leaf.test.matches(distinct).oneCount
            if matchCount == 0 {
                known[leaf.ordinal].learn(.none)
            } else if matchCount == distinct.count {
                let bounds = LeafBounds(column.metadata, column.descriptor, nil)
                if bounds.nulls == .none { known[leaf.ordinal].learn(.all) }
            }
            scan.note(.dictionary, rows)
        }
    }

    /// The distinct values of column `place`, if these are all that it has.
    private nonisolated(nonsending) mutating func dictionary(
        _ place: Int, _ decompressor: inout PageDecompressor
    ) async throws(ParquetError) -> ColumnValues? {
        if let chunk = scan.chunks[place] { return chunk.dictionary }
        let column = scan.plan.columns[place]
        guard column.metadata.isDictionaryCoded, scan.fetchedEnds[place] == column.range.lowerBound,
            column.metadata.dictionaryPageOffset == column.range.lowerBound
        else { return nil }
        let end = scan.pages[place]?.head.upperBound ?? column.metadata.dataPageOffset
        guard end > column.range.lowerBound, end <= column.range.upperBound else { return nil }
        let range = column.range.lowerBound..<end
        guard range.count <= file.options.readAheadByteCount / RowGroupPruning.dictionaryShare else { return nil }
        var chunk = scan.chunk(place, file.options)
        var buffer = ByteBuffer()
        if let shared = try file.source.shareAll(range) {
            chunk.supply(shared, at: range.lowerBound)
        } else {
            try await file.source.readAll(range, into: &buffer)
            chunk.supply(SharedBytes(buffer), at: range.lowerBound)
        }
        do throws(ParquetError) {
            let byteLimit = file.options.memoryLimit / 8 / file.options.concurrency
            guard let distinct = try chunk.openDictionary(&decompressor, byteLimit: byteLimit) else {
                scan.explanation.gapByteCount += range.count
                return nil
            }
            scan.chunks[place] = chunk
            scan.askedDictionaries[place] = range.count
            scan.fetchedEnds[place] = end
            scan.explanation.dataByteCount += range.count
            return distinct
        } catch  where error.code == .limit {
            scan.explanation.gapByteCount += range.count
            return nil
        }
    }

    private nonisolated(nonsending) mutating func askBloomFilters() async throws(ParquetError) {
        for leaf in open where !isSettled {
            let place = place(leaf)
            let column = scan.plan.columns[place]
            // A dictionary has said it exactly.
            guard let literals = leaf.test.soughtLiterals, (column.metadata.bloomFilterOffset ?? 0) > 0,
                scan.chunks[place] == nil
            else { continue }
            // A filter that takes more than what it may spare is not worth its bytes.
            let rows = scan.rows
            let byteCount = scan.plan.columns.indices.reduce(0) { sum, other in
                scan.parts(other, scan.request.outputs[other] == nil ? rows.unsure : rows.possible)
                    .reduce(sum) { $0 + $1.count }
            }
            guard Int(column.metadata.bloomFilterLength ?? 0) <= byteCount / 2 else { continue }
            let read: (filter: BloomFilter, byteCount: Int)?
            do throws(ParquetError) {
                read = try await file.readBloomFilter(rowGroup: scan.plan.ordinal, column: leaf.column)
            } catch  where error.code == .unsupported {
                continue
            }
            guard let (filter, readCount) = read else { continue }
            scan.explanation.bloomFilterByteCount += readCount
            guard !literals.contains(where: { filter.mightContain($0, of: column.descriptor) }) else { continue }
            known[leaf.ordinal].learn(.none)
            scan.note(.bloomFilter, self.rows)
        }
    }
}

extension RowGroupScan {
    /// Where the pages of column `place` are, as `index` says.
    func pages(_ index: OffsetIndex, _ place: Int) throws(ParquetError) -> ColumnPages {
        try ColumnPages(index, chunk: plan.columns[place].range, rowCount: plan.rowCount)
    }

    /// A reader of column `place`.
    func chunk(_ place: Int, _ options: ReaderOptions) -> ColumnChunkReader {
        let column = plan.columns[place]
        return ColumnChunkReader(
            column.descriptor, column.metadata, range: column.range, locations: pages[place], options: options,
            windowByteCount: plan.windowByteCount)
    }
}
