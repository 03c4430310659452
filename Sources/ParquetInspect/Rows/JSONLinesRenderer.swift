public import Parquet

/// Renders rows as JSON lines in the canonical form: an object a row, keys in schema order, nothing between the tokens.
///
/// Integers are numbers; floating-point numbers have the fewest digits that read back the same, NaN and infinities are
/// strings; decimals are strings at full scale; dates, times, timestamps and UUIDs are strings in their ISO 8601 or RFC 9562
/// form; text is text; other bytes are strings of `0x` and hexadecimal digits. Lists are arrays, maps are arrays of
/// `[key, value]`, groups are objects, and a VARIANT is the JSON value that it stands for.
public struct JSONLinesRenderer: Sendable {
    private let assembler: RecordAssembler
    private var text: FieldText
    private var rows = 0..<0

    /// A renderer of rows of `schema`, which lacks the columns that are not read of `whole`, the file's schema.
    public init(schema: Schema, of whole: Schema? = nil) {
        assembler = RecordAssembler(schema: schema, of: whole)
        text = FieldText(assembler.shapes, columns: schema.columns)
    }

    /// How many strings were not UTF-8; U+FFFD stands where their bytes made no sense.
    public var repairedStringCount: Int { text.repairedStringCount }

    /// Appends a line for each of the first `rowLimit` rows of `batch`, which has the renderer's schema.
    ///
    /// - Throws: `ParquetError`; see `load(_:rowLimit:)` and `append(to:byteLimit:)`.
    public mutating func render(
        _ batch: RecordBatch, rowLimit: Int = .max, into text: inout [UInt8]
    ) throws(ParquetError) {
        try load(batch, rowLimit: rowLimit)
        _ = try append(to: &text)
    }

    /// Takes the first `rowLimit` rows of `batch`, which has the renderer's schema, to be appended.
    ///
    /// - Throws: `ParquetError` with code `malformed` if the columns' levels contradict each other.
    public mutating func load(_ batch: RecordBatch, rowLimit: Int = .max) throws(ParquetError) {
        rows = 0..<min(batch.rowCount, rowLimit)
        try text.load(try assembler.assemble(batch))
    }

    /// Appends lines until all rows of the batch are done, then letting go of it, or until they take `byteLimit` bytes.
    ///
    /// - Returns: whether rows are left.
    /// - Throws: `ParquetError` with code `limit` if a row's text takes more than 1 GiB, `malformed` or `unsupported` if
    ///   the bytes of a VARIANT cannot be read. `target` then has the rows before.
    public mutating func append(to target: inout [UInt8], byteLimit: Int = .max) throws(ParquetError) -> Bool {
        let start = target.count
        while let row = rows.first {
            guard target.count - start < byteLimit else { return true }
            let rowStart = target.count
            do throws(ParquetError) {
                try text.appendObject(row, to: &target)
            } catch {
                target.removeLast(target.count - rowStart)
                throw error
            }
            target.append(UInt8(ascii: "\n"))
            rows.removeFirst()
        }
        text.unload()
        return false
    }
}
