internal import ParquetBytes
internal import ParquetCodecs

/// A piece of work of reading: all that it takes is in it, so that it can be done anywhere.
enum DecodeJob: Sendable {
    case open(OpenRowGroupJob)
    case decode(DecodeColumnJob)
    case select(SelectRowsJob)
    case fetch(FetchColumnsJob)

    /// Does the work. An error is part of what comes out.
    nonisolated(nonsending) mutating func run(
        _ file: ParquetFile, _ decompressor: inout PageDecompressor
    ) async {
        switch consume self {
        case .open(var job):
            await job.run(file, &decompressor)
            self = .open(job)
        case .decode(var job):
            await job.run(file, &decompressor)
            self = .decode(job)
        case .select(var job):
            job.run()
            self = .select(job)
        case .fetch(var job):
            await job.run(file)
            self = .fetch(job)
        }
    }
}

/// Finds out which rows of a row group are wanted, reads the bytes of the columns that are read first, and makes their readers.
struct OpenRowGroupJob: Sendable {
    var scan: RowGroupScan
    /// Buffers to read into.
    var spareBuffers: [ByteBuffer]

    var fetched = FetchedColumns()
    var error: ParquetError?

    init(_ scan: RowGroupScan, spareBuffers: [ByteBuffer]) {
        self.scan = scan
        self.spareBuffers = spareBuffers
    }

    nonisolated(nonsending) mutating func run(_ file: ParquetFile, _ decompressor: inout PageDecompressor) async {
        do throws(ParquetError) {
            if let predicate = scan.request.predicate {
                var pruning = RowGroupPruning(file, scan, predicate)
                try await pruning.run(&decompressor)
                scan = pruning.scan
            }
            scan.beginBatches(memoryLimit: file.options.memoryLimit)
            let rows = scan.rows
            var places: [Int] = []
            for place in scan.plan.columns.indices {
                if scan.isFiltered ? scan.isAskedFirst(place) : scan.isReadLater(place) { places.append(place) }
            }
            if !rows.possible.isEmpty {
                let request = scan.request
                fetched = try await scan.fetch(
                    places, places.map { request.outputs[$0] == nil ? rows.unsure : rows.possible }, of: file,
                    isReading: scan.isFiltered || !request.isPlanOnly, &spareBuffers)
            }
            // Of what is read later it is not known yet how much will be.
            for place in scan.plan.columns.indices where !scan.isFiltered || scan.isAskedFirst(place) {
                scan.account(place)
            }
        } catch {
            self.error = error.at(.init(rowGroup: scan.plan.ordinal))
        }
    }
}

/// Reads the bytes of columns for the rows that a predicate is true of, and makes their readers.
struct FetchColumnsJob: Sendable {
    var scan: RowGroupScan
    /// The columns.
    let places: [Int]
    /// The rows.
    let rows: RowRanges
    /// Whether these are the last of the row group.
    let isLast: Bool
    var spareBuffers: [ByteBuffer]

    var fetched = FetchedColumns()
    var error: ParquetError?

    init(_ scan: RowGroupScan, places: [Int], rows: RowRanges, isLast: Bool, spareBuffers: [ByteBuffer]) {
        self.scan = scan
        self.places = places
        self.rows = rows
        self.isLast = isLast
        self.spareBuffers = spareBuffers
    }

    nonisolated(nonsending) mutating func run(_ file: ParquetFile) async {
        do throws(ParquetError) {
            fetched = try await scan.fetch(
                places, places.map { _ in rows }, of: file, isReading: !scan.request.isPlanOnly, &spareBuffers)
            if isLast { for place in places { scan.account(place, scan.survivors) } }
        } catch {
            self.error = error.at(.init(rowGroup: scan.plan.ordinal))
        }
    }
}

/// Answers the predicate for some batches of a row group.
struct SelectRowsJob: Sendable {
    /// The row group's place in the file.
    let ordinal: Int
    var selection: RowSelection
    var batches: [Batch]
    var error: ParquetError?

    struct Batch: Sendable {
        /// Its place in the row group.
        let index: Int
        let rows: RowRanges
        let isCertain: Bool
        /// The columns that are asked first; afterwards for those that are handed out the rows that are left.
        var vectors: [ColumnVector]
        var taken: [ColumnVector?] = []
        var survivors = RowRanges()
    }

    mutating func run() {
        do throws(ParquetError) {
            for index in batches.indices {
                let batch = batches[index]
                (batches[index].survivors, batches[index].taken) = try selection.select(
                    batch.vectors, batch.rows, isCertain: batch.isCertain)
            }
        } catch {
            self.error = error.at(.init(rowGroup: ordinal))
        }
    }
}

/// Decodes the rows of one column for one batch or several that follow one another.
struct DecodeColumnJob: Sendable {
    /// The row group's place in the file, and its rows.
    let ordinal: Int
    let rowCount: Int
    /// Whether the column is asked before others are read.
    let isAskedFirst: Bool
    /// The column's place in its lane.
    let column: Int
    /// The first batch's place in the row group.
    let firstBatch: Int
    /// The rows of each batch.
    let rows: [RowRanges]
    /// How much memory the job may take.
    let byteLimit: Int
    var chunk: ColumnChunkReader
    /// Vectors to be filled, of which the first `doneCount` are.
    var vectors: [ColumnVector]
    /// The bytes that the column asked for.
    var readByteCount = 0
    /// The bytes of memory that the reader holds when the job is done; of its window only what it asked for itself.
    private(set) var heldByteCount = 0
    var error: ParquetError?
    /// How many batches are done. With an error, the next one is the one that it is of; without, those left are for another
    /// job.
    var doneCount = 0

    /// Fewer rows that are not wanted are decoded and dropped rather than passed over.
    private static let gapRowCount = 64

    nonisolated(nonsending) mutating func run(_ file: ParquetFile, _ decompressor: inout PageDecompressor) async {
        do throws(ParquetError) {
            var taken = 0
            for index in rows.indices {
                try await decode(index, file, &decompressor, byteLimit: byteLimit - taken)
                try chunk.finish(rowCount: rowCount)
                doneCount += 1
                taken += vectors[index].byteCount
                // Batches of long values are left for later, when what came before may have been taken.
                if taken > byteLimit / 8 { break }
            }
        } catch {
            self.error = error.at(.init(rowGroup: ordinal))
        }
        heldByteCount = chunk.byteCount + (readByteCount > 0 ? chunk.windowCount : 0)
    }

    /// Decodes the rows of one batch, reading what the chunk asks for.
    private nonisolated(nonsending) mutating func decode(
        _ index: Int, _ file: ParquetFile, _ decompressor: inout PageDecompressor, byteLimit: Int
    ) async throws(ParquetError) {
        let keepsDictionaries = file.options.keepsDictionaries
        let wanted = rows[index]
        var read = wanted.closingGaps(below: DecodeColumnJob.gapRowCount)
        // Pages without rows that are wanted were not read.
        if read.count > wanted.count, let pages = chunk.locations {
            read = read.intersection(pages.rows(around: wanted))
        }
        let isSparse = read.count > wanted.count
        // Distinct values are asked once, and put in the place of indices for those rows only that are left.
        chunk.keepsDictionary = keepsDictionaries || isAskedFirst || isSparse
        chunk.begin(read, &vectors[index])
        while let range = try chunk.read(into: &vectors[index], &decompressor, byteLimit: byteLimit) {
            readByteCount += range.count
            if let shared = try file.source.shareAll(range) {
                chunk.supply(shared, at: range.lowerBound)
            } else {
                var buffer = chunk.takeWindow().takeBuffer()
                try await file.source.readAll(range, into: &buffer)
                chunk.supply(SharedBytes(buffer), at: range.lowerBound)
            }
        }
        guard isSparse else { return }
        vectors[index] = vectors[index].filtered(by: read.bits(of: wanted), wanted.count)
        if !keepsDictionaries, !isAskedFirst { try chunk.resolve(&vectors[index], byteLimit: byteLimit) }
    }
}
