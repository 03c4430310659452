internal import ParquetBytes
internal import ParquetCodecs

/// A piece of work of reading: all that it takes is in it, so that it can be done anywhere.
enum DecodeJob: Sendable {
    case open(OpenRowGroupJob)
    case decode(DecodeColumnJob)

    /// Does the work. An error is part of what comes out.
    nonisolated(nonsending) mutating func run(
        _ file: ParquetFile, _ decompressor: inout PageDecompressor
    ) async {
        switch consume self {
        case .open(var job):
            await job.run(file)
            self = .open(job)
        case .decode(var job):
            await job.run(file, &decompressor)
            self = .decode(job)
        }
    }
}

/// Reads the bytes of a row group's chunks and makes their readers.
struct OpenRowGroupJob: Sendable {
    let ordinal: Int
    /// The leaves to read.
    let selection: [Int]
    /// Buffers to read into.
    var spareBuffers: [ByteBuffer]

    var plan: RowGroupPlan?
    var chunks: [ColumnChunkReader] = []
    /// What was read that several chunks may share.
    var windows: [SharedBytes] = []
    /// How many bytes of memory the windows take; those that a source shares take none.
    var windowByteCount = 0
    var error: ParquetError?

    init(ordinal: Int, selection: [Int], spareBuffers: [ByteBuffer]) {
        self.ordinal = ordinal
        self.selection = selection
        self.spareBuffers = spareBuffers
    }

    nonisolated(nonsending) mutating func run(_ file: ParquetFile) async {
        do throws(ParquetError) {
            let plan = try RowGroupPlan(file, ordinal: ordinal, selection: selection)
            chunks = plan.columns.map { column in
                ColumnChunkReader(
                    column.descriptor, column.metadata, range: column.range, options: file.options,
                    windowByteCount: plan.windowByteCount)
            }
            for fetch in plan.fetches {
                let window: SharedBytes
                if let shared = try file.source.sharedBytes(fetch.range) {
                    window = shared
                } else {
                    var buffer = spareBuffers.popLast() ?? ByteBuffer()
                    try await file.source.read(fetch.range, into: &buffer)
                    window = SharedBytes(buffer)
                    windows.append(window)
                    windowByteCount += window.count
                }
                for column in fetch.columns { chunks[column].supply(window, at: fetch.range.lowerBound) }
            }
            self.plan = plan
        } catch {
            self.error = error.at(.init(rowGroup: ordinal))
        }
    }
}

/// Decodes the rows of one column for one batch or several that follow one another.
struct DecodeColumnJob: Sendable {
    /// The row group's place in the file.
    let ordinal: Int
    /// The column's place among those that are read.
    let column: Int
    /// The first batch's place in the row group.
    let firstBatch: Int
    /// The rows of each batch.
    let rowCounts: [Int]
    /// Whether the row group's last rows are among them.
    let isLast: Bool
    /// How much memory the job may take.
    let byteLimit: Int
    var chunk: ColumnChunkReader
    /// Vectors to be filled, and those that were.
    var vectors: [ColumnVector]
    var error: ParquetError?
    /// The batch that the error is of, counted from the first.
    private(set) var failedOffset = 0

    nonisolated(nonsending) mutating func run(_ file: ParquetFile, _ decompressor: inout PageDecompressor) async {
        do throws(ParquetError) {
            var left = byteLimit
            for index in rowCounts.indices {
                failedOffset = index
                try await decode(index, file, &decompressor, byteLimit: left)
                left = max(0, left - vectors[index].values.byteCount)
            }
            if isLast { try chunk.finish() }
        } catch {
            self.error = error.at(.init(rowGroup: ordinal))
        }
    }

    /// Decodes the rows of one batch, reading what the chunk asks for.
    private nonisolated(nonsending) mutating func decode(
        _ index: Int, _ file: ParquetFile, _ decompressor: inout PageDecompressor, byteLimit: Int
    ) async throws(ParquetError) {
        chunk.begin(rowCounts[index], &vectors[index])
        while let range = try chunk.read(into: &vectors[index], &decompressor, byteLimit: byteLimit) {
            if let shared = try file.source.sharedBytes(range) {
                chunk.supply(shared, at: range.lowerBound)
            } else {
                var buffer = chunk.takeWindow().takeBuffer()
                try await file.source.read(range, into: &buffer)
                chunk.supply(SharedBytes(buffer), at: range.lowerBound)
            }
        }
    }
}
