internal import ParquetBytes

/// The smallest and largest of the byte strings seen.
///
/// Most values lie clearly between the two, which their first eight bytes show; only the others are compared in full.
struct ByteRange: Sendable {
    private(set) var min: [UInt8]
    private(set) var max: [UInt8]
    private var minPrefix: UInt64
    private var maxPrefix: UInt64
    /// The highest bit, if the first byte carries a sign.
    private let signFlip: UInt64

    /// The range of the one value at `bounds`.
    init(_ source: RawSpan, _ bounds: (start: Int, end: Int), isSigned: Bool) {
        min = (bounds.start..<bounds.end).map { source.loadUInt8(at: $0) }
        max = min
        signFlip = isSigned ? 1 << 63 : 0
        minPrefix = 0
        maxPrefix = 0
        minPrefix = prefix(source, bounds.start, bounds.end)
        maxPrefix = minPrefix
    }

    /// Widens the range by `source[start ..< end]`.
    @inline(__always)
    mutating func include(_ source: RawSpan, _ start: Int, _ end: Int) {
        let prefix = prefix(source, start, end)
        if prefix <= minPrefix || prefix >= maxPrefix { compare(source, start, end, prefix) }
    }

    /// The first eight bytes as a number that compares like them; zeros stand for missing ones.
    @inline(__always)
    private func prefix(_ source: RawSpan, _ start: Int, _ end: Int) -> UInt64 {
        let length = end &- start
        if start &+ 8 <= source.byteCount {
            let word = source.loadUInt64(at: start).byteSwapped
            if length >= 8 { return word ^ signFlip }
            return (length == 0 ? 0 : word & (UInt64.max << UInt64(64 &- 8 &* length))) ^ signFlip
        }
        var word: UInt64 = 0
        for index in 0..<Swift.min(length, 8) {
            word |= UInt64(source.loadUInt8(at: start &+ index)) << UInt64(56 &- 8 &* index)
        }
        return word ^ signFlip
    }

    @inline(never)
    private mutating func compare(_ source: RawSpan, _ start: Int, _ end: Int, _ prefix: UInt64) {
        if prefix < minPrefix || (prefix == minPrefix && order(source, start, end, min) < 0) {
            min = (start..<end).map { source.loadUInt8(at: $0) }
            minPrefix = prefix
        }
        if prefix > maxPrefix || (prefix == maxPrefix && order(source, start, end, max) > 0) {
            max = (start..<end).map { source.loadUInt8(at: $0) }
            maxPrefix = prefix
        }
    }

    /// How `source[start ..< end]` compares with `other`, where their prefixes are equal. So are the signs then: the bytes decide.
    private func order(_ source: RawSpan, _ start: Int, _ end: Int, _ other: [UInt8]) -> Int {
        source.order(at: start, count: end &- start, comparedTo: other.rawBytes, at: 0, count: other.count)
    }
}
