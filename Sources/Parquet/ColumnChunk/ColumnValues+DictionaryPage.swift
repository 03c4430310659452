internal import ParquetBytes

extension ColumnValues {
    /// The distinct values in the dictionary page that `header` and `body` make.
    ///
    /// - Throws: `ParquetError` with code `malformed`, `unsupported` (an encoding), or `limit` if they take more than `byteLimit`
    ///   bytes.
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
        let count = Int(page.valueCount)
        guard count <= body.byteCount * 8 else {
            throw ParquetError(.malformed, "\(count) values in a page of \(body.byteCount) bytes")
        }
        let needed = column.fixedByteCount(ofValues: count) + (column.physicalType == .byteArray ? body.byteCount : 0)
        guard needed <= byteLimit else {
            throw ParquetError(.limit, "a dictionary of \(needed) bytes, \(byteLimit) are allowed")
        }
        var decoder = PlainDecoder(range: 0..<body.byteCount)
        var values = ColumnValues(empty: column.physicalType, typeLength: column.typeLength)
        try decoder.decode(count, from: body, into: &values, byteLimit: byteLimit)
        self = values
    }
}

extension ColumnDescriptor {
    /// The bytes of memory that `count` values take, of byte strings what they take beside their bytes.
    func fixedByteCount(ofValues count: Int) -> Int {
        let width =
            switch physicalType {
            case .boolean: 1
            case .int32, .float, .byteArray: 4
            case .int64, .double: 8
            case .int96: 12
            case .fixedLengthByteArray: typeLength ?? 0
            }
        let (product, overflow) = count.multipliedReportingOverflow(by: width)
        return overflow ? .max / 2 : product
    }
}
