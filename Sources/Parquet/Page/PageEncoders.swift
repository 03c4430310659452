internal import Synchronization

/// Page encoders for as many threads as need one at a time, with the memory that they keep.
final class PageEncoders: Sendable {
    private final class Box: Sendable {
        let encoder: Mutex<PageEncoder>

        init(writesChecksums: Bool) {
            encoder = Mutex(PageEncoder(writesChecksums: writesChecksums))
        }
    }

    private let writesChecksums: Bool
    private let idle = Mutex<[Box]>([])

    init(writesChecksums: Bool) {
        self.writesChecksums = writesChecksums
    }

    /// Lends an encoder.
    ///
    /// - Parameter jobs: what it may have other threads encode pages with.
    func withOne<Failure: Error>(
        jobs: PageJobs?, _ body: (inout PageEncoder) throws(Failure) -> Void
    ) throws(Failure) {
        let box = idle.withLock { $0.popLast() } ?? Box(writesChecksums: writesChecksums)
        defer { idle.withLock { $0.append(box) } }
        try box.encoder.withLock { encoder throws(Failure) in
            encoder.jobs = jobs
            defer { encoder.jobs = nil }
            try body(&encoder)
        }
    }
}
