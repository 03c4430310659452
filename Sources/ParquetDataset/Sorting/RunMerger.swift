internal import Parquet
internal import ParquetBytes

/// Merges sorted runs: of rows with equal keys those of earlier runs come first, so that the order of the input is kept.
struct RunMerger: ~Copyable {
    /// The most rows of a batch.
    static let batchRowLimit = 64 << 10

    /// A run's frame that is in memory, and the row in it that is next.
    private struct Cursor {
        let run: SpilledRun
        let file: PlatformScratchFile
        var frame = 0
        var row = 0
        var keys = KeyTable()
    }

    private let descriptors: [ColumnDescriptor]
    private var encoder: KeyEncoder
    private var reader: FrameReader
    private var cursors: [Cursor] = []
    private var sources: [RowSource] = []
    /// The runs that are not at their ends, the one with the first row on top: a binary heap.
    private var heap: [Int] = []

    init(_ runs: [SpilledRun], _ descriptors: [ColumnDescriptor], _ encoder: KeyEncoder) throws(ParquetError) {
        self.descriptors = descriptors
        self.encoder = encoder
        reader = FrameReader(descriptors)
        for run in runs {
            var cursor = Cursor(run: run, file: try PlatformScratchFile(reading: run.path))
            var source = RowSource([], [])
            if !run.frames.isEmpty {
                source = try reader.read(0, of: run, cursor.file)
                try self.encoder.append(source.columns, rowCount: source.rowCount, to: &cursor.keys)
                heap.append(cursors.count)
            }
            cursors.append(cursor)
            sources.append(source)
        }
        for place in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(place) }
    }

    /// Hands out all rows, in batches of about `batchByteCount` bytes.
    ///
    /// - Parameter body: is given the rows and how many bytes their keys take.
    mutating func merge(
        batchByteCount: Int, _ body: ([ColumnVector], Int) throws(ParquetError) -> Void
    ) throws(ParquetError) {
        var gatherer = RowGatherer(descriptors)
        var picks: [RowPick] = []
        var byteCount = 0
        var keyByteCount = 0
        while let index = heap.first {
            let row = cursors[index].row
            picks.append(RowPick(source: UInt32(index), row: UInt32(row)))
            let keyLength = Int(cursors[index].keys.offsets[row + 1] - cursors[index].keys.offsets[row])
            keyByteCount += keyLength
            byteCount += keyLength + sources[index].byteCount / max(1, sources[index].rowCount)
            cursors[index].row = row + 1
            let isOver = row + 1 == sources[index].rowCount
            if isOver || byteCount >= batchByteCount || picks.count == RunMerger.batchRowLimit {
                try body(try gatherer.gather(picks, from: sources), keyByteCount)
                picks.removeAll(keepingCapacity: true)
                byteCount = 0
                keyByteCount = 0
            }
            if isOver, try !readNextFrame(index) {
                heap.swapAt(0, heap.count - 1)
                heap.removeLast()
            }
            if !heap.isEmpty { sink(0) }
        }
    }

    private mutating func readNextFrame(_ index: Int) throws(ParquetError) -> Bool {
        let next = cursors[index].frame + 1
        // The memory of the old frame is free before the next one is there.
        sources[index] = RowSource([], [])
        cursors[index].keys.removeAll()
        guard next < cursors[index].run.frames.count else { return false }
        cursors[index].frame = next
        cursors[index].row = 0
        let source = try reader.read(next, of: cursors[index].run, cursors[index].file)
        try encoder.append(source.columns, rowCount: source.rowCount, to: &cursors[index].keys)
        sources[index] = source
        return true
    }

    /// Moves the run at `place` of the heap down to where it belongs.
    private mutating func sink(_ place: Int) {
        var place = place
        let moved = heap[place]
        while true {
            var child = 2 * place + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, isBefore(heap[child + 1], heap[child]) { child += 1 }
            guard isBefore(heap[child], moved) else { break }
            heap[place] = heap[child]
            place = child
        }
        heap[place] = moved
    }

    @inline(__always)
    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        let order = cursors[left].keys.compare(cursors[left].row, with: cursors[right].keys, cursors[right].row)
        return order == 0 ? left < right : order < 0
    }
}
