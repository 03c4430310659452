internal import ParquetBytes

/// Decompression of LZ4 blocks, the whole of a page with the codec LZ4_RAW.
///
/// A block is sequences. Each appends literals, then a match: bytes that were written `distance` bytes ago.
///
///     token                   high half: literals, low half: length of the match - 4; 15 means that more follows
///     more of the literals    bytes to be added, as long as they are 255
///     literals
///     distance                UInt16, little-endian, not 0
///     more of the match       like more of the literals
///
/// The last sequence ends behind its literals. "abcabcabcabc!" is `35 61 62 63 03 00 │ 10 21`: three literals, then nine
/// bytes from three ago, which reach into what they write themselves; one literal.
enum LZ4Raw {
    /// Appends the `uncompressedSize` bytes that the block `source` holds.
    static func decompress(
        _ source: RawSpan, uncompressedSize: Int, into target: inout ByteBuffer
    ) throws(CodecError) {
        let start = target.count
        target.reserve(uncompressedSize)
        let end = try decompress(
            source, 0..<source.byteCount, to: start, within: start..<start + uncompressedSize, of: &target)
        guard end == start + uncompressedSize else {
            throw CodecError("LZ4 bytes hold \(end - start) bytes where \(uncompressedSize) are announced")
        }
        target.setCount(end)
    }

    /// Writes what the block in the bytes `range` of `source` holds into the storage of `target`, from `place` on.
    ///
    /// - Parameter window: the bytes of the storage that matches may reach back into, and that may be written.
    /// - Returns: the place behind the last byte written.
    /// - Throws: `CodecError` if the block is broken or does not fit `window`.
    static func decompress(
        _ source: RawSpan, _ range: Range<Int>, to place: Int, within window: Range<Int>, of target: inout ByteBuffer
    ) throws(CodecError) -> Int {
        var output = target.mutableBytes
        var reader = LZ4Sequences(source, range, place, window)
        try reader.decode(into: &output)
        return reader.place
    }
}

/// The state of a block's decompression: a place in the input, a place in the output, and how far both may go.
private struct LZ4Sequences: ~Escapable {
    let source: RawSpan
    /// The next byte of the block.
    var offset: Int
    let end: Int
    /// Where the next byte is written.
    var place: Int
    let windowStart: Int
    let limit: Int

    @_lifetime(copy source)
    init(_ source: RawSpan, _ range: Range<Int>, _ place: Int, _ window: Range<Int>) {
        self.source = source
        offset = range.lowerBound
        end = range.upperBound
        self.place = place
        windowStart = window.lowerBound
        limit = window.upperBound
    }

    @_lifetime(self: copy self)
    mutating func decode(into output: inout MutableRawSpan) throws(CodecError) {
        while true {
            guard offset < end else { throw CodecError("LZ4 bytes are cut off before a token") }
            let token = Int(source.loadUInt8(at: offset))
            offset &+= 1
            var literals = token >> 4
            // The usual case: few literals, and room to copy sixteen bytes whatever their number.
            if literals < 15, offset &+ 18 <= end, place &+ 16 <= limit {
                output.store(source.loadBytes16(at: offset), at: place)
                offset &+= literals
                place &+= literals
            } else {
                if literals == 15 { literals = try readLength(from: 15) }
                guard literals <= end - offset, literals <= limit - place else {
                    throw CodecError(
                        "LZ4 bytes have \(literals) literals where \(end - offset) bytes are left and "
                            + "\(limit - place) are missing")
                }
                output.copy(from: source, at: offset, count: literals, to: place)
                offset += literals
                place += literals
                if offset == end { return }
                guard offset + 2 <= end else { throw CodecError("LZ4 bytes are cut off within a distance") }
            }
            let distance = Int(source.loadUInt16(at: offset))
            offset &+= 2
            guard distance > 0, distance <= place &- windowStart else {
                throw CodecError("an LZ4 match \(distance) bytes ago, \(place - windowStart) bytes are there")
            }
            var length = token & 15
            // The usual case again: at most 18 bytes, which do not overlap within eight.
            if length < 15, distance >= 8, place &+ 24 <= limit {
                let from = place &- distance
                output.store(output.bytes.loadUInt64(at: from), at: place)
                output.store(output.bytes.loadUInt64(at: from &+ 8), at: place &+ 8)
                output.store(output.bytes.loadUInt64(at: from &+ 16), at: place &+ 16)
                place &+= length &+ 4
                continue
            }
            if length == 15 { length = try readLength(from: 15) }
            length += 4
            guard length <= limit - place else {
                throw CodecError("an LZ4 match of \(length) bytes, \(limit - place) are missing")
            }
            output.copyRepeating(length, distance: distance, to: place, limit: limit)
            place += length
        }
    }

    /// `length` and the bytes that continue it.
    @_lifetime(self: copy self)
    private mutating func readLength(from length: Int) throws(CodecError) -> Int {
        var sum = length
        while offset < end {
            let byte = Int(source.loadUInt8(at: offset))
            offset &+= 1
            // A sum of bytes that are all in memory does not overflow.
            sum &+= byte
            if byte != 255 { return sum }
        }
        throw CodecError("LZ4 bytes are cut off within a length")
    }
}
