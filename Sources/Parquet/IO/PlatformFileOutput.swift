// What writing files durably needs and swift-system does not offer: writes of spans, fsync, rename, unlink.

internal import ParquetBytes
internal import SystemPackage

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A file that is being written under a name of its own.
struct PlatformFileOutput {
    private let descriptor: FileDescriptor
    private let path: FilePath

    /// Creates the file, which must not exist.
    init(creating path: FilePath) throws(ParquetError) {
        self.path = path
        do {
            descriptor = try FileDescriptor.open(
                path, .readWrite, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        } catch {
            throw PlatformFileOutput.failure("cannot create the file", path, error)
        }
    }

    /// Writes all of `bytes` at the end.
    func write(_ bytes: RawSpan) throws(ParquetError) {
        do {
            try unsafe bytes.withUnsafeBytes { buffer in
                _ = try unsafe descriptor.writeAll(buffer)
            }
        } catch {
            throw PlatformFileOutput.failure("cannot write \(bytes.byteCount) bytes", path, error)
        }
    }

    /// Replaces the content of `buffer` by the bytes `range`.
    func read(_ range: Range<Int>, into buffer: inout ByteBuffer) throws(ParquetError) {
        buffer.removeAll()
        buffer.reserve(range.count)
        var count = 0
        while count < range.count {
            do {
                let step = try descriptor.read(
                    at: range.lowerBound + count, count: range.count - count, into: &buffer, to: count)
                guard step > 0 else { throw Errno.ioError }
                count += step
            } catch {
                throw PlatformFileOutput.failure("cannot read bytes \(range) back", path, error)
            }
        }
        buffer.setCount(count)
    }

    /// Gives the file the permissions of the file `other`.
    func takePermissions(of other: FilePath) throws(ParquetError) {
        var status = stat()
        guard unsafe other.withPlatformString({ unsafe stat($0, &status) }) == 0,
            fchmod(descriptor.rawValue, status.st_mode & 0o7777) == 0
        else {
            throw PlatformFileOutput.failure("cannot take the permissions of \(other)", path, Errno(rawValue: errno))
        }
    }

    /// The file that `path` leads to, be it by links: the one that is to be replaced.
    static func resolvingLinks(_ path: FilePath) throws(ParquetError) -> FilePath {
        let resolved = unsafe path.withPlatformString { unsafe realpath($0, nil) }
        guard let resolved = unsafe resolved else {
            throw failure("cannot be found", path, Errno(rawValue: errno))
        }
        defer { unsafe free(resolved) }
        return unsafe FilePath(platformString: resolved)
    }

    /// Has the system begin to bring the bytes `range` to the disk, where it can be told to, without waiting for that.
    func beginFlushing(_ range: Range<Int>) {
        #if os(Linux)
            guard let synchronizeRange = systemSynchronizeRange else { return }
            // SYNC_FILE_RANGE_WRITE of fcntl.h.
            _ = synchronizeRange(
                descriptor.rawValue, Int64(range.lowerBound), Int64(range.count), 2)
        #endif
    }

    /// Waits until the bytes are on the disk.
    func synchronize() throws(ParquetError) {
        guard fsync(descriptor.rawValue) == 0 else {
            throw PlatformFileOutput.failure("cannot flush the file to the disk", path, Errno(rawValue: errno))
        }
    }

    /// Closes the file, whatever became of it.
    func close() {
        try? descriptor.close()
    }

    /// Gives the file `path` the name `newPath`, replacing what is there.
    static func rename(_ path: FilePath, to newPath: FilePath) throws(ParquetError) {
        let status = unsafe path.withPlatformString { from in
            unsafe newPath.withPlatformString { to in
                #if canImport(Darwin)
                    unsafe Darwin.rename(from, to)
                #elseif canImport(Glibc)
                    unsafe Glibc.rename(from, to)
                #elseif canImport(Musl)
                    unsafe Musl.rename(from, to)
                #endif
            }
        }
        guard status == 0 else {
            throw failure("cannot rename the finished file to \(newPath)", path, Errno(rawValue: errno))
        }
    }

    /// Removes the file `path`, if it is there.
    static func remove(_ path: FilePath) {
        _ = unsafe path.withPlatformString { unsafe unlink($0) }
    }

    /// Makes the names in `directory` durable.
    ///
    /// - Returns: whether that can be done at all: not in a directory that may be written and not read, nor on file systems
    ///   that do not flush directories.
    static func synchronize(directory: FilePath) throws(ParquetError) -> Bool {
        let descriptor: FileDescriptor
        do {
            descriptor = try FileDescriptor.open(
                directory.isEmpty ? "." : directory, .readOnly, options: .closeOnExec)
        } catch {
            if let error = error as? Errno, error == .permissionDenied { return false }
            throw failure("cannot flush the directory to the disk", directory, error)
        }
        defer { try? descriptor.close() }
        guard fsync(descriptor.rawValue) != 0 else { return true }
        let error = Errno(rawValue: errno)
        if error == .invalidArgument { return false }
        throw failure("cannot flush the directory to the disk", directory, error)
    }

    private static func failure(_ action: String, _ path: FilePath, _ error: any Error) -> ParquetError {
        ParquetError(.io, "\(action): \(error)", at: .init(file: path.string))
    }
}

#if os(Linux)
    /// sync_file_range hides behind _GNU_SOURCE from Swift: looked up by name.
    private let systemSynchronizeRange: (@convention(c) (Int32, Int64, Int64, UInt32) -> Int32)? = {
        guard let symbol = unsafe dlsym(nil, "sync_file_range") else { return nil }
        return unsafe unsafeBitCast(symbol, to: (@convention(c) (Int32, Int64, Int64, UInt32) -> Int32).self)
    }()
#endif
