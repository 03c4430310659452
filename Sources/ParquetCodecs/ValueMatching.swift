internal import ParquetBytes

/// How a codec looks for what a page repeats. Whichever is taken, the codec's readers read the page.
///
/// zstd's own search knows nothing of values. In PLAIN, one value is like the one before at the same places: the length before
/// a string, what all identifiers of a column begin with, the high bytes of numbers. Matches that begin where values do, and
/// are all of one kind, take next to no bits, leave what differs to the codes of literals, and are found in a fraction of
/// the time.
public enum ValueMatching: Sendable, Hashable {
    /// As the codec does by itself.
    case none
    /// For byte arrays in PLAIN, each 4 bytes of length and its bytes: what a value has in common with the one before.
    case byteArrays
    /// For byte arrays in PLAIN: what a value has in common with the one before, or with the last one that began as it does.
    case similarByteArrays
    /// For numbers of 4 or 8 bytes: the high bytes that a number shares with the one before.
    case numbers(width: Int)

    /// The bytes of a sample by which `PageCompressor.smallestMatching` chooses.
    static let sampleByteCount = 64 << 10
    /// Less than this has too few values for a choice, and hardly anything to gain.
    static let leastByteCount = 1 << 10

    /// How many of the first bytes of `values` make a sample of `limit` bytes or a little more: whole values, unless they are
    /// broken.
    ///
    /// - Precondition: `limit` is a multiple of 8.
    public static func sampleByteCount(of values: RawSpan, for matchings: [ValueMatching], limit: Int) -> Int {
        guard values.byteCount > limit else { return values.byteCount }
        guard matchings.contains(.byteArrays) || matchings.contains(.similarByteArrays) else { return limit }
        var end = 0
        while end < limit, end + 4 <= values.byteCount {
            let next = end + 4 + Int(values.loadUInt32(at: end))
            guard next <= values.byteCount else { return values.byteCount }
            end = next
        }
        return end
    }
}
