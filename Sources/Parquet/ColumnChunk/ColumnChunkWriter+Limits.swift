internal import ParquetBytes

// How many rows pages take, of how many values a choice is made, and how much memory a chunk takes.

extension ColumnChunkWriter {
    /// The end of those of the rows `rows` that the open page takes by the number of rows and levels.
    func rowsWithinLimits(_ source: VectorRows, _ rows: Range<Int>) -> Int {
        let start = rows.lowerBound
        let room = settings.pageLevelLimit - page.levels.count
        let limit = page.rowCount < sampleEnd ? sampleEnd : pageRowLimit
        let end = min(rows.upperBound, start + limit - page.rowCount)
        if source.levels(of: start..<end).count <= room { return end }
        var low = start
        var high = end - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if source.levels(of: start..<middle).count <= room { low = middle } else { high = middle - 1 }
        }
        return low
    }

    /// The row of the open page at which values are looked at, whatever batches they come in, while there is no choice made.
    var sampleEnd: Int {
        if case .undecided = state { min(pageRowLimit, ColumnChunkWriter.sampleCount) } else { 0 }
    }

    /// The bytes that values in PLAIN may take before the page is full. A page of indices fills by rows; it takes values in
    /// portions only so that a dictionary cannot outgrow its limit by far.
    var pageByteRoom: Int {
        switch state {
        case .direct: settings.pageByteLimit - page.valueByteCount
        case .undecided: settings.pageByteLimit - plainByteCount
        case .dictionary: settings.pageByteLimit
        }
    }

    /// The most rows of the open page. While there is no choice made, pages are as small as a good sample.
    private var pageRowLimit: Int {
        if case .undecided = state {
            min(
                settings.pageRowLimit,
                expectsDistinctValues ? ColumnChunkWriter.sampleCount : ColumnChunkWriter.sampleRowLimit)
        } else {
            settings.pageRowLimit
        }
    }

    var isPageFull: Bool {
        if page.rowCount >= pageRowLimit || page.levels.count >= settings.pageLevelLimit { return true }
        return switch state {
        case .direct: page.valueByteCount >= settings.pageByteLimit
        case .undecided: plainByteCount >= settings.pageByteLimit
        case .dictionary: false
        }
    }

    /// How many of the rows `rows`, the first value of which is at `value`, a page takes that has `room` left. It ends with
    /// the row that fills it, be the next ones nulls that would fit: so it would if rows came one by one.
    ///
    /// - Precondition: the values of all the rows fill the page.
    func fittingRows(_ source: VectorRows, _ value: Int, _ rows: Range<Int>, room: Int) -> Int {
        func byteCount(_ count: Int) -> Int {
            let end = value + source.valueCount(of: rows.lowerBound..<rows.lowerBound + count)
            return source.plainByteCount(of: value..<end)
        }
        // The least number of rows that take all of the room.
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if byteCount(middle) >= room { high = middle } else { low = middle + 1 }
        }
        return byteCount(low) == room ? low : max(low - 1, 0)
    }

    /// Whether hardly one of the values so far comes twice: then no dictionary pays, and none is measured.
    var areValuesDistinct: Bool {
        let count = coded?.indices.count ?? 0
        return count >= ColumnChunkWriter.sampleCount && distinctCount * 100 >= count * 98
    }

    /// How many values make a choice between dictionary and none worth making, unless they fill a page before.
    static let sampleCount = 4096
    /// How many rows such a choice is made of at most.
    static let sampleRowLimit = 20_000

    /// The memory that the chunk takes, in bytes.
    var memoryByteCount: Int {
        chunk.byteCount + page.valueByteCount + page.levels.memoryByteCount + (coded?.memoryByteCount ?? 0)
            + (bloomFilter?.memoryByteCount ?? 0)
    }

    /// The most bytes of the bloom filter after `valueCount` more values.
    func maximumBloomFilterByteCount(adding valueCount: Int) -> Int {
        guard let bloomFilter else { return 0 }
        return bloomFilter.maximumByteCount(distinctCount: max(bloomFilter.valueCount, distinctCount) + valueCount)
    }
}
