import Foundation
import Testing

@testable import Parquet

/// Files whose bytes are pinned: the same rows and options give the same bytes, on every machine and in every version until
/// a change of the bytes is meant. They are not compressed, since a codec's library has a version of its own.
///
/// A change that is meant is written into Fixtures/golden by running these tests with PARQUET_WRITE_GOLDEN=1, and read by
/// other engines before it is committed: the files are part of the interoperability run.
@Suite struct GoldenFileTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/golden")

    private func expectGolden(_ name: String, _ batch: RecordBatch, _ options: WriterOptions) async throws {
        let bytes = try await write([batch], batch.schema, options)
        let url = GoldenFileTests.folder.appendingPathComponent("\(name).parquet")
        if ProcessInfo.processInfo.environment["PARQUET_WRITE_GOLDEN"] != nil {
            try Data(bytes).write(to: url)
        }
        let golden = Array(try Data(contentsOf: url))
        #expect(bytes.count == golden.count)
        #expect(
            bytes == golden,
            "first difference at byte \(zip(bytes, golden).enumerated().first { $1.0 != $1.1 }?.offset ?? -1)")
        for threads in [2, 5] {
            var parallel = options
            parallel.concurrency = threads
            let sink = MemorySink()
            var writer = try ParquetWriter(to: sink, schema: batch.schema, options: parallel)
            try writer.append(batch)
            _ = try writer.finish()
            #expect(sink.bytes == golden, "\(threads) threads")
        }
    }

    private static let rowCount = 2_000

    /// Numbers that look random and are the same everywhere.
    private func mixed(_ index: Int) -> Int64 {
        Int64(truncatingIfNeeded: (UInt64(index) &+ 1) &* 0x9E37_79B9_7F4A_7C15)
    }

    private func events() throws -> RecordBatch {
        let id = Column<String>("id"), action = Column<String?>("action"), status = Column<Int32?>("status_code")
        let at = Column<Int64>("at", .timestamp(unit: .millis, isAdjustedToUTC: true)), share = Column<Double?>("share")
        let ok = Column<Bool?>("ok")
        var batch = RecordBatch(schema: try Schema(id, action, status, at, share, ok))
        let rows = 0..<GoldenFileTests.rowCount
        batch[id] = rows.map { String(UInt64(bitPattern: mixed($0)), radix: 16) }
        batch[action] = rows.map { $0 % 11 == 0 ? nil : ["login", "sign", "öffnen", "logout"][Int(mixed($0) & 3)] }
        batch[status] = rows.map { $0 % 7 == 0 ? nil : 200 + Int32(mixed($0) & 255) }
        batch[at] = rows.map { 1_740_000_000_000 + Int64($0) * 37 + mixed($0) & 15 }
        batch[share] = rows.map { $0 % 50 == 0 ? nil : $0 % 97 == 0 ? .nan : Double(mixed($0) >> 40) / 64 }
        batch[ok] = rows.map { $0 % 13 == 0 ? nil : mixed($0) & 7 != 0 }
        return batch
    }

    private func options(_ change: (inout WriterOptions) -> Void) -> WriterOptions {
        var options = WriterOptions()
        options.codec = .uncompressed
        options.pageRowLimit = 500
        options.rowGroupRowLimit = 1_500
        change(&options)
        return options
    }

    @Test func athena() async throws {
        try await expectGolden("athena", events(), options { $0.keyValueMetadata = [KeyValue(key: "k", value: "v")] })
    }

    @Test func smallestWithBloomFilters() async throws {
        try await expectGolden(
            "smallest-v2-bloom", events(),
            options {
                $0.profile = .smallest
                $0.dataPageVersion = .v2
                $0.bloomFilters = BloomFilterOptions()
                $0.floatingPointOrder = .ieee754TotalOrder
            })
    }

    @Test func everyEncoding() async throws {
        let schema = try Schema(fields: [
            SchemaField("plain", .int64, repetition: .required), SchemaField("delta", .int64),
            SchemaField("delta_32", .int32), SchemaField("split", .double), SchemaField("lengths", .byteArray),
            SchemaField("prefixes", .byteArray, logicalType: .string), SchemaField("runs", .boolean),
            SchemaField("dictionary", .fixedLengthByteArray, typeLength: 4),
        ])
        let rows = 0..<GoldenFileTests.rowCount
        let present = Bitmap(rows.map { $0 % 9 != 0 })
        let some = rows.filter { $0 % 9 != 0 }
        func optional(_ values: ColumnValues) -> ColumnVector {
            ColumnVector(presence: .validity(present), values: values)
        }
        let batch = try RecordBatch(
            schema: schema,
            columns: [
                ColumnVector(.int64(rows.map { mixed($0) })),
                optional(.int64(some.map { Int64($0) * 1_000 + mixed($0) & 63 })),
                optional(.int32(some.map { Int32(truncatingIfNeeded: mixed($0)) })),
                optional(.double(some.map { Double($0) * 0.25 })),
                optional(.byteArray(ByteArrayValues(some.map { String(repeating: "x", count: Int(mixed($0) & 31)) }))),
                optional(.byteArray(ByteArrayValues(some.map { "path/to/\($0 / 10)/\($0)" }))),
                optional(.boolean(some.map { $0 % 300 < 200 })),
                optional(
                    .fixedLengthByteArray(
                        FixedLengthByteArrayValues(length: 4, bytes: some.flatMap { [0, 0, 1, UInt8($0 & 7)] }))),
            ])
        let encodings: [String: Encoding] = [
            "plain": .plain, "delta": .deltaBinaryPacked, "delta_32": .deltaBinaryPacked, "split": .byteStreamSplit,
            "lengths": .deltaLengthByteArray, "prefixes": .deltaByteArray, "runs": .rle, "dictionary": .rleDictionary,
        ]
        try await expectGolden(
            "every-encoding", batch,
            options {
                for (name, encoding) in encodings { $0.columns[ColumnPath([name])] = .init(encoding: encoding) }
            })
    }

    /// Rows of `{"tags": list of text, "attributes": map of text to number}`.
    @Test func nested() async throws {
        let tag = SchemaField("element", .byteArray, logicalType: .string)
        let key = SchemaField("key", .byteArray, logicalType: .string, repetition: .required)
        let schema = try Schema(fields: [
            SchemaField("tags", group: [SchemaField("list", group: [tag], repetition: .repeated)], logicalType: .list),
            SchemaField(
                "attributes",
                group: [SchemaField("key_value", group: [key, SchemaField("value", .int64)], repetition: .repeated)],
                logicalType: .map),
        ])
        var levels: [[UInt16]] = [[], [], [], [], [], []]
        var tags: [String] = []
        var keys: [String] = []
        var numbers: [Int64] = []
        for row in 0..<GoldenFileTests.rowCount {
            let count = row % 4
            if row % 10 == 0 || count == 0 {
                for place in [0, 2, 4] { levels[place].append(row % 10 == 0 ? 0 : 1) }
                for place in [1, 3, 5] { levels[place].append(0) }
                continue
            }
            for element in 0..<count {
                let isNull = (row + element) % 5 == 0
                levels[0].append(isNull ? 2 : 3)
                levels[2].append(2)
                levels[4].append(isNull ? 2 : 3)
                for place in [1, 3, 5] { levels[place].append(element == 0 ? 0 : 1) }
                keys.append("key \(element)")
                if !isNull {
                    tags.append("tag \(mixed(row) & 15)")
                    numbers.append(mixed(row + element) >> 32)
                }
            }
        }
        let batch = try RecordBatch(
            schema: schema,
            columns: [
                ColumnVector(
                    presence: .levels(definition: levels[0], repetition: levels[1]),
                    values: .byteArray(ByteArrayValues(tags))),
                ColumnVector(
                    presence: .levels(definition: levels[2], repetition: levels[3]),
                    values: .byteArray(ByteArrayValues(keys))),
                ColumnVector(
                    presence: .levels(definition: levels[4], repetition: levels[5]), values: .int64(numbers)),
            ])
        try await expectGolden("nested", batch, options { $0.bloomFilters = BloomFilterOptions() })
    }
}
