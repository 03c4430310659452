import ParquetBytes
import ParquetTestSupport
import Testing

@testable import Parquet

/// One writer for many tasks, and sinks that take waiting.
@Suite struct SharedWriterTests {
    private static let producer = Column<Int32>("producer")
    private static let number = Column<Int64>("number")

    private func batch(_ producer: Int32, _ numbers: Range<Int64>) throws -> RecordBatch {
        var batch = RecordBatch(schema: try Schema(SharedWriterTests.producer, SharedWriterTests.number))
        batch[SharedWriterTests.producer] = numbers.map { _ in producer }
        batch[SharedWriterTests.number] = Array(numbers)
        return batch
    }

    /// No row is lost, batches stay whole, and those of one task stay in its order.
    @Test func rowsOfOneTaskStayInOrder() async throws {
        let sink = MemorySink()
        var options = WriterOptions()
        options.rowGroupRowLimit = 1_000
        let schema = try batch(0, 0..<1).schema
        let shared = SharedWriter(try ParquetWriter(to: sink, schema: schema, options: options))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for producer in 0..<8 as Range<Int32> {
                tasks.addTask {
                    for start in stride(from: Int64(0), to: 500, by: 10) {
                        try await shared.append(try batch(producer, start..<start + 10))
                    }
                }
            }
            try await tasks.waitForAll()
        }
        #expect(await shared.openRowCount == 4_000)
        let written = try await shared.finish()
        #expect(written.rowCount == 4_000)
        try await expectSound(sink.bytes)
        var seen: [(Int32, Int64)] = []
        for try await batch in try await ParquetFile(MemorySource(sink.bytes)).batches() {
            seen += zip(batch[SharedWriterTests.producer], batch[SharedWriterTests.number])
        }
        for producer in 0..<8 as Range<Int32> {
            #expect(seen.filter { $0.0 == producer }.map(\.1) == Array(0..<500))
        }
        for start in stride(from: 0, to: seen.count, by: 10) {
            #expect(Set(seen[start..<start + 10].map(\.0)).count == 1)
        }
        await #expect(throws: ParquetError.self) { try await shared.append(try batch(0, 0..<1)) }
        await #expect(throws: ParquetError.self) { _ = try await shared.finish() }
    }

    /// A sink that notes how it is called, and fails or is slow when asked to.
    private actor SlowSink: AsyncByteSink {
        private(set) var bytes: [UInt8] = []
        private(set) var largest = 0
        private(set) var isFinished = false
        private(set) var writing = 0
        let failsAfter: Int

        init(failsAfter: Int = .max) {
            self.failsAfter = failsAfter
        }

        private func take(_ chunk: SharedBytes) async throws(ParquetError) {
            writing += 1
            #expect(writing == 1)
            await Task.yield()
            guard bytes.count < failsAfter else { throw ParquetError(.io, "the connection is closed") }
            let span = chunk.bytes
            for index in 0..<span.byteCount { bytes.append(span.loadUInt8(at: index)) }
            largest = max(largest, chunk.count)
            writing -= 1
        }

        private func end() { isFinished = true }

        nonisolated(nonsending) func write(_ bytes: SharedBytes) async throws(ParquetError) { try await take(bytes) }
        nonisolated(nonsending) func finish() async throws(ParquetError) { await end() }
        nonisolated func abort() {}
    }

    @Test func theAsynchronousDriverWritesTheSameBytes() async throws {
        var batches = try RandomBatches(seed: 1, longestString: 100)
        var options = WriterOptions()
        options.rowGroupRowLimit = 500
        let all = try (0..<4).map { _ in try batches.next(rowCount: 700) }
        let expected = try await write(all, batches.schema, options)
        let sink = SlowSink()
        var writer = try AsyncParquetWriter(to: sink, schema: batches.schema, options: options, chunkByteCount: 1_000)
        for batch in all { try await writer.append(batch) }
        #expect(writer.encodedByteCount <= writer.maximumFinalByteCount)
        _ = try await writer.finish()
        #expect(await sink.bytes == expected)
        #expect(await sink.largest == 1_000)
        #expect(await sink.isFinished)

        var streamed: [UInt8] = []
        let sequence = AsyncStream { continuation in
            for batch in all { continuation.yield(batch) }
            continuation.finish()
        }
        for try await chunk in sequence.parquetBytes(schema: batches.schema, options: options, chunkByteCount: 777) {
            #expect(chunk.count <= 777)
            for index in 0..<chunk.count { streamed.append(chunk.bytes.loadUInt8(at: index)) }
        }
        #expect(streamed == expected)
    }

    /// What a failed sequence of batches has made so far must not become a whole file.
    @Test func aFailingSequenceEndsTheStream() async throws {
        let good = try batch(0, 0..<10)
        let sequence = AsyncThrowingStream { continuation in
            continuation.yield(good)
            continuation.finish(throwing: ParquetError(.io, "the source is gone"))
        }
        var iterator = sequence.parquetBytes(schema: good.schema).makeAsyncIterator()
        var chunks = 0
        var failed = false
        while true {
            do {
                guard try await iterator.next() != nil else { break }
                chunks += 1
            } catch {
                failed = true
            }
        }
        #expect(failed && chunks == 1)
    }

    @Test func aFailingSinkEndsTheWriter() async throws {
        var batches = try RandomBatches(seed: 2, longestString: 100)
        var options = WriterOptions()
        options.rowGroupRowLimit = 100
        let sink = SlowSink(failsAfter: 10)
        var writer = try AsyncParquetWriter(to: sink, schema: batches.schema, options: options)
        let batch = try batches.next(rowCount: 500)
        var codes: [ParquetError.Code] = []
        for _ in 0..<2 {
            do {
                try await writer.append(batch)
            } catch {
                codes.append(error.code)
            }
        }
        #expect(codes == [.io, .argument])
        #expect(await !sink.isFinished)
    }
}
