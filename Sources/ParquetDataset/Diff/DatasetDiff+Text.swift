public import Parquet
internal import ParquetInspect
internal import ParquetJSON

extension DatasetDiff.Report {
    /// The report for people: a line for each difference, with `<` in front of what only the left one has and `>` in front of what
    /// only the right one has; rows as JSON.
    ///
    /// - Throws: `ParquetError` if a row cannot be rendered.
    public func text() throws(ParquetError) -> String {
        var text = ""
        for column in columns {
            switch column {
            case .onlyLeft(let name): text += "< column \(name)\n"
            case .onlyRight(let name): text += "> column \(name)\n"
            case .types(let name, let left, let right):
                text += "< column \(name): \(left)\n> column \(name): \(right)\n"
            }
        }
        if leftRowCount != rightRowCount { text += "< \(leftRowCount) rows\n> \(rightRowCount) rows\n" }
        for (mark, surplus) in [("<", onlyLeft), (">", onlyRight)] where surplus.rowCount > 0 {
            for (place, line) in zip(surplus.places, try surplus.lines()) {
                text += "\(mark) \(line)  (\(place.file), row \(place.row + 1))\n"
            }
            let more = surplus.rowCount - surplus.places.count
            if more > 0 { text += "\(mark) and \(more) more\n" }
        }
        let names = compared.joined(separator: ", ")
        text +=
            hasSameRows
            ? "the rows are the same: \(leftRowCount), by the columns \(names)\n"
            : "\(onlyLeft.rowCount) rows only left, \(onlyRight.rowCount) only right, by the columns \(names)\n"
        return text
    }

    /// The same as JSON, without a line feed.
    ///
    /// - Throws: `ParquetError` if a row cannot be rendered.
    public func json() throws(ParquetError) -> String {
        func side(_ count: Int, _ surplus: DatasetDiff.Surplus) throws(ParquetError) -> CanonicalJSON {
            var shown: [CanonicalJSON] = []
            for (place, line) in zip(surplus.places, try surplus.lines()) {
                shown.append(
                    .object(["file": .string(place.file), "row": .integer(place.row + 1), "text": .string(line)]))
            }
            return .object([
                "rows": .integer(count), "surplus": .integer(surplus.rowCount), "first": .array(shown),
            ])
        }
        let document = CanonicalJSON.object([
            "same": .boolean(isSame), "compared": .array(compared.map { .string($0) }),
            "columns": .array(
                columns.map { column in
                    switch column {
                    case .onlyLeft(let name): .object(["name": .string(name), "only": .string("left")])
                    case .onlyRight(let name): .object(["name": .string(name), "only": .string("right")])
                    case .types(let name, let left, let right):
                        .object(["name": .string(name), "left": .string(left), "right": .string(right)])
                    }
                }),
            "left": try side(leftRowCount, onlyLeft), "right": try side(rightRowCount, onlyRight),
        ])
        return String(decoding: document.bytes, as: UTF8.self)
    }
}

extension DatasetDiff.Surplus {
    /// The rows as JSON, in the order of the places.
    fileprivate func lines() throws(ParquetError) -> [String] {
        var text: [UInt8] = []
        for batch in rows {
            var renderer = JSONLinesRenderer(schema: batch.schema)
            try renderer.render(batch, into: &text)
        }
        return text.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }
}
