internal import ParquetBytes

/// The order-free hash of rows, LtHash (Bellare and Micciancio 1997; Lewi, Kim, Maykov and Weis 2019, "Securing Update
/// Propagation with Homomorphic Hashing"): 1,024 lanes of 16 bits, to which each row adds 1,024 numbers that its hash is
/// stretched to, modulo 2^16.
///
/// Rows can be taken out again, and hashes of parts are added up to that of the whole, whatever order they come in. Two equal
/// rows count twice: unlike under XOR, a pair that is added changes the hash. Finding two multisets with the same hash is a
/// problem on lattices that takes more than 2^128 steps.
///
/// **How a row's hash is stretched.** The 2,048 bytes are the keystream of ChaCha with 8 rounds under the row's SHA-256 as
/// the key, a zero nonce, blocks 0 to 31 (RFC 8439 but for the rounds); lane `i` adds its bytes `2i` and `2i + 1`, the first
/// one lower. Nothing is secret here, and keys are hashes: nobody chooses them. What is needed is that the streams under such keys
/// are as random numbers; the best attacks known against ChaCha reach 7 rounds and need more than 2^160 steps. SHA-256 in counter mode
/// or HKDF give the same at several times the price: a row would cost 64 to 256 compressions.
public struct MultisetHash: Sendable, Equatable {
    /// The number of lanes.
    public static let laneCount = ChaChaLanes.count
    /// What receipts call it.
    public static let algorithm = "lthash16-1024/chacha8/sha256"

    private static let rounds = 8
    private var sums: ChaChaLanes

    /// The hash of no rows.
    public init() {
        sums = ChaChaLanes()
    }

    /// The hash of which these are the lanes, two bytes each, the lower one first; nil if there are not 2,048 bytes.
    public init?(laneBytes bytes: [UInt8]) {
        guard bytes.count == 2 * MultisetHash.laneCount else { return nil }
        sums = ChaChaLanes(
            lanes: (0..<MultisetHash.laneCount).map { UInt16(bytes[2 * $0]) | UInt16(bytes[2 * $0 + 1]) << 8 })
    }

    /// The lanes, two bytes each, the lower one first.
    public var laneBytes: [UInt8] {
        sums.lanes.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    }

    /// SHA-256 of the lanes' bytes: what stands for the multiset.
    public var digest: Hash256 { Hash256(of: laneBytes) }

    /// Adds rows by their hashes.
    public mutating func insert(_ hashes: [Hash256]) {
        for hash in hashes { sums.add(keystreamOf: hash.words, rounds: MultisetHash.rounds) }
    }

    /// Takes rows out by their hashes. Those that are not in it leave a hash of no multiset.
    public mutating func remove(_ hashes: [Hash256]) {
        for hash in hashes { sums.subtract(keystreamOf: hash.words, rounds: MultisetHash.rounds) }
    }

    /// Adds the rows of `other`.
    public static func += (left: inout MultisetHash, right: MultisetHash) { left.sums.add(right.sums) }

    /// Takes the rows of `right` out.
    public static func -= (left: inout MultisetHash, right: MultisetHash) { left.sums.subtract(right.sums) }

    /// The rows of both.
    public static func + (left: MultisetHash, right: MultisetHash) -> MultisetHash {
        var sum = left
        sum += right
        return sum
    }

    /// The rows of `left` without those of `right`.
    public static func - (left: MultisetHash, right: MultisetHash) -> MultisetHash {
        var difference = left
        difference -= right
        return difference
    }
}
