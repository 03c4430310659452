import Synchronization
import Testing

@testable import ParquetDataset

/// Threads that hand each other work by a monitor.
@Suite struct MonitorTests {
    private struct Work: Sendable {
        var items: [Int] = []
        var isOver = false
        var workersLeft = 0
        var taken: [Int: Int] = [:]

        /// The next item; -1 when there are no more to come.
        mutating func next() -> Int? {
            if !items.isEmpty { return items.removeFirst() }
            return isOver ? -1 : nil
        }
    }

    /// However threads wait and change, each item is taken once, and nobody waits for ever.
    @Test(arguments: [1, 2, 5], [false, true])
    func everythingIsTakenOnce(threads: Int, together: Bool) {
        let monitor = Monitor(Work())
        for _ in 0..<threads {
            monitor.change { $0.workersLeft += 1 }
            let isStarted = PlatformThread.start {
                var item = monitor.wait { $0.next() }
                while item >= 0 {
                    let own = item
                    if together {
                        item = monitor.change({ $0.taken[own, default: 0] += 1 }, andWait: { $0.next() })
                    } else {
                        monitor.change { $0.taken[own, default: 0] += 1 }
                        item = monitor.wait { $0.next() }
                    }
                }
                monitor.change { $0.workersLeft -= 1 }
            }
            #expect(isStarted)
        }
        for item in 0..<5_000 { monitor.change { $0.items.append(item) } }
        let taken = monitor.change({ $0.isOver = true }, andWait: { $0.workersLeft == 0 ? $0.taken : nil })
        #expect(taken.count == 5_000 && taken.values.allSatisfy { $0 == 1 })
    }

    /// Who changes the state and waits gets what there is before those who have waited longer.
    @Test func whoChangesTheStateComesFirst() {
        let monitor = Monitor(Work())
        let others = Mutex<[Int]>([])
        monitor.change { $0.workersLeft = 1 }
        let isStarted = PlatformThread.start {
            let item = monitor.wait { $0.next() }
            others.withLock { $0.append(item) }
            monitor.change { $0.workersLeft = 0 }
        }
        #expect(isStarted)
        for item in 0..<100 {
            #expect(monitor.change({ $0.items = [item] }, andWait: { $0.next() }) == item)
        }
        monitor.change { $0.isOver = true }
        #expect(monitor.wait { $0.workersLeft == 0 ? true : nil })
        #expect(others.withLock { $0 } == [-1])
    }
}
