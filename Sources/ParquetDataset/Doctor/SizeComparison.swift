internal import Parquet

/// The sizes of a dataset's files and row groups, by partition.
struct SizeComparison {
    private let engine: QueryEngine

    private static let smallFile = 16 << 20
    private static let smallRowGroup = 1 << 20
    private static let largeRowGroup = 512 << 20
    private static let target = 64 << 20

    /// The files of the partition that is looked at: they follow one another.
    private var partition: PartitionPath?
    private var partitionFileCount = 0
    private var partitionByteCount = 0
    private var smallFileCount = 0

    private var partitionCount = 0
    private var byteCount = 0
    /// Partitions whose files could be fewer, their files, and how many these could be.
    private var scattered = (partitions: 0, files: 0, wanted: 0, first: "")

    init(_ engine: QueryEngine) { self.engine = engine }

    /// Takes a file in.
    mutating func add(_ file: ParquetFile, of dataset: DatasetFile, _ log: inout AdviceLog) {
        if partition != dataset.partition {
            closePartition()
            partition = dataset.partition
            partitionCount += 1
        }
        partitionFileCount += 1
        partitionByteCount += dataset.byteCount
        byteCount += dataset.byteCount
        if dataset.byteCount < SizeComparison.smallFile { smallFileCount += 1 }
        if file.rowCount == 0 {
            log.add(Trouble(.hint, "no-rows", "the file has no rows", "remove it"), in: dataset.path)
        }
        let sizes = file.metadata.rowGroups.map { rowGroup in
            // So small that no file makes their sum too large.
            rowGroup.columns.reduce(0) { $0 + min(max(0, $1.metadata?.totalCompressedSize ?? 0), 1 << 40) }
        }
        if sizes.count > 1, sizes.reduce(0, +) / sizes.count < SizeComparison.smallRowGroup {
            log.add(
                Trouble(
                    .warning, "small-row-groups",
                    "row groups have less than 1 MiB on average: every one costs requests and metadata",
                    "write larger ones (parkett rewrite, parkett compact)"), in: dataset.path)
        }
        if sizes.contains(where: { $0 > SizeComparison.largeRowGroup }) {
            log.add(
                Trouble(
                    .warning, "large-row-groups",
                    "a row group has more than 512 MiB: one worker reads all of it, and little of it can be skipped",
                    "write smaller ones (parkett rewrite --row-group-size 64MiB)"), in: dataset.path)
        }
    }

    private mutating func closePartition() {
        defer {
            partitionFileCount = 0
            partitionByteCount = 0
            smallFileCount = 0
        }
        let wanted = max(1, (partitionByteCount + SizeComparison.target - 1) / SizeComparison.target)
        guard smallFileCount > 1, partitionFileCount > wanted, let partition else { return }
        if scattered.partitions == 0 {
            scattered.first = partition.components.filter { $0.contains("=") }.joined(separator: "/")
        }
        scattered.partitions += 1
        scattered.files += partitionFileCount
        scattered.wanted += wanted
    }

    /// Tells what the sizes are like.
    mutating func finish(_ log: inout AdviceLog) {
        closePartition()
        if scattered.partitions > 0 {
            log.add(
                Trouble(
                    .warning, "small-files",
                    "\(scattered.files) files of \(scattered.partitions) partitions could be \(scattered.wanted) of about 64 MiB "
                        + "(the first is \(scattered.first.isEmpty ? "the dataset" : scattered.first))",
                    "merge them (parkett compact)"))
        }
        if partitionCount > 100, byteCount / partitionCount < SizeComparison.smallRowGroup {
            log.add(
                Trouble(
                    .warning, "small-partitions",
                    "\(partitionCount) partitions have \(byteCount / partitionCount) bytes on average: listing them takes longer than "
                        + "reading", "partition by less, such as days instead of hours, and sort by the rest"))
        }
    }
}
