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

    /// Tells the system that the file will be read from start to end, so that it reads ahead.
    func adviseSequentialReading() {
        #if !canImport(Darwin)
            _ = posix_fadvise(rawValue, 0, 0, POSIX_FADV_SEQUENTIAL)
            _ = posix_fadvise(rawValue, 0, 0, POSIX_FADV_WILLNEED)
        #endif
    }
}
