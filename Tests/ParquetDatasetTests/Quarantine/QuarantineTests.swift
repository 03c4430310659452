import Foundation
import Parquet
import ParquetJSON
import ParquetTestSupport
import SystemPackage
import Testing

@testable import ParquetDataset

/// Every line is a row, blank, or in quarantine with its bytes and its place; and what fails does not stop the rest.
@Suite struct QuarantineTests {
    private static let contract = """
        {"contract":1,"columns":[{"name":"id","type":"bigint","required":true},
          {"name":"n","type":"int","drift":"quarantine"},{"name":"note","type":"string"}]}
        """

    private func convert(
        _ scratch: ScratchDirectory, limit: QuarantineLimit? = .share(1),
        report: @escaping @Sendable (ConversionEvent) -> Void = { _ in },
        set: (inout ConversionOptions) -> Void = { _ in }
    ) async throws -> ConversionReport {
        var options = ConversionOptions()
        options.threads = 2
        options.memoryByteCount = 96 << 20
        options.quarantineLimit = limit
        options.overwrite = true
        set(&options)
        let plan = try ConversionPlan(input: scratch.path.appending("input"), selection: .all)
        return try await Conversion(
            plan: plan, contract: try SchemaContract(json: Array(QuarantineTests.contract.utf8)),
            output: scratch.path.appending("output"), options: options
        ).run(report: report)
    }

    private func ids(_ scratch: ScratchDirectory, _ directory: String) async throws -> [Int64] {
        var ids: [Int64] = []
        for name in scratch.files(in: directory) where name.hasSuffix(".parquet") {
            let path = scratch.path.appending(directory).appending(name)
            for try await batch in try await ParquetFile(FileSource(path)).batches(columns: ["id"]) {
                guard case .int64(let values) = batch.columns[0].values else { continue }
                ids += values
            }
        }
        return ids
    }

    private func lines(_ scratch: ScratchDirectory, failed: Bool = false) throws -> [QuarantinedLine] {
        let listing = try QuarantineListing(dataset: scratch.path.appending("output"), failed: failed)
        var lines: [QuarantinedLine] = []
        for entry in listing.entries {
            try listing.lines(of: entry) { (line) throws(ParquetError) in lines.append(line) }
        }
        return lines
    }

    private static let bad: [(bytes: [UInt8], code: ParquetError.Code)] = [
        (Array("{\"id\":1".utf8), .json), (Array("nonsense".utf8), .json), (Array("{\"n\":1}".utf8), .contract),
        (Array("{\"id\":1,\"n\":\"many\"}".utf8), .contract),
        (Array("{\"id\":1,\"note\":\"".utf8) + [0xFF, 0xFE], .json),
        (Array("{\"id\":1}}".utf8), .json), (Array("{\"id\":null,\"note\":\"a\\tb \u{1F600}\"}".utf8), .contract),
    ]

    /// In any form and with any number of threads, the same rows and the same lines in quarantine.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func everyLineIsAccountedFor(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let scratch = try ScratchDirectory()
        var expectedIDs: [Int64] = []
        var expected: [QuarantinedLine] = []
        var blankLines = 0
        for (ordinal, form) in ["plain", "gzip", "plain"].enumerated() {
            var text: [UInt8] = []
            let source = "d=1/\(ordinal).json" + (form == "gzip" ? ".gz" : "")
            for line in 1...6_000 {
                let start = text.count
                switch Int.random(in: 0..<40, using: &generator) {
                case 0: blankLines += 1
                case 1...Int(seed) + 1:
                    let bad = QuarantineTests.bad.randomElement(using: &generator) ?? QuarantineTests.bad[0]
                    text += bad.bytes
                    expected.append(
                        QuarantinedLine(
                            source: source, line: line, byteOffset: start, code: bad.code, reason: "", raw: bad.bytes))
                default:
                    let id = Int64(ordinal * 10_000 + line)
                    expectedIDs.append(id)
                    text += Array(
                        "{\"id\":\(id),\"n\":\(line),\"note\":\"\(String(repeating: "x", count: line % 90))\"}".utf8)
                }
                text.append(0x0A)
            }
            try scratch.write(
                "input/" + source, form == "gzip" ? try ScratchDirectory.run("gzip", ["-c"], on: text) : text)
        }
        for threads in [1, 3] {
            let report = try await convert(scratch, set: { $0.threads = threads })
            #expect(report.counts.lines.lines == 18_000)
            #expect(report.counts.lines.rows == expectedIDs.count)
            #expect(report.counts.lines.blankLines == blankLines)
            #expect(report.counts.lines.rejectedLines == expected.count)
            #expect(try await ids(scratch, "output/d=1") == expectedIDs)
            let found = try lines(scratch)
            #expect(found.map(\.raw) == expected.map(\.raw))
            #expect(found.map(\.source) == expected.map(\.source))
            #expect(found.map(\.line) == expected.map(\.line))
            #expect(found.map(\.byteOffset) == expected.map(\.byteOffset))
            #expect(found.map(\.code) == expected.map(\.code))
            #expect(!found.contains { $0.reason.isEmpty })
        }
    }

    /// Records of an array that do not fit are told by their place in the chunk, as lines are.
    @Test func recordsOfAnArray() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/a.json", "[{\"id\":1},\n {\"n\":2},\n{\"id\":3,\n\"n\":\"x\"},{\"id\":4}]")
        let report = try await convert(scratch)
        #expect(report.counts.lines.rows == 2)
        let found = try lines(scratch)
        #expect(found.map(\.line) == [2, 3])
        #expect(found.map(\.byteOffset) == [12, 21])
        #expect(found.map { String(decoding: $0.raw, as: UTF8.self) } == ["{\"n\":2}", "{\"id\":3, \"n\":\"x\"}"])
    }

    /// Lines of several records are rows; only where that cannot be are they in quarantine.
    @Test func severalRecordsInALine() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/a.json", "{\"id\":1}{\"id\":2}\n{\"id\":3}{\"n\":1}\n{\"id\":4}\n")
        #expect(try await convert(scratch).counts.lines.rows == 4)
        #expect(try lines(scratch).map { String(decoding: $0.raw, as: UTF8.self) } == ["{\"n\":1}"])
    }

    @Test func tooManyOfThemFailThePartitionAlone() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/d=1/a.json", "{\"id\":1}\n")
        try scratch.write("input/d=2/a.json", "{\"id\":2}\n")
        try scratch.write("input/d=3/a.json", "{\"id\":3}\n")
        _ = try await convert(scratch)
        let before = scratch.bytes(of: "output/d=2/part-00000.parquet")
        try scratch.write("input/d=1/a.json", "{\"id\":10}\n")
        try scratch.write("input/d=2/a.json", "{\"id\":20}\n{\"id\":21}\n\n  oh no\n{\"id\":\n")
        try scratch.write("input/d=3/a.json", "{\"id\":30}\nx\n")
        let error = await #expect(throws: ParquetError.self) { try await convert(scratch, limit: .count(1)) }
        #expect(error?.code == .quarantine)
        #expect(error?.message.contains("2 of 4 lines are no rows, at most 1 may be") == true)
        #expect(error?.place.file?.hasSuffix("input/d=2/a.json") == true)
        #expect(error?.place.line == 4)
        #expect(try await ids(scratch, "output/d=1") == [10])
        #expect(scratch.bytes(of: "output/d=2/part-00000.parquet") == before)
        #expect(try await ids(scratch, "output/d=3") == [30])
        #expect(try lines(scratch).map(\.source) == ["d=3/a.json"])
        #expect(try lines(scratch, failed: true).map(\.line) == [4, 5])
        #expect(scratch.files(in: "output").filter { $0.hasPrefix(".") } == [])

        // Repaired, it is published, and what is no longer true is gone.
        try scratch.write("input/d=2/a.json", "{\"id\":20}\n{\"id\":21}\n\nx\n")
        try scratch.write("input/d=3/a.json", "{\"id\":30}\n")
        _ = try await convert(scratch, limit: .count(1))
        #expect(try await ids(scratch, "output/d=2") == [20, 21])
        #expect(try lines(scratch).map(\.source) == ["d=2/a.json"])
    }

    @Test(arguments: [1, 3])
    func aPartitionThatFailsStopsNoOther(threads: Int) async throws {
        let scratch = try ScratchDirectory()
        let text = (0..<3_000).map { "{\"id\":\($0)}\n" }.joined()
        for day in 1...6 { try scratch.write("input/d=\(day)/a.json", text) }
        let zipped = try ScratchDirectory.run("gzip", ["-c"], on: Array(text.utf8))
        try scratch.write("input/d=2/b.json.gz", Array(zipped.dropLast(9)))
        try scratch.write("input/d=4/b.json.gz", Array(zipped.dropLast(200)))
        try scratch.write("input/d=6/b.json", "[{\"id\":1},{\"id\"")
        let failed = Failures()
        let error = await #expect(throws: ParquetError.self) {
            try await convert(scratch, report: { failed.take($0) }) { $0.threads = threads }
        }
        #expect(error?.place.file?.hasSuffix("d=2/b.json.gz") == true)
        #expect(failed.paths == ["d=2", "d=4", "d=6"])
        #expect(
            scratch.files(in: "output") == [
                "d=1/part-00000.parquet", "d=3/part-00000.parquet", "d=5/part-00000.parquet",
            ])
    }

    /// Without a limit, a line that is no row fails its partition.
    @Test func withoutALimit() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/d=1/a.json", "{\"id\":1}\n{\"n\":1}\n")
        let error = await #expect(throws: ParquetError.self) { try await convert(scratch, limit: nil) }
        #expect(error?.code == .contract)
        #expect(error?.place.line == 2)
        #expect(scratch.files(in: "output") == [])
    }

    /// Where partitions are made of columns, all lines are counted together; they go when the partitions are made anew.
    @Test func partitionsOfColumns() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/a.json", "{\"id\":1}\nno\n{\"id\":2}\n")
        for run in 1...2 {
            _ = try await convert(scratch, limit: .share(0.5), set: { $0.partitionColumns = [PartitionColumn("id")] })
            #expect(try lines(scratch).count == 1)
            let entries = try QuarantineListing(dataset: scratch.path.appending("output")).entries
            #expect(entries.map(\.partition) == ["all"] && entries.map(\.receipt) == [run])
        }
        #expect(scratch.files(in: "output/id=2").count == 1)
        let error = await #expect(throws: ParquetError.self) {
            try await convert(scratch, limit: .count(0), set: { $0.partitionColumns = [PartitionColumn("id")] })
        }
        #expect(error?.code == .quarantine)
        #expect(try lines(scratch, failed: true).count == 1)
    }

    @Test(arguments: [
        ("0.1%", QuarantineLimit.share(0.001)), ("0", .count(0)), ("100%", .share(1)), ("12", .count(12)),
    ])
    func limitsAreSpelled(text: String, limit: QuarantineLimit) {
        #expect(QuarantineLimit(text) == limit)
        #expect(QuarantineLimit(limit.description) == limit)
    }

    @Test(arguments: ["", "%", "-1", "101%", "1.5", "nan%", "a"])
    func limitsThatAreNone(text: String) {
        #expect(QuarantineLimit(text) == nil)
    }

    @Test(arguments: [
        "", "{}", "[]", "{\"source\":\"a\",\"line\":0,\"byte\":0,\"code\":\"json\",\"reason\":\"\",\"raw\":\"\"}",
        "{\"source\":\"a\",\"line\":1,\"byte\":0,\"code\":\"odd\",\"reason\":\"\",\"raw\":\"\"}",
        "{\"source\":\"a\",\"line\":1,\"byte\":0,\"code\":\"json\",\"reason\":\"\"}",
        "{\"source\":\"a\",\"line\":1,\"byte\":0,\"code\":\"json\",\"reason\":\"\",\"raw\":\"\",\"raw_base64\":\"\"}",
    ])
    func whatIsNoQuarantinedLineIsRefused(json: String) {
        #expect(throws: ParquetError.self) { try QuarantinedLine(json: Array(json.utf8)) }
    }
}

/// The partitions that failed.
private final class Failures: @unchecked Sendable {
    private let lock = NSLock()
    private var failures: [String] = []

    func take(_ event: ConversionEvent) {
        guard case .partitionFailed(let failure) = event else { return }
        lock.withLock { failures.append(failure.path.description) }
    }

    var paths: [String] { lock.withLock { failures } }
}
