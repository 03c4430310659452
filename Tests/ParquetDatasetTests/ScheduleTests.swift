import Parquet
import ParquetJSON
import Testing

@testable import ParquetDataset

/// Parts of the output that are offered to other threads.
@Suite struct ScheduleTests {
    private final class Held: Sendable {}

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
}
