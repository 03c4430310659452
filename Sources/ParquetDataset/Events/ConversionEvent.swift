public import Parquet
public import ParquetJSON

/// What happens during a conversion, in the order it happens. Progress lines, logs, `--json` and metrics are made of these.
public enum ConversionEvent: Sendable {
    /// The input is listed; nothing is read yet.
    case planned(partitions: Int, chunks: Int, bytes: Int)
    /// Columns of the contract with these names are not written, because the directories of the partitions say their values.
    case partitionColumnsLeftOut([String])
    /// Columns of the contract with these names are not written, because others were asked for.
    case columnsNotKept([String])
    /// All rows are read and are sorted into partitions that are made of columns; some of them were written to files already that
    /// are removed at the end, since they do not fit the memory.
    case sorting(rows: Int, spilledRows: Int)
    /// Something is odd, but no reason to stop.
    case warning(String)
    /// A partition is not converted, since its sources, the schema, the options and its files are as its receipts say.
    case partitionUpToDate(PartitionPath)
    /// The rows of a partition are next.
    case partitionStarted(PartitionPath, chunks: Int, bytes: Int)
    /// A block of lines was written, or a batch of rows that are sorted; a megabyte or so.
    case progress(ConversionProgress)
    /// Values of the partition did not fit columns that may be widened: the contract has another revision, by which the partition is
    /// read again from its start.
    case widened(ContractWidening)
    /// A partition is in its place.
    case partitionFinished(PartitionReport)
    /// A partition could not be converted: what was in its place is still there, and others go on.
    case partitionFailed(PartitionFailure)
    /// Everything is converted, but for partitions that failed.
    case finished(ConversionReport)
}

/// How far a conversion is.
public struct ConversionProgress: Sendable {
    /// The partition whose rows are written.
    public var partition: PartitionPath
    /// The part of the input's bytes that is done, from 0 to 1; nil of standard input, of which the end is not known.
    public var fraction: Double?
    /// The bytes of the input that are done. Those of a compressed file count when it is.
    public var bytesRead: Int
    /// The bytes of the input; nil of standard input, of which the end is not known.
    public var byteCount: Int?
    /// The rows so far, of all partitions.
    public var rows: Int
    /// The bytes of text so far, of all partitions, decompressed.
    public var textBytes: Int
    /// The rows that were sorted and written; nil while rows are still read.
    public var sortedRows: Int?
    /// The files that were written so far.
    public var files: Int
    /// Seconds since the start.
    public var seconds: Double
}

/// What was counted while converting: of a partition, or of all.
public struct ConversionCounts: Sendable, Equatable {
    /// The files that were read.
    public var chunks = 0
    /// What their lines were. Lines are rows, blank lines and quarantined ones; where records were framed, each counts as a line.
    public var lines = LineCounts()
    /// The keys of documents that were ignored because they are not on the way to the records (`RecordShape.under`).
    public var ignoredKeys = 0
    /// The bytes of the files that were read.
    public var bytesRead = 0
    /// The bytes of their text, decompressed.
    public var textBytes = 0
    /// The files that were written.
    public var files = 0
    /// Their bytes.
    public var bytesWritten = 0
    /// The time it took.
    public var seconds = 0.0

    /// Nothing yet.
    public init() {}

    /// How many times smaller the files are than the text that was read; nil where nothing was written.
    public var ratio: Double? { bytesWritten > 0 ? Double(textBytes) / Double(bytesWritten) : nil }

    package static func += (left: inout ConversionCounts, right: ConversionCounts) {
        left.chunks += right.chunks
        left.lines += right.lines
        left.ignoredKeys += right.ignoredKeys
        left.bytesRead += right.bytesRead
        left.textBytes += right.textBytes
        left.files += right.files
        left.bytesWritten += right.bytesWritten
        left.seconds += right.seconds
    }
}

/// What became of a partition.
public struct PartitionReport: Sendable {
    /// The partition.
    public var path: PartitionPath
    /// What was counted. Of a partition that is made of columns, its rows, each counted as a line, and its files.
    public var counts: ConversionCounts
    /// The files, in the order of their rows; empty if there were no rows.
    public var files: [String]
}

/// A new revision of the contract, which values made that did not fit the one before.
public struct ContractWidening: Sendable {
    /// The partition with the values; it is the first one of which the files have the wider columns.
    public var partition: PartitionPath
    /// The contract from here on.
    public var contract: SchemaContract
    /// The columns that became wider.
    public var columns: [ColumnWidening]
}

/// A partition that could not be converted.
public struct PartitionFailure: Sendable {
    /// The partition.
    public var path: PartitionPath
    /// Why.
    public var error: ParquetError
}

/// What became of a conversion.
public struct ConversionReport: Sendable {
    /// The partitions, in order.
    public var partitions: [PartitionReport] = []
    /// The partitions of the input that were not converted because they are up to date.
    public var upToDate: [PartitionPath] = []
    /// The partitions that failed, in order.
    public var failures: [PartitionFailure] = []
    /// The revisions that the contract got on the way, in order.
    public var widenings: [ContractWidening] = []
    /// The sum over the partitions.
    public var counts = ConversionCounts()

    /// What a conversion with failures fails with: the first that is not of lines that are no rows, else the first.
    var failure: ParquetError? {
        (failures.first { $0.error.code != .quarantine } ?? failures.first)?.error
    }
}
