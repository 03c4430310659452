internal import Parquet
internal import ParquetJSON

extension DatasetDoctor.Report {
    /// The report for people: a line for what was looked at, then two lines for each advice.
    public var text: String {
        var text =
            "\(fileCount) files, \(byteCount) bytes, \(rowCount) rows in \(rowGroupCount) row groups, read by \(engine.name)\n"
        for one in advice {
            var place = ""
            if let file = one.firstFile {
                place = one.fileCount > 1 ? " (\(one.fileCount) files, the first is \(file))" : " (\(file))"
            }
            text += "\(one.severity.rawValue): \(one.message)\(place) [\(one.rule)]\n    \(one.remedy)\n"
        }
        if advice.isEmpty { text += "nothing to be done\n" }
        return text
    }

    /// The same as JSON, without a line feed.
    public var json: String {
        let document = CanonicalJSON.object([
            "engine": .string(engine.rawValue), "files": .integer(fileCount), "bytes": .integer(byteCount),
            "rows": .integer(rowCount), "row_groups": .integer(rowGroupCount),
            "advice": .array(
                advice.map { one in
                    .object([
                        "severity": .string(one.severity.rawValue), "rule": .string(one.rule),
                        "message": .string(one.message), "remedy": .string(one.remedy),
                        "first_file": one.firstFile.map { .string($0) } ?? .null, "files": .integer(one.fileCount),
                    ])
                }),
        ])
        return String(decoding: document.bytes, as: UTF8.self)
    }
}
