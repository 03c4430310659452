internal import SystemPackage

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Says of a staging directory whether the run that made it still goes on: it holds a lock on a file in it, which the system takes
/// from it when it ends, however it does.
final class StagingLock: Sendable {
    private static let name = "lock"

    private let descriptor: FileDescriptor

    private init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }

    deinit { try? descriptor.close() }

    /// Locks a directory that was just made. The file gets its name when it is locked, so that nobody finds it open.
    ///
    /// - Returns: nil if the file system has no locks; what such a run leaves is not cleaned by others.
    static func made(in directory: FilePath) -> StagingLock? {
        let path = directory.appending("." + name)
        guard
            let descriptor = try? FileDescriptor.open(
                path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec], permissions: .ownerReadWrite)
        else { return nil }
        let lock = StagingLock(descriptor)
        guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0,
            (try? PlatformFile.rename(path, to: directory.appending(name))) != nil
        else {
            try? PlatformFile.removeTree(path)
            return nil
        }
        return lock
    }

    /// The lock of a directory whose run has ended; nil if it has not, or that cannot be told.
    static func taken(from directory: FilePath) -> StagingLock? {
        guard
            let descriptor = try? FileDescriptor.open(
                directory.appending(name), .writeOnly, options: .closeOnExec)
        else { return nil }
        let lock = StagingLock(descriptor)
        return flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 ? lock : nil
    }
}
