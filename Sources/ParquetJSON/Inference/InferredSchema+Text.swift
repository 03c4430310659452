internal import Parquet

extension InferredSchema {
    /// What was seen, for people: a table of the paths, then the notes, a line each with the places below it.
    ///
    /// - Parameter file: the name of the file of an ordinal.
    public func text(file: (Int) -> String) -> String {
        var rows = [["column", "type", "key", "present", "null", "distinct", "longest", "range", "example"]]
        for key in keys {
            let range = key.range.map { $0.least == $0.greatest ? $0.least : "\($0.least) … \($0.greatest)" }
            rows.append([
                key.path, key.type, key.pointer == "/\(key.path)" ? "" : key.pointer,
                InferredSchema.share(key.presentCount, of: key.parentCount),
                InferredSchema.share(key.nullCount, of: key.presentCount), "\(key.distinctCount)", "\(key.longest)",
                range ?? "", key.example,
            ])
        }
        let isUsed = rows[0].indices.filter { column in column < 2 || rows.dropFirst().contains { !$0[column].isEmpty }
        }
        let numbers = 3...6
        var widths = [Int](repeating: 0, count: rows[0].count)
        for row in rows { for column in row.indices { widths[column] = max(widths[column], row[column].count) } }
        var text = ""
        for row in rows {
            var line = ""
            for column in isUsed {
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                line +=
                    (line.isEmpty ? "" : "  ")
                    + (numbers.contains(column) ? padding + row[column] : row[column] + padding)
            }
            while line.last == " " { line.removeLast() }
            text += line + "\n"
        }
        if !notes.isEmpty { text += "\n" }
        for note in notes {
            text += note.path.isEmpty ? note.message : "\(note.path) \(note.message)"
            text += "\n"
            for place in note.places { text += "    \(place.what) first at \(file(place.chunk)):\(place.line)\n" }
        }
        return text
    }

    /// The share as percents: `100 %` and `0 %` only where it is all or nothing.
    private static func share(_ count: Int, of whole: Int) -> String {
        if count >= whole, whole > 0 { return "100 %" }
        guard count > 0 else { return "0 %" }
        let perThousand = Int((Double(count) * 1_000 / Double(whole)).rounded())
        if perThousand == 0 { return "< 0.1 %" }
        if perThousand == 1_000 { return "> 99.9 %" }
        return "\(perThousand / 10).\(perThousand % 10) %"
    }

    /// The contract and what was seen, as one JSON document.
    ///
    /// - Parameter file: the name of the file of an ordinal.
    public func json(file: (Int) -> String) -> String {
        let quoted = JSONValue.quoted
        var contract = contract.json
        while contract.last == "\n" { contract.removeLast() }
        var text = "{\"lines\": \(counts.lines), \"rows\": \(counts.rows), \"blank_lines\": \(counts.blankLines), "
        text +=
            "\"duplicate_keys\": \(counts.duplicateKeys), \"bytes\": \(byteCount),\n\"contract\": \(contract),\n\"keys\": ["
        text += keys.map { key in
            var line =
                "\n  {\"column\": \(quoted(key.path)), \"from\": \(quoted(key.pointer)), \"type\": \(quoted(key.type)), "
            line += "\"parents\": \(key.parentCount), \"present\": \(key.presentCount), \"null\": \(key.nullCount), "
            line += "\"distinct\": \(key.distinctCount), \"longest\": \(key.longest)"
            if let range = key.range {
                line += ", \"least\": \(quoted(range.least)), \"greatest\": \(quoted(range.greatest))"
            }
            if !key.example.isEmpty { line += ", \"example\": \(quoted(key.example))" }
            return line + "}"
        }.joined(separator: ",")
        text += "\n],\n\"notes\": ["
        text += notes.map { note in
            let places = note.places.map {
                "{\"what\": \(quoted($0.what)), \"file\": \(quoted(file($0.chunk))), \"line\": \($0.line)}"
            }
            return "\n  {\"column\": \(quoted(note.path)), \"message\": \(quoted(note.message)), "
                + "\"places\": [\(places.joined(separator: ", "))]}"
        }.joined(separator: ",")
        return text + (notes.isEmpty ? "]}\n" : "\n]}\n")
    }
}
