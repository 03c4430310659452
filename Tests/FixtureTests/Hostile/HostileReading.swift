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
            await scan(file)
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

    /// Reads rows that a predicate about one of the columns keeps, by way of statistics, indexes, dictionaries and bloom filters.
    private static func scan(_ file: ParquetFile) async {
        let literals: [Value] = [
            .int32(3), .string("b"), .boolean(true), .date(days: 19_000), .uuid(7),
            .timestamp(1_700_000_000_000, unit: .millis, isAdjustedToUTC: true),
            .timestamp(1_700_000_000_000, unit: .millis, isAdjustedToUTC: false),
            .time(1000, unit: .millis, isAdjustedToUTC: true), .time(1000, unit: .millis, isAdjustedToUTC: false),
        ]
        let columns = file.schema.columns.filter { $0.maxRepetitionLevel == 0 }
        guard !columns.isEmpty else { return }
        let column = columns[file.metadata.rowGroups.count * 7 % columns.count]
        for literal in literals {
            for comparison in [.equal, .less] as [Parquet.Predicate.Comparison] {
                guard var reader = try? file.reader(where: .comparison(column.path, comparison, literal)) else { break }
                var batch = RecordBatch(schema: reader.schema)
                for _ in 0..<4 {
                    guard (try? await reader.next(into: &batch)) == true else { break }
                }
            }
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
