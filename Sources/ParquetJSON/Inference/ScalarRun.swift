internal import Parquet
internal import ParquetBytes

/// The elements of arrays of one path that hold nothing but scalar values, as most arrays do: their places side by side, so that
/// nothing needs to be sorted.
struct ScalarRun: Sendable {
    private static let capacity = 4_096

    private var places: [UInt64] = []
    private var rows: [UInt32] = []
    private var count = 0
    private var farthest = 0

    /// What was taken.
    var values: PathValues {
        @_lifetime(borrow self)
        get { PathValues(places.span.extracting(first: count), rows.span.extracting(first: count), farthest: farthest) }
    }

    var isEmpty: Bool { count == 0 }

    /// Whether there may be no room for the elements of an array that is `length` bytes long, but would be if there were no others.
    func isFull(forLength length: Int) -> Bool {
        count + length / 2 > ScalarRun.capacity && length / 2 <= ScalarRun.capacity
    }

    mutating func removeAll() {
        count = 0
        farthest = 0
    }

    /// Takes the elements of the array at `array`.
    ///
    /// - Returns: false if they are not all scalar, or too many; then none was taken.
    mutating func take(
        _ text: RawSpan, _ padded: PaddedBytes, _ array: JSONPlace, row: UInt32
    ) throws(ParquetError) -> Bool {
        guard count + array.length / 2 <= ScalarRun.capacity else { return false }
        if places.isEmpty {
            places.resize(to: ScalarRun.capacity)
            rows.resize(to: ScalarRun.capacity)
        }
        let end = try ScalarRun.take(
            text, padded, array.start, row, count, &farthest, &places, &rows)
        guard end >= 0 else { return false }
        count = end
        return true
    }

    private static func take(
        _ text: RawSpan, _ padded: PaddedBytes, _ start: Int, _ row: UInt32, _ first: Int, _ farthest: inout Int,
        _ places: inout [UInt64],
        _ rows: inout [UInt32]
    ) throws(ParquetError) -> Int {
        var places = places.mutableSpan
        var rows = rows.mutableSpan
        let (count, last) = try ScalarElements.take(
            text, padded, ofArrayAt: start, into: &places, from: first, marksNull: true)
        guard count >= 0 else { return -1 }
        for index in first..<count { rows[index] = row }
        if count > first { farthest = max(farthest, last &- start) }
        return count
    }
}
