internal import ParquetBytes

/// The scales that suit a page, found by trying all of them on a few values of a few vectors, as the specification suggests.
struct ALPScaleCandidates<Value: ALPValue> {
    private static var vectorLimit: Int { 8 }
    private static var candidateLimit: Int { 5 }
    /// The values of all sampled vectors together.
    private static var sampleLength: Int { 256 }
    /// The values of a vector on which its scale is chosen.
    private static var choiceLength: Int { 32 }

    private let all: [ALPScale<Value>]
    private var scales: [ALPScale<Value>] = []
    private var sample: [Value] = []
    /// For how many more vectors that no scale suits all others may be tried.
    private var searchesLeft = 4

    /// The scales that are best for the most vectors of `plain`, which holds values in PLAIN.
    init(_ plain: RawSpan, valueCount: Int, vectorLength: Int) {
        let vectorCount = (valueCount + vectorLength - 1) / vectorLength
        let sampledCount = min(vectorCount, Self.vectorLimit)
        all = Self.allScales()
        // For each scale a bit for each sampled vector that it is best for.
        var suited = [UInt8](repeating: 0, count: all.count)
        for sampled in 0..<sampledCount {
            let start = vectorCount * sampled / sampledCount * vectorLength
            let values = start..<min(start + vectorLength, valueCount)
            sample.takeSample(of: plain, values, count: Self.sampleLength / sampledCount)
            for index in Self.best(of: all, for: sample) { suited[index] |= 1 << UInt8(sampled) }
        }
        // A few values let many scales look the same; the one that suits other vectors, too, is the safer one.
        while scales.count < Self.candidateLimit {
            var best = 0
            for index in suited.indices where suited[index].nonzeroBitCount > suited[best].nonzeroBitCount {
                best = index
            }
            let covered = suited[best]
            if covered == 0 { break }
            scales.append(all[best])
            for index in suited.indices { suited[index] &= ~covered }
        }
        if scales.isEmpty { scales = [ALPScale(exponent: 0, factor: 0)] }
    }

    /// The scale for the values `range` of `plain`.
    mutating func choose(_ plain: RawSpan, _ range: Range<Int>) -> ALPScale<Value> {
        sample.takeSample(of: plain, range, count: Self.choiceLength)
        var best = scales[0]
        // Where values take as much as in PLAIN, no scale suits.
        var limit = sample.count * MemoryLayout<Value>.size * 8 - 1
        var isSuited = false
        for scale in scales {
            guard let bitCount = scale.bitCount(of: sample, atMost: limit) else { continue }
            (best, limit, isSuited) = (scale, bitCount - 1, true)
        }
        if !isSuited, searchesLeft > 0 {
            searchesLeft -= 1
            if let index = Self.best(of: all, for: sample).first {
                best = all[index]
                scales.append(best)
            }
        }
        return best
    }

    /// All scales, of which the first are to be preferred: products with the greatest powers of ten err the least.
    private static func allScales() -> [ALPScale<Value>] {
        (0..<Value.powersOfTen.count).reversed().flatMap { exponent in
            (0...exponent).reversed().map { ALPScale(exponent: exponent, factor: $0) }
        }
    }

    /// The places of the scales with which `values` take the fewest bits; none if no value has an integer.
    private static func best(of scales: [ALPScale<Value>], for values: [Value]) -> [Int] {
        var best: [Int] = []
        var limit = values.count * (16 + MemoryLayout<Value>.size * 8) - 1
        for index in scales.indices {
            guard let bitCount = scales[index].bitCount(of: values, atMost: limit) else { continue }
            if bitCount < limit { best.removeAll() }
            best.append(index)
            limit = bitCount
        }
        return best
    }
}

extension Array where Element: ALPValue {
    /// Becomes `count` of the values `range` of `plain`, in even distances; all of them if they are fewer.
    fileprivate mutating func takeSample(of plain: RawSpan, _ range: Range<Int>, count: Int) {
        removeAll(keepingCapacity: true)
        let taken = Swift.min(count, range.count)
        for index in 0..<taken {
            let value = range.lowerBound + range.count * index / taken
            append(Element.load(plain, at: value * MemoryLayout<Element>.size))
        }
    }
}
