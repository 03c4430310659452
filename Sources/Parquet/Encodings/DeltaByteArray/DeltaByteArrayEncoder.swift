internal import ParquetBytes

/// Writes byte strings in the encoding DELTA_BYTE_ARRAY (Encodings.md, "Delta Strings"): of each value, how many bytes it
/// shares with the start of the value before it, and the rest.
///
///     DELTA_BINARY_PACKED             the lengths of the shared prefixes
///     DELTA_LENGTH_BYTE_ARRAY         the suffixes: their lengths in DELTA_BINARY_PACKED, then their bytes
///
/// "axis", "axle" have the prefixes 0, 2 and the suffixes "axis", "le":
///
///     80 01 04 02 00 │ 04 00 00 00 00                  0, then differences of 2 in no bits
///     80 01 04 02 08 │ 03 00 00 00 00                  4, then differences of -2
///     61 78 69 73 6C 65
///
/// The first value of a page shares nothing, so that pages can be read one without the other.
enum DeltaByteArrayEncoder {
    /// The most bytes that `valueCount` byte strings take.
    ///
    /// - Parameters:
    ///   - plainByteCount: what they take in PLAIN.
    ///   - fixedLength: the bytes of each; nil if each has its length before it.
    static func maximumByteCount(valueCount: Int, plainByteCount: Int, fixedLength: Int?) -> Int {
        let lengths = fixedLength == nil ? valueCount * 4 : 0
        return DeltaBinaryPackedEncoder.maximumByteCount(valueCount: valueCount, width: 4) * 2 + plainByteCount
            - lengths
    }

    /// Appends `valueCount` byte strings.
    ///
    /// - Parameters:
    ///   - plain: the byte strings in PLAIN.
    ///   - fixedLength: the bytes of each for FIXED_LEN_BYTE_ARRAY; nil for BYTE_ARRAY, where each has its length in four
    ///     bytes before it.
    static func encode(plain: RawSpan, valueCount: Int, fixedLength: Int?, into target: inout ByteBuffer) {
        var prefixes: [UInt32] = []
        var suffixes: [UInt32] = []
        prefixes.resizeUninitialized(to: valueCount)
        suffixes.resizeUninitialized(to: valueCount)
        let suffixByteCount =
            if let fixedLength {
                compare(plain, fixedLength: fixedLength, &prefixes, &suffixes)
            } else {
                compare(plain, &prefixes, &suffixes)
            }
        DeltaBinaryPackedEncoder.encode(plain: prefixes.rawBytes, valueCount: valueCount, type: .int32, into: &target)
        DeltaBinaryPackedEncoder.encode(plain: suffixes.rawBytes, valueCount: valueCount, type: .int32, into: &target)
        // Sixteen bytes of scratch space let the last bytes be copied with wide moves, too.
        target.reserve(suffixByteCount + 16)
        var place = target.count
        var output = target.mutableBytes
        let shared = prefixes.span
        let lengths = suffixes.span
        let gap = fixedLength == nil ? 4 : 0
        var from = 0
        for index in shared.indices {
            let length = Int(lengths[index])
            from &+= gap &+ Int(shared[index])
            output.copyInSixteens(from: plain, at: from, count: length, to: place)
            from &+= length
            place &+= length
        }
        target.setCount(place)
    }

    /// Finds the prefixes' and suffixes' lengths of values that have their length before them.
    ///
    /// - Returns: the bytes of all suffixes.
    private static func compare(_ plain: RawSpan, _ prefixes: inout [UInt32], _ suffixes: inout [UInt32]) -> Int {
        var shared = prefixes.mutableSpan
        var lengths = suffixes.mutableSpan
        var (previous, previousLength) = (0, 0)
        var offset = 0
        var total = 0
        for index in shared.indices {
            let length = Int(plain.loadUInt32(at: offset))
            offset &+= 4
            let prefix = plain.sharedPrefixLength(previous, offset, limit: min(previousLength, length))
            shared[index] = UInt32(truncatingIfNeeded: prefix)
            lengths[index] = UInt32(truncatingIfNeeded: length &- prefix)
            total &+= length &- prefix
            (previous, previousLength) = (offset, length)
            offset &+= length
        }
        precondition(offset == plain.byteCount, "the byte strings take \(offset) of \(plain.byteCount) bytes")
        return total
    }

    /// Finds the prefixes' and suffixes' lengths of values of `length` bytes.
    ///
    /// - Returns: the bytes of all suffixes.
    private static func compare(
        _ plain: RawSpan, fixedLength length: Int, _ prefixes: inout [UInt32], _ suffixes: inout [UInt32]
    ) -> Int {
        var shared = prefixes.mutableSpan
        var lengths = suffixes.mutableSpan
        precondition(length >= 0 && plain.byteCount == shared.count * length)
        var total = 0
        for index in shared.indices {
            let offset = index &* length
            let prefix = index == 0 ? 0 : plain.sharedPrefixLength(offset &- length, offset, limit: length)
            shared[index] = UInt32(truncatingIfNeeded: prefix)
            lengths[index] = UInt32(truncatingIfNeeded: length &- prefix)
            total &+= length &- prefix
        }
        return total
    }
}

extension RawSpan {
    /// How many bytes, `limit` at most, are the same from `first` on and from `second` on, which is not before `first`.
    @inline(__always)
    fileprivate func sharedPrefixLength(_ first: Int, _ second: Int, limit: Int) -> Int {
        var length = 0
        while length < limit, second &+ length &+ 8 <= byteCount {
            let difference = loadUInt64(at: first &+ length) ^ loadUInt64(at: second &+ length)
            guard difference == 0 else { return Swift.min(limit, length &+ difference.trailingZeroBitCount / 8) }
            length &+= 8
        }
        while length < limit, loadUInt8(at: first &+ length) == loadUInt8(at: second &+ length) { length &+= 1 }
        return Swift.min(length, limit)
    }
}
