internal import ParquetBytes

extension ColumnValues {
    /// The distinct values in the dictionary page that `header` and `body` make.
    ///
    /// - Throws: `ParquetError` with code `malformed`, `unsupported` (an encoding), or `limit` if byte strings take more than
    ///   `byteLimit` bytes.
    init(
        dictionaryPage header: PageHeader, _ body: RawSpan, of column: ColumnDescriptor, byteLimit: Int
    ) throws(ParquetError) {
        guard let page = header.dictionaryPage, page.valueCount >= 0 else {
            throw ParquetError(.malformed, "a dictionary page without its part of the header")
        }
        switch page.encoding {
        case .plain, .plainDictionary: break
        default: throw ParquetError(.unsupported, "a dictionary page in \(page.encoding.name)")
        }
        // A count that the bytes cannot hold is refused before memory is taken for it.
        guard Int(page.valueCount) <= body.byteCount * 8 else {
            throw ParquetError(.malformed, "\(page.valueCount) values in a page of \(body.byteCount) bytes")
        }
        var decoder = PlainDecoder(range: 0..<body.byteCount)
        var values = ColumnValues(empty: column.physicalType, typeLength: column.typeLength)
        try decoder.decode(Int(page.valueCount), from: body, into: &values, byteLimit: byteLimit)
        self = values
    }
}
