import Parquet
import ParquetBytes
import ParquetJSON
import SystemPackage
import Testing

@testable import ParquetDataset

/// Who does what next.
@Suite struct ScheduleTests {
    private final class Held: Sendable {}

    private func isNil<Value>(_ value: Value?) -> Bool { if case nil = value { true } else { false } }

    private func schedule() throws -> Schedule {
        Schedule(
            chunks: [], records: .lines, schema: try Schema(Column<String>("a")), threads: 2,
            budget: try MemoryBudget(total: 256 << 20, threads: 2, writer: WriterOptions(), hasZstd: false))
    }

    /// What is offered holds what offers it: it must not outlive a conversion that ends by an error.
    @Test(arguments: [false, true])
    func offersAreGivenUpAtTheEnd(isFinished: Bool) throws {
        var schedule = try schedule()
        var held: Held? = Held()
        weak let seen = held
        schedule.offer { [held] in _ = held }
        held = nil
        #expect(seen != nil)
        if isFinished { schedule.outputDone(isFinished: true) } else { schedule.stop() }
        #expect(seen == nil)
        var late: Held? = Held()
        weak let lateSeen = late
        schedule.offer { [late] in _ = late }
        late = nil
        #expect(lateSeen == nil)
    }

    /// Workers read what is in memory; what is not, the reading thread does until files come from memory again.
    @Test func whoReads() throws {
        let scratch = try ScratchDirectory()
        try scratch.write("chunk.json", String(repeating: "{}\n", count: 100))
        let chunk = InputChunk(
            path: scratch.path.appending("chunk.json"), relativePath: "chunk.json", format: .plain, byteCount: 300)
        let budget = try MemoryBudget(total: 256 << 20, threads: 2, writer: WriterOptions(), hasZstd: false)
        var schedule = Schedule(
            chunks: [chunk], records: .lines, schema: try Schema(Column<String>("a")), threads: 2, budget: budget)
        guard case .open(0) = schedule.nextReading() else { return #expect(Bool(false), "the chunk is not opened") }
        schedule.opened(try ChunkSource(chunk, records: .lines, index: 0, budget: budget))

        #expect(isNil(schedule.nextReading()))
        guard case .fill(let source, let first, _) = schedule.nextWork() else {
            return #expect(Bool(false), "no worker reads")
        }
        schedule.worked(source, first, .success(.needsRead))
        #expect(isNil(schedule.nextWork()))
        for count in 0..<4 {
            guard case .fill(_, let block, _) = schedule.nextReading() else {
                return #expect(Bool(false), "the reading thread does not read")
            }
            if count == 0 { #expect(block === first) }
            schedule.worked(source, block, .success(.lines))
            guard case .parse(let read) = schedule.nextWork() else {
                return #expect(Bool(false), "no worker parses")
            }
            #expect(read === block)
            schedule.parsed(read, nil)
            guard case .output(let steps) = schedule.nextWork() else {
                return #expect(Bool(false), "no worker writes")
            }
            #expect(steps.count == 1)
            schedule.appended(read)
            schedule.outputDone(isFinished: false)
        }
        #expect(isNil(schedule.nextReading()))
        guard case .fill = schedule.nextWork() else { return #expect(Bool(false), "no worker reads again") }
    }

    /// A file that was just written is in the page cache; of a pipe the system cannot tell.
    @Test func readsFromMemory() throws {
        let scratch = try ScratchDirectory()
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try scratch.write("file", bytes)
        let file = try FileDescriptor.open(scratch.path.appending("file"), .readOnly)
        defer { try? file.close() }
        var buffer = ByteBuffer()
        #if os(Linux)
            let first = file.fillFromMemory(&buffer, upTo: 50_000)
            // File systems may not know the flag: that of memory does not.
            guard first != .wouldWait else { return }
            #expect(first == .full && buffer.count == 50_000)
            let second = file.fillFromMemory(&buffer, upTo: 200_000)
            #expect(second == .ended)
            let isAll = buffer.bytes.isEqual(at: 0, to: bytes.rawBytes, at: 0, count: bytes.count)
            #expect(isAll)
        #endif
        let pipe = try FileDescriptor.pipe()
        defer {
            try? pipe.readEnd.close()
            try? pipe.writeEnd.close()
        }
        let ofPipe = pipe.readEnd.fillFromMemory(&buffer, upTo: buffer.count + 1)
        #expect(ofPipe == .wouldWait)
    }
}
