internal import ParquetBytes

/// The data page that is being filled: its levels, and its values in PLAIN.
///
/// A page starts with its header and its levels, which are only known when it is full. The values are therefore written behind
/// a gap, and these go into the gap's end, so that the page lies in one piece and nothing is copied.
struct OpenPage: Sendable {
    private(set) var levels: LevelStore
    private(set) var rowCount = 0
    /// The bytes before the values that the header and the levels may take.
    let gap: Int
    /// The gap and the values.
    var body = ByteBuffer()
    /// The values of a boolean column, until the page is full.
    private(set) var bits = Bitmap()
    /// What the values take in PLAIN, be they in the page or indices of a dictionary.
    private(set) var plainByteCount = 0

    /// - Parameter levelLimit: the levels for which the gap is sized; more are possible, but cost a copy.
    init(_ column: ColumnDescriptor, levelLimit: Int) {
        levels = LevelStore(column, expectedCount: levelLimit)
        let bound = LevelStore.maximumByteCount(column, levelCount: levelLimit, pageCount: 1)
        gap = PageEncoder.maximumHeaderByteCount + (column.maxDefinitionLevel == 0 ? 0 : min(bound, 64 << 10))
        body.reserve(gap)
        body.setCount(gap)
    }

    /// The bytes of the values in the page.
    var valueByteCount: Int { body.count - gap + (bits.count + 7) / 8 }

    /// The number of values that are there, if they are in the page.
    var presentCount: Int { levels.presentCount }

    /// Empties the page and keeps its memory.
    mutating func removeAll() {
        levels.removeAll()
        bits.removeAll()
        rowCount = 0
        plainByteCount = 0
        body.setCount(gap)
    }

    /// Notes the levels `levels` of `rowCount` rows whose values take `plainByteCount` bytes in PLAIN.
    mutating func appendLevels(_ source: Presence, _ levels: Range<Int>, rowCount: Int, plainByteCount: Int) {
        self.levels.append(source, levels)
        self.rowCount += rowCount
        self.plainByteCount += plainByteCount
    }

    /// Appends values in PLAIN.
    mutating func appendPlain(_ values: ColumnValues, _ range: Range<Int>) {
        PlainEncoder.encode(values, range, into: &body, bits: &bits)
    }

    /// Puts the bits of booleans behind the gap, now that there are no more of them.
    mutating func appendBits() {
        let packed = bits
        body.append(packed.bytes)
    }
}

extension ByteBuffer {
    /// Puts `levels` before the values that begin at `gap`, and leaves room for a page header before them.
    ///
    /// - Returns: where the levels begin.
    mutating func insert(_ levels: ByteBuffer, beforeValuesAt gap: Int) -> Int {
        let headerByteCount = PageEncoder.maximumHeaderByteCount
        guard levels.count > gap - headerByteCount else {
            let start = gap - levels.count
            var target = mutableBytes
            target.copy(from: levels.bytes, at: 0, count: levels.count, to: start)
            return start
        }
        var moved = ByteBuffer()
        moved.reserve(headerByteCount + levels.count + count - gap)
        moved.setCount(headerByteCount)
        moved.append(levels.bytes)
        moved.append(bytes.bytes(gap..<count))
        self = moved
        return headerByteCount
    }

    /// Puts `header` before the body that begins at `start`.
    ///
    /// - Precondition: there is room for it.
    /// - Returns: where the header begins.
    mutating func put(_ header: [UInt8], before start: Int) -> Int {
        var target = mutableBytes
        target.copy(from: header.rawBytes, at: 0, count: header.count, to: start - header.count)
        return start - header.count
    }
}
