internal import ParquetBytes

/// Bytes that were read for some columns of a row group.
struct FetchedColumns: Sendable {
    /// The readers of columns that had none before.
    var chunks: [(place: Int, chunk: ColumnChunkReader)] = []
    /// What was read, and the columns that it is for.
    var windows: [(places: [Int], offset: Int, bytes: SharedBytes)] = []
    /// Those of the windows that take memory: those that a source shares take none.
    var owned: [SharedBytes] = []
    var ownedByteCount = 0
}

extension RowGroupScan {
    /// Reads the bytes that `rows` of the columns `places` need, a range of rows for each.
    ///
    /// - Throws: `ParquetError` if an index is not as it should be, or what the source throws.
    nonisolated(nonsending) mutating func fetch(
        _ places: [Int], _ rows: [RowRanges], of file: ParquetFile, isReading: Bool, _ spareBuffers: inout [ByteBuffer]
    ) async throws(ParquetError) -> FetchedColumns {
        try await locatePages(places, rows, file)
        var parts: [Range<Int>] = []
        var owners: [Int] = []
        for (place, rows) in zip(places, rows) {
            for part in self.parts(place, rows) {
                parts.append(part)
                owners.append(place)
            }
        }
        var fetched = FetchedColumns()
        if isReading {
            for place in places where !isOpen[place] {
                isOpen[place] = true
                var chunk = chunks.removeValue(forKey: place) ?? chunk(place, file.options)
                chunk.locations = pages[place]
                fetched.chunks.append((place, chunk))
            }
        }
        let fetches = RowGroupPlan.fetches(parts, gap: file.options.coalescingGap)
        let byteCount = fetches.reduce(0) { $0 + $1.range.count }
        guard !isReading || byteCount <= min(file.options.readAheadByteCount, file.options.memoryLimit / 2) else {
            // Each column asks for its bytes, some at a time.
            return fetched
        }
        let wantedCount = parts.reduce(0) { $0 + $1.count }
        explanation.dataByteCount += wantedCount
        explanation.gapByteCount += byteCount - wantedCount
        for (part, place) in zip(parts, owners) { fetchedEnds[place] = max(fetchedEnds[place], part.upperBound) }
        guard isReading else { return fetched }
        for fetch in fetches {
            let window: SharedBytes
            if let shared = try file.source.shareAll(fetch.range) {
                window = shared
            } else {
                var buffer = spareBuffers.popLast() ?? ByteBuffer()
                try await file.source.readAll(fetch.range, into: &buffer)
                window = SharedBytes(buffer)
                fetched.owned.append(window)
                fetched.ownedByteCount += window.count
            }
            var holders: [Int] = []
            for part in fetch.columns where holders.last != owners[part] { holders.append(owners[part]) }
            fetched.windows.append((holders, fetch.range.lowerBound, window))
        }
        return fetched
    }

    /// Reads where the pages are of the columns of which not all rows are wanted.
    private nonisolated(nonsending) mutating func locatePages(
        _ places: [Int], _ rows: [RowRanges], _ file: ParquetFile
    ) async throws(ParquetError) {
        var missing: [Int] = []
        // A reader that is at work goes its way to the end.
        for (place, rows) in zip(places, rows) where pages[place] == nil && !isOpen[place] {
            let chunk = file.metadata.rowGroups[plan.ordinal].columns[request.all.selection[place]]
            guard !rows.isEmpty, rows.count < plan.rowCount, chunk.offsetIndexLength ?? 0 > 0,
                plan.columns[place].metadata.dataPageCount != 1
            else { continue }
            missing.append(place)
        }
        guard !missing.isEmpty else { return }
        let indexes = try await file.pageIndexes(
            rowGroup: plan.ordinal, columns: missing.map { request.all.selection[$0] }, hasBounds: false)
        explanation.indexByteCount += indexes.byteCount
        for place in missing {
            guard let index = indexes.offsets[request.all.selection[place]] else { continue }
            do throws(ParquetError) {
                pages[place] = try pages(index, place)
            } catch {
                throw error.at(.init(column: plan.columns[place].descriptor.path.description))
            }
        }
    }
}
