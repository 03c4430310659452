internal import ParquetBytes

/// Joins streams of bytes to values and splits values into streams, eight values at a time: eight bytes of each stream are the
/// rows of a matrix of bytes, of which the values are the columns. Exchanges that are done in the opposite order undo each
/// other.
enum ByteTranspose {
    /// Exchanges the odd bytes of `first` with the even bytes of `second`, counting from 0: `a0 a1 a2 a3 …` and
    /// `b0 b1 b2 b3 …` become `a0 b0 a2 b2 …` and `a1 b1 a3 b3 …`.
    @inline(__always)
    static func exchangeBytes(_ first: inout UInt64, _ second: inout UInt64) {
        let change = (first >> 8 ^ second) & 0x00FF_00FF_00FF_00FF
        second ^= change
        first ^= change << 8
    }

    /// The same with pairs of bytes.
    @inline(__always)
    static func exchangePairs(_ first: inout UInt64, _ second: inout UInt64) {
        let change = (first >> 16 ^ second) & 0x0000_FFFF_0000_FFFF
        second ^= change
        first ^= change << 16
    }

    /// The same with halves.
    @inline(__always)
    static func exchangeHalves(_ first: inout UInt64, _ second: inout UInt64) {
        let change = (first >> 32 ^ second) & 0x0000_0000_FFFF_FFFF
        second ^= change
        first ^= change << 32
    }

    /// Joins all full eights of `count` values of two bytes, whose streams start at `offset` and `distance` bytes later.
    static func joinTwo(
        _ count: Int, from page: RawSpan, at offset: Int, apart distance: Int, into target: inout MutableRawSpan,
        to place: Int
    ) {
        var index = 0
        while index &+ 8 <= count {
            var (a, b) = (page.loadUInt64(at: offset &+ index), page.loadUInt64(at: offset &+ distance &+ index))
            exchangeBytes(&a, &b)
            exchangePairs(&a, &b)
            exchangeHalves(&a, &b)
            target.store(a, at: place &+ index &* 2)
            target.store(b, at: place &+ index &* 2 &+ 8)
            index &+= 8
        }
    }

    /// Joins all full eights of `count` values of four bytes.
    static func joinFour(
        _ count: Int, from page: RawSpan, at offset: Int, apart distance: Int, into target: inout MutableRawSpan,
        to place: Int
    ) {
        var index = 0
        while index &+ 8 <= count {
            let first = offset &+ index
            var a = page.loadUInt64(at: first)
            var b = page.loadUInt64(at: first &+ distance)
            var c = page.loadUInt64(at: first &+ distance &* 2)
            var d = page.loadUInt64(at: first &+ distance &* 3)
            exchangeBytes(&a, &b)
            exchangeBytes(&c, &d)
            // Values 0 and 4 in a, 1 and 5 in b, 2 and 6 in c, 3 and 7 in d.
            exchangePairs(&a, &c)
            exchangePairs(&b, &d)
            exchangeHalves(&a, &b)
            exchangeHalves(&c, &d)
            let to = place &+ index &* 4
            target.store(a, at: to)
            target.store(c, at: to &+ 8)
            target.store(b, at: to &+ 16)
            target.store(d, at: to &+ 24)
            index &+= 8
        }
    }

    /// Joins eight bytes of all full eights of `count` values, which are `stride` bytes apart at the target.
    static func joinEight(
        _ count: Int, from page: RawSpan, at offset: Int, apart distance: Int, into target: inout MutableRawSpan,
        to place: Int, stride: Int
    ) {
        var index = 0
        while index &+ 8 <= count {
            let first = offset &+ index
            var a = page.loadUInt64(at: first)
            var b = page.loadUInt64(at: first &+ distance)
            var c = page.loadUInt64(at: first &+ distance &* 2)
            var d = page.loadUInt64(at: first &+ distance &* 3)
            var e = page.loadUInt64(at: first &+ distance &* 4)
            var f = page.loadUInt64(at: first &+ distance &* 5)
            var g = page.loadUInt64(at: first &+ distance &* 6)
            var h = page.loadUInt64(at: first &+ distance &* 7)
            exchangeBytes(&a, &b)
            exchangeBytes(&c, &d)
            exchangeBytes(&e, &f)
            exchangeBytes(&g, &h)
            exchangePairs(&a, &c)
            exchangePairs(&b, &d)
            exchangePairs(&e, &g)
            exchangePairs(&f, &h)
            exchangeHalves(&a, &e)
            exchangeHalves(&b, &f)
            exchangeHalves(&c, &g)
            exchangeHalves(&d, &h)
            let to = place &+ index &* stride
            target.store(a, at: to)
            target.store(b, at: to &+ stride)
            target.store(c, at: to &+ stride &* 2)
            target.store(d, at: to &+ stride &* 3)
            target.store(e, at: to &+ stride &* 4)
            target.store(f, at: to &+ stride &* 5)
            target.store(g, at: to &+ stride &* 6)
            target.store(h, at: to &+ stride &* 7)
            index &+= 8
        }
    }

    /// Copies one stream's bytes of the values `range` to `place` and every `stride` bytes behind it.
    static func joinOne(
        _ range: Range<Int>, from page: RawSpan, at offset: Int, into target: inout MutableRawSpan, to place: Int,
        stride: Int
    ) {
        var index = range.lowerBound
        while index < range.upperBound {
            target.store(page.loadUInt8(at: offset &+ index), at: place &+ index &* stride)
            index &+= 1
        }
    }
}
