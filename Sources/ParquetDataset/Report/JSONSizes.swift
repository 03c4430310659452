internal import Parquet
internal import ParquetBytes
internal import ParquetCodecs
internal import SystemPackage

/// The sizes of files of JSON: of their text, and of it compressed by gzip. Files are looked at by threads of their own.
struct JSONSizes: Sendable {
    /// The size of one file.
    struct Size: Sendable, Equatable {
        var plain = 0
        var gzip = 0
    }

    private struct State: Sendable {
        var next = 0
        var sizes: [Size]
        var failure: ParquetError?
        var workersLeft = 0
    }

    /// How much is compressed at once: a gzip member. Of larger ones files are not noticeably smaller.
    private static let memberByteCount = 8 << 20
    static let gzipLevel = 6

    /// The sizes of `chunks`, in their order.
    ///
    /// - Throws: `ParquetError` with code `io`, or `input` for compressed files that are broken.
    static func measure(_ chunks: [InputChunk], threads: Int) throws(ParquetError) -> [Size] {
        let monitor = Monitor(State(sizes: chunks.map { _ in Size() }))
        for index in 0..<max(1, min(threads, chunks.count)) {
            monitor.change { $0.workersLeft += 1 }
            guard !PlatformThread.start({ work(chunks, monitor) }) else { continue }
            monitor.change { $0.workersLeft -= 1 }
            if index == 0 { throw ParquetError(.limit, "the system has no thread to give") }
            break
        }
        let state = monitor.wait { state in state.workersLeft == 0 ? state : nil }
        if let failure = state.failure { throw failure }
        return state.sizes
    }

    private static func work(_ chunks: [InputChunk], _ monitor: Monitor<State>) {
        while true {
            let next = monitor.change { state -> Int? in
                guard state.failure == nil, state.next < chunks.count else { return nil }
                state.next += 1
                return state.next - 1
            }
            guard let next else { break }
            do throws(ParquetError) {
                let size = try size(of: chunks[next])
                monitor.change { $0.sizes[next] = size }
            } catch {
                let failure = error.at(.init(file: chunks[next].path.string))
                monitor.change { $0.failure = $0.failure ?? failure }
            }
        }
        monitor.change { $0.workersLeft -= 1 }
    }

    /// Of a file that is compressed by gzip already the size is what it has.
    private static func size(of chunk: InputChunk) throws(ParquetError) -> Size {
        let descriptor: FileDescriptor
        do {
            descriptor = try FileDescriptor.open(chunk.path, .readOnly, options: .closeOnExec)
        } catch {
            throw ParquetError(.io, "cannot open it: \(error)")
        }
        defer { try? descriptor.close() }
        descriptor.adviseSequentialReading()
        do throws(CodecError) {
            switch chunk.format {
            case .plain: return try sizeOfText(descriptor)
            case .gzip:
                let plain = try unpack(descriptor, .gzip) { (_: borrowing ByteBuffer) throws(CodecError) in }
                return Size(plain: plain, gzip: chunk.byteCount)
            case .zstd:
                var compressor = try PageCompressor(.gzip(level: gzipLevel))
                var compressed = ByteBuffer()
                var gzip = 0
                let plain = try unpack(descriptor, .zstd) { (piece: borrowing ByteBuffer) throws(CodecError) in
                    compressed.removeAll()
                    try compressor.compress(piece.bytes, into: &compressed)
                    gzip += compressed.count
                }
                return Size(plain: plain, gzip: gzip)
            }
        } catch {
            throw ParquetError(.input, error.message)
        }
    }

    private static func sizeOfText(_ descriptor: FileDescriptor) throws(CodecError) -> Size {
        var compressor = try PageCompressor(.gzip(level: gzipLevel))
        var piece = ByteBuffer()
        var compressed = ByteBuffer()
        var size = Size()
        var isMore = true
        while isMore {
            isMore = try fill(&piece, descriptor)
            guard piece.count > 0 else { break }
            compressed.removeAll()
            try compressor.compress(piece.bytes, into: &compressed)
            size.plain += piece.count
            size.gzip += compressed.count
        }
        return size
    }

    /// Unpacks a file and gives its text to `take`, piece by piece.
    ///
    /// - Returns: how many bytes the text has.
    private static func unpack(
        _ descriptor: FileDescriptor, _ format: StreamDecompressor.Format,
        _ take: (borrowing ByteBuffer) throws(CodecError) -> Void
    ) throws(CodecError) -> Int {
        var decompressor = try StreamDecompressor(format)
        var raw = ByteBuffer()
        var rawOffset = 0
        var piece = ByteBuffer()
        var isMore = true
        while true {
            try decompressor.decompress(raw.bytes, at: &rawOffset, into: &piece, upTo: memberByteCount)
            if piece.count < memberByteCount, isMore {
                rawOffset = 0
                isMore = try fill(&raw, descriptor)
                continue
            }
            guard piece.count > 0 else { break }
            try take(piece)
            piece.removeAll()
        }
        try decompressor.finish()
        return decompressor.outputByteCount
    }

    /// Replaces the content of `buffer` by the next piece of a file.
    ///
    /// - Returns: whether more may follow.
    /// - Throws: `CodecError` with what the system says.
    private static func fill(_ buffer: inout ByteBuffer, _ descriptor: FileDescriptor) throws(CodecError) -> Bool {
        buffer.removeAll()
        do {
            return try descriptor.fill(&buffer, upTo: memberByteCount)
        } catch {
            throw CodecError("cannot read it: \(error)")
        }
    }
}
