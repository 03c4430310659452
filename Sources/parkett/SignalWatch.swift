import ArgumentParser
import Dispatch
import Foundation
import Synchronization

/// Turns Ctrl-C and SIGTERM into a request, so that what was staged is removed before the process ends. A second one ends it at
/// once: what is left then, the next run finds.
final class SignalWatch: Sendable {
    private let received = Mutex<Int32?>(nil)
    private let sources: Mutex<[any DispatchSourceSignal]>

    init() {
        let made = [SIGINT, SIGTERM].map { number in
            _ = signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: .global())
        }
        sources = Mutex(made)
    }

    /// Calls `body` when the first of the signals arrives.
    func onSignal(_ body: @escaping @Sendable () -> Void) {
        sources.withLock { sources in
            for (source, number) in zip(sources, [SIGINT, SIGTERM]) {
                source.setEventHandler { [self] in
                    let isFirst = received.withLock { received in
                        defer { received = received ?? number }
                        return received == nil
                    }
                    guard isFirst else { _exit(128 + number) }
                    body()
                }
                source.resume()
            }
        }
    }

    /// 128 and the signal's number, as shells count; nil if none arrived.
    var exitCode: ExitCode? {
        received.withLock { $0 }.map { ExitCode(128 + $0) }
    }
}
