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
    /// - Throws: `ParquetError` with code `malformed`, or `unsupported` for levels in BIT_PACKED.
    init?(_ header: PageHeader, _ body: RawSpan, column: ColumnDescriptor) throws(ParquetError) {
        let repetitionRange: Range<Int>?
        let definitionRange: Range<Int>?
        var offset = 0
        let count: Int32
        switch header.type {
        case .dataPage:
            guard let page = header.dataPage else {
                throw ParquetError(.malformed, "a data page without its part of the header")
            }
            count = page.valueCount
            encoding = page.encoding
            repetitionRange = try DataPage.levels(
                column.maxRepetitionLevel, page.repetitionLevelEncoding, body, &offset)
            definitionRange = try DataPage.levels(
                column.maxDefinitionLevel, page.definitionLevelEncoding, body, &offset)
        case .dataPageV2:
            guard let page = header.dataPageV2 else {
                throw ParquetError(.malformed, "a data page without its part of the header")
            }
            count = page.valueCount
            encoding = page.encoding
            offset = try page.levelByteCount(within: body.byteCount)
            let middle = Int(page.repetitionLevelsByteCount)
            repetitionRange = column.maxRepetitionLevel > 0 ? 0..<middle : nil
            definitionRange = column.maxDefinitionLevel > 0 ? middle..<offset : nil
        case .indexPage, .dictionaryPage, .unknown:
            return nil
        }
        guard count >= 0 else { throw ParquetError(.malformed, "a page of \(count) values") }
        valueCount = Int(count)
        repetitionLevels = try DataPage.decoder(column.maxRepetitionLevel, repetitionRange)
        definitionLevels = try DataPage.decoder(column.maxDefinitionLevel, definitionRange)
        values = offset..<body.byteCount
    }

    /// The runs of the levels that start at `offset` in a page of version 1.
    private static func levels(
        _ maxLevel: Int, _ encoding: Encoding, _ body: RawSpan, _ offset: inout Int
    ) throws(ParquetError) -> Range<Int>? {
        guard maxLevel > 0 else { return nil }
        switch encoding {
        case .rle: break
        case .bitPacked:
            throw ParquetError(.unsupported, "levels in BIT_PACKED are not read yet")
        default:
            throw ParquetError(.malformed, "levels cannot be in \(encoding.name)")
        }
        guard body.byteCount - offset >= 4 else { throw ParquetError(.malformed, "the levels have no length") }
        let length = Int(body.loadUInt32(at: offset))
        let start = offset + 4
        guard length <= body.byteCount - start else {
            throw ParquetError(.malformed, "levels of \(length) bytes in the \(body.byteCount - start) bytes left")
        }
        offset = start + length
        return start..<offset
    }

    private static func decoder(_ maxLevel: Int, _ range: Range<Int>?) throws(ParquetError) -> LevelDecoder {
        guard let range else { return .none }
        return .runs(
            try RLEBitPackingHybridDecoder(bitWidth: Int.bitWidth - maxLevel.leadingZeroBitCount, range: range))
    }
}
