internal import ParquetBytes

/// The finished pages of a dictionary-coded chunk before compression, should the dictionary be given up: their levels and indices as
/// they are encoded, which takes a fraction of what the numbers themselves would.
struct IndexArchive: Sendable {
    private var bytes = ByteBuffer()
    private var pages: [Page] = []

    private struct Page {
        var levelCount: Int
        var valueCount: Int
        var repetitionByteCount: Int
        var definitionByteCount: Int
        var bitWidth: Int
        /// Where its bytes end.
        var end: Int
    }

    /// The memory that it takes, in bytes.
    var memoryByteCount: Int { bytes.count + pages.count * MemoryLayout<Page>.stride }

    /// Keeps a page.
    ///
    /// - Parameters:
    ///   - repetition: its repetition levels as `LevelStore.encode(hasLengths:into:)` makes them, without their length.
    ///   - definition: its definition levels likewise.
    ///   - levelCount: the number of each.
    ///   - indices: its indices in the RLE/bit-packing hybrid, each in `bitWidth` bits.
    ///   - bitWidth: the bits of an index.
    ///   - valueCount: the number of indices.
    mutating func append(
        repetition: RawSpan, definition: RawSpan, levelCount: Int, indices: RawSpan, bitWidth: Int, valueCount: Int
    ) {
        bytes.append(repetition)
        bytes.append(definition)
        bytes.append(indices)
        pages.append(
            Page(
                levelCount: levelCount, valueCount: valueCount, repetitionByteCount: repetition.byteCount,
                definitionByteCount: definition.byteCount, bitWidth: bitWidth, end: bytes.count))
    }

    /// Forgets all pages and keeps the memory.
    mutating func removeAll() {
        bytes.removeAll()
        pages.removeAll(keepingCapacity: true)
    }

    /// Calls `body` with the levels and indices of each page, in order.
    func forEach(
        of column: ColumnDescriptor, _ body: (Presence, [UInt32]) throws(ParquetError) -> Void
    ) throws(ParquetError) {
        var start = 0
        for page in pages {
            let middle = start + page.repetitionByteCount
            let indexStart = middle + page.definitionByteCount
            var indices: [UInt32] = []
            if page.valueCount > 0 {
                var decoder = try RLEBitPackingHybridDecoder(bitWidth: page.bitWidth, range: indexStart..<page.end)
                try decoder.decode(page.valueCount, from: bytes.bytes, into: &indices)
            }
            let repetition = try levels(start..<middle, page.levelCount, maximum: column.maxRepetitionLevel)
            try body(presence(page, middle..<indexStart, repetition, column), indices)
            start = page.end
        }
    }

    private func presence(
        _ page: Page, _ definition: Range<Int>, _ repetition: [UInt16]?, _ column: ColumnDescriptor
    ) throws(ParquetError) -> Presence {
        guard column.maxDefinitionLevel > 0 else { return .all(rowCount: page.levelCount) }
        if column.maxDefinitionLevel == 1, repetition == nil {
            var validity = Bitmap()
            var decoder = try RLEBitPackingHybridDecoder(bitWidth: 1, range: definition)
            _ = try decoder.decode(page.levelCount, from: bytes.bytes, into: &validity)
            return .validity(validity)
        }
        let levels = try levels(definition, page.levelCount, maximum: column.maxDefinitionLevel)
        return .levels(definition: levels ?? [], repetition: repetition)
    }

    private func levels(
        _ range: Range<Int>, _ count: Int, maximum: Int
    ) throws(ParquetError) -> [UInt16]? {
        guard maximum > 0 else { return nil }
        var levels: [UInt16] = []
        var decoder = try RLEBitPackingHybridDecoder(bitWidth: LevelStore.bitWidth(maximum), range: range)
        try decoder.decode(count, from: bytes.bytes, into: &levels)
        return levels
    }
}
