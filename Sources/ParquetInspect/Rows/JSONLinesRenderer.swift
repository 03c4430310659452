public import Parquet

/// Renders rows as JSON lines in the canonical form: an object a row, keys in schema order, nothing between the tokens.
///
/// Integers are numbers; floating-point numbers have the fewest digits that read back the same, NaN and infinities are
/// strings; decimals are strings at full scale; dates, times, timestamps and UUIDs are strings in their ISO 8601 or RFC 9562
/// form; text is text; other bytes are strings of `0x` and hexadecimal digits.
public struct JSONLinesRenderer: Sendable {
    /// How many strings were not UTF-8; U+FFFD stands where their bytes made no sense.
    public private(set) var repairedStringCount = 0
    /// For each column, what comes before its value: brace or comma, the name, a colon.
    private let prefixes: [[UInt8]]
    private let descriptors: [ColumnDescriptor]
    private var cells: [CellColumn]

    /// A renderer of rows of `schema`.
    ///
    /// - Throws: `ParquetError` with code `unsupported` if columns are nested.
    public init(schema: Schema) throws(ParquetError) {
        for column in schema.columns where !column.isFlat {
            throw ParquetError(
                .unsupported, "nested columns are not shown yet", at: .init(column: column.path.description))
        }
        descriptors = schema.columns
        cells = schema.columns.map { _ in CellColumn() }
        prefixes = schema.columns.enumerated().map { index, column in
            var prefix: [UInt8] = [index == 0 ? UInt8(ascii: "{") : UInt8(ascii: ",")]
            JSONText.appendString(column.path.names[0], to: &prefix)
            prefix.append(UInt8(ascii: ":"))
            return prefix
        }
    }

    /// Appends a line for each of the first `rowLimit` rows of `batch`, which has the renderer's schema.
    public mutating func render(_ batch: RecordBatch, rowLimit: Int = .max, into text: inout [UInt8]) {
        let rowCount = min(batch.rowCount, rowLimit)
        for index in cells.indices {
            cells[index].render(batch.columns[index], descriptors[index], rowCount: rowCount)
            repairedStringCount += cells[index].repairedStringCount
        }
        for row in 0..<rowCount {
            for index in cells.indices {
                text.append(contentsOf: prefixes[index])
                cells[index].appendCell(row, to: &text)
            }
            text.append(UInt8(ascii: "}"))
            text.append(UInt8(ascii: "\n"))
        }
    }
}
