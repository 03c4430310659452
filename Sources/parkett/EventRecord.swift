import Foundation
import Parquet
import ParquetDataset
import ParquetJSON

/// An event as `--json` prints it: one object a line, with the member `event` first to look at.
struct EventRecord: Encodable {
    private var event: String
    private var partitions: Int?
    private var partition: String?
    private var message: String?
    private var code: String?
    private var file: String?
    private var column: String?
    private var columns: [String]?
    private var line: Int?
    private var byteOffset: Int?
    private var chunks: Int?
    private var lines: Int?
    private var rows: Int?
    private var spilledRows: Int?
    private var blankLines: Int?
    private var quarantinedLines: Int?
    private var failures: Int?
    private var upToDate: Int?
    private var duplicateKeys: Int?
    private var unknownKeys: Int?
    private var keptKeys: Int?
    private var drift: [Drift]?
    private var needsRewrite: [String]?
    private var revision: Int?
    private var widened: [Widened]?
    private var ignoredKeys: Int?
    private var bytesIn: Int?
    private var textBytes: Int?
    private var bytesOut: Int?
    private var files: [String]?
    private var fileCount: Int?
    private var seconds: Double?
    private var ratio: Double?

    /// The values of a column that did not fit it, by what they were.
    private struct Drift: Encodable {
        var column: String
        var values: Int
        var kinds: [String: Int]
    }

    /// A column that got a wider type, and from which revision of the contract on.
    private struct Widened: Encodable {
        var column: String
        var from: String
        var to: String
        var revision: Int

        static func list(_ widenings: [ContractWidening]) -> [Widened] {
            widenings.flatMap { widening in
                widening.columns.map {
                    Widened(
                        column: $0.column, from: $0.before.name, to: $0.after.name,
                        revision: widening.contract.revision)
                }
            }
        }
    }

    /// Nil for progress, which is for people.
    init?(_ event: ConversionEvent) {
        switch event {
        case .planned(let partitions, let chunks, let bytes):
            self.event = "planned"
            self.partitions = partitions
            self.chunks = chunks
            bytesIn = bytes
        case .partitionColumnsLeftOut(let names):
            self.event = "partition_columns_left_out"
            columns = names
        case .columnsNotKept(let names):
            self.event = "columns_not_kept"
            columns = names
        case .sorting(let rows, let spilledRows):
            self.event = "sorting"
            self.rows = rows
            self.spilledRows = spilledRows
        case .warning(let text):
            self.event = "warning"
            message = text
        case .partitionUpToDate(let path):
            self.event = "partition_up_to_date"
            partition = path.description
        case .partitionStarted(let path, let chunks, let bytes):
            self.event = "partition_started"
            partition = path.description
            self.chunks = chunks
            bytesIn = bytes
        case .progress: return nil
        case .widened(let widening):
            self.event = "widened"
            partition = widening.partition.description
            revision = widening.contract.revision
            widened = Widened.list([widening])
        case .partitionFinished(let report):
            self.event = "partition_finished"
            partition = report.path.description
            files = report.files
            set(report.counts)
        case .partitionFailed(let failure):
            self.event = "partition_failed"
            partition = failure.path.description
            set(failure.error)
        case .finished(let report):
            self.event = "finished"
            partitions = report.partitions.count
            upToDate = report.upToDate.count
            failures = report.failures.count
            if !report.widenings.isEmpty { widened = Widened.list(report.widenings) }
            set(report.counts)
        }
    }

    /// The event that a conversion failed, with the place of the error.
    init(_ error: ParquetError) {
        event = "failed"
        set(error)
    }

    private mutating func set(_ error: ParquetError) {
        message = error.message
        code = error.code.rawValue
        file = error.place.file
        column = error.place.column
        line = error.place.line
        byteOffset = error.place.byteOffset
    }

    private mutating func set(_ counts: ConversionCounts) {
        chunks = counts.chunks
        lines = counts.lines.lines
        rows = counts.lines.rows
        blankLines = counts.lines.blankLines
        quarantinedLines = counts.lines.rejectedLines
        duplicateKeys = counts.lines.duplicateKeys
        unknownKeys = counts.lines.unknownKeys
        keptKeys = counts.lines.keptKeys
        drift = counts.lines.drift.sorted { $0.key < $1.key }.map { column, counts in
            Drift(
                column: column, values: counts.total,
                kinds: Dictionary(uniqueKeysWithValues: counts.kinds.map { ($0.key.rawValue, $0.value) }))
        }
        if !counts.lines.needs.isEmpty { needsRewrite = counts.lines.needs.keys.sorted() }
        ignoredKeys = counts.ignoredKeys
        bytesIn = counts.bytesRead
        textBytes = counts.textBytes
        bytesOut = counts.bytesWritten
        fileCount = counts.files
        seconds = counts.seconds
        ratio = counts.ratio
    }

    /// The object and a line feed.
    var text: String? {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { return nil }
        return String(decoding: data, as: UTF8.self) + "\n"
    }
}
