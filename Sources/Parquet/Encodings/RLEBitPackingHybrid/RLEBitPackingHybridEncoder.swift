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

    /// Appends `values[range]`, each below `1 << bitWidth`.
    static func encode(
        _ values: [UInt32], _ range: Range<Int>, bitWidth: Int, into target: inout ByteBuffer
    ) {
        let end = range.upperBound
        let shortestRun = shortestRun(bitWidth: bitWidth)
        var literalStart = range.lowerBound
        var index = literalStart
        let span = values.span
        while index < end {
            // Literals stay a multiple of eight long, so a run can only begin at whole groups.
            let value = span[index]
            var runEnd = index &+ 1
            while runEnd < end, span[runEnd] == value { runEnd &+= 1 }
            let misaligned = (index &- literalStart) & 7
            let runStart = misaligned == 0 ? index : index &+ (8 &- misaligned)
            if runEnd &- runStart >= shortestRun {
                packLiterals(values, literalStart..<runStart, bitWidth: bitWidth, into: &target)
                appendRun(of: value, count: runEnd &- runStart, bitWidth: bitWidth, into: &target)
                literalStart = runEnd
            }
            index = runEnd
        }
        packLiterals(values, literalStart..<end, bitWidth: bitWidth, into: &target)
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

    /// Packs the values `range`; the last group is filled up with zeros.
    private static func packLiterals(
        _ values: [UInt32], _ range: Range<Int>, bitWidth: Int, into target: inout ByteBuffer
    ) {
        guard !range.isEmpty else { return }
        let groupCount = (range.count + 7) / 8
        target.appendVarint(UInt64(groupCount) << 1 | 1)
        let byteCount = groupCount * bitWidth
        target.reserve(byteCount + 8)
        let span = values.span
        let start = target.count
        var output = target.mutableBytes
        var place = start
        var pending: UInt64 = 0
        var pendingBits: UInt64 = 0
        let width = UInt64(bitWidth)
        for index in range {
            pending |= UInt64(span[index]) &<< pendingBits
            pendingBits &+= width
            if pendingBits >= 32 {
                output.store(UInt32(truncatingIfNeeded: pending), at: place)
                place &+= 4
                pending &>>= 32
                pendingBits &-= 32
            }
        }
        // What is left, and the zeros of the last group.
        while place < start &+ byteCount {
            output.store(UInt8(truncatingIfNeeded: pending), at: place)
            place &+= 1
            pending &>>= 8
        }
        target.setCount(start + byteCount)
    }
}
