internal import ParquetBytes

extension Encoding {
    /// Appends the values of a page to `target`.
    ///
    /// - Parameters:
    ///   - plain: the values in PLAIN; nothing for booleans.
    ///   - bits: the values of a boolean column.
    /// - Precondition: the encoding is one without a dictionary, and not PLAIN.
    func encode(
        plain: RawSpan, bits: Bitmap, valueCount: Int, _ column: ColumnDescriptor, into target: inout ByteBuffer
    ) {
        let type = column.physicalType
        switch self {
        case .rle: RLEBooleanEncoder.encode(bits, into: &target)
        case .deltaBinaryPacked:
            DeltaBinaryPackedEncoder.encode(plain: plain, valueCount: valueCount, type: type, into: &target)
        case .deltaLengthByteArray:
            DeltaLengthByteArrayEncoder.encode(plain: plain, valueCount: valueCount, into: &target)
        case .deltaByteArray:
            DeltaByteArrayEncoder.encode(
                plain: plain, valueCount: valueCount,
                fixedLength: type == .fixedLengthByteArray ? column.typeLength : nil, into: &target)
        case .byteStreamSplit: ByteStreamSplitEncoder.encode(plain: plain, width: column.width, into: &target)
        case .alp: ALPEncoder.encode(plain: plain, valueCount: valueCount, type: type, into: &target)
        case .plain, .plainDictionary, .bitPacked, .rleDictionary, .unknown:
            preconditionFailure("\(name) is not made of a page's values in PLAIN")
        }
    }

    /// The most bytes that values take which take `plainByteCount` in PLAIN, in `pageCount` pages.
    ///
    /// Differences are packed in blocks with a few bytes of frame each; of byte strings there are two numbers instead of
    /// one.
    func maximumByteCount(plainByteCount: Int, valueCount: Int, pageCount: Int) -> Int {
        switch self {
        case .plain, .plainDictionary, .bitPacked, .rleDictionary, .byteStreamSplit, .unknown: plainByteCount
        // A vector of exceptions takes two bytes more for each value, and each of a thousand values a head of 17.
        case .alp: plainByteCount + 3 * valueCount + 32 * pageCount
        case .rle: plainByteCount + plainByteCount / 8 + 64 * pageCount
        case .deltaBinaryPacked, .deltaLengthByteArray, .deltaByteArray:
            plainByteCount + 9 * valueCount + 2048 * pageCount
        }
    }
}

extension ColumnDescriptor {
    /// The bytes of a value in PLAIN, for types of one width; 0 for others.
    var width: Int {
        switch physicalType {
        case .int32, .float: 4
        case .int64, .double: 8
        case .int96: 12
        case .fixedLengthByteArray: typeLength ?? 0
        case .boolean, .byteArray: 0
        }
    }
}
