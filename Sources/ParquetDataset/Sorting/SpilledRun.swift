internal import Parquet
internal import ParquetBytes
internal import ParquetCodecs
internal import SystemPackage

/// Sorted rows in a file, frame by frame, each compressed and with a checksum that is kept here.
struct SpilledRun: Sendable {
    struct Frame: Sendable {
        var byteOffset: Int
        var storedByteCount: Int
        var byteCount: Int
        var checksum: UInt64
    }

    let path: FilePath
    fileprivate(set) var frames: [Frame] = []
    fileprivate(set) var byteCount = 0
    /// The most memory that a frame takes when it is read back, with the keys of its rows.
    fileprivate(set) var largestFrameByteCount = 0

    /// Gives the file back to the system.
    func remove() {
        try? PlatformFile.removeTree(path)
    }
}

/// Writes a sorted run.
struct RunWriter: ~Copyable {
    private var run: SpilledRun
    private let file: PlatformScratchFile
    private let descriptors: [ColumnDescriptor]
    private var compressor: PageCompressor
    private var plain = ByteBuffer()
    private var stored = ByteBuffer()

    /// Much smaller than the rows and as fast as the rest of the way.
    fileprivate static let codec = PageCodec.zstd(level: 1)

    init(_ path: FilePath, _ descriptors: [ColumnDescriptor]) throws(ParquetError) {
        let compressor = try RunWriter.makeCompressor()
        let file = try PlatformScratchFile(creating: path)
        self.init(file, descriptors, compressor)
    }

    private init(
        _ file: PlatformScratchFile, _ descriptors: [ColumnDescriptor], _ compressor: consuming PageCompressor
    ) {
        self.descriptors = descriptors
        self.compressor = compressor
        self.file = file
        run = SpilledRun(path: file.path)
    }

    private static func makeCompressor() throws(ParquetError) -> PageCompressor {
        do throws(CodecError) {
            return try PageCompressor(codec)
        } catch {
            throw ParquetError(.limit, error.message)
        }
    }

    /// The run, its file closed.
    consuming func finish() -> SpilledRun {
        file.close()
        return run
    }

    /// Removes what was written.
    consuming func abort() {
        file.close()
        run.remove()
    }

    /// Writes the next rows, whose keys take so many bytes.
    mutating func append(_ columns: [ColumnVector], keyByteCount: Int) throws(ParquetError) {
        var plain = ByteBuffer()
        swap(&plain, &self.plain)
        defer { swap(&plain, &self.plain) }
        plain.removeAll()
        stored.removeAll()
        try FrameCoder.encode(columns, into: &plain)
        do throws(CodecError) {
            try compressor.compress(plain.bytes, into: &stored)
        } catch {
            throw ParquetError(.limit, error.message, at: .init(file: run.path.string))
        }
        try file.write(stored.bytes)
        run.frames.append(
            SpilledRun.Frame(
                byteOffset: run.byteCount, storedByteCount: stored.count, byteCount: plain.count,
                checksum: XXHash64.hash(stored.bytes)))
        run.byteCount += stored.count
        // Read back, it is there as rows with their places and keys, and in one of the two buffers of the reader.
        let source = RowSource(columns, descriptors)
        run.largestFrameByteCount = max(
            run.largestFrameByteCount, source.byteCount + keyByteCount + 4 * source.rowCount)
    }
}

/// Reads frames of runs back; its buffers are used for all runs.
struct FrameReader: ~Copyable {
    private let descriptors: [ColumnDescriptor]
    private var decompressor = PageDecompressor()
    private var plain = ByteBuffer()
    private var stored = ByteBuffer()

    init(_ descriptors: [ColumnDescriptor]) {
        self.descriptors = descriptors
    }

    /// The rows of frame `index` of a run whose file is given.
    mutating func read(
        _ index: Int, of run: SpilledRun, _ file: PlatformScratchFile
    ) throws(ParquetError) -> RowSource {
        let frame = run.frames[index]
        var plain = ByteBuffer()
        var stored = ByteBuffer()
        swap(&plain, &self.plain)
        swap(&stored, &self.stored)
        defer {
            swap(&plain, &self.plain)
            swap(&stored, &self.stored)
        }
        try file.read(at: frame.byteOffset, count: frame.storedByteCount, into: &stored)
        let place = ParquetError.Place(file: run.path.string, byteOffset: frame.byteOffset)
        guard XXHash64.hash(stored.bytes) == frame.checksum else {
            throw ParquetError(.checksum, "spilled rows do not read back as they were written", at: place)
        }
        plain.removeAll()
        do throws(CodecError) {
            try decompressor.decompress(
                stored.bytes, codec: RunWriter.codec, uncompressedSize: frame.byteCount, into: &plain)
        } catch {
            throw ParquetError(.malformed, error.message, at: place)
        }
        do throws(ByteReaderError) {
            return RowSource(try FrameCoder.decode(plain.bytes, descriptors), descriptors)
        } catch {
            throw ParquetError(.malformed, error.message, at: place)
        }
    }
}
