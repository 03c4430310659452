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

/// Decodes some rows of one column.
struct DecodeColumnJob: Sendable {
    /// The row group's place in the file.
    let ordinal: Int
    /// The column's place among those that are read.
    let column: Int
    /// The batch's place in the row group.
    let batch: Int
    let rowCount: Int
    /// Whether these are the row group's last rows.
    let isLast: Bool
    /// How much memory the job may take.
    let byteLimit: Int
    var chunk: ColumnChunkReader
    var vector: ColumnVector
    var error: ParquetError?

    nonisolated(nonsending) mutating func run(_ file: ParquetFile, _ decompressor: inout PageDecompressor) async {
        do throws(ParquetError) {
            chunk.begin(rowCount, &vector)
            while let range = try chunk.read(into: &vector, &decompressor, byteLimit: byteLimit) {
                if let shared = try file.source.sharedBytes(range) {
                    chunk.supply(shared, at: range.lowerBound)
                } else {
                    var buffer = chunk.takeWindow().takeBuffer()
                    try await file.source.read(range, into: &buffer)
                    chunk.supply(SharedBytes(buffer), at: range.lowerBound)
                }
            }
            if isLast { try chunk.finish() }
        } catch {
            self.error = error.at(.init(rowGroup: ordinal))
        }
    }
}
