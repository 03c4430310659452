public import Parquet
internal import ParquetBytes

/// Makes record batches of JSON lines by a schema contract. One for each worker: it keeps its memory, and what it learned
/// of the shape of the lines, from call to call.
///
/// Lines are taken in blocks. First the scanner walks over a block and records where the values of the columns are, arrays and
/// maps as a whole; then the parts of arrays and maps are recorded in tables of their own; then each column in turn makes its
/// values of its places.
///
/// What fits no column, keys without one and values of another kind, goes into the column `_extra`, a JSON object for each row
/// that has such, where the contract does not say that it fails or is dropped.
public struct JSONLinesReader: Sendable {
    /// The schema of the batches: that of the contract.
    public let schema: Schema
    private let identities: [ColumnIdentity]
    private var scanner: JSONScanner
    private var recorder: PlaceRecorder
    private var tables: [RowTable]
    private let elementByteCount: Int
    private var fillers: [ColumnFiller]
    private var findings: BlockFindings
    /// What fills `_extra`; nil if there is no such column.
    private var extra: ExtraFiller?

    /// A reader by `contract`.
    ///
    /// - Parameters:
    ///   - unknownKeys: what becomes of unknown keys, instead of what the contract says.
    ///   - hashKey: the key that hashed columns are hashed with.
    ///   - maximumLineLength: the longest line that is accepted, in bytes, up to 256 MiB - 1.
    ///   - elementByteCount: how much memory the places of the elements of arrays and maps may take, eight bytes for each value.
    ///     65,536 elements are accepted in any case.
    ///   - makesDictionaries: whether strings of which few are distinct come as `ColumnValues.dictionary`, which takes less time and
    ///     memory than all of them. Which of the first 128 columns of strings do may differ from batch to batch.
    /// - Throws: `ParquetError` with code `schema` if the contract's columns make no schema, and `argument` if the line length
    ///   is out of range or a column is hashed and there is no key.
    public init(
        contract: SchemaContract, unknownKeys: SchemaContract.UnknownKeys? = nil, hashKey: HashKey? = nil,
        maximumLineLength: Int = LineChunker.defaultMaximumLineLength, elementByteCount: Int = 32 << 20,
        makesDictionaries: Bool = false
    ) throws(ParquetError) {
        guard (1...JSONPlace.maximumLength).contains(maximumLineLength) else {
            throw ParquetError(
                .argument,
                "the maximum line length must be from 1 to \(JSONPlace.maximumLength), not \(maximumLineLength)")
        }
        let contract = try contract.replacing(unknownKeys: unknownKeys ?? contract.unknownKeys)
        schema = try contract.schema()
        let compiler = ColumnCompiler(contract)
        let tree = compiler.tables[0].tree
        identities = compiler.identities
        tables = compiler.tables
        fillers = compiler.fillers
        findings = BlockFindings(identityCount: compiler.identities.count)
        if makesDictionaries { StringSharing.want(&fillers) }
        let hasher = contract.hashesValues ? hashKey.map { ValueHasher($0) } : nil
        if hasher != nil {
            for column in fillers.indices { fillers[column].hasher = hasher }
        } else if contract.hashesValues {
            throw ParquetError(.argument, "the contract has a column that is hashed, which needs a key")
        }
        extra = contract.hasExtraColumn ? ExtraFiller(hasher: hasher) : nil
        self.elementByteCount = elementByteCount
        scanner = JSONScanner(maximumLineLength: maximumLineLength, slotCount: tree.slotCount)
        recorder = PlaceRecorder(tree: tree, unknownKeyPolicy: contract.unknownKeys)
    }

    /// Parses whole lines into `batch`, whose rows they replace and whose memory is used again.
    ///
    /// - Parameters:
    ///   - lines: lines of UTF-8, without a byte order mark; the last one may lack its line feed. Less than 2 GiB.
    ///   - batch: a batch of `schema`. If an error is thrown, its rows are of no use.
    /// - Returns: how many lines and rows there were, and what went into `_extra`.
    /// - Throws: `ParquetError` for the first line that is no JSON object (code `json`), does not fit the contract (`contract`)
    ///   or is too long or has too many elements (`limit`). Its line, from 1, and its byte offset are relative to the start of
    ///   `lines`. With code `schema` if the batch is not of the reader's schema.
    public mutating func read(_ lines: RawSpan, into batch: inout RecordBatch) throws(ParquetError) -> LineCounts {
        var rejection: Rejection?
        return try read(lines, into: &batch, &rejection)
    }

    /// Parses whole lines into `batch` as `read(_:into:)` does, but goes on behind a line that can be no row.
    ///
    /// - Parameter rejected: the lines that are no rows are appended to it: those that are no JSON objects or too long, and those that
    ///   do not fit the contract where it says `quarantine`. They leave no trace in the batch and in what is counted.
    /// - Throws: `ParquetError` with code `contract` for the first line that does not fit where the contract says `fail`, and with
    ///   code `limit` for one with too many elements; its line, from 1, and its byte offset are relative to the start of `lines`. With code `schema` if the batch is not of the reader's
    ///   schema.
    public mutating func read(
        _ lines: RawSpan, into batch: inout RecordBatch, rejecting rejected: inout [RejectedLine]
    ) throws(ParquetError) -> LineCounts {
        var rejection: Rejection? = Rejection()
        let counts = try read(lines, into: &batch, &rejection)
        rejected += rejection?.lines ?? []
        return counts
    }

    private mutating func read(
        _ lines: RawSpan, into batch: inout RecordBatch, _ rejection: inout Rejection?
    ) throws(ParquetError) -> LineCounts {
        guard lines.byteCount <= JSONPlace.maximumTextLength else {
            throw ParquetError(.limit, "\(lines.byteCount) bytes of lines at once, the limit is 2 GiB")
        }
        guard batch.columns.count == schema.columns.count else {
            throw ParquetError(
                .schema, "\(batch.columns.count) columns in the batch, \(schema.columns.count) in the contract")
        }
        do throws(ParquetError) {
            return try readBlocks(lines, into: &batch, &rejection)
        } catch {
            guard let byteOffset = error.place.byteOffset else { throw error }
            let before = LineChunker.lineFeedCount(in: lines.extracting(first: byteOffset))
            throw error.at(.init(line: before + 1))
        }
    }

    private mutating func readBlocks(
        _ lines: RawSpan, into batch: inout RecordBatch, _ rejection: inout Rejection?
    ) throws(ParquetError) -> LineCounts {
        scanner.beginText()
        recorder.reset()
        recorder.rowLimit = PlaceRecorder.rowCapacity
        findings.beginText()
        for column in fillers.indices { fillers[column].begin(&batch.columns[column]) }
        if extra != nil { extra?.begin(&batch.columns[fillers.count]) }
        var position = 0
        var rowCount = 0
        while position < lines.byteCount {
            rejection?.begin(at: position, scanner.tally, findings.totals, batch)
            do throws(BlockFailure) {
                position = try readBlock(lines, from: position, &batch)
            } catch {
                guard !error.isFatal, rejection != nil else { throw error.error }
                rejection?.undo(error, lines, &position, &recorder, &scanner, &findings, &batch)
                continue
            }
            rowCount += recorder.rows.rowCount
            recorder.reset()
            rejection?.succeeded(&recorder)
        }
        let tally = scanner.tally
        let rejectedLines = rejection?.lines.count ?? 0
        var counts = LineCounts(
            lines: rowCount + tally.blankLines + rejectedLines, rows: rowCount, blankLines: tally.blankLines,
            rejectedLines: rejectedLines, duplicateKeys: tally.duplicateKeys,
            unknownKeys: tally.countedKeys + findings.totals.droppedKeys, keptKeys: findings.totals.keptKeys)
        for index in identities.indices where findings.totals.drift[index].total > 0 {
            let name = identities[index].name
            counts.drift[name, default: DriftCounts()] += findings.totals.drift[index]
            guard identities[index].policy == .widen else { continue }
            counts.needs[name, default: WideningNeed()] += findings.totals.needs[index]
        }
        return counts
    }

    /// Reads a block of lines from `start` on.
    ///
    /// - Returns: where the next one starts.
    /// - Throws: `BlockFailure` for the first line that is no row.
    private mutating func readBlock(
        _ lines: RawSpan, from start: Int, _ batch: inout RecordBatch
    ) throws(BlockFailure) -> Int {
        let duplicateKeys = scanner.tally.duplicateKeys
        var end = start
        // A line that is not JSON comes after the block's rows before it, one of which may not fit.
        var broken: BlockFailure?
        do throws(ParquetError) {
            end = try scanner.scan(lines, from: start, sink: &recorder)
        } catch {
            let isFatal = error.code == .contract && recorder.unknownKeyPolicy == .fail
            broken = BlockFailure(error: error, isFatal: isFatal, lineStart: scanner.tally.lineStart)
        }
        let misfit: BlockFailure?
        do throws(ParquetError) {
            misfit = try fillColumns(
                lines, hasDuplicateKeys: scanner.tally.duplicateKeys > duplicateKeys, &batch)
        } catch {
            throw BlockFailure(error: error, isFatal: true, lineStart: start)
        }
        if let failure = misfit ?? broken { throw failure }
        return end
    }

    /// Appends the block's rows to the columns.
    ///
    /// - Returns: why the first row that does not fit does not, whichever column it is in; then the columns are of no use.
    private mutating func fillColumns(
        _ lines: RawSpan, hasDuplicateKeys: Bool, _ batch: inout RecordBatch
    ) throws(ParquetError) -> BlockFailure? {
        findings.beginBlock()
        if !recorder.unknownKeys.isEmpty { try recorder.findUnknownKeys(lines, &findings) }
        swap(&tables[0].rows, &recorder.rows)
        defer { swap(&tables[0].rows, &recorder.rows) }
        let rowCount = tables[0].rows.rowCount
        for table in tables.indices {
            if let list = tables[table].list {
                let parent = tables[list.parent]
                try tables[table].fill(
                    from: parent, rowCount: parent.rows.rowCount, lines,
                    .init(
                        table: table, unknownKeys: recorder.unknownKeyPolicy, hasDuplicateKeys: hasDuplicateKeys,
                        maximumRowCount: tables[table].maximumRowCount(byteCount: elementByteCount)),
                    &findings)
            }
            tables[table].findStructureLevels(rowCount: tables[table].rows.rowCount)
            findMisfits(table, lines)
        }
        for column in fillers.indices { try fill(column, lines, &batch.columns[column]) }
        if let failure = firstFailure(lines) { return failure }
        if extra != nil {
            try extra?.append(
                &findings.items, tables, rowCount: rowCount, lines, to: &batch.columns[fillers.count])
        }
        for table in tables.indices { tables[table].shrink() }
        return nil
    }

    /// Finds what is no object where columns lie below, and no array or object where parts of one are columns.
    private mutating func findMisfits(_ table: Int, _ text: RawSpan) {
        func find(_ slot: Int32, _ node: Int32, _ kind: JSONKind, in table: Int, _ identity: Int) {
            let rows = tables[table].rows
            findings.misfits(
                rows.places(inSlot: slot), otherThan: kind, text, table: table, node: node, identity, identities)
        }
        for passage in tables[table].passages {
            find(passage.slot, passage.node, .object, in: table, passage.column)
        }
        for structure in tables[table].structures {
            find(structure.slot, structure.node, .object, in: table, structure.column)
            findMissing(structure.slot, in: structure.parent, table, structure.column)
        }
        if let list = tables[table].list {
            find(list.slot, list.node, list.isMap ? .object : .array, in: list.parent, list.column)
            findMissing(list.slot, in: list.structure, list.parent, list.column)
        }
    }

    /// Finds the first row in which a required struct, array or map is missing.
    private mutating func findMissing(_ slot: Int32, in structure: Int, _ table: Int, _ identity: Int) {
        guard identities[identity].isRequired else { return }
        let full = tables[table].fullLevel(in: structure)
        let rows = tables[table].rows
        let places = rows.places(inSlot: slot)
        for row in places.indices where places[row] == 0 && tables[table].level(in: structure, row: row) == full {
            let start = start(ofRow: row, of: table)
            return findings.fail(
                table: table, row: row, isFatal: identities[identity].policy == .fail,
                identities[identity].missing(at: start))
        }
    }

    private mutating func fill(
        _ column: Int, _ text: RawSpan, _ vector: inout ColumnVector
    ) throws(ParquetError) {
        // Not the filler as a whole, whose memory would then be copied when it changes.
        let table = fillers[column].table
        let identity = fillers[column].identity
        let isRequired = identities[identity].isRequired && !fillers[column].isKey
        let missing = try fillers[column].fill(
            tables[table], rowCount: tables[table].rows.rowCount, text, isRequired: isRequired,
            name: identities[identity].name, into: &vector)
        if let missing {
            findings.fail(
                table: table, row: missing, isFatal: identities[identity].policy == .fail,
                identities[identity].missing(at: start(ofRow: missing, of: table)))
        }
        for row in fillers[column].misfits {
            let place = tables[table].rows.place(inSlot: fillers[column].slot, row: Int(row))
            findings.misfit(
                place, text, table: table, row: Int(row), node: fillers[column].node, identity, identities)
            if !identities[identity].policy.keepsRow { break }
        }
    }

    /// Where the line of a row starts, or the pair of a map; of an element that is null there is only the array.
    private func start(ofRow row: Int, of table: Int) -> Int {
        let rows = tables[table].rows
        guard let list = tables[table].list else { return Int(truncatingIfNeeded: rows.mark(ofRow: row)) }
        if list.isMap { return JSONPlace(bits: rows.mark(ofRow: row)).start - 1 }
        let place = rows.place(inSlot: 0, row: row)
        if !place.isNull { return place.start }
        return tables[list.parent].rows.place(inSlot: list.slot, row: tables[table].parentRow(of: row)).start
    }

    /// The failure of the first line that does not fit; of several in it, the first in the text, and one that is fatal before all.
    private func firstFailure(_ text: RawSpan) -> BlockFailure? {
        var first: (row: Int, failure: BlockFailure)?
        for failure in findings.failures {
            var row = failure.row
            var table = failure.table
            while let list = tables[table].list {
                row = tables[table].parentRow(of: row)
                table = list.parent
            }
            if let known = first {
                if row > known.row { continue }
                if row == known.row {
                    let isLater = failure.error.place.byteOffset ?? 0 >= known.failure.error.place.byteOffset ?? 0
                    if known.failure.isFatal != failure.isFatal ? known.failure.isFatal : isLater { continue }
                }
            }
            let start = Int(truncatingIfNeeded: tables[0].rows.mark(ofRow: row))
            first = (row, BlockFailure(error: failure.error, isFatal: failure.isFatal, lineStart: start))
        }
        return first?.failure
    }
}
