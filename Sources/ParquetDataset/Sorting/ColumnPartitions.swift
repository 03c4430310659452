internal import Parquet
internal import ParquetJSON
internal import SystemPackage

/// Writes sorted rows into partitions that are made of their columns, one after the other, and publishes them all at the end.
///
/// One writer is open at a time, whatever the number of partitions. They all stand in the staging directory before the first is
/// published: only then is it known which there are, and whether they may be replaced.
struct ColumnPartitions: ~Copyable {
    /// A partition that is written and not published.
    private struct Staged {
        let path: PartitionPath
        let rowCount: Int
        let fileCount: Int
        let byteCount: Int
    }

    private let arrangement: RowArrangement
    private let options: ConversionOptions
    private let staging: Staging
    private var encoder: KeyEncoder
    private var gatherer: RowGatherer
    private var staged: [Staged] = []
    /// The partition that is open: its path, and the table with the one key that its rows have.
    private var path: PartitionPath?
    private var key = KeyTable()
    private var rowCount = 0
    private var writer: RollingWriter?

    init(_ arrangement: RowArrangement, options: ConversionOptions, staging: Staging) {
        self.arrangement = arrangement
        self.options = options
        self.staging = staging
        encoder = arrangement.partitionEncoder
        gatherer = RowGatherer(arrangement.descriptors)
    }

    /// The rows in all partitions.
    private(set) var writtenRowCount = 0

    /// How many partitions there are.
    var count: Int { staged.count }

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
            try writer?.append(arrangement.written(of: rows))
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
        let directory = try staging.makeNewDirectory(of: next)
        path = next
        let isSynchronized = staging.synchronizesAtOnce
        writer = try RollingWriter(
            schema: arrangement.columns.schema, options: options.writer, limit: .bytes(options.fileByteLimit)
        ) { ordinal throws(ParquetError) in
            let file = directory.appending(ConversionOutput.fileName(ordinal))
            return isSynchronized ? try StagedFileSink(file) : try FileSink(file)
        }
    }

    private mutating func finishPartition() throws(ParquetError) {
        guard let writer = writer.take(), let path = path.take() else { return }
        let files = try writer.finish()
        let written = files.reduce(0) { $0 + $1.rowCount }
        guard written == rowCount else {
            throw ParquetError(
                .malformed,
                "\(rowCount) rows were sorted into it and \(written) written; this is a fault of the program, "
                    + "please report it", at: .init(file: path.description))
        }
        staged.append(
            Staged(
                path: path, rowCount: written, fileCount: files.count,
                byteCount: files.reduce(0) { $0 + $1.byteCount }))
        writtenRowCount += written
        fileCount += files.count
        rowCount = 0
    }

    /// Puts all partitions in their places, if all of them may be there.
    ///
    /// - Parameter report: is told of each partition that is in its place.
    /// - Throws: `ParquetError` with code `exists` if the output holds one and must not be overwritten; nothing is changed then.
    func publish(_ report: (PartitionReport) -> Void) throws(ParquetError) {
        let held = try OutputPartition.check(
            staged.map(\.path), output: staging.output, overwrite: options.overwrite, selected: "partitions")
        try staging.publish(staged.map(\.path), replacing: held)
        for partition in staged {
            var counts = ConversionCounts()
            counts.lines.lines = partition.rowCount
            counts.lines.rows = partition.rowCount
            counts.files = partition.fileCount
            counts.bytesWritten = partition.byteCount
            let target = staging.output.appending(partition.path)
            report(
                PartitionReport(
                    path: partition.path, counts: counts,
                    files: (0..<partition.fileCount).map { target.appending(ConversionOutput.fileName($0)).string }))
        }
    }
}

extension KeyTable {
    /// A table of one of the keys.
    fileprivate func one(_ key: Int) -> KeyTable {
        let range = Int(offsets[key])..<Int(offsets[key + 1])
        return KeyTable(offsets: [0, UInt32(range.count)], bytes: Array(bytes[range]))
    }
}
