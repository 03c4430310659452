internal import ParquetBytes
package import ParquetCodecs

/// Goes over a column chunk page by page, with each page's levels and values, for those who want to know what is in a file
/// rather than its rows.
///
/// Where `ColumnChunkReader` stops at the first thing that is wrong, this goes on as long as there is a next page to go to.
/// It is given the chunk's bytes as `PageReader` is.
package struct ColumnChunkPages: Sendable {
    private let column: ColumnDescriptor
    /// The current page: its header, its place, its bytes.
    package private(set) var pages: PageReader
    /// The values of the dictionary page, if one was met.
    package private(set) var dictionary: ColumnValues?
    private var dictionaryTable: ByteStringTable?
    private var decoder = ValueDecoder.plain(PlainDecoder(range: 0..<0))

    /// The number of values of the current page, nulls included; 0 if it is no data page.
    package private(set) var valueCount = 0
    /// The repetition levels of the current page, if the column repeats.
    package private(set) var repetitionLevels: [UInt16] = []
    /// The definition levels of the current page, if the column has such.
    package private(set) var definitionLevels: [UInt16] = []
    /// The values of the current page, nulls left out. Indices, if they are stored so.
    package private(set) var values: ColumnValues

    /// The pages of `column` in the bytes `range` of the file.
    package init(_ column: ColumnDescriptor, _ range: Range<Int>, codec: CompressionCodec, windowByteCount: Int) {
        self.column = column
        pages = PageReader(range, codec: codec, checksums: .report, windowByteCount: windowByteCount)
        values = ColumnValues(empty: column.physicalType, typeLength: column.typeLength)
    }

    /// Hands over the bytes of the file from `offset` on.
    package mutating func supply(_ bytes: SharedBytes, at offset: Int) { pages.supply(bytes, at: offset) }

    /// Gives the window up, so that its buffer can be read into again.
    package mutating func takeWindow() -> SharedBytes { pages.takeWindow() }

    /// Goes to the next page and decodes it.
    ///
    /// - Throws: `ParquetError`. If `pages.header` is set, the page was passed over, and the next call goes to the one behind
    ///   it; if not, there is no way to find the next page.
    package mutating func next(
        _ decompressor: inout PageDecompressor, byteLimit: Int
    ) throws(ParquetError) -> PageReader.Step {
        valueCount = 0
        repetitionLevels.removeAll(keepingCapacity: true)
        definitionLevels.removeAll(keepingCapacity: true)
        if !values.isDictionary, values.hasStorage(of: column) {
            values.removeAll()
        } else {
            values = ColumnValues(empty: column.physicalType, typeLength: column.typeLength)
        }
        let step = try pages.next(&decompressor, byteLimit: byteLimit)
        guard case .page(let header) = step else { return step }
        if header.type == .dictionaryPage {
            guard dictionary == nil else { throw ParquetError(.malformed, "a second dictionary page") }
            dictionary = try ColumnValues(dictionaryPage: header, pages.body, of: column, byteLimit: byteLimit)
            dictionaryTable = dictionary?.byteArrayTable
        } else if let page = try DataPage(header, pages.body, column: column) {
            try decode(page, byteLimit)
        }
        return step
    }

    /// The values of the dictionary at `indices`, which are below its count.
    ///
    /// - Throws: `ParquetError` with code `limit` if byte strings take more than `byteLimit` bytes.
    package func dictionaryValues(at indices: [UInt32], byteLimit: Int) throws(ParquetError) -> ColumnValues {
        var values = ColumnValues(empty: column.physicalType, typeLength: column.typeLength)
        if let dictionary { try values.append(indices, of: dictionary, dictionaryTable, byteLimit: byteLimit) }
        return values
    }

    private mutating func decode(_ page: DataPage, _ byteLimit: Int) throws(ParquetError) {
        guard page.valueCount <= byteLimit / 8 else {
            throw ParquetError(.limit, "a page of \(page.valueCount) values takes more than \(byteLimit) bytes")
        }
        var levels: [UInt16] = []
        swap(&levels, &repetitionLevels)
        defer { swap(&levels, &repetitionLevels) }
        try pages.decode(page.valueCount, page.repetitionLevels, into: &levels)
        try ColumnChunkPages.check(levels, "repetition", column.maxRepetitionLevel)
        var definition: [UInt16] = []
        swap(&definition, &definitionLevels)
        defer { swap(&definition, &definitionLevels) }
        try pages.decode(page.valueCount, page.definitionLevels, into: &definition)
        try ColumnChunkPages.check(definition, "definition", column.maxDefinitionLevel)
        var present = page.valueCount
        if column.maxDefinitionLevel > 0 {
            let highest = UInt16(clamping: column.maxDefinitionLevel)
            present = 0
            for level in definition where level == highest { present += 1 }
        }
        decoder = try ValueDecoder(
            page.encoding, column, hasDictionary: dictionary != nil, page: pages.body, range: page.values,
            previous: decoder.previous)
        values = try pages.decode(present, &decoder, dictionary, &values, byteLimit)
        valueCount = page.valueCount
    }

    private static func check(_ levels: [UInt16], _ kind: String, _ highest: Int) throws(ParquetError) {
        var greatest: UInt16 = 0
        for level in levels { greatest = max(greatest, level) }
        guard Int(greatest) <= highest else {
            throw ParquetError(.malformed, "\(kind) level \(greatest) exceeds \(highest)")
        }
    }
}

// The span of a page's body keeps the page reader borrowed, and with it all that lies beside it in the same struct.
extension PageReader {
    fileprivate func decode(
        _ count: Int, _ decoder: LevelDecoder, into levels: inout [UInt16]
    ) throws(ParquetError) {
        var decoder = decoder
        try decoder.decode(count, from: body, into: &levels)
    }

    /// The next `count` values of the current page, as indices if they are stored so; `spare` has memory for them.
    fileprivate func decode(
        _ count: Int, _ decoder: inout ValueDecoder, _ dictionary: ColumnValues?, _ spare: inout ColumnValues,
        _ byteLimit: Int
    ) throws(ParquetError) -> ColumnValues {
        var values = ColumnValues.boolean([])
        swap(&values, &spare)
        if case .dictionary(var indexDecoder) = decoder, let dictionary {
            var indices: [UInt32] = []
            if count > 0 {
                try indexDecoder.decodeIndices(
                    count, from: body, dictionaryCount: dictionary.count, into: &indices)
            }
            return .dictionary(indices: indices, values: dictionary)
        }
        guard count > 0 else { return values }
        try decoder.decode(count, from: body, dictionary: nil, nil, into: &values, byteLimit: byteLimit)
        return values
    }
}
