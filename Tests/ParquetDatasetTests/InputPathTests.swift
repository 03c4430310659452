import Foundation
import Parquet
import ParquetJSON
import SystemPackage
import Testing

@testable import ParquetDataset

/// Paths: patterns, layouts, and what names of directories mean.
@Suite struct InputPathTests {
    @Test(arguments: [
        ("*.json", "a.json", true), ("*.json", "a/b.json", false), ("**/*.json", "a.json", true),
        ("**/*.json", "a/b/c.json", true), ("a/**", "a/b/c", true), ("a/**", "a/b", true), ("a/**/d", "a/d", true),
        ("a/**/d", "a/b/c/d", true), ("a/**/d", "a/b/c", false), ("?.json", "ä.json", true),
        ("?.json", "ab.json", false),
        ("[a-c]x", "bx", true), ("[a-c]x", "dx", false), ("[!a-c]x", "dx", true), ("[]x]", "]", true),
        ("[a-]", "-", true),
        ("a*b*c", "aXbYbZc", true), ("a*b*c", "acb", false), ("**/x/**/y", "x/y", true),
        ("**/x/**/y", "a/x/b/x/y", true),
        ("*", "x=1", true), ("[b-a]", "b", false), ("a**b", "aXb", true),
    ])
    func patternsMatch(pattern: String, path: String, matches: Bool) throws {
        let directories = path.split(separator: "/").map(String.init)
        let pattern = try PathPattern("*/" + pattern)
        #expect(pattern.matches(["r"] + directories) == matches)
        if matches {
            for length in 0...directories.count {
                #expect(pattern.mayLie(in: ["r"] + directories.prefix(length)) || length == directories.count)
            }
        }
    }

    @Test func patternsHaveARoot() throws {
        #expect(try PathPattern("logs/x/*.json").root == "logs/x")
        #expect(try PathPattern("/logs/year=2025/*/a.json").root == "/logs")
        #expect(try PathPattern("./*.json").root == ".")
        #expect(try PathPattern("/*").root == "/")
        #expect(throws: ParquetError.self) { try PathPattern("a[b") }
        #expect(throws: ParquetError.self) { try PathPattern("a[]") }
    }

    private func plan(
        _ files: [String], _ selection: DaySelection = .all, input: String = "", layout: String? = nil
    ) throws -> ConversionPlan {
        let scratch = try ScratchDirectory()
        for file in files { try scratch.write(file) }
        let path = input.isEmpty ? scratch.path : FilePath(scratch.path.string + "/" + input)
        return try ConversionPlan(
            input: path, selection: selection, layout: layout.map { try PathLayout($0) })
    }

    private func chunks(_ plan: ConversionPlan) -> [String] {
        plan.partitions.flatMap { $0.chunks.map(\.relativePath) }
    }

    @Test func patternsNameChunksWhateverTheyAreCalled() throws {
        let files = ["l/a/2025-1.log", "l/a/2024-1.log", "l/b/2025-2", "l/b/_2025-3", "l/c/d/2025-4"]
        #expect(try chunks(plan(files, input: "l/*/2025-*")) == ["a/2025-1.log", "b/2025-2"])
        #expect(try chunks(plan(files, input: "l/**/2025-*")) == ["a/2025-1.log", "b/2025-2", "c/d/2025-4"])
        #expect(try plan(files, input: "l/*/x*").partitions.isEmpty)
        #expect(throws: ParquetError.self) { try plan(files, input: "no/*.json") }
        let days = ["l/year=2025/month=01/date=05/a.json", "l/year=2025/month=02/date=05/a.json", "l/year=2025/x.txt"]
        let found = try plan(days, .days(DateRange("2025-02-05")), input: "l/year=2025/month=*/**/*.json")
        #expect(found.partitions.map(\.path.description) == ["year=2025/month=02/date=05"])
        // A file that is called like a pattern is that file.
        #expect(try chunks(plan(["a[1].json", "a1.json"], input: "a[1].json")) == ["a[1].json"])
    }

    @Test func firstBytesTellTheFormatWhereNamesDoNot() throws {
        let scratch = try ScratchDirectory()
        try scratch.write("plain", "{}")
        try scratch.write("gzip", try ScratchDirectory.run("gzip", ["-c"], on: Array("{}".utf8)))
        try scratch.write("zstd", [0x28, 0xB5, 0x2F, 0xFD, 0])
        try scratch.write("skipped", [0x5A, 0x2A, 0x4D, 0x18, 0])
        try scratch.write("empty", [])
        let plan = try ConversionPlan(input: scratch.path.appending("*"), selection: .all)
        #expect(plan.partitions[0].chunks.map(\.format) == [.plain, .gzip, .plain, .zstd, .zstd])
        #expect(
            try ConversionPlan(input: scratch.path.appending("gzip"), selection: .all).partitions[0].chunks[0].format
                == .gzip)
    }

    @Test(
        arguments: [
            ("{year}/{month}/{day}", "2025/2/03", ["year=2025", "month=2", "day=03"]),
            ("{year}/{month}/{day}", "2025/02", ["year=2025", "month=02"]),
            ("{year}/{month}/{day}", "2025/02/03/04/x", ["year=2025", "month=02", "day=03"]),
            ("{year}/{month}/{day}", "25/02/03", nil), ("{year}", "x2025", nil), ("{month}", "123", nil),
            ("{year}{month}{day}", "20250203", ["year=2025", "month=02", "day=03"]),
            ("{year}-{month}-{day}T{hour}", "2025-02-03T4", ["year=2025", "month=02", "day=03", "hour=4"]),
            ("dt-{date}", "dt-2025-02-03", ["date=2025-02-03"]), ("dt-{date}", "dt-2025-02-3", nil),
            (
                "AWSLogs/{account}/*/{region}", "AWSLogs/1234/CloudTrail/eu-west-1",
                ["account=1234", "region=eu-west-1"]
            ),
            ("{a}-{b}", "x-y-z", ["a=x-y", "b=z"]),
            ("{name}", "a b=c/..".split(separator: "/").first.map(String.init) ?? "", ["name=a b%3Dc"]),
            ("x{k}/", "xå", ["k=å"]), ("x{k}", "x", nil), ("x*", "x", []),
        ] as [(String, String, [String]?)])
    func layoutsNameLevels(layout: String, path: String, levels: [String]?) throws {
        guard layout != "x*" else {
            #expect(throws: ParquetError.self) { try PathLayout(layout) }
            return
        }
        let found = try PathLayout(layout).levels(of: path.split(separator: "/").map(String.init))
        #expect(found.map { PartitionPath(levels: $0).components } == levels)
    }

    @Test(arguments: [
        "", "{year", "year}", "{}", "{a b}", "a//{b}", "{a}{b}", "{year}{a}", "{a}/{A}", "../{a}", "plain",
        "{date}{hour}",
    ])
    func layoutsThatMakeNoSenseAreErrors(layout: String) {
        let error = #expect(throws: ParquetError.self) { try PathLayout(layout) }
        #expect(error?.code == .argument)
    }

    @Test func layoutsSelectDays() throws {
        let files = ["2025/02/03/00/a.json", "2025/02/03/01/a.json", "2025/02/04/a.json", "2024/02/03/a.json"]
        let found = try plan(files, .days(DateRange("2025-02-03")), layout: "{year}/{month}/{day}")
        #expect(found.partitions.map(\.path.description) == ["year=2025/month=02/day=03"])
        #expect(chunks(found) == ["2025/02/03/00/a.json", "2025/02/03/01/a.json"])
        // Of a pattern, directories count from the last fixed one: this layout has no year.
        let yearless = #expect(throws: ParquetError.self) {
            try plan(files, .days(DateRange("2025-02-03")), input: "2025/*/*/**", layout: "{month}/{day}")
        }
        #expect(yearless?.message.contains("names a day") == true)
        #expect(try plan(files, input: "2025/*/*/**", layout: "{month}/{day}").partitions.count == 2)
        let above = #expect(throws: ParquetError.self) {
            try plan(files + ["2025/x.json"], layout: "{year}/{month}/{day}")
        }
        #expect(above?.message.contains("lies above the layout") == true)
        let other = #expect(throws: ParquetError.self) {
            try plan(files + ["x/y/a.json"], layout: "{year}/{month}/{day}")
        }
        #expect(other?.message.contains("does not fit the layout") == true)
    }

    @Test func namesAreDecodedForTheirMeaning() throws {
        #expect(HiveEncoding.decoded("2025-01-01%2000%3A00") == "2025-01-01 00:00")
        #expect(HiveEncoding.decoded("a%2fb%C3%A5%") == "a/bå%")
        #expect(HiveEncoding.decoded("%G0%FF") == "%G0%FF")
        #expect(HiveEncoding.encoded("a/b:c=d %å\u{1}") == "a%2Fb%3Ac%3Dd %25å%01")
        let path = PartitionPath(directories: ["a%20b=x%2Fy", "n=__HIVE_DEFAULT_PARTITION__"])
        #expect(path.values.map(\.key) == ["a b", "n"])
        #expect(path.values.map(\.value) == ["x/y", nil])
        #expect(path.description == "a%20b=x%2Fy/n=__HIVE_DEFAULT_PARTITION__")
        let files = [
            "date=2025-01-01%2000%3A00/a.json", "date=2025-01-01%2013%3A00/a.json",
            "dt=2025-01-01T13%3A00%3A00Z/a.json",
            "date=2025-01-02%2000%3A00/a.json", "date=__HIVE_DEFAULT_PARTITION__/a.json",
            "year=2025/month=1/day=%31/a.json",
        ]
        let found = try plan(files, .days(DateRange("2025-01-01")))
        #expect(
            found.partitions.map(\.path.description) == [
                "date=2025-01-01%2000%3A00", "date=2025-01-01%2013%3A00", "dt=2025-01-01T13%3A00%3A00Z",
                "year=2025/month=1/day=%31",
            ])
        #expect(try plan(files).partitions.count == 6)
        #expect(throws: ParquetError.self) { try plan(["date=2025-01-01x/a.json"], .days(DateRange("2025-01-01"))) }
    }

    @Test func aTreeWithoutDaysNeedsAll() throws {
        for files in [["a.json"], ["region=eu/a.json"], ["2025/01/02/a.json"]] {
            let error = #expect(throws: ParquetError.self) { try plan(files, .days(DateRange("2025-01-02"))) }
            #expect(error?.message.contains("--all") == true && error?.message.contains("--layout") == true)
        }
        let mixed = #expect(throws: ParquetError.self) {
            try plan(["a.json", "date=2025-01-02/a.json"], .days(DateRange("2025-01-02")))
        }
        #expect(mixed?.message.contains("--ignore-other-files") == true)
    }
}

/// Columns that are also levels of the partitions' paths, and inputs of other kinds than directories.
@Suite struct PartitionColumnTests {
    static let contract = """
        {"contract":1,"unknown_keys":"fail","drift":"fail","columns":[{"name":"Year","type":"int"},{"name":"id","type":"bigint"},{"name":"day","type":"string"}]}
        """

    private func convert(
        _ scratch: ScratchDirectory, input: String = "input", output: String = "output", keep: Bool = false
    ) async throws -> [ConversionEvent] {
        var options = ConversionOptions()
        options.keepsPartitionColumns = keep
        options.threads = 2
        let plan = try ConversionPlan(input: FilePath(scratch.path.string + "/" + input), selection: .all)
        let events = Monitor([ConversionEvent]())
        _ = try await Conversion(
            plan: plan, contract: try SchemaContract(json: Array(PartitionColumnTests.contract.utf8)),
            output: scratch.path.appending(output), options: options
        ).run { event in events.change { $0.append(event) } }
        return events.change { $0 }
    }

    private func columns(_ scratch: ScratchDirectory, _ file: String) async throws -> [String] {
        try await ParquetFile(FileSource(scratch.path.appending(file))).schema.columns.map(\.path.description)
    }

    @Test func theyAreNotWrittenUnlessKept() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/year=2025/DAY=1/a.json", "{\"Year\":2025,\"id\":1,\"day\":\"x\"}\n{\"id\":2}\n")
        let events = try await convert(scratch)
        let leftOut = events.compactMap { if case .partitionColumnsLeftOut(let names) = $0 { names } else { nil } }
        #expect(leftOut == [["Year", "day"]])
        #expect(try await columns(scratch, "output/year=2025/DAY=1/part-00000.parquet") == ["id"])
        let kept = try await convert(scratch, output: "kept", keep: true)
        #expect(!kept.contains { if case .partitionColumnsLeftOut = $0 { true } else { false } })
        #expect(try await columns(scratch, "kept/year=2025/DAY=1/part-00000.parquet") == ["Year", "id", "day"])
        // What is left out must fit all the same.
        try scratch.write("input/year=2025/DAY=1/b.json", "{\"Year\":\"x\"}")
        await #expect(throws: ParquetError.self) { try await convert(scratch, output: "third") }
    }

    @Test func theOutputMustNotBePartOfAPattern() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/a.json", "{\"id\":1}")
        _ = try await convert(scratch, input: "*/*.json", output: "output")
        #expect(scratch.files(in: "output") == ["part-00000.parquet"])
        try FileManager.default.removeItem(atPath: scratch.path.appending("output").string)
        let error = await #expect(throws: ParquetError.self) {
            try await convert(scratch, input: "*/*", output: "output")
        }
        #expect(error?.message.contains("lies in the input") == true)
    }

    /// A frame of RFC 8878 by hand: a single segment whose size takes a byte, with one raw block, which is the last.
    private func zstdFrame(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let header = UInt32(bytes.count) << 3 | 1
        return [0x28, 0xB5, 0x2F, 0xFD, 0x20, UInt8(bytes.count)]
            + [UInt8(header & 0xFF), UInt8(header >> 8 & 0xFF), UInt8(header >> 16)] + bytes
    }

    @Test(arguments: ["gz", "zst"]) func manyMembersAndFramesAreOneText(ending: String) async throws {
        let scratch = try ScratchDirectory()
        let text = (0..<3000).map { "{\"id\":\($0)}\n" }.joined()
        let bytes = Array(text.utf8)
        var packed: [UInt8] = []
        // Cut within lines; empty members and frames are allowed, too.
        let length = ending == "gz" ? 1_001 : 201
        for start in stride(from: 0, to: bytes.count, by: length) {
            let piece = bytes[start..<min(start + length, bytes.count)]
            packed += ending == "gz" ? try ScratchDirectory.run("gzip", ["-c"], on: Array(piece)) : zstdFrame(piece)
        }
        // A frame that is skipped, of two bytes.
        packed +=
            ending == "gz"
            ? try ScratchDirectory.run("gzip", ["-c"], on: []) : [0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 7, 7]
        try scratch.write("input/a.json.\(ending)", packed)
        let events = try await convert(scratch)
        guard case .finished(let report)? = events.last else {
            Issue.record("not finished")
            return
        }
        #expect(report.counts.lines.rows == 3000)
        #expect(report.counts.textBytes == bytes.count)
    }
}
