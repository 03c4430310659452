import Foundation
import Parquet
import ParquetInspect
import ParquetTestSupport
import Testing

@Suite struct PagesReportTests {
    private func report(
        _ name: String, columns: [String]? = nil, rowGroups: [Int]? = nil
    ) async throws -> [ChunkPages] {
        let bytes = try await LyingFile(fixture: name).bytes
        return try await report(bytes, columns: columns, rowGroups: rowGroups)
    }

    private func report(
        _ bytes: [UInt8], columns: [String]? = nil, rowGroups: [Int]? = nil
    ) async throws -> [ChunkPages] {
        var report = try PagesReport(
            await ParquetFile(MemorySource(bytes)), columns: columns, rowGroups: rowGroups)
        var chunks: [ChunkPages] = []
        while let chunk = try await report.nextChunk() { chunks.append(chunk) }
        return chunks
    }

    @Test func theChosenChunks() async throws {
        #expect(try await report("datafusion-bloom-filters").count == 16)
        let chunks = try await report("datafusion-bloom-filters", columns: ["s", "n"], rowGroups: [1])
        #expect(chunks.map(\.path) == ["s", "n"])
        #expect(chunks.map(\.rowGroup) == [1, 1])
        await #expect(throws: ParquetError.self) {
            _ = try await report("datafusion-bloom-filters", rowGroups: [2])
        }
        await #expect(throws: ParquetError.self) {
            _ = try await report("datafusion-bloom-filters", columns: ["none"])
        }
    }

    /// The numbers are those of pyarrow's metadata, and of the pages as they follow one another.
    @Test func asText() async throws {
        let chunk = try #require(
            try await report("datafusion-bloom-filters", columns: ["n"], rowGroups: [0]).first)
        let lines = chunk.text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(lines[0] == "row group 0, column n: INT64, ZSTD, 100 values in 4 pages, 352 bytes, 978 uncompressed")
        #expect(lines.contains { $0.hasPrefix("0 DICTIONARY_PAGE 1237") })
        #expect(lines.contains { $0.hasPrefix("1 DATA_PAGE 1401") && $0.contains(" 40 40 0 ") })
        #expect(lines.contains { $0.hasPrefix("0 1401 64 0 no 0 0 39") })
        #expect(lines.contains { $0.hasPrefix("offset index at") && $0.contains("ASCENDING") })
        #expect(lines.contains { $0.contains("bloom filter at 1918+80: 64 bytes, 2 blocks") })
        #expect(chunk.notes == [])
    }

    @Test func asJSON() async throws {
        let chunk = try #require(
            try await report("datafusion-bloom-filters", columns: ["s"], rowGroups: [0]).first)
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(chunk.json(file: "f").utf8)) as? [String: Any])
        #expect(document["column"] as? String == "s")
        let pages = try #require(document["pages"] as? [[String: Any]])
        #expect(pages.count == 4)
        #expect(pages[1]["offset"] as? Int == 725)
        #expect(pages.compactMap { $0["first_row"] as? Int } == [0, 40, 80])
        let index = try #require(document["column_index"] as? [String: Any])
        #expect((index["entries"] as? [Any])?.count == 3)
        #expect((document["bloom_filter"] as? [String: Any])?["blocks"] as? Int == 1)
    }

    @Test func checksums() async throws {
        var file = try await LyingFile(fixture: "pyarrow-types-gzip-checksums")
        let right = try #require(try await report(file.bytes, columns: ["s"]).first)
        #expect(right.text.contains(" ok"))
        try file.pageHeader(0, 12, 1) { $0.checksum = ($0.checksum ?? 0) ^ 1 }
        let wrong = try #require(try await report(file.bytes, columns: ["s"]).first)
        #expect(wrong.text.contains(" wrong"))
    }

    /// Every file of the fixtures is shown, whatever it has.
    @Test func everyFixture() async throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/read")
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        where file.pathExtension == "parquet" {
            for chunk in try await report([UInt8](Data(contentsOf: file))) {
                #expect(!chunk.text.isEmpty)
                #expect((try? JSONSerialization.jsonObject(with: Data(chunk.json(file: nil).utf8))) != nil)
            }
        }
    }
}
