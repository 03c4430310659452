internal import ParquetBytes

/// The decoder of a data page's values: the one switch over encodings.
enum ValueDecoder: Sendable {
    case plain(PlainDecoder)
    case dictionary(DictionaryDecoder)
    case booleanRuns(RLEBitPackingHybridDecoder)
    case deltaBinaryPacked(DeltaBinaryPackedDecoder)
    case deltaLengthByteArray(DeltaLengthByteArrayDecoder)
    case deltaByteArray(DeltaByteArrayDecoder)
    case byteStreamSplit(ByteStreamSplitDecoder)
    case alpFloat(ALPDecoder<Float>)
    case alpDouble(ALPDecoder<Double>)

    /// The decoder for the values in the bytes `range` of `page`.
    ///
    /// - Parameter previous: the last value of the page before, where writers let DELTA_BYTE_ARRAY go on from it.
    /// - Throws: `ParquetError` with code `unsupported` for an encoding that is not known, and `malformed` for one that the
    ///   column's type does not take.
    init(
        _ encoding: Encoding, _ column: ColumnDescriptor, hasDictionary: Bool, page: RawSpan, range: Range<Int>,
        previous: [UInt8]
    ) throws(ParquetError) {
        let type = column.physicalType
        switch (encoding, type) {
        case (.plain, _):
            self = .plain(PlainDecoder(range: range))
        case (.plainDictionary, _), (.rleDictionary, _):
            guard hasDictionary else {
                throw ParquetError(.malformed, "the values are indices, but the chunk has no dictionary page")
            }
            self = .dictionary(try DictionaryDecoder(page, range: range))
        case (.rle, .boolean):
            self = .booleanRuns(try ValueDecoder.booleanRuns(page, range))
        case (.deltaBinaryPacked, .int32), (.deltaBinaryPacked, .int64):
            self = .deltaBinaryPacked(try DeltaBinaryPackedDecoder(page, range: range))
        case (.deltaLengthByteArray, .byteArray):
            self = .deltaLengthByteArray(try DeltaLengthByteArrayDecoder(page, range: range))
        case (.deltaByteArray, .byteArray), (.deltaByteArray, .fixedLengthByteArray):
            self = .deltaByteArray(try DeltaByteArrayDecoder(page, range: range, previous: previous))
        case (.byteStreamSplit, .int32), (.byteStreamSplit, .float):
            self = .byteStreamSplit(try ByteStreamSplitDecoder(width: 4, range: range))
        case (.byteStreamSplit, .int64), (.byteStreamSplit, .double):
            self = .byteStreamSplit(try ByteStreamSplitDecoder(width: 8, range: range))
        case (.byteStreamSplit, .fixedLengthByteArray):
            self = .byteStreamSplit(try ByteStreamSplitDecoder(width: column.typeLength ?? 0, range: range))
        case (.alp, .float):
            self = .alpFloat(try ALPDecoder(page, range: range))
        case (.alp, .double):
            self = .alpDouble(try ALPDecoder(page, range: range))
        case (.unknown, _):
            throw ParquetError(.unsupported, "values in \(encoding.name), which this version does not know")
        case (.rle, _), (.bitPacked, _), (.deltaBinaryPacked, _), (.deltaLengthByteArray, _), (.deltaByteArray, _),
            (.byteStreamSplit, _), (.alp, _):
            throw ParquetError(.malformed, "\(encoding.name) does not encode values of \(type.name)")
        }
    }

    /// The runs of booleans, which have their length in four bytes before them.
    private static func booleanRuns(
        _ page: RawSpan, _ range: Range<Int>
    ) throws(ParquetError) -> RLEBitPackingHybridDecoder {
        // A page of nulls only.
        guard range.count >= 4 else { return try RLEBitPackingHybridDecoder(bitWidth: 1, range: range) }
        let length = Int(page.loadUInt32(at: range.lowerBound))
        guard length <= range.count - 4 else {
            throw ParquetError(.malformed, "runs of \(length) bytes in \(range.count - 4) bytes")
        }
        let start = range.lowerBound + 4
        return try RLEBitPackingHybridDecoder(bitWidth: 1, range: start..<start + length)
    }

    /// The last value that was decoded, where the next page may go on from it.
    var previous: [UInt8] {
        if case .deltaByteArray(let decoder) = self { decoder.previous } else { [] }
    }

    /// The bits of an index into the dictionary; nil if values are not given as such.
    var indexBitWidth: Int? {
        if case .dictionary(let decoder) = self { decoder.bitWidth } else { nil }
    }

    /// Appends the next `count` values to `values`, which has the case of the column's type.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many, and `limit` if byte strings take more than
    ///   `byteLimit` bytes.
    mutating func decode(
        _ count: Int, from page: RawSpan, dictionary: ColumnValues?, _ table: ByteStringTable?,
        into values: inout ColumnValues, byteLimit: Int
    ) throws(ParquetError) {
        // What has arrays is taken out of the enum first: changing it in place would copy them.
        switch self {
        case .plain(var decoder):
            try decoder.decode(count, from: page, into: &values, byteLimit: byteLimit)
            self = .plain(decoder)
        case .dictionary(var decoder):
            guard let dictionary else { return }
            self = .plain(PlainDecoder(range: 0..<0))
            try decoder.decode(
                count, from: page, dictionary: dictionary, table, into: &values, byteLimit: byteLimit)
            self = .dictionary(decoder)
        case .booleanRuns(var decoder):
            try decoder.decodeBooleans(count, from: page, into: &values)
            self = .booleanRuns(decoder)
        case .deltaBinaryPacked(var decoder):
            self = .plain(PlainDecoder(range: 0..<0))
            try decoder.decode(count, from: page, into: &values)
            self = .deltaBinaryPacked(decoder)
        case .deltaLengthByteArray(var decoder):
            self = .plain(PlainDecoder(range: 0..<0))
            try decoder.decode(count, from: page, into: &values, byteLimit: byteLimit)
            self = .deltaLengthByteArray(decoder)
        case .deltaByteArray(var decoder):
            self = .plain(PlainDecoder(range: 0..<0))
            try decoder.decode(count, from: page, into: &values, byteLimit: byteLimit)
            self = .deltaByteArray(decoder)
        case .byteStreamSplit(var decoder):
            try decoder.decode(count, from: page, into: &values)
            self = .byteStreamSplit(decoder)
        case .alpFloat(var decoder):
            self = .plain(PlainDecoder(range: 0..<0))
            try decoder.decode(count, from: page, into: &values)
            self = .alpFloat(decoder)
        case .alpDouble(var decoder):
            self = .plain(PlainDecoder(range: 0..<0))
            try decoder.decode(count, from: page, into: &values)
            self = .alpDouble(decoder)
        }
    }
}
