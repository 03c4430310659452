internal import Dispatch
internal import ParquetBytes
internal import ParquetCodecs
internal import Synchronization

/// A data page before compression.
struct RawPage: Sendable {
    /// Holds, from `start` on, the levels and values. It may become part of the encoded page, and an empty one is left.
    var buffer: ByteBuffer
    let start: Int
    let contents: DataPageContents
    let codec: PageCodec
    /// Memory for the compressed page, if there is some.
    var target = ByteBuffer()

    /// A bound of what the page takes in the file, header included.
    var maximumByteCount: Int { RawPage.maximumByteCount(of: buffer.count - start, codec) }

    /// A bound of what a page takes in the file whose body has `byteCount` bytes before compression.
    static func maximumByteCount(of byteCount: Int, _ codec: PageCodec) -> Int {
        PageEncoder.maximumHeaderByteCount + max(byteCount, codec.maximumCompressedSize(of: byteCount))
    }
}

/// A data page as the file has it.
struct EncodedPage: Sendable {
    /// Its header, and how much the page is.
    struct Head: Sendable {
        var header: [UInt8]
        var isCompressed: Bool
        /// The header, and the body before compression.
        var uncompressedByteCount: Int
        /// The sizes of the body, before and after compression: what tells how well the column compresses.
        var bodyByteCount: (raw: Int, compressed: Int)

        /// What the page takes in the file.
        var byteCount: Int { header.count + bodyByteCount.compressed }
    }

    var head: Head
    /// Holds the page from `start` on, header included.
    var buffer: ByteBuffer
    var start: Int
}

/// A page that is compressed beside what else is done, or by whoever needs it first.
///
/// The chunk that it belongs to owns it: a page that no chunk wants any more is not compressed.
final class PageJob: Sendable {
    private enum State: Sendable {
        case waiting(RawPage)
        /// Somebody encodes it, and leaves the group when it is done.
        case running(DispatchGroup)
        case done(Result<EncodedPage, ParquetError>)
    }

    private let state: Mutex<State>
    /// What encodes it; nil for a page that was encoded at once.
    private let jobs: PageJobs?
    private let bound: Int

    init(_ page: RawPage, _ jobs: PageJobs) {
        bound = page.maximumByteCount
        state = Mutex(.waiting(page))
        self.jobs = jobs
    }

    /// A page that is encoded already.
    init(done page: EncodedPage) {
        bound = page.head.byteCount
        state = Mutex(.done(.success(page)))
        jobs = nil
    }

    deinit {
        if case .waiting = state.withLock({ $0 }) { jobs?.ended(ByteBuffer()) }
    }

    /// Encodes the page, unless somebody does.
    func run(_ encoder: inout PageEncoder) {
        let group = DispatchGroup()
        let taken = state.withLock { state -> RawPage? in
            guard case .waiting(let page) = state else { return nil }
            group.enter()
            state = .running(group)
            return page
        }
        guard var page = taken else { return }
        let result = Result { () throws(ParquetError) in try encoder.encode(&page) }
        state.withLock { $0 = .done(result) }
        jobs?.ended(page.buffer)
        group.leave()
    }

    /// The encoded page, which is waited for.
    ///
    /// - Throws: `ParquetError` with code `limit` if it is larger than the format allows.
    func page() throws(ParquetError) -> EncodedPage {
        jobs?.run(self)
        let running = state.withLock { if case .running(let group) = $0 { group } else { nil as DispatchGroup? } }
        running?.wait()
        return try state.withLock { state throws(ParquetError) in
            guard case .done(let result) = state else {
                throw ParquetError(
                    .malformed, "a page was not encoded; this is a fault of the program, please report it")
            }
            return try result.get()
        }
    }

    /// Whether somebody has to encode the page first.
    var isWaiting: Bool {
        state.withLock { if case .waiting = $0 { true } else { false } }
    }

    /// Whether the page can be had without waiting.
    var isDone: Bool {
        state.withLock { if case .done = $0 { true } else { false } }
    }

    /// A bound of what the page takes in the file, without waiting for it; exact once it is known.
    var maximumByteCount: Int {
        state.withLock { if case .done(.success(let page)) = $0 { page.head.byteCount } else { bound } }
    }

    /// What the page takes in the file, waited for; a bound if it cannot be encoded.
    var byteCount: Int {
        do throws(ParquetError) { return try page().head.byteCount } catch { return bound }
    }
}
