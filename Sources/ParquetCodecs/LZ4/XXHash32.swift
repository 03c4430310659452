internal import ParquetBytes

/// xxHash's 32-bit hash with the seed 0, which LZ4 frames carry.
enum XXHash32 {
    private static let prime1: UInt32 = 2_654_435_761
    private static let prime2: UInt32 = 2_246_822_519
    private static let prime3: UInt32 = 3_266_489_917
    private static let prime4: UInt32 = 668_265_263
    private static let prime5: UInt32 = 374_761_393

    /// The hash of `bytes`.
    static func hash(_ bytes: RawSpan) -> UInt32 {
        let count = bytes.byteCount
        var offset = 0
        var hash = prime5
        if count >= 16 {
            var a = prime1 &+ prime2
            var b = prime2
            var c: UInt32 = 0
            var d = 0 &- prime1
            while offset &+ 16 <= count {
                a = round(a, bytes.loadUInt32(at: offset))
                b = round(b, bytes.loadUInt32(at: offset &+ 4))
                c = round(c, bytes.loadUInt32(at: offset &+ 8))
                d = round(d, bytes.loadUInt32(at: offset &+ 12))
                offset &+= 16
            }
            hash = rotate(a, 1) &+ rotate(b, 7) &+ rotate(c, 12) &+ rotate(d, 18)
        }
        hash &+= UInt32(truncatingIfNeeded: count)
        while offset &+ 4 <= count {
            hash = rotate(hash &+ bytes.loadUInt32(at: offset) &* prime3, 17) &* prime4
            offset &+= 4
        }
        while offset < count {
            hash = rotate(hash &+ UInt32(bytes.loadUInt8(at: offset)) &* prime5, 11) &* prime1
            offset &+= 1
        }
        hash = (hash ^ hash >> 15) &* prime2
        hash = (hash ^ hash >> 13) &* prime3
        return hash ^ hash >> 16
    }

    @inline(__always)
    private static func round(_ state: UInt32, _ input: UInt32) -> UInt32 {
        rotate(state &+ input &* prime2, 13) &* prime1
    }

    @inline(__always)
    private static func rotate(_ value: UInt32, _ count: UInt32) -> UInt32 {
        value << count | value >> (32 - count)
    }
}
