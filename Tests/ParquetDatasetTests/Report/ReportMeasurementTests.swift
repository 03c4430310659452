import Foundation
import Parquet
import SystemPackage
import Testing

@testable import ParquetDataset

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// A log of two days as JSON and as Parquet, small enough that what queries read of it can be told without a scan.
@Suite struct ReportMeasurementTests {
    private static let days = ["2025-02-24", "2025-02-25"]

    /// The lines of a day: ids from 1 on, every tenth an error, a text that is long.
    private static func lines(_ day: Int) -> String {
        (1...500).map { id in
            "{\"id\":\(day * 1000 + id),\"status\":\(id % 10 == 0 ? 500 : 200),\"note\":\"note \(id * 7919)\"}\n"
        }.joined()
    }

    private static func write(_ day: Int, to path: FilePath) throws -> [UInt8] {
        let schema = try Schema(fields: [
            SchemaField("id", .int64, repetition: .required), SchemaField("status", .int32, repetition: .required),
            SchemaField("note", .byteArray, logicalType: .string, repetition: .required),
        ])
        var options = WriterOptions()
        options.pageRowLimit = 50
        var writer = try ParquetWriter(to: FileSink(path.string), schema: schema, options: options)
        try writer.append(
            RecordBatch(
                schema: schema,
                columns: [
                    ColumnVector(.int64((1...500).map { Int64(day * 1000 + $0) })),
                    ColumnVector(.int32((1...500).map { $0 % 10 == 0 ? 500 : 200 })),
                    ColumnVector(.byteArray(ByteArrayValues((1...500).map { "note \($0 * 7919)" }))),
                ]))
        _ = try writer.finish()
        return Array(try Data(contentsOf: URL(fileURLWithPath: path.string)))
    }

    /// The bytes of a file's footer, by the length that stands before its end.
    private static func footerByteCount(_ file: [UInt8]) -> Int {
        file.suffix(8).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) } + 8
    }

    private func withLog(
        gzipped: Bool = false, _ body: (FilePath, _ files: [[UInt8]], _ json: [[UInt8]]) async throws -> Void
    ) async throws {
        let scratch = try ScratchDirectory()
        var files: [[UInt8]] = []
        var json: [[UInt8]] = []
        for (number, day) in ReportMeasurementTests.days.enumerated() {
            let text = Array(ReportMeasurementTests.lines(number).utf8)
            let stored = gzipped ? try ScratchDirectory.run("gzip", ["-c"], on: text) : text
            json.append(stored)
            try scratch.write("json/date=\(day)/records.json\(gzipped ? ".gz" : "")", stored)
            try scratch.write("table/date=\(day)/.keep")
            let path = scratch.path.appending("table/date=\(day)/part-00000.parquet")
            files.append(try ReportMeasurementTests.write(number, to: path))
        }
        try await body(scratch.path, files, json)
        withExtendedLifetime(scratch) {}
    }

    private func measure(
        _ path: FilePath, _ queries: [ReportQuery], _ change: (inout ReportMeasurement) -> Void = { _ in }
    ) async throws -> ScanReport {
        var measurement = ReportMeasurement(
            json: path.appending("json"), parquet: path.appending("table"), queries: queries)
        change(&measurement)
        return try await measurement.run()
    }

    @Test func bytesAreThoseOfFootersAndChunks() async throws {
        try await withLog { path, files, json in
            let count = ReportQuery("count", .count(DatasetCount()))
            let statuses = ReportQuery("statuses", .count(DatasetCount(by: ["status"])))
            let errors = try ReportQuery(
                "errors", .rows(columns: ["id"]), where: WhereClause("status >= 500 and date = '2025-02-25'"))
            let one = try ReportQuery("one", .rows(columns: ["note"]), where: WhereClause("id = 1077"))
            let report = try await measure(path, [count, statuses, errors, one])
            #expect(report.storage.jsonByteCount == json[0].count + json[1].count)
            #expect(report.storage.parquetByteCount == files[0].count + files[1].count)
            #expect(report.storage.rowCount == 1000)
            #expect(report.storage.dayCount == 2)
            #expect(report.storage.hasDays)
            #expect(report.storage.jsonGzipByteCount > 0)
            #expect(report.storage.jsonGzipByteCount < report.storage.jsonByteCount / 2)
            let footers = files.map(ReportMeasurementTests.footerByteCount)
            var chunks: [[Int]] = []
            for file in files {
                let metadata = try await ParquetFile(MemorySource(file)).metadata
                chunks.append(metadata.rowGroups[0].columns.map { Int($0.metadata?.totalCompressedSize ?? 0) })
            }
            for query in report.queries { #expect(query.explanation.scan.readByteCount == query.readByteCount) }

            #expect(report.queries.map(\.rowCount) == [1000, 1000, 50, 1])
            #expect(report.queries.map(\.jsonFileCount) == [2, 2, 1, 2])
            #expect(report.queries[0].readByteCount == footers[0] + footers[1])
            #expect(report.queries[1].readByteCount == footers[0] + footers[1] + chunks[0][1] + chunks[1][1])
            #expect(report.queries[1].jsonByteCount == json[0].count + json[1].count)
            // The first file is opened to know what columns there are; of the second one all of status and id is read.
            #expect(
                report.queries[2].readByteCounts[.columns]
                    == footers[0] + footers[1] + chunks[1][0] + chunks[1][1])
            #expect(report.queries[2].jsonByteCount == json[1].count)
            // Of the file whose bounds leave the row out, only the footer.
            // The small chunk between the two that are wanted is read with them.
            let whole = footers[0] + footers[1]
            #expect(
                report.queries[3].readByteCounts[.columns] == whole
                    + chunks.reduce(0) { $0 + $1[0] + $1[1] + $1[2] })
            #expect(report.queries[3].readByteCounts[.rowGroups] == whole + chunks[1][0] + chunks[1][1] + chunks[1][2])
            #expect(report.queries[3].readByteCount < whole + chunks[1][0] + chunks[1][2])
            let reduction = try #require(report.queries[2].reduction)
            #expect(
                abs(reduction - 100 * (1 - Double(report.queries[2].readByteCount) / Double(json[1].count))) < 1e-9)
        }
    }

    @Test func scansExplainWhatIsCounted() async throws {
        try await withLog { path, _, _ in
            for condition in ["id = 77", "status = 500", "note like 'note 1%'", "date = '2025-02-24' and id < 20"] {
                let query = try ReportQuery("q", .rows(columns: ["note"]), where: WhereClause(condition))
                let measured = try await measure(path, [query]).queries[0]
                var scan = try DatasetScan(
                    path.appending("table"), columns: ["note"], where: WhereClause(condition), options: .localFiles)
                let explained = try await scan.explain()
                #expect(explained.scan.readByteCount == measured.readByteCount, "\(condition)")
            }
        }
    }

    @Test func compressedFilesCountAsTheyAre() async throws {
        try await withLog(gzipped: true) { path, _, stored in
            let report = try await measure(path, [ReportQuery("count", .count(DatasetCount()))]) { $0.threads = 2 }
            let plain = [0, 1].reduce(0) { $0 + ReportMeasurementTests.lines($1).utf8.count }
            #expect(report.storage.jsonByteCount == plain)
            #expect(report.storage.jsonGzipByteCount == stored[0].count + stored[1].count)
        }
    }

    @Test func pricesAreScaled() async throws {
        try await withLog { path, files, json in
            var query = ReportQuery("count", .count(DatasetCount()))
            query.perDay = 3
            let report = try await measure(path, [query]) {
                $0.pricing.pricePerTerabyte = 8
                $0.pricing.eventsPerDay = 5_000_000
                $0.pricing.minimumByteCount = 100_000_000
            }
            // 1,000 rows of two days: 500 a day.
            #expect(report.scale == 10_000)
            let text = Double(json[0].count + json[1].count) * 10_000
            #expect(abs(report.price(report.queries[0], .json) - text / 1e12 * 8) < 1e-12)
            // Footers of a few hundred bytes stay below the least that is billed.
            #expect(report.price(report.queries[0], .parquet(.pages)) == 0.0008)
            #expect(abs(report.monthlyPrice(.parquet(.pages)) - 0.0008 * 3 * 30) < 1e-12)
            _ = files
        }
    }

    @Test func errorsNameTheQuery() async throws {
        try await withLog { path, _, _ in
            let query = try ReportQuery("wrong", .rows(columns: nil), where: WhereClause("nothing = 1"))
            let error = await #expect(throws: ParquetError.self) { try await measure(path, [query]) }
            #expect(error?.message.hasPrefix("the query \"wrong\": ") == true)
            #expect(error?.code == .argument)
        }
    }

    /// The text of the elements of a document.
    private final class Reading: NSObject, XMLParserDelegate {
        var names: Set<String> = []
        var text = ""
        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) { names.insert(name) }
        func parser(_ parser: XMLParser, foundCharacters characters: String) { text += characters }
    }

    @Test func pagesAreWellFormed() async throws {
        try await withLog { path, _, _ in
            let name = "</text></svg><script>alert('1')</script>\"& ]]> \u{1} é"
            let query = try ReportQuery(name, .rows(columns: ["id"]), where: WhereClause("note <> '<b>\"&amp;'"))
            let page = try await measure(path, [query]).html(date: "<i>today")
            #expect(!page.contains("<script"))
            #expect(!page.contains("<i>today"))
            // Nothing is fetched from elsewhere.
            #expect(!page.contains("src="))
            #expect(!page.contains("href="))
            #expect(!page.contains("url("))
            let reading = Reading()
            let parser = XMLParser(data: Data(page.utf8))
            parser.delegate = reading
            #expect(parser.parse(), "\(String(describing: parser.parserError))")
            #expect(reading.names.isSuperset(of: ["svg", "table", "meta", "style"]))
            #expect(!reading.names.contains("script"))
            #expect(reading.text.contains("</text></svg><script>alert('1')</script>\"& ]]> \u{FFFD} é"))
            #expect(reading.text.contains("select id where note <> '<b>\"&amp;'"))
            #expect(ReportMeasurementTests.isBalanced(page))
            #expect(!ReportMeasurementTests.isBalanced(page.replacing("</table>", with: "")))
        }
    }

    /// Whether every element that is opened is closed, in the right order: parsers pass over that.
    private static func isBalanced(_ page: String) -> Bool {
        let empty: Set = ["meta", "br", "hr", "img", "input", "link", "col"]
        var open: [Substring] = []
        for tag in page.matches(of: /<(\/?)([A-Za-z][A-Za-z0-9]*)([^<>]*)>/) {
            let (_, slash, name, rest) = tag.output
            if slash.isEmpty {
                if !rest.hasSuffix("/"), !empty.contains(String(name)) { open.append(name) }
            } else if open.popLast() != name {
                return false
            }
        }
        return open.isEmpty
    }

    @Test(arguments: [
        (0.0, "$0"), (0.00005, "$0.0000500"), (0.0449, "$0.0449"), (0.5, "$0.50"), (12.345, "$12.35"),
        (1234.5, "$1,235"),
    ])
    func dollars(amount: Double, text: String) {
        #expect(ReportNumbers.dollars(amount) == text)
    }

    @Test(arguments: [(0, "0 B"), (999, "999 B"), (1000, "1.00 kB"), (1_234_567, "1.23 MB"), (99_960_000, "100 MB")])
    func bytes(count: Int, text: String) {
        #expect(ReportNumbers.bytes(count) == text)
    }

    @Test(arguments: [
        (99.0, "99.0 %"), (99.83, "99.83 %"), (99.9876, "99.988 %"), (100.0, "100.0 %"), (-5.0, "-5.0 %"),
    ])
    func percent(value: Double, text: String) {
        #expect(ReportNumbers.percent(value) == text)
    }
}
