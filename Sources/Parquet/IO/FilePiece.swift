internal import ParquetBytes

/// Bytes of a file, with the memory they lie in: those of a buffer from a place on.
package struct FilePiece: Sendable {
    var buffer: ByteBuffer
    var start = 0

    package var count: Int { buffer.count - start }

    package var bytes: RawSpan {
        @_lifetime(borrow self)
        get { buffer.bytes.bytes(start..<buffer.count) }
    }
}

/// A sink that takes memory, which it may read on several threads.
package protocol FilePieceSink: ByteSink {
    /// Takes the next bytes of the file, and holds none of `pieces` any more when it returns.
    func write(_ pieces: [FilePiece]) throws(ParquetError)
}

extension ByteSink {
    /// Takes the next bytes of the file.
    func take(_ pieces: [FilePiece]) throws(ParquetError) {
        if let sink = self as? any FilePieceSink { return try sink.write(pieces) }
        for piece in pieces { try write(piece.bytes) }
    }
}
