internal import ParquetBytes

/// The finished data pages of a column chunk, one after the other, headers included.
///
/// They lie in pieces, so that nothing moves when more pages come, and a page that is stored as it was put together is taken
/// over with its memory.
struct PageBytes: Sendable {
    private(set) var pieces: [FilePiece] = []
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

    /// Appends the page that is what `buffer` holds from `start` on, header included. If it fills most of the buffer, the buffer becomes
    /// part of the chunk, and an empty one is left.
    mutating func append(adopting buffer: inout ByteBuffer, from start: Int) {
        let byteCount = buffer.count - start
        guard PageBytes.adopts(buffer, from: start) else {
            return append(buffer.bytes.bytes(start..<buffer.count))
        }
        var adopted = ByteBuffer()
        swap(&adopted, &buffer)
        pieces.append(FilePiece(buffer: adopted, start: start))
        count += byteCount
    }

    /// Whether a page that is what `buffer` holds from `start` on is taken over with its memory.
    static func adopts(_ buffer: borrowing ByteBuffer, from start: Int) -> Bool {
        let byteCount = buffer.count - start
        return byteCount >= leastAdoptedByteCount && byteCount * 2 >= buffer.capacity
    }

    /// Appends a copy of a page.
    private mutating func append(_ page: RawSpan) {
        let byteCount = page.byteCount
        if pieces.isEmpty
            || pieces[pieces.count - 1].buffer.capacity - pieces[pieces.count - 1].buffer.count < byteCount
        {
            var buffer = takeSpare(of: byteCount) ?? ByteBuffer()
            buffer.reserve(max(byteCount, min(count, PageBytes.pieceByteCount)))
            pieces.append(FilePiece(buffer: buffer))
        }
        pieces[pieces.count - 1].buffer.append(page)
        count += byteCount
    }

    /// Memory for about `byteCount` bytes: that of a page that was written out, or new.
    mutating func takeBuffer(of byteCount: Int) -> ByteBuffer {
        var buffer = takeSpare(of: byteCount) ?? ByteBuffer()
        buffer.reserve(byteCount)
        return buffer
    }

    /// Memory for at least `byteCount` bytes that belonged to a page that was written out.
    mutating func takeSpare(of byteCount: Int) -> ByteBuffer? {
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
        let largest = max(largestCount, count)
        guard buffer.capacity > 0,
            spareByteCount + buffer.capacity <= largest + min(largest / 2, 2 * PageBytes.pieceByteCount)
        else { return }
        spareByteCount += buffer.capacity
        var empty = buffer
        empty.removeAll()
        spare.append(empty)
    }
}
