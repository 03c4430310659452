internal import Dispatch

/// Threads that may do a part of what a writer has to do.
package protocol WriterHelp: Sendable {
    /// Has `work` done by another thread, at some time or never: nobody waits for work that was not begun.
    func offer(_ work: @escaping @Sendable () -> Void)
}

/// The threads that the system has for everyone.
struct SystemHelp: WriterHelp {
    func offer(_ work: @escaping @Sendable () -> Void) { DispatchQueue.global().async(execute: work) }
}
