internal import ParquetBytes

// Splits values into streams of bytes, eight values at a time: the joining of streams, backwards.

extension ByteTranspose {
    /// Splits all full eights of `count` values of two bytes, whose streams start at `place` and `count` bytes later.
    static func splitTwo(_ count: Int, from plain: RawSpan, into target: inout MutableRawSpan, to place: Int) {
        var index = 0
        while index &+ 8 <= count {
            let from = index &* 2
            var (a, b) = (plain.loadUInt64(at: from), plain.loadUInt64(at: from &+ 8))
            exchangeHalves(&a, &b)
            exchangePairs(&a, &b)
            exchangeBytes(&a, &b)
            target.store(a, at: place &+ index)
            target.store(b, at: place &+ count &+ index)
            index &+= 8
        }
    }

    /// Splits all full eights of `count` values of four bytes.
    static func splitFour(_ count: Int, from plain: RawSpan, into target: inout MutableRawSpan, to place: Int) {
        var index = 0
        while index &+ 8 <= count {
            let from = index &* 4
            var a = plain.loadUInt64(at: from)
            var c = plain.loadUInt64(at: from &+ 8)
            var b = plain.loadUInt64(at: from &+ 16)
            var d = plain.loadUInt64(at: from &+ 24)
            exchangeHalves(&a, &b)
            exchangeHalves(&c, &d)
            // Values 0 and 4 in a, 1 and 5 in b, 2 and 6 in c, 3 and 7 in d.
            exchangePairs(&a, &c)
            exchangePairs(&b, &d)
            exchangeBytes(&a, &b)
            exchangeBytes(&c, &d)
            let to = place &+ index
            target.store(a, at: to)
            target.store(b, at: to &+ count)
            target.store(c, at: to &+ count &* 2)
            target.store(d, at: to &+ count &* 3)
            index &+= 8
        }
    }

    /// Splits eight bytes of all full eights of `count` values, which are `stride` bytes apart and of which the first one's
    /// are at `offset`.
    static func splitEight(
        _ count: Int, from plain: RawSpan, at offset: Int, stride: Int, into target: inout MutableRawSpan,
        to place: Int
    ) {
        var index = 0
        while index &+ 8 <= count {
            let from = offset &+ index &* stride
            var a = plain.loadUInt64(at: from)
            var b = plain.loadUInt64(at: from &+ stride)
            var c = plain.loadUInt64(at: from &+ stride &* 2)
            var d = plain.loadUInt64(at: from &+ stride &* 3)
            var e = plain.loadUInt64(at: from &+ stride &* 4)
            var f = plain.loadUInt64(at: from &+ stride &* 5)
            var g = plain.loadUInt64(at: from &+ stride &* 6)
            var h = plain.loadUInt64(at: from &+ stride &* 7)
            exchangeHalves(&a, &e)
            exchangeHalves(&b, &f)
            exchangeHalves(&c, &g)
            exchangeHalves(&d, &h)
            exchangePairs(&a, &c)
            exchangePairs(&b, &d)
            exchangePairs(&e, &g)
            exchangePairs(&f, &h)
            exchangeBytes(&a, &b)
            exchangeBytes(&c, &d)
            exchangeBytes(&e, &f)
            exchangeBytes(&g, &h)
            let to = place &+ index
            target.store(a, at: to)
            target.store(b, at: to &+ count)
            target.store(c, at: to &+ count &* 2)
            target.store(d, at: to &+ count &* 3)
            target.store(e, at: to &+ count &* 4)
            target.store(f, at: to &+ count &* 5)
            target.store(g, at: to &+ count &* 6)
            target.store(h, at: to &+ count &* 7)
            index &+= 8
        }
    }

    /// Copies one byte of the values `range`, which are `stride` bytes apart, to `place` and behind.
    static func splitOne(
        _ range: Range<Int>, from plain: RawSpan, at offset: Int, stride: Int, into target: inout MutableRawSpan,
        to place: Int
    ) {
        var index = range.lowerBound
        while index < range.upperBound {
            target.store(plain.loadUInt8(at: offset &+ index &* stride), at: place &+ index)
            index &+= 1
        }
    }
}
