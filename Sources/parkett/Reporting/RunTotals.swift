import Parquet
import ParquetDataset

/// What came of a run so far, added up from its events: for the summary and the metrics, also where a run ends before its end.
struct RunTotals {
    /// How many partitions the summary tells of.
    static let partitionLimit = 20

    /// The first partitions, as many as the summary tells of.
    private(set) var partitions: [PartitionReport] = []
    private(set) var partitionCount = 0
    private(set) var failures: [PartitionFailure] = []
    /// How many partitions were as their receipts say, and not touched.
    private(set) var upToDateCount = 0
    private(set) var widenings: [ContractWidening] = []
    /// Of all partitions that are in their places.
    private(set) var counts = ConversionCounts()

    mutating func add(_ event: ConversionEvent) {
        switch event {
        case .partitionFinished(let report):
            if partitionCount < RunTotals.partitionLimit { partitions.append(report) }
            partitionCount += 1
            counts += report.counts
        case .partitionUpToDate: upToDateCount += 1
        case .partitionFailed(let failure): failures.append(failure)
        case .widened(let widening): widenings.append(widening)
        case .finished(let report): counts = report.counts
        case .planned, .partitionColumnsLeftOut, .columnsNotKept, .sorting, .warning, .partitionStarted, .progress:
            break
        }
    }
}
