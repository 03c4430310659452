internal import ParquetBytes

/// The LZ4 library's frames, any number of them one after the other, skippable ones among them.
///
///     04 22 4D 18 │ flags │ greatest block │ [UInt64: content size] │ a byte of the header's hash
///     UInt32: bytes of a block, the highest bit set if it is not compressed │ the block │ [its hash] │ …
///     00 00 00 00 │ [the content's hash]
///
/// Hashes are xxHash32. All numbers are little-endian.
struct LZ4Frame: ~Escapable {
    private let source: RawSpan
    private var offset = 0
    private let limit: Int

    @_lifetime(copy source)
    private init(_ source: RawSpan, limit: Int) {
        self.source = source
        self.limit = limit
    }

    /// Whether the first bytes are those of a frame.
    static func isFrame(_ source: RawSpan) -> Bool {
        source.byteCount >= 4 && source.loadUInt32(at: 0) == 0x184D_2204
    }

    /// Appends the `uncompressedSize` bytes that `source` holds.
    static func decompress(
        _ source: RawSpan, uncompressedSize: Int, into target: inout ByteBuffer
    ) throws(CodecError) {
        let start = target.count
        target.reserve(uncompressedSize)
        var frames = LZ4Frame(source, limit: start + uncompressedSize)
        var place = start
        while frames.offset < source.byteCount { place = try frames.decompressFrame(into: &target, at: place) }
        guard place == start + uncompressedSize else {
            throw CodecError("LZ4 frames hold \(place - start) bytes where \(uncompressedSize) are announced")
        }
        target.setCount(place)
    }

    /// Writes what the next frame holds to `start` and returns the place behind it.
    @_lifetime(self: copy self)
    private mutating func decompressFrame(into target: inout ByteBuffer, at start: Int) throws(CodecError) -> Int {
        let magic = try readUInt32()
        if magic & 0xFFFF_FFF0 == 0x184D_2A50 {
            try skip(Int(try readUInt32()))
            return start
        }
        guard magic == 0x184D_2204 else { throw CodecError("no LZ4 frame where one should start") }
        let descriptor = offset
        try skip(2)
        let flags = source.loadUInt8(at: descriptor)
        guard flags >> 6 == 1, flags & 0b10 == 0, source.loadUInt8(at: descriptor + 1) & 0b1000_1111 == 0 else {
            throw CodecError("an LZ4 frame of an unknown version")
        }
        guard flags & 0b1 == 0 else { throw CodecError("an LZ4 frame that needs a dictionary") }
        let hasContentSize = flags & 0b1000 != 0
        if hasContentSize { try skip(8) }
        let headerHash = XXHash32.hash(source.bytes(descriptor..<offset)) >> 8 & 0xFF
        try skip(1)
        guard source.loadUInt8(at: offset - 1) == UInt8(headerHash) else {
            throw CodecError("the header of an LZ4 frame does not match its hash")
        }
        let place = try decompressBlocks(into: &target, at: start, haveHashes: flags & 0b1_0000 != 0)
        if hasContentSize {
            let announced = source.loadUInt64(at: descriptor + 2)
            guard announced == UInt64(place - start) else {
                throw CodecError("an LZ4 frame holds \(place - start) bytes where it announces \(announced)")
            }
        }
        if flags & 0b100 != 0 {
            let expected = try readUInt32()
            let output = target.mutableBytes
            guard XXHash32.hash(output.bytes.bytes(start..<place)) == expected else {
                throw CodecError("the content of an LZ4 frame does not match its hash")
            }
        }
        return place
    }

    @_lifetime(self: copy self)
    private mutating func decompressBlocks(
        into target: inout ByteBuffer, at start: Int, haveHashes: Bool
    ) throws(CodecError) -> Int {
        var place = start
        while true {
            let header = try readUInt32()
            if header == 0 { return place }
            let block = offset
            try skip(Int(header & 0x7FFF_FFFF))
            let range = block..<offset
            if haveHashes {
                let expected = try readUInt32()
                guard XXHash32.hash(source.bytes(range)) == expected else {
                    throw CodecError("a block of an LZ4 frame does not match its hash")
                }
            }
            if header >> 31 == 1 {
                guard range.count <= limit - place else {
                    throw CodecError("LZ4 frames hold more bytes than announced")
                }
                var output = target.mutableBytes
                output.copy(from: source, at: block, count: range.count, to: place)
                place += range.count
            } else {
                // Matches may reach back into the blocks before, unless the frame says otherwise.
                place = try LZ4Raw.decompress(source, range, to: place, within: start..<limit, of: &target)
            }
        }
    }

    @_lifetime(self: copy self)
    private mutating func skip(_ count: Int) throws(CodecError) {
        guard count <= source.byteCount - offset else { throw CodecError("an LZ4 frame is cut off") }
        offset += count
    }

    @_lifetime(self: copy self)
    private mutating func readUInt32() throws(CodecError) -> UInt32 {
        try skip(4)
        return source.loadUInt32(at: offset - 4)
    }
}
