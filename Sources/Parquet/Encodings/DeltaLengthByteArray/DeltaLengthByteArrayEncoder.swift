internal import ParquetBytes

/// Writes byte strings in the encoding DELTA_LENGTH_BYTE_ARRAY (Encodings.md, "Delta-length byte array"): all lengths in
/// DELTA_BINARY_PACKED, then all bytes.
///
/// "ab", "", "c":
///
///     80 01 04 03 04       128 values a block, 4 miniblocks, 3 values, the first is 2
///     03 02 00 00 00       differences from -2; two bits each
///     0C 00 00 00 00 00 00 00    -2 + 0, -2 + 3: the lengths are 2, 0, 1
///     61 62 63
enum DeltaLengthByteArrayEncoder {
    /// The most bytes that `valueCount` byte strings take, which in PLAIN are `plainByteCount`.
    static func maximumByteCount(valueCount: Int, plainByteCount: Int) -> Int {
        DeltaBinaryPackedEncoder.maximumByteCount(valueCount: valueCount, width: 4) + plainByteCount - valueCount * 4
    }

    /// Appends `valueCount` byte strings.
    ///
    /// - Parameter plain: the byte strings in PLAIN, each with its length in four bytes before it.
    static func encode(plain: RawSpan, valueCount: Int, into target: inout ByteBuffer) {
        var lengths: [UInt32] = []
        lengths.resizeUninitialized(to: valueCount)
        readLengths(plain, into: &lengths)
        DeltaBinaryPackedEncoder.encode(
            plain: lengths.rawBytes, valueCount: valueCount, type: .int32, into: &target)
        let bytes = plain.byteCount - valueCount * 4
        // Sixteen bytes of scratch space let the last bytes be copied with wide moves, too.
        target.reserve(bytes + 16)
        var place = target.count
        var output = target.mutableBytes
        let known = lengths.span
        var from = 0
        for index in known.indices {
            let length = Int(known[index])
            output.copyInSixteens(from: plain, at: from &+ 4, count: length, to: place)
            from &+= 4 &+ length
            place &+= length
        }
        target.setCount(place)
    }

    /// Reads as many lengths as `lengths` has places.
    private static func readLengths(_ plain: RawSpan, into lengths: inout [UInt32]) {
        var target = lengths.mutableSpan
        var offset = 0
        for index in target.indices {
            let length = plain.loadUInt32(at: offset)
            target[index] = length
            offset &+= 4 &+ Int(length)
        }
        precondition(offset == plain.byteCount, "the byte strings take \(offset) of \(plain.byteCount) bytes")
    }
}

extension MutableRawSpan {
    /// Copies `source[sourceOffset ..< sourceOffset + count]` to `offset`, sixteen bytes at a time where both spans have
    /// room for it: up to 15 bytes behind the copied ones may be overwritten. Long strings are copied as a whole.
    @inline(__always)
    @_lifetime(self: copy self)
    mutating func copyInSixteens(from source: RawSpan, at sourceOffset: Int, count: Int, to offset: Int) {
        if count <= 128, sourceOffset &+ count &+ 16 <= source.byteCount, offset &+ count &+ 16 <= byteCount {
            var done = 0
            while done < count {
                store(source.loadBytes16(at: sourceOffset &+ done), at: offset &+ done)
                done &+= 16
            }
        } else {
            copy(from: source, at: sourceOffset, count: count, to: offset)
        }
    }
}
