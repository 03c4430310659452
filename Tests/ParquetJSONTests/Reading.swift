import Parquet
import ParquetJSON
import Testing

/// The sign-in contract of the examples.
let signIn = """
    {"contract": 1, "unknown_keys": "drop", "drift": "fail", "columns": [
      {"name": "id", "type": "string", "required": true},
      {"name": "action", "type": "string"},
      {"name": "at", "type": "timestamp(millis)", "read": "epoch_seconds"},
      {"name": "status_code", "type": "int"}]}
    """

/// The bytes of a text, for as long as a closure looks at them.
func withBytes<Result>(_ text: [UInt8], _ body: (RawSpan) throws(ParquetError) -> Result) throws(ParquetError) -> Result
{
    let span = text.span
    return try body(unsafe span.bytes)
}

/// A reader by the contract of which `json` is the text.
func reader(_ json: String, unknownKeys: SchemaContract.UnknownKeys? = nil) throws(ParquetError) -> JSONLinesReader {
    try JSONLinesReader(contract: SchemaContract(json: Array(json.utf8)), unknownKeys: unknownKeys)
}

/// What a new reader makes of `lines`.
func read(_ lines: String, by contract: String) throws(ParquetError) -> (RecordBatch, LineCounts) {
    try read(Array(lines.utf8), by: contract)
}

/// What a new reader makes of `lines`.
func read(_ lines: [UInt8], by contract: String) throws(ParquetError) -> (RecordBatch, LineCounts) {
    var reader = try reader(contract)
    return try read(lines, with: &reader)
}

/// What `reader` makes of `lines`; the batch is checked.
func read(_ lines: [UInt8], with reader: inout JSONLinesReader) throws(ParquetError) -> (RecordBatch, LineCounts) {
    var batch = RecordBatch(schema: reader.schema)
    let counts = try read(lines, with: &reader, into: &batch)
    return (batch, counts)
}

/// What `reader` makes of `lines` in a batch that was used before; the batch is checked.
func read(
    _ lines: [UInt8], with reader: inout JSONLinesReader, into batch: inout RecordBatch
) throws(ParquetError) -> LineCounts {
    let span = lines.span
    let counts = try reader.read(unsafe span.bytes, into: &batch)
    try batch.check()
    #expect(batch.rowCount == counts.rows)
    #expect(counts.lines == counts.rows + counts.blankLines)
    return counts
}

/// The error that reading `lines` ends with.
func failure(_ lines: String, by contract: String) -> ParquetError? {
    failure(Array(lines.utf8), by: contract)
}

/// The error that reading `lines` ends with.
func failure(_ lines: [UInt8], by contract: String) -> ParquetError? {
    do throws(ParquetError) {
        _ = try read(lines, by: contract)
        return nil
    } catch {
        return error
    }
}

/// One value a row, nil for null.
private func rows<Value>(_ presence: Presence, _ value: (Int) -> Value) -> [Value?] {
    var next = 0
    return (0..<presence.rowCount).map { row in
        if case .validity(let bitmap) = presence, !bitmap[row] { return nil }
        next += 1
        return value(next - 1)
    }
}

func bytes(_ batch: RecordBatch, _ column: Int) -> [[UInt8]?] {
    switch batch.columns[column].values {
    case .byteArray(let values): return rows(batch.columns[column].presence) { values[$0] }
    case .fixedLengthByteArray(let values): return rows(batch.columns[column].presence) { values[$0] }
    default:
        Issue.record("column \(column) holds no bytes")
        return []
    }
}

func strings(_ batch: RecordBatch, _ column: Int) -> [String?] {
    bytes(batch, column).map { $0.map { String(decoding: $0, as: UTF8.self) } }
}

func int32s(_ batch: RecordBatch, _ column: Int) -> [Int32?] {
    guard case .int32(let values) = batch.columns[column].values else {
        Issue.record("column \(column) is not INT32")
        return []
    }
    return rows(batch.columns[column].presence) { values[$0] }
}

func int64s(_ batch: RecordBatch, _ column: Int) -> [Int64?] {
    guard case .int64(let values) = batch.columns[column].values else {
        Issue.record("column \(column) is not INT64")
        return []
    }
    return rows(batch.columns[column].presence) { values[$0] }
}

func doubles(_ batch: RecordBatch, _ column: Int) -> [Double?] {
    guard case .double(let values) = batch.columns[column].values else {
        Issue.record("column \(column) is not DOUBLE")
        return []
    }
    return rows(batch.columns[column].presence) { values[$0] }
}

func floats(_ batch: RecordBatch, _ column: Int) -> [Float?] {
    guard case .float(let values) = batch.columns[column].values else {
        Issue.record("column \(column) is not FLOAT")
        return []
    }
    return rows(batch.columns[column].presence) { values[$0] }
}

func booleans(_ batch: RecordBatch, _ column: Int) -> [Bool?] {
    guard case .boolean(let values) = batch.columns[column].values else {
        Issue.record("column \(column) is not BOOLEAN")
        return []
    }
    return rows(batch.columns[column].presence) { values[$0] }
}
