// Counting and copying levels, which are numbers of 16 bits in batches and of 8 bits on their way into pages: many at a time, since
// the compiler finds no such loops by itself.

extension Span where Element == UInt16 {
    /// How many of the levels are `level`.
    public func count(of level: UInt16) -> Int {
        unsafe withUnsafeBufferPointer { unsafe levelCount($0, of: level) }
    }

    /// How many of the levels before the first one, the 64th, the 128th, and so on, are `level`. The last number is that of the last
    /// multiple of 64 that is at most the number of levels.
    public func counts(of level: UInt16) -> [Int] {
        var counts: [Int] = []
        counts.resizeUninitialized(to: count / 64 + 1)
        unsafe withUnsafeBufferPointer { levels in
            var output = counts.mutableSpan
            var sum = 0
            for block in output.indices {
                output[block] = sum
                guard block &+ 1 < output.count else { break }
                let start = block &* 64
                sum &+= unsafe levelCount(UnsafeBufferPointer(rebasing: levels[start..<start &+ 64]), of: level)
            }
        }
        return counts
    }

    /// Whether a level is above `limit`, which is below 2^15.
    public func hasLevel(above limit: Int16) -> Bool {
        unsafe withUnsafeBufferPointer { levels in
            guard let first = unsafe UnsafeRawPointer(levels.baseAddress) else { return false }
            let highest = SIMD8<Int16>(repeating: limit)
            let lowest = SIMD8<Int16>(repeating: 0)
            var above = SIMD8<Int16>(repeating: 0)
            var index = 0
            while index &+ 8 <= levels.count {
                let lanes = unsafe (first + 2 * index).loadUnaligned(as: SIMD8<Int16>.self)
                above = unsafe above | unsafeBitCast((lanes .> highest) .| (lanes .< lowest), to: SIMD8<Int16>.self)
                index &+= 8
            }
            var isAbove = above != lowest
            while index < levels.count {
                isAbove = unsafe isAbove || levels[index] > UInt16(bitPattern: limit)
                index &+= 1
            }
            return isAbove
        }
    }
}

extension Span where Element == UInt8 {
    /// How many of the levels are `level`.
    public func count(of level: UInt8) -> Int {
        unsafe withUnsafeBufferPointer { levels in
            guard let first = unsafe UnsafeRawPointer(levels.baseAddress) else { return 0 }
            let wanted = SIMD16<UInt8>(repeating: level)
            let count = levels.count
            var total = 0
            var index = 0
            while index &+ 16 <= count {
                // As many as a lane can count, and the sum of all lanes.
                let end = min(count, index &+ 16 * 255)
                var sums = SIMD16<UInt8>(repeating: 0)
                while index &+ 16 <= end {
                    let lanes = unsafe (first + index).loadUnaligned(as: SIMD16<UInt8>.self)
                    sums = unsafe sums &- unsafeBitCast(lanes .== wanted, to: SIMD16<UInt8>.self)
                    index &+= 16
                }
                let (low, high) = (
                    SIMD8<UInt16>(truncatingIfNeeded: sums.lowHalf), SIMD8<UInt16>(truncatingIfNeeded: sums.highHalf)
                )
                total &+= Int((low &+ high).wrappedSum())
            }
            while index < count {
                total &+= unsafe levels[index] == level ? 1 : 0
                index &+= 1
            }
            return total
        }
    }
}

extension Array where Element == UInt8 {
    /// Appends `levels`, of which the lower eight bits count.
    public mutating func append(narrowing levels: Span<UInt16>) {
        let start = count
        resizeUninitialized(to: start + levels.count)
        let source = levels.rawBytes
        var target = mutableRawBytes
        var index = 0
        while index &+ 16 <= levels.count {
            let lanes = unsafe source.unsafeLoadUnaligned(fromByteOffset: 2 &* index, as: SIMD16<UInt16>.self)
            target.store(SIMD16<UInt8>(truncatingIfNeeded: lanes), at: start &+ index)
            index &+= 16
        }
        while index < levels.count {
            target.store(UInt8(truncatingIfNeeded: levels[index]), at: start &+ index)
            index &+= 1
        }
    }
}

@inline(__always)
private func levelCount(_ levels: UnsafeBufferPointer<UInt16>, of level: UInt16) -> Int {
    guard let first = unsafe UnsafeRawPointer(levels.baseAddress) else { return 0 }
    let wanted = SIMD8<Int16>(repeating: Int16(bitPattern: level))
    let count = levels.count
    var total = 0
    var index = 0
    while index &+ 8 <= count {
        // As many as a lane can count, and the sum of all lanes.
        let end = min(count, index &+ 8 * 4000)
        var sums = SIMD8<Int16>(repeating: 0)
        while index &+ 8 <= end {
            let lanes = unsafe (first + 2 * index).loadUnaligned(as: SIMD8<Int16>.self)
            sums = unsafe sums &- unsafeBitCast(lanes .== wanted, to: SIMD8<Int16>.self)
            index &+= 8
        }
        total &+= Int(sums.wrappedSum())
    }
    while index < count {
        total &+= unsafe levels[index] == level ? 1 : 0
        index &+= 1
    }
    return total
}
