/// The memory that sorting may take, in bytes.
struct SortShares: Sendable {
    /// While rows are collected: they, their keys, and what sorting them takes.
    let collecting: Int
    /// While they are written: the frames of the runs that are merged, or all rows where none were spilled.
    let merging: Int
    /// A frame of a run, and a batch of sorted rows.
    let frame: Int

    init(collecting: Int, merging: Int, frame: Int) {
        self.collecting = collecting
        self.merging = merging
        self.frame = frame
    }

    /// Shares out `byteCount` bytes, and `writerByteCount` more that the writer takes only when rows are written.
    ///
    /// A batch that is gathered, a buffer of encoded and one of compressed rows come on top of what is collected or merged: four
    /// frames are set aside for them.
    init(byteCount: Int, writerByteCount: Int) {
        frame = min(1 << 20, max(32 << 10, byteCount / 32))
        merging = max(frame, byteCount - 4 * frame)
        collecting = min(1 << 30, merging + writerByteCount)
    }
}
