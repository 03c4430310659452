public import ParquetBytes
public import SystemPackage

/// A file that is mapped into memory: pages are decoded where they lie, without being read into a buffer first.
///
/// Good for files of a local disk that are read in parts or more than once. A mapped file must not be truncated while it is
/// open: the operating system then ends the process. Where others may do so, use `FileSource`.
public struct MappedFileSource: ByteSource {
    /// The file's path.
    public let name: String?
    private let contents: SharedBytes

    /// Maps the file at `path`, with the length it has now.
    ///
    /// - Throws: `ParquetError` with code `io`.
    public init(_ path: FilePath) throws(ParquetError) {
        name = path.string
        do {
            let descriptor = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
            contents = try descriptor.closeAfter {
                let count = Int(try descriptor.seek(offset: 0, from: .end))
                return SharedBytes(try PlatformMappedBytes(descriptor, count: count))
            }
        } catch {
            throw ParquetError(.io, "cannot be mapped: \(error)", at: .init(file: path.string))
        }
    }

    /// Maps the file at `path`.
    ///
    /// - Throws: `ParquetError` with code `io`.
    public init(_ path: String) throws(ParquetError) {
        try self.init(FilePath(path))
    }

    /// The length of the file.
    public func byteCount() -> Int { contents.count }

    /// Replaces the content of `buffer` by a copy of the bytes `range`.
    public func read(_ range: Range<Int>, into buffer: inout ByteBuffer) throws(ParquetError) {
        let bytes = try contents.checked(range, of: name)
        buffer.removeAll()
        buffer.append(bytes.bytes)
    }

    /// The bytes `range`, which are not copied.
    public func sharedBytes(_ range: Range<Int>) throws(ParquetError) -> SharedBytes? {
        try contents.checked(range, of: name)
    }
}

extension SharedBytes {
    /// The bytes `range` of a source's.
    ///
    /// - Throws: `ParquetError` with code `io` if there are not as many.
    func checked(_ range: Range<Int>, of name: String?) throws(ParquetError) -> SharedBytes {
        guard range.lowerBound >= 0, range.upperBound <= count else {
            throw ParquetError(.io, "bytes \(range) asked of \(count)", at: .init(file: name))
        }
        return extracting(range)
    }
}
