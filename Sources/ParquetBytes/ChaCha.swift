// The keystream of ChaCha (Bernstein 2008; RFC 8439, section 2.3) with the number of rounds as a parameter, a 256-bit key, a
// zero nonce, and the block counter from 0 on. It stretches a digest to many bytes, which are added to sums: nothing is kept
// secret with it.

/// Sums of 16-bit lanes, to which the keystream under a key can be added and from which it can be subtracted: the wrapping
/// additions of LtHash.
///
/// Four blocks are computed side by side, one in each element of a vector. Their words lie here as they come out of that, so
/// that nothing is turned around for each key: vector `16 * group + word` holds word `word` of the blocks `4 * group ..< 4 * group + 4`.
/// `lanes` turns that around.
public struct ChaChaLanes: Sendable, Equatable {
    /// The number of lanes.
    public static let count = 1024

    /// Each element of a vector is two lanes, the first in the lower half.
    private var vectors: [SIMD4<UInt32>]

    private static let groupCount = count / 2 / 64

    /// Sums that are zero.
    public init() {
        vectors = [SIMD4<UInt32>](repeating: SIMD4(repeating: 0), count: ChaChaLanes.groupCount * 16)
    }

    /// Sums that are `lanes`.
    ///
    /// - Precondition: there are 1,024.
    public init(lanes: [UInt16]) {
        precondition(lanes.count == ChaChaLanes.count, "there are 1,024 lanes")
        self.init()
        for word in 0..<ChaChaLanes.count / 2 {
            let (vector, element) = ChaChaLanes.place(of: word)
            vectors[vector][element] = UInt32(lanes[2 * word]) | UInt32(lanes[2 * word + 1]) << 16
        }
    }

    /// The sums in the order of the keystream: lane `i` is that of its bytes `2 * i` and `2 * i + 1`, the first one lower.
    public var lanes: [UInt16] {
        var lanes = [UInt16](repeating: 0, count: ChaChaLanes.count)
        for word in 0..<ChaChaLanes.count / 2 {
            let (vector, element) = ChaChaLanes.place(of: word)
            lanes[2 * word] = UInt16(truncatingIfNeeded: vectors[vector][element])
            lanes[2 * word + 1] = UInt16(truncatingIfNeeded: vectors[vector][element] >> 16)
        }
        return lanes
    }

    private static func place(of word: Int) -> (vector: Int, element: Int) {
        let block = word / 16
        return (block / 4 * 16 + word % 16, block % 4)
    }

    /// Adds the sums of `other`.
    public mutating func add(_ other: ChaChaLanes) {
        for index in vectors.indices { vectors[index] = addingLanes(vectors[index], other.vectors[index]) }
    }

    /// Subtracts the sums of `other`.
    public mutating func subtract(_ other: ChaChaLanes) {
        for index in vectors.indices { vectors[index] = subtractingLanes(vectors[index], other.vectors[index]) }
    }

    /// Adds the keystream of `rounds` rounds under `key`, its bytes as little-endian words.
    public mutating func add(keystreamOf key: SIMD8<UInt32>, rounds: Int) {
        accumulate(key, rounds: rounds) { addingLanes($0, $1) }
    }

    /// Subtracts the keystream of `rounds` rounds under `key`, its bytes as little-endian words.
    public mutating func subtract(keystreamOf key: SIMD8<UInt32>, rounds: Int) {
        accumulate(key, rounds: rounds) { subtractingLanes($0, $1) }
    }

    @inline(__always)
    private mutating func accumulate(
        _ key: SIMD8<UInt32>, rounds: Int,
        _ operation: (SIMD4<UInt32>, SIMD4<UInt32>) -> SIMD4<UInt32>
    ) {
        let start = ChaChaState(key)
        var sums = vectors.mutableSpan
        for group in 0..<ChaChaLanes.groupCount {
            let counters = SIMD4<UInt32>(0, 1, 2, 3) &+ SIMD4(repeating: UInt32(truncatingIfNeeded: 4 &* group))
            var state = start
            state.d0 = counters
            state.permute(rounds: rounds)
            let base = 16 &* group
            sums[base] = operation(sums[base], state.a0 &+ start.a0)
            sums[base &+ 1] = operation(sums[base &+ 1], state.a1 &+ start.a1)
            sums[base &+ 2] = operation(sums[base &+ 2], state.a2 &+ start.a2)
            sums[base &+ 3] = operation(sums[base &+ 3], state.a3 &+ start.a3)
            sums[base &+ 4] = operation(sums[base &+ 4], state.b0 &+ start.b0)
            sums[base &+ 5] = operation(sums[base &+ 5], state.b1 &+ start.b1)
            sums[base &+ 6] = operation(sums[base &+ 6], state.b2 &+ start.b2)
            sums[base &+ 7] = operation(sums[base &+ 7], state.b3 &+ start.b3)
            sums[base &+ 8] = operation(sums[base &+ 8], state.c0 &+ start.c0)
            sums[base &+ 9] = operation(sums[base &+ 9], state.c1 &+ start.c1)
            sums[base &+ 10] = operation(sums[base &+ 10], state.c2 &+ start.c2)
            sums[base &+ 11] = operation(sums[base &+ 11], state.c3 &+ start.c3)
            sums[base &+ 12] = operation(sums[base &+ 12], state.d0 &+ counters)
            sums[base &+ 13] = operation(sums[base &+ 13], state.d1)
            sums[base &+ 14] = operation(sums[base &+ 14], state.d2)
            sums[base &+ 15] = operation(sums[base &+ 15], state.d3)
        }
    }
}

/// The 16 words of four blocks: rows a to d of the matrix, a vector for each word.
private struct ChaChaState {
    typealias Words = SIMD4<UInt32>

    var a0 = Words(repeating: 0x6170_7865), a1 = Words(repeating: 0x3320_646E)
    var a2 = Words(repeating: 0x7962_2D32), a3 = Words(repeating: 0x6B20_6574)
    var b0: Words, b1: Words, b2: Words, b3: Words
    var c0: Words, c1: Words, c2: Words, c3: Words
    var d0 = Words(repeating: 0), d1 = Words(repeating: 0), d2 = Words(repeating: 0), d3 = Words(repeating: 0)

    init(_ key: SIMD8<UInt32>) {
        b0 = Words(repeating: key[0])
        b1 = Words(repeating: key[1])
        b2 = Words(repeating: key[2])
        b3 = Words(repeating: key[3])
        c0 = Words(repeating: key[4])
        c1 = Words(repeating: key[5])
        c2 = Words(repeating: key[6])
        c3 = Words(repeating: key[7])
    }

    @inline(__always)
    mutating func permute(rounds: Int) {
        var round = 0
        while round < rounds {
            quarterRound(&a0, &b0, &c0, &d0)
            quarterRound(&a1, &b1, &c1, &d1)
            quarterRound(&a2, &b2, &c2, &d2)
            quarterRound(&a3, &b3, &c3, &d3)
            quarterRound(&a0, &b1, &c2, &d3)
            quarterRound(&a1, &b2, &c3, &d0)
            quarterRound(&a2, &b3, &c0, &d1)
            quarterRound(&a3, &b0, &c1, &d2)
            round &+= 2
        }
    }
}

@inline(__always)
private func quarterRound(
    _ a: inout SIMD4<UInt32>, _ b: inout SIMD4<UInt32>, _ c: inout SIMD4<UInt32>, _ d: inout SIMD4<UInt32>
) {
    a = a &+ b
    d = rotatingLeft(d ^ a, 16)
    c = c &+ d
    b = rotatingLeft(b ^ c, 12)
    a = a &+ b
    d = rotatingLeft(d ^ a, 8)
    c = c &+ d
    b = rotatingLeft(b ^ c, 7)
}

/// The compiler makes four scalar rotations of what it knows to be a rotation, where the processor has none for vectors; joined
/// as 64-bit words, it does not know. Three times as fast.
@inline(__always)
private func rotatingLeft(_ words: SIMD4<UInt32>, _ count: UInt32) -> SIMD4<UInt32> {
    let high = unsafe unsafeBitCast(words &<< SIMD4(repeating: count), to: SIMD2<UInt64>.self)
    let low = unsafe unsafeBitCast(words &>> SIMD4(repeating: 32 &- count), to: SIMD2<UInt64>.self)
    return unsafe unsafeBitCast(high | low, to: SIMD4<UInt32>.self)
}

@inline(__always)
private func addingLanes(_ left: SIMD4<UInt32>, _ right: SIMD4<UInt32>) -> SIMD4<UInt32> {
    let sum =
        unsafe unsafeBitCast(left, to: SIMD8<UInt16>.self) &+ unsafeBitCast(right, to: SIMD8<UInt16>.self)
    return unsafe unsafeBitCast(sum, to: SIMD4<UInt32>.self)
}

@inline(__always)
private func subtractingLanes(_ left: SIMD4<UInt32>, _ right: SIMD4<UInt32>) -> SIMD4<UInt32> {
    let difference =
        unsafe unsafeBitCast(left, to: SIMD8<UInt16>.self) &- unsafeBitCast(right, to: SIMD8<UInt16>.self)
    return unsafe unsafeBitCast(difference, to: SIMD4<UInt32>.self)
}
