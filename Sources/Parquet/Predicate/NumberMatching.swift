internal import ParquetBytes

extension Predicate.Comparison {
    /// The three comparisons that all six come down to, by taking the opposite.
    enum Basic { case equal, less, lessOrEqual }

    /// The comparison as a basic one or its opposite. With NaN above all numbers this holds for floating-point numbers too: what
    /// is not less than or equal to a number is greater, NaN among them.
    var basic: (Basic, isNegated: Bool) {
        switch self {
        case .equal: (.equal, false)
        case .notEqual: (.equal, true)
        case .less: (.less, false)
        case .greaterOrEqual: (.less, true)
        case .lessOrEqual: (.lessOrEqual, false)
        case .greater: (.lessOrEqual, true)
        }
    }
}

extension Bitmap {
    /// Which of `values`, as what `convert` makes of them, stand so to `literal`.
    @inline(__always)
    init<Stored: BitwiseCopyable, Number: Comparable>(
        _ values: Span<Stored>, _ comparison: Predicate.Comparison, _ literal: Number,
        _ convert: (Stored) -> Number
    ) {
        let (basic, isNegated) = comparison.basic
        switch basic {
        case .equal: self = bits(of: values) { convert($0) == literal }
        case .less: self = bits(of: values) { convert($0) < literal }
        case .lessOrEqual: self = bits(of: values) { convert($0) <= literal }
        }
        if isNegated { invert() }
    }

    /// Which of `values` stand so to `literal`, NaN being equal to itself and above all others.
    @inline(__always)
    init<Number: BinaryFloatingPoint & BitwiseCopyable>(
        _ values: Span<Number>, _ comparison: Predicate.Comparison, floatingPoint literal: Number
    ) {
        guard literal.isNaN else {
            self.init(values, comparison, literal) { $0 }
            return
        }
        let (basic, isNegated) = comparison.basic
        switch basic {
        case .equal: self = bits(of: values) { $0 != $0 }
        case .less: self = bits(of: values) { $0 == $0 }
        case .lessOrEqual: self = Bitmap(repeating: true, count: values.count)
        }
        if isNegated { invert() }
    }

    /// Which of `values`, as what `convert` makes of them, are in the rising `literals`.
    @inline(__always)
    init<Stored: BitwiseCopyable, Number: Comparable>(
        _ values: Span<Stored>, in literals: [Number], _ convert: (Stored) -> Number
    ) {
        self = bits(of: values) { literals.containsRising(convert($0)) }
    }

    /// Which of `values` are in `set`, or NaN where that is one of them.
    @inline(__always)
    init<Number: BinaryFloatingPoint & BitwiseCopyable & Sendable>(
        _ values: Span<Number>, in set: NumberSet<Number>, hasNaN: Bool, key: (Number) -> UInt64
    ) {
        // No number of the set is NaN.
        self = set.bits(of: values, { $0 }, key: key)
        if hasNaN { formUnion(Parquet.bits(of: values) { $0 != $0 }) }
    }
}

extension Array where Element: Comparable {
    /// Whether `element` is there; the array rises and is not empty.
    @inline(__always)
    func containsRising(_ element: Element) -> Bool {
        // Nothing here branches on what is compared: which way would be anyone's guess, and a wrong guess is dear.
        if count <= 8 {
            var found = 0
            for index in indices { found |= self[index] == element ? 1 : 0 }
            return found != 0
        }
        var low = 0
        var rest = count
        while rest > 1 {
            let half = rest / 2
            low &+= self[low &+ half] <= element ? half : 0
            rest &-= half
        }
        return self[low] == element
    }
}
