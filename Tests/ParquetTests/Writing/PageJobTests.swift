import Parquet
import ParquetTestSupport
import Synchronization
import Testing

/// Pages that other threads compress: files, and what writers say of their sizes, are what one thread makes.
@Suite struct PageJobTests {
    private static let identifier = Column<String>("identifier")
    private static let number = Column<Int64?>("number")
    private static let word = Column<String?>("word")

    private static func batches(_ random: inout SeededGenerator) throws -> [RecordBatch] {
        let schema = try Schema(identifier, number, word)
        return (0..<30).map { _ in
            let rows = Int.random(in: 1...4_000, using: &random)
            var batch = RecordBatch(schema: schema)
            batch[identifier] = (0..<rows).map { _ in
                String(UInt64.random(in: 1 << 63 ... .max, using: &random), radix: 16) + "-0000"
            }
            batch[number] = (0..<rows).map { row in
                row % 7 == 0 ? nil : Int64.random(in: .min ... .max, using: &random)
            }
            // So many that the dictionary may not last.
            batch[word] = (0..<rows).map { row in
                row % 5 == 0 ? nil : "word \(Int.random(in: 0..<20_000, using: &random))"
            }
            return batch
        }
    }

    /// Threads that do what is offered to them in ways of their own.
    private final class Helpers: WriterHelp {
        enum Way: CaseIterable {
            /// They never come.
            case absent
            /// Everything is done before the offer is over.
            case atOnce
            /// What is offered is done when more is, the last one first.
            case late
        }

        private let way: Way
        private let waiting = Mutex<[@Sendable () -> Void]>([])

        init(_ way: Way) {
            self.way = way
        }

        func offer(_ work: @escaping @Sendable () -> Void) {
            switch way {
            case .absent: break
            case .atOnce: work()
            case .late:
                let due = waiting.withLock { waiting in
                    waiting.append(work)
                    guard waiting.count > 3 else { return [] as [@Sendable () -> Void] }
                    defer { waiting = [] }
                    return waiting.reversed()
                }
                for work in due { work() }
            }
        }
    }

    /// The files' bytes, and the sizes after each batch if they are asked for: then all pages are waited for.
    private func written(
        _ batches: [RecordBatch], _ options: WriterOptions, limit: Int, asksSizes: Bool, _ help: (any WriterHelp)? = nil
    ) throws -> (files: [[UInt8]], sizes: [[Int]]) {
        var sinks: [MemorySink] = []
        var sizes: [[Int]] = []
        var writer = try RollingWriter(
            schema: batches[0].schema, options: options, limit: .bytes(limit), help: help
        ) { _ in
            let sink = MemorySink()
            sinks.append(sink)
            return sink
        }
        for batch in batches {
            try writer.append(batch)
            guard asksSizes else { continue }
            sizes.append([writer.encodedByteCount, writer.maximumFinalByteCount])
            #expect(writer.maximumFinalByteCount <= limit)
        }
        _ = try writer.finish()
        return (sinks.map(\.bytes), sizes)
    }

    private static func options(_ seed: UInt64, _ random: inout SeededGenerator) -> WriterOptions {
        var options = WriterOptions()
        options.codec = [.zstd(level: 1), .snappy, .gzip(level: 1), .automatic, .zstd(level: 6)][Int(seed % 5)]
        options.dataPageVersion = seed % 3 == 0 ? .v2 : .v1
        options.pageByteLimit = Int.random(in: 33_000...200_000, using: &random)
        options.rowGroupByteLimit = Int.random(in: 100_000...1_500_000, using: &random)
        options.dictionaryByteLimit = Int.random(in: 20_000...500_000, using: &random)
        return options
    }

    @Test(arguments: 0..<15 as Range<UInt64>)
    func bytesAndSizesAreThoseOfOneThread(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let batches = try PageJobTests.batches(&random)
        var options = PageJobTests.options(seed, &random)
        let limit = Int.random(in: 200_000...1_000_000, using: &random)
        let alone = try written(batches, options, limit: limit, asksSizes: true)
        #expect(alone.files.count > 1)
        for file in alone.files { try await expectSound(file) }
        for threads in [2, 3, 8] {
            options.concurrency = threads
            let beside = try written(batches, options, limit: limit, asksSizes: true)
            #expect(beside.files == alone.files && beside.sizes == alone.sizes, "\(threads) threads")
            let unasked = try written(batches, options, limit: limit, asksSizes: false)
            #expect(unasked.files == alone.files, "\(threads) threads")
            for way in Helpers.Way.allCases {
                let helped = try written(batches, options, limit: limit, asksSizes: false, Helpers(way))
                #expect(helped.files == alone.files, "\(threads) threads, helpers \(way)")
            }
        }
    }

    /// Lists, of which a page may have parts of what its column is left with when the dictionary is given up.
    @Test(arguments: 0..<4 as Range<UInt64>)
    func nestedColumnsAreThoseOfOneThread(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var batches = try RandomBatches(seed: seed, longestString: 300)
        let written = try (0..<20).map { _ in try batches.next(rowCount: Int.random(in: 1...1_500, using: &random)) }
        var options = PageJobTests.options(seed, &random)
        let alone = try self.written(written, options, limit: 2_000_000, asksSizes: false)
        options.concurrency = 4
        for way in Helpers.Way.allCases {
            let helped = try self.written(written, options, limit: 2_000_000, asksSizes: false, Helpers(way))
            #expect(helped.files == alone.files, "helpers \(way)")
        }
    }

    /// A writer that is dropped leaves pages behind that nobody waits for.
    @Test func droppedWritersLeaveNothingWaiting() throws {
        var random = SeededGenerator(seed: 99)
        let batches = try PageJobTests.batches(&random)
        var options = WriterOptions()
        options.pageByteLimit = 40_000
        options.concurrency = 4
        for batch in batches {
            var writer = try ParquetWriter(to: MemorySink(), schema: batch.schema, options: options)
            try writer.append(batch)
            writer.abort()
        }
    }
}
