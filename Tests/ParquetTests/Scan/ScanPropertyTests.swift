import ParquetBytes
import ParquetCodecs
import ParquetTestSupport
import Testing

@testable import Parquet

/// Random tables, written in random ways, scanned with random predicates: whatever steps are taken to read less, the rows are those
/// that a full decode and the exact filter give, and what is said to be read is what is read.
@Suite struct ScanPropertyTests {
    @Test(arguments: 0..<120 as Range<UInt64>) func rowsDoNotDependOnPruning(seed: UInt64) async throws {
        var table = try RandomTable(seed: seed)
        for round in 0..<6 {
            let predicate = table.source.next(depth: 3)
            let expected = try table.rows(predicate)
            for pruning in table.prunings() {
                let options = table.readerOptions(pruning)
                let columns = table.columns()
                let source = CountingSource(UnsharedSource(bytes: table.bytes, isShared: round % 2 == 0))
                let file = try await ParquetFile(source, options: options)
                var reader = try file.reader(columns: columns, where: predicate)
                var batch = RecordBatch(schema: reader.schema)
                var found: [Row] = []
                while try await reader.next(into: &batch) {
                    try batch.check()
                    #expect(batch.rowCount > 0)
                    found += try batch.rows
                }
                let names = reader.schema.fields.map(\.name)
                #expect(found.count == expected.count, "\(predicate) \(pruning)")
                for (row, other) in zip(found, expected) {
                    let values = names.map { other[$0] ?? .null }
                    // NaN does not equal itself; its description does.
                    guard row.values != values, "\(row.values)" != "\(values)" else { continue }
                    Issue.record("\(row.values)\nexpected \(values)\n\(predicate) \(pruning)")
                    break
                }
                let explanation = reader.explanation
                #expect(explanation.readByteCount == source.readByteCount, "\(predicate) \(pruning)")
                #expect(explanation.matchedRowCount == expected.count)
                guard options.readAheadByteCount > 1 << 20 else { continue }
                let spared = PruningLevel.allCases.reduce(0) { $0 + explanation.saving(of: $1).byteCount }
                #expect(explanation.chunkByteCount == spared + explanation.dataByteCount, "\(predicate) \(pruning)")
                let planned = try await file.explain(columns: columns, where: predicate)
                #expect(planned == explanation, "\(predicate) \(pruning)")
                let count = try await file.rowCount(where: predicate)
                #expect(count == expected.count, "\(predicate) \(pruning)")
            }
        }
    }
}
