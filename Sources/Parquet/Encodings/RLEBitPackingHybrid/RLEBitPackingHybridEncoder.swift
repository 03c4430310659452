internal import ParquetBytes

/// The hybrid of run lengths and bit packing (Encodings.md, "RLE = 3"): runs, each a varint header and a body.
///
/// - header `n << 1`: the body is one value in as many whole bytes as `bitWidth` needs, repeated `n` times
/// - header `g << 1 | 1`: the body is `g` groups of eight values, packed from the lowest bit
///
/// With bit width 3, eight ones followed by 0…7 are 10 01 03 88 C6 FA.
enum RLEBitPackingHybridEncoder {
    /// Runs shorter than this are packed: a run's header and value, and the header of the packing that goes on after it,
    /// must cost less than the packed bits, which are few where values are narrow.
    static func shortestRun(bitWidth: Int) -> Int {
        bitWidth <= 1 ? 24 : bitWidth == 2 ? 16 : 8
    }

    /// The most bytes that `count` values of `bitWidth` bits take.
    ///
    /// All values packed take `bitWidth` bits each and one header. Each repeated run saves at least the three bytes of
    /// packing it replaces for at most a header, a value and another header for the packing after it; for widths below
    /// that, the difference is what `count / 8` covers.
    static func maximumByteCount(of count: Int, bitWidth: Int) -> Int {
        ((count + 7) / 8) * (bitWidth + 1) + 24
    }

    /// Appends `numbers[range]`, each below `1 << bitWidth`: levels, of 0 to 8 bits, or dictionary indices.
    static func encode<Number: HybridNumber>(
        _ numbers: [Number], _ range: Range<Int>, bitWidth: Int, into target: inout ByteBuffer
    ) {
        let bytes = numbers.span.extracting(range).rawBytes
        let count = range.count
        let shortestRun = shortestRun(bitWidth: bitWidth)
        var literalStart = 0
        var index = 0
        while index &+ 8 <= count {
            // A run begins at a whole group, since literals are packed in groups of eight.
            guard let word = wordOfRun(of: Number.self, bytes, at: index) else {
                index &+= 8
                continue
            }
            let runEnd = endOfRun(of: Number.self, word, from: index &+ 8, in: bytes)
            if runEnd &- index >= shortestRun {
                pack(Number.self, bytes, literalStart..<index, bitWidth: bitWidth, into: &target)
                let value = UInt32(truncatingIfNeeded: Number(truncatingIfNeeded: word))
                appendRun(of: value, count: runEnd &- index, bitWidth: bitWidth, into: &target)
                literalStart = runEnd
                index = runEnd
            } else {
                index &+= (runEnd &- index) & ~7
            }
        }
        pack(Number.self, bytes, literalStart..<count, bitWidth: bitWidth, into: &target)
    }

    /// Eight bytes of the eight numbers from `index` on, if these are all the same.
    @inline(__always)
    private static func wordOfRun<Number: HybridNumber>(of: Number.Type, _ numbers: RawSpan, at index: Int) -> UInt64? {
        let size = MemoryLayout<Number>.size
        let word = numbers.loadUInt64(at: index &* size)
        var difference = word ^ (word &<< UInt64(Number.bitWidth) | word &>> UInt64(64 &- Number.bitWidth))
        for other in 1..<size { difference |= word ^ numbers.loadUInt64(at: index &* size &+ other &* 8) }
        return difference == 0 ? word : nil
    }

    /// The first number from `index` on that is another than those of `word`.
    @inline(__always)
    private static func endOfRun<Number: HybridNumber>(
        of: Number.Type, _ word: UInt64, from index: Int, in numbers: RawSpan
    ) -> Int {
        let size = MemoryLayout<Number>.size
        let count = numbers.byteCount / size
        var end = index
        while end &+ 8 / size <= count {
            let difference = numbers.loadUInt64(at: end &* size) ^ word
            guard difference == 0 else { return end &+ difference.trailingZeroBitCount / Number.bitWidth }
            end &+= 8 / size
        }
        while end < count, Number.load(numbers, at: end) == Number(truncatingIfNeeded: word) { end &+= 1 }
        return end
    }

    /// Appends the first `count` bits of `bitmap`, as levels of one bit.
    static func encode(_ bitmap: Bitmap, into target: inout ByteBuffer) {
        let shortestRun = shortestRun(bitWidth: 1)
        let bytes = bitmap.bytes
        let wholeBytes = bitmap.count / 8
        let byteCount = (bitmap.count + 7) / 8
        var literalStart = 0
        var index = 0
        while index < wholeBytes {
            let byte = bytes.loadUInt8(at: index)
            guard byte == 0 || byte == 0xFF else {
                index &+= 1
                continue
            }
            var runEnd = index &+ 1
            while runEnd < wholeBytes, bytes.loadUInt8(at: runEnd) == byte { runEnd &+= 1 }
            let reachesEnd = runEnd == wholeBytes && tailContinues(byte, bitmap)
            if (runEnd &- index) &* 8 >= shortestRun || (reachesEnd && literalStart == index) {
                appendPacked(bytes, literalStart..<index, into: &target)
                let count = reachesEnd ? bitmap.count &- index &* 8 : (runEnd &- index) &* 8
                appendRun(of: byte == 0 ? 0 : 1, count: count, bitWidth: 1, into: &target)
                if reachesEnd { return }
                literalStart = runEnd
            }
            index = runEnd
        }
        appendPacked(bytes, literalStart..<byteCount, into: &target)
    }

    /// Whether the bits behind the last whole byte are all those of `byte`.
    private static func tailContinues(_ byte: UInt8, _ bitmap: Bitmap) -> Bool {
        let tail = bitmap.count & 7
        guard tail > 0 else { return true }
        let last = bitmap.bytes.loadUInt8(at: bitmap.count / 8)
        return last == byte & ((1 << UInt8(tail)) - 1)
    }

    static func appendRun(of value: UInt32, count: Int, bitWidth: Int, into target: inout ByteBuffer) {
        target.appendVarint(UInt64(count) << 1)
        var rest = value
        for _ in 0..<(bitWidth + 7) / 8 {
            target.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    private static func appendPacked(_ bytes: RawSpan, _ range: Range<Int>, into target: inout ByteBuffer) {
        guard !range.isEmpty else { return }
        target.appendVarint(UInt64(range.count) << 1 | 1)
        target.append(bytes.bytes(range))
    }
}
