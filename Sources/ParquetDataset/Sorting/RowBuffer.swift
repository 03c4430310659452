internal import Parquet
internal import ParquetBytes

/// Rows in memory that are to be sorted, with their keys.
struct RowBuffer {
    private let descriptors: [ColumnDescriptor]
    private var encoder: KeyEncoder
    private var sources: [RowSource] = []
    /// The first row of each source, counted over all.
    private var firstRows: [Int] = []
    private var keys = KeyTable()
    private var sourceByteCount = 0
    private(set) var rowCount = 0

    /// A row in the order of the keys: eight bytes of its key decide most comparisons.
    private struct Entry {
        var prefix: UInt64
        var pick: RowPick
    }

    /// What sorting takes for each row: an entry, and for half of them a second place.
    private static let entryByteCount = 24

    init(_ descriptors: [ColumnDescriptor], _ encoder: KeyEncoder) {
        self.descriptors = descriptors
        self.encoder = encoder
    }

    /// The memory that the rows take, that for sorting them included.
    var byteCount: Int { sourceByteCount + keys.byteCount + RowBuffer.entryByteCount * rowCount }

    /// Adds rows behind those that are there.
    mutating func append(_ columns: [ColumnVector]) throws(ParquetError) {
        var compact: [ColumnVector] = []
        for column in columns {
            compact.append(ColumnVector(presence: column.presence, values: try column.values.compacted()))
        }
        let source = RowSource(compact, descriptors)
        try encoder.append(compact, rowCount: source.rowCount, to: &keys)
        sources.append(source)
        firstRows.append(rowCount)
        sourceByteCount += source.byteCount
        rowCount += source.rowCount
    }

    /// Empties the buffer.
    mutating func removeAll() {
        sources = []
        firstRows = []
        keys.removeAll()
        sourceByteCount = 0
        rowCount = 0
    }

    /// Hands out all rows, sorted, in batches of about `batchByteCount` bytes.
    ///
    /// - Parameter body: is given the rows and how many bytes their keys take.
    func sorted(
        batchByteCount: Int, _ body: ([ColumnVector], Int) throws(ParquetError) -> Void
    ) throws(ParquetError) {
        guard rowCount > 0 else { return }
        let entries = sortedEntries()
        var gatherer = RowGatherer(descriptors)
        let rowByteCount = max(1, (sourceByteCount + keys.bytes.count) / rowCount)
        let step = min(max(1, batchByteCount / rowByteCount), RunMerger.batchRowLimit)
        var picks: [RowPick] = []
        var start = 0
        while start < entries.count {
            picks.removeAll(keepingCapacity: true)
            var keyByteCount = 0
            for entry in entries[start..<min(start + step, entries.count)] {
                picks.append(entry.pick)
                let key = firstRows[Int(entry.pick.source)] + Int(entry.pick.row)
                keyByteCount += Int(keys.offsets[key + 1] - keys.offsets[key])
            }
            try body(try gatherer.gather(picks, from: sources), keyByteCount)
            start += picks.count
        }
    }

    private func sortedEntries() -> [Entry] {
        let skipped = keys.commonPrefixLength()
        var entries: [Entry] = []
        entries.reserveCapacity(rowCount)
        for source in sources.indices {
            for row in 0..<sources[source].rowCount {
                entries.append(
                    Entry(
                        prefix: keys.prefix(ofKey: firstRows[source] + row, skipping: skipped),
                        pick: RowPick(source: UInt32(source), row: UInt32(row))))
            }
        }
        entries.sort { left, right in
            if left.prefix != right.prefix { return left.prefix < right.prefix }
            let leftKey = firstRows[Int(left.pick.source)] + Int(left.pick.row)
            let rightKey = firstRows[Int(right.pick.source)] + Int(right.pick.row)
            let order = keys.compare(leftKey, with: keys, rightKey)
            return order == 0 ? leftKey < rightKey : order < 0
        }
        return entries
    }
}

extension ColumnValues {
    /// The values without a dictionary, in memory that is not much more than they need.
    fileprivate func compacted() throws(ParquetError) -> ColumnValues {
        switch self {
        case .boolean(let values): .boolean(values.compacted())
        case .int32(let values): .int32(values.compacted())
        case .int64(let values): .int64(values.compacted())
        case .float(let values): .float(values.compacted())
        case .double(let values): .double(values.compacted())
        case .byteArray(let values):
            .byteArray(ByteArrayValues(offsets: values.offsets.compacted(), bytes: values.bytes.compacted()))
        case .fixedLengthByteArray(let values):
            .fixedLengthByteArray(FixedLengthByteArrayValues(length: values.length, bytes: values.bytes.compacted()))
        case .dictionary: try resolved().compacted()
        }
    }
}

extension Array {
    /// The elements in memory that is not much more than they need.
    fileprivate func compacted() -> [Element] {
        guard capacity > count + count / 8 + 16 else { return self }
        var copy: [Element] = []
        copy.reserveCapacity(count)
        copy.append(contentsOf: self)
        return copy
    }
}
