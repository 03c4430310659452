internal import Parquet

/// How each value stands to the one before it.
enum ValueSteps {
    enum Step: UInt8, Sendable {
        case up, equal, down
        /// One of the two has no place in the order.
        case unknown
    }

    /// The steps of `values`: one less than there are values.
    static func steps(_ values: ColumnValues, _ order: ValueOrder) -> [Step] {
        guard values.count > 1 else { return [] }
        switch (order.kind, values) {
        case (_, .dictionary(let indices, let dictionary)):
            let ranks = ranks(dictionary, order)
            return steps(indices.count) {
                ranks[Int(indices[$0])]
            } isKnown: {
                ranks[Int(indices[$0])] >= 0
            }
        case (.boolean, .boolean(let values)):
            return steps(values.count) {
                values[$0] ? 1 : 0
            } isKnown: { _ in
                true
            }
        case (.integer(_, let isSigned), .int32(let values)):
            let flip: Int32 = isSigned ? 0 : .min
            return steps(values.count) {
                values[$0] ^ flip
            } isKnown: { _ in
                true
            }
        case (.integer(_, let isSigned), .int64(let values)):
            let flip: Int64 = isSigned ? 0 : .min
            return steps(values.count) {
                values[$0] ^ flip
            } isKnown: { _ in
                true
            }
        case (.floatingPoint, .float(let values)):
            return steps(values.count) {
                values[$0]
            } isKnown: {
                !values[$0].isNaN
            }
        case (.floatingPoint, .double(let values)):
            return steps(values.count) {
                values[$0]
            } isKnown: {
                !values[$0].isNaN
            }
        case (.bytes, _), (.signedBytes, _):
            guard let strings = ByteStrings(values, isSigned: order.kind == .signedBytes) else { return [] }
            return (1..<max(1, strings.count)).map { index in
                let comparison = strings.compare(index - 1, index)
                return comparison < 0 ? .up : comparison == 0 ? .equal : .down
            }
        case (_, .byteArray), (_, .fixedLengthByteArray), (_, .float), (_, .double):
            let bytes = (0..<values.count).map { ValueHashes.bytes(of: values, at: $0) }
            return (1..<bytes.count).map { Step(order.compare(bytes[$0 - 1], bytes[$0])) }
        case (_, .boolean), (_, .int32), (_, .int64): return []
        }
    }

    @inline(__always)
    private static func steps<Key: Comparable>(
        _ count: Int, _ key: (Int) -> Key, isKnown: (Int) -> Bool
    ) -> [Step] {
        (1..<max(1, count)).map { index in
            guard isKnown(index - 1), isKnown(index) else { return .unknown }
            let left = key(index - 1)
            let right = key(index)
            return left < right ? .up : left == right ? .equal : .down
        }
    }

    /// For each value of a dictionary its place among them in order, equal values having one; -1 if it has no place.
    private static func ranks(_ values: ColumnValues, _ order: ValueOrder) -> [Int] {
        let bytes = (0..<values.count).map { ValueHashes.bytes(of: values, at: $0) }
        let known = bytes.indices.filter { order.contains(bytes[$0]) }
        let sorted = known.sorted { order.compare(bytes[$0], bytes[$1]) == .less }
        var ranks = [Int](repeating: -1, count: bytes.count)
        var rank = 0
        for (place, index) in sorted.enumerated() {
            if place > 0, order.compare(bytes[sorted[place - 1]], bytes[index]) != .equal { rank += 1 }
            ranks[index] = rank
        }
        return ranks
    }
}

extension ValueSteps.Step {
    init(_ comparison: ValueOrder.Comparison?) {
        switch comparison {
        case .less: self = .up
        case .equal: self = .equal
        case .greater: self = .down
        case nil: self = .unknown
        }
    }
}
