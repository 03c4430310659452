internal import ParquetBytes

/// Reads levels, dictionary indices and booleans in the encoding RLE (Encodings.md, "Run Length Encoding / Bit-Packing
/// Hybrid").
///
/// The bytes are runs. A run starts with a varint whose lowest bit says which kind it is:
///
///     varint n << 1       then one value in ⌈bitWidth / 8⌉ bytes, which occurs n times
///     varint n << 1 | 1   then n groups of 8 values, each value in bitWidth bits, the lowest bit first
///
/// With three bits a value, `06 05` is 5, 5, 5 and `03 88 C6 FA` is 0, 1, 2, 3, 4, 5, 6, 7.
struct RLEBitPackingHybridDecoder: Sendable {
    /// The bits of a value, 0 to 32.
    let bitWidth: Int
    /// The next run's header.
    private var offset: Int
    /// Where the runs end.
    private let end: Int
    private var isBitPacked = false
    /// How many values of the current run are left.
    private var runRemaining = 0
    /// The value of a run of one value.
    private var runValue: UInt32 = 0
    /// The next bit-packed value, in bits from the start of the page.
    private var bitOffset = 0

    /// A decoder of the runs in the bytes `range` of a page.
    init(bitWidth: Int, range: Range<Int>) throws(ParquetError) {
        guard bitWidth >= 0, bitWidth <= 32 else {
            throw ParquetError(.malformed, "a bit width of \(bitWidth), 32 is the most")
        }
        self.bitWidth = bitWidth
        offset = range.lowerBound
        end = range.upperBound
    }

    /// Appends the next `count` values to `target`.
    ///
    /// - Throws: `ParquetError` with code `malformed` if the runs end before.
    mutating func decode<Value: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ count: Int, from page: RawSpan, into target: inout [Value]
    ) throws(ParquetError) {
        var left = count
        var place = target.count
        target.resizeUninitialized(to: place + count)
        while left > 0 {
            while runRemaining == 0 { try nextRun(page) }
            let step = min(left, runRemaining)
            if isBitPacked {
                try unpack(step, from: page, into: &target, at: place)
            } else {
                let value = Value(truncatingIfNeeded: runValue)
                var values = target.mutableSpan
                for index in place..<place + step { values[index] = value }
            }
            runRemaining -= step
            left -= step
            place += step
        }
    }

    /// Appends the next `count` values, each of one bit, to `target`.
    ///
    /// - Returns: the number of ones.
    /// - Throws: `ParquetError` with code `malformed` if the runs end before, or a value has another width.
    mutating func decode(_ count: Int, from page: RawSpan, into target: inout Bitmap) throws(ParquetError) -> Int {
        guard bitWidth == 1 else { throw ParquetError(.malformed, "values of \(bitWidth) bits where one is expected") }
        let start = target.count
        let stop = start + count
        var place = start
        // Runs are short: room is made once, and what is one is written into it.
        target.append(repeating: false, count: count)
        while place < stop {
            while runRemaining == 0 { try nextRun(page) }
            let step = min(stop - place, runRemaining)
            if isBitPacked {
                guard bitOffset + step <= offset * 8 else {
                    throw ParquetError(.malformed, "a bit-packed run is cut off")
                }
                target.setOnes(of: page, bitOffset..<bitOffset + step, at: place)
                bitOffset += step
            } else if runValue != 0 {
                target.setOnes(in: place..<place + step)
            }
            runRemaining -= step
            place += step
        }
        return target.countOnes(in: start..<stop)
    }

    /// Passes over `count` values.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many.
    mutating func skip(_ count: Int, in page: RawSpan) throws(ParquetError) {
        var left = count
        while left > 0 {
            while runRemaining == 0 { try nextRun(page) }
            let step = min(left, runRemaining)
            if isBitPacked {
                guard bitOffset + step * bitWidth <= offset * 8 else {
                    throw ParquetError(.malformed, "a bit-packed run is cut off")
                }
                bitOffset += step * bitWidth
            }
            runRemaining -= step
            left -= step
        }
    }

    private mutating func nextRun(_ page: RawSpan) throws(ParquetError) {
        guard offset < end else { throw ParquetError(.malformed, "the runs end before the values do") }
        var reader = ByteReader(page.extracting(offset..<end))
        let valueByteCount = (bitWidth + 7) / 8
        do throws(ByteReaderError) {
            let header = try reader.readVarint()
            isBitPacked = header & 1 == 1
            if isBitPacked {
                // The last group may be cut off after the last value; `unpack` checks what is really taken.
                let groups = Int(min(header >> 1, 1 << 40))
                let byteCount = min(groups * bitWidth, reader.remaining)
                bitOffset = (offset + reader.offset) * 8
                try reader.skip(byteCount)
                runRemaining = groups * 8
            } else {
                runRemaining = Int(header >> 1)
                runValue = 0
                for byte in 0..<valueByteCount { runValue |= UInt32(try reader.readUInt8()) << UInt32(8 * byte) }
            }
        } catch {
            throw ParquetError(.malformed, "a run is cut off: \(error.message)")
        }
        guard isBitPacked || UInt64(runValue) >> UInt64(bitWidth) == 0 else {
            throw ParquetError(.malformed, "a run of \(runValue), which does not fit \(bitWidth) bits")
        }
        offset += reader.offset
    }

    private mutating func unpack<Value: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ count: Int, from page: RawSpan, into target: inout [Value], at place: Int
    ) throws(ParquetError) {
        guard bitOffset + count * bitWidth <= offset * 8 else {
            throw ParquetError(.malformed, "a bit-packed run is cut off")
        }
        let mask = UInt64(1) << UInt64(bitWidth) - 1
        var bit = bitOffset
        var index = place
        let stop = place + count
        if MemoryLayout<Value>.size == 4, bit & 7 == 0, bitWidth <= 8 {
            // Indices of small dictionaries, by far the most: a load has eight of them, and two are stored at once.
            var bytes = target.mutableRawBytes
            let width = UInt64(bitWidth)
            while index &+ 8 <= stop, bit >> 3 &+ 8 <= page.byteCount {
                var word = page.loadUInt64(at: bit >> 3)
                for pair in 0..<4 {
                    bytes.store(
                        word & mask | (word &>> width & mask) &<< 32, at: index &* 4 &+ pair &* 8)
                    word &>>= 2 &* width
                }
                bit &+= 8 &* bitWidth
                index &+= 8
            }
        }
        var values = target.mutableSpan
        // Whole groups of eight values start at a byte, and one load has as many of them as fit eight bytes.
        if bit & 7 == 0, bitWidth <= 16 {
            let perLoad = bitWidth <= 8 ? 8 : 4
            let width = UInt64(bitWidth)
            while index &+ 8 <= stop, bit >> 3 &+ bitWidth &+ 8 <= page.byteCount {
                var first = bit
                for load in 0..<8 / perLoad {
                    var word = page.loadUInt64(at: first >> 3) >> UInt64(first & 7)
                    let to = index &+ load &* perLoad
                    for lane in 0..<perLoad {
                        values[to &+ lane] = Value(truncatingIfNeeded: word & mask)
                        word &>>= width
                    }
                    first &+= perLoad &* bitWidth
                }
                bit &+= 8 &* bitWidth
                index &+= 8
            }
        }
        // Eight bytes hold any value wherever its first bit is; near the end of the page there are less.
        while index < stop, bit >> 3 + 8 <= page.byteCount {
            let word = page.loadUInt64(at: bit >> 3)
            values[index] = Value(truncatingIfNeeded: (word >> UInt64(bit & 7)) & mask)
            bit += bitWidth
            index += 1
        }
        while index < stop {
            var word: UInt64 = 0
            let first = bit >> 3
            for byte in 0..<min(8, page.byteCount - first) {
                word |= UInt64(page.loadUInt8(at: first + byte)) << UInt64(8 * byte)
            }
            values[index] = Value(truncatingIfNeeded: (word >> UInt64(bit & 7)) & mask)
            bit += bitWidth
            index += 1
        }
        bitOffset = bit
    }
}
