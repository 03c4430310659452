import Foundation
import Parquet
import ParquetJSON
import SystemPackage
import Testing

@testable import ParquetDataset

/// Conversions by contracts with columns that values may widen.
@Suite struct WideningTests {
    private static let contract = """
        {"contract": 1, "columns": [
          {"name": "id", "type": "int", "drift": "widen", "field_id": 3}, {"name": "note", "type": "string"}]}
        """

    private func convert(
        _ scratch: ScratchDirectory, _ contract: String = WideningTests.contract, output: String = "output",
        set: (inout ConversionOptions) -> Void = { _ in },
        report: @escaping @Sendable (ConversionEvent) -> Void = { _ in }
    ) async throws -> ConversionReport {
        var options = ConversionOptions()
        options.threads = 2
        set(&options)
        let plan = try ConversionPlan(input: scratch.path.appending("input"), selection: .all)
        return try await Conversion(
            plan: plan, contract: SchemaContract(json: Array(contract.utf8)), output: scratch.path.appending(output),
            options: options
        ).run(report: report)
    }

    /// The physical types of the column `id` in all files below `directory`, its values, and those of `_extra`.
    private func read(
        _ scratch: ScratchDirectory, _ directory: String
    ) async throws -> (types: Set<PhysicalType>, ids: [Value], extras: [Value]) {
        var found: (types: Set<PhysicalType>, ids: [Value], extras: [Value]) = ([], [], [])
        for name in scratch.files(in: directory) where name.hasSuffix(".parquet") {
            let file = try await ParquetFile(FileSource(scratch.path.appending(directory).appending(name)))
            found.types.insert(file.schema.columns[0].physicalType)
            for try await batch in file.batches(columns: ["id", "_extra"]) {
                for row in try batch.rows {
                    found.ids.append(row["id"] ?? .null)
                    found.extras.append(row["_extra"] ?? .null)
                }
            }
        }
        return found
    }

    /// Where partitions are made of columns, or sorted, rows that were read before the value are read again, too.
    @Test func sortedRowsAreReadAgain() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/d=1/a.json", "{\"id\":3,\"note\":\"b\"}\n{\"id\":1,\"note\":\"a\"}\nno\n")
        try scratch.write("input/d=2/a.json", "{\"id\":2147483648,\"note\":\"a\"}\n{\"id\":2,\"note\":\"b\"}\n")
        let report = try await convert(
            scratch,
            set: { options in
                options.partitionColumns = [PartitionColumn("note")]
                options.sortOrder = SortOrder([SortOrder.Key("id")])
                options.quarantineLimit = .count(1)
            })
        #expect(report.widenings.count == 1)
        #expect(report.counts.lines.lines == 5)
        #expect(report.counts.lines.rows == 4)
        let first = try await read(scratch, "output/note=a")
        #expect(first.types == [.int64])
        #expect(first.ids == [.int64(1), .int64(2_147_483_648)])
        #expect(try await read(scratch, "output/note=b").ids == [.int64(2), .int64(3)])
        #expect(try QuarantineListing(dataset: scratch.path.appending("output")).entries.count == 1)
        let each = try await convert(
            scratch, output: "each",
            set: { options in
                options.sortOrder = SortOrder([SortOrder.Key("id")])
                options.quarantineLimit = .count(1)
            })
        #expect(each.widenings.count == 1)
        #expect(try await read(scratch, "each/d=1").ids == [.int32(1), .int32(3)])
        #expect(try await read(scratch, "each/d=2").ids == [.int64(2), .int64(2_147_483_648)])
    }

    /// Each partition has one schema, those before the value the old one; the rows are all there, exactly.
    @Test(arguments: [1, 3])
    func aPartitionHasOneSchema(threads: Int) async throws {
        let scratch = try ScratchDirectory()
        // Several blocks, files and chunks, the value that does not fit in the last one.
        let note = String(repeating: "x", count: 400)
        let many = (0..<8_000).map { "{\"id\":\($0),\"note\":\"\(note)\($0)\"}\n" }.joined()
        try scratch.write("input/d=1/a.json", many)
        try scratch.write("input/d=2/a.json", many)
        try scratch.write("input/d=2/b.json", "{\"id\":2147483648}\n{\"id\":\"x\"}\n")
        try scratch.write("input/d=3/a.json", many + "{\"id\":5}\n")
        let events = Monitor<[String]>([])
        let report = try await convert(
            scratch,
            set: { options in
                options.threads = threads
                options.memoryByteCount = 96 << 20
                options.fileByteLimit = 256 << 10
                options.writer.rowGroupByteLimit = 64 << 10
                options.writer.codec = .uncompressed
            }
        ) { event in
            switch event {
            case .partitionStarted(let path, _, _): events.change { $0.append("started \(path)") }
            case .widened(let widening):
                events.change { $0.append("widened \(widening.partition) \(widening.columns.map(\.text))") }
            case .partitionFinished(let partition): events.change { $0.append("finished \(partition.path)") }
            default: break
            }
        }
        #expect(
            events.change { $0 } == [
                "started d=1", "finished d=1", "started d=2", "widened d=2 [\"id from int to bigint\"]", "finished d=2",
                "started d=3", "finished d=3",
            ])
        #expect(report.partitions.map(\.counts.lines.rows) == [8_000, 8_002, 8_001])
        #expect(report.partitions.map(\.counts.chunks) == [1, 2, 1])
        #expect(report.widenings.map(\.contract.revision) == [2])
        #expect(report.widenings[0].contract.columns[0].fieldID == 3)
        // What no wider type holds is told.
        #expect(report.counts.lines.needs.mapValues { [$0.count, $0.otherCount] } == ["id": [0, 1]])
        let narrow = (0..<8_000).map { Value.int32($0) }
        let wide = (0..<8_000).map { Value.int64($0) }
        let expected: [(PhysicalType, [Value])] = [
            (.int32, narrow), (.int64, wide + [.int64(2_147_483_648), .null]), (.int64, wide + [.int64(5)]),
        ]
        for (day, (type, ids)) in zip(1..., expected) {
            let found = try await read(scratch, "output/d=\(day)")
            #expect(found.types == [type])
            #expect(found.ids == ids)
            #expect(found.extras.filter { $0 != .null } == (day == 2 ? [.string("{\"id\":\"x\"}")] : []))
        }
        #expect(scratch.files(in: "output/d=2").count > 2)
        #expect(scratch.files(in: "output").allSatisfy { $0.hasPrefix("d=") })
    }

    /// The files are those that the wider contract makes at once.
    @Test func theBytesAreThoseOfTheWiderContract() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/d=1/a.json", "{\"id\":1}\n{\"id\":1.5}\n{\"id\":\"x\",\"note\":\"n\"}\n")
        _ = try await convert(scratch)
        let wide = WideningTests.contract.replacingOccurrences(of: "\"int\"", with: "\"double\"")
        _ = try await convert(scratch, wide, output: "again")
        #expect(scratch.files(in: "output") == ["d=1/part-00000.parquet"])
        #expect(
            scratch.bytes(of: "output/d=1/part-00000.parquet") == scratch.bytes(of: "again/d=1/part-00000.parquet"))
    }

    /// One revision after another, each kept before files have it.
    @Test func revisionsAreKept() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/d=1/a.json", "{\"id\":1}\n")
        try scratch.write("input/d=2/a.json", "{\"id\":3000000000}\n")
        try scratch.write("input/d=3/a.json", "{\"id\":1.5}\n")
        try scratch.write("input/d=4/a.json", "{\"id\":18446744073709551616}\n")
        let store = try ContractStore(output: scratch.path.appending("output"))
        let report = try await convert(scratch, set: { $0.contractStore = store })
        #expect(
            report.widenings.flatMap(\.columns).map(\.text) == [
                "id from int to bigint", "id from bigint to decimal(21,1)",
            ])
        let stored = try ContractStore(output: scratch.path.appending("output")).stored
        #expect(stored == report.widenings.last?.contract)
        #expect(stored?.revision == 3)
    }

    /// An error behind a value that widens is an error as ever, and what is complete is there.
    @Test func errorsStayWhereTheyAre() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/d=1/a.json", "{\"id\":3000000000}\n")
        try scratch.write("input/d=2/a.json", "{\"id\":1.5}\n{\n")
        let error = await #expect(throws: ParquetError.self) { try await convert(scratch) }
        #expect(error?.place.line == 2 && error?.place.file?.hasSuffix("d=2/a.json") == true)
        #expect(scratch.files(in: "output") == ["d=1/part-00000.parquet"])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scratch.path.appending("output").string).sorted()
                == ["_parkett", "d=1"])
    }
}
