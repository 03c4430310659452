internal import ParquetBytes

/// Reads values in the encodings RLE_DICTIONARY and PLAIN_DICTIONARY: indices into the values of the dictionary page
/// (Encodings.md, "Dictionary Encoding").
///
///     02 │ 03 E4 …     a byte with the indices' bit width, then the indices as the RLE/bit-packing hybrid
struct DictionaryDecoder: Sendable {
    private var runs: RLEBitPackingHybridDecoder
    /// The indices of one call to `decode`; kept for its memory.
    private var indices: [UInt32] = []

    /// The bits of an index. With none, all indices are 0.
    var bitWidth: Int { runs.bitWidth }

    /// A decoder of the indices in the bytes `range` of `page`.
    ///
    /// - Throws: `ParquetError` with code `malformed` if the bit width is not 0 to 32.
    init(_ page: RawSpan, range: Range<Int>) throws(ParquetError) {
        // A page of nulls only may lack even the bit width.
        let bitWidth = range.isEmpty ? 0 : Int(page.loadUInt8(at: range.lowerBound))
        runs = try RLEBitPackingHybridDecoder(
            bitWidth: bitWidth, range: min(range.lowerBound + 1, range.upperBound)..<range.upperBound)
    }

    /// Appends the next `count` values, found in `dictionary`, whose `byteArrayTable` is given, to `values`, which has the
    /// same case.
    ///
    /// - Throws: `ParquetError` with code `malformed` if an index exceeds the dictionary or there are not as many; with
    ///   code `limit` if byte strings take more than `byteLimit` bytes.
    mutating func decode(
        _ count: Int, from page: RawSpan, dictionary: ColumnValues, _ table: ByteStringTable?,
        into values: inout ColumnValues, byteLimit: Int
    ) throws(ParquetError) {
        var taken: [UInt32] = []
        swap(&taken, &indices)
        taken.removeAll(keepingCapacity: true)
        try decodeIndices(count, from: page, dictionaryCount: dictionary.count, into: &taken)
        try values.append(taken, of: dictionary, table, byteLimit: byteLimit)
        indices = taken
    }

    /// Passes over `count` indices.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many.
    mutating func skip(_ count: Int, in page: RawSpan) throws(ParquetError) { try runs.skip(count, in: page) }

    /// Appends the next `count` indices to `target`.
    ///
    /// - Throws: `ParquetError` with code `malformed` if one is not below `dictionaryCount` or there are not as many.
    mutating func decodeIndices(
        _ count: Int, from page: RawSpan, dictionaryCount: Int, into target: inout [UInt32]
    ) throws(ParquetError) {
        let start = target.count
        try runs.decode(count, from: page, into: &target)
        var greatest: UInt32 = 0
        let decoded = target.span
        for index in start..<decoded.count { greatest = max(greatest, decoded[index]) }
        guard count == 0 || Int(greatest) < dictionaryCount else {
            throw ParquetError(.malformed, "index \(greatest) exceeds the dictionary of \(dictionaryCount) values")
        }
    }
}
