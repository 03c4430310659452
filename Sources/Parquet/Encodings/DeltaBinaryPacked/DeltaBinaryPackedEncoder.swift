internal import ParquetBytes

/// Writes integers in the encoding DELTA_BINARY_PACKED (Encodings.md, "Delta Encoding"): the first value, then the
/// differences between neighbours, of which each block has subtracted its smallest.
///
///     header      varint: 128 values a block │ varint: 4 miniblocks a block │ varint: all values │ zigzag: first value
///     block       zigzag: smallest difference │ a byte for each miniblock: its bit width │ the miniblocks
///     miniblock   32 differences less the smallest, back to back, the lowest bit first
///
/// 7, 5, 3, 1, 2, 3, 4, 5 have the differences -2, -2, -2, 1, 1, 1, 1:
///
///     80 01 │ 04 │ 08 │ 0E            128, 4, 8 values, the first is 7
///     03 │ 02 00 00 00                differences from -2; the only miniblock that is needed takes two bits a value
///     C0 3F 00 00 00 00 00 00         0, 0, 0, 3, 3, 3, 3, and zeros up to 32 values
///
/// Differences wrap around at the width of the type, so that none takes more bits than the type has.
enum DeltaBinaryPackedEncoder {
    private static let blockLength = 128
    private static let miniblockLength = 32
    private static let miniblockCount = 4

    /// The most bytes that `valueCount` integers of `width` bytes, 4 or 8, take.
    static func maximumByteCount(valueCount: Int, width: Int) -> Int {
        let header = 3 + 10 + 10
        let differences = max(valueCount - 1, 0)
        let blocks = (differences + blockLength - 1) / blockLength
        let miniblocks = (differences + miniblockLength - 1) / miniblockLength
        return header + blocks * (10 + miniblockCount) + miniblocks * miniblockLength * width
    }

    /// Appends `valueCount` integers.
    ///
    /// - Parameters:
    ///   - plain: the integers in PLAIN.
    ///   - type: `.int32` or `.int64`.
    static func encode(plain: RawSpan, valueCount: Int, type: PhysicalType, into target: inout ByteBuffer) {
        switch type {
        case .int32: encode(plain, valueCount, of: Int32.self, into: &target)
        case .int64: encode(plain, valueCount, of: Int64.self, into: &target)
        case .boolean, .int96, .float, .double, .byteArray, .fixedLengthByteArray:
            preconditionFailure("DELTA_BINARY_PACKED is for INT32 and INT64, not \(type.name)")
        }
    }

    @inline(__always)
    private static func encode<Value: DeltaInteger>(
        _ plain: RawSpan, _ count: Int, of _: Value.Type, into target: inout ByteBuffer
    ) {
        let width = MemoryLayout<Value>.size
        precondition(count >= 0 && count <= Int(Int32.max) && plain.byteCount == count * width)
        target.appendVarint(UInt64(blockLength))
        target.appendVarint(UInt64(miniblockCount))
        target.appendVarint(UInt64(count))
        target.appendZigzag(count > 0 ? Int64(Value.load(plain, at: 0)) : 0)
        guard count > 1 else { return }
        // Sixteen bytes of scratch space let the last numbers be stored eight bytes at a time, too.
        target.reserve(maximumByteCount(valueCount: count, width: width) + 16)
        var end = target.count
        var output = target.mutableBytes
        // The value that the next block's first difference is taken from.
        var index = 0
        while index + blockLength < count {
            let block = plain.extracting(index * width..<(index + blockLength + 1) * width)
            end = encodeBlock(block, of: Value.self, into: &output, at: end)
            index += blockLength
        }
        if index + 1 < count {
            let rest = plain.extracting(index * width..<count * width)
            let block = padded(rest, of: Value.self)
            end = encodeBlock(block.rawBytes, of: Value.self, into: &output, at: end)
        }
        target.setCount(end)
    }

    /// The values of the last block made up to a full one, so that every further difference is the smallest: it becomes a
    /// zero, and the miniblocks of nothing else have no bits.
    private static func padded<Value: DeltaInteger>(_ plain: RawSpan, of _: Value.Type) -> [Value] {
        let width = MemoryLayout<Value>.size
        var values: [Value] = []
        values.reserveCapacity(blockLength + 1)
        var smallest = Value.max
        for offset in stride(from: 0, to: plain.byteCount, by: width) {
            let value = Value.load(plain, at: offset)
            if let previous = values.last { smallest = min(smallest, value &- previous) }
            values.append(value)
        }
        while values.count <= blockLength { values.append(values[values.count - 1] &+ smallest) }
        return values
    }

    /// Writes the block of the value before it and 128 values to `offset`.
    ///
    /// - Returns: the place behind it.
    @inline(__always)
    private static func encodeBlock<Value: DeltaInteger>(
        _ plain: RawSpan, of _: Value.Type, into target: inout MutableRawSpan, at offset: Int
    ) -> Int {
        let length = miniblockLength * MemoryLayout<Value>.size
        let first = bounds(plain, 0, of: Value.self)
        let second = bounds(plain, length, of: Value.self)
        let third = bounds(plain, length * 2, of: Value.self)
        let fourth = bounds(plain, length * 3, of: Value.self)
        let smallest = min(min(first.smallest, second.smallest), min(third.smallest, fourth.smallest))
        var place = target.storeZigzag(Int64(smallest), at: offset)
        let widths = (
            bitWidth(first.greatest, smallest), bitWidth(second.greatest, smallest),
            bitWidth(third.greatest, smallest), bitWidth(fourth.greatest, smallest)
        )
        target.store(
            UInt32(truncatingIfNeeded: widths.0 | widths.1 << 8 | widths.2 << 16 | widths.3 << 24), at: place)
        place &+= 4
        place = pack(plain, 0, smallest, bitWidth: widths.0, into: &target, at: place)
        place = pack(plain, length, smallest, bitWidth: widths.1, into: &target, at: place)
        place = pack(plain, length * 2, smallest, bitWidth: widths.2, into: &target, at: place)
        return pack(plain, length * 3, smallest, bitWidth: widths.3, into: &target, at: place)
    }

    /// The bits that `greatest - smallest` takes, which as an unsigned number is right even where it overflows.
    @inline(__always)
    private static func bitWidth<Value: DeltaInteger>(_ greatest: Value, _ smallest: Value) -> Int {
        Value.bitWidth &- (greatest &- smallest).leadingZeroBitCount
    }

    /// The smallest and the greatest of a miniblock's differences; `start` is where the value before it lies.
    @inline(__always)
    private static func bounds<Value: DeltaInteger>(
        _ plain: RawSpan, _ start: Int, of _: Value.Type
    ) -> (smallest: Value, greatest: Value) {
        let width = MemoryLayout<Value>.size
        // Two of each, since a comparison waits for the one before it.
        var (smallest, greatest) = (Value.max, Value.min)
        var (otherSmallest, otherGreatest) = (Value.max, Value.min)
        var previous = Value.load(plain, at: start)
        var offset = start
        while offset < start &+ miniblockLength &* width {
            let value = Value.load(plain, at: offset &+ width)
            let next = Value.load(plain, at: offset &+ width &* 2)
            let difference = value &- previous
            let other = next &- value
            smallest = min(smallest, difference)
            greatest = max(greatest, difference)
            otherSmallest = min(otherSmallest, other)
            otherGreatest = max(otherGreatest, other)
            previous = next
            offset &+= width &* 2
        }
        return (min(smallest, otherSmallest), max(greatest, otherGreatest))
    }

    /// Writes a miniblock's differences less `smallest` to `offset`; `start` is where the value before it lies.
    ///
    /// - Returns: the place behind it.
    @inline(__always)
    private static func pack<Value: DeltaInteger>(
        _ plain: RawSpan, _ start: Int, _ smallest: Value, bitWidth: Int, into target: inout MutableRawSpan,
        at offset: Int
    ) -> Int {
        guard bitWidth > 0 else { return offset }
        let width = MemoryLayout<Value>.size
        let shift = UInt64(truncatingIfNeeded: bitWidth)
        let end = start &+ miniblockLength &* width
        var from = start
        if bitWidth <= 16 {
            var place = offset
            while from < end {
                let low = four(plain, from, smallest, shift)
                let high = four(plain, from &+ width &* 4, smallest, shift)
                target.storePackedEight(low, high, bitWidth: bitWidth, at: place)
                place &+= bitWidth
                from &+= width &* 8
            }
        } else if bitWidth <= 32 {
            var writer = PackedBitsWriter(at: offset)
            while from < end {
                let low = distance(plain, from, smallest)
                let high = distance(plain, from &+ width, smallest)
                writer.append(low | high &<< shift, bitWidth: shift &* 2, to: &target)
                from &+= width &* 2
            }
            writer.finish(&target)
        } else {
            var writer = PackedBitsWriter(at: offset)
            while from < end {
                writer.append(distance(plain, from, smallest), bitWidth: shift, to: &target)
                from &+= width
            }
            writer.finish(&target)
        }
        return offset &+ miniblockLength / 8 &* bitWidth
    }

    /// Four differences less `smallest` behind the value at `offset`, each of at most 16 bits, packed.
    @inline(__always)
    private static func four<Value: DeltaInteger>(
        _ plain: RawSpan, _ offset: Int, _ smallest: Value, _ shift: UInt64
    ) -> UInt64 {
        let width = MemoryLayout<Value>.size
        let low = distance(plain, offset, smallest) | distance(plain, offset &+ width, smallest) &<< shift
        let high =
            distance(plain, offset &+ width &* 2, smallest)
            | distance(plain, offset &+ width &* 3, smallest) &<< shift
        return low | high &<< (shift &* 2)
    }

    /// The difference between the value at `offset` and the next one, less `smallest`.
    @inline(__always)
    private static func distance<Value: DeltaInteger>(_ plain: RawSpan, _ offset: Int, _ smallest: Value) -> UInt64 {
        let difference = Value.load(plain, at: offset &+ MemoryLayout<Value>.size) &- Value.load(plain, at: offset)
        return UInt64(truncatingIfNeeded: Value.Magnitude(truncatingIfNeeded: difference &- smallest))
    }
}

/// The integers that DELTA_BINARY_PACKED encodes, INT32 and INT64.
private protocol DeltaInteger: FixedWidthInteger & SignedInteger & BitwiseCopyable {
    /// The little-endian number at `offset`.
    static func load(_ bytes: RawSpan, at offset: Int) -> Self
}

extension Int32: DeltaInteger {
    @inline(__always)
    fileprivate static func load(_ bytes: RawSpan, at offset: Int) -> Int32 {
        Int32(bitPattern: bytes.loadUInt32(at: offset))
    }
}

extension Int64: DeltaInteger {
    @inline(__always)
    fileprivate static func load(_ bytes: RawSpan, at offset: Int) -> Int64 {
        Int64(bitPattern: bytes.loadUInt64(at: offset))
    }
}

extension MutableRawSpan {
    /// Stores `value` in zigzag order as a LEB128 number.
    ///
    /// - Returns: the place behind it.
    @inline(__always)
    @_lifetime(self: copy self)
    fileprivate mutating func storeZigzag(_ value: Int64, at offset: Int) -> Int {
        var rest = UInt64(bitPattern: (value << 1) ^ (value >> 63))
        var place = offset
        while rest >= 0x80 {
            store(UInt8(truncatingIfNeeded: rest) | 0x80, at: place)
            rest &>>= 7
            place &+= 1
        }
        store(UInt8(truncatingIfNeeded: rest), at: place)
        return place &+ 1
    }
}
