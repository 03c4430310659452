internal import Parquet
internal import SystemPackage

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Which file a path leads to, whatever it is called.
struct FileIdentity: Hashable {
    let device: UInt64
    let inode: UInt64
}

/// What a path leads to, symbolic links followed.
enum FileKind {
    case directory(FileIdentity)
    /// A file, and when it was last changed: nanoseconds since 1970-01-01T00:00:00Z.
    case regular(byteCount: Int, modifiedNanoseconds: Int64)
    case other
    case brokenLink
}

/// The operations on files and directories that swift-system does not wrap. Errors are `ParquetError`s with code `io`, the
/// path and the system's reason.
enum PlatformFile {
    /// An error of the system about `path`.
    static func error(_ action: String, _ path: FilePath, _ reason: Errno) -> ParquetError {
        ParquetError(.io, "cannot \(action): \(reason)", at: .init(file: path.string))
    }

    private static var lastError: Errno { Errno(rawValue: errno) }

    /// What `path` leads to.
    static func kind(of path: FilePath) throws(ParquetError) -> FileKind {
        do {
            let stat = try path.stat(followTargetSymlink: true)
            switch stat.type {
            case .directory: return .directory(identity(stat))
            case .regular:
                return .regular(byteCount: Int(stat.size), modifiedNanoseconds: nanoseconds(stat.st_mtim))
            default: return .other
            }
        } catch {
            if error == .noSuchFileOrDirectory, exists(path) { return .brokenLink }
            throw PlatformFile.error("look at it", path, error)
        }
    }

    /// Whether anything is at `path`, a broken symbolic link included.
    static func exists(_ path: FilePath) -> Bool {
        (try? path.stat(followTargetSymlink: false)) != nil
    }

    /// Times that 64 bits do not hold are as far as they go.
    private static func nanoseconds(_ time: timespec) -> Int64 {
        let (seconds, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return time.tv_sec < 0 ? .min : .max }
        let (sum, isOver) = seconds.addingReportingOverflow(Int64(time.tv_nsec))
        return isOver ? .max : sum
    }

    private static func identity(_ stat: Stat) -> FileIdentity {
        FileIdentity(
            device: UInt64(truncatingIfNeeded: stat.deviceID.rawValue),
            inode: UInt64(truncatingIfNeeded: stat.inode.rawValue))
    }

    /// The names in a directory in bytewise order, without `.` and `..`.
    ///
    /// - Throws: also if a name is not UTF-8: it could not be reported, nor spelled alike in the output.
    static func names(in directory: FilePath) throws(ParquetError) -> [String] {
        guard let stream = unsafe directory.withPlatformString({ unsafe opendir($0) }) else {
            throw error("list the directory", directory, lastError)
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw error("list the directory", directory, lastError) }
                break
            }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                    unsafe String(validatingCString: $0)
                }
            }
            guard let name else {
                throw ParquetError(
                    .input, "a name in this directory is not UTF-8; rename it", at: .init(file: directory.string))
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The path without symbolic links, `.` and `..`.
    static func resolved(_ path: FilePath) throws(ParquetError) -> FilePath {
        let found = unsafe path.withPlatformString { unsafe realpath($0, nil) }
        guard let found = unsafe found else { throw error("find it", path, lastError) }
        defer { unsafe free(found) }
        return unsafe FilePath(platformString: found)
    }

    /// Makes a directory; one that is there already is fine.
    static func makeDirectory(_ path: FilePath) throws(ParquetError) {
        let result = unsafe path.withPlatformString { unsafe mkdir($0, 0o777) }
        guard result != 0 else { return }
        let reason = lastError
        if reason == .fileExists, case .directory = try kind(of: path) { return }
        throw error("make the directory", path, reason)
    }

    /// Makes a directory and those above it that are missing.
    static func makeDirectories(_ path: FilePath) throws(ParquetError) {
        if case .directory = try? kind(of: path) { return }
        let parent = path.removingLastComponent()
        if !parent.isEmpty, parent != path { try makeDirectories(parent) }
        try makeDirectory(path)
    }

    /// Renames `source` to `target` in one step. An empty directory at `target` is replaced.
    static func rename(_ source: FilePath, to target: FilePath) throws(ParquetError) {
        let result = unsafe source.withPlatformString { source in
            unsafe target.withPlatformString { unsafe systemRename(source, $0) }
        }
        guard result == 0 else { throw error("rename it to \(target)", source, lastError) }
    }

    /// Swaps two paths on the same file system in one step.
    ///
    /// - Returns: false if this system or file system cannot, and nothing was done.
    static func exchange(_ first: FilePath, _ second: FilePath) throws(ParquetError) -> Bool {
        let result = unsafe first.withPlatformString { first in
            unsafe second.withPlatformString { unsafe systemExchange(first, $0) }
        }
        if result == 0 { return true }
        let reason = lastError
        if reason == .invalidArgument || reason == .noFunction || reason == .notSupported { return false }
        throw error("exchange it with \(second)", first, reason)
    }

    /// Removes a file, or a directory with all it contains; symbolic links are removed, not followed.
    static func removeTree(_ path: FilePath) throws(ParquetError) {
        let isDirectory = (try? path.stat(followTargetSymlink: false))?.type == .directory
        if isDirectory {
            for name in try names(in: path) { try removeTree(path.appending(name)) }
            try removeEmptyDirectory(path)
        } else {
            let result = unsafe path.withPlatformString { unsafe unlink($0) }
            guard result == 0 || errno == ENOENT else { throw error("remove it", path, lastError) }
        }
    }

    /// Removes a directory that has to be empty.
    static func removeEmptyDirectory(_ path: FilePath) throws(ParquetError) {
        let result = unsafe path.withPlatformString { unsafe rmdir($0) }
        guard result == 0 || errno == ENOENT else { throw error("remove the directory", path, lastError) }
    }

    /// Whether `synchronizeFileSystem` can be called.
    static var synchronizesFileSystems: Bool { unsafe systemSynchronizeFileSystem != nil }

    /// Sees to it that all that was written to the file system of `path` survives a crash of the system.
    ///
    /// - Throws: `ParquetError` with code `io`, also if some of it could not be written.
    static func synchronizeFileSystem(of path: FilePath) throws(ParquetError) {
        guard let synchronize = unsafe systemSynchronizeFileSystem else {
            throw error("synchronize its file system", path, .notSupported)
        }
        do {
            let descriptor = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
            defer { try? descriptor.close() }
            guard unsafe synchronize(descriptor.rawValue) == 0 else { throw lastError }
        } catch let reason as Errno {
            throw error("synchronize its file system", path, reason)
        } catch {
            throw ParquetError(.io, "cannot synchronize its file system: \(error)", at: .init(file: path.string))
        }
    }

    /// Sees to it that the names in a directory survive a crash of the system.
    static func synchronize(directory: FilePath) throws(ParquetError) {
        do {
            let descriptor: FileDescriptor
            do {
                descriptor = try FileDescriptor.open(directory, .readOnly, options: .closeOnExec)
            } catch Errno.permissionDenied {
                // Who may write into a directory and not read it cannot do more.
                return
            }
            defer { try? descriptor.close() }
            // File systems that cannot synchronize directories say EINVAL; there is nothing else to do about it.
            guard fsync(descriptor.rawValue) == 0 || errno == EINVAL else { throw lastError }
        } catch let reason as Errno {
            throw error("synchronize the directory", directory, reason)
        } catch {
            throw ParquetError(.io, "cannot synchronize the directory: \(error)", at: .init(file: directory.string))
        }
    }
}

#if canImport(Darwin)
    /// Darwin waits for single files only.
    private var systemSynchronizeFileSystem: ((Int32) -> Int32)? { nil }

    private func systemRename(_ source: UnsafePointer<CChar>, _ target: UnsafePointer<CChar>) -> Int32 {
        unsafe Darwin.rename(source, target)
    }

    private func systemExchange(_ first: UnsafePointer<CChar>, _ second: UnsafePointer<CChar>) -> Int32 {
        unsafe renamex_np(first, second, UInt32(RENAME_SWAP))
    }
#else
    private typealias Synchronize = @convention(c) (Int32) -> Int32

    /// syncfs hides behind _GNU_SOURCE from Swift: looked up by name.
    private var systemSynchronizeFileSystem: Synchronize? {
        guard let symbol = unsafe dlsym(nil, "syncfs") else { return nil }
        return unsafe unsafeBitCast(symbol, to: Synchronize.self)
    }

    private func systemRename(_ source: UnsafePointer<CChar>, _ target: UnsafePointer<CChar>) -> Int32 {
        #if canImport(Glibc)
            unsafe Glibc.rename(source, target)
        #else
            unsafe Musl.rename(source, target)
        #endif
    }

    private func systemExchange(_ first: UnsafePointer<CChar>, _ second: UnsafePointer<CChar>) -> Int32 {
        // renameat2 hides behind _GNU_SOURCE from Swift and is missing from older C libraries: looked up by name.
        typealias Rename = @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
        guard let symbol = unsafe dlsym(nil, "renameat2") else {
            errno = ENOSYS
            return -1
        }
        let renameExchange: UInt32 = 2
        let rename = unsafe unsafeBitCast(symbol, to: Rename.self)
        return unsafe rename(AT_FDCWD, first, AT_FDCWD, second, renameExchange)
    }
#endif
