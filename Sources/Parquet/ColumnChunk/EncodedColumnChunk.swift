internal import ParquetBytes

/// The pages of a column chunk, encoded: a value that knows nothing of its place in the file.
struct EncodedColumnChunk: Sendable {
    /// The dictionary page, header included; empty if there is none.
    var dictionaryPage = ByteBuffer()
    /// The data pages that are encoded, up to the first one that may not be.
    private(set) var dataPages = PageBytes()
    /// What each of them takes in the file.
    private(set) var pageByteCounts: [Int] = []
    /// The data pages behind them.
    private var pending: [PageJob] = []
    /// The pages' headers and their bodies before compression.
    var uncompressedByteCount = 0
    /// The sizes of the data pages' bodies, before and after compression: what tells how well the column compresses.
    private(set) var bodyByteCount = (raw: 0, compressed: 0)

    /// How many data pages there are.
    var dataPageCount: Int { pageByteCounts.count + pending.count }

    /// Whether pages may not be encoded yet.
    var isPending: Bool { !pending.isEmpty }

    /// The bytes that the chunk takes in the file, for which pages that are being encoded are waited for.
    var byteCount: Int { pending.reduce(dictionaryPage.count + dataPages.count) { $0 + $1.byteCount } }

    /// A bound of what the data pages take, for which nothing is waited for; exact where `waits`.
    func dataPageByteCount(waits: Bool) -> Int {
        pending.reduce(dataPages.count) { $0 + (waits ? $1.byteCount : $1.maximumByteCount) }
    }

    /// Appends a page that is being encoded.
    mutating func append(_ job: PageJob) { pending.append(job) }

    /// Appends the page that is what `buffer` holds from `start` on, header included. The buffer may become part of the chunk, and an
    /// empty one is left.
    mutating func append(_ head: EncodedPage.Head, adopting buffer: inout ByteBuffer, from start: Int) {
        if pending.isEmpty {
            add(head, adopting: &buffer, from: start)
        } else if PageBytes.adopts(buffer, from: start) {
            var adopted = ByteBuffer()
            swap(&adopted, &buffer)
            pending.append(PageJob(done: EncodedPage(head: head, buffer: adopted, start: start)))
        } else {
            let copy = ByteBuffer(copying: buffer.bytes.bytes(start..<buffer.count))
            pending.append(PageJob(done: EncodedPage(head: head, buffer: copy, start: 0)))
        }
    }

    private mutating func add(_ head: EncodedPage.Head, adopting buffer: inout ByteBuffer, from start: Int) {
        dataPages.append(adopting: &buffer, from: start)
        pageByteCounts.append(head.byteCount)
        uncompressedByteCount += head.uncompressedByteCount
        bodyByteCount.raw += head.bodyByteCount.raw
        bodyByteCount.compressed += head.bodyByteCount.compressed
    }

    /// Takes the pages over that are encoded by now, as far as those before them are.
    mutating func settleDone() throws(ParquetError) {
        while let first = pending.first, first.isDone { try settle(first) }
    }

    /// Waits for all pages, and takes them over.
    ///
    /// - Throws: `ParquetError` with code `limit` if one is larger than the format allows.
    mutating func settle() throws(ParquetError) {
        while let first = pending.first { try settle(first) }
    }

    /// Takes the first of the pending pages over.
    private mutating func settle(_ first: PageJob) throws(ParquetError) {
        var page: EncodedPage
        do throws(ParquetError) {
            page = try first.page()
        } catch {
            throw error.at(.init(page: pageByteCounts.count))
        }
        pending.removeFirst()
        add(page.head, adopting: &page.buffer, from: page.start)
        dataPages.recycle(page.buffer)
    }

    /// Memory for about `byteCount` bytes: that of a page that was written out, or new.
    mutating func takeBuffer(of byteCount: Int) -> ByteBuffer { dataPages.takeBuffer(of: byteCount) }

    /// Memory of a page that was written out for what a page of `byteCount` bytes may become; none if there is none.
    mutating func takeTarget(ofPage byteCount: Int) -> ByteBuffer {
        let ratio = bodyByteCount.raw == 0 ? 1 : Double(bodyByteCount.compressed) / Double(bodyByteCount.raw)
        return dataPages.takeSpare(of: Int(Double(byteCount) * ratio)) ?? ByteBuffer()
    }

    /// Takes back the memory of a page that was written out.
    mutating func recycle(_ buffer: ByteBuffer) { dataPages.recycle(buffer) }

    /// Hands out the chunk and begins the next one, which keeps the memory that was taken back.
    ///
    /// - Precondition: all pages are settled.
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
        pageByteCounts.removeAll()
        pending.removeAll()
        uncompressedByteCount = 0
        bodyByteCount = (0, 0)
    }
}
