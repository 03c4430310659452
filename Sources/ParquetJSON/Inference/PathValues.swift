internal import Parquet
internal import ParquetBytes

/// Values of one path in a block of lines, those that are there side by side.
struct PathValues: ~Escapable {
    /// Their places.
    let places: Span<UInt64>
    /// The rows they are in, in order.
    let rows: Span<UInt32>
    /// The kinds that there are, a bit for each.
    let kinds: UInt64
    /// The greatest distance from the start of an object to the value in it.
    let farthest: Int

    @_lifetime(copy places, copy rows)
    init(_ places: Span<UInt64>, _ rows: Span<UInt32>, farthest: Int) {
        var kinds: UInt64 = 0
        for index in 0..<places.count { kinds |= 1 &<< (places[index] &>> 60 & 7) }
        self.places = places
        self.rows = rows
        self.kinds = kinds
        self.farthest = farthest
    }

    /// Values of which all are of one kind.
    @_lifetime(copy places, copy rows)
    init(_ places: Span<UInt64>, _ rows: Span<UInt32>, kind: UInt64, farthest: Int) {
        self.places = places
        self.rows = rows
        kinds = 1 &<< kind
        self.farthest = farthest
    }

    /// What all of `places`, one for each row, are if none of them is missing or null: the same kind, and how far from the object
    /// in the row the farthest is. The loop is one that the compiler makes run over several places at once.
    static func common(_ places: Span<UInt64>, in objects: Span<UInt64>) -> (kind: UInt64, farthest: Int)? {
        guard places.count == objects.count else { return nil }
        var all = UInt64.max
        var any: UInt64 = 0
        var farthest: Int32 = 0
        for row in 0..<places.count {
            let bits = places[row]
            all &= bits
            any |= bits
            farthest = max(farthest, Int32(truncatingIfNeeded: bits) &- Int32(truncatingIfNeeded: objects[row]))
        }
        guard all >> 60 & 7 == any >> 60 & 7, any >> 60 & 7 != 0 else { return nil }
        return (any >> 60 & 7, Int(farthest))
    }
}

/// The memory of the values of one path.
struct PathBuffer: Sendable {
    private var places: [UInt64] = []
    private var rows: [UInt32] = []
    private var allRows: [UInt32] = []
    private var count = 0
    private var farthest = 0

    /// The numbers of the first `count` rows.
    @_lifetime(&self)
    mutating func rows(upTo count: Int) -> Span<UInt32> {
        while allRows.count < count { allRows.append(UInt32(truncatingIfNeeded: allRows.count)) }
        return allRows.span.extracting(first: count)
    }

    /// What was gathered last.
    var values: PathValues {
        @_lifetime(borrow self)
        get { PathValues(places.span.extracting(first: count), rows.span.extracting(first: count), farthest: farthest) }
    }

    /// Takes what is there of `places`, a place for each row, the places of the objects being `objects`.
    mutating func gather(_ places: Span<UInt64>, in objects: Span<UInt64>) {
        makeRoom(places.count)
        (count, farthest) = PathBuffer.gather(places, objects, &self.places, &rows)
    }

    /// Takes those of `values` that are of one kind.
    mutating func gather(_ kind: JSONKind, of values: PathValues) {
        makeRoom(values.places.count)
        count = PathBuffer.gather(UInt64(kind.rawValue), values, &places, &rows)
        farthest = values.farthest
    }

    private mutating func makeRoom(_ count: Int) {
        guard places.count < count else { return }
        places.resize(to: count)
        rows.resize(to: count)
    }

    private static func gather(
        _ kind: UInt64, _ values: PathValues, _ found: inout [UInt64], _ rows: inout [UInt32]
    ) -> Int {
        var found = found.mutableSpan
        var rows = rows.mutableSpan
        var count = 0
        for index in 0..<values.places.count {
            let bits = values.places[index]
            // What is of another kind is written over by the next.
            found[count] = bits
            rows[count] = values.rows[index]
            count &+= bits &>> 60 & 7 == kind ? 1 : 0
        }
        return count
    }

    private static func gather(
        _ places: Span<UInt64>, _ objects: Span<UInt64>, _ found: inout [UInt64], _ rows: inout [UInt32]
    ) -> (count: Int, farthest: Int) {
        var found = found.mutableSpan
        var rows = rows.mutableSpan
        var count = 0
        var farthest = 0
        for row in 0..<places.count {
            let bits = places[row]
            // What is not there is written over by the next.
            found[count] = bits
            rows[count] = UInt32(truncatingIfNeeded: row)
            let isThere = bits != 0
            count &+= isThere ? 1 : 0
            let distance =
                Int(truncatingIfNeeded: bits & 0xFFFF_FFFF) &- Int(truncatingIfNeeded: objects[row] & 0xFFFF_FFFF)
            farthest = max(farthest, isThere ? distance : 0)
        }
        return (count, farthest)
    }
}
