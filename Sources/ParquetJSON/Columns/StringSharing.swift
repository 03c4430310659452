internal import Parquet
internal import ParquetBytes

/// Makes dictionaries of a column's strings, as long as few of them are distinct: what is known is not copied, and whoever takes the
/// batch looks each string up once.
///
/// A column that turns out to have too many is left alone for some batches, and for more each time it does again.
struct StringSharing: Sendable {
    /// Whether it is asked for.
    private var isWanted = false
    /// Whether it is tried for the strings to come.
    private(set) var isTried = false
    private var known: KnownStrings?
    /// How many batches to come are left alone, and how many it will be the next time.
    private var batchesLeft = 0
    private var pause = 16
    private static let longestPause = 1_024
    /// The memory of the last batch's indices.
    private var spareIndices: [UInt32] = []
    /// The most columns that it is done for: what each of them knows stays in memory, up to some 100 KB.
    private static let mostColumns = 128

    /// Asks for it for the columns of strings, up to so many that their memory is little.
    static func want(_ fillers: inout [ColumnFiller]) {
        let columns = fillers.indices.filter { if case .string = fillers[$0].conversion { true } else { false } }
        for column in columns.prefix(mostColumns) { fillers[column].sharing.isWanted = true }
    }

    /// A batch begins, which `values` are of: they have no dictionary then.
    mutating func begin(_ values: inout ColumnValues) {
        if case .dictionary(var indices, let strings) = values {
            // What is known is kept beside the batch, and would be copied if it were emptied there.
            if case .byteArray = strings { values = .byteArray(ByteArrayValues()) } else { values = strings }
            indices.removeAll(keepingCapacity: true)
            spareIndices = indices
        }
        guard isWanted else { return }
        isTried = batchesLeft == 0
        batchesLeft = max(0, batchesLeft - 1)
    }

    /// Appends the strings at `places` to `values`, escapes resolved; all else goes to `misfits`.
    ///
    /// - Returns: false if there are too many distinct ones: then none is appended, what was there before is no dictionary any more,
    ///   and `misfits` are of no use.
    /// - Throws: `ParquetError` with code `limit` if strings of an earlier block take 2 GiB.
    mutating func append(
        _ places: Span<UInt64>, _ text: RawSpan, presentCount: Int, to values: inout ColumnValues,
        misfits: inout [Int32]
    ) throws(ParquetError) -> Bool {
        // All are taken out, so that they are changed in place.
        var known = KnownStrings.take(outOf: &known)
        var indices = spareIndices
        spareIndices = []
        var isFirst = true
        if case .dictionary(let before, let strings) = values {
            indices = before
            values = strings
            isFirst = false
        }
        let start = indices.count
        var end = start
        indices.resizeUninitialized(to: start + presentCount)
        var row = 0
        while !known.isOverfull {
            row = known.strings.append(
                places, from: row, text, kind: UInt64(JSONKind.string.rawValue), to: &indices, at: &end)
            guard row < places.count else { break }
            let place = JSONPlace(bits: places[row])
            if place.kind == .string, place.hasEscapes, let number = known.number(ofEscaped: place, text) {
                indices[end] = number
                end += 1
            } else if place.kindAndEscapes != UInt64(JSONKind.string.rawValue) {
                misfits.append(Int32(truncatingIfNeeded: row))
            } else {
                continue
            }
            row += 1
        }
        guard known.isOverfull else {
            indices.resize(to: end)
            values = .dictionary(indices: indices, values: .byteArray(known.strings.values))
            self.known = known
            return true
        }
        indices.resize(to: start)
        if isFirst {
            spareIndices = indices
        } else {
            values = try ColumnValues.dictionary(indices: indices, values: values).resolved()
        }
        isTried = false
        batchesLeft = pause
        pause = min(2 * pause, StringSharing.longestPause)
        return false
    }
}

/// The distinct strings of a column, and what those with escapes are spelled as.
private struct KnownStrings: Sendable {
    var strings = DistinctStrings()
    /// The texts of strings with escapes.
    private var escaped = DistinctStrings()
    /// For each of these texts the number of its string; nil if it is broken.
    private var numbers: [UInt32?] = []

    /// Takes what there is out of `known`, or makes one. `??` would copy it.
    static func take(outOf known: inout KnownStrings?) -> KnownStrings {
        switch consume known {
        case .some(let taken):
            known = nil
            return taken
        case .none:
            known = nil
            return KnownStrings()
        }
    }

    /// Whether there are too many.
    var isOverfull: Bool { strings.isOverfull || escaped.isOverfull }

    /// The number of the string at `place`, which has escapes; nil if they are broken.
    mutating func number(ofEscaped place: JSONPlace, _ text: RawSpan) -> UInt32? {
        let ordinal = Int(escaped.number(of: text.bytes(place.start..<place.end)))
        if ordinal == numbers.count {
            let string = try? JSONString.unescaped(text, from: place.start, to: place.end)
            numbers.append(string.map { strings.number(of: $0.rawBytes) })
        }
        return numbers[ordinal]
    }
}
