/// Rows of cells as text, columns below each other. A cell without content is a dash, and columns of nothing but dashes are
/// left out.
struct TextTable {
    private var rows: [[String]]

    /// A table with these names above its columns.
    init(_ header: [String]) {
        rows = [header]
    }

    /// Appends a row; cells that it lacks are dashes.
    mutating func append(_ cells: [String]) {
        rows.append(cells.map { $0.isEmpty ? "-" : $0 } + Array(repeating: "-", count: rows[0].count - cells.count))
    }

    /// Whether a cell beside the first of its row has content.
    var hasContent: Bool { rows.dropFirst().contains { $0.dropFirst().contains { $0 != "-" } } }

    /// The table, each line indented by two spaces.
    var text: String {
        let shown = rows[0].indices.filter { column in rows.dropFirst().contains { $0[column] != "-" } }
        let widths = shown.map { column in rows.map { $0[column].count }.max() ?? 0 }
        var text = ""
        for row in rows {
            var line = ""
            for (column, width) in zip(shown, widths) { line += "  " + TextTable.pad(row[column], width) }
            while line.last == " " { line.removeLast() }
            text += line + "\n"
        }
        return text
    }

    /// `text` with spaces up to a width.
    static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
