internal import Dispatch
internal import Synchronization

/// Work that is offered to other threads, and done by the one that offers it if none comes first.
package final class OfferedWork: Sendable {
    private let work: Mutex<(@Sendable () -> Void)?>
    private let done = DispatchGroup()

    package init(_ work: @escaping @Sendable () -> Void) {
        self.work = Mutex(work)
    }

    /// Does the work, unless somebody has begun it.
    package func begin() {
        var own = work.withLock { work in
            if work != nil { done.enter() }
            return work.take()
        }
        guard own != nil else { return }
        own?()
        // Given up before: whoever waits wants to have what the work holds for itself then.
        own = nil
        done.leave()
    }

    /// Does the work, or waits for the thread that does it.
    package func finish() {
        begin()
        done.wait()
    }
}
