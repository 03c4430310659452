import Parquet
import ParquetTestSupport
import Testing

/// Chunks whose dictionary is given up at their end, when several pages of them are finished: the rows are those that were written.
@Suite struct IndexArchiveTests {
    enum Shape: CaseIterable {
        case required
        case optional
        case nested
        case list
    }

    /// Words first, by which a dictionary is chosen, and then values that hardly come twice.
    private static func rows(_ shape: Shape, _ count: Int) -> [Value] {
        var random = SeededGenerator(seed: 7)
        func text(_ row: Int) -> Value {
            if row < 25_000 { return .string(["login", "logout", "sign"][row % 3]) }
            let number = UInt64.random(in: .min ... .max, using: &random)
            return .string("\(String(number, radix: 16))-\(String(number &* 31, radix: 16))")
        }
        return (0..<count).map { row in
            switch shape {
            case .required: return text(row)
            case .optional: return row % 7 == 3 ? .null : text(row)
            case .nested:
                return row % 11 == 0
                    ? .null : .group(GroupValue(names: ["text"], values: [row % 5 == 0 ? .null : text(row)]))
            case .list:
                let length = row % 4
                return row % 13 == 0 ? .null : .list((0..<length).map { $0 == 2 ? .null : text(row) })
            }
        }
    }

    private static func field(_ shape: Shape) -> SchemaField {
        switch shape {
        case .required: SchemaField("c", .byteArray, logicalType: .string, repetition: .required)
        case .optional: SchemaField("c", .byteArray, logicalType: .string)
        case .nested: SchemaField("c", group: [SchemaField("text", .byteArray, logicalType: .string)])
        case .list:
            SchemaField(
                "c",
                group: [
                    SchemaField(
                        "list", group: [SchemaField("element", .byteArray, logicalType: .string)], repetition: .repeated
                    )
                ], logicalType: .list)
        }
    }

    @Test(arguments: Shape.allCases, [DataPageVersion.v1, .v2])
    func dictionariesThatAreGivenUpLate(_ shape: Shape, _ version: DataPageVersion) async throws {
        let rows = IndexArchiveTests.rows(shape, 60_000).map { [$0] }
        let schema = try Schema(fields: [IndexArchiveTests.field(shape)])
        var options = WriterOptions()
        options.dataPageVersion = version
        options.pageRowLimit = 5_000
        options.dictionaryByteLimit = 16 << 20
        let sink = MemorySink()
        var writer = try ParquetWriter(to: sink, schema: schema, options: options)
        for start in stride(from: 0, to: rows.count, by: 7_001) {
            try writer.append(RecordBatch(schema: schema, rows: rows[start..<min(start + 7_001, rows.count)]))
        }
        _ = try writer.finish()
        let file = try await ParquetFile(MemorySource(sink.bytes))
        let chunk = try #require(file.metadata.rowGroups.first?.columns.first?.metadata)
        #expect(file.metadata.rowGroups.count == 1 && !chunk.encodings.contains(.rleDictionary))
        var found: [[Value]] = []
        for try await batch in file.batches() { found += try batch.rows.map(\.values) }
        #expect(found == rows)
    }
}
