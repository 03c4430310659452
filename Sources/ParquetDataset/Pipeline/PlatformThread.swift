internal import Foundation

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// State that threads share: changed under a lock, and waited for.
///
/// A thread that waits is woken only when there is something for it: who changes the state finds that out for it. So threads that
/// change the state often do not wake others for nothing, which costs more than what they are woken for.
@safe final class Monitor<State: Sendable>: @unchecked Sendable {
    /// A thread that waits.
    @safe private final class Waiter {
        /// Takes what the thread waits for out of the state, if it is there.
        var attempt: ((inout State) -> Bool)?
        let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

        init() {
            unsafe condition.initialize(to: pthread_cond_t())
            unsafe pthread_cond_init(condition, nil)
        }

        deinit {
            unsafe pthread_cond_destroy(condition)
            unsafe condition.deallocate()
        }
    }

    private var state: State
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    /// The threads that wait, the one that has waited longest first.
    private var waiting: [Waiter] = []
    private var unused: [Waiter] = []

    init(_ state: State) {
        self.state = state
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// Runs `body` under the lock and wakes the threads for which there is something now.
    func change<Result>(_ body: (inout State) -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        let result = body(&state)
        serve()
        return result
    }

    /// Runs `body` under the lock, and again after each change, until it gives a result.
    func wait<Result>(_ body: (inout State) -> Result?) -> Result {
        change({ _ in }, andWait: body)
    }

    /// Runs `change` under the lock, and then `body`, again after each change, until it gives a result. What there is for this thread
    /// it gets before others are woken.
    func change<Result>(_ change: (inout State) -> Void, andWait body: (inout State) -> Result?) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        change(&state)
        var result = body(&state)
        if let result {
            serve()
            return result
        }
        return withoutActuallyEscaping(body) { body in
            let waiter = unused.popLast() ?? Waiter()
            waiter.attempt = { state in
                result = body(&state)
                return result != nil
            }
            waiting.append(waiter)
            // What others take may be what this one waits for.
            serve()
            while true {
                if let result {
                    waiter.attempt = nil
                    unused.append(waiter)
                    return result
                }
                unsafe pthread_cond_wait(waiter.condition, mutex)
            }
        }
    }

    /// Takes out of the state what threads wait for, as far as it is there, and wakes them.
    private func serve() {
        var place = 0
        while place < waiting.count {
            if let attempt = waiting[place].attempt, attempt(&state) {
                unsafe pthread_cond_signal(waiting.remove(at: place).condition)
                // What was taken may be what another one waits for.
                place = 0
            } else {
                place += 1
            }
        }
    }
}

/// Threads of our own: they may block on files, which threads of Swift's cooperative pool must not.
enum PlatformThread {
    private final class Start {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Runs `body` on a new thread, which ends with it.
    ///
    /// - Returns: false if the system has no thread to give; `body` does not run then.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let start = unsafe Unmanaged.passRetained(Start(body))
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let status = unsafe pthread_create(
            &thread, nil,
            { argument in
                let pointer: UnsafeMutableRawPointer? = unsafe argument
                if let pointer = unsafe pointer {
                    unsafe Unmanaged<Start>.fromOpaque(pointer).takeRetainedValue().body()
                }
                return nil
            }, start.toOpaque())
        guard status == 0 else {
            unsafe start.release()
            return false
        }
        #if canImport(Darwin)
            if let thread = unsafe thread { unsafe pthread_detach(thread) }
        #else
            pthread_detach(thread)
        #endif
        return true
    }

    /// The number of processors that this process may use.
    static var processorCount: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

    /// Seconds of a clock that only runs forward.
    static var monotonicSeconds: Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }
}
