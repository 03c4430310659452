/// The 64-bit xxHash of bytes, which Parquet's bloom filters hold (xxHash specification 0.1.1, XXH64).
///
/// Four lanes take 8 bytes each of every 32; they are merged, and what is left is mixed in by 8, 4 and 1 bytes.
/// With seed 0 the hash of no bytes is 0xEF46DB3751D8E999, that of "abc" 0x44BC2CF5AD770999.
public enum XXHash64 {
    private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

    /// The hash of `bytes`.
    public static func hash(_ bytes: RawSpan, seed: UInt64 = 0) -> UInt64 {
        let count = bytes.byteCount
        var offset = 0
        var hash: UInt64
        if count >= 32 {
            var lane1 = seed &+ prime1 &+ prime2
            var lane2 = seed &+ prime2
            var lane3 = seed
            var lane4 = seed &- prime1
            while offset &+ 32 <= count {
                lane1 = round(lane1, bytes.loadUInt64(at: offset))
                lane2 = round(lane2, bytes.loadUInt64(at: offset &+ 8))
                lane3 = round(lane3, bytes.loadUInt64(at: offset &+ 16))
                lane4 = round(lane4, bytes.loadUInt64(at: offset &+ 24))
                offset &+= 32
            }
            hash = rotate(lane1, 1) &+ rotate(lane2, 7) &+ rotate(lane3, 12) &+ rotate(lane4, 18)
            hash = merge(merge(merge(merge(hash, lane1), lane2), lane3), lane4)
        } else {
            hash = seed &+ prime5
        }
        hash &+= UInt64(count)
        while offset &+ 8 <= count {
            hash = mix(hash, eight: bytes.loadUInt64(at: offset))
            offset &+= 8
        }
        if offset &+ 4 <= count {
            hash = mix(hash, four: bytes.loadUInt32(at: offset))
            offset &+= 4
        }
        while offset < count {
            hash = rotate(hash ^ (UInt64(bytes.loadUInt8(at: offset)) &* prime5), 11) &* prime1
            offset &+= 1
        }
        return avalanche(hash)
    }

    /// The hash of the eight bytes of `value`, little-endian.
    public static func hash(_ value: UInt64, seed: UInt64 = 0) -> UInt64 {
        avalanche(mix(seed &+ prime5 &+ 8, eight: value))
    }

    /// The hash of the four bytes of `value`, little-endian.
    public static func hash(_ value: UInt32, seed: UInt64 = 0) -> UInt64 {
        avalanche(mix(seed &+ prime5 &+ 4, four: value))
    }

    @inline(__always)
    private static func rotate(_ value: UInt64, _ distance: UInt64) -> UInt64 {
        value &<< distance | value &>> (64 &- distance)
    }

    @inline(__always)
    private static func round(_ lane: UInt64, _ value: UInt64) -> UInt64 {
        rotate(lane &+ value &* prime2, 31) &* prime1
    }

    @inline(__always)
    private static func merge(_ hash: UInt64, _ lane: UInt64) -> UInt64 {
        (hash ^ round(0, lane)) &* prime1 &+ prime4
    }

    @inline(__always)
    private static func mix(_ hash: UInt64, eight value: UInt64) -> UInt64 {
        rotate(hash ^ round(0, value), 27) &* prime1 &+ prime4
    }

    @inline(__always)
    private static func mix(_ hash: UInt64, four value: UInt32) -> UInt64 {
        rotate(hash ^ (UInt64(value) &* prime1), 23) &* prime2 &+ prime3
    }

    @inline(__always)
    private static func avalanche(_ hash: UInt64) -> UInt64 {
        var hash = hash
        hash ^= hash &>> 33
        hash &*= prime2
        hash ^= hash &>> 29
        hash &*= prime3
        hash ^= hash &>> 32
        return hash
    }
}
