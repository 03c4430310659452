internal import ParquetBytes
internal import ParquetCodecs

/// Turns the rows of one column into the pages of a column chunk, row group after row group.
///
/// A chunk starts out dictionary-coded. When its first page is full, all ways are measured (`decide`) and the chunk goes
/// on in the one that pays. A chunk is never mixed: the values so far are encoded again if the dictionary is given up.
struct ColumnChunkWriter: Sendable {
    let settings: ColumnSettings
    var state: State
    /// The encoding of the values of a chunk without a dictionary; nil until it is chosen, on the first page.
    var direct: Encoding?
    /// How the codec looks for what values in PLAIN repeat; nil until it is chosen, by a chunk's first values. It is kept for
    /// the next chunks of the file.
    var matching: ValueMatching?
    private var chunksSinceMatching = 0
    /// How many chunks share a choice. Of small ones, the sample is a good part.
    private static let chunksOfAMatching = 8
    /// The codec of the chunk's pages; nil until it is chosen, on the first page.
    var chosenCodec: PageCodec?
    /// The rows of the chunk so far.
    private(set) var rowCount = 0
    /// The pages that are finished.
    private(set) var chunk = EncodedColumnChunk()
    /// What is known of the pages that are finished.
    private(set) var index: PageIndexBuilder
    private(set) var page: OpenPage
    private var pageStatistics: ColumnStatistics
    /// What the values so far take in PLAIN.
    private(set) var plainByteCount = 0
    /// How well the column compresses, from the pages of the row group before.
    var ratios = CompressionRatios()

    /// The values while the chunk is dictionary-coded; nil if it never is.
    private(set) var coded: DictionaryChunk?
    /// Whether a dictionary outgrew its limit without saving much: the following row groups do without.
    private var isDictionaryExhausted = false
    /// Whether hardly a value of the last chunk's sample came twice: then a smaller sample is enough for the next one.
    var expectsDistinctValues = false
    private(set) var bloomFilter: BloomFilterBuilder?

    enum State: Sendable {
        /// Dictionary-coded, with too few values yet for a choice.
        case undecided
        /// Dictionary-coded; `sample` tells what the best other encoding takes, unless it does not matter.
        case dictionary(sample: DirectSample?)
        /// Without a dictionary.
        case direct
    }

    init(_ column: ColumnDescriptor, _ options: WriterOptions) {
        settings = ColumnSettings(column, options)
        index = PageIndexBuilder(settings)
        pageStatistics = index.makeStatistics()
        page = OpenPage(column, levelLimit: settings.pageLevelLimit)
        if settings.dictionary != .never { coded = DictionaryChunk(column) }
        bloomFilter = settings.bloomFilter.map { BloomFilterBuilder($0) }
        state = .direct
        state = initialState
        direct = settings.onlyEncoding
    }

    var column: ColumnDescriptor { settings.column }
    var codec: PageCodec { chosenCodec ?? settings.codec }

    private var initialState: State {
        if coded == nil || isDictionaryExhausted { return .direct }
        return settings.dictionary == .always ? .dictionary(sample: nil) : .undecided
    }

    /// Whether the dictionary has outgrown its limit, and the row group should be closed.
    var isDictionaryFull: Bool {
        guard case .dictionary = state else { return false }
        return distinctByteCount > settings.dictionaryByteLimit
    }

    var isDictionaryCoded: Bool {
        if case .direct = state { false } else { true }
    }

    /// The values and missing values of the chunk so far.
    var levelCount: Int { index.levelCount + page.levels.count }
    /// The values in the open page, if the chunk is dictionary-coded.
    var openIndexCount: Int { coded?.openIndices.count ?? 0 }
    /// The number of distinct values, and what they take in PLAIN.
    var distinctCount: Int { coded?.dictionary.count ?? 0 }
    var distinctByteCount: Int { coded?.dictionary.plainByteCount ?? 0 }

    // MARK: Appending

    /// Appends the rows `rows` of `source`, whose values are `source.values[valueRange]`.
    mutating func append(
        _ source: VectorRows, _ valueRange: Range<Int>, rows: Range<Int>, encoder: inout PageEncoder
    ) throws(ParquetError) {
        var row = rows.lowerBound
        var value = valueRange.lowerBound
        while row < rows.upperBound {
            let room = pageByteRoom
            var end = rowsWithinLimits(source, row..<rows.upperBound)
            var valueEnd = value + source.valueCount(of: row..<end)
            if end == row || source.plainByteCount(of: value..<valueEnd) >= room {
                // The page takes as many rows as fit, and a row larger than a page makes one of its own.
                let fitting = end == row ? 0 : fittingRows(source, value, row..<end, room: room)
                if fitting == 0, page.rowCount > 0, end == row || room < settings.pageByteLimit {
                    try closePage(encoder: &encoder)
                    continue
                }
                // A value that is larger than what is left of the sample ends it.
                if fitting == 0, case .undecided = state, plainByteCount > 0 {
                    try decide(encoder: &encoder)
                    continue
                }
                end = row + max(fitting, 1)
                valueEnd = value + source.valueCount(of: row..<end)
            }
            add(source, value..<valueEnd, rows: row..<end)
            if case .undecided = state, page.rowCount == ColumnChunkWriter.sampleCount, areValuesDistinct {
                expectsDistinctValues = true
                try giveUpDictionary(encoder: &encoder)
            }
            if isPageFull { try closePage(encoder: &encoder) }
            row = end
            value = valueEnd
        }
    }

    private mutating func add(_ source: VectorRows, _ values: Range<Int>, rows: Range<Int>) {
        let levels = source.levels(of: rows)
        let byteCount = source.plainByteCount(of: values)
        rowCount += rows.count
        plainByteCount += byteCount
        page.appendLevels(source.presence, levels, rowCount: rows.count, plainByteCount: byteCount)
        if isDictionaryCoded {
            coded?.append(source.values, values)
            if case .undecided = state { coded?.appendLevels(source.presence, levels) }
        } else {
            page.appendPlain(source.values, values)
            pageStatistics.update(source.values, values)
            bloomFilter?.append(source.values, values)
        }
    }

    // MARK: Pages

    /// Finishes the open page, if it has rows, and makes the choice between dictionary and none when it is due.
    mutating func closePage(encoder: inout PageEncoder) throws(ParquetError) {
        guard page.rowCount > 0 else { return }
        do {
            try encodePage(encoder: &encoder)
        } catch {
            throw error.at(.init(column: column.path.description, page: chunk.dataPageCount))
        }
        if case .undecided = state {
            if coded?.indices.count ?? 0 >= ColumnChunkWriter.sampleCount || plainByteCount >= settings.pageByteLimit {
                try decide(encoder: &encoder)
            } else {
                expectsDistinctValues = false
            }
        }
    }

    private mutating func encodePage(encoder: inout PageEncoder) throws(ParquetError) {
        let valueCount: Int
        let encoding: Encoding
        let plainByteCount = page.valueByteCount
        if let coded, isDictionaryCoded {
            encoding = .rleDictionary
            valueCount = coded.openIndices.count
            let bitWidth = DictionaryEncoder.bitWidth(count: coded.dictionary.count)
            page.body.append(UInt8(bitWidth))
            RLEBitPackingHybridEncoder.encode(coded.indices, coded.openIndices, bitWidth: bitWidth, into: &page.body)
            pageStatistics.update(coded.indices, coded.openIndices, of: coded.dictionary.values)
        } else {
            valueCount = page.presentCount
            encoding = try chooseDirect(encoder: &encoder)
            if encoding == .plain {
                page.appendBits()
                try chooseMatching(encoder: &encoder)
            }
        }
        // Taken out for the time being, so that the page can be read while its encoder is written to.
        var levels = encoder.takeLevels()
        var encoded = encoder.takeBody()
        var body = ByteBuffer()
        swap(&body, &page.body)
        let isEncodedAgain = encoding != .plain && encoding != .rleDictionary
        if isEncodedAgain {
            encoded.reserve(page.gap)
            encoded.setCount(page.gap)
            encoding.encode(
                plain: body.bytes.bytes(page.gap..<body.count), bits: page.bits, valueCount: valueCount, column,
                into: &encoded)
            swap(&body, &encoded)
        }
        let rawByteCount = encoding == .rleDictionary ? body.count - page.gap : plainByteCount
        let levelByteCount = page.levels.encode(hasLengths: settings.pageVersion == .v1, into: &levels)
        if encoding == .rleDictionary {
            endCodedPage(body, levels, levelByteCount)
        }
        let start = body.insert(levels, beforeValuesAt: page.gap)
        let valuesStart = start + levelByteCount.repetition + levelByteCount.definition
        try chooseCodec(body.bytes.bytes(valuesStart..<body.count), encoding, encoder: &encoder)
        let contents = DataPageContents(
            version: settings.pageVersion, encoding: encoding, rowCount: page.rowCount, levelCount: page.levels.count,
            nullCount: page.levels.count - valueCount, levelByteCount: levelByteCount, plainByteCount: rawByteCount,
            matching: encoding == .plain ? matching ?? .none : .none)
        let bodyByteCount = body.count
        let maximumByteCount = RawPage.maximumByteCount(of: bodyByteCount - start, codec)
        try encoder.appendDataPage(&body, from: start, contents, codec: codec, to: &chunk)
        // The page may have become part of the chunk with its memory. The next one may be a little longer.
        if body.capacity < page.gap { body = chunk.takeBuffer(of: bodyByteCount + bodyByteCount / 16) }
        if isEncodedAgain { swap(&body, &encoded) }
        swap(&body, &page.body)
        encoder.giveBack(encoded)
        encoder.giveBackLevels(levels)
        index.append(
            PageSummary(
                maximumByteCount: maximumByteCount, rowCount: contents.rowCount, levelCount: contents.levelCount,
                nullCount: contents.nullCount, statistics: pageStatistics,
                unencodedByteArrayByteCount: column.physicalType == .byteArray
                    ? page.plainByteCount - 4 * valueCount : nil,
                repetitionLevelHistogram: page.levels.repetitionLevelHistogram,
                definitionLevelHistogram: page.levels.definitionLevelHistogram))
        pageStatistics.removeAll()
        page.removeAll()
    }

    /// Keeps the open page as it is before compression, once it is decided that the chunk is dictionary-coded.
    private mutating func endCodedPage(
        _ body: ByteBuffer, _ levels: ByteBuffer, _ levelByteCount: (repetition: Int, definition: Int)
    ) {
        guard case .dictionary = state else {
            coded?.endSamplePage()
            return
        }
        let length = settings.pageVersion == .v1 ? 4 : 0
        let middle = levelByteCount.repetition
        coded?.endPage(
            repetition: levels.bytes.bytes(min(length, middle)..<middle),
            definition: levels.bytes.bytes(min(middle + length, levels.count)..<levels.count),
            levelCount: page.levels.count, indices: body.bytes.bytes(page.gap + 1..<body.count),
            bitWidth: Int(body.bytes.loadUInt8(at: page.gap)))
    }

    // MARK: Giving up the dictionary

    /// Encodes the chunk so far again, without a dictionary.
    mutating func giveUpDictionary(encoder: inout PageEncoder) throws(ParquetError) {
        try encodeDirectAgain(encoder: &encoder)
        // Not before nobody else holds the dictionary: emptying would copy it.
        coded?.removeAll()
    }

    private mutating func encodeDirectAgain(encoder: inout PageEncoder) throws(ParquetError) {
        guard let coded else { return }
        let open = if case .dictionary = state { page.levels.presence } else { nil as Presence? }
        chunk.removeAll()
        index.removeAll()
        page.removeAll()
        pageStatistics.removeAll()
        state = .direct
        chosenCodec = nil
        rowCount = 0
        plainByteCount = 0
        try coded.forEachPart(of: column, open: open) { presence, indices throws(ParquetError) in
            try append(presence, indices, of: coded.dictionary.values, encoder: &encoder)
        }
    }

    /// Appends rows whose values are `values[indices]`.
    private mutating func append(
        _ presence: Presence, _ indices: [UInt32], of values: ColumnValues, encoder: inout PageEncoder
    ) throws(ParquetError) {
        let vector = ColumnVector(presence: presence, values: .dictionary(indices: indices, values: values))
        let source = VectorRows(vector, column)
        try append(source, 0..<indices.count, rows: 0..<source.rowCount, encoder: &encoder)
    }

    // MARK: Finishing

    /// A finished chunk with what the footer says of it, offsets apart.
    struct Finished: Sendable {
        var chunk: EncodedColumnChunk
        var index: PageIndexBuilder
        var encoding: Encoding
        var codec: PageCodec
        /// The bloom filter, header included.
        var bloomFilter: [UInt8]?
    }

    /// Ends the chunk and begins the next one.
    mutating func finishChunk(encoder: inout PageEncoder) throws(ParquetError) -> Finished {
        let wasUndecided = if case .undecided = state { true } else { false }
        try closePage(encoder: &encoder)
        if case .undecided = state { try decide(encoder: &encoder) }
        // A dictionary without values is one that readers do not expect.
        if isDictionaryCoded, distinctCount == 0 { try giveUpDictionary(encoder: &encoder) }
        if case .dictionary(let sample) = state {
            try finishDictionary(sample, isExact: wasUndecided, encoder: &encoder)
        }
        try closePage(encoder: &encoder)
        try settlePages()
        index.setPageByteCounts(chunk.pageByteCounts)
        if chunk.bodyByteCount.raw > 0 { ratios.pages = ratio(chunk.bodyByteCount.compressed, chunk.bodyByteCount.raw) }
        if let coded, isDictionaryCoded, settings.bloomFilter?.includesDictionaryChunks == true {
            bloomFilter?.append(coded.dictionary.values, 0..<coded.dictionary.count)
        }
        let filter = bloomFilter?.encoded()
        bloomFilter?.removeAll()
        let finished = Finished(
            chunk: chunk.take(), index: index, encoding: isDictionaryCoded ? .rleDictionary : direct ?? .plain,
            codec: codec, bloomFilter: filter)
        index.removeAll()
        coded?.removeAll()
        rowCount = 0
        plainByteCount = 0
        state = initialState
        direct = settings.onlyEncoding
        chosenCodec = nil
        chunksSinceMatching += 1
        if chunksSinceMatching == ColumnChunkWriter.chunksOfAMatching { forgetMatching() }
        return finished
    }

    /// Waits for the pages that are being encoded.
    mutating func settlePages() throws(ParquetError) {
        do throws(ParquetError) {
            try chunk.settle()
        } catch {
            throw error.at(.init(column: column.path.description))
        }
    }

    /// Makes the dictionary page, unless another encoding turns out smaller after all.
    private mutating func finishDictionary(
        _ sample: DirectSample?, isExact: Bool, encoder: inout PageEncoder
    ) throws(ParquetError) {
        guard let dictionary = coded?.dictionary else { return }
        var plain = encoder.takeBody()
        var bits = Bitmap()
        PlainEncoder.encode(dictionary.values, 0..<dictionary.count, into: &plain, bits: &bits)
        try encoder.setDictionaryPage(plain.bytes, valueCount: dictionary.count, codec: codec, of: &chunk)
        ratios.dictionary = ratio(chunk.dictionaryPage.count, plain.count)
        encoder.giveBack(plain)
        guard let sample else { return }
        try settlePages()
        let size = chunk.byteCount
        let estimate = sample.estimate(of: plainByteCount, levelCount: levelCount)
        isDictionaryExhausted = isDictionaryFull && Double(size) > 0.75 * Double(estimate)
        // Encoding all again to find out takes time; where the smallest of many encodings is wanted, it is worth it.
        let share = isExact || settings.encodings.count == 1 ? 1 : 0.9
        guard Double(size) > share * Double(estimate) else { return }
        // With the indexes: without a dictionary there may be more pages.
        let total = size + index.maximumByteCount
        // The dictionary is emptied at the end of the chunk: emptying what both hold would take as much memory again.
        var asDirect = self
        try asDirect.encodeDirectAgain(encoder: &encoder)
        try asDirect.closePage(encoder: &encoder)
        try asDirect.settlePages()
        let directTotal =
            asDirect.chunk.byteCount + asDirect.index.maximumByteCount
            + asDirect.maximumBloomFilterByteCount(adding: 0)
        if directTotal < total { self = asDirect }
    }

    /// Begins a new file, in which a dictionary that outgrew its limit is tried again.
    mutating func beginFile() {
        guard rowCount == 0 else { return }
        expectsDistinctValues = false
        forgetMatching()
        guard isDictionaryExhausted else { return }
        isDictionaryExhausted = false
        state = initialState
    }

    private mutating func forgetMatching() {
        matching = nil
        chunksSinceMatching = 0
    }

    /// Takes back the memory of a chunk that has been written out.
    mutating func recycle(_ buffer: ByteBuffer) {
        chunk.recycle(buffer)
    }
}
