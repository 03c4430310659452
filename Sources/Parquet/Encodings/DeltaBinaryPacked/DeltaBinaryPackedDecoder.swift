internal import ParquetBytes

/// Reads integers in the encoding DELTA_BINARY_PACKED (Encodings.md, "Delta Encoding"): the first value, then the
/// differences between neighbours, of which each block has subtracted its smallest.
///
///     header      varint: values of a block │ varint: miniblocks of a block │ varint: all values │ zigzag: first value
///     block       zigzag: smallest difference │ a byte for each miniblock: its bit width │ the miniblocks
///     miniblock   (values of a block / miniblocks of a block) differences, back to back, the lowest bit first
///
/// 1, 2, 4, 6, 7 in blocks of 128 values with 4 miniblocks:
///
///     80 01 │ 04 │ 05 │ 02            128, 4, 5 values, the first is 1
///     02 │ 01 00 00 00                differences from 1; the only miniblock that is needed takes one bit a value
///     06 00 00 00                     0, 1, 1, 0, and zeros up to 32 values
///
/// Sums wrap around at the width of the type, which is what lets differences overflow. Bit widths up to 64 are read for
/// INT32 too: some writers take differences of 32-bit numbers in 64 bits.
struct DeltaBinaryPackedDecoder: Sendable {
    /// How many values were not decoded yet.
    private(set) var remaining: Int
    /// The values of a miniblock.
    private let miniblockLength: Int
    /// The miniblocks of a block.
    private let miniblockCount: Int
    /// The value before the next one; at the start, the next one itself.
    private var previous: Int64
    private var isAtStart = true
    private var smallestDelta: Int64 = 0
    /// The place of the next miniblock's bit width.
    private var widthOffset = 0
    /// How many miniblocks of the block were not begun yet.
    private var miniblocksRemaining = 0
    private var bitWidth = 0
    /// The next difference, in bits from the start of the page.
    private var bitOffset = 0
    /// How many differences of the miniblock were not read yet.
    private var miniblockRemaining = 0
    /// Where the next miniblock or block starts.
    private var offset: Int
    /// Where the bytes end.
    private let end: Int

    /// A decoder of the values in the bytes `range` of `page`. No bytes at all are no values.
    ///
    /// - Throws: `ParquetError` with code `malformed` if the header is cut off or says what no header may.
    init(_ page: RawSpan, range: Range<Int>) throws(ParquetError) {
        end = range.upperBound
        if range.isEmpty {
            (remaining, miniblockLength, miniblockCount, previous, offset) = (0, 32, 4, 0, end)
            return
        }
        var reader = ByteReader(page.extracting(range))
        do throws(ByteReaderError) {
            let blockLength = try reader.readVarint()
            let miniblocks = try reader.readVarint()
            let count = try reader.readVarint()
            previous = try reader.readZigzag()
            guard blockLength > 0, blockLength % 128 == 0, blockLength <= Int32.max, miniblocks > 0,
                blockLength % miniblocks == 0, (blockLength / miniblocks) % 32 == 0
            else {
                throw ByteReaderError("blocks of \(blockLength) values in \(miniblocks) miniblocks", at: 0)
            }
            guard count <= Int32.max else { throw ByteReaderError("\(count) values in one page", at: 0) }
            remaining = Int(count)
            miniblockCount = Int(miniblocks)
            miniblockLength = Int(blockLength / miniblocks)
        } catch {
            throw ParquetError(.malformed, "the header of delta-coded integers is broken: \(error.message)")
        }
        offset = range.lowerBound + reader.offset
    }

    /// Appends the next `count` values.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many.
    mutating func decode(_ count: Int, from page: RawSpan, into values: inout [Int32]) throws(ParquetError) {
        try decodeIntegers(count, from: page, into: &values)
    }

    /// Appends the next `count` values.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many.
    mutating func decode(_ count: Int, from page: RawSpan, into values: inout [Int64]) throws(ParquetError) {
        try decodeIntegers(count, from: page, into: &values)
    }

    @inline(__always)
    private mutating func decodeIntegers<Value: FixedWidthInteger & SignedInteger & BitwiseCopyable>(
        _ count: Int, from page: RawSpan, into values: inout [Value]
    ) throws(ParquetError) {
        guard count >= 0, count <= remaining else {
            throw ParquetError(.malformed, "\(count) values where \(remaining) delta-coded ones are left")
        }
        guard count > 0 else { return }
        var place = values.count
        let stop = place + count
        values.resizeUninitialized(to: stop)
        if isAtStart {
            values[place] = Value(truncatingIfNeeded: previous)
            isAtStart = false
            place += 1
        }
        while place < stop {
            if miniblockRemaining == 0 { try beginMiniblock(page) }
            let step = min(stop - place, miniblockRemaining)
            guard bitOffset + step * bitWidth <= end * 8 else {
                throw ParquetError(.malformed, "a miniblock of \(bitWidth) bits a value is cut off")
            }
            previous = sum(step, from: page, into: &values, at: place)
            bitOffset += step * bitWidth
            miniblockRemaining -= step
            place += step
        }
        remaining -= count
    }

    /// Writes the next `count` values, which are of one miniblock, to `place` and returns the last.
    @inline(__always)
    private func sum<Value: FixedWidthInteger & SignedInteger & BitwiseCopyable>(
        _ count: Int, from page: RawSpan, into target: inout [Value], at place: Int
    ) -> Int64 {
        var values = target.mutableSpan
        var value = Value(truncatingIfNeeded: previous)
        let base = Value(truncatingIfNeeded: smallestDelta)
        let stop = place + count
        var index = place
        if bitWidth == 0 {
            while index < stop {
                value &+= base
                values[index] = value
                index &+= 1
            }
            return Int64(value)
        }
        let mask = UInt64.ones(bitWidth)
        let loadable = place + page.loadablePackedCount(count, bitWidth: bitWidth, at: bitOffset)
        var bit = bitOffset
        if bitWidth <= 14 {
            // Eight bytes hold four differences wherever the first of them starts.
            let shift = UInt64(truncatingIfNeeded: bitWidth)
            while index &+ 4 <= loadable {
                let word = page.loadPacked(at: bit, mask: .max)
                let first = value &+ base &+ Value(truncatingIfNeeded: word & mask)
                let second = first &+ base &+ Value(truncatingIfNeeded: word &>> shift & mask)
                let third = second &+ base &+ Value(truncatingIfNeeded: word &>> (shift &* 2) & mask)
                value = third &+ base &+ Value(truncatingIfNeeded: word &>> (shift &* 3) & mask)
                // The last one first: its bounds check makes those of the others needless.
                values[index &+ 3] = value
                values[index] = first
                values[index &+ 1] = second
                values[index &+ 2] = third
                bit &+= bitWidth &* 4
                index &+= 4
            }
        }
        if bitWidth <= 57 {
            while index < loadable {
                value &+= base &+ Value(truncatingIfNeeded: page.loadPacked(at: bit, mask: mask))
                values[index] = value
                bit &+= bitWidth
                index &+= 1
            }
        } else {
            while index < loadable {
                value &+= base &+ Value(truncatingIfNeeded: page.loadWidePacked(at: bit, mask: mask))
                values[index] = value
                bit &+= bitWidth
                index &+= 1
            }
        }
        while index < stop {
            value &+= base &+ Value(truncatingIfNeeded: page.loadLastPacked(at: bit, bitWidth: bitWidth))
            values[index] = value
            bit &+= bitWidth
            index &+= 1
        }
        return Int64(value)
    }

    /// Goes to the next miniblock, and to the next block where the last one has ended.
    private mutating func beginMiniblock(_ page: RawSpan) throws(ParquetError) {
        if miniblocksRemaining == 0 { try beginBlock(page) }
        bitWidth = Int(page.loadUInt8(at: widthOffset))
        guard bitWidth <= 64 else {
            throw ParquetError(.malformed, "a miniblock of \(bitWidth) bits a value, 64 are the most")
        }
        widthOffset += 1
        miniblocksRemaining -= 1
        miniblockRemaining = miniblockLength
        bitOffset = offset * 8
        // Some writers leave the padding of the last miniblock away; what is really taken is checked as it is taken.
        offset = min(end, offset + miniblockLength / 8 * bitWidth)
    }

    private mutating func beginBlock(_ page: RawSpan) throws(ParquetError) {
        var reader = ByteReader(page.extracting(offset..<end))
        do throws(ByteReaderError) {
            smallestDelta = try reader.readZigzag()
            widthOffset = offset + reader.offset
            try reader.skip(miniblockCount)
        } catch {
            throw ParquetError(.malformed, "a block of delta-coded integers is cut off: \(error.message)")
        }
        offset += reader.offset
        miniblocksRemaining = miniblockCount
    }

    /// The place of the first byte behind the values, which were not begun to be decoded.
    ///
    /// - Throws: `ParquetError` with code `malformed` if they are cut off.
    func endOffset(in page: RawSpan) throws(ParquetError) -> Int {
        var walk = self
        var left = remaining - 1
        while left > 0 {
            try walk.beginMiniblock(page)
            guard walk.offset * 8 == walk.bitOffset + miniblockLength * walk.bitWidth else {
                throw ParquetError(.malformed, "a miniblock of \(walk.bitWidth) bits a value is cut off")
            }
            left -= miniblockLength
        }
        return walk.offset
    }
}
