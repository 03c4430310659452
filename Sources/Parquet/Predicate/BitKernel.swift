internal import ParquetBytes

/// The bits of `matches` for each of `values`. Inlined, so that each caller's question becomes a loop of its own.
@inline(__always)
func bits<Element: BitwiseCopyable>(of values: Span<Element>, where matches: (Element) -> Bool) -> Bitmap {
    var words: [UInt64] = []
    words.reserveCapacity(values.count / 64 + 1)
    var index = 0
    while index < values.count {
        let end = min(values.count, index &+ 64)
        var word: UInt64 = 0
        var place: UInt64 = 0
        while index < end {
            word |= (matches(values[index]) ? 1 : 0) &<< place
            place &+= 1
            index &+= 1
        }
        words.append(word)
    }
    return Bitmap(words: words, count: values.count)
}

/// The bits of `matches` for the numbers below `count`.
@inline(__always)
func bits(below count: Int, where matches: (Int) -> Bool) -> Bitmap {
    var words: [UInt64] = []
    words.reserveCapacity(count / 64 + 1)
    var index = 0
    while index < count {
        let end = min(count, index &+ 64)
        var word: UInt64 = 0
        var place: UInt64 = 0
        while index < end {
            word |= (matches(index) ? 1 : 0) &<< place
            place &+= 1
            index &+= 1
        }
        words.append(word)
    }
    return Bitmap(words: words, count: count)
}
