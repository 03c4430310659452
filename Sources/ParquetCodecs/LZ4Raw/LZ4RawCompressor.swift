internal import ParquetBytes

/// Compression to LZ4 blocks: greedy, with a table of where each four bytes were last seen.
struct LZ4RawCompressor: ~Copyable {
    private static let tableBits: UInt32 = 13
    /// The last place of four bytes with each hash, as far as it was put down; zeros are checked like all others.
    private var table: [UInt32]

    /// The format wants the last five bytes to be literals, and no match to start in the last twelve.
    private static let trailingLiterals = 5
    private static let unmatchedTail = 12

    init() {
        table = [UInt32](repeating: 0, count: 1 << Int(LZ4RawCompressor.tableBits))
    }

    /// Appends the block of `source`.
    mutating func compress(_ source: RawSpan, into target: inout ByteBuffer) throws(CodecError) {
        let count = source.byteCount
        guard count <= Int32.max else { throw CodecError("a page of \(count) bytes exceeds LZ4's 2 GiB") }
        target.reserve(PageCodec.lz4Raw.maximumCompressedSize(of: count))
        for index in table.indices { table[index] = 0 }
        var writer = LZ4BlockWriter(place: target.count)
        var output = target.mutableBytes
        // Literals that no sequence has taken yet start here.
        var anchor = 0
        var position = 1
        let lastStart = count - LZ4RawCompressor.unmatchedTail
        let matchEnd = count - LZ4RawCompressor.trailingLiterals
        // Where nothing repeats, steps grow.
        var misses = 1 << 6
        var places = table.mutableSpan
        while position <= lastStart {
            let bytes = source.loadUInt32(at: position)
            let slot = Int(LZ4RawCompressor.hash(bytes))
            let candidate = Int(places[slot])
            places[slot] = UInt32(truncatingIfNeeded: position)
            guard candidate < position, position &- candidate <= 0xFFFF, source.loadUInt32(at: candidate) == bytes
            else {
                position &+= misses >> 6
                misses &+= 1
                continue
            }
            misses = 1 << 6
            var start = position
            var from = candidate
            while start > anchor, from > 0, source.loadUInt8(at: start &- 1) == source.loadUInt8(at: from &- 1) {
                start &-= 1
                from &-= 1
            }
            let length = LZ4RawCompressor.matchLength(source, from, start, upTo: matchEnd)
            writer.append(source, literals: anchor..<start, distance: start &- from, length: length, to: &output)
            position = start &+ length
            anchor = position
            if position <= lastStart {
                let before = source.loadUInt32(at: position &- 2)
                places[Int(LZ4RawCompressor.hash(before))] = UInt32(truncatingIfNeeded: position &- 2)
            }
        }
        writer.appendLast(source, literals: anchor..<count, to: &output)
        target.setCount(writer.place)
    }

    @inline(__always)
    private static func hash(_ bytes: UInt32) -> UInt32 {
        (bytes &* 2_654_435_761) >> (32 - tableBits)
    }

    /// How many bytes at `first` and `second`, which lies behind it, are the same before `end`.
    @inline(__always)
    private static func matchLength(_ source: RawSpan, _ first: Int, _ second: Int, upTo end: Int) -> Int {
        var length = 4
        while second &+ length &+ 8 <= end {
            let difference = source.loadUInt64(at: first &+ length) ^ source.loadUInt64(at: second &+ length)
            if difference != 0 { return length &+ difference.trailingZeroBitCount / 8 }
            length &+= 8
        }
        while second &+ length < end,
            source.loadUInt8(at: first &+ length) == source.loadUInt8(at: second &+ length)
        {
            length &+= 1
        }
        return length
    }
}

/// Puts sequences down; the room for them was made.
private struct LZ4BlockWriter {
    /// Where the next byte is written.
    var place: Int

    @inline(__always)
    mutating func append(
        _ source: RawSpan, literals: Range<Int>, distance: Int, length: Int, to output: inout MutableRawSpan
    ) {
        let more = length &- 4
        appendLiterals(source, literals, UInt8(truncatingIfNeeded: min(more, 15)), to: &output)
        output.store(UInt8(truncatingIfNeeded: distance), at: place)
        output.store(UInt8(truncatingIfNeeded: distance >> 8), at: place &+ 1)
        place &+= 2
        if more >= 15 { appendLength(more &- 15, to: &output) }
    }

    mutating func appendLast(_ source: RawSpan, literals: Range<Int>, to output: inout MutableRawSpan) {
        appendLiterals(source, literals, 0, to: &output)
    }

    @inline(__always)
    private mutating func appendLiterals(
        _ source: RawSpan, _ literals: Range<Int>, _ lowHalf: UInt8, to output: inout MutableRawSpan
    ) {
        let count = literals.count
        output.store(UInt8(truncatingIfNeeded: min(count, 15)) << 4 | lowHalf, at: place)
        place &+= 1
        if count >= 15 { appendLength(count &- 15, to: &output) }
        output.copyOverwriting(from: source, at: literals.lowerBound, count: count, to: place)
        place &+= count
    }

    private mutating func appendLength(_ length: Int, to output: inout MutableRawSpan) {
        var rest = length
        while rest >= 255 {
            output.store(255 as UInt8, at: place)
            place &+= 1
            rest &-= 255
        }
        output.store(UInt8(truncatingIfNeeded: rest), at: place)
        place &+= 1
    }
}
