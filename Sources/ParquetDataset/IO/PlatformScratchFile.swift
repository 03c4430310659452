internal import Parquet
internal import ParquetBytes
internal import Synchronization
internal import SystemPackage

/// A file that is written and read back in one run. Nothing waits until it is on the disk.
final class PlatformScratchFile: Sendable {
    let path: FilePath
    private let descriptor: FileDescriptor
    private let isOpen = Mutex(true)

    /// Creates the file, which must not exist.
    init(creating path: FilePath) throws(ParquetError) {
        self.path = path
        do {
            descriptor = try FileDescriptor.open(
                path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        } catch {
            throw PlatformScratchFile.error("cannot create the file", path, error)
        }
    }

    /// Opens the file to be read.
    init(reading path: FilePath) throws(ParquetError) {
        self.path = path
        do {
            descriptor = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
        } catch {
            throw PlatformScratchFile.error("cannot open the file", path, error)
        }
    }

    /// Writes all of `bytes` at the end.
    func write(_ bytes: RawSpan) throws(ParquetError) {
        do {
            try unsafe bytes.withUnsafeBytes { buffer in
                _ = try unsafe descriptor.writeAll(buffer)
            }
        } catch {
            throw PlatformScratchFile.error("cannot write \(bytes.byteCount) bytes", path, error)
        }
    }

    /// Replaces the content of `buffer` by `count` bytes from `offset` on.
    func read(at offset: Int, count: Int, into buffer: inout ByteBuffer) throws(ParquetError) {
        buffer.removeAll()
        buffer.reserve(count)
        while buffer.count < count {
            let start = buffer.count
            var target = buffer.mutableBytes
            do {
                let step = try unsafe target.withUnsafeMutableBytes { bytes in
                    try unsafe descriptor.read(
                        fromAbsoluteOffset: Int64(offset + start),
                        into: UnsafeMutableRawBufferPointer(rebasing: bytes[start..<count]))
                }
                guard step > 0 else { throw Errno.ioError }
                buffer.setCount(start + step)
            } catch {
                throw PlatformScratchFile.error("cannot read \(count) bytes back", path, error)
            }
        }
    }

    /// Closes the file. It must not be used after that.
    func close() {
        let isOpen = isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        if isOpen { try? descriptor.close() }
    }

    deinit { close() }

    private static func error(_ action: String, _ path: FilePath, _ reason: any Error) -> ParquetError {
        ParquetError(.io, "\(action): \(reason)", at: .init(file: path.string))
    }
}
