import Foundation
import Parquet
import ParquetInspect
import Testing

/// Every `X.parquet` in Fixtures/read gives the rows of `X.jsonl`.
@Suite struct ReadFixtureTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/read")

    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let names = files.filter { $0.hasSuffix(".parquet") }.map { String($0.dropLast(".parquet".count)) }.sorted()
        #if Brotli
            return names
        #else
            // Files that only builds with the trait can read.
            return names.filter { !$0.contains("brotli") }
        #endif
    }()

    /// Ways to read a file that must give the same rows.
    static let variations: [ReaderOptions] = {
        // Batches of a few rows end in the middle of pages and of runs.
        [(8192, 1, false), (3, 1, true), (1, 1, false), (100, 2, true)].map {
            batchRowLimit, concurrency, keepsDictionaries in
            var options = ReaderOptions()
            options.batchRowLimit = batchRowLimit
            options.concurrency = concurrency
            options.keepsDictionaries = keepsDictionaries
            return options
        }
    }()

    @Test func thereAreFixtures() {
        #expect(ReadFixtureTests.names.count > 150)
    }

    @Test(arguments: names)
    func rowsAreAsExpected(name: String) async throws {
        let expected = try String(
            contentsOf: ReadFixtureTests.folder.appending(path: name + ".jsonl"), encoding: .utf8)
        let path = ReadFixtureTests.folder.appending(path: name + ".parquet").path
        for options in ReadFixtureTests.variations {
            let file = try await ParquetFile(FileSource(path), options: options)
            var renderer = JSONLinesRenderer(schema: file.schema)
            var text: [UInt8] = []
            for try await batch in file.batches() { try renderer.render(batch, into: &text) }
            let actual = String(decoding: text, as: UTF8.self)
            #expect(renderer.repairedStringCount == 0)
            guard actual != expected else { continue }
            let pairs = zip(actual.split(separator: "\n"), expected.split(separator: "\n"))
            let difference = pairs.first { $0 != $1 }
            Issue.record(
                "\(options): \(difference?.0 ?? "lengths differ")\nexpected: \(difference?.1 ?? "")")
        }
    }

    @Test(arguments: names)
    func everyColumnAloneIsTheSame(name: String) async throws {
        let path = ReadFixtureTests.folder.appending(path: name + ".parquet").path
        let file = try await ParquetFile(FileSource(path))
        var whole: [RecordBatch] = []
        for try await batch in file.batches() { whole.append(batch) }
        let paths = file.schema.columns.map(\.path.description)
        for (index, column) in file.schema.columns.enumerated() {
            // Names of which there are two mean both.
            guard paths.count(where: { $0 == paths[index] }) == 1 else { continue }
            var batches: [RecordBatch] = []
            for try await batch in file.batches(columns: [column.path.description]) { batches.append(batch) }
            #expect(batches.count == whole.count)
            for (batch, expected) in zip(batches, whole) {
                #expect(batch.schema.columns.map(\.path) == [column.path])
                // NaN differs from itself.
                #expect(String(describing: batch.columns) == String(describing: [expected.columns[index]]))
            }
        }
    }
}
