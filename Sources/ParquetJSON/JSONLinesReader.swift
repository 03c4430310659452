public import Parquet
internal import ParquetBytes

/// Makes record batches of JSON lines by a schema contract. One for each worker: it keeps its memory, and what it learned
/// of the shape of the lines, from call to call.
///
/// Lines are taken in blocks. First the scanner walks over a block and records where the values of the columns are; then
/// each column in turn makes its values of those places.
public struct JSONLinesReader: Sendable {
    /// The schema of the batches: that of the contract.
    public let schema: Schema
    private var scanner: JSONScanner
    private var recorder: PlaceRecorder
    private var fillers: [ColumnFiller]

    /// A reader by `contract`.
    ///
    /// - Parameters:
    ///   - unknownKeys: what becomes of unknown keys, instead of what the contract says.
    ///   - maximumLineLength: the longest line that is accepted, in bytes, up to 256 MiB - 1.
    /// - Throws: `ParquetError` with code `schema` if the contract's columns make no schema, and `argument` if the line length
    ///   is out of range.
    public init(
        contract: SchemaContract, unknownKeys: SchemaContract.UnknownKeys? = nil,
        maximumLineLength: Int = LineChunker.defaultMaximumLineLength
    ) throws(ParquetError) {
        guard (1...JSONPlace.maximumLength).contains(maximumLineLength) else {
            throw ParquetError(
                .argument,
                "the maximum line length must be from 1 to \(JSONPlace.maximumLength), not \(maximumLineLength)")
        }
        schema = try contract.schema()
        let tree = JSONColumnTree(contract, schema: schema)
        scanner = JSONScanner(maximumLineLength: maximumLineLength, slotCount: tree.slotCount)
        recorder = PlaceRecorder(tree: tree, unknownKeyPolicy: unknownKeys ?? contract.unknownKeys)
        fillers = zip(contract.columns, tree.leaves).compactMap { ColumnFiller($0, slot: $1.slot) }
    }

    /// Parses whole lines into `batch`, whose rows they replace and whose memory is used again.
    ///
    /// - Parameters:
    ///   - lines: lines of UTF-8, without a byte order mark; the last one may lack its line feed. Less than 2 GiB.
    ///   - batch: a batch of `schema`. If an error is thrown, its rows are of no use.
    /// - Returns: how many lines and rows there were.
    /// - Throws: `ParquetError` for the first line that is no JSON object (code `json`), does not fit the contract (`contract`)
    ///   or is too long (`limit`). Its line, from 1, and its byte offset are relative to the start of `lines`. With code
    ///   `schema` if the batch is not of the reader's schema.
    public mutating func read(_ lines: RawSpan, into batch: inout RecordBatch) throws(ParquetError) -> LineCounts {
        guard lines.byteCount <= JSONPlace.maximumTextLength else {
            throw ParquetError(.limit, "\(lines.byteCount) bytes of lines at once, the limit is 2 GiB")
        }
        guard batch.columns.count == fillers.count else {
            throw ParquetError(.schema, "\(batch.columns.count) columns in the batch, \(fillers.count) in the contract")
        }
        do throws(ParquetError) {
            return try readBlocks(lines, into: &batch)
        } catch {
            guard let byteOffset = error.place.byteOffset else { throw error }
            let before = LineChunker.lineFeedCount(in: lines.extracting(first: byteOffset))
            throw error.at(.init(line: before + 1))
        }
    }

    private mutating func readBlocks(
        _ lines: RawSpan, into batch: inout RecordBatch
    ) throws(ParquetError) -> LineCounts {
        scanner.beginText()
        recorder.reset()
        for column in fillers.indices { fillers[column].begin(&batch.columns[column]) }
        var position = 0
        var rowCount = 0
        while position < lines.byteCount {
            // A line that is not JSON comes after the block's rows before it, one of which may not fit.
            var failure: ParquetError?
            do throws(ParquetError) {
                position = try scanner.scan(lines, from: position, sink: &recorder)
            } catch {
                failure = error
            }
            try fillColumns(lines, &batch)
            if let failure { throw failure }
            rowCount += recorder.rowCount
            recorder.reset()
        }
        let tally = scanner.tally
        return LineCounts(
            lines: rowCount + tally.blankLines, rows: rowCount, blankLines: tally.blankLines,
            duplicateKeys: tally.duplicateKeys, unknownKeys: tally.countedKeys)
    }

    /// Appends the block's rows to the columns.
    ///
    /// - Throws: `ParquetError` for the first row that does not fit, whichever column it is in.
    private mutating func fillColumns(_ lines: RawSpan, _ batch: inout RecordBatch) throws(ParquetError) {
        var misfit: (row: Int, column: Int)?
        for column in fillers.indices {
            let row = try fillers[column].fill(
                recorder, rowCount: misfit?.row ?? recorder.rowCount, lines, into: &batch.columns[column])
            if let row {
                misfit = (row, column)
            }
        }
        if let (row, passage) = firstBlockedRow(before: misfit?.row ?? recorder.rowCount) {
            let place = recorder.place(inSlot: passage.slot, row: row)
            throw ParquetError(
                .contract,
                "the value \(MisfitText.excerpt(lines, place)) at \(passage.pointer) does not fit: expected an object, in "
                    + "which columns lie", at: .init(byteOffset: place.kind == .string ? place.start - 1 : place.start))
        }
        guard let misfit else { return }
        let filler = fillers[misfit.column]
        throw filler.misfit(
            lines, recorder.place(inSlot: filler.slot, row: misfit.row),
            lineStart: recorder.lineStart(ofRow: misfit.row)
        )
    }

    /// The first of the rows before `end` with a value that is no object where columns lie below, and that place.
    private func firstBlockedRow(before end: Int) -> (row: Int, passage: JSONColumnTree.Passage)? {
        var first: (row: Int, passage: JSONColumnTree.Passage)?
        for passage in recorder.tree.passages {
            let places = recorder.places(inSlot: passage.slot, rowCount: first?.row ?? end)
            for row in places.indices {
                let place = JSONPlace(bits: places[row])
                if !place.isNull, place.kind != .object {
                    first = (row, passage)
                    break
                }
            }
        }
        return first
    }
}
