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
    mutating func take(_ text: RawSpan, _ array: JSONPlace, row: UInt32) throws(ParquetError) -> Bool {
        guard count + array.length / 2 <= ScalarRun.capacity else { return false }
        if places.isEmpty {
            places.resize(to: ScalarRun.capacity)
            rows.resize(to: ScalarRun.capacity)
        }
        let end = try ScalarRun.take(text, array.start, row, count, &farthest, &places, &rows)
        guard end >= 0 else { return false }
        count = end
        return true
    }

    private static func take(
        _ text: RawSpan, _ start: Int, _ row: UInt32, _ first: Int, _ farthest: inout Int, _ places: inout [UInt64],
        _ rows: inout [UInt32]
    ) throws(ParquetError) -> Int {
        var places = places.mutableSpan
        var rows = rows.mutableSpan
        var count = first
        var offset = GapWalk.behindSpace(text, start &+ 1)
        if text.loadUInt8(at: offset) == 0x5D { return count }
        var last = offset
        while true {
            let byte = text.loadUInt8(at: offset)
            last = offset
            if byte == 0x22 {
                let (end, hasEscapes) = try JSONString.end(in: text, from: offset &+ 1)
                places[count] = JSONPlace(start: offset &+ 1, end: end, kind: .string, hasEscapes: hasEscapes).bits
                offset = end &+ 1
            } else {
                guard byte != 0x7B, byte != 0x5B else { return -1 }
                let (end, place) = try JSONScalar.any(text, at: offset)
                places[count] = place.isNull ? JSONPlace(start: offset, end: end, kind: .null).bits : place.bits
                offset = end
            }
            rows[count] = row
            count &+= 1
            offset = GapWalk.behindSpace(text, offset)
            if text.loadUInt8(at: offset) == 0x5D { break }
            offset = GapWalk.behindSpace(text, offset &+ 1)
        }
        farthest = max(farthest, last &- start)
        return count
    }
}
