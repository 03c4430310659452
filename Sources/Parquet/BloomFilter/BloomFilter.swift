internal import ParquetBytes

/// A split-block bloom filter: says of a value that it is certainly not in a column chunk, or that it may be
/// (BloomFilter.md).
///
/// The bits are blocks of eight 32-bit words, little-endian. The high half of a value's hash chooses the block, the low
/// half `x` one bit of each word: bit `(x · salt[i]) >> 27` of word `i`. For 0x00000001 in one block that is
///
///     salt     47b6137b 44974d91 8824ad5b a2b7289d 705495c7 2df1424b 9efc4947 5c6bfb31
///     >> 27           8        8       17       20       14        5       19       11     the bits set
public struct BloomFilter: Sendable, Equatable {
    /// The bits as they are stored; a multiple of 32 bytes.
    public private(set) var bytes: [UInt8]

    /// The bytes of a block.
    static let blockByteCount = 32
    private static let salt = SIMD8<UInt32>(
        0x47b6_137b, 0x4497_4d91, 0x8824_ad5b, 0xa2b7_289d, 0x7054_95c7, 0x2df1_424b, 0x9efc_4947, 0x5c6b_fb31)

    /// The most bytes that other implementations accept.
    static let maxByteCount = 128 << 20

    /// The filter whose bits were stored as `bytes`.
    ///
    /// - Throws: `ParquetError` with code `malformed` if they are not blocks of 32 bytes, one at least.
    public init(bytes: [UInt8]) throws(ParquetError) {
        guard !bytes.isEmpty, bytes.count % BloomFilter.blockByteCount == 0 else {
            throw ParquetError(.malformed, "a bloom filter of \(bytes.count) bytes is not made of blocks of 32")
        }
        self.bytes = bytes
    }

    /// An empty filter with room for `distinctValueCount` values, of a power of two of bytes between 32 and 128 MiB, as
    /// all readers accept it.
    ///
    /// Bits for each value that is inserted, and how many of the values that are not there may seem to be (BloomFilter.md):
    /// 6 → 10 %, 10.5 → 1 %, 16.9 → 0.1 %, 26.4 → 0.01 %, 41 → 0.001 %.
    ///
    /// - Precondition: neither number is negative.
    public init(distinctValueCount: Int, bitsPerValue: Double = 10.5) {
        precondition(distinctValueCount >= 0 && bitsPerValue >= 0)
        let byteCount = bitsPerValue * Double(distinctValueCount) / 8
        var size = BloomFilter.blockByteCount
        while Double(size) < byteCount, size < BloomFilter.maxByteCount { size *= 2 }
        bytes = [UInt8](repeating: 0, count: size)
    }

    /// An empty filter of `byteCount` bytes.
    ///
    /// - Precondition: they are blocks of 32 bytes, one at least.
    init(byteCount: Int) {
        precondition(byteCount > 0 && byteCount % BloomFilter.blockByteCount == 0)
        bytes = [UInt8](repeating: 0, count: byteCount)
    }

    /// How many of the values that are not there seem to be, in a filter of `blockCount` blocks with `distinctCount` values.
    ///
    /// Values fall into blocks at random, so that the number in a block has a Poisson distribution; in a block of `k` values
    /// each of eight words has the bit that is looked for with probability 1 - (31/32)^k.
    public static func falsePositiveShare(distinctCount: Int, blockCount: Int) -> Double {
        let mean = Double(distinctCount) / Double(max(blockCount, 1))
        guard mean < 256 else { return 1 }
        var weight = 1.0
        var weights = 1.0
        var share = 0.0
        var unset = 1.0
        var count = 1.0
        while count < 4 * mean + 64 {
            weight *= mean / count
            unset *= 31.0 / 32.0
            let set = 1 - unset
            let squared = set * set
            share += weight * squared * squared * squared * squared
            weights += weight
            count += 1
        }
        return share / weights
    }

    /// The number of blocks.
    public var blockCount: Int { bytes.count / BloomFilter.blockByteCount }

    /// Whether a value with this hash (xxHash, 64 bits, seed 0, of the value in PLAIN encoding) may be there.
    public func mightContain(hash: UInt64) -> Bool {
        let bytes = bytes.rawBytes
        let place = blockOffset(of: hash)
        let bits = BloomFilter.bits(of: hash)
        for index in 0..<8 where bytes.loadUInt32(at: place + 4 * index) & 1 << bits[index] == 0 { return false }
        return true
    }

    /// Adds a value with this hash.
    public mutating func insert(hash: UInt64) {
        let place = blockOffset(of: hash)
        let bits = BloomFilter.bits(of: hash)
        for index in 0..<8 {
            // Bit 9 of a little-endian word is bit 1 of its second byte.
            bytes[place + 4 * index + Int(bits[index] / 8)] |= 1 << UInt8(bits[index] % 8)
        }
    }

    /// The header and the bits, as they stand in a file.
    public func encoded() -> [UInt8] {
        BloomFilterHeader(byteCount: Int32(clamping: bytes.count)).encoded() + bytes
    }

    private func blockOffset(of hash: UInt64) -> Int {
        Int(((hash >> 32) &* UInt64(blockCount)) >> 32) * BloomFilter.blockByteCount
    }

    private static func bits(of hash: UInt64) -> SIMD8<UInt32> {
        (SIMD8(repeating: UInt32(truncatingIfNeeded: hash)) &* salt) &>> 27
    }
}
