internal import ParquetBytes

/// Writes a stream of rows into files of a limited size: no file ever exceeds the limit, and all but the last fill at
/// least 97 % of it, unless the next row alone is larger than the space left. No file is without rows.
///
/// ```swift
/// var rolling = try RollingWriter(schema: schema, limit: .bytes(64 << 20)) { try FileSink("part-\($0).parquet") }
/// ```
///
/// The size of what is not compressed yet is unknown, only bounded. When the bound reaches the limit, the writer closes the
/// open pages, which tells their true size, and goes on as long as that leaves room for more.
public struct RollingWriter: ~Copyable {
    /// A file whose bytes are all written, but which is not visible yet, since the next one may still be balanced with it.
    private struct HeldFile {
        var sink: any StagedSink
        var rowGroups: [StoredRowGroup]
        var written: WrittenFile
    }

    /// How large a file may become.
    public enum Limit: Sendable, Equatable {
        /// Whole files of at most so many bytes.
        case bytes(Int)
    }

    private let schema: Schema
    private let options: WriterOptions
    private let limit: Int
    private let makeSink: (Int) throws(ParquetError) -> any ByteSink
    private var core: FileEncoder
    private var sink: (any ByteSink)?
    private var files: [WrittenFile] = []
    private let balancesLastFiles: Bool
    /// The last two files that are written, where they may still be balanced.
    private var held: [HeldFile] = []
    private var isOpen = true

    /// Begins a stream of rows of `schema`.
    ///
    /// - Parameters:
    ///   - schema: the schema of the batches to come.
    ///   - options: how the files are written.
    ///   - limit: how large a file may become.
    ///   - balancesLastFiles: whether the last two files share their row groups evenly, instead of the last one being what
    ///     is left. They may then be less full than 97 %, and each file becomes visible only when the next one is written.
    ///     Sinks must be `StagedSink`s, and are asked for a second time for the last two ordinals.
    ///   - makeSink: makes the sink of the file with the given ordinal, from 0. It is called when the file's first
    ///     row group is finished.
    /// - Throws: `ParquetError` with code `argument` for options out of their range, `unsupported` for a schema that
    ///   cannot be written.
    public init(
        schema: Schema, options: WriterOptions = WriterOptions(), limit: Limit, balancesLastFiles: Bool = false,
        makeSink: @escaping (Int) throws -> any ByteSink
    ) throws(ParquetError) {
        try self.init(
            schema: schema, options: options, limit: limit, balancesLastFiles: balancesLastFiles, help: nil,
            makeSink: makeSink)
    }

    /// As above, with the threads that encode where `options.concurrency` allows more than one; nil are the system's.
    package init(
        schema: Schema, options: WriterOptions = WriterOptions(), limit: Limit, balancesLastFiles: Bool = false,
        help: (any WriterHelp)?, makeSink: @escaping (Int) throws -> any ByteSink
    ) throws(ParquetError) {
        let bytes =
            switch limit {
            case .bytes(let bytes): bytes
            }
        guard bytes > 0 else { throw ParquetError(.argument, "a file of \(bytes) bytes cannot be") }
        let core = try FileEncoder(schema: schema, options: options, byteLimit: bytes, help: help ?? SystemHelp())
        self.limit = bytes
        self.schema = schema
        self.options = options
        self.balancesLastFiles = balancesLastFiles
        // A closure's thrown type is not inferred, so that a plain one throws any error.
        self.makeSink = { ordinal throws(ParquetError) in
            do {
                return try makeSink(ordinal)
            } catch let error as ParquetError {
                throw error
            } catch {
                throw ParquetError(.io, "the sink of file \(ordinal): \(error)")
            }
        }
        self.core = core
    }

    deinit {
        if isOpen {
            sink?.abort()
            for file in held { try? file.sink.finish() }
        }
    }

    /// The files that are finished.
    public var finishedFiles: [WrittenFile] { files }

    /// The rows in the file that is open.
    public var openRowCount: Int { core.rowCount }

    /// The final bytes of the file that is open: given to its sink, or in finished pages.
    /// With a `concurrency` above 1, pages that are being compressed are waited for.
    public var encodedByteCount: Int { core.encodedByteCount }

    /// A bound of the open file's size if it were finished now. It never exceeds the limit.
    /// With a `concurrency` above 1, pages that are being compressed are waited for.
    public var maximumFinalByteCount: Int { core.maximumFinalByteCount }

    /// Appends the rows of `batch`, in as many files as it takes.
    ///
    /// - Throws: `ParquetError` with code `schema` if the batch does not fit, `limit` if a row is larger than a file may
    ///   be, and what sinks throw; after the latter two the stream is at its end, and its open file aborted.
    public mutating func append(_ batch: RecordBatch) throws(ParquetError) {
        guard isOpen else { throw ParquetError(.argument, "the writer has failed before") }
        try core.check(batch)
        do {
            var cursor = BatchCursor(batch)
            while cursor.remainingRowCount > 0 { try appendNext(&cursor) }
        } catch {
            fail()
            throw error
        }
    }

    /// Finishes the last file.
    ///
    /// - Returns: all files, in order; none if there were no rows.
    @discardableResult
    public consuming func finish() throws(ParquetError) -> [WrittenFile] {
        guard isOpen else { throw ParquetError(.argument, "the writer has failed before") }
        do {
            if core.rowCount > 0 { try finishFile() }
            try balanceHeldFiles()
            while !held.isEmpty { try held.removeFirst().sink.finish() }
        } catch {
            fail()
            throw error
        }
        isOpen = false
        return files
    }

    /// Gives up the open file. Finished files stay.
    public consuming func abort() {
        fail()
    }

    /// Appends some of the next rows if they fit for certain, or makes room.
    ///
    /// Rows are taken as if one by one, each if the file's bound with it is within the limit, so that files do not depend on
    /// the batches the rows come in. Taking many at once comes to the same if the bound with all of them is.
    private mutating func appendNext(_ cursor: inout BatchCursor) throws(ParquetError) {
        var count = try core.nextStep(cursor)
        var hasRoom = core.hasRoom(for: cursor, rowCount: count, limit: limit)
        while count > 1, !hasRoom {
            count /= 2
            hasRoom = core.hasRoom(for: cursor, rowCount: count, limit: limit)
        }
        if hasRoom {
            try core.append(&cursor, rowCount: count)
            try drain()
            return
        }
        // The bound is at the limit. Knowing the open pages' true sizes lowers it; then, knowing the dictionaries'.
        try core.closePages()
        if isWorthMore(cursor) { return }
        try core.closeRowGroup()
        try drain()
        if isWorthMore(cursor) { return }
        // The bound says no. A row that compresses well may fit all the same, and its true size decides.
        if core.rowCount == 0 || limit - core.maximumFinalByteCount > slack,
            try core.appendNextRow(&cursor, limit: limit)
        {
            try drain()
            return
        }
        guard core.rowCount > 0 else {
            throw ParquetError(
                .limit,
                "row \(cursor.row) of the batch does not fit into a file of \(limit) bytes; its values take "
                    + "\(cursor.plainByteCount(ofNext: 1)) bytes before compression")
        }
        try finishFile()
    }

    /// Whether the open file is worth another row, and has room for it for certain.
    private mutating func isWorthMore(_ cursor: borrowing BatchCursor) -> Bool {
        core.rowCount > 0 && limit - core.maximumFinalByteCount > slack
            && core.hasRoom(for: cursor, rowCount: 1, limit: limit)
    }

    /// What a full file may leave free.
    private var slack: Int { limit / 50 }

    private mutating func finishFile() throws(ParquetError) {
        // The last row group is closed before, so that the file's row groups are all there to be copied.
        try core.closeRowGroup()
        let rowGroups = balancesLastFiles ? try core.storedRowGroups() : []
        let written = try core.finish()
        try drain()
        if balancesLastFiles {
            guard let staged = sink as? any StagedSink else { throw RollingWriter.notStaged }
            held.append(HeldFile(sink: staged, rowGroups: rowGroups, written: written))
            if held.count > 2 { try held.removeFirst().sink.finish() }
        } else {
            try sink?.finish()
        }
        sink = nil
        files.append(written)
        core.beginFile()
    }

    /// Cuts the row groups of the last two files into two files of about one size, if they are not yet.
    private mutating func balanceHeldFiles() throws(ParquetError) {
        guard held.count == 2 else { return }
        var rowGroups: [(rowGroup: StoredRowGroup, sink: any StagedSink)] = []
        for file in held { rowGroups += file.rowGroups.map { ($0, file.sink) } }
        let total = rowGroups.reduce(0) { $0 + $1.rowGroup.byteCount }
        var cut = 0
        var first = 0
        while cut < rowGroups.count - 1 {
            let next = first + rowGroups[cut].rowGroup.byteCount
            // Stop where the next row group would take the first file farther from the middle than it is.
            if cut > 0, abs(total - 2 * next) > abs(total - 2 * first) { break }
            first = next
            cut += 1
        }
        guard cut != held[0].rowGroups.count else { return }
        var balanced: [HeldFile] = []
        for (place, part) in [rowGroups[..<cut], rowGroups[cut...]].enumerated() {
            let ordinal = files.count - 2 + place
            do {
                guard let copied = try copy(Array(part), ordinal: ordinal) else {
                    for file in balanced { file.sink.abort() }
                    return
                }
                balanced.append(copied)
            } catch {
                for file in balanced { file.sink.abort() }
                throw error
            }
        }
        for file in held { file.sink.abort() }
        held = balanced
        files.replaceSubrange(files.count - 2..<files.count, with: balanced.map(\.written))
    }

    /// Writes `rowGroups` into a file of their own; nil if it would exceed the limit.
    private func copy(
        _ rowGroups: [(rowGroup: StoredRowGroup, sink: any StagedSink)], ordinal: Int
    ) throws(ParquetError) -> HeldFile? {
        var encoder = try FileEncoder(schema: schema, options: options, byteLimit: limit)
        guard let sink = try makeSink(ordinal) as? any StagedSink else { return nil }
        do {
            var buffer = ByteBuffer()
            try encoder.drain { pieces throws(ParquetError) in try sink.take(pieces) }
            for (rowGroup, source) in rowGroups {
                for chunk in rowGroup.chunks {
                    try source.read(chunk, into: &buffer)
                    try sink.write(buffer.bytes)
                }
                encoder.appendCopied(rowGroup)
            }
            guard encoder.maximumFinalByteCount <= limit else {
                sink.abort()
                return nil
            }
            let written = try encoder.finish()
            try encoder.drain { pieces throws(ParquetError) in try sink.take(pieces) }
            return HeldFile(sink: sink, rowGroups: [], written: written)
        } catch {
            sink.abort()
            throw error
        }
    }

    private mutating func drain() throws(ParquetError) {
        if sink == nil {
            // A file begins when it is known to have rows.
            guard core.hasClosedRowGroups else { return }
            let made = try makeSink(files.count)
            sink = made
            if balancesLastFiles, !(made is any StagedSink) { throw RollingWriter.notStaged }
        }
        guard let sink else { return }
        try core.drain { pieces throws(ParquetError) in try sink.take(pieces) }
    }

    private static var notStaged: ParquetError {
        ParquetError(.argument, "the last files can be balanced only where sinks are StagedSinks")
    }

    private mutating func fail() {
        isOpen = false
        sink?.abort()
        // Files that only wait to be balanced are whole, and finished files stay.
        for file in held {
            do throws(ParquetError) {
                try file.sink.finish()
            } catch {
                file.sink.abort()
            }
        }
        held = []
    }
}
