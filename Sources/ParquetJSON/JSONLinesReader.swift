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
    private var fillers: [ColumnFiller]
    private var findings: BlockFindings
    /// What fills `_extra`; nil if there is no such column.
    private var extra: ExtraFiller?

    /// A reader by `contract`.
    ///
    /// - Parameters:
    ///   - unknownKeys: what becomes of unknown keys, instead of what the contract says.
    ///   - hashKey: the key that hashed columns are hashed with.
    ///   - maximumLineLength: the longest line that is accepted, in bytes, up to 256 MiB - 1. The places of the elements of its
    ///     arrays, eight bytes for each value, may take as much.
    /// - Throws: `ParquetError` with code `schema` if the contract's columns make no schema, and `argument` if the line length
    ///   is out of range or a column is hashed and there is no key.
    public init(
        contract: SchemaContract, unknownKeys: SchemaContract.UnknownKeys? = nil, hashKey: HashKey? = nil,
        maximumLineLength: Int = LineChunker.defaultMaximumLineLength
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
        let hasher = contract.hashesValues ? hashKey.map { ValueHasher($0) } : nil
        if hasher != nil {
            for column in fillers.indices { fillers[column].hasher = hasher }
        } else if contract.hashesValues {
            throw ParquetError(.argument, "the contract has a column that is hashed, which needs a key")
        }
        extra = contract.hasExtraColumn ? ExtraFiller(hasher: hasher) : nil
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
    ///   or is too long or has too many elements (`limit`). Its line, from 1, and its byte offset are relative to the start of `lines`. With code
    ///   `schema` if the batch is not of the reader's schema.
    public mutating func read(_ lines: RawSpan, into batch: inout RecordBatch) throws(ParquetError) -> LineCounts {
        guard lines.byteCount <= JSONPlace.maximumTextLength else {
            throw ParquetError(.limit, "\(lines.byteCount) bytes of lines at once, the limit is 2 GiB")
        }
        guard batch.columns.count == schema.columns.count else {
            throw ParquetError(
                .schema, "\(batch.columns.count) columns in the batch, \(schema.columns.count) in the contract")
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
        findings.beginText()
        for column in fillers.indices { fillers[column].begin(&batch.columns[column]) }
        if extra != nil { extra?.begin(&batch.columns[fillers.count]) }
        var position = 0
        var rowCount = 0
        while position < lines.byteCount {
            let duplicateKeys = scanner.tally.duplicateKeys
            // A line that is not JSON comes after the block's rows before it, one of which may not fit.
            var failure: ParquetError?
            do throws(ParquetError) {
                position = try scanner.scan(lines, from: position, sink: &recorder)
            } catch {
                failure = error
            }
            try fillColumns(lines, hasDuplicateKeys: scanner.tally.duplicateKeys > duplicateKeys, &batch)
            if let failure { throw failure }
            rowCount += recorder.rows.rowCount
            recorder.reset()
        }
        let tally = scanner.tally
        var counts = LineCounts(
            lines: rowCount + tally.blankLines, rows: rowCount, blankLines: tally.blankLines,
            duplicateKeys: tally.duplicateKeys, unknownKeys: tally.countedKeys + findings.droppedKeys,
            keptKeys: findings.keptKeys)
        for (identity, drift) in zip(identities, findings.drift) where drift.total > 0 {
            counts.drift[identity.name, default: DriftCounts()] += drift
        }
        return counts
    }

    /// Appends the block's rows to the columns.
    ///
    /// - Throws: `ParquetError` for the first row that does not fit, whichever column it is in.
    private mutating func fillColumns(
        _ lines: RawSpan, hasDuplicateKeys: Bool, _ batch: inout RecordBatch
    ) throws(ParquetError) {
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
                        maximumRowCount: tables[table].maximumRowCount(byteCount: scanner.maximumLineLength)),
                    &findings)
            }
            tables[table].findStructureLevels(rowCount: tables[table].rows.rowCount)
            findMisfits(table, lines)
        }
        for column in fillers.indices { try fill(column, lines, &batch.columns[column]) }
        if let error = firstFailure() { throw error }
        if extra != nil {
            try extra?.append(
                &findings.items, tables, rowCount: rowCount, lines, to: &batch.columns[fillers.count])
        }
        for table in tables.indices { tables[table].shrink() }
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
            return findings.fail(table: table, row: row, identities[identity].missing(at: start))
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
                table: table, row: missing, identities[identity].missing(at: start(ofRow: missing, of: table)))
        }
        for row in fillers[column].misfits {
            let place = tables[table].rows.place(inSlot: fillers[column].slot, row: Int(row))
            findings.misfit(
                place, text, table: table, row: Int(row), node: fillers[column].node, identity, identities)
            if identities[identity].policy == .fail { break }
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

    /// The failure of the first line that does not fit; of several in it, the first in the text.
    private func firstFailure() -> ParquetError? {
        var first: (row: Int, error: ParquetError)?
        for failure in findings.failures {
            var row = failure.row
            var table = failure.table
            while let list = tables[table].list {
                row = tables[table].parentRow(of: row)
                table = list.parent
            }
            let isBefore = first.map { known in
                row != known.row
                    ? row < known.row : failure.error.place.byteOffset ?? 0 < known.error.place.byteOffset ?? 0
            }
            if isBefore ?? true { first = (row, failure.error) }
        }
        return first?.error
    }
}
