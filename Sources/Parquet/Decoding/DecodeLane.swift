/// Columns of a row group that are decoded side by side, batch by batch.
struct DecodeLane: Sendable {
    struct Column: Sendable {
        /// The column's place among those that are read.
        let place: Int
        /// The reader; nil while a job has it.
        var chunk: ColumnChunkReader?
        /// The bytes of memory that the reader held when it was last seen.
        var heldByteCount = 0
        /// The first batch that was not given out.
        var nextBatch = 0
    }

    var columns: [Column] = []
    /// The first batch that not all columns have begun, how many have not, and where to look for one of them.
    private(set) var round = 0
    private var roundColumnCount = 0
    private var cursor = 0

    /// The columns that `chunks` read.
    init(_ chunks: [(place: Int, chunk: ColumnChunkReader)] = []) {
        columns = chunks.map { Column(place: $0.place, chunk: $0.chunk) }
        beginRound()
    }

    /// Whether all batches before `batch` were given out.
    func isPast(_ batch: Int) -> Bool { columns.isEmpty || round >= batch }

    /// The bytes of memory that the readers held when they were last seen.
    var heldByteCount: Int {
        let columns = columns.span
        var total = 0
        for index in columns.indices { total += columns[index].heldByteCount }
        return total
    }

    /// Whether a job has one of the columns.
    var isAtWork: Bool { columns.contains { $0.chunk == nil } }

    /// The column that is furthest behind and not at work, if its next batch is before `limit`.
    func next(before limit: Int) -> Int? {
        // Columns take turns: the next one of the round is mostly where the last one was found.
        if round < limit {
            for step in columns.indices {
                let column = (cursor + step) % columns.count
                if columns[column].nextBatch == round, columns[column].chunk != nil { return column }
            }
        }
        var next = limit
        var chosen: Int?
        for column in columns.indices where columns[column].nextBatch < next && columns[column].chunk != nil {
            next = columns[column].nextBatch
            chosen = column
        }
        return chosen
    }

    /// Notes that `column` goes on at `batch`.
    mutating func advance(_ column: Int, to batch: Int) {
        if columns[column].nextBatch == round { roundColumnCount -= 1 }
        columns[column].nextBatch = batch
        cursor = (column + 1) % columns.count
        if roundColumnCount == 0 { beginRound() }
    }

    /// The place of `column` among those that are read, and the bytes that its reader held when it was last seen.
    func holding(of column: Int) -> (place: Int, byteCount: Int) {
        (columns[column].place, columns[column].heldByteCount)
    }

    /// Takes the reader of `column` back, which holds so many bytes.
    ///
    /// - Parameter next: the batch that the column goes on at, if it is another one than was thought.
    mutating func put(back chunk: ColumnChunkReader, _ heldByteCount: Int, _ column: Int, next: Int?) {
        columns[column].chunk = chunk
        columns[column].heldByteCount = heldByteCount
        guard let next else { return }
        columns[column].nextBatch = next
        beginRound()
    }

    private mutating func beginRound() {
        round = columns.reduce(.max) { min($0, $1.nextBatch) }
        roundColumnCount = columns.reduce(0) { $0 + ($1.nextBatch == round ? 1 : 0) }
    }
}
