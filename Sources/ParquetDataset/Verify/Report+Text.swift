internal import Parquet
internal import ParquetBytes
internal import ParquetJSON

extension DatasetVerification.Report {
    /// What was found, for people: a line for each finding, and the sum.
    public var text: String {
        var lines = findings.map(\.description)
        let signed =
            signedReceipts == 0
            ? "" : signedReceipts == receipts ? ", all signed" : ", \(signedReceipts) of them signed"
        lines.append(
            "\(receipts) \(receipts == 1 ? "receipt" : "receipts")\(signed); \(files) files of \(partitions) partitions, \(rows) rows, \(ByteCount(byteCount)) read: "
                + (isWhole ? "all as recorded" : "\(findings.count) \(findings.count == 1 ? "finding" : "findings")"))
        if let head { lines.append("the last receipt: \(head)") }
        lines += remarks
        return lines.map { $0 + "\n" }.joined()
    }

    /// The same as a JSON document.
    public var json: String {
        let document = CanonicalJSON.object([
            "receipts": .integer(receipts), "signed_receipts": .integer(signedReceipts),
            "head": head.map { .string($0.description) } ?? .null, "partitions": .integer(partitions),
            "files": .integer(files), "bytes": .integer(byteCount), "rows": .integer(rows),
            "whole": .boolean(isWhole), "findings": .array(findings.map { .string($0.description) }),
            "remarks": .array(remarks.map { .string($0) }),
        ])
        return String(decoding: document.bytes, as: UTF8.self) + "\n"
    }
}

extension SourceVerification.Report {
    /// What was found, for people: a line for each finding, and the sum.
    public var text: String {
        var lines = findings.map(\.description)
        lines.append(
            "\(sources) sources of \(receipts) \(receipts == 1 ? "conversion" : "conversions"), \(ByteCount(byteCount)) read: "
                + (isWhole
                    ? "the rows of the files are their lines"
                    : "\(findings.count) \(findings.count == 1 ? "finding" : "findings")")
                + ", \(rows) rows compared")
        if erasedRows > 0 {
            lines.append(
                "\(erasedRows) rows of them were erased and are subtracted as their receipts say; the sources still hold them"
            )
        }
        if let first = missing.first {
            let more = missing.count > 1 ? " and \(missing.count - 1) more" : ""
            lines.append("\(first)\(more) no longer there: what was made of them could not be compared")
        }
        if provenSources > 0 {
            lines.append(
                "\(provenSources) sources, \(ByteCount(provenByteCount)), are proven to be in the dataset; they may be deleted"
            )
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// The same as a JSON document.
    public var json: String {
        let document = CanonicalJSON.object([
            "conversions": .integer(receipts), "sources": .integer(sources), "bytes": .integer(byteCount),
            "rows": .integer(rows), "erased_rows": .integer(erasedRows),
            "missing": .array(missing.map { .string($0) }), "proven_sources": .integer(provenSources),
            "proven_bytes": .integer(provenByteCount), "whole": .boolean(isWhole),
            "findings": .array(findings.map { .string($0.description) }),
        ])
        return String(decoding: document.bytes, as: UTF8.self) + "\n"
    }
}
