internal import ParquetBytes
internal import SystemPackage

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

extension FileDescriptor {
    /// Reads behind `buffer`'s bytes until it holds `count` of them or the file ends, whatever pieces the system gives.
    ///
    /// - Returns: false if the file has ended.
    func fill(_ buffer: inout ByteBuffer, upTo count: Int) throws(Errno) -> Bool {
        if count > buffer.count { buffer.reserve(count - buffer.count) }
        while buffer.count < count {
            if self == .standardInput { try StandardInput.wait() }
            let start = buffer.count
            var target = buffer.mutableBytes
            let readCount: Int
            do {
                readCount = try unsafe target.withUnsafeMutableBytes { bytes in
                    try unsafe read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[start..<count]))
                }
            } catch let reason as Errno {
                throw reason
            } catch {
                throw Errno.ioError
            }
            if readCount == 0 { return false }
            buffer.setCount(start + readCount)
        }
        return true
    }

    /// What came of reading without waiting.
    enum Fill {
        /// The buffer holds as many bytes as were asked for.
        case full
        /// The file has ended.
        case ended
        /// The next bytes are not in memory, or the system cannot tell.
        case wouldWait
    }

    /// Does what `fill` does, as long as the system holds the file's bytes in its page cache: it never waits for a disk.
    ///
    /// Errors are left to `fill`, which meets them again.
    func fillFromMemory(_ buffer: inout ByteBuffer, upTo count: Int) -> Fill {
        #if os(Linux)
            guard let readVector = unsafe systemReadVector else { return .wouldWait }
            if count > buffer.count { buffer.reserve(count - buffer.count) }
            while buffer.count < count {
                let start = buffer.count
                var target = buffer.mutableBytes
                let readCount = unsafe target.withUnsafeMutableBytes { bytes in
                    let free = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[start..<count])
                    var vector = unsafe iovec(iov_base: free.baseAddress, iov_len: free.count)
                    return unsafe readVector(rawValue, &vector, 1, -1, readNoWait)
                }
                if readCount < 0 { return .wouldWait }
                if readCount == 0 { return .ended }
                buffer.setCount(start + readCount)
            }
            return .full
        #else
            return .wouldWait
        #endif
    }

    /// Tells the system that the file will be read from start to end, so that it reads ahead.
    func adviseSequentialReading() {
        #if !canImport(Darwin)
            _ = posix_fadvise(rawValue, 0, 0, POSIX_FADV_SEQUENTIAL)
            _ = posix_fadvise(rawValue, 0, 0, POSIX_FADV_WILLNEED)
        #endif
    }
}

#if os(Linux)
    private typealias ReadVector = @convention(c) (Int32, UnsafePointer<iovec>, Int32, Int, Int32) -> Int

    /// preadv2 hides behind _GNU_SOURCE from Swift: looked up by name.
    private let systemReadVector: ReadVector? = {
        guard let symbol = unsafe dlsym(nil, "preadv2") else { return nil }
        return unsafe unsafeBitCast(symbol, to: ReadVector.self)
    }()

    /// RWF_NOWAIT of uio.h.
    private let readNoWait: Int32 = 8
#endif
