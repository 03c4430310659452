internal import ParquetBytes
package import ParquetCodecs

/// Reads rows of a column chunk, some at a time, from bytes that it asks for.
///
///     chunk.begin(rows, &vector)
///     while let range = try chunk.read(into: &vector, …) { chunk.supply(the bytes of range, at: range.lowerBound) }
///
/// Rows are read in rising order. Those between are passed over: whole pages unopened where it is known where the next one is, from
/// the offset index or from the headers on the way; else values as their encoding allows.
package struct ColumnChunkReader: Sendable {
    let column: ColumnDescriptor
    /// The values of the chunk, nulls included.
    let valueCount: Int
    /// Where the data pages are; nil if they are met one after the other. It may change before the first of them is met.
    var locations: ColumnPages?
    /// Whether the next values are appended as indices of the dictionary where they are stored so.
    var keepsDictionary: Bool
    var pages: PageReader
    /// The dictionary page's values.
    var dictionary: ColumnValues?
    var dictionaryTable: ByteStringTable?
    /// How many values of the chunk, nulls included, stand in pages that were not met yet.
    var unopenedValueCount: Int
    /// The first of `locations` that may have the next row.
    var nextLocation = 0

    // The current data page.
    var pageRemaining = 0
    var values = ValueDecoder.plain(PlainDecoder(range: 0..<0))
    var definitionDecoder = LevelDecoder.none
    /// Levels of the page, in repeated columns, where a row's end is seen only at the next one's first level.
    var pageLevels = Levels()

    /// The row of the row group that the next value begins; in repeated columns the row that the next one begins that begins one.
    var nextRow = 0

    // The batch that is being read.
    var ranges: [Range<Int>] = []
    /// The range that is being read, and whether its first row was reached.
    var rangeIndex = 0
    var isWithinRange = false
    var validity = Bitmap()
    var levels = Levels()
    /// Levels of values that are passed over.
    var passedValidity = Bitmap()
    var passedLevels: [UInt16] = []

    struct Levels: Sendable {
        var definition: [UInt16] = []
        var repetition: [UInt16] = []

        mutating func removeAll() {
            definition.removeAll(keepingCapacity: true)
            repetition.removeAll(keepingCapacity: true)
        }

        var byteCount: Int { 2 * (definition.capacity + repetition.capacity) }
    }

    /// How a batch tells which rows have values.
    enum Shape {
        case required
        case optional
        case nested
        case repeated
    }

    let shape: Shape

    /// Roughly how many bytes of memory the reader holds beside the window.
    var byteCount: Int {
        pages.byteCount + (dictionary?.byteCount ?? 0) + (dictionaryTable?.byteCount ?? 0) + pageLevels.byteCount
            + levels.byteCount + 2 * passedLevels.capacity
    }

    /// How many bytes the window has.
    var windowCount: Int { pages.windowCount }

    /// Hands over the bytes of the file from `offset` on, in the place of those before.
    package mutating func supply(_ bytes: SharedBytes, at offset: Int) { pages.supply(bytes, at: offset) }

    /// Hands over bytes of the file from `offset` on, which are behind all that are there already.
    mutating func add(_ bytes: SharedBytes, at offset: Int) { pages.add(bytes, at: offset) }

    /// Gives the window up, so that its buffer can be read into again.
    mutating func takeWindow() -> SharedBytes { pages.takeWindow() }

    /// Starts a batch of `rows` in `vector`, whose content is dropped and whose memory is reused.
    ///
    /// - Precondition: they come behind those read before.
    mutating func begin(_ rows: RowRanges, _ vector: inout ColumnVector) {
        ranges = rows.ranges
        rangeIndex = 0
        isWithinRange = false
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
        vector.presence = .all(rowCount: rows.count)
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

    /// Checks that the chunk has no more values than were read, if the last one of `rowCount` rows was.
    ///
    /// - Throws: `ParquetError` with code `malformed`.
    func finish(rowCount: Int) throws(ParquetError) {
        guard locations == nil, nextRow == rowCount else { return }
        guard pageRemaining == 0, unopenedValueCount == 0 else {
            throw ParquetError(
                .malformed, "\(unopenedValueCount + pageRemaining) values are left after the row group's last row"
            ).at(place)
        }
    }

    var place: ParquetError.Place {
        ParquetError.Place(
            column: column.path.description, page: pages.ordinal < 0 ? nil : pages.ordinal,
            byteOffset: pages.pageOffset)
    }

    /// Replaces indices in `vector`, which was read by this reader, by what they stand for.
    ///
    /// - Throws: `ParquetError` with code `limit` if that takes more than `byteLimit` bytes.
    mutating func resolve(_ vector: inout ColumnVector, byteLimit: Int) throws(ParquetError) {
        guard vector.values.isDictionary else { return }
        if dictionaryTable == nil { dictionaryTable = dictionary?.byteArrayTable }
        do throws(ParquetError) {
            try vector.values.resolveDictionary(dictionaryTable, byteLimit: byteLimit)
        } catch {
            throw error.at(.init(column: column.path.description))
        }
    }

    /// How many of `byteLimit` bytes are left beside what the reader and the batch hold.
    func room(_ byteLimit: Int, _ vector: ColumnVector) -> Int {
        max(0, byteLimit - byteCount - vector.values.byteCount)
    }

    func check(_ room: Int, for byteCount: Int, _ what: String) throws(ParquetError) {
        guard byteCount <= room else {
            throw ParquetError(
                .limit,
                "the \(what) of a batch take \(byteCount) bytes more, \(room) are left of what the column may take; "
                    + "raise the memory limit or read fewer rows at a time")
        }
    }

    /// Appends the next `count` values of the page, which may take `room` bytes.
    mutating func decodeValues(
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
}

extension ColumnChunkReader {
    /// A reader of `column`'s chunk, which is in the bytes `range` of the file.
    ///
    /// - Parameters:
    ///   - locations: where the pages are, if rows are passed over and the file says.
    ///   - windowByteCount: how many bytes it asks for at a time.
    init(
        _ column: ColumnDescriptor, _ metadata: ColumnMetadata, range: Range<Int>, locations: ColumnPages? = nil,
        options: ReaderOptions, windowByteCount: Int = .max
    ) {
        let shape: Shape =
            if column.maxRepetitionLevel > 0 {
                .repeated
            } else if column.maxDefinitionLevel > 1 {
                .nested
            } else {
                column.maxDefinitionLevel == 1 ? .optional : .required
            }
        // The memberwise initializer: one that sets fields itself copies the whole struct at its end.
        self.init(
            column: column, valueCount: metadata.valueCount, locations: locations,
            keepsDictionary: options.keepsDictionaries,
            pages: PageReader(
                range, codec: metadata.codec, checksums: options.verifiesChecksums ? .verify : .ignore,
                windowByteCount: windowByteCount),
            unopenedValueCount: metadata.valueCount, shape: shape)
    }
}
