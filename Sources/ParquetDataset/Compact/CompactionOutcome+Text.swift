internal import Parquet
internal import ParquetJSON

extension CompactionOutcome {
    /// What became of the partition, for people: lines, each with a line feed; none if there is nothing to say.
    public var text: String {
        var text = ""
        if isChanged {
            let proof = isHashed ? "" : "; its rows are not hashed, and their number is the same"
            text += "\(partition): \(filesBefore) files become \(filesNow), \(bytesBefore) bytes \(bytesNow); "
            text += "row groups: \(copiedRowGroups) copied, \(mergedRowGroups) merged\(proof)\n"
        }
        for remark in remarks { text += "\(partition): \(remark)\n" }
        return text
    }

    /// The same as JSON, without a line feed.
    public var json: String {
        let document = CanonicalJSON.object([
            "partition": .string(partition.description), "files_before": .integer(filesBefore),
            "files": .integer(filesNow), "bytes_before": .integer(bytesBefore), "bytes": .integer(bytesNow),
            "row_groups_copied": .integer(copiedRowGroups), "row_groups_merged": .integer(mergedRowGroups),
            "hashed": .boolean(isHashed), "remarks": .array(remarks.map { .string($0) }),
            "receipt": receipt.map { .integer($0) } ?? .null,
        ])
        return String(decoding: document.bytes, as: UTF8.self)
    }
}
