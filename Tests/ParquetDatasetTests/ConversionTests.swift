import Foundation
import Parquet
import ParquetJSON
import SystemPackage
import Testing

@testable import ParquetDataset

@Suite struct ConversionTests {
    static let contract = """
        {"contract":1,"unknown_keys":"fail","drift":"fail","columns":[{"name":"id","type":"bigint","required":true},{"name":"note","type":"string"}]}
        """

    /// Converts `input` below `scratch` to `output`.
    private func convert(
        _ scratch: ScratchDirectory, _ selection: DaySelection = .all, output: String = "output",
        set: (inout ConversionOptions) -> Void = { _ in }
    ) async throws -> ConversionReport {
        var options = ConversionOptions()
        options.threads = 2
        set(&options)
        let plan = try ConversionPlan(input: scratch.path.appending("input"), selection: selection)
        return try await Conversion(
            plan: plan, contract: try SchemaContract(json: Array(ConversionTests.contract.utf8)),
            output: scratch.path.appending(output), options: options
        ).run()
    }

    /// The ids of all files of a partition, in order.
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

    private func lines(_ range: Range<Int>, note: (Int) -> String = { "note \($0)" }) -> String {
        range.map { "{\"id\":\($0),\"note\":\"\(note($0))\"}\n" }.joined()
    }

    @Test func partitionsAreMirroredAndRowsKeepTheirOrder() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/year=2025/month=2/date=03/01-00.json", lines(10..<20))
        try scratch.write("input/year=2025/month=2/date=03/00-00.json", lines(0..<10) + "\n\r\n")
        try scratch.write("input/year=2025/month=02/date=04/00-00.jsonl", lines(20..<30))
        try scratch.write("input/year=2025/month=02/date=05/00-00.jsonl", "\n")
        let report = try await convert(scratch)
        #expect(
            scratch.files(in: "output") == [
                "year=2025/month=02/date=04/part-00000.parquet", "year=2025/month=2/date=03/part-00000.parquet",
            ])
        #expect(try await ids(scratch, "output/year=2025/month=2/date=03") == Array(0..<20))
        #expect(try await ids(scratch, "output/year=2025/month=02/date=04") == Array(20..<30))
        #expect(report.partitions.map(\.counts.chunks) == [1, 1, 2])
        #expect(report.partitions.map(\.files.count) == [1, 0, 1])
        #expect(report.counts.lines.lines == 33)
        #expect(report.counts.lines.rows == 30)
        #expect(report.counts.lines.blankLines == 3)
        #expect(report.counts.bytesRead == report.counts.textBytes)
    }

    @Test(arguments: [1, 2, 5])
    func anyWayOfStoringLinesGivesTheSameRows(threads: Int) async throws {
        let scratch = try ScratchDirectory()
        // 600 KB of text: blocks of 256 KiB at this little memory, cut at other places in each form.
        let text = lines(0..<8000) { String(repeating: "ab\($0)", count: $0 % 17) }
        let bytes = Array(text.utf8)
        let half = bytes.count / 2
        let gzip = try ScratchDirectory.run("gzip", ["-c"], on: bytes)
        let members =
            try ScratchDirectory.run("gzip", ["-c"], on: Array(bytes[..<half]))
            + ScratchDirectory.run("gzip", ["-1", "-c"], on: Array(bytes[half...]))
        try scratch.write("input/form=plain/a.json", bytes)
        try scratch.write("input/form=gzip/a.json.gz", gzip)
        try scratch.write("input/form=members/a.json.gz", members)
        try scratch.write("input/form=crlf/a.json", text.replacingOccurrences(of: "\n", with: "\r\n"))
        try scratch.write("input/form=mark/a.json", "\u{FEFF}" + text.dropLast())
        let allLines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for index in 0..<4 {
            let piece = allLines[index * 2000..<(index + 1) * 2000].joined(separator: "\n") + "\n"
            try scratch.write("input/form=pieces/\(index).json", piece)
        }
        let report = try await convert(scratch) { options in
            options.threads = threads
            options.memoryByteCount = 96 << 20
            options.writer.codec = .uncompressed
            options.fileByteLimit = 64 << 10
            options.writer.rowGroupByteLimit = 16 << 10
        }
        #expect(report.partitions.count == 6)
        for partition in report.partitions {
            #expect(partition.counts.lines.rows == 8000, "\(partition.path)")
            #expect(partition.counts.files > 1)
            #expect(try await ids(scratch, "output/\(partition.path)") == Array(0..<8000), "\(partition.path)")
        }
        // The bytes of files depend on the rows alone, not on how the lines were stored or cut.
        let plain = scratch.files(in: "output/form=plain")
        for form in ["gzip", "members", "crlf", "mark", "pieces"] {
            #expect(scratch.files(in: "output/form=\(form)") == plain)
            for name in plain {
                #expect(
                    scratch.bytes(of: "output/form=\(form)/\(name)") == scratch.bytes(of: "output/form=plain/\(name)"),
                    "\(form) \(name)")
            }
        }
    }

    /// Pages that other threads compress make the files that one thread makes, however it comes out who does what.
    @Test func compressedFilesAreTheSameForAnyThreads() async throws {
        let scratch = try ScratchDirectory()
        var random = SystemRandomNumberGenerator()
        for chunk in 0..<4 {
            // Notes that hardly compress, so that pages are large.
            let text = lines(chunk * 6000..<(chunk + 1) * 6000) { _ in
                String(UInt64.random(in: .min ... .max, using: &random), radix: 16)
                    + String(UInt64.random(in: .min ... .max, using: &random), radix: 36)
            }
            try scratch.write("input/d=1/\(chunk).json", text)
        }
        for threads in [1, 2, 5] {
            let report = try await convert(scratch, output: "output-\(threads)") { options in
                options.threads = threads
                options.writer.codec = .zstd(level: 1)
                options.fileByteLimit = 300 << 10
                options.writer.rowGroupByteLimit = 128 << 10
                options.writer.pageByteLimit = 48 << 10
            }
            #expect(report.counts.lines.rows == 24_000 && report.counts.files > 1)
            let alone = scratch.files(in: "output-1/d=1")
            #expect(scratch.files(in: "output-\(threads)/d=1") == alone)
            for name in alone {
                #expect(
                    scratch.bytes(of: "output-\(threads)/d=1/\(name)") == scratch.bytes(of: "output-1/d=1/\(name)"),
                    "\(threads) threads, \(name)")
            }
        }
    }

    @Test func linesMayBeMuchLongerThanBlocks() async throws {
        let scratch = try ScratchDirectory()
        func set(_ options: inout ConversionOptions) {
            options.memoryByteCount = 16 << 20
            options.maximumLineByteCount = 2 << 20
            options.writer.rowGroupByteLimit = 1 << 20
        }
        let text = lines(0..<5) { String(repeating: "x", count: $0 == 2 ? 700_000 : 10) }
        try scratch.write("input/d=1/a.json", text)
        try scratch.write("input/d=1/b.json.gz", try ScratchDirectory.run("gzip", ["-c"], on: Array(text.utf8)))
        let report = try await convert(scratch, set: set)
        #expect(report.counts.lines.rows == 10)
        #expect(try await ids(scratch, "output/d=1") == [0, 1, 2, 3, 4, 0, 1, 2, 3, 4])

        try scratch.write("input/d=2/a.json", lines(0..<3) { String(repeating: "x", count: $0 == 1 ? 2_200_000 : 1) })
        let error = await #expect(throws: ParquetError.self) { try await convert(scratch, output: "other", set: set) }
        #expect(error?.code == .limit)
        #expect(error?.place.line == 2)
        #expect(error?.place.byteOffset == 20)
        #expect(error?.message.contains("limit of 2 MiB") == true)
    }

    @Test func aLineMayBeLongerThanAnEighthOfTheMemory() async throws {
        let scratch = try ScratchDirectory()
        let text = lines(0..<4) { String(repeating: "x", count: $0 == 2 ? 9_000_000 : 10) }
        try scratch.write("input/d=1/a.json", text)
        try scratch.write("input/d=1/b.json.gz", try ScratchDirectory.run("gzip", ["-c"], on: Array(text.utf8)))
        let report = try await convert(scratch) { options in
            options.memoryByteCount = 16 << 20
            options.writer.rowGroupByteLimit = 1 << 20
        }
        #expect(report.counts.lines.rows == 8)
        #expect(try await ids(scratch, "output/d=1") == [0, 1, 2, 3, 0, 1, 2, 3])
    }

    @Test(arguments: [1, 3])
    func theFirstErrorInOrderIsReportedWithItsPlace(threads: Int) async throws {
        let scratch = try ScratchDirectory()
        let good = lines(0..<6000) { _ in String(repeating: "y", count: 60) }
        try scratch.write("input/d=1/a.json", lines(0..<10))
        try scratch.write("input/d=2/a.json", "\u{FEFF}\n" + good + "{\"id\":\"x\"}\n" + good)
        try scratch.write("input/d=2/b.json", "{")
        try scratch.write("input/d=3/a.json", "[]")
        let error = await #expect(throws: ParquetError.self) {
            try await convert(scratch) { options in
                options.threads = threads
                options.memoryByteCount = 96 << 20
            }
        }
        #expect(error?.code == .contract)
        #expect(error?.place.file?.hasSuffix("input/d=2/a.json") == true)
        #expect(error?.place.line == 6002)
        let start = 4 + good.utf8.count
        #expect((start..<start + 10).contains(error?.place.byteOffset ?? -1))
        // What was complete before is there, and nothing else.
        #expect(scratch.files(in: "output") == ["d=1/part-00000.parquet"])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scratch.path.appending("output").string).sorted()
                == ["_parkett", "d=1"])
    }

    @Test func brokenStreamsAreErrors() async throws {
        let scratch = try ScratchDirectory()
        let gzip = try ScratchDirectory.run("gzip", ["-c"], on: Array(lines(0..<1000).utf8))
        var flipped = gzip
        flipped[gzip.count - 6] ^= 1
        for bytes in [[], Array(gzip.dropLast()), Array(gzip.prefix(100)), gzip + [0], gzip + gzip.prefix(5), flipped] {
            try scratch.write("input/d=1/a.json.gz", bytes)
            let error = await #expect(throws: ParquetError.self) { try await convert(scratch) }
            #expect(error?.code == .input)
            #expect(scratch.files(in: "output") == [])
        }
        try scratch.write("input/d=1/a.json.gz", gzip)
        #expect(try await convert(scratch).counts.lines.rows == 1000)
    }

    @Test func overwritingReplacesExactlyTheSelectedPartitions() async throws {
        let scratch = try ScratchDirectory()
        for day in 1...3 { try scratch.write("input/date=2025-01-0\(day)/a.json", lines(0..<day)) }
        _ = try await convert(scratch)
        try scratch.write("output/date=2025-01-01/.hidden", "kept by nobody")
        let before = scratch.bytes(of: "output/date=2025-01-03/part-00000.parquet")

        for day in 1...3 { try scratch.write("input/date=2025-01-0\(day)/a.json", lines(10..<10 + day)) }
        try scratch.write("input/date=2025-01-02/a.json", "")
        let selection = DaySelection.days(try DateRange("2025-01-01/2025-01-02"))
        _ = try await convert(scratch, selection) { $0.overwrite = true }
        #expect(try await ids(scratch, "output/date=2025-01-01") == [10])
        #expect(
            scratch.files(in: "output") == ["date=2025-01-01/part-00000.parquet", "date=2025-01-03/part-00000.parquet"])
        #expect(scratch.bytes(of: "output/date=2025-01-03/part-00000.parquet") == before)
    }

    @Test func aFailedOverwriteLeavesTheOldFiles() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/d=1/a.json", lines(0..<5))
        _ = try await convert(scratch)
        try scratch.write("input/d=1/a.json", lines(5..<9) + "{}")
        await #expect(throws: ParquetError.self) { try await convert(scratch) { $0.overwrite = true } }
        #expect(try await ids(scratch, "output/d=1") == [0, 1, 2, 3, 4])
        #expect(scratch.files(in: "output") == ["d=1/part-00000.parquet"])
    }

    @Test func whatIsNotOursIsNotReplaced() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/d=1/a.json", lines(0..<5))
        try scratch.write("output/d=1/thesis.txt", "years of work")
        for adopts in [false, true] {
            let error = await #expect(throws: ParquetError.self) {
                try await convert(scratch) { options in
                    options.overwrite = true
                    options.adopts = adopts
                }
            }
            #expect(error?.code == (adopts ? .input : .exists))
        }
        #expect(scratch.files(in: "output") == ["d=1/thesis.txt"])
    }

    @Test func aDatasetWithoutPartitionsIsReplacedFileByFile() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/a.json", lines(0..<5))
        try scratch.write("output/_notes/text", "stays")
        _ = try await convert(scratch)
        #expect(try await convert(scratch).upToDate.map(\.isRoot) == [true])
        try scratch.write("input/a.json", lines(5..<7))
        _ = try await convert(scratch) { $0.overwrite = true }
        #expect(scratch.files(in: "output") == ["_notes/text", "part-00000.parquet"])
        #expect(try await ids(scratch, "output") == [5, 6])
    }

    @Test func theOutputMustNotLieInTheInput() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/d=1/a.json", lines(0..<5))
        for output in ["input", "input/out", "input/x/../out"] {
            await #expect(throws: ParquetError.self) { try await convert(scratch, output: output) }
        }
        #expect(try await convert(scratch, output: "input/_table").counts.files == 1)
    }

    @Test func tooLittleMemoryIsSaidAtOnce() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/d=1/a.json", lines(0..<5))
        let error = await #expect(throws: ParquetError.self) {
            try await convert(scratch) { $0.memoryByteCount = 32 << 20 }
        }
        #expect(error?.code == .limit)
        #expect(error?.message.contains("raise --memory") == true)
    }

    @Test func manySmallChunksOfAllFormsGoThroughLittleMemory() async throws {
        let scratch = try ScratchDirectory()
        for index in 0..<120 {
            let text = lines(index * 100..<(index + 1) * 100)
            let name = "input/d=1/\(String(1000 + index)).json"
            if index % 3 == 0 {
                try scratch.write(name + ".gz", try ScratchDirectory.run("gzip", ["-c"], on: Array(text.utf8)))
            } else {
                try scratch.write(name, text)
            }
        }
        _ = try await convert(scratch) { options in
            options.threads = 3
            options.memoryByteCount = 80 << 20
        }
        #expect(try await ids(scratch, "output/d=1") == Array(0..<12_000))
    }

    @Test func cancellingLeavesNothing() async throws {
        let scratch = try ScratchDirectory()
        for index in 0..<8 { try scratch.write("input/d=1/\(index).json", lines(0..<5000)) }
        let plan = try ConversionPlan(input: scratch.path.appending("input"), selection: .all)
        let conversion = try Conversion(
            plan: plan, contract: try SchemaContract(json: Array(ConversionTests.contract.utf8)),
            output: scratch.path.appending("output"))
        let task = Task { try await conversion.run() }
        task.cancel()
        await #expect(throws: ParquetError.self) { try await task.value }
        #expect(scratch.files(in: "output") == [])
    }
}
