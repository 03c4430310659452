internal import ParquetBytes
internal import ParquetCodecs

// What a column chunk takes in the file: bounds that hold whatever the values are, and estimates.

extension ColumnChunkWriter {
    /// The most bytes that the chunk takes when it is finished after the rows that `size` describes were appended: its
    /// pages, its bloom filter and its part of the page indexes.
    ///
    /// - Parameter waits: whether pages that are being encoded are waited for, which lowers the bound.
    func maximumByteCount(adding size: RowsSize, waits: Bool) -> Int {
        let pages: Int
        switch state {
        case .direct:
            pages =
                chunk.dataPageByteCount(waits: waits)
                + pagesBound(
                    page.valueByteCount + size.plainByteCount, rowCount: page.rowCount + size.rowCount,
                    levelCount: page.levels.count + size.levelCount)
        case .dictionary:
            pages = dictionaryBound(adding: size, waits: waits)
        case .undecided:
            let direct = pagesBound(
                plainByteCount + size.plainByteCount, rowCount: rowCount + size.rowCount,
                levelCount: levelCount + size.levelCount)
            pages = max(direct, dictionaryBound(adding: size, waits: waits))
        }
        return pages + index.maximumByteCount + maximumBloomFilterByteCount(adding: size.levelCount)
    }

    /// About how much there is to do for rows whose values take `plainByteCount` bytes in PLAIN: a page that they fill is compressed.
    func cost(ofAppending plainByteCount: Int) -> Int {
        let filled = page.valueByteCount + plainByteCount
        return plainByteCount + (isDictionaryCoded || filled < settings.pageByteLimit ? 0 : 4 * filled)
    }

    /// The bytes that the chunk would take if it ended here, as far as can be told without compressing.
    ///
    /// - Precondition: its pages are settled.
    var estimatedByteCount: Int {
        switch state {
        case .direct:
            return chunk.dataPageByteCount(waits: true) + Int(Double(page.valueByteCount) * pageRatio)
        case .undecided, .dictionary:
            let index = openIndexCount * DictionaryEncoder.bitWidth(count: distinctCount) / 8
            return chunk.dataPageByteCount(waits: true) + index + Int(Double(distinctByteCount) * ratios.dictionary)
        }
    }

    /// How well pages compress, from this chunk's or else the last one's.
    private var pageRatio: Double {
        chunk.bodyByteCount.raw > 0 ? ratio(chunk.bodyByteCount.compressed, chunk.bodyByteCount.raw) : ratios.pages
    }

    private func dictionaryBound(adding size: RowsSize, waits: Bool) -> Int {
        let bitWidth = DictionaryEncoder.bitWidth(count: distinctCount + size.levelCount)
        let rows = page.rowCount + size.rowCount
        let levels = page.levels.count + size.levelCount
        let pages = pageCount(0, rows, levels)
        // A byte of bit width for each page.
        let indices = RLEBitPackingHybridEncoder.maximumByteCount(of: levels, bitWidth: bitWidth) + pages * 32
        return chunk.dataPageByteCount(waits: waits) + pagesBound(indices, pages: pages, levelCount: levels)
            + settings.codec.maximumCompressedSize(of: distinctByteCount + size.plainByteCount)
            + PageEncoder.maximumHeaderByteCount
    }

    /// The most pages that values of `byteCount` bytes in `rowCount` rows of `levelCount` levels make: two neighbours are
    /// fuller than one limit.
    private func pageCount(_ byteCount: Int, _ rowCount: Int, _ levelCount: Int) -> Int {
        guard rowCount > 0 else { return 0 }
        // Pages of the sample at the start are smaller, and the first one may be very small.
        let isSampling = if case .undecided = state { true } else { false }
        let rowLimit = isSampling ? min(settings.pageRowLimit, ColumnChunkWriter.sampleRowLimit) : settings.pageRowLimit
        let byLevels = levelCount > rowCount ? 2 * (levelCount / settings.pageLevelLimit) : 0
        return 2 * (byteCount / settings.pageByteLimit) + rowCount / rowLimit + byLevels + 3
    }

    private func pagesBound(_ plainByteCount: Int, rowCount: Int, levelCount: Int) -> Int {
        let pages = pageCount(plainByteCount, rowCount, levelCount)
        func bound(_ encoding: Encoding) -> Int {
            max(
                plainByteCount,
                encoding.maximumByteCount(plainByteCount: plainByteCount, valueCount: levelCount, pageCount: pages))
        }
        let values = direct.map(bound) ?? settings.encodings.reduce(plainByteCount) { max($0, bound($1)) }
        return pagesBound(values, pages: pages, levelCount: levelCount)
    }

    private func pagesBound(_ byteCount: Int, pages: Int, levelCount: Int) -> Int {
        guard pages > 0 else { return 0 }
        let levels = LevelStore.maximumByteCount(column, levelCount: levelCount, pageCount: pages)
        let index = PageIndexBuilder.maximumByteCount(ofPage: column, byteLimit: settings.statisticsByteLimit)
        return settings.codec.maximumCompressedSize(of: byteCount + levels)
            + pages * (PageEncoder.maximumHeaderByteCount + 64 + index)
    }
}
