internal import Parquet
internal import ParquetJSON
internal import SystemPackage

/// Writes sorted rows into partitions that are made of their columns, one after the other.
///
/// One writer is open at a time, whatever the number of partitions. They are all staged before the first is published: only then is it known which there are, and whether they may be replaced.
struct ColumnPartitions: ~Copyable {
    /// A partition that is written and not published.
    struct Staged: Sendable {
        let path: PartitionPath
        let rowCount: Int
        let files: [StagedFile]
        /// The digest of the order-free hash of its rows, and their tree, if they are hashed.
        let digest: Hash256?
        let trees: [Receipt.Tree]

        /// What is told of it when it is in its place.
        func report(_ name: (String) -> String) -> PartitionReport {
            var counts = ConversionCounts()
            counts.lines.lines = rowCount
            counts.lines.rows = rowCount
            counts.files = files.count
            counts.bytesWritten = files.reduce(0) { $0 + $1.byteCount }
            return PartitionReport(path: path, counts: counts, files: files.map { name($0.name) })
        }
    }

    private let arrangement: RowArrangement
    private let options: ConversionOptions
    private let staging: any StagedOutput
    private let help: (any WriterHelp)?
    private var encoder: KeyEncoder
    private var gatherer: RowGatherer
    /// The partitions that are written.
    private(set) var staged: [Staged] = []
    /// The order-free hash of all rows; nil if they are not hashed.
    private(set) var multiset: MultisetHash?
    /// The partition that is open: its path, and the table with the one key that its rows have.
    private var path: PartitionPath?
    private var key = KeyTable()
    private var rowCount = 0
    private var writer: RollingWriter?
    private var files: StagedFiles?
    private var hasher: BlockHasher?
    private var hashes = RowHashes()
    private var tally = RowTally()

    /// - Parameter help: the threads that encode beside the one that calls.
    init(
        _ arrangement: RowArrangement, options: ConversionOptions, staging: any StagedOutput, help: (any WriterHelp)?
    ) {
        self.arrangement = arrangement
        self.options = options
        self.staging = staging
        self.help = help
        encoder = arrangement.partitionEncoder
        gatherer = RowGatherer(arrangement.descriptors)
        if options.hashesRows {
            multiset = MultisetHash()
            hasher = BlockHasher(arrangement.columns)
        }
    }

    /// The rows in all partitions.
    private(set) var writtenRowCount = 0

    /// How many files are written.
    private(set) var fileCount = 0

    /// Writes the next rows of a sorter.
    mutating func append(_ rows: [ColumnVector]) throws(ParquetError) {
        let count = rows.first?.rowCount ?? 0
        var keys = KeyTable()
        try encoder.append(rows, rowCount: count, to: &keys)
        var source: [RowSource] = []
        var start = 0
        while start < count {
            var end = start + 1
            while end < count, keys.compare(end, with: keys, start) == 0 { end += 1 }
            if key.count == 0 || keys.compare(start, with: key, 0) != 0 {
                try finishPartition()
                try begin(arrangement.partition(of: rows, row: start))
                key = keys.one(start)
            }
            if start == 0, end == count {
                try append(rows, count)
            } else {
                if source.isEmpty { source = [RowSource(rows, arrangement.descriptors)] }
                let picks = (start..<end).map { RowPick(source: 0, row: UInt32($0)) }
                try append(try gatherer.gather(picks, from: source), end - start)
            }
            start = end
        }
    }

    private mutating func append(_ rows: [ColumnVector], _ count: Int) throws(ParquetError) {
        do {
            let batch = arrangement.written(of: rows)
            try hasher?.hash(written: batch, into: &hashes)
            tally.add(hashes)
            hashes.removeAll()
            try writer?.append(batch)
        } catch {
            guard error.code == .limit else { throw error }
            throw ParquetError(
                .limit, "\(error.message); raise --file-size", at: .init(file: path?.description))
        }
        rowCount += count
    }

    /// Ends the last partition.
    mutating func finish() throws(ParquetError) {
        try finishPartition()
    }

    /// Gives up the partition that is open.
    mutating func abort() {
        writer.take()?.abort()
    }

    private mutating func begin(_ next: PartitionPath) throws(ParquetError) {
        try staging.begin(next)
        path = next
        tally = RowTally()
        let files = StagedFiles(
            of: next, in: staging, isOneOfMany: true, help: options.writer.concurrency > 1 ? help : nil)
        self.files = files
        writer = try RollingWriter(
            schema: arrangement.columns.schema, options: options.writer, limit: .bytes(options.fileByteLimit),
            help: help
        ) { ordinal throws(ParquetError) in try files.makeSink(ordinal) }
    }

    private mutating func finishPartition() throws(ParquetError) {
        guard let writer = writer.take(), let path = path.take(), let files = files.take() else { return }
        let written = files.files(try writer.finish())
        let writtenRows = written.reduce(0) { $0 + $1.rowCount }
        guard writtenRows == rowCount, hasher == nil || tally.tree.count == rowCount else {
            throw ParquetError(
                .malformed,
                "\(rowCount) rows were sorted into it and \(writtenRows) written; this is a fault of the program, "
                    + "please report it", at: .init(file: path.description))
        }
        multiset? += tally.multiset
        staged.append(
            Staged(
                path: path, rowCount: writtenRows, files: written,
                digest: hasher == nil ? nil : tally.multiset.digest, trees: tally.trees))
        writtenRowCount += writtenRows
        fileCount += written.count
        rowCount = 0
    }
}

extension KeyTable {
    /// A table of one of the keys.
    fileprivate func one(_ key: Int) -> KeyTable {
        let range = Int(offsets[key])..<Int(offsets[key + 1])
        return KeyTable(offsets: [0, UInt32(range.count)], bytes: Array(bytes[range]))
    }
}
