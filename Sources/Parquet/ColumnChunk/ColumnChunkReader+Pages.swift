internal import ParquetBytes
internal import ParquetCodecs

extension ColumnChunkReader {
    /// Goes on to the next data page, or towards it: to the one that has row `row`, which is not in the current page; on the way
    /// it reads the dictionary page and passes over pages before that row. They may take `room` bytes beside the page before.
    ///
    /// - Returns: the bytes of the file that must be supplied first, or nil.
    mutating func openPage(
        with row: Int, _ decompressor: inout PageDecompressor, _ room: Int
    ) throws(ParquetError) -> Range<Int>? {
        let byteLimit = room + pages.byteCount
        let isInHead = isBeforeDataPages
        if let locations, isInHead {
            pages.end(at: locations.head.upperBound)
        } else if let locations {
            while nextLocation < locations.pages.count, locations.pages[nextLocation].rows.upperBound <= row {
                nextLocation += 1
            }
            guard nextLocation < locations.pages.count else {
                throw ParquetError(.malformed, "the offset index has no page for row \(row)")
            }
            nextRow = locations.pages[nextLocation].rows.lowerBound
            pages.seek(
                locations.pages[nextLocation].range, ordinal: nextLocation + (locations.head.isEmpty ? 0 : 1))
        }
        let header: PageHeader
        switch unopenedValueCount > 0
            ? try pages.next(&decompressor, byteLimit: byteLimit, passes: passing(to: row)) : .end
        {
        case .needs(let range): return range
        case .page(let next): header = next
        case .passed(let passed):
            // A page without rows is not passed over, so that this goes on.
            unopenedValueCount -= passed.valueCount
            nextRow += passed.rowCount(isRepeated: shape == .repeated) ?? 0
            values = .plain(PlainDecoder(range: 0..<0))
            return nil
        case .end:
            throw ParquetError(
                .malformed,
                "the chunk ends after \(valueCount - unopenedValueCount) of \(valueCount) values")
        }
        if header.type == .dictionaryPage {
            try readDictionary(header, byteLimit - pages.byteCount)
            return nil
        }
        // Before the first page of the offset index there is nothing to read but the dictionary.
        if isInHead { return nil }
        guard let page = try DataPage(header, pages.body, column: column) else {
            guard locations == nil else { throw ParquetError(.malformed, "the offset index names a page without rows") }
            return nil
        }
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
        if let locations {
            try checkRows(locations.pages[nextLocation].rows.count, page)
            nextLocation += 1
        }
        return nil
    }

    /// Whether what stands before the first page of the offset index has not been read yet.
    private var isBeforeDataPages: Bool {
        guard let head = locations?.head else { return false }
        return dictionary == nil && pages.offset < head.upperBound
    }

    /// Reads the dictionary page, which the bytes supplied have.
    ///
    /// - Returns: the values; nil if the chunk does not begin with such a page.
    mutating func openDictionary(
        _ decompressor: inout PageDecompressor, byteLimit: Int
    ) throws(ParquetError) -> ColumnValues? {
        do throws(ParquetError) {
            guard case .page(let header) = try pages.next(&decompressor, byteLimit: byteLimit),
                header.type == .dictionaryPage
            else { return nil }
            try readDictionary(header, byteLimit - pages.byteCount)
            return dictionary
        } catch {
            throw error.at(place)
        }
    }

    /// Whether a page whose header is this one has nothing of row `row` and those behind it, and need not be opened.
    private func passing(to row: Int) -> (PageHeader) -> Bool {
        guard locations == nil, row > nextRow else { return { _ in false } }
        let rowsLeft = row - nextRow
        let valuesLeft = unopenedValueCount
        let isRepeated = shape == .repeated
        return { header in
            guard let rowCount = header.rowCount(isRepeated: isRepeated), header.dataEncoding != .deltaByteArray else {
                return false
            }
            return rowCount > 0 && rowCount <= rowsLeft && header.valueCount >= rowCount
                && header.valueCount <= valuesLeft
        }
    }

    /// Checks that a page has as many rows as the offset index says.
    private func checkRows(_ rowCount: Int, _ page: DataPage) throws(ParquetError) {
        var actual = page.valueCount
        if shape == .repeated {
            guard pageLevels.repetition.first ?? 0 == 0 else {
                throw ParquetError(.malformed, "a page of the offset index begins within a row")
            }
            actual = pageLevels.repetition.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
        }
        guard actual == rowCount else {
            throw ParquetError(.malformed, "a page of \(actual) rows, the offset index says \(rowCount)")
        }
    }

    /// Decodes all levels of a page of a repeated column.
    mutating func readLevels(_ page: DataPage, _ room: Int) throws(ParquetError) {
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

    mutating func readDictionary(_ header: PageHeader, _ byteLimit: Int) throws(ParquetError) {
        guard dictionary == nil, unopenedValueCount == valueCount else {
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
    func decode(
        _ count: Int, with decoder: inout LevelDecoder, into levels: inout [UInt16]
    ) throws(ParquetError) {
        try decoder.decode(count, from: body, into: &levels)
    }

    /// Appends the next `count` levels of the current page.
    func decode(
        _ count: Int, with decoder: inout LevelDecoder, into validity: inout Bitmap
    ) throws(ParquetError) -> Int {
        try decoder.decode(count, from: body, into: &validity)
    }

    /// Appends the next `count` values of the current page.
    func decodeValues(
        _ count: Int, with decoder: inout ValueDecoder, dictionary: ColumnValues?, _ table: ByteStringTable?,
        into values: inout ColumnValues, byteLimit: Int
    ) throws(ParquetError) {
        try decoder.decode(count, from: body, dictionary: dictionary, table, into: &values, byteLimit: byteLimit)
    }

    /// Appends the next `count` indices of the current page.
    func decodeIndices(
        _ count: Int, with decoder: inout DictionaryDecoder, dictionaryCount: Int, into indices: inout [UInt32]
    ) throws(ParquetError) {
        try decoder.decodeIndices(count, from: body, dictionaryCount: dictionaryCount, into: &indices)
    }

    /// Passes over the next `count` values of the current page.
    func skipValues(
        _ count: Int, with decoder: inout ValueDecoder, _ column: ColumnDescriptor, byteLimit: Int
    ) throws(ParquetError) {
        try decoder.skip(count, from: body, column: column, byteLimit: byteLimit)
    }
}

extension PageHeader {
    /// The rows of a data page; nil if only its levels tell, and for other pages.
    fileprivate func rowCount(isRepeated: Bool) -> Int? {
        switch type {
        case .dataPage: isRepeated ? nil : (dataPage?.valueCount).map { Int($0) }
        case .dataPageV2: (isRepeated ? dataPageV2?.rowCount : dataPageV2?.valueCount).map { Int($0) }
        case .dictionaryPage, .indexPage, .unknown: nil
        }
    }

    /// The encoding of a data page's values.
    fileprivate var dataEncoding: Encoding? { dataPage?.encoding ?? dataPageV2?.encoding }

    /// The values of a data page, nulls included.
    fileprivate var valueCount: Int { Int(dataPage?.valueCount ?? dataPageV2?.valueCount ?? 0) }
}
