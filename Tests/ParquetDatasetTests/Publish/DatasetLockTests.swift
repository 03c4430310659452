import Parquet
import Synchronization
import Testing

@testable import ParquetDataset

@Suite struct DatasetLockTests {
    /// A clock that is set.
    final class Clock: Sendable {
        let seconds = Atomic(1_740_366_000)
        var read: @Sendable () -> Int { { self.seconds.load(ordering: .relaxed) } }
    }

    private static func isLocked(_ body: () async throws -> Void) async -> Bool {
        do {
            try await body()
            return false
        } catch let error as ParquetError {
            return error.code == .locked
        } catch {
            return false
        }
    }

    @Test(arguments: DatasetStoreTests.Kind.allCases) func oneHasIt(kind: DatasetStoreTests.Kind) async throws {
        let scratch = try ScratchDirectory()
        let store = DatasetStoreTests.store(kind, scratch)
        let clock = Clock()
        let first = try await DatasetLock.acquire(store, clock: clock.read)
        #expect(await DatasetLockTests.isLocked { _ = try await DatasetLock.acquire(store, clock: clock.read) })
        try await first.release()
        let second = try await DatasetLock.acquire(store, clock: clock.read)
        // The first is told that it is no longer its own.
        #expect(await DatasetLockTests.isLocked { try await first.check() })
        #expect(try await store.records(in: DatasetLock.folder) == ["00000002.json"])
        // It is renewed, and expires when it is not.
        clock.seconds.add(DatasetLock.leaseSeconds - 1, ordering: .relaxed)
        try await second.renew()
        clock.seconds.add(DatasetLock.leaseSeconds - 1, ordering: .relaxed)
        #expect(await DatasetLockTests.isLocked { _ = try await DatasetLock.acquire(store, clock: clock.read) })
        clock.seconds.add(1, ordering: .relaxed)
        let third = try await DatasetLock.acquire(store, clock: clock.read)
        #expect(await DatasetLockTests.isLocked { try await second.renew() })
        #expect(await DatasetLockTests.isLocked { try await second.release() })
        try await third.check()
    }

    /// A process of this machine that is no more has no lock; one of another machine is waited for.
    @Test func deadOwnersAreTold() async throws {
        let scratch = try ScratchDirectory()
        let store = LocalDatasetStore(scratch.path)
        let clock = Clock()
        let far = clock.read() + 100
        func write(_ host: String, _ process: Int) throws {
            let text =
                "{\"expires\":\(far),\"host\":\"\(host)\",\"lock\":1,\"process\":\(process),\"released\":false}"
            try store.replace("locks/00000004.json", Array(text.utf8))
        }
        try write("elsewhere", 4_000_000)
        #expect(await DatasetLockTests.isLocked { _ = try await DatasetLock.acquire(store, clock: clock.read) })
        try write(PlatformProcess.neighbourhood, PlatformProcess.number)
        #expect(await DatasetLockTests.isLocked { _ = try await DatasetLock.acquire(store, clock: clock.read) })
        // Beyond the greatest number that Linux gives.
        try write(PlatformProcess.neighbourhood, 4_194_305)
        _ = try await DatasetLock.acquire(store, clock: clock.read)
        #expect(try store.records(in: DatasetLock.folder) == ["00000005.json"])
    }

    /// Of many that try at once, one gets it.
    @Test(arguments: DatasetStoreTests.Kind.allCases) func manyTryAtOnce(kind: DatasetStoreTests.Kind) async throws {
        let scratch = try ScratchDirectory()
        let store = DatasetStoreTests.store(kind, scratch)
        let count = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask { (try? await DatasetLock.acquire(store)) == nil ? 0 : 1 }
            }
            return await group.reduce(0, +)
        }
        #expect(count == 1)
    }

    @Test func brokenLocksAreErrors() async throws {
        let scratch = try ScratchDirectory()
        let store = LocalDatasetStore(scratch.path)
        try store.replace("locks/00000001.json", Array("{}".utf8))
        await #expect(throws: ParquetError.self) { _ = try await DatasetLock.acquire(store) }
    }
}
