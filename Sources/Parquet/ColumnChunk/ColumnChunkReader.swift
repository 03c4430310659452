internal import ParquetBytes
package import ParquetCodecs

/// Reads the rows of a column chunk, some at a time, from bytes that it asks for.
///
///     chunk.begin(rowCount, &vector)
///     while let range = try chunk.read(into: &vector, …) { chunk.supply(the bytes of range, at: range.lowerBound) }
package struct ColumnChunkReader: Sendable {
    private let column: ColumnDescriptor
    private let metadata: ColumnMetadata
    private let keepsDictionary: Bool
    private var pages: PageReader
    /// The dictionary page's values.
    private var dictionary: ColumnValues?
    private var dictionaryTable: ByteStringTable?
    /// How many values of the chunk, nulls included, stand in pages not yet opened.
    private var unopenedValueCount: Int

    // The current data page.
    private var pageRemaining = 0
    private var values = ValueDecoder.plain(PlainDecoder(range: 0..<0))
    private var definitionDecoder = LevelDecoder.none
    /// Levels of the page, in repeated columns, where a row's end is seen only at the next one's first level.
    private var pageLevels = Levels()

    // The batch that is being read.
    private var rowsLeft = 0
    private var validity = Bitmap()
    private var levels = Levels()

    private struct Levels: Sendable {
        var definition: [UInt16] = []
        var repetition: [UInt16] = []

        mutating func removeAll() {
            definition.removeAll(keepingCapacity: true)
            repetition.removeAll(keepingCapacity: true)
        }

        var byteCount: Int { 2 * (definition.capacity + repetition.capacity) }
    }

    /// How a batch tells which rows have values.
    private enum Shape {
        case required
        case optional
        case nested
        case repeated
    }

    private let shape: Shape

    /// A reader of `column`'s chunk, which is in the bytes `range` of the file.
    ///
    /// - Parameter windowByteCount: how many bytes it asks for at a time.
    package init(
        _ column: ColumnDescriptor, _ metadata: ColumnMetadata, range: Range<Int>, options: ReaderOptions,
        windowByteCount: Int = .max
    ) {
        self.column = column
        self.metadata = metadata
        keepsDictionary = options.keepsDictionaries
        unopenedValueCount = metadata.valueCount
        pages = PageReader(
            range, codec: metadata.codec, checksums: options.verifiesChecksums ? .verify : .ignore,
            windowByteCount: windowByteCount)
        shape =
            if column.maxRepetitionLevel > 0 {
                .repeated
            } else if column.maxDefinitionLevel > 1 {
                .nested
            } else {
                column.maxDefinitionLevel == 1 ? .optional : .required
            }
    }

    /// Roughly how many bytes of memory the reader holds beside the window.
    var byteCount: Int {
        pages.byteCount + (dictionary?.byteCount ?? 0) + (dictionaryTable?.byteCount ?? 0) + pageLevels.byteCount
            + levels.byteCount
    }

    /// How many bytes the window has.
    var windowCount: Int { pages.windowCount }

    /// Hands over the bytes of the file from `offset` on.
    package mutating func supply(_ bytes: SharedBytes, at offset: Int) { pages.supply(bytes, at: offset) }

    /// Gives the window up, so that its buffer can be read into again.
    mutating func takeWindow() -> SharedBytes { pages.takeWindow() }

    /// Starts a batch of `rowCount` rows in `vector`, whose content is dropped and whose memory is reused.
    package mutating func begin(_ rowCount: Int, _ vector: inout ColumnVector) {
        rowsLeft = rowCount
        if vector.values.hasStorage(of: column) {
            vector.values.removeAll()
        } else {
            vector.values = ColumnValues(empty: column.physicalType, typeLength: column.typeLength)
        }
        switch vector.presence {
        case .validity(let bitmap): validity = bitmap
        case .levels(let definition, let repetition):
            levels.definition = definition
            levels.repetition = repetition ?? []
        case .all: break
        }
        vector.presence = .all(rowCount: rowCount)
        validity.removeAll()
        levels.removeAll()
    }

    /// Reads the rows that are left of the batch.
    ///
    /// - Returns: nil when they are all there, or the bytes of the file that must be supplied first.
    /// - Throws: `ParquetError`; column, page and byte are filled in.
    package mutating func read(
        into vector: inout ColumnVector, _ decompressor: inout PageDecompressor, byteLimit: Int
    ) throws(ParquetError) -> Range<Int>? {
        do {
            if shape == .repeated {
                return try readRepeated(into: &vector, &decompressor, byteLimit)
            }
            return try readRows(into: &vector, &decompressor, byteLimit)
        } catch {
            throw error.at(place)
        }
    }

    /// Checks that the chunk has no more values than were read.
    ///
    /// - Throws: `ParquetError` with code `malformed`.
    package func finish() throws(ParquetError) {
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

    /// Reads rows of one level each.
    private mutating func readRows(
        into vector: inout ColumnVector, _ decompressor: inout PageDecompressor, _ byteLimit: Int
    ) throws(ParquetError) -> Range<Int>? {
        while rowsLeft > 0 {
            while pageRemaining == 0 {
                if let range = try openPage(&decompressor, room(byteLimit, vector)) { return range }
            }
            let step = min(rowsLeft, pageRemaining)
            var present = step
            switch shape {
            case .required, .repeated: break
            case .optional:
                present = try pages.decode(step, with: &definitionDecoder, into: &validity)
            case .nested:
                let start = levels.definition.count
                try check(room(byteLimit, vector), for: step * 2, "levels")
                try pages.decode(step, with: &definitionDecoder, into: &levels.definition)
                present = try countValues(levels.definition, start..<start + step)
            }
            try decodeValues(present, into: &vector.values, room(byteLimit, vector))
            pageRemaining -= step
            rowsLeft -= step
        }
        switch shape {
        case .required, .repeated: break
        case .optional:
            vector.presence = .validity(validity)
            validity = Bitmap()
        case .nested:
            vector.presence = .levels(definition: levels.definition, repetition: nil)
            levels = Levels()
        }
        return nil
    }

    /// Reads rows of any number of levels each.
    private mutating func readRepeated(
        into vector: inout ColumnVector, _ decompressor: inout PageDecompressor, _ byteLimit: Int
    ) throws(ParquetError) -> Range<Int>? {
        while true {
            while pageRemaining == 0, rowsLeft > 0 || unopenedValueCount > 0 {
                if let range = try openPage(&decompressor, room(byteLimit, vector)) { return range }
            }
            guard pageRemaining > 0 else { break }
            let start = pageLevels.definition.count - pageRemaining
            let end = ColumnChunkReader.endOfRows(pageLevels.repetition, from: start, &rowsLeft)
            guard end > start else { break }
            try check(room(byteLimit, vector), for: (end - start) * 4, "levels")
            levels.repetition.append(contentsOf: pageLevels.repetition[start..<end])
            levels.definition.append(contentsOf: pageLevels.definition[start..<end])
            let present = try countValues(pageLevels.definition, start..<end)
            try decodeValues(present, into: &vector.values, room(byteLimit, vector))
            pageRemaining -= end - start
            if pageRemaining > 0 { break }
        }
        guard levels.repetition.first ?? 0 == 0 else {
            throw ParquetError(.malformed, "the chunk's first repetition level is \(levels.repetition[0])")
        }
        vector.presence = .levels(definition: levels.definition, repetition: levels.repetition)
        levels = Levels()
        return nil
    }

    /// Takes rows of a page from level `start` on, `rowsLeft` at most.
    ///
    /// - Returns: the level behind them. The last row may go on in the next page.
    private static func endOfRows(_ repetition: [UInt16], from start: Int, _ rowsLeft: inout Int) -> Int {
        let levels = repetition.span
        for index in start..<levels.count where levels[index] == 0 {
            if rowsLeft == 0 { return index }
            rowsLeft -= 1
        }
        return levels.count
    }

    /// How many of the levels `range` stand for values.
    ///
    /// - Throws: `ParquetError` with code `malformed` if one exceeds the column's maximum.
    private func countValues(_ definition: [UInt16], _ range: Range<Int>) throws(ParquetError) -> Int {
        let highest = UInt16(clamping: column.maxDefinitionLevel)
        var present = 0
        var greatest: UInt16 = 0
        let levels = definition.span
        for index in range {
            present += levels[index] == highest ? 1 : 0
            greatest = max(greatest, levels[index])
        }
        guard greatest <= highest else {
            throw ParquetError(.malformed, "definition level \(greatest) exceeds \(highest)")
        }
        return present
    }

    /// How many of `byteLimit` bytes are left beside what the reader and the batch hold.
    private func room(_ byteLimit: Int, _ vector: ColumnVector) -> Int {
        max(0, byteLimit - byteCount - vector.values.byteCount)
    }

    private func check(_ room: Int, for byteCount: Int, _ what: String) throws(ParquetError) {
        guard byteCount <= room else {
            throw ParquetError(
                .limit,
                "the \(what) of a batch take \(byteCount) bytes more, \(room) are left of what the column may take; "
                    + "raise the memory limit or read fewer rows at a time")
        }
    }

    /// Appends the next `count` values of the page, which may take `room` bytes.
    private mutating func decodeValues(
        _ count: Int, into target: inout ColumnValues, _ room: Int
    ) throws(ParquetError) {
        guard count > 0 else { return }
        if case .dictionary(var decoder) = values, keepsDictionary, let dictionary,
            target.count == 0 || target.isDictionary
        {
            try check(room, for: count * 4, "indices")
            values = .plain(PlainDecoder(range: 0..<0))
            var indices = target.takeIndices()
            try pages.decodeIndices(count, with: &decoder, dictionaryCount: dictionary.count, into: &indices)
            target = .dictionary(indices: indices, values: dictionary)
            values = .dictionary(decoder)
            return
        }
        let isIndexed = values.indexBitWidth != nil
        if dictionaryTable == nil, isIndexed || target.isDictionary {
            try check(room, for: dictionary?.tableByteCount ?? 0, "dictionary's strings")
            dictionaryTable = dictionary?.byteArrayTable
        }
        var room = room
        if target.isDictionary {
            try check(room, for: column.fixedByteCount(ofValues: target.count), "values")
            try target.resolveDictionary(dictionaryTable, byteLimit: room)
            room = max(0, room - target.byteCount)
        }
        let needed = column.fixedByteCount(ofValues: count)
        let scratch = isIndexed ? count * 4 : 0
        try check(room - scratch, for: needed, "values")
        // The bytes of values of one length are among what is needed already.
        let beside = column.physicalType == .byteArray ? needed + scratch : scratch
        try pages.decodeValues(
            count, with: &values, dictionary: dictionary, dictionaryTable, into: &target,
            byteLimit: target.byteStringByteCount + room - beside)
    }

    /// Goes to the next data page, reading the dictionary page on the way. It may take `room` bytes beside the page before.
    ///
    /// - Returns: the bytes of the file that must be supplied first, or nil.
    private mutating func openPage(
        _ decompressor: inout PageDecompressor, _ room: Int
    ) throws(ParquetError) -> Range<Int>? {
        let header: PageHeader
        let byteLimit = room + pages.byteCount
        switch unopenedValueCount > 0 ? try pages.next(&decompressor, byteLimit: byteLimit) : .end {
        case .needs(let range): return range
        case .page(let next): header = next
        case .end:
            throw ParquetError(
                .malformed,
                "the chunk ends after \(metadata.valueCount - unopenedValueCount) of \(metadata.valueCount) values")
        }
        if header.type == .dictionaryPage {
            try readDictionary(header, byteLimit - pages.byteCount)
            return nil
        }
        guard let page = try DataPage(header, pages.body, column: column) else { return nil }
        guard page.valueCount <= unopenedValueCount else {
            throw ParquetError(
                .malformed, "a page of \(page.valueCount) values, the chunk has \(unopenedValueCount) left")
        }
        unopenedValueCount -= page.valueCount
        pageRemaining = page.valueCount
        values = try ValueDecoder(
            page.encoding, column, hasDictionary: dictionary != nil, page: pages.body, range: page.values,
            previous: values.previous)
        definitionDecoder = page.definitionLevels
        if shape == .repeated { try readLevels(page, byteLimit - pages.byteCount) }
        return nil
    }

    /// Decodes all levels of a page of a repeated column.
    private mutating func readLevels(_ page: DataPage, _ room: Int) throws(ParquetError) {
        try check(room + pageLevels.byteCount, for: page.valueCount * 4, "levels")
        pageLevels.removeAll()
        var decoder = page.definitionLevels
        try pages.decode(page.valueCount, with: &decoder, into: &pageLevels.definition)
        decoder = page.repetitionLevels
        try pages.decode(page.valueCount, with: &decoder, into: &pageLevels.repetition)
        for level in pageLevels.repetition where Int(level) > column.maxRepetitionLevel {
            throw ParquetError(.malformed, "repetition level \(level) exceeds \(column.maxRepetitionLevel)")
        }
    }

    private mutating func readDictionary(_ header: PageHeader, _ byteLimit: Int) throws(ParquetError) {
        guard dictionary == nil, unopenedValueCount == metadata.valueCount else {
            throw ParquetError(.malformed, "a dictionary page that is not the chunk's first page")
        }
        let distinct = try ColumnValues(dictionaryPage: header, pages.body, of: column, byteLimit: byteLimit)
        dictionary = distinct
    }
}

// The span of a page's body keeps the page reader borrowed, and with it all that lies beside it in the same struct. These
// methods take what they change apart.
extension PageReader {
    /// Appends the next `count` levels of the current page; none if there is no decoder.
    fileprivate func decode(
        _ count: Int, with decoder: inout LevelDecoder, into levels: inout [UInt16]
    ) throws(ParquetError) {
        try decoder.decode(count, from: body, into: &levels)
    }

    /// Appends the next `count` levels of the current page.
    fileprivate func decode(
        _ count: Int, with decoder: inout LevelDecoder, into validity: inout Bitmap
    ) throws(ParquetError) -> Int {
        try decoder.decode(count, from: body, into: &validity)
    }

    /// Appends the next `count` values of the current page.
    fileprivate func decodeValues(
        _ count: Int, with decoder: inout ValueDecoder, dictionary: ColumnValues?, _ table: ByteStringTable?,
        into values: inout ColumnValues, byteLimit: Int
    ) throws(ParquetError) {
        try decoder.decode(count, from: body, dictionary: dictionary, table, into: &values, byteLimit: byteLimit)
    }

    /// Appends the next `count` indices of the current page.
    fileprivate func decodeIndices(
        _ count: Int, with decoder: inout DictionaryDecoder, dictionaryCount: Int, into indices: inout [UInt32]
    ) throws(ParquetError) {
        try decoder.decodeIndices(count, from: body, dictionaryCount: dictionaryCount, into: &indices)
    }
}
