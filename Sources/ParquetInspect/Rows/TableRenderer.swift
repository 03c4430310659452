public import Parquet

/// Renders rows as a table for people: columns side by side, numbers to the right, long texts cut.
///
/// Cells are those of the JSON lines, strings without their quotes. The first thousand rows decide the widths.
///
///     id  name   price
///     ──  ─────  ─────
///      7  Ada     9.50
///     12  Grace  10.25
public struct TableRenderer: Sendable {
    private let assembler: RecordAssembler
    private var text: FieldText
    private let width: Int?
    /// Whether a field's values are numbers.
    private let isNumeric: [Bool]
    /// The rows by which the widths are decided, until they are.
    private var sample: [[TableCell]] = []
    private var columns: [(field: Int, width: Int)]?

    private static let sampleRowCount = 1000
    private static let separator = "  "
    /// The least that a column is cut to, and the most that it takes where there is no limit.
    private static let leastWidth = 8
    private static let mostWidth = 80

    /// A renderer of rows of `schema`, which lacks the columns that are not read of `whole`, the file's schema.
    ///
    /// - Parameter width: the characters of a line; nil for a line as long as it takes.
    public init(schema: Schema, of whole: Schema? = nil, width: Int?) {
        assembler = RecordAssembler(schema: schema, of: whole)
        text = FieldText(assembler.shapes, columns: schema.columns)
        self.width = width
        isNumeric = assembler.shapes.map { shape in
            guard case .leaf(let column) = shape.kind else { return false }
            return schema.columns[column].isNumeric
        }
    }

    /// How many strings were not UTF-8; U+FFFD stands where their bytes made no sense.
    public var repairedStringCount: Int { text.repairedStringCount }

    /// Renders the first `rowLimit` rows of `batch`, which has the renderer's schema, and appends the lines that can be
    /// written already.
    ///
    /// - Throws: `ParquetError`; see `JSONLinesRenderer.load(_:rowLimit:)` and `append(to:byteLimit:)`.
    public mutating func render(
        _ batch: RecordBatch, rowLimit: Int = .max, into target: inout [UInt8]
    ) throws(ParquetError) {
        try text.load(try assembler.assemble(batch))
        var cell: [UInt8] = []
        for row in 0..<min(batch.rowCount, rowLimit) {
            var cells: [TableCell] = []
            for field in text.fields {
                cell.removeAll(keepingCapacity: true)
                try text.appendField(field, row, to: &cell)
                cells.append(TableCell(json: cell, widthLimit: max(width ?? 0, TableRenderer.mostWidth)))
            }
            if let columns {
                appendLine(cells, columns, to: &target)
            } else {
                sample.append(cells)
                if sample.count == TableRenderer.sampleRowCount { begin(&target) }
            }
        }
        text.unload()
    }

    /// Appends what is not written yet.
    public mutating func finish(into target: inout [UInt8]) {
        if columns == nil { begin(&target) }
        if let columns, columns.count < isNumeric.count {
            let names = assembler.shapes[columns.count...].map(\.name).joined(separator: ", ")
            target.append(contentsOf: "… and \(isNumeric.count - columns.count) columns more: \(names)\n".utf8)
        }
    }

    /// Decides the widths, and writes the head and the rows so far.
    private mutating func begin(_ target: inout [UInt8]) {
        let names = assembler.shapes.map { TableCell($0.name, widthLimit: TableRenderer.mostWidth) }
        let natural = names.indices.map { field in
            sample.reduce(names[field].width) { max($0, $1[field].width) }
        }
        let chosen = TableRenderer.fit(natural, into: width)
        columns = chosen
        appendLine(names, chosen, to: &target)
        appendLine(
            chosen.map { TableCell(String(repeating: "─", count: $0.width), widthLimit: $0.width) }, chosen, to: &target
        )
        for row in sample { appendLine(row, chosen, to: &target) }
        sample = []
    }

    /// The widths of as many columns as a line of `width` holds: first the widest are cut, and columns left out only when
    /// all are cut as far as can be.
    static func fit(_ natural: [Int], into width: Int?) -> [(field: Int, width: Int)] {
        guard let width else { return natural.enumerated().map { ($0, min($1, mostWidth)) } }
        var count = natural.count
        while count > 1 {
            let least = natural[..<count].reduce(0) { $0 + min($1, leastWidth) + separator.count } - separator.count
            if least <= width { break }
            count -= 1
        }
        let room = max(leastWidth, width - (count - 1) * separator.count)
        var limit = room
        while limit > leastWidth, natural[..<count].reduce(0, { $0 + min($1, limit) }) > room { limit -= 1 }
        return natural[..<count].enumerated().map { ($0, min($1, limit)) }
    }

    private func appendLine(_ cells: [TableCell], _ columns: [(field: Int, width: Int)], to target: inout [UInt8]) {
        for (place, column) in columns.enumerated() {
            let cell = cells[column.field].cut(to: column.width)
            let padding = repeatElement(UInt8(ascii: " "), count: column.width - cell.width)
            if place > 0 { target.append(contentsOf: TableRenderer.separator.utf8) }
            if isNumeric[column.field] { target.append(contentsOf: padding) }
            target.append(contentsOf: cell.text.utf8)
            if !isNumeric[column.field], place < columns.count - 1 { target.append(contentsOf: padding) }
        }
        target.append(UInt8(ascii: "\n"))
    }
}

extension ColumnDescriptor {
    /// Whether the values are written as numbers, and read best with their ends in line.
    fileprivate var isNumeric: Bool {
        switch logicalType {
        case .integer, .decimal, .float16: true
        case nil: [.int32, .int64, .float, .double].contains(physicalType)
        case .string, .map, .list, .enumeration, .date, .time, .timestamp, .unknown, .json, .bson, .uuid, .interval,
            .variant, .geometry, .geography, .file:
            false
        }
    }
}
