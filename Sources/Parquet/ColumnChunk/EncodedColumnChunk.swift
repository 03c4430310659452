internal import ParquetBytes

/// The pages of a column chunk, encoded: a value that knows nothing of its place in the file.
struct EncodedColumnChunk: Sendable {
    /// The dictionary page, header included; empty if there is none.
    var dictionaryPage = ByteBuffer()
    /// The data pages.
    var dataPages = PageBytes()
    /// How many data pages there are.
    var dataPageCount = 0
    /// The pages' headers and their bodies before compression.
    var uncompressedByteCount = 0
    /// The sizes of the data pages' bodies, before and after compression: what tells how well the column compresses.
    var bodyByteCount = (raw: 0, compressed: 0)

    /// The bytes that the chunk takes in the file.
    var byteCount: Int { dictionaryPage.count + dataPages.count }

    /// Hands out the chunk and begins the next one, which keeps the memory that was taken back.
    mutating func take() -> EncodedColumnChunk {
        var taken = EncodedColumnChunk()
        swap(&taken, &self)
        swap(&taken.dataPages, &dataPages)
        taken.dataPages = dataPages.take()
        return taken
    }

    /// Forgets the pages and keeps the memory.
    mutating func removeAll() {
        dictionaryPage.removeAll()
        dataPages.removeAll()
        dataPageCount = 0
        uncompressedByteCount = 0
        bodyByteCount = (0, 0)
    }
}
