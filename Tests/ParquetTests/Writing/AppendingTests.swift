import Foundation
import ParquetTestSupport
import SystemPackage
import Testing

@testable import Parquet

/// Row groups of other files taken over byte for byte, in front of new ones and behind each other.
@Suite struct AppendingTests {
    private func rows(_ bytes: [UInt8]) async throws -> [PlainColumn] { try await readColumns(bytes).columns }

    /// Random files with everything that lies behind the row groups, and other options for what is appended.
    @Test(arguments: 0..<12 as Range<UInt64>)
    func appendedRowsComeBehindTheOldOnes(seed: UInt64) async throws {
        let directory = try TemporaryDirectory()
        var random = SeededGenerator(seed: seed)
        var batches = try RandomBatches(seed: seed, longestString: 60)
        var options = WriterOptions()
        options.rowGroupRowLimit = 700
        options.pageRowLimit = 150
        options.bloomFilters = BloomFilterOptions(includesDictionaryChunks: true)
        options.dataPageVersion = seed % 2 == 0 ? .v1 : .v2
        options.keyValueMetadata = [KeyValue(key: "a", value: "1"), KeyValue(key: "b", value: "2")]
        var all = [try batches.next(rowCount: Int.random(in: 0...2_000, using: &random))]
        let path = directory.path.appending("log.parquet")
        var first = try ParquetWriter(to: FileSink(path), schema: batches.schema, options: options)
        try first.append(all[0])
        _ = try first.finish()
        let old = try directory.bytes(of: path)

        options.codec = .snappy
        options.profile = .smallest
        options.keyValueMetadata = [KeyValue(key: "b", value: "3")]
        for _ in 0..<2 {
            let batch = try batches.next(rowCount: Int.random(in: 1...900, using: &random))
            all.append(batch)
            var writer = try await ParquetWriter.appending(to: path, options: options)
            #expect(writer.encodedByteCount <= writer.maximumFinalByteCount)
            try writer.append(batch)
            let bound = writer.maximumFinalByteCount
            let written = try writer.finish()
            #expect(written.byteCount <= bound)
        }
        let bytes = try directory.bytes(of: path)
        try await expectSound(bytes)
        #expect(try await rows(bytes) == (try PlainColumn.columns(all, batches.schema)))

        // The old pages are there as they were, and the pairs with the new value where there is one.
        let file = try await ParquetFile(MemorySource(bytes))
        let oldFile = try await ParquetFile(MemorySource(old))
        #expect(file.metadata.keyValueMetadata == [KeyValue(key: "a", value: "1"), KeyValue(key: "b", value: "3")])
        for (ordinal, rowGroup) in oldFile.metadata.rowGroups.enumerated() {
            for (index, chunk) in rowGroup.columns.enumerated() {
                let before = try #require(chunk.metadata)
                let after = try #require(file.metadata.rowGroups[ordinal].columns[index].metadata)
                let range = try before.range(fileByteCount: old.count, createdBy: nil)
                #expect(bytes[range] == old[range])
                #expect(after.statistics == before.statistics && after.codec == before.codec)
                let filter = try await file.bloomFilter(rowGroup: ordinal, column: index)
                #expect(filter == (try await oldFile.bloomFilter(rowGroup: ordinal, column: index)))
                let pages = try await file.columnIndex(rowGroup: ordinal, column: index)
                #expect(pages == (try await oldFile.columnIndex(rowGroup: ordinal, column: index)))
            }
        }
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func filesAreConcatenated(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        var batches = try RandomBatches(seed: seed, longestString: 200)
        var options = WriterOptions()
        options.pageRowLimit = 100
        options.rowGroupRowLimit = 300
        var all: [RecordBatch] = []
        var files: [ParquetFile] = []
        for index in 0..<4 {
            options.codec = [.uncompressed, .snappy, .zstd(level: 3), .lz4Raw][index]
            options.bloomFilters = index == 1 ? BloomFilterOptions() : nil
            let batch = try batches.next(rowCount: index == 2 ? 0 : Int.random(in: 1...800, using: &random))
            all.append(batch)
            files.append(try await ParquetFile(MemorySource(try await write([batch], batches.schema, options))))
        }
        let sink = MemorySink()
        let written = try await ParquetWriter.concatenate(files, to: sink)
        #expect(written.byteCount == sink.bytes.count)
        #expect(written.rowGroupCount == files.reduce(0) { $0 + $1.metadata.rowGroups.count })
        try await expectSound(sink.bytes)
        #expect(try await rows(sink.bytes) == (try PlainColumn.columns(all, batches.schema)))
    }

    /// What is not finished leaves the old file as it is, and nothing beside it.
    @Test func anUnfinishedWriterLeavesTheOldFile() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path.appending("log.parquet")
        let id = Column<Int64>("id")
        var batch = RecordBatch(schema: try Schema(id))
        batch[id] = [1, 2, 3]
        var first = try ParquetWriter(to: FileSink(path), schema: batch.schema)
        try first.append(batch)
        _ = try first.finish()
        let old = try directory.bytes(of: path)
        do {
            var writer = try await ParquetWriter.appending(to: path)
            try writer.append(batch)
        }
        #expect(try directory.bytes(of: path) == old)
        #expect(try directory.names() == ["log.parquet"])
    }

    /// The new file may be read by those who could read the old one, and stays where a link leads to it.
    @Test func permissionsAndLinksStay() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path.appending("log.parquet")
        let link = directory.path.appending("link.parquet")
        let id = Column<Int64>("id")
        var batch = RecordBatch(schema: try Schema(id))
        batch[id] = [1]
        var first = try ParquetWriter(to: FileSink(path), schema: batch.schema)
        try first.append(batch)
        _ = try first.finish()
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path.string)
        try FileManager.default.createSymbolicLink(atPath: link.string, withDestinationPath: "log.parquet")
        var writer = try await ParquetWriter.appending(to: link)
        try writer.append(batch)
        #expect(try writer.finish().rowCount == 2)
        let attributes = try FileManager.default.attributesOfItem(atPath: path.string)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.string) == "log.parquet")
        #expect(try directory.names() == ["link.parquet", "log.parquet"])
    }

    /// Files of Spark, with INT96 too, get their rows copied; rows of INT96 of one's own are refused.
    @Test(arguments: ["spark-timestamps", "spark-encodings", "spark-nested", "spark-bloom", "spark-dictionary"])
    func filesOfSparkAreCopied(name: String) async throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/read")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
            $0.hasPrefix(name) && $0.hasSuffix(".parquet")
        }
        for name in names {
            let bytes = Array(try Data(contentsOf: folder.appendingPathComponent(name)))
            let file = try await ParquetFile(MemorySource(bytes, name: name))
            let sink = MemorySink()
            let written = try await ParquetWriter.concatenate([file, file], to: sink)
            #expect(written.rowCount == 2 * file.rowCount)
            let once = try await readColumns(bytes).columns
            let twice = try await readColumns(sink.bytes).columns
            for (one, two) in zip(once, twice) {
                #expect(two.definition == one.definition + one.definition && two.values == one.values + one.values)
            }
        }
    }

    @Test func anotherSchemaIsRefused() async throws {
        let id = Column<Int64>("id")
        let text = Column<String>("id")
        let bytes = try await write([RecordBatch(schema: try Schema(text))], try Schema(text))
        let file = try await ParquetFile(MemorySource(bytes))
        var writer = try ParquetWriter(to: MemorySink(), schema: try Schema(id))
        do {
            try await writer.append(rowGroupsOf: file)
            Issue.record("a file of another schema was taken")
        } catch {
            #expect(error.code == .schema && error.place.column == "id")
        }
        // Nothing was taken, and the writer goes on.
        var batch = RecordBatch(schema: try Schema(id))
        batch[id] = [1]
        try writer.append(batch)
        #expect(try writer.finish().rowCount == 1)
    }

    /// Bounds in an order that the new footer does not have would be read in the wrong one.
    @Test func boundsInAnotherOrderAreLeftOut() async throws {
        let share = Column<Double>("share")
        var batch = RecordBatch(schema: try Schema(share))
        batch[share] = [-0.0, 0.0, .nan, 4]
        var options = WriterOptions()
        options.floatingPointOrder = .ieee754TotalOrder
        let file = try await ParquetFile(MemorySource(try await write([batch], batch.schema, options)))
        #expect(file.metadata.rowGroups[0].columns[0].metadata?.statistics?.minValue != nil)
        let sink = MemorySink()
        _ = try await ParquetWriter.concatenate([file], to: sink)
        try await expectSound(sink.bytes)
        let copied = try await ParquetFile(MemorySource(sink.bytes)).metadata.rowGroups[0].columns[0]
        #expect(copied.metadata?.statistics?.minValue == nil && copied.columnIndexOffset == nil)
        #expect(copied.metadata?.statistics?.nanCount == 1 && copied.offsetIndexOffset != nil)
    }
}
