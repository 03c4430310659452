public import Parquet

/// What scanning a dataset reads, and what each step spared it.
public struct DatasetExplanation: Sendable, Equatable {
    /// The files of the dataset.
    public var fileCount = 0
    /// Their bytes.
    public var fileByteCount = 0
    /// The files of which nothing was read but at most their footers, since their directories say that no row of them is wanted.
    public var sparedFileCount = 0
    /// Their bytes.
    public var sparedFileByteCount = 0
    /// The figures of the files that were scanned, together.
    public var scan = ScanExplanation()

    /// An explanation of nothing.
    public init() {}

    /// Adds the figures of another part of the dataset.
    static func += (left: inout DatasetExplanation, right: DatasetExplanation) {
        left.fileCount += right.fileCount
        left.fileByteCount += right.fileByteCount
        left.sparedFileCount += right.sparedFileCount
        left.sparedFileByteCount += right.sparedFileByteCount
        left.scan += right.scan
    }

    /// The explanation for people: a line for each step, and what is read.
    public var text: String {
        var lines = [
            "files: \(fileCount), \(DatasetExplanation.bytes(fileByteCount)); rows of those that were looked into: "
                + "\(scan.rowCount) in \(scan.rowGroupCount) row groups",
            DatasetExplanation.line(["step", "files", "row groups", "pages", "rows", "bytes"]),
            DatasetExplanation.line([
                PruningLevel.partition.rawValue, "\(sparedFileCount)", "", "", "", "\(sparedFileByteCount)",
            ]),
        ]
        for level in PruningLevel.allCases where level != .partition {
            let saving = scan.saving(of: level)
            lines.append(
                DatasetExplanation.line([
                    level.rawValue, "", "\(saving.rowGroupCount)", "\(saving.pageCount)", "\(saving.rowCount)",
                    "\(saving.byteCount)",
                ]))
        }
        lines.append("rows that are handed out: \(scan.matchedRowCount)")
        lines.append(
            "bytes that are read: \(scan.readByteCount) (footers \(scan.footerByteCount), indexes "
                + "\(scan.indexByteCount), bloom filters \(scan.bloomFilterByteCount), data \(scan.dataByteCount), "
                + "between them \(scan.gapByteCount))")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func bytes(_ count: Int) -> String { "\(count) bytes" }

    private static func line(_ cells: [String]) -> String {
        var line = cells[0] + String(repeating: " ", count: max(1, 16 - cells[0].count))
        for cell in cells.dropFirst() { line += String(repeating: " ", count: max(1, 14 - cell.count)) + cell }
        return line
    }
}
