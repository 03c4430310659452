internal import ParquetBytes

/// The decoder of a data page's values: the one switch over encodings.
enum ValueDecoder: Sendable {
    case plain(PlainDecoder)
    case dictionary(DictionaryDecoder)
    case booleanRuns(RLEBitPackingHybridDecoder)

    /// The decoder for the values in the bytes `range` of `page`.
    ///
    /// - Throws: `ParquetError` with code `unsupported` for an encoding that is not read, and `malformed` for one that
    ///   the column's type does not take.
    init(
        _ encoding: Encoding, type: PhysicalType, hasDictionary: Bool, page: RawSpan, range: Range<Int>
    ) throws(ParquetError) {
        switch encoding {
        case .plain:
            self = .plain(PlainDecoder(range: range))
        case .plainDictionary, .rleDictionary:
            guard hasDictionary else {
                throw ParquetError(.malformed, "the values are indices, but the chunk has no dictionary page")
            }
            self = .dictionary(try DictionaryDecoder(page, range: range))
        case .rle:
            guard type == .boolean else {
                throw ParquetError(.malformed, "RLE does not encode values of \(type.name)")
            }
            guard range.count >= 4 else {
                // A page of nulls only.
                self = .booleanRuns(try RLEBitPackingHybridDecoder(bitWidth: 1, range: range))
                return
            }
            let length = Int(page.loadUInt32(at: range.lowerBound))
            guard length <= range.count - 4 else {
                throw ParquetError(.malformed, "runs of \(length) bytes in \(range.count - 4) bytes")
            }
            let start = range.lowerBound + 4
            self = .booleanRuns(try RLEBitPackingHybridDecoder(bitWidth: 1, range: start..<start + length))
        case .bitPacked, .deltaBinaryPacked, .deltaLengthByteArray, .deltaByteArray, .byteStreamSplit, .alp, .unknown:
            throw ParquetError(.unsupported, "values in \(encoding.name) are not read yet")
        }
    }

    /// Appends the next `count` values to `values`, which has the case of the column's type.
    mutating func decode(
        _ count: Int, from page: RawSpan, dictionary: ColumnValues?, _ table: ByteArrayTable?,
        into values: inout ColumnValues, byteLimit: Int
    ) throws(ParquetError) {
        switch self {
        case .plain(var decoder):
            try ValueDecoder.decode(count, from: page, with: &decoder, into: &values, byteLimit: byteLimit)
            self = .plain(decoder)
        case .dictionary(var decoder):
            guard let dictionary else { return }
            self = .plain(PlainDecoder(range: 0..<0))
            try decoder.decode(
                count, from: page, dictionary: dictionary, table, into: &values, byteLimit: byteLimit)
            self = .dictionary(decoder)
        case .booleanRuns(var decoder):
            guard case .boolean(var target) = values else { return }
            values = .boolean([])
            var bits: [UInt8] = []
            try decoder.decode(count, from: page, into: &bits)
            for bit in bits { target.append(bit != 0) }
            values = .boolean(target)
            self = .booleanRuns(decoder)
        }
    }

    /// Appends `count` values in the encoding PLAIN.
    static func decode(
        _ count: Int, from page: RawSpan, with decoder: inout PlainDecoder, into values: inout ColumnValues,
        byteLimit: Int
    ) throws(ParquetError) {
        // The payload is taken out of the enum first: changing it in place would copy the array.
        switch values {
        case .boolean(var target):
            values = .boolean([])
            try decoder.decode(count, from: page, into: &target)
            values = .boolean(target)
        case .int32(var target):
            values = .int32([])
            try decoder.decode(count, from: page, into: &target)
            values = .int32(target)
        case .int64(var target):
            values = .int64([])
            try decoder.decode(count, from: page, into: &target)
            values = .int64(target)
        case .float(var target):
            values = .float([])
            try decoder.decode(count, from: page, into: &target)
            values = .float(target)
        case .double(var target):
            values = .double([])
            try decoder.decode(count, from: page, into: &target)
            values = .double(target)
        case .byteArray(var target):
            values = .byteArray(ByteArrayValues())
            try decoder.decode(count, from: page, into: &target, byteLimit: byteLimit)
            values = .byteArray(target)
        case .fixedLengthByteArray(var target):
            values = .fixedLengthByteArray(FixedLengthByteArrayValues(length: target.length))
            try decoder.decode(count, from: page, into: &target)
            values = .fixedLengthByteArray(target)
        case .dictionary:
            assertionFailure("values are decoded into plain storage")
        }
    }
}
