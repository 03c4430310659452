public import ParquetBytes
public import SystemPackage

/// A file of the file system, which stays open as long as the source lives.
public final class FileSource: ByteSource {
    /// The file's path.
    public let name: String?
    private let descriptor: FileDescriptor

    /// Opens the file at `path`.
    ///
    /// - Throws: `ParquetError` with code `io`.
    public init(_ path: FilePath) throws(ParquetError) {
        name = path.string
        do {
            descriptor = try FileDescriptor.open(path, .readOnly)
        } catch {
            throw ParquetError(.io, "cannot be opened: \(error)", at: .init(file: path.string))
        }
        // A directory opens, and has a length that means nothing.
        guard (try? path.stat().type) != .directory else {
            throw ParquetError(
                .io, "is a directory; name the files in it, as in '\(path.string)/*.parquet'",
                at: .init(file: path.string))
        }
    }

    /// Opens the file at `path`.
    ///
    /// - Throws: `ParquetError` with code `io`.
    public convenience init(_ path: String) throws(ParquetError) {
        try self.init(FilePath(path))
    }

    deinit {
        // A descriptor that was only read from has nothing to lose.
        try? descriptor.close()
    }

    /// The length of the file.
    public func byteCount() throws(ParquetError) -> Int {
        do {
            return Int(try descriptor.seek(offset: 0, from: .end))
        } catch {
            throw ParquetError(.io, "has no length: \(error)", at: .init(file: name))
        }
    }

    /// Replaces the content of `buffer` by the bytes `range`.
    public func read(_ range: Range<Int>, into buffer: inout ByteBuffer) throws(ParquetError) {
        buffer.removeAll()
        buffer.reserve(range.count)
        var count = 0
        while count < range.count {
            let step: Int
            do {
                step = try descriptor.read(
                    at: range.lowerBound + count, count: range.count - count, into: &buffer, to: count)
            } catch {
                throw ParquetError(
                    .io, "cannot be read: \(error)", at: .init(file: name, byteOffset: range.lowerBound + count))
            }
            guard step > 0 else {
                throw ParquetError(
                    .io, "ends before byte \(range.upperBound)",
                    at: .init(file: name, byteOffset: range.lowerBound + count))
            }
            count += step
        }
        buffer.setCount(count)
    }
}
