import Foundation
import Parquet
import ParquetJSON
import ParquetTestSupport
import SystemPackage
import Testing

@testable import ParquetDataset

/// Conversions whose rows are sorted, or make partitions of their columns, against grouping and sorting the lines here.
@Suite struct SortedConversionTests {
    static let contract = """
        {"contract":1,"columns":[{"name":"row","type":"bigint"},{"name":"account_id","type":"string"},
        {"name":"time","type":"timestamp(millis)","read":"rfc3339"},{"name":"status","type":"int"},{"name":"path","type":"string"},
        {"name":"user","type":"struct<id:bigint,tags:array<string>>"},{"name":"marks","type":"map<string,bigint>"}]}
        """

    private func convert(
        _ scratch: ScratchDirectory, output: String = "output", set: (inout ConversionOptions) throws -> Void
    ) async throws -> ConversionReport {
        var options = ConversionOptions()
        options.threads = 2
        try set(&options)
        let plan = try ConversionPlan(input: scratch.path.appending("input"), selection: .all)
        return try await Conversion(
            plan: plan, contract: try SchemaContract(json: Array(SortedConversionTests.contract.utf8)),
            output: scratch.path.appending(output), options: options
        ).run()
    }

    /// A request: what the tests group and sort by, beside the line.
    struct Request: Sendable {
        var row: Int
        var account: String?
        /// Milliseconds since 1970.
        var time: Int?
        var status: Int?
        /// Bytes that are added to the path.
        var padding = 0

        var line: String {
            var members = ["\"row\":\(row)", "\"path\":\"/a/\(row % 7)\(String(repeating: "+", count: padding))\""]
            if let account, let text = try? JSONEncoder().encode(account) {
                members.append("\"account_id\":\(String(decoding: text, as: UTF8.self))")
            }
            if let time {
                let date = Date(timeIntervalSince1970: Double(time / 1000))
                let text = date.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: false))
                members.append("\"time\":\"\(text.prefix(19)).\(String(1000 + time % 1000).dropFirst())Z\"")
            }
            if let status { members.append("\"status\":\(status)") }
            if row % 3 > 0 {
                let tags = (0..<row % 5).map { $0 == 2 ? "null" : "\"t\($0)\"" }.joined(separator: ",")
                members.append("\"user\":{\"id\":\(row),\"tags\":[\(tags)]}")
            }
            if row % 4 == 1 { members.append("\"marks\":{\"m\(row)\":\(row),\"n\":null}") }
            if row % 11 == 0 { members.append("\"unknown\":\(row)") }
            return "{\(members.joined(separator: ","))}\n"
        }
    }

    private func requests(_ count: Int, seed: UInt64, accounts: [String?], paddedBy padding: Int = 0) -> [Request] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { row in
            Request(
                row: row, account: accounts.randomElement(using: &random) ?? nil,
                time: Int.random(in: 0..<12, using: &random) == 0
                    ? nil : 1_740_355_200_000 + Int.random(in: -90_000_000..<90_000_000, using: &random),
                status: Int.random(in: 0..<9, using: &random) == 0 ? nil : Int.random(in: 200..<206, using: &random),
                padding: padding)
        }
    }

    private func write(_ requests: [Request], _ scratch: ScratchDirectory, pieces: Int = 3) throws {
        for piece in 0..<pieces {
            let part = requests[requests.count * piece / pieces..<requests.count * (piece + 1) / pieces]
            try scratch.write("input/\(piece).json", part.map(\.line).joined())
        }
    }

    /// The row numbers in each directory of the output.
    private func rows(_ scratch: ScratchDirectory, _ output: String = "output") async throws -> [String: [Int]] {
        var rows: [String: [Int]] = [:]
        for name in scratch.files(in: output) {
            #expect(name.hasSuffix(".parquet") && !name.contains(".parkett"), "\(name)")
            let file = try await ParquetFile(FileSource(scratch.path.appending(output).appending(name)))
            let directory = name.contains("/") ? String(name[..<(name.lastIndex(of: "/") ?? name.endIndex)]) : "."
            for try await batch in file.batches(columns: ["row"]) {
                guard case .int64(let values) = batch.columns[0].values else { continue }
                rows[directory, default: []] += values.map(Int.init)
            }
        }
        return rows
    }

    private func day(_ time: Int) -> String {
        Date(timeIntervalSince1970: (Double(time) / 1000).rounded(.down)).formatted(.iso8601.year().month().day())
    }

    /// What sorting and grouping `requests` here gives: nulls last.
    private func expected(
        _ requests: [Request], by group: (Request) -> String, sorted: (Request, Request) -> Bool?
    ) -> [String: [Int]] {
        Dictionary(grouping: requests, by: group).mapValues { members in
            members.sorted { sorted($0, $1) ?? ($0.row < $1.row) }.map(\.row)
        }
    }

    @Test(arguments: [1, 2], [96 << 20, 20 << 20])
    func rowsOfAnyOrderMakePartitionsOfAccountsAndDays(threads: Int, memory: Int) async throws {
        let scratch = try ScratchDirectory()
        let accounts: [String?] = ["1042", "a/b", "ü=%", "with space", "1042 ", nil, "x\"#'*:?\\{[]^", "a\u{1}b", "0"]
        let requests = requests(6000, seed: 7, accounts: accounts)
        try write(requests, scratch)
        let report = try await convert(scratch) { options in
            options.threads = threads
            options.memoryByteCount = memory
            options.writer.rowGroupByteLimit = 1 << 20
            options.partitionColumns = try PartitionColumn.list("account_id,date:day(time)")
            options.sortOrder = try SortOrder("status desc, time")
        }
        // Names as Spark escapes them, written by hand.
        let names: [String?: String] = [
            "1042": "1042", "a/b": "a%2Fb", "ü=%": "ü%3D%25", "with space": "with space", "1042 ": "1042 ",
            nil: "__HIVE_DEFAULT_PARTITION__", "x\"#'*:?\\{[]^": "x%22%23%27%2A%3A%3F%5C%7B%5B%5D%5E",
            "a\u{1}b": "a%01b",
            "0": "0",
        ]
        let expected = expected(requests) { request in
            "account_id=\(names[request.account] ?? "?")/date=\(request.time.map(day) ?? "__HIVE_DEFAULT_PARTITION__")"
        } sorted: { left, right in
            if left.status != right.status { return (left.status ?? 0) > (right.status ?? 0) }
            return left.time == right.time ? nil : (left.time ?? .max) < (right.time ?? .max)
        }
        #expect(try await rows(scratch) == expected)
        #expect(report.counts.lines.rows == 6000)
        #expect(report.counts.lines.keptKeys > 0)
        #expect(report.partitions.count == expected.count)
        #expect(report.partitions.reduce(0) { $0 + $1.counts.lines.rows } == 6000)
        #expect(report.partitions.reduce(0) { $0 + $1.files.count } == report.counts.files)
        for partition in report.partitions {
            for file in partition.files {
                let file = try await ParquetFile(FileSource(file))
                #expect(file.schema.fields.map(\.name) == ["row", "time", "status", "path", "user", "marks", "_extra"])
                let sorting = file.metadata.rowGroups[0].sortingColumns
                #expect(sorting?.map(\.columnIndex) == [2, 1])
                #expect(sorting?.map(\.isDescending) == [true, false])
                #expect(sorting?.map(\.areNullsFirst) == [false, false])
            }
        }
    }

    @Test func nestedColumnsAndExtraGoWithTheirRows() async throws {
        let scratch = try ScratchDirectory()
        let requests = requests(1500, seed: 3, accounts: ["a", "b", nil])
        try write(requests, scratch)
        _ = try await convert(scratch) { options in
            options.memoryByteCount = 20 << 20
            options.writer.rowGroupByteLimit = 1 << 20
            options.sortOrder = try SortOrder("account_id desc nulls first, user.id desc")
        }
        _ = try await convert(scratch, output: "unsorted") { _ in }
        func texts(_ output: String) async throws -> [String: String] {
            var texts: [String: String] = [:]
            for name in scratch.files(in: output) {
                let file = try await ParquetFile(FileSource(scratch.path.appending(output).appending(name)))
                for try await batch in file.batches() {
                    for row in try batch.rows {
                        let values = batch.schema.fields.map { "\(row[$0.name] ?? .null)" }
                        texts[values[0]] = values.joined(separator: " ")
                    }
                }
            }
            return texts
        }
        let sorted = try await texts("output")
        #expect(sorted.values.contains { $0.contains("unknown") })
        #expect(sorted.count == 1500)
        #expect(try await texts("unsorted") == sorted)
        let order = requests.sorted { left, right in
            if left.account != right.account { return (left.account ?? "z") > (right.account ?? "z") }
            let ids = (left.row % 3 > 0 ? left.row : -1, right.row % 3 > 0 ? right.row : -1)
            return ids.0 == ids.1 ? left.row < right.row : ids.0 > ids.1
        }
        #expect(try await rows(scratch)["."] == order.map(\.row))
    }

    @Test func bytesAreTheSameForAnyThreadsAndMemory() async throws {
        let scratch = try ScratchDirectory()
        // Rows of about a kilobyte, 12 MB of them.
        let accounts: [String?] = ["a", "b", nil, String(repeating: "c", count: 200)]
        try write(requests(10_000, seed: 9, accounts: accounts, paddedBy: 1000), scratch)
        var outputs: [String] = []
        var spilled: [Int] = []
        for (threads, memory) in [(1, 12 << 20), (2, 12 << 20), (3, 14 << 20), (2, 256 << 20)] {
            outputs.append("output-\(threads)-\(memory)")
            var options = ConversionOptions()
            options.threads = threads
            options.memoryByteCount = memory
            options.writer.rowGroupByteLimit = 256 << 10
            options.writer.pageByteLimit = 64 << 10
            options.fileByteLimit = 200_000
            options.partitionColumns = try PartitionColumn.list("account_id,status")
            options.sortOrder = try SortOrder("path, time desc")
            let count = Shared(0)
            _ = try await Conversion(
                plan: ConversionPlan(input: scratch.path.appending("input"), selection: .all),
                contract: SchemaContract(json: Array(SortedConversionTests.contract.utf8)),
                output: scratch.path.appending(outputs.last ?? ""), options: options
            ).run { event in
                if case .sorting(_, let rows) = event { count.withValue { $0 += rows } }
            }
            spilled.append(count.withValue { $0 })
        }
        #expect(spilled.first ?? 0 > 0)
        #expect(spilled.last == 0)
        let files = scratch.files(in: outputs[0])
        #expect(files.count > 24)
        for output in outputs.dropFirst() {
            #expect(scratch.files(in: output) == files)
            for file in files {
                #expect(scratch.bytes(of: "\(output)/\(file)") == scratch.bytes(of: "\(outputs[0])/\(file)"))
            }
        }
    }

    @Test func pathPartitionsAreSortedEachByItself() async throws {
        let scratch = try ScratchDirectory()
        let requests = requests(900, seed: 5, accounts: ["a", "b", "c"])
        for day in 0..<3 {
            try scratch.write(
                "input/date=2025-01-0\(day + 1)/a.json",
                requests[day * 300..<(day + 1) * 300].map(\.line).joined())
        }
        let report = try await convert(scratch) { $0.sortOrder = try SortOrder("account_id") }
        let expected = expected(requests) {
            "date=2025-01-0\($0.row / 300 + 1)"
        } sorted: { left, right in
            left.account == right.account ? nil : (left.account ?? "") < (right.account ?? "")
        }
        #expect(try await rows(scratch) == expected)
        #expect(report.partitions.map(\.counts.lines.rows) == [300, 300, 300])
    }

    @Test(arguments: [
        ("year:year(time)", "year=2025"), ("m:month(time)", "m=2025-02"), ("d:day(time)", "d=2025-02-03"),
        ("h:hour(time)", "h=2025-02-03-04"), ("m:month_of_year(time)", "m=02"), ("d:day_of_month(time)", "d=03"),
        ("h:hour_of_day(time)", "h=04"), ("t:time", "t=2025-02-03 04%3A05%3A06.07"), ("status", "status=204"),
        ("u:user.id", "u=-5"), ("account:account_id", "account=x"),
    ])
    func levelsAreNamedByTheirTransforms(_ text: String, _ name: String) async throws {
        let scratch = try ScratchDirectory()
        try scratch.write(
            "input/a.json",
            #"{"time":"2025-02-03T04:05:06.070Z","status":204,"user":{"id":-5},"account_id":"x"}"#)
        _ = try await convert(scratch) { $0.partitionColumns = try PartitionColumn.list(text) }
        #expect(scratch.files(in: "output") == ["\(name)/part-00000.parquet"])
        let fields = try await ParquetFile(
            FileSource(scratch.path.appending("output/\(name)/part-00000.parquet"))
        ).schema.fields.map(\.name)
        #expect(fields.contains("time") == (text != "t:time"))
        #expect(fields.contains("status") == (text != "status"))
        #expect(fields.contains("account_id") == (text != "account:account_id"))
        #expect(fields.contains("user"))
    }

    @Test func timesBefore1970FallOnTheirDay() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/a.json", #"{"time":"1969-12-31T23:59:59.999Z"}"#)
        _ = try await convert(scratch) { $0.partitionColumns = try PartitionColumn.list("d:hour(time)") }
        #expect(scratch.files(in: "output") == ["d=1969-12-31-23/part-00000.parquet"])
    }

    @Test(arguments: ["", "__HIVE_DEFAULT_PARTITION__"])
    func whatHiveTakesForNullIsNotMixedUpWithIt(_ value: String) async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/a.json", "{\"row\":1}\n{\"row\":2,\"account_id\":\"\(value)\"}\n{\"row\":3}\n")
        let error = await #expect(throws: ParquetError.self) {
            try await convert(scratch) { $0.partitionColumns = try PartitionColumn.list("account_id") }
        }
        #expect(error?.code == .input)
        #expect(error?.place.column == "account_id")
        #expect(error?.message.contains("--keep-partition-columns") == true)
        #expect(scratch.files(in: "output").isEmpty)
        _ = try await convert(scratch) { options in
            options.partitionColumns = try PartitionColumn.list("account_id")
            options.keepsPartitionColumns = true
        }
        let name = "account_id=__HIVE_DEFAULT_PARTITION__"
        #expect(try await rows(scratch) == [name: [1, 2, 3]])
        let file = try await ParquetFile(FileSource(scratch.path.appending("output/\(name)/part-00000.parquet")))
        for try await batch in file.batches(columns: ["account_id"]) {
            #expect(try batch.values(of: Column<String?>("account_id")) == [nil, value, nil])
        }
    }

    @Test func partitionsThatAreThereAreReplacedOnlyWhenAsked() async throws {
        let scratch = try ScratchDirectory()
        func convert(_ lines: String, overwrite: Bool = false) async throws -> ConversionReport {
            try scratch.write("input/a.json", lines)
            return try await self.convert(scratch) { options in
                options.partitionColumns = try PartitionColumn.list("account_id")
                options.overwrite = overwrite
            }
        }
        _ = try await convert("{\"row\":1,\"account_id\":\"a\"}\n{\"row\":2,\"account_id\":\"b\"}\n")
        let before = scratch.files().filter { $0.hasPrefix("output") }.map { scratch.bytes(of: $0) }
        let lines = "{\"row\":3,\"account_id\":\"c\"}\n{\"row\":4,\"account_id\":\"b\"}\n"
        let error = await #expect(throws: ParquetError.self) { try await convert(lines) }
        #expect(error?.code == .exists)
        #expect(error?.message.contains("account_id=b") == true)
        #expect(scratch.files().filter { $0.hasPrefix("output") }.map { scratch.bytes(of: $0) } == before)
        try scratch.write("output/account_id=c/notes.txt", "mine")
        let foreign = await #expect(throws: ParquetError.self) { try await convert(lines, overwrite: true) }
        #expect(foreign?.place.file?.hasSuffix("account_id=c/notes.txt") == true)
        #expect(scratch.files(in: "output").count == 3)
        try FileManager.default.removeItem(atPath: scratch.path.appending("output/account_id=c/notes.txt").string)
        // An empty directory is no partition.
        _ = try await convert(lines, overwrite: true)
        #expect(try await rows(scratch) == ["account_id=a": [1], "account_id=b": [4], "account_id=c": [3]])
    }

    @Test func nothingIsLeftOfARunThatFails() async throws {
        let scratch = try ScratchDirectory()
        let requests = requests(20_000, seed: 2, accounts: ["a", "b"])
        try write(requests, scratch)
        try scratch.write("input/z.json", "{\"row\":}")
        for byColumns in [false, true] {
            let error = await #expect(throws: ParquetError.self) {
                try await convert(scratch) { options in
                    options.memoryByteCount = 20 << 20
                    options.writer.rowGroupByteLimit = 1 << 20
                    options.sortOrder = try SortOrder("time")
                    if byColumns { options.partitionColumns = try PartitionColumn.list("account_id") }
                }
            }
            #expect(error?.code == .json)
            #expect(!FileManager.default.fileExists(atPath: scratch.path.appending("output").string))
        }
    }

    @Test func columnsThatAreNotKeptStillSortAndMakePartitions() async throws {
        let scratch = try ScratchDirectory()
        let requests = requests(500, seed: 8, accounts: ["a", "b"])
        try write(requests, scratch)
        _ = try await convert(scratch) { options in
            options.columns = ["row", "path"]
            options.partitionColumns = try PartitionColumn.list("date:day(time)")
            options.sortOrder = try SortOrder("path, status, row")
        }
        let expected = expected(requests) {
            "date=\($0.time.map(day) ?? "__HIVE_DEFAULT_PARTITION__")"
        } sorted: { left, right in
            if left.row % 7 != right.row % 7 { return left.row % 7 < right.row % 7 }
            return left.status == right.status ? nil : (left.status ?? .max) < (right.status ?? .max)
        }
        #expect(try await rows(scratch) == expected)
        for name in scratch.files(in: "output") {
            let file = try await ParquetFile(FileSource(scratch.path.appending("output").appending(name)))
            #expect(file.schema.fields.map(\.name) == ["row", "path", "_extra"])
            // Up to the first that is not written.
            #expect(file.metadata.rowGroups[0].sortingColumns?.map(\.columnIndex) == [1])
        }
        let texts = try await ParquetFile(
            FileSource(scratch.path.appending("output/\(scratch.files(in: "output")[0])")))
        for try await batch in texts.batches(columns: ["_extra"]) {
            // Only keys that the contract does not name.
            for text in try batch.values(of: Column<String?>("_extra")) {
                #expect(text?.hasPrefix("{\"unknown\"") ?? true)
            }
        }
    }

    @Test(arguments: [
        ("", "acount_id", "", "did you mean account_id?"), ("status,tim", "", "", "did you mean time?"),
        ("", "", "rows", "did you mean row?"), ("user", "", "", "name one of its parts"),
        ("", "path:day(time)", "", "column path"), ("", "x:day(status)", "", "timestamp"),
        ("", "_x:status", "", "hidden"), ("marks.key_value.value", "", "", "array or a map"),
        ("status,status", "", "", "twice"), ("status up", "", "", "no order"), ("", "day(time)", "", "a name in front"),
        ("", "x:week(time)", "", "transforms are"), ("", "status,Status:account_id", "", "two levels"),
    ])
    func whatCannotBeIsSaidBeforeAnythingIsRead(
        _ sort: String, _ partition: String, _ columns: String, _ message: String
    ) async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/a.json", "{}")
        let error = await #expect(throws: ParquetError.self) {
            try await convert(scratch) { options in
                if !sort.isEmpty { options.sortOrder = try SortOrder(sort) }
                if !partition.isEmpty { options.partitionColumns = try PartitionColumn.list(partition) }
                if !columns.isEmpty { options.columns = [columns] }
            }
        }
        #expect(error?.code == .argument)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }
}
