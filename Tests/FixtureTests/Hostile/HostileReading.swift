import Foundation
import Parquet
import ParquetInspect
import Testing

/// Everything that can be done to a file in reading, done to one that nobody vouches for.
enum HostileReading {
    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: ReadFixtureTests.folder.appending(path: name + ".parquet")))
    }

    static let options: ReaderOptions = {
        var options = ReaderOptions()
        options.memoryLimit = 64 << 20
        options.batchRowLimit = 512
        return options
    }()

    /// Reads and renders the file, its indexes and bloom filters; returns the first error of its rows, if there is one.
    /// Records an issue if it takes longer than anyone would wait.
    static func error(_ bytes: [UInt8]) async -> ParquetError? {
        let clock = ContinuousClock()
        let begin = clock.now
        defer {
            if clock.now - begin > .seconds(10) { Issue.record("a file of \(bytes.count) bytes takes over 10 s") }
        }
        do throws(ParquetError) {
            let file = try await ParquetFile(MemorySource(bytes), options: options)
            let report = MetadataReport(file)
            _ = (report.json, report.text, report.notes)
            await passIndexes(file)
            var renderer = JSONLinesRenderer(schema: file.schema)
            var text: [UInt8] = []
            var batchCount = 0
            for try await batch in file.batches() {
                text.removeAll(keepingCapacity: true)
                try renderer.render(batch, rowLimit: 100, into: &text)
                batchCount += 1
                // A count that was changed may promise billions of nulls, which is no fault of the reader's.
                if batchCount == 4 { break }
            }
            return nil
        } catch {
            return error
        }
    }

    /// Reads the indexes and bloom filters of the first columns, whether they are sound or not.
    private static func passIndexes(_ file: ParquetFile) async {
        for rowGroup in file.metadata.rowGroups.indices.prefix(2) {
            for column in file.metadata.rowGroups[rowGroup].columns.indices.prefix(8) {
                _ = try? await file.pageIndex(rowGroup: rowGroup, column: column)
                _ = try? await file.bloomFilter(rowGroup: rowGroup, column: column)
            }
        }
    }
}
