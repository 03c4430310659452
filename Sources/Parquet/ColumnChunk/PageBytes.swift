internal import ParquetBytes

/// The finished data pages of a column chunk, one after the other, headers included.
///
/// They lie in pieces, so that nothing moves when more pages come, and a page that is stored as it was put together is taken
/// over with its memory.
struct PageBytes: Sendable {
    /// Bytes of the file: those of a buffer from a place on.
    struct Piece: Sendable {
        var buffer: ByteBuffer
        var start = 0

        var count: Int { buffer.count - start }

        var bytes: RawSpan {
            @_lifetime(borrow self)
            get { buffer.bytes.bytes(start..<buffer.count) }
        }
    }

    private(set) var pieces: [Piece] = []
    /// The bytes of all pages.
    private(set) var count = 0
    /// Memory of pages that were written out.
    private var spare: [ByteBuffer] = []
    private var spareByteCount = 0
    /// The bytes of the largest chunk so far: as much memory is kept, and a little more.
    private var largestCount = 0

    /// Pieces for copied pages are not made larger than this, unless one page is.
    private static let pieceByteCount = 1 << 20
    /// Smaller pages are copied: a piece of its own costs more.
    private static let leastAdoptedByteCount = 32 << 10

    /// Appends a copy of a page.
    mutating func append(_ header: [UInt8], _ body: RawSpan) {
        let byteCount = header.count + body.byteCount
        if pieces.isEmpty
            || pieces[pieces.count - 1].buffer.capacity - pieces[pieces.count - 1].buffer.count < byteCount
        {
            var buffer = takeSpare(of: byteCount) ?? ByteBuffer()
            buffer.reserve(max(byteCount, min(count, PageBytes.pieceByteCount)))
            pieces.append(Piece(buffer: buffer))
        }
        pieces[pieces.count - 1].buffer.append(header)
        pieces[pieces.count - 1].buffer.append(body)
        count += byteCount
    }

    /// Appends the page whose body is what `buffer` holds from `start` on. If it fills most of the buffer, the buffer becomes
    /// part of the chunk, and an empty one is left.
    ///
    /// - Precondition: there is room for the header before the body.
    mutating func append(_ header: [UInt8], adopting buffer: inout ByteBuffer, from start: Int) {
        let byteCount = buffer.count - start
        guard byteCount >= PageBytes.leastAdoptedByteCount, byteCount * 2 >= buffer.capacity else {
            return append(header, buffer.bytes.bytes(start..<buffer.count))
        }
        precondition(header.count <= start)
        var target = buffer.mutableBytes
        target.copy(from: header.rawBytes, at: 0, count: header.count, to: start - header.count)
        var adopted = ByteBuffer()
        swap(&adopted, &buffer)
        pieces.append(Piece(buffer: adopted, start: start - header.count))
        count += header.count + byteCount
    }

    /// Memory for about `byteCount` bytes: that of a page that was written out, or new.
    mutating func takeBuffer(of byteCount: Int) -> ByteBuffer {
        var buffer = takeSpare(of: byteCount) ?? ByteBuffer()
        buffer.reserve(byteCount)
        return buffer
    }

    private mutating func takeSpare(of byteCount: Int) -> ByteBuffer? {
        guard let index = spare.lastIndex(where: { $0.capacity >= byteCount }) else { return nil }
        let buffer = spare.remove(at: index)
        spareByteCount -= buffer.capacity
        return buffer
    }

    /// Hands out the pages, and keeps memory that was taken back before.
    mutating func take() -> PageBytes {
        var taken = PageBytes()
        largestCount = max(largestCount, count)
        swap(&taken.pieces, &pieces)
        taken.count = count
        count = 0
        return taken
    }

    /// Forgets the pages and keeps their memory.
    mutating func removeAll() {
        for piece in take().pieces { recycle(piece.buffer) }
    }

    /// Takes back the memory of a piece.
    mutating func recycle(_ buffer: ByteBuffer) {
        guard buffer.capacity > 0,
            spareByteCount + buffer.capacity <= largestCount + min(largestCount / 2, 2 * PageBytes.pieceByteCount)
        else { return }
        spareByteCount += buffer.capacity
        var empty = buffer
        empty.removeAll()
        spare.append(empty)
    }
}
