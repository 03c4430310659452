/// The lists of column chunks that are mostly the same in each row group, as they were read last, with the bytes that they were read
/// from.
///
/// A list that is encoded by the same bytes again is shared: a file of thousands of row groups would hold each column's name as often
/// otherwise, and allocating them takes a third of the time that its footer takes.
struct RepeatedFields: Sendable {
    /// A list that was read.
    struct Known<Element: Sendable>: Sendable {
        /// Where its bytes are among those of the reader; nowhere if none was read.
        var bytes = 0..<0
        var elements: [Element] = []
    }

    /// The lists of a column chunk.
    struct Chunk: Sendable {
        var encodings = Known<Encoding>()
        var path = Known<String>()
        var pageEncodings = Known<PageEncodingStatistics>()
    }

    /// What a histogram counts.
    enum Histogram: Int {
        case repetitionLevels = 0
        case definitionLevels = 1
    }

    /// More columns than these are read without.
    private static let maximumCount = 1 << 14

    /// The lists that were read of each column.
    var chunks: [Chunk] = []
    /// The histograms that were read of each column, one for each kind.
    var histograms: [Known<Int>] = []
    /// The place of the column chunk that is read; nil if nothing is kept of it.
    private(set) var place: Int?
    private var next = 0

    /// Notes that the column chunks of another row group follow.
    mutating func beginRowGroup() { next = 0 }

    /// Notes that the metadata of the next column chunk follows.
    mutating func beginChunk() {
        place = next < RepeatedFields.maximumCount ? next : nil
        if let place, place == chunks.count {
            chunks.append(Chunk())
            histograms.append(Known())
            histograms.append(Known())
        }
        next += 1
    }
}

extension CompactReader {
    /// The value of the field that lists a column chunk's encodings.
    @_lifetime(self: copy self)
    mutating func readEncodings(_ field: Field) throws(ParquetError) -> [Encoding] {
        guard let place = repeated.place else {
            return try readInt32s(field).map(Encoding.init(rawValue:))
        }
        if skip(repeated.chunks[place].encodings.bytes, field) { return repeated.chunks[place].encodings.elements }
        let start = offset
        repeated.chunks[place].encodings.elements = try readInt32s(field).map(Encoding.init(rawValue:))
        repeated.chunks[place].encodings.bytes = start..<offset
        return repeated.chunks[place].encodings.elements
    }

    /// The value of the field that lists the names from the root to a column.
    @_lifetime(self: copy self)
    mutating func readPath(_ field: Field) throws(ParquetError) -> [String] {
        guard let place = repeated.place else { return try readStrings(field) }
        if skip(repeated.chunks[place].path.bytes, field) { return repeated.chunks[place].path.elements }
        let start = offset
        repeated.chunks[place].path.elements = try readStrings(field)
        repeated.chunks[place].path.bytes = start..<offset
        return repeated.chunks[place].path.elements
    }

    /// The value of the field that lists how many pages of a column chunk have which encoding.
    @_lifetime(self: copy self)
    mutating func readPageEncodings(_ field: Field) throws(ParquetError) -> [PageEncodingStatistics] {
        guard let place = repeated.place else { return try readRecords(field) }
        if skip(repeated.chunks[place].pageEncodings.bytes, field) {
            return repeated.chunks[place].pageEncodings.elements
        }
        let start = offset
        repeated.chunks[place].pageEncodings.elements = try readRecords(field)
        repeated.chunks[place].pageEncodings.bytes = start..<offset
        return repeated.chunks[place].pageEncodings.elements
    }

    /// The value of the field that lists how often each level of a column chunk occurs.
    @_lifetime(self: copy self)
    mutating func readHistogram(
        _ field: Field, of levels: RepeatedFields.Histogram
    ) throws(ParquetError) -> [Int] {
        guard let chunk = repeated.place else { return try readInts(field) }
        let place = 2 * chunk + levels.rawValue
        if skip(repeated.histograms[place].bytes, field) { return repeated.histograms[place].elements }
        let start = offset
        repeated.histograms[place].elements = try readInts(field)
        repeated.histograms[place].bytes = start..<offset
        return repeated.histograms[place].elements
    }
}
