// The smallest and largest of many numbers. Each is found in four lanes, which the processor follows at the same time: in one
// lane every value waits for the one before.

/// The smallest and largest of `key` of `values`; the key type's largest and smallest if there are none.
@inline(__always)
func extremes<Value: BitwiseCopyable, Number: FixedWidthInteger>(
    _ values: Span<Value>, by key: (Value) -> Number
) -> (Number, Number) {
    var low = (Number.max, Number.max, Number.max, Number.max)
    var high = (Number.min, Number.min, Number.min, Number.min)
    var start = 0
    while start &+ 4 <= values.count {
        let four = values.extracting(start..<start &+ 4)
        let number = (key(four[0]), key(four[1]), key(four[2]), key(four[3]))
        low = (min(low.0, number.0), min(low.1, number.1), min(low.2, number.2), min(low.3, number.3))
        high = (max(high.0, number.0), max(high.1, number.1), max(high.2, number.2), max(high.3, number.3))
        start &+= 4
    }
    while start < values.count {
        let number = key(values[start])
        low.0 = min(low.0, number)
        high.0 = max(high.0, number)
        start &+= 1
    }
    return (min(min(low.0, low.1), min(low.2, low.3)), max(max(high.0, high.1), max(high.2, high.3)))
}

/// The smallest and largest of those of `values` that are no NaN, infinities the wrong way round if there are none; and how
/// many are NaN.
@inline(__always)
func orderedExtremes<Number: BinaryFloatingPoint & BitwiseCopyable>(
    _ values: Span<Number>
) -> (low: Number, high: Number, nanCount: Int) {
    var low = (Number.infinity, Number.infinity, Number.infinity, Number.infinity)
    var high = (-Number.infinity, -Number.infinity, -Number.infinity, -Number.infinity)
    var ordered = (0, 0, 0, 0)
    var start = 0
    while start &+ 4 <= values.count {
        let four = values.extracting(start..<start &+ 4)
        let number = (four[0], four[1], four[2], four[3])
        low = (
            lower(number.0, low.0), lower(number.1, low.1), lower(number.2, low.2), lower(number.3, low.3)
        )
        high = (
            higher(number.0, high.0), higher(number.1, high.1), higher(number.2, high.2), higher(number.3, high.3)
        )
        ordered.0 &+= isOrdered(number.0)
        ordered.1 &+= isOrdered(number.1)
        ordered.2 &+= isOrdered(number.2)
        ordered.3 &+= isOrdered(number.3)
        start &+= 4
    }
    while start < values.count {
        let number = values[start]
        low.0 = lower(number, low.0)
        high.0 = higher(number, high.0)
        ordered.0 &+= isOrdered(number)
        start &+= 1
    }
    return (
        lower(lower(low.0, low.1), lower(low.2, low.3)), higher(higher(high.0, high.1), higher(high.2, high.3)),
        values.count &- (ordered.0 &+ ordered.1 &+ ordered.2 &+ ordered.3)
    )
}

// A NaN is neither below nor above, nor equal to itself.

@inline(__always)
private func lower<Number: BinaryFloatingPoint>(_ number: Number, _ known: Number) -> Number {
    number < known ? number : known
}

@inline(__always)
private func higher<Number: BinaryFloatingPoint>(_ number: Number, _ known: Number) -> Number {
    number > known ? number : known
}

@inline(__always)
private func isOrdered<Number: BinaryFloatingPoint>(_ number: Number) -> Int { number == number ? 1 : 0 }
