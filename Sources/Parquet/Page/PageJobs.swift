internal import ParquetBytes
internal import ParquetCodecs
internal import Synchronization

/// Has pages compressed by other threads, a few at a time.
///
/// A column that compresses slowly does not hold up the others this way, nor those who wait for their rows to be appended.
/// The bytes are the same whoever compresses a page, and when.
final class PageJobs: Sendable {
    /// Smaller pages are not worth the way to another thread.
    private static let leastByteCount = 32 << 10

    private let limit: Int
    private let encoders: PageEncoders
    private let help: any WriterHelp
    private let count = Atomic(0)
    /// Memory of pages that are compressed, for the next ones: one more than are compressed at a time.
    private let spares = Mutex<[ByteBuffer]>([])

    /// - Parameters:
    ///   - limit: about how many pages wait or are compressed at a time.
    ///   - encoders: what they are encoded with.
    ///   - help: who does it.
    init(limit: Int, encoders: PageEncoders, help: any WriterHelp) {
        self.limit = limit
        self.encoders = encoders
        self.help = help
    }

    /// Whether a page of `byteCount` bytes is large enough, and there is not enough to do already.
    func mayBegin(_ byteCount: Int, _ codec: PageCodec) -> Bool {
        codec != .uncompressed && byteCount >= PageJobs.leastByteCount && count.load(ordering: .relaxed) < limit
    }

    /// Begins to encode a page, which is given up if nobody holds the job.
    func begin(_ page: RawPage) -> PageJob {
        count.add(1, ordering: .relaxed)
        let job = PageJob(page, self)
        help.offer { [weak job] in
            if let job { self.run(job) }
        }
        return job
    }

    /// Encodes the page of `job` if nobody else does.
    func run(_ job: PageJob) {
        guard job.isWaiting else { return }
        encoders.withOne(jobs: nil) { job.run(&$0) }
    }

    /// Notes that a page does not wait any more, and keeps its memory.
    func ended(_ buffer: ByteBuffer) {
        count.subtract(1, ordering: .relaxed)
        guard buffer.capacity > 0 else { return }
        spares.withLock { spares in
            spares.append(buffer)
            guard spares.count > limit + 1 else { return }
            // Larger ones are good for more pages.
            let smallest = spares.indices.min { spares[$0].capacity < spares[$1].capacity }
            if let smallest { spares.remove(at: smallest) }
        }
    }

    /// Memory for a page like the one of `byteCount` bytes that is being compressed; none if there is none to be had.
    func takeSpare(of byteCount: Int) -> ByteBuffer {
        spares.withLock { spares in
            let fitting = spares.indices.filter { spares[$0].capacity >= byteCount }
            guard let place = fitting.min(by: { spares[$0].capacity < spares[$1].capacity }) else {
                return ByteBuffer()
            }
            return spares.remove(at: place)
        }
    }
}
