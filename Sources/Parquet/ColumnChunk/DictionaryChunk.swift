internal import ParquetBytes

/// What a column chunk is made of as long as it is dictionary-coded: the distinct values, and for each value its number.
///
/// The numbers of the first pages, by which it is decided whether the chunk stays so, are there as they are, with their levels; those of
/// later pages as their pages have them, should the dictionary be given up after all.
struct DictionaryChunk: Sendable {
    private(set) var dictionary: DictionaryEncoder
    /// The number of each value of the first pages, by which it is decided, and of the open page.
    private(set) var indices: [UInt32] = []
    /// The levels of the rows by which it is decided.
    private(set) var levels: LevelStore
    /// The finished pages since.
    private var archive = IndexArchive()
    /// Where in `indices` the open page begins.
    private var pageStart = 0

    /// How many values are many.
    private static let manyCount = 4_096

    /// - Returns: nil for columns that have no dictionaries.
    init?(_ column: ColumnDescriptor) {
        guard let dictionary = DictionaryEncoder(column.physicalType, typeLength: column.typeLength) else { return nil }
        self.dictionary = dictionary
        levels = LevelStore(column, expectedCount: ColumnChunkWriter.sampleRowLimit)
    }

    /// The indices of the open page.
    var openIndices: Range<Int> { pageStart..<indices.count }

    /// The memory that it takes, in bytes.
    var memoryByteCount: Int {
        // A distinct value has a slot of eight bytes in a table at most half full and twice too large, and a key of 24 bytes.
        levels.memoryByteCount + archive.memoryByteCount + indices.count * 4 + dictionary.plainByteCount
            + dictionary.count * 80
    }

    /// Appends values to the open page.
    mutating func append(_ values: ColumnValues, _ range: Range<Int>) {
        let count = indices.count + range.count
        if indices.count >= DictionaryChunk.manyCount, count > indices.capacity {
            // Growing by doubling would copy all of them again and again; a row of millions of values is none of a page's portions.
            indices.reserveCapacity(
                max(2 * indices.capacity, min(4 * count, count + 4 * ColumnChunkWriter.sampleRowLimit)))
        }
        dictionary.append(values, range, to: &indices)
    }

    /// Notes the levels of rows by which it is to be decided.
    mutating func appendLevels(_ source: Presence, _ range: Range<Int>) { levels.append(source, range) }

    /// Ends a page by which it is to be decided.
    mutating func endSamplePage() { pageStart = indices.count }

    /// Ends the open page, of which the archive keeps what `IndexArchive.append` takes; the indices are those of the page.
    mutating func endPage(
        repetition: RawSpan, definition: RawSpan, levelCount: Int, indices encoded: RawSpan, bitWidth: Int
    ) {
        archive.append(
            repetition: repetition, definition: definition, levelCount: levelCount, indices: encoded,
            bitWidth: bitWidth,
            valueCount: openIndices.count)
        indices.removeLast(openIndices.count)
    }

    /// Calls `body` with the levels and indices of all values, part by part in their order.
    ///
    /// - Parameter open: the levels of the open page, if it is not one by which it is to be decided.
    func forEachPart(
        of column: ColumnDescriptor, open: Presence?, _ body: (Presence, [UInt32]) throws(ParquetError) -> Void
    ) throws(ParquetError) {
        guard let open else { return try body(levels.presence, indices) }
        try body(levels.presence, Array(indices[..<pageStart]))
        try archive.forEach(of: column, body)
        try body(open, Array(indices[pageStart...]))
    }

    /// Forgets all values and keeps the memory.
    mutating func removeAll() {
        dictionary.removeAll()
        indices.removeAll(keepingCapacity: true)
        levels.removeAll()
        archive.removeAll()
        pageStart = 0
    }
}
