internal import ParquetBytes

/// The data page that is being filled: which rows have a value, and the values' bytes.
///
/// A page starts with its levels, which are only known when it is full. The values are therefore written behind a gap, and
/// the levels go into the gap's end, so that the page lies in one piece and nothing is copied.
struct OpenPage: Sendable {
    private let hasLevels: Bool
    private let gap: Int
    private var presence = Bitmap()
    private(set) var rowCount = 0
    /// The gap and the values.
    var body: ByteBuffer
    /// The values of a boolean column, until the page is full.
    private var bits = Bitmap()

    /// - Parameter rowLimit: the rows for which the gap is sized; more are possible, but cost a copy.
    init(hasLevels: Bool, rowLimit: Int) {
        self.hasLevels = hasLevels
        gap = hasLevels ? min(OpenPage.maximumLevelByteCount(rowCount: rowLimit), 64 << 10) : 0
        body = ByteBuffer()
        body.reserve(gap)
        body.setCount(gap)
    }

    /// The most bytes that the levels of `rowCount` rows take, with their length.
    static func maximumLevelByteCount(rowCount: Int) -> Int {
        4 + RLEBitPackingHybridEncoder.maximumByteCount(of: rowCount, bitWidth: 1)
    }

    /// The bytes of the values so far.
    var valueByteCount: Int { body.count - gap + (bits.count + 7) / 8 }

    /// Empties the page and keeps its memory.
    mutating func removeAll() {
        presence.removeAll()
        bits.removeAll()
        rowCount = 0
        body.setCount(gap)
    }

    /// Notes the presence of the rows `rows`.
    mutating func appendPresence(_ source: Presence, _ rows: Range<Int>) {
        rowCount += rows.count
        guard hasLevels else { return }
        if case .validity(let bitmap) = source {
            presence.append(bitmap, rows)
        } else {
            presence.append(repeating: true, count: rows.count)
        }
    }

    /// Appends values in PLAIN.
    mutating func appendPlain(_ values: ColumnValues, _ range: Range<Int>) {
        PlainEncoder.encode(values, range, into: &body, bits: &bits)
    }

    /// Hands out the page as it is before compression.
    ///
    /// - Parameter scratch: holds the levels for a moment.
    mutating func assemble(
        scratch: inout ByteBuffer, _ use: (RawSpan) throws(ParquetError) -> Void
    ) throws(ParquetError) {
        if bits.count > 0 {
            var packed = Bitmap()
            swap(&packed, &bits)
            body.append(packed.bytes)
            packed.removeAll()
            bits = packed
        }
        guard hasLevels else { return try use(body.bytes) }
        scratch.removeAll()
        scratch.append(UInt32(0))
        RLEBitPackingHybridEncoder.encode(presence, into: &scratch)
        let levelByteCount = scratch.count
        var lengthField = scratch.mutableBytes
        lengthField.store(UInt32(clamping: levelByteCount - 4), at: 0)
        if levelByteCount <= gap {
            let start = gap - levelByteCount
            var target = body.mutableBytes
            target.copy(from: scratch.bytes, at: 0, count: levelByteCount, to: start)
            try use(body.bytes.bytes(start..<body.count))
        } else {
            scratch.append(body.bytes.bytes(gap..<body.count))
            try use(scratch.bytes)
        }
    }
}
