internal import Parquet
internal import ParquetBytes
public import SystemPackage

/// One file of JSON records, or what comes through standard input.
public struct InputChunk: Sendable, Hashable {
    /// Where the file is; a name for messages if it is standard input.
    public let path: FilePath
    /// The path below the input directory, its components joined by slashes; chunks are ordered by its bytes.
    public let relativePath: String
    /// How the records are stored.
    public let format: ChunkFormat
    /// The file's size in bytes when the input was listed; 0 of standard input, of which it is not known.
    public let byteCount: Int
    /// When the file was last changed before the input was listed: nanoseconds since 1970-01-01T00:00:00Z; nil of standard input.
    public let modifiedNanoseconds: Int64?
    /// The first bytes of standard input, which were read to tell its format; nil of a file.
    let bytesRead: [UInt8]?
    /// What standard input held, once it is in a file; nil of a file that has a name.
    let spool: StandardInputSpool?

    init(
        path: FilePath, relativePath: String, format: ChunkFormat, byteCount: Int,
        modifiedNanoseconds: Int64? = nil, bytesRead: [UInt8]? = nil, spool: StandardInputSpool? = nil
    ) {
        self.path = path
        self.relativePath = relativePath
        self.format = format
        self.byteCount = byteCount
        self.modifiedNanoseconds = modifiedNanoseconds
        self.bytesRead = bytesRead
        self.spool = spool
    }

    /// Whether this is standard input, which can be read but once.
    public var isStandardInput: Bool { bytesRead != nil }

    /// What receipts call it: its path below the input, or `-`.
    var sourceName: String { isStandardInput || spool != nil ? "-" : relativePath }

    /// The hash of its bytes as they are now.
    ///
    /// - Throws: `ParquetError` with code `io` if it cannot be read, or can be read but once.
    func hash() throws(ParquetError) -> Hash256 {
        do {
            guard !isStandardInput else { throw Errno.illegalSeek }
            let descriptor = try spool?.opened() ?? FileDescriptor.open(path, .readOnly, options: .closeOnExec)
            defer { try? descriptor.close() }
            var stream = SHA256Stream()
            var buffer = ByteBuffer()
            var isMore = true
            while isMore {
                buffer.removeAll()
                isMore = try descriptor.fill(&buffer, upTo: 1 << 20)
                stream.update(buffer.bytes)
            }
            return stream.finish()
        } catch {
            throw ParquetError(.io, "cannot read it: \(error)", at: .init(file: path.string))
        }
    }

    /// The same chunk; of standard input, one that can be read again.
    func spooled(in output: FilePath) throws(ParquetError) -> InputChunk {
        guard let bytesRead else { return self }
        let spool = try StandardInputSpool(bytesRead, in: output)
        return InputChunk(
            path: path, relativePath: relativePath, format: format, byteCount: spool.byteCount, spool: spool)
    }

    /// Standard input, of which the first bytes are read.
    static func standardInput() throws(ParquetError) -> InputChunk {
        let name = "standard input"
        var buffer = ByteBuffer()
        do {
            _ = try FileDescriptor.standardInput.fill(&buffer, upTo: ChunkFormat.magicByteCount)
        } catch {
            throw ParquetError(.io, "cannot read it: \(error)", at: .init(file: name))
        }
        let start = buffer.takeArray()
        return InputChunk(
            path: FilePath(name), relativePath: name, format: ChunkFormat(firstBytes: start), byteCount: 0,
            bytesRead: start)
    }
}

/// A partition of the input with the chunks that hold its rows.
public struct InputPartition: Sendable {
    /// The partition's directories, as spelled; the output has the same.
    public let path: PartitionPath
    /// The chunks in the order of their rows.
    public let chunks: [InputChunk]

    /// The day that the path names, if it does.
    public var day: CalendarDay? { path.day.day }

    /// The size of all chunks in bytes.
    public var byteCount: Int { chunks.reduce(0) { $0 + $1.byteCount } }
}
