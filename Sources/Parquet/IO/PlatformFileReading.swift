internal import ParquetBytes
internal import SystemPackage

extension FileDescriptor {
    /// Reads up to `count` bytes at `offset` of the file to `place` of the buffer's storage, which has room for them.
    /// The file's own position is left alone, so that reads may run side by side.
    ///
    /// - Returns: the number of bytes read, 0 at the end of the file.
    func read(at offset: Int, count: Int, into buffer: inout ByteBuffer, to place: Int) throws -> Int {
        var storage = buffer.mutableBytes
        return unsafe try storage.withUnsafeMutableBytes { bytes in
            let room = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[place..<place + count])
            return unsafe try read(fromAbsoluteOffset: Int64(offset), into: room)
        }
    }
}
