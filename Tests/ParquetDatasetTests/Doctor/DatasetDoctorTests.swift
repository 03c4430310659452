import Foundation
import Parquet
import ParquetBytes
import SystemPackage
import Testing

@testable import ParquetDataset

/// What the doctor says of datasets with one thing the matter each.
@Suite struct DatasetDoctorTests {
    private static func write(
        _ scratch: ScratchDirectory, _ name: String, _ fields: [SchemaField], rowCount: Int = 3,
        _ options: WriterOptions = WriterOptions()
    ) throws {
        let schema = try Schema(fields: fields)
        let path = scratch.path.appending(name)
        try FileManager.default.createDirectory(
            atPath: path.removingLastComponent().string, withIntermediateDirectories: true)
        var writer = try ParquetWriter(to: FileSink(path.string), schema: schema, options: options)
        var shredder = try RowShredder(schema: schema)
        for row in 0..<rowCount {
            shredder.append(
                fields.map {
                    $0.content == .leaf(type: .int64, typeLength: nil, logicalType: nil) ? .int64(Int64(row)) : .null
                })
        }
        try writer.append(shredder.takeBatch())
        _ = try writer.finish()
    }

    private static let id = SchemaField("id", .int64, repetition: .required)

    private static func rules(
        _ scratch: ScratchDirectory, _ engine: QueryEngine = .athena
    ) async throws -> [String] {
        try await DatasetDoctor(for: engine).run(over: scratch.path).advice.map { "\($0.severity) \($0.rule)" }
    }

    @Test(arguments: QueryEngine.allCases) func aGoodDatasetIsLeftAlone(engine: QueryEngine) async throws {
        let scratch = try ScratchDirectory()
        let fields = [
            DatasetDoctorTests.id, SchemaField("action", .byteArray, logicalType: .string),
            SchemaField("at", .int64, logicalType: .timestamp(unit: .millis, isAdjustedToUTC: true)),
        ]
        for day in 1...3 { try DatasetDoctorTests.write(scratch, "date=2025-01-0\(day)/a.parquet", fields) }
        try scratch.write("_parkett/receipts/1.json", "{}")
        try scratch.write("date=2025-01-01/.a.parquet.crc", "x")
        let report = try await DatasetDoctor(for: engine).run(over: scratch.path)
        #expect(report.advice.isEmpty, "\(report.text)")
        #expect(report.fileCount == 3 && report.rowCount == 9 && report.rowGroupCount == 3)
        #expect(report.text.hasSuffix("nothing to be done\n"))
    }

    @Test func filesThatAreNoneAreTold() async throws {
        let scratch = try ScratchDirectory()
        try DatasetDoctorTests.write(scratch, "date=1/a.parquet", [DatasetDoctorTests.id])
        try scratch.write("date=1/a.json", "{}")
        try scratch.write("date=1/b.json", "{}")
        try scratch.write("date=1/_SUCCESS", "")
        try scratch.write("date=2/b.parquet", "PAR1 but no more")
        try scratch.write("date=2/folder", "")
        let report = try await DatasetDoctor(for: .athena).run(over: scratch.path)
        #expect(report.advice.map(\.rule).sorted() == ["empty-file", "foreign-file", "unreadable-file"])
        #expect(report.advice.first { $0.rule == "foreign-file" }?.fileCount == 2)
        #expect(report.count(.error) == 3)
        #expect(report.text.contains("(2 files, the first is "))
        #expect(report.json.contains("\"rule\":\"foreign-file\""))
        #expect(try await DatasetDoctorTests.rules(scratch, .duckdb) == ["error unreadable-file"])
    }

    @Test func driftIsTold() async throws {
        let scratch = try ScratchDirectory()
        let text = SchemaField("value", .byteArray, logicalType: .string)
        try DatasetDoctorTests.write(scratch, "a.parquet", [DatasetDoctorTests.id, text, SchemaField("more", .int32)])
        try DatasetDoctorTests.write(scratch, "b.parquet", [SchemaField("ID", .int64), SchemaField("value", .double)])
        let report = try await DatasetDoctor(for: .athena).run(over: scratch.path)
        #expect(report.advice.map(\.rule) == ["case-drift", "type-drift", "small-files", "missing-column"])
        let type = report.advice[1]
        #expect(
            type.message.contains("value is binary (STRING) in 1 file (")
                && type.message.contains("and double in 1 file"))
        #expect(report.advice[3].message.contains("more is in 1 of 2 files"))
    }

    @Test func columnsAndDirectoriesAreComparedByName() async throws {
        let scratch = try ScratchDirectory()
        try DatasetDoctorTests.write(
            scratch, "date=2025-01-01/a.parquet",
            [DatasetDoctorTests.id, SchemaField("Date", .int32, logicalType: .date)])
        #expect(
            try await DatasetDoctorTests.rules(scratch) == ["error duplicate-partition-column", "hint capital-letters"])
        #expect(try await DatasetDoctorTests.rules(scratch, .duckdb) == ["warning duplicate-partition-column"])
        try DatasetDoctorTests.write(
            scratch, "hour=1/a.parquet", [DatasetDoctorTests.id, SchemaField("Date", .int32, logicalType: .date)])
        #expect(try await DatasetDoctorTests.rules(scratch).contains("error mixed-partitions"))
        let twins = try ScratchDirectory()
        try DatasetDoctorTests.write(twins, "a.parquet", [DatasetDoctorTests.id, SchemaField("Id", .int32)])
        #expect(try await DatasetDoctorTests.rules(twins).contains("error name-collision"))
    }

    @Test func typesThatEnginesMisreadAreTold() async throws {
        let scratch = try ScratchDirectory()
        try DatasetDoctorTests.write(
            scratch, "a.parquet",
            [
                DatasetDoctorTests.id,
                SchemaField("nanos", .int64, logicalType: .timestamp(unit: .nanos, isAdjustedToUTC: true)),
                SchemaField("unsigned", .int64, logicalType: .integer(bitWidth: 64, isSigned: false)),
                SchemaField("clock", .int64, logicalType: .time(unit: .micros, isAdjustedToUTC: false)),
                SchemaField("uuid", .fixedLengthByteArray, typeLength: 16, logicalType: .uuid),
                SchemaField("half", .fixedLengthByteArray, typeLength: 2, logicalType: .float16),
                SchemaField("document", .byteArray, logicalType: .json),
                SchemaField("bytes", .byteArray),
            ])
        #expect(
            try await DatasetDoctorTests.rules(scratch) == [
                "error nanoseconds", "error unsigned-integer", "error time", "error float16", "warning uuid",
                "warning json",
                "hint unannotated-bytes",
            ])
        #expect(
            try await DatasetDoctorTests.rules(scratch, .spark) == [
                "error nanoseconds", "error time", "error float16", "warning unsigned-integer", "warning uuid",
                "warning json",
                "hint unannotated-bytes",
            ])
        #expect(try await DatasetDoctorTests.rules(scratch, .duckdb) == ["hint unannotated-bytes"])
        #expect(
            try await DatasetDoctorTests.rules(scratch, .trino) == [
                "error unsigned-integer", "error float16", "warning json", "hint unannotated-bytes",
            ])
    }

    @Test func sizesAreTold() async throws {
        let scratch = try ScratchDirectory()
        for part in 0..<4 { try DatasetDoctorTests.write(scratch, "day=1/\(part).parquet", [DatasetDoctorTests.id]) }
        try DatasetDoctorTests.write(scratch, "day=2/0.parquet", [DatasetDoctorTests.id])
        var options = WriterOptions()
        options.rowGroupRowLimit = 10
        try DatasetDoctorTests.write(scratch, "day=3/0.parquet", [DatasetDoctorTests.id], rowCount: 100, options)
        try DatasetDoctorTests.write(scratch, "day=4/0.parquet", [DatasetDoctorTests.id], rowCount: 0)
        let report = try await DatasetDoctor(for: .spark).run(over: scratch.path)
        #expect(report.advice.map(\.rule) == ["small-row-groups", "small-files", "no-rows"])
        #expect(
            report.advice[1].message.hasPrefix(
                "4 files of 1 partitions could be 1 of about 64 MiB (the first is day=1)"))
    }

    /// Files as other engines write them by default: what they lack is known of these engines.
    @Test func fixturesOfEngines() async throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/read")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".parquet") }
        var rules: [String: Set<String>] = [:]
        for name in names.sorted() {
            for engine in QueryEngine.allCases {
                let report = try await DatasetDoctor(for: engine).run(over: FilePath(folder.appending(path: name).path))
                #expect(report.fileCount == 1)
                rules[name, default: []].formUnion(report.advice.map(\.rule))
            }
        }
        for (name, found) in rules where name.contains("brotli") { #expect(found.contains("codec"), "\(name)") }
        for (name, found) in rules where name.contains("byte-stream-split") {
            #expect(found.contains("encoding"), "\(name)")
        }
        for (name, found) in rules where name.contains("int96") { #expect(found.contains("int96"), "\(name)") }
        #expect(rules.count > 150)
    }
}
