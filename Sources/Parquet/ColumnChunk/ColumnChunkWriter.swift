internal import ParquetBytes

/// Turns the values of one column into the pages of a column chunk, row group after row group.
///
/// A chunk starts out dictionary-coded. When its first page is full, both ways are measured (`decide`) and the chunk goes
/// on in the one that pays. A chunk is never mixed: the values so far are encoded again if the dictionary is given up.
struct ColumnChunkWriter: Sendable {
    let column: ColumnDescriptor
    let codec: PageCodec
    let pageByteLimit: Int
    let pageRowLimit: Int
    private let dictionaryByteLimit: Int
    private let statisticsByteLimit: Int

    private(set) var state: State
    /// The rows of the chunk so far.
    private(set) var rowCount = 0
    private var nullCount = 0
    private var nanCount = 0
    /// The pages that are finished.
    private(set) var chunk = EncodedColumnChunk()
    private var page: OpenPage
    private var statistics: ColumnStatistics
    /// What the values so far take in PLAIN.
    private var plainByteCount = 0
    /// How well the column compresses, from the pages of the row group before.
    private var ratios = CompressionRatios()

    private var dictionary: DictionaryEncoder?
    /// While the chunk is dictionary-coded: each value's number, and which rows have a value.
    private var indices: [UInt32] = []
    private var presence = Bitmap()
    /// Where in `indices` the open page begins.
    private var pageIndexStart = 0
    /// Whether a dictionary outgrew its limit without saving much: the following row groups do without.
    private var isDictionaryExhausted = false

    enum State: Sendable {
        /// Dictionary-coded, with too few values yet for a choice.
        case undecided
        /// Dictionary-coded; `sample` tells what PLAIN takes.
        case dictionary(sample: PlainSample)
        case plain
    }

    init(_ column: ColumnDescriptor, _ options: WriterOptions) {
        self.column = column
        let own = options.columns[column.path]
        codec = own?.codec ?? options.codec
        pageByteLimit = options.pageByteLimit
        pageRowLimit = options.pageRowLimit
        dictionaryByteLimit = options.dictionaryByteLimit
        statisticsByteLimit = options.statisticsByteLimit
        statistics = ColumnStatistics(column)
        page = OpenPage(hasLevels: column.maxDefinitionLevel > 0, rowLimit: options.pageRowLimit)
        if (own?.dictionary ?? options.dictionary) == .automatic {
            dictionary = DictionaryEncoder(column.physicalType, typeLength: column.typeLength)
        }
        state = dictionary == nil ? .plain : .undecided
    }

    /// Whether the dictionary has outgrown its limit, and the row group should be closed.
    var isDictionaryFull: Bool {
        guard case .dictionary = state, let dictionary else { return false }
        return dictionary.plainByteCount > dictionaryByteLimit
    }

    /// The rows, values and bytes of values in the open page.
    var openRowCount: Int { page.rowCount }
    var openValueCount: Int { indices.count - pageIndexStart }
    var openValueByteCount: Int { page.valueByteCount }
    /// What the values of a dictionary-coded chunk take in PLAIN.
    var plainValueByteCount: Int { plainByteCount }
    /// The number of distinct values, and what they take in PLAIN.
    var distinctCount: Int { dictionary?.count ?? 0 }
    var distinctByteCount: Int { dictionary?.plainByteCount ?? 0 }
    /// How well pages compress, from this chunk's or else the last one's.
    var pageRatio: Double {
        chunk.bodyByteCount.raw > 0 ? ratio(chunk.bodyByteCount.compressed, chunk.bodyByteCount.raw) : ratios.pages
    }
    var dictionaryRatio: Double { ratios.dictionary }

    // MARK: Appending

    /// Appends the rows `rows` of a vector, whose values are `values[valueRange]`.
    ///
    /// - Precondition: presence is `.all` or `.validity`, and the vector fits the column.
    mutating func append(
        _ values: ColumnValues, _ valueRange: Range<Int>, presence source: Presence, rows: Range<Int>,
        encoder: inout PageEncoder
    ) throws(ParquetError) {
        var row = rows.lowerBound
        var value = valueRange.lowerBound
        while row < rows.upperBound {
            let room = pageByteRoom
            var end = min(rows.upperBound, row + pageRowLimit - page.rowCount)
            var valueEnd = value + presentCount(source, row..<end)
            if PlainEncoder.byteCount(values, value..<valueEnd) > room {
                // The page takes as many rows as fit, and a value larger than a page makes one of its own.
                let fitting = fittingRows(values, value, source, row..<end, room: room)
                if fitting == 0, room < pageByteLimit {
                    try closePage(encoder: &encoder)
                    // A value that is larger than what is left of the sample ends it.
                    if case .undecided = state { try decide(encoder: &encoder) }
                    continue
                }
                end = row + max(fitting, 1)
                valueEnd = value + presentCount(source, row..<end)
            }
            add(values, value..<valueEnd, presence: source, rows: row..<end)
            if page.rowCount >= pageRowLimit || isPageFull { try closePage(encoder: &encoder) }
            row = end
            value = valueEnd
        }
    }

    private var isDictionaryCoded: Bool {
        if case .plain = state { false } else { true }
    }

    /// The bytes that values in PLAIN may take before the page is full. A page of indices fills by rows; it takes values in
    /// portions only so that a dictionary cannot outgrow its limit by far.
    private var pageByteRoom: Int {
        switch state {
        case .plain: pageByteLimit - page.valueByteCount
        case .undecided: pageByteLimit - plainByteCount
        case .dictionary: pageByteLimit
        }
    }

    private var isPageFull: Bool {
        switch state {
        case .plain: page.valueByteCount >= pageByteLimit
        case .undecided: plainByteCount >= pageByteLimit
        case .dictionary: false
        }
    }

    private mutating func add(_ values: ColumnValues, _ range: Range<Int>, presence source: Presence, rows: Range<Int>)
    {
        rowCount += rows.count
        nullCount += rows.count - range.count
        nanCount += values.nanCount(range)
        page.appendPresence(source, rows)
        if isDictionaryCoded {
            plainByteCount += PlainEncoder.byteCount(values, range)
            dictionary?.append(values, range, to: &indices)
            if case .validity(let bitmap) = source {
                presence.append(bitmap, rows)
            } else {
                presence.append(repeating: true, count: rows.count)
            }
        } else {
            page.appendPlain(values, range)
            statistics.update(values, range)
        }
    }

    /// How many of the rows `rows` have a value.
    private func presentCount(_ source: Presence, _ rows: Range<Int>) -> Int {
        if case .validity(let bitmap) = source { bitmap.countOnes(in: rows) } else { rows.count }
    }

    /// The most of the rows `rows` whose values, the first of them at `value`, take at most `room` bytes.
    private func fittingRows(
        _ values: ColumnValues, _ value: Int, _ source: Presence, _ rows: Range<Int>, room: Int
    ) -> Int {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high + 1) / 2
            let end = value + presentCount(source, rows.lowerBound..<rows.lowerBound + middle)
            if PlainEncoder.byteCount(values, value..<end) <= room { low = middle } else { high = middle - 1 }
        }
        return low
    }

    // MARK: Pages

    /// Finishes the open page, if it has rows.
    mutating func closePage(encoder: inout PageEncoder) throws(ParquetError) {
        guard page.rowCount > 0 else { return }
        let encoding: Encoding = isDictionaryCoded ? .rleDictionary : .plain
        if let dictionary, isDictionaryCoded {
            let bitWidth = DictionaryEncoder.bitWidth(count: dictionary.count)
            page.body.append(UInt8(bitWidth))
            RLEBitPackingHybridEncoder.encode(
                indices, pageIndexStart..<indices.count, bitWidth: bitWidth, into: &page.body)
            pageIndexStart = indices.count
        }
        let rowCount = page.rowCount
        // Taken out for the time being, so that the page can be read while its encoder is written to.
        var scratch = encoder.takeBody()
        var chunk = EncodedColumnChunk()
        swap(&chunk, &self.chunk)
        let codec = codec
        do throws(ParquetError) {
            try page.assemble(scratch: &scratch) { body throws(ParquetError) in
                try encoder.appendDataPage(body, valueCount: rowCount, encoding: encoding, codec: codec, to: &chunk)
            }
        } catch {
            swap(&chunk, &self.chunk)
            throw error.at(.init(column: column.path.description, page: self.chunk.dataPageCount))
        }
        swap(&chunk, &self.chunk)
        encoder.giveBack(scratch)
        page.removeAll()
        if case .undecided = state, indices.count >= ColumnChunkWriter.sampleCount || plainByteCount >= pageByteLimit {
            try decide(encoder: &encoder)
        }
    }

    /// How many values make a choice between dictionary and PLAIN worth making, unless they fill a page before.
    private static let sampleCount = 4096

    /// Chooses between dictionary and PLAIN, measuring both on the first values. Levels cost the same either way and are left
    /// out.
    ///
    /// What counts is the trend: what a further value costs either way, when new distinct values come as often as they
    /// did in the second half of these.
    private mutating func decide(encoder: inout PageEncoder) throws(ParquetError) {
        let count = indices.count
        guard count > 0 else { return try giveUpDictionary(encoder: &encoder) }
        let sample = try samplePlain(encoder: &encoder)
        let dictionarySize = try dictionaryPageSize(encoder: &encoder)
        ratios.dictionary = ratio(dictionarySize, distinctByteCount)
        let indexSize = max(chunk.bodyByteCount.compressed - sample.levels, 0)
        if dictionarySize + indexSize <= sample.compressed {
            state = .dictionary(sample: sample)
            return
        }
        let half = count / 2
        let distinctAtHalf = (indices[..<half].max().map(Int.init) ?? -1) + 1
        let newShare = Double(distinctCount - distinctAtHalf) / Double(max(count - half, 1))
        let perDistinct = Double(dictionarySize) / Double(max(distinctCount, 1))
        let perValue = newShare * perDistinct + Double(indexSize) / Double(max(count, 1))
        if perValue < 0.9 * Double(sample.compressed) / Double(max(count, 1)) {
            state = .dictionary(sample: sample)
        } else {
            try giveUpDictionary(encoder: &encoder)
        }
    }

    private func ratio(_ compressed: Int, _ raw: Int) -> Double {
        raw == 0 ? 1 : Double(compressed) / Double(raw)
    }

    private func samplePlain(encoder: inout PageEncoder) throws(ParquetError) -> PlainSample {
        guard let dictionary else { return PlainSample(raw: 0, compressed: 0, rowCount: 0, levels: 0) }
        var plain = encoder.takeBody()
        var bits = Bitmap()
        PlainEncoder.encode(
            .dictionary(indices: indices, values: dictionary.values), 0..<indices.count, into: &plain, bits: &bits)
        let compressed = try encoder.compressedByteCount(of: plain.bytes, codec: codec)
        let raw = plain.count
        var levels = 0
        if nullCount > 0 {
            plain.removeAll()
            RLEBitPackingHybridEncoder.encode(presence, into: &plain)
            levels = try encoder.compressedByteCount(of: plain.bytes, codec: codec)
        }
        encoder.giveBack(plain)
        return PlainSample(raw: raw, compressed: compressed, rowCount: rowCount, levels: levels)
    }

    private func dictionaryPageSize(encoder: inout PageEncoder) throws(ParquetError) -> Int {
        guard let dictionary else { return 0 }
        var plain = encoder.takeBody()
        var bits = Bitmap()
        PlainEncoder.encode(dictionary.values, 0..<dictionary.count, into: &plain, bits: &bits)
        let size = try encoder.compressedByteCount(of: plain.bytes, codec: codec)
        encoder.giveBack(plain)
        return size
    }

    /// Encodes the chunk so far again, in PLAIN.
    private mutating func giveUpDictionary(encoder: inout PageEncoder) throws(ParquetError) {
        try encodePlainAgain(encoder: &encoder)
        // Not before nobody else holds the dictionary: emptying would copy it.
        clearDictionary()
    }

    private mutating func encodePlainAgain(encoder: inout PageEncoder) throws(ParquetError) {
        guard let dictionary else { return }
        let values = ColumnValues.dictionary(indices: indices, values: dictionary.values)
        let rows = 0..<rowCount
        let source = nullCount == 0 ? Presence.all(rowCount: rowCount) : .validity(presence)
        chunk.removeAll()
        page.removeAll()
        state = .plain
        rowCount = 0
        nullCount = 0
        nanCount = 0
        statistics.removeAll()
        try append(values, 0..<values.count, presence: source, rows: rows, encoder: &encoder)
    }

    private mutating func clearDictionary() {
        dictionary?.removeAll()
        indices.removeAll(keepingCapacity: true)
        presence.removeAll()
        pageIndexStart = 0
        plainByteCount = 0
    }

    // MARK: Finishing

    /// A finished chunk with what the footer says of it, offsets apart.
    struct Finished: Sendable {
        var chunk: EncodedColumnChunk
        var rowCount: Int
        var statistics: StatisticsRecord
        var isDictionaryCoded: Bool
    }

    /// Ends the chunk and begins the next one.
    mutating func finishChunk(encoder: inout PageEncoder) throws(ParquetError) -> Finished {
        let wasUndecided = if case .undecided = state { true } else { false }
        try closePage(encoder: &encoder)
        if case .undecided = state { try decide(encoder: &encoder) }
        if case .dictionary(let sample) = state {
            try finishDictionary(sample, isExact: wasUndecided, encoder: &encoder)
        }
        try closePage(encoder: &encoder)
        if chunk.bodyByteCount.raw > 0 { ratios.pages = ratio(chunk.bodyByteCount.compressed, chunk.bodyByteCount.raw) }
        if let dictionary, isDictionaryCoded { statistics.update(dictionary.values, 0..<dictionary.count) }
        let finished = Finished(
            chunk: chunk, rowCount: rowCount,
            statistics: statistics.record(
                column, nullCount: nullCount, nanCount: nanCount, byteLimit: statisticsByteLimit),
            isDictionaryCoded: isDictionaryCoded)
        chunk = EncodedColumnChunk()
        statistics.removeAll()
        clearDictionary()
        rowCount = 0
        nullCount = 0
        nanCount = 0
        state = dictionary == nil || isDictionaryExhausted ? .plain : .undecided
        return finished
    }

    /// Makes the dictionary page, unless PLAIN turns out smaller after all.
    private mutating func finishDictionary(
        _ sample: PlainSample, isExact: Bool, encoder: inout PageEncoder
    ) throws(ParquetError) {
        guard let dictionary else { return }
        var plain = encoder.takeBody()
        var bits = Bitmap()
        PlainEncoder.encode(dictionary.values, 0..<dictionary.count, into: &plain, bits: &bits)
        try encoder.setDictionaryPage(plain.bytes, valueCount: dictionary.count, codec: codec, of: &chunk)
        ratios.dictionary = ratio(chunk.dictionaryPage.count, plain.count)
        encoder.giveBack(plain)
        let size = chunk.byteCount
        let estimate = sample.estimate(of: plainByteCount, rowCount: rowCount)
        isDictionaryExhausted = isDictionaryFull && Double(size) > 0.75 * Double(estimate)
        guard isExact ? size > estimate : Double(size) > 0.9 * Double(estimate) else { return }
        var asPlain = self
        try asPlain.giveUpDictionary(encoder: &encoder)
        try asPlain.closePage(encoder: &encoder)
        if asPlain.chunk.byteCount < size { self = asPlain }
    }

    /// Begins a new file, in which a dictionary that outgrew its limit is tried again.
    mutating func beginFile() {
        guard isDictionaryExhausted, rowCount == 0 else { return }
        isDictionaryExhausted = false
        state = .undecided
    }

    /// The memory that the chunk takes, in bytes.
    var memoryByteCount: Int {
        // A distinct value's slot in the table is eight bytes, and the table is at most half full and twice too large.
        chunk.byteCount + page.valueByteCount + indices.count * 4 + distinctByteCount + distinctCount * 32
    }

    /// Takes back the memory of a chunk that has been written out.
    mutating func recycle(_ buffer: ByteBuffer) {
        guard chunk.dataPages.capacity < buffer.capacity, chunk.dataPages.count == 0 else { return }
        chunk.dataPages = buffer
        chunk.dataPages.removeAll()
    }
}
