import Parquet
import ParquetTestSupport
import Testing

@Suite struct RollingWriterTests {
    /// Rows of random sizes in files of random limits: no file exceeds its limit, every file but the last is full to at
    /// least 97 % of it, none is empty, and no row is lost.
    @Test(arguments: 0..<24 as Range<UInt64>)
    func filesKeepTheLimitAndFillIt(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let limit = Int.random(in: 200_000...1_500_000, using: &random)
        var options = WriterOptions()
        options.codec = [.uncompressed, .snappy, .gzip(level: 1), .zstd(level: 1)][Int(seed % 4)]
        options.rowGroupByteLimit = Int.random(in: 50_000...3_000_000, using: &random)
        options.pageByteLimit = Int.random(in: 4_000...1_000_000, using: &random)
        options.dictionaryByteLimit = Int.random(in: 2_000...500_000, using: &random)
        var batches = try RandomBatches(seed: seed, longestString: Int.random(in: 10...2_000, using: &random))
        let sinks = Sinks()
        var writer = try RollingWriter(schema: batches.schema, options: options, limit: .bytes(limit)) { _ in
            sinks.next()
        }
        var rows = 0
        while rows < 200 || (writer.finishedFiles.count < 3 && rows < 60_000) {
            let batch = try batches.next(rowCount: Int.random(in: 1...1_500, using: &random))
            rows += batch.rowCount
            try writer.append(batch)
            #expect(writer.maximumFinalByteCount <= limit)
            #expect(writer.encodedByteCount <= writer.maximumFinalByteCount)
        }
        let files = try writer.finish()
        #expect(files.reduce(0) { $0 + $1.rowCount } == rows)
        #expect(files.map(\.byteCount) == sinks.sizes)
        for (index, file) in files.enumerated() {
            #expect(file.rowCount > 0)
            #expect(file.byteCount <= limit)
            if index < files.count - 1 {
                #expect(Double(file.byteCount) >= 0.97 * Double(limit), "file \(index) of \(files.count)")
            }
        }
    }

    @Test func noRowsMakeNoFile() throws {
        let sinks = Sinks()
        let schema = try Schema(Column<String>("a"))
        var writer = try RollingWriter(schema: schema, limit: .bytes(1_000_000)) { _ in sinks.next() }
        try writer.append(RecordBatch(schema: schema))
        #expect(try writer.finish().isEmpty)
        #expect(sinks.sizes.isEmpty)
    }

    @Test func aRowLargerThanTheLimitIsAnError() throws {
        let column = Column<String>("a")
        var batch = RecordBatch(schema: try Schema(column))
        batch[column] = ["small", String(repeating: "x", count: 20_000)]
        var options = WriterOptions()
        options.codec = .uncompressed
        let sinks = Sinks()
        var writer = try RollingWriter(schema: batch.schema, options: options, limit: .bytes(10_000)) { _ in
            sinks.next()
        }
        var message = ""
        do { try writer.append(batch) } catch { message = "\(error.code.rawValue): \(error)" }
        #expect(message.hasPrefix("limit: row 1 of the batch does not fit into a file of 10000 bytes"))
        #expect(message.hasSuffix("its values take 20004 bytes before compression"))
    }

    /// Rows that are larger than a file before compression, and a small part of it after: what counts is what they take.
    @Test func largeRowsThatCompressWellFillFiles() throws {
        var random = SeededGenerator(seed: 11)
        let column = Column<String>("a")
        var batch = RecordBatch(schema: try Schema(column))
        let limit = 150_000
        batch[column] = (0..<500).map { _ in
            String(UInt64.random(in: .min ... .max, using: &random), radix: 16) + String(repeating: "a", count: 200_000)
        }
        let sinks = Sinks()
        var writer = try RollingWriter(schema: batch.schema, limit: .bytes(limit)) { _ in sinks.next() }
        try writer.append(batch)
        let files = try writer.finish()
        #expect(files.reduce(0) { $0 + $1.rowCount } == 500)
        for file in files.dropLast() {
            #expect(file.byteCount <= limit && Double(file.byteCount) >= 0.97 * Double(limit), "\(files)")
        }
        #expect(sinks.sizes.allSatisfy { $0 <= limit })
    }

    /// The last two files share their row groups; no row is lost or moved, and nothing exceeds the limit.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func lastFilesAreBalanced(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        var batches = try RandomBatches(seed: seed, longestString: 300)
        var options = WriterOptions()
        options.codec = .snappy
        options.rowGroupByteLimit = 60_000
        options.bloomFilters = seed % 2 == 0 ? BloomFilterOptions() : nil
        let limit = 300_000
        let sinks = Shared<[Int: MemorySink]>([:])
        var writer = try RollingWriter(
            schema: batches.schema, options: options, limit: .bytes(limit), balancesLastFiles: true
        ) { ordinal in
            let sink = MemorySink()
            sinks.withValue { $0[ordinal] = sink }
            return sink
        }
        var all: [RecordBatch] = []
        let enough = Int.random(in: 3_000...9_000, using: &random)
        while all.reduce(0, { $0 + $1.rowCount }) < enough {
            all.append(try batches.next(rowCount: Int.random(in: 1...700, using: &random)))
            try writer.append(all[all.count - 1])
        }
        let files = try writer.finish()
        let contents = sinks.withValue { sinks in files.indices.map { sinks[$0]?.bytes ?? [] } }
        #expect(files.map(\.byteCount) == contents.map(\.count))
        #expect(files.count >= 2 && files.allSatisfy { $0.byteCount <= limit })
        var columns = [PlainColumn](repeating: PlainColumn(), count: batches.schema.columns.count)
        for bytes in contents {
            try await expectSound(bytes)
            for try await batch in try await ParquetFile(MemorySource(bytes)).batches() {
                for index in columns.indices {
                    try columns[index].append(batch.columns[index], batches.schema.columns[index])
                }
            }
        }
        #expect(columns == (try PlainColumn.columns(all, batches.schema)))
        // They differ by no more than the row group that would have to be cut.
        let sizes = files.suffix(2).map(\.byteCount)
        let largest = 2 * options.rowGroupByteLimit
        #expect(abs(sizes[0] - sizes[1]) <= largest, "\(files)")
    }

    /// A row that does not fit beside others gets a file of its own.
    @Test func largeRowsGetFilesOfTheirOwn() throws {
        let column = Column<String>("a")
        var batch = RecordBatch(schema: try Schema(column))
        batch[column] = ["a", String(repeating: "x", count: 8_000), String(repeating: "y", count: 8_000), "b"]
        var options = WriterOptions()
        options.codec = .uncompressed
        options.dictionary = .never
        let sinks = Sinks()
        var writer = try RollingWriter(schema: batch.schema, options: options, limit: .bytes(10_000)) { _ in
            sinks.next()
        }
        try writer.append(batch)
        #expect(try writer.finish().map(\.rowCount) == [2, 2])
    }
}

/// Sinks in memory, in the order they were made.
final class Sinks: Sendable {
    private let all = Shared<[MemorySink]>([])

    func next() -> MemorySink {
        let sink = MemorySink()
        all.withValue { $0.append(sink) }
        return sink
    }

    var sizes: [Int] { all.withValue { $0.map(\.bytes.count) } }
}
