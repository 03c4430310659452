internal import ParquetBytes
internal import ParquetCodecs

/// Reads the rows of a column chunk, some at a time, from the chunk's bytes.
struct ColumnChunkReader: Sendable {
    private let column: ColumnDescriptor
    private let metadata: ColumnMetadata
    private var pages: PageReader
    /// The dictionary page's values.
    private var dictionary: ColumnValues?
    /// How many values of the chunk, nulls included, stand in pages not yet opened.
    private var unopenedValueCount: Int

    // The current data page.
    private var pageRemaining = 0
    private var values = ValueDecoder.plain(PlainDecoder(range: 0..<0))
    private var definitionDecoder: RLEBitPackingHybridDecoder?
    /// Definition levels of one step, or, in nested columns, of the page.
    private var definitionLevels: [UInt16] = []
    /// Repetition levels of the page, in nested columns.
    private var repetitionLevels: [UInt16] = []

    /// A reader of `chunk`, which starts at `baseOffset` of the file.
    init(
        _ column: ColumnDescriptor, _ metadata: ColumnMetadata, chunk: ByteBuffer, baseOffset: Int,
        verifiesChecksums: Bool
    ) {
        self.column = column
        self.metadata = metadata
        unopenedValueCount = metadata.valueCount
        pages = PageReader(
            chunk, baseOffset: baseOffset, codec: metadata.codec, verifiesChecksums: verifiesChecksums)
    }

    /// Roughly how many bytes of memory the reader holds.
    var byteCount: Int {
        pages.byteCount + (dictionary?.byteCount ?? 0) + 2 * (definitionLevels.count + repetitionLevels.count)
    }

    /// Gives the chunk's buffer up, for the next chunk to be read into.
    mutating func takeBuffer() -> ByteBuffer { pages.takeBuffer() }

    /// Reads the next `rowCount` rows into `vector`, whose content is replaced and whose memory is reused.
    ///
    /// - Throws: `ParquetError`; column, page and byte are filled in.
    mutating func read(
        _ rowCount: Int, into vector: inout ColumnVector, _ decompressor: inout PageDecompressor, byteLimit: Int
    ) throws(ParquetError) {
        do {
            vector.values.removeAll()
            if column.maxRepetitionLevel > 0 || column.maxDefinitionLevel > 1 {
                try readNested(rowCount, into: &vector, &decompressor, byteLimit)
            } else {
                try readFlat(rowCount, into: &vector, &decompressor, byteLimit)
            }
        } catch {
            throw error.at(place)
        }
    }

    /// Checks that the chunk has no more values than were read.
    ///
    /// - Throws: `ParquetError` with code `malformed`.
    func finish() throws(ParquetError) {
        guard pageRemaining == 0, unopenedValueCount == 0 else {
            throw ParquetError(
                .malformed, "\(unopenedValueCount + pageRemaining) values are left after the row group's last row"
            ).at(place)
        }
    }

    private var place: ParquetError.Place {
        ParquetError.Place(
            column: column.path.description, page: pages.ordinal < 0 ? nil : pages.ordinal,
            byteOffset: pages.pageOffset)
    }

    private mutating func readFlat(
        _ rowCount: Int, into vector: inout ColumnVector, _ decompressor: inout PageDecompressor, _ byteLimit: Int
    ) throws(ParquetError) {
        var validity = Bitmap()
        if case .validity(let bitmap) = vector.presence { validity = bitmap }
        vector.presence = .all(rowCount: rowCount)
        validity.removeAll()
        var left = rowCount
        while left > 0 {
            while pageRemaining == 0 { try openPage(&decompressor, byteLimit) }
            let step = min(left, pageRemaining)
            var present = step
            if column.maxDefinitionLevel > 0 {
                definitionLevels.removeAll(keepingCapacity: true)
                try pages.decodeLevels(step, with: &definitionDecoder, into: &definitionLevels)
                present = validity.append(presenceIn: definitionLevels)
            }
            try pages.decodeValues(
                present, with: &values, dictionary: dictionary, into: &vector.values, byteLimit: byteLimit)
            pageRemaining -= step
            left -= step
        }
        if column.maxDefinitionLevel > 0 { vector.presence = .validity(validity) }
    }

    private mutating func readNested(
        _ rowCount: Int, into vector: inout ColumnVector, _ decompressor: inout PageDecompressor, _ byteLimit: Int
    ) throws(ParquetError) {
        var definition: [UInt16] = []
        var repetition: [UInt16] = []
        if case .levels(let definitions, let repetitions) = vector.presence {
            definition = definitions
            repetition = repetitions ?? []
        }
        vector.presence = .all(rowCount: 0)
        definition.removeAll(keepingCapacity: true)
        repetition.removeAll(keepingCapacity: true)
        let repeats = column.maxRepetitionLevel > 0
        var rows = 0
        while true {
            while pageRemaining == 0, rows < rowCount || unopenedValueCount > 0 {
                try openPage(&decompressor, byteLimit)
            }
            guard pageRemaining > 0 else { break }
            let start = definitionLevels.count - pageRemaining
            var end = start
            if repeats {
                while end < repetitionLevels.count {
                    if repetitionLevels[end] == 0 {
                        if rows == rowCount { break }
                        rows += 1
                    }
                    end += 1
                }
                repetition.append(contentsOf: repetitionLevels[start..<end])
            } else {
                end = min(definitionLevels.count, start + rowCount - rows)
                rows += end - start
            }
            guard end > start else { break }
            definition.append(contentsOf: definitionLevels[start..<end])
            guard definition.count * 4 <= byteLimit else {
                throw ParquetError(.limit, "the levels of one batch take more than \(byteLimit) bytes")
            }
            var present = 0
            for level in definitionLevels[start..<end] where Int(level) == column.maxDefinitionLevel { present += 1 }
            try pages.decodeValues(
                present, with: &values, dictionary: dictionary, into: &vector.values, byteLimit: byteLimit)
            pageRemaining -= end - start
            if rows == rowCount, pageRemaining > 0 || !repeats { break }
        }
        guard repetition.first ?? 0 == 0 else {
            throw ParquetError(.malformed, "the chunk's first repetition level is \(repetition[0])")
        }
        vector.presence = .levels(definition: definition, repetition: repeats ? repetition : nil)
    }

    /// Goes to the next data page, reading the dictionary page on the way.
    private mutating func openPage(
        _ decompressor: inout PageDecompressor, _ byteLimit: Int
    ) throws(ParquetError) {
        guard unopenedValueCount > 0, let header = try pages.next(&decompressor, byteLimit: byteLimit) else {
            throw ParquetError(
                .malformed,
                "the chunk ends after \(metadata.valueCount - unopenedValueCount) of \(metadata.valueCount) values")
        }
        if header.type == .dictionaryPage {
            try readDictionary(header, byteLimit)
            return
        }
        guard let page = try DataPage(header, pages.body, column: column) else { return }
        guard page.valueCount <= unopenedValueCount else {
            throw ParquetError(
                .malformed, "a page of \(page.valueCount) values, the chunk has \(unopenedValueCount) left")
        }
        unopenedValueCount -= page.valueCount
        pageRemaining = page.valueCount
        values = try ValueDecoder(
            page.encoding, type: column.physicalType, hasDictionary: dictionary != nil, page: pages.body,
            range: page.values)
        definitionDecoder = page.definitionLevels
        if column.maxRepetitionLevel > 0 || column.maxDefinitionLevel > 1 {
            try readLevels(page, byteLimit)
        }
    }

    /// Decodes all levels of a page of a nested column: where a row ends is seen only at the next one's first level.
    private mutating func readLevels(_ page: DataPage, _ byteLimit: Int) throws(ParquetError) {
        guard page.valueCount * 4 <= byteLimit else {
            throw ParquetError(.limit, "the levels of one page take more than \(byteLimit) bytes")
        }
        definitionLevels.removeAll(keepingCapacity: true)
        repetitionLevels.removeAll(keepingCapacity: true)
        var decoder = page.definitionLevels
        try pages.decodeLevels(page.valueCount, with: &decoder, into: &definitionLevels)
        decoder = page.repetitionLevels
        try pages.decodeLevels(page.valueCount, with: &decoder, into: &repetitionLevels)
        for level in definitionLevels where Int(level) > column.maxDefinitionLevel {
            throw ParquetError(.malformed, "definition level \(level) exceeds \(column.maxDefinitionLevel)")
        }
        for level in repetitionLevels where Int(level) > column.maxRepetitionLevel {
            throw ParquetError(.malformed, "repetition level \(level) exceeds \(column.maxRepetitionLevel)")
        }
    }

    private mutating func readDictionary(_ header: PageHeader, _ byteLimit: Int) throws(ParquetError) {
        guard dictionary == nil, unopenedValueCount == metadata.valueCount else {
            throw ParquetError(.malformed, "a dictionary page that is not the chunk's first page")
        }
        guard let page = header.dictionaryPage, page.valueCount >= 0 else {
            throw ParquetError(.malformed, "a dictionary page without its part of the header")
        }
        switch page.encoding {
        case .plain, .plainDictionary: break
        default: throw ParquetError(.unsupported, "a dictionary page in \(page.encoding.name)")
        }
        var decoder = PlainDecoder(range: 0..<pages.body.byteCount)
        var distinct = ColumnValues(empty: column.physicalType, typeLength: column.typeLength)
        // A count that the bytes cannot hold is refused before memory is taken for it.
        guard Int(page.valueCount) <= pages.body.byteCount * 8 else {
            throw ParquetError(.malformed, "\(page.valueCount) values in a page of \(pages.body.byteCount) bytes")
        }
        try ValueDecoder.decode(
            Int(page.valueCount), from: pages.body, with: &decoder, into: &distinct, byteLimit: byteLimit)
        dictionary = distinct
    }
}

// The span of a page's body keeps the page reader borrowed, and with it all that lies beside it in the same struct. These
// methods take what they change apart.
extension PageReader {
    /// Appends the next `count` levels of the current page; none if there is no decoder.
    fileprivate func decodeLevels(
        _ count: Int, with decoder: inout RLEBitPackingHybridDecoder?, into levels: inout [UInt16]
    ) throws(ParquetError) {
        try decoder?.decode(count, from: body, into: &levels)
    }

    /// Appends the next `count` values of the current page.
    fileprivate func decodeValues(
        _ count: Int, with decoder: inout ValueDecoder, dictionary: ColumnValues?, into values: inout ColumnValues,
        byteLimit: Int
    ) throws(ParquetError) {
        try decoder.decode(count, from: body, dictionary: dictionary, into: &values, byteLimit: byteLimit)
    }
}

extension Bitmap {
    /// Appends a bit for each of the definition levels of an optional column of the root, which are 0 or 1.
    ///
    /// - Returns: the number of ones.
    fileprivate mutating func append(presenceIn levels: [UInt16]) -> Int {
        var ones = 0
        for index in levels.indices {
            let level = levels[index]
            append(level != 0)
            ones += Int(level)
        }
        return ones
    }
}
