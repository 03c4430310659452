internal import ParquetBytes

/// The bits of `matches` for each of `values`. Inlined, so that each caller's question becomes a loop of its own.
@inline(__always)
func bits<Element: BitwiseCopyable>(of values: Span<Element>, where matches: (Element) -> Bool) -> Bitmap {
    bits(below: values.count) { matches(values[$0]) }
}

/// The bits of `matches` for the numbers below `count`.
@inline(__always)
func bits(below count: Int, where matches: (Int) -> Bool) -> Bitmap {
    var words = [UInt64](repeating: 0, count: (count + 63) / 64)
    var target = words.mutableSpan
    var index = 0
    while index &+ 8 <= count {
        // Shifts by constants: half the time of a loop over single bits.
        var byte: UInt64 = matches(index) ? 1 : 0
        byte |= matches(index &+ 1) ? 2 : 0
        byte |= matches(index &+ 2) ? 4 : 0
        byte |= matches(index &+ 3) ? 8 : 0
        byte |= matches(index &+ 4) ? 16 : 0
        byte |= matches(index &+ 5) ? 32 : 0
        byte |= matches(index &+ 6) ? 64 : 0
        byte |= matches(index &+ 7) ? 128 : 0
        target[index &>> 6] |= byte &<< UInt64(index & 63)
        index &+= 8
    }
    while index < count {
        target[index &>> 6] |= (matches(index) ? 1 : 0) &<< UInt64(index & 63)
        index &+= 1
    }
    return Bitmap(words: words, count: count)
}
