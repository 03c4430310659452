import ParquetBytes
import ParquetInspect
import ParquetTestSupport
import Testing

@testable import Parquet

/// Columns as they were written or read, in one form: levels, and values bit for bit.
struct PlainColumn: Equatable {
    var definition: [UInt16] = []
    var repetition: [UInt16] = []
    var values: [UInt8] = []
    var booleans: [Bool] = []

    mutating func append(_ vector: ColumnVector, _ column: ColumnDescriptor) throws {
        let top = UInt16(column.maxDefinitionLevel)
        switch vector.presence {
        case .all(let rowCount):
            definition += [UInt16](repeating: top, count: rowCount)
            repetition += [UInt16](repeating: 0, count: rowCount)
        case .validity(let bitmap):
            definition += (0..<bitmap.count).map { bitmap[$0] ? top : top - 1 }
            repetition += [UInt16](repeating: 0, count: bitmap.count)
        case .levels(let definition, let repetition):
            self.definition += definition
            self.repetition += repetition ?? [UInt16](repeating: 0, count: definition.count)
        }
        let resolved = try vector.values.resolved()
        if case .boolean(let values) = resolved {
            booleans += values
            return
        }
        var plain = ByteBuffer()
        var bits = Bitmap()
        PlainEncoder.encode(resolved, 0..<resolved.count, into: &plain, bits: &bits)
        values += plain.takeArray()
    }

    /// The columns of `batches`.
    static func columns(_ batches: [RecordBatch], _ schema: Schema) throws -> [PlainColumn] {
        var columns = [PlainColumn](repeating: PlainColumn(), count: schema.columns.count)
        for batch in batches {
            for index in columns.indices { try columns[index].append(batch.columns[index], schema.columns[index]) }
        }
        return columns
    }
}

/// Writes `batches` to memory and returns the file, after `parkett check` found nothing in it.
func write(_ batches: [RecordBatch], _ schema: Schema, _ options: WriterOptions = WriterOptions()) async throws
    -> [UInt8]
{
    let sink = MemorySink()
    var writer = try ParquetWriter(to: sink, schema: schema, options: options)
    for batch in batches {
        try writer.append(batch)
        #expect(writer.encodedByteCount <= writer.maximumFinalByteCount)
    }
    let bound = writer.maximumFinalByteCount
    let written = try writer.finish()
    let bytes = sink.bytes
    #expect(bytes.count == written.byteCount && bytes.count <= bound)
    try await expectSound(bytes)
    return bytes
}

/// Expects that a check of the file `bytes` finds nothing at all.
func expectSound(_ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let report = try await FileCheck.report(on: MemorySource(bytes))
    #expect(report.verdict == .sound && report.findings.isEmpty, "\(report.text())", sourceLocation: sourceLocation)
}

/// The columns of the file `bytes`.
func readColumns(_ bytes: [UInt8]) async throws -> (schema: Schema, columns: [PlainColumn]) {
    let file = try await ParquetFile(MemorySource(bytes))
    var batches: [RecordBatch] = []
    for try await batch in file.batches() { batches.append(batch) }
    return (file.schema, try PlainColumn.columns(batches, file.schema))
}
