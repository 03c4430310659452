internal import ParquetBytes

/// Where levels and values stand in the body of a data page.
///
/// A page of version 1 holds repetition levels, definition levels and values, levels only if the column has such, and
/// each kind of levels as four bytes of length and runs. In version 2 the lengths stand in the header.
struct DataPage: Sendable {
    /// The number of values, nulls included.
    let valueCount: Int
    /// The encoding of the values.
    let encoding: Encoding
    /// The repetition levels, if the column repeats.
    let repetitionLevels: LevelDecoder
    /// The definition levels, if the column has such.
    let definitionLevels: LevelDecoder
    /// The bytes of the values.
    let values: Range<Int>

    /// The data page that `header` and `body` make, or nil if the page is of another type.
    ///
    /// - Throws: `ParquetError` with code `malformed`.
    init?(_ header: PageHeader, _ body: RawSpan, column: ColumnDescriptor) throws(ParquetError) {
        var offset = 0
        let count: Int32
        switch header.type {
        case .dataPage:
            guard let page = header.dataPage else {
                throw ParquetError(.malformed, "a data page without its part of the header")
            }
            count = page.valueCount
            encoding = page.encoding
            repetitionLevels = try DataPage.levels(
                column.maxRepetitionLevel, page.repetitionLevelEncoding, count, body, &offset)
            definitionLevels = try DataPage.levels(
                column.maxDefinitionLevel, page.definitionLevelEncoding, count, body, &offset)
        case .dataPageV2:
            guard let page = header.dataPageV2 else {
                throw ParquetError(.malformed, "a data page without its part of the header")
            }
            count = page.valueCount
            encoding = page.encoding
            offset = try page.levelByteCount(within: body.byteCount)
            let middle = Int(page.repetitionLevelsByteCount)
            repetitionLevels = try DataPage.runs(column.maxRepetitionLevel, 0..<middle)
            definitionLevels = try DataPage.runs(column.maxDefinitionLevel, middle..<offset)
        case .indexPage, .dictionaryPage, .unknown:
            return nil
        }
        guard count >= 0 else { throw ParquetError(.malformed, "a page of \(count) values") }
        valueCount = Int(count)
        values = offset..<body.byteCount
    }

    /// The levels that start at `offset` in a page of version 1.
    private static func levels(
        _ maxLevel: Int, _ encoding: Encoding, _ count: Int32, _ body: RawSpan, _ offset: inout Int
    ) throws(ParquetError) -> LevelDecoder {
        guard maxLevel > 0 else { return .none }
        let left = body.byteCount - offset
        switch encoding {
        case .rle:
            guard left >= 4 else { throw ParquetError(.malformed, "the levels have no length") }
            let length = Int(body.loadUInt32(at: offset))
            let start = offset + 4
            guard length <= left - 4 else {
                throw ParquetError(.malformed, "levels of \(length) bytes in the \(left - 4) bytes left")
            }
            offset = start + length
            return try runs(maxLevel, start..<offset)
        case .bitPacked:
            let bitWidth = Int.bitWidth - maxLevel.leadingZeroBitCount
            let length = BitPackedDecoder.byteCount(of: max(0, Int(count)), bitWidth: bitWidth)
            guard length <= left else {
                throw ParquetError(.malformed, "levels of \(length) bytes in the \(left) bytes left")
            }
            let start = offset
            offset += length
            return .bitPacked(try BitPackedDecoder(bitWidth: bitWidth, range: start..<offset))
        case .plain, .plainDictionary, .deltaBinaryPacked, .deltaLengthByteArray, .deltaByteArray, .rleDictionary,
            .byteStreamSplit, .alp, .unknown:
            throw ParquetError(.malformed, "levels cannot be in \(encoding.name)")
        }
    }

    private static func runs(_ maxLevel: Int, _ range: Range<Int>) throws(ParquetError) -> LevelDecoder {
        guard maxLevel > 0 else { return .none }
        return .runs(
            try RLEBitPackingHybridDecoder(bitWidth: Int.bitWidth - maxLevel.leadingZeroBitCount, range: range))
    }
}
