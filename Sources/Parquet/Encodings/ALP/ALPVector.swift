internal import ParquetBytes

/// A vector of ALP on its way to a page: integers for the values, and the values that have none.
struct ALPVector<Value: ALPValue> {
    private var scale = ALPScale<Value>(exponent: 0, factor: 0)
    private var count = 0
    /// The integers, a multiple of eight of them; those behind `count` are the smallest.
    private var integers: [Int64]
    private var smallest: Int64 = 0
    private var bitWidth = 0
    /// The places of the exceptions; what is behind `exceptionCount` means nothing.
    private var positions: [UInt16]
    /// The exceptions.
    private var exceptions: [UInt64] = []
    private var exceptionCount = 0

    /// A vector that will have up to `capacity` values.
    init(capacity: Int) {
        integers = [Int64](repeating: 0, count: (capacity + 7) & ~7)
        positions = [UInt16](repeating: 0, count: capacity)
    }

    /// Becomes the values `range` of `plain`, which holds values in PLAIN.
    mutating func scale(_ plain: RawSpan, _ range: Range<Int>, by scale: ALPScale<Value>) {
        let width = MemoryLayout<Value>.size
        let values = plain.extracting(range.lowerBound * width..<range.upperBound * width)
        self.scale = scale
        count = range.count
        let bounds = Self.encode(values, count, by: scale, &integers, &positions, &exceptionCount)
        if exceptionCount == count {
            setAside(values)
        } else {
            smallest = bounds.smallest
            bitWidth = 64 - (bounds.greatest &- smallest).leadingZeroBitCount
            // Where integers take more than exceptions would, there are none.
            if byteCount > count * (2 + width) {
                setAside(values)
            } else {
                keepExceptions(values)
            }
        }
        for index in count..<(count + 7) & ~7 { integers[index] = smallest }
    }

    /// The bytes of the integers and the exceptions.
    private var byteCount: Int {
        (count * bitWidth + 7) / 8 + exceptionCount * (2 + MemoryLayout<Value>.size)
    }

    /// Finds the integers and the places of the exceptions.
    ///
    /// - Returns: the smallest and the greatest integer.
    @inline(__always)
    private static func encode(
        _ values: RawSpan, _ count: Int, by scale: ALPScale<Value>, _ integers: inout [Int64],
        _ positions: inout [UInt16], _ exceptionCount: inout Int
    ) -> (smallest: Int64, greatest: Int64) {
        var integers = integers.mutableSpan
        var positions = positions.mutableSpan
        var (smallest, greatest) = (Int64.max, Int64.min)
        var found = 0
        for index in 0..<count {
            let (integer, isExact) = scale.encode(Value.load(values, at: index &* MemoryLayout<Value>.size))
            integers[index] = integer
            // Written in any case, and kept by counting: a branch would be guessed wrong.
            positions[found] = UInt16(truncatingIfNeeded: index)
            found &+= isExact ? 0 : 1
            smallest = isExact && integer < smallest ? integer : smallest
            greatest = isExact && integer > greatest ? integer : greatest
        }
        exceptionCount = found
        return (smallest, greatest)
    }

    /// Takes the exceptions' bits, and gives their places the first integer, so that they widen nothing.
    private mutating func keepExceptions(_ values: RawSpan) {
        exceptions.removeAll(keepingCapacity: true)
        guard exceptionCount > 0 else { return }
        // Exceptions at 0, 1, 2 … and then the first value that is none.
        var first = 0
        while first < exceptionCount, positions[first] == first { first += 1 }
        let placeholder = integers[first]
        for exception in 0..<exceptionCount {
            let position = Int(positions[exception])
            integers[position] = placeholder
            exceptions.append(Value.load(values, at: position * MemoryLayout<Value>.size).bits)
        }
    }

    /// Makes all values exceptions.
    private mutating func setAside(_ values: RawSpan) {
        exceptionCount = count
        (smallest, bitWidth) = (0, 0)
        exceptions.removeAll(keepingCapacity: true)
        for index in 0..<count {
            integers[index] = 0
            positions[index] = UInt16(truncatingIfNeeded: index)
            exceptions.append(Value.load(values, at: index * MemoryLayout<Value>.size).bits)
        }
    }

    /// Writes the vector to `offset`; up to 64 bytes behind it may be overwritten.
    ///
    /// - Returns: the place behind it.
    func write(to target: inout MutableRawSpan, at offset: Int) -> Int {
        let width = MemoryLayout<Value>.size
        target.store(UInt8(truncatingIfNeeded: scale.exponent), at: offset)
        target.store(UInt8(truncatingIfNeeded: scale.factor), at: offset + 1)
        target.store(UInt8(truncatingIfNeeded: exceptionCount), at: offset + 2)
        target.store(UInt8(truncatingIfNeeded: exceptionCount >> 8), at: offset + 3)
        // In a FLOAT's four bytes, too: the next numbers overwrite the upper half.
        target.store(UInt64(bitPattern: smallest), at: offset + 4)
        target.store(UInt8(truncatingIfNeeded: bitWidth), at: offset + 4 + width)
        let packed = offset + 5 + width
        pack(into: &target, at: packed)
        var place = packed + (count * bitWidth + 7) / 8
        for index in 0..<exceptionCount {
            target.store(UInt8(truncatingIfNeeded: positions[index]), at: place)
            target.store(UInt8(truncatingIfNeeded: positions[index] >> 8), at: place + 1)
            place += 2
        }
        for bits in exceptions {
            target.store(bits, at: place)
            place += width
        }
        return place
    }

    /// Writes the integers less the smallest.
    @inline(__always)
    private func pack(into target: inout MutableRawSpan, at offset: Int) {
        guard bitWidth > 0 else { return }
        let integers = integers.span
        let shift = UInt64(truncatingIfNeeded: bitWidth)
        let smallest = smallest
        let end = (count + 7) & ~7
        var index = 0
        if bitWidth <= 16 {
            var place = offset
            while index < end {
                var (low, high): (UInt64, UInt64) = (0, 0)
                for rest in 0..<4 {
                    let bits = shift &* UInt64(truncatingIfNeeded: rest)
                    low |= UInt64(bitPattern: integers[index &+ rest] &- smallest) &<< bits
                    high |= UInt64(bitPattern: integers[index &+ 4 &+ rest] &- smallest) &<< bits
                }
                target.storePackedEight(low, high, bitWidth: bitWidth, at: place)
                place &+= bitWidth
                index &+= 8
            }
        } else {
            var writer = PackedBitsWriter(at: offset)
            while index < end {
                writer.append(UInt64(bitPattern: integers[index] &- smallest), bitWidth: shift, to: &target)
                index &+= 1
            }
            writer.finish(&target)
        }
    }
}
