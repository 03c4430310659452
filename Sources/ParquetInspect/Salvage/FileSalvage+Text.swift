extension FileSalvage.Report {
    /// The report for people: lines, each with a line feed.
    public var text: String {
        var text = ""
        for (ordinal, rowGroup) in rowGroups.enumerated() {
            text += "row group \(ordinal): \(rowGroup.rowCount) rows, bytes \(rowGroup.bytes.lowerBound) to "
            text += "\(rowGroup.bytes.upperBound) of the broken file\n"
        }
        for loss in losses { text += "not recovered: \(loss)\n" }
        return text + "\(rowCount) rows in \(rowGroups.count) row groups recovered\n"
    }

    /// The report as a JSON document, with a line feed.
    public var json: String {
        let groups = rowGroups.map { rowGroup in
            JSONValue.object([
                ("rows", .integer(rowGroup.rowCount)), ("start", .integer(rowGroup.bytes.lowerBound)),
                ("end", .integer(rowGroup.bytes.upperBound)),
            ])
        }
        return JSONValue.object([
            ("rows", .integer(rowCount)), ("pages", .integer(pageCount)), ("row_groups", .array(groups)),
            ("losses", .array(losses.map { .string($0) })),
        ]).document
    }
}
