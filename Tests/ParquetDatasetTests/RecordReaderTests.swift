import Parquet
import ParquetJSON
import SystemPackage
import Testing

@testable import ParquetDataset

@Suite struct RecordReaderTests {
    static let contract = "{\"contract\":1,\"columns\":[{\"name\":\"id\",\"type\":\"bigint\",\"required\":true}]}"

    /// What a reader makes of a chunk, by the contract.
    private func read(_ name: String, _ bytes: [UInt8], _ records: RecordShape = .auto) throws -> (
        ids: [Int64], blocks: Int
    ) {
        let scratch = try ScratchDirectory()
        try scratch.write(name, bytes)
        let plan = try ConversionPlan(input: scratch.path.appending(name), selection: .all)
        let reader = try RecordReader(plan.partitions[0].chunks[0], records: records, memoryByteCount: 96 << 20)
        var parser = try JSONLinesReader(contract: SchemaContract(json: Array(RecordReaderTests.contract.utf8)))
        var batch = RecordBatch(schema: parser.schema)
        var ids: [Int64] = []
        var blocks = 0
        while let counts = try reader.next({ lines throws(ParquetError) in try parser.read(lines, into: &batch) }) {
            guard case .int64(let values) = batch.columns[0].values else { continue }
            #expect(values.count == counts.rows)
            ids += values
            blocks += 1
        }
        #expect(try reader.next({ _ in LineCounts() }) == nil)
        return (ids, blocks)
    }

    @Test func anyChunkIsReadBlockByBlock() throws {
        let records = (0..<60_000).map { "{\"id\":\($0)}" }
        let forms: [(String, String)] = [
            ("a.json", records.joined(separator: "\n")), ("b.json", "[" + records.joined(separator: ",\n") + "]"),
            ("c.json", records.joined()),
            ("d.json", "{\"id\":0}\n" + records.dropFirst().joined(separator: " ") + "\n"),
        ]
        for (name, text) in forms {
            let found = try read(name, Array(text.utf8))
            #expect(found.ids == Array(0..<60_000), "\(name)")
            #expect(found.blocks > 1 || name == "d.json", "\(name)")
            let packed = try ScratchDirectory.run("gzip", ["-c"], on: Array(text.utf8))
            #expect(try read(name + ".gz", packed).ids == found.ids, "\(name)")
        }
    }

    @Test func errorsSayWhere() throws {
        let good = (0..<60_000).map { "{\"id\":\($0)}\n" }.joined()
        for text in [
            good + "{\"id\":\"x\"}", "[" + good.dropLast().replacing("\n", with: ",\n") + ",\n{\"id\":\"x\"}]",
        ] {
            let error = #expect(throws: ParquetError.self) { try read("a.json", Array(text.utf8)) }
            #expect(error?.place.line == 60_001)
            let place = text.utf8.count - (text.hasPrefix("[") ? 5 : 4)
            #expect(error?.place.byteOffset == place)
            #expect(error?.place.file?.hasSuffix("a.json") == true)
        }
    }
}
