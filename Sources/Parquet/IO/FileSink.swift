public import ParquetBytes
internal import Synchronization
public import SystemPackage

/// A file on disk that appears under its name only when it is whole.
///
/// The bytes go to a hidden file beside it, `.NAME.RANDOM.tmp`; `finish` flushes that to the disk, renames it and flushes
/// the directory. A crash leaves at most the hidden file, which no engine reads. Where the directory may be written and not
/// read, it cannot be flushed; then the file is flushed once more under its new name, by which common file systems make the
/// name durable, too.
public final class FileSink: StagedSink {
    /// Where the file appears.
    public let path: FilePath
    private let temporaryPath: FilePath
    private let output: PlatformFileOutput
    private let state = Mutex(State())

    private struct State {
        var isOpen = true
        /// How many bytes were written, and how many of them are on their way to the disk.
        var byteCount = 0
        var begunByteCount = 0
    }

    /// After so many bytes the system is told to begin with them, so that there is less to wait for at the end.
    private static let flushByteCount = 8 << 20

    /// Begins the file `path`. What is there is replaced when the new file is finished.
    ///
    /// - Throws: `ParquetError` with code `io` if the directory is not there or cannot be written to, `argument` if the
    ///   path names no file.
    public init(_ path: FilePath) throws(ParquetError) {
        guard let name = path.lastComponent else {
            throw ParquetError(.argument, "the path names no file", at: .init(file: path.string))
        }
        let unique = String(UInt32.random(in: .min ... .max), radix: 16)
        // Names have at most 255 bytes; a long one lends only its beginning.
        let beginning = String(decoding: name.string.utf8.prefix(200), as: UTF8.self)
        let temporaryPath = path.removingLastComponent().appending(".\(beginning).\(unique).tmp")
        self.path = path
        self.temporaryPath = temporaryPath
        output = try PlatformFileOutput(creating: temporaryPath)
    }

    /// Begins the file `path`.
    public convenience init(_ path: String) throws(ParquetError) {
        try self.init(FilePath(path))
    }

    /// Writes `bytes` to the hidden file.
    public func write(_ bytes: RawSpan) throws(ParquetError) {
        try state.withLock { state throws(ParquetError) in
            guard state.isOpen else { throw ended }
            try output.write(bytes)
            state.byteCount += bytes.byteCount
            guard state.byteCount - state.begunByteCount >= FileSink.flushByteCount else { return }
            output.beginFlushing(state.begunByteCount..<state.byteCount)
            state.begunByteCount = state.byteCount
        }
    }

    /// Reads the bytes `range` of the hidden file back.
    public func read(_ range: Range<Int>, into buffer: inout ByteBuffer) throws(ParquetError) {
        try state.withLock { state throws(ParquetError) in
            guard state.isOpen else { throw ended }
            try output.read(range, into: &buffer)
        }
    }

    /// Lets the file be read and written by those who may do so with the file at `other`.
    func takePermissions(of other: FilePath) throws(ParquetError) {
        try output.takePermissions(of: other)
    }

    private var ended: ParquetError {
        ParquetError(.argument, "the file is finished or given up", at: .init(file: path.string))
    }

    /// Flushes the file and gives it its name.
    ///
    /// - Throws: `ParquetError` with code `io`. Whatever was at the path is still there then, but where the place of the error
    ///   is the directory: then the new file has its name, and might lose it if the system crashed.
    public func finish() throws(ParquetError) {
        guard close() else { return }
        defer { output.close() }
        do {
            try output.synchronize()
            try PlatformFileOutput.rename(temporaryPath, to: path)
        } catch {
            PlatformFileOutput.remove(temporaryPath)
            throw error
        }
        if try !PlatformFileOutput.synchronize(directory: path.removingLastComponent()) { try output.synchronize() }
    }

    /// Removes the hidden file.
    public func abort() {
        guard close() else { return }
        output.close()
        PlatformFileOutput.remove(temporaryPath)
    }

    /// Whether this call is the one that ends the file.
    private func close() -> Bool {
        state.withLock { state in
            defer { state.isOpen = false }
            return state.isOpen
        }
    }

    deinit {
        abort()
    }
}
