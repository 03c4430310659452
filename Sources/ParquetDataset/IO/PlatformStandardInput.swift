internal import SystemPackage
internal import Synchronization

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// The process's standard input, which may be a pipe to which nobody writes for a long time.
public enum StandardInput {
    private static let isGivenUp = Atomic(false)

    /// Has whoever reads standard input stop with an error of code `io`, now and later, instead of waiting for bytes. A program
    /// calls it that is told to end.
    public static func giveUp() { isGivenUp.store(true, ordering: .releasing) }

    /// How long to wait for bytes before looking whether they are still wanted, in milliseconds.
    private static let patience: CInt = 50

    /// Waits until there is something to read.
    ///
    /// - Throws: `Errno.canceled` if it is given up.
    static func wait() throws(Errno) {
        while true {
            if isGivenUp.load(ordering: .acquiring) { throw .canceled }
            var question = pollfd(fd: FileDescriptor.standardInput.rawValue, events: Int16(POLLIN), revents: 0)
            let count = unsafe poll(&question, 1, patience)
            // Whatever is wrong with it, reading it tells better.
            if count > 0 || (count < 0 && errno != EINTR) { return }
        }
    }
}
