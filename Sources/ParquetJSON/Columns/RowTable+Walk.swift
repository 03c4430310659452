internal import Parquet
internal import ParquetBytes

// From the arrays and maps of a table to the rows of another: a walk over text that was validated.
extension RowTable {
    /// What the walk is told and tells.
    struct Walk {
        /// The table's index.
        let table: Int
        let unknownKeys: SchemaContract.UnknownKeys
        /// Whether a key occurred again in some object of the block: only then they are looked for.
        let hasDuplicateKeys: Bool
        /// The most rows that the table may have.
        let maximumRowCount: Int
    }

    /// How many rows a table may have whose places take up to `byteCount` bytes; as many as it keeps the memory of in any case.
    func maximumRowCount(byteCount: Int) -> Int {
        max(RowTable.keptCapacity, byteCount / max(1, rows.rowByteCount))
    }

    /// Makes rows of the parts of the arrays or maps in the first `rowCount` rows of `parent`.
    ///
    /// - Throws: `ParquetError` with code `json` if the text was not validated.
    mutating func fill(
        from parent: RowTable, rowCount: Int, _ text: RawSpan, _ walk: Walk, _ findings: inout BlockFindings
    ) throws(ParquetError) {
        removeAll()
        guard let list else { return }
        let places = parent.rows.places(inSlot: list.slot, rowCount: rowCount)
        guard parent.list != nil else {
            if !list.isMap, tree.nodes[0].children.isEmpty {
                return try fillScalars(places, list, from: parent, text, walk, &findings)
            }
            for row in places.indices {
                let level = parent.level(in: list.structure, row: row)
                try append(JSONPlace(bits: places[row]), list, level, 0, text, walk, &findings)
            }
            starts.append(Int32(truncatingIfNeeded: rows.rowCount))
            return
        }
        var row = 0
        for entry in parent.definition.indices {
            guard parent.definition[entry] == parent.level else {
                definition.append(parent.definition[entry])
                repetition.append(parent.repetition[entry])
                continue
            }
            let level = parent.level(in: list.structure, row: row)
            try append(
                JSONPlace(bits: places[row]), list, level, parent.repetition[entry], text, walk, &findings)
            row += 1
        }
        starts.append(Int32(truncatingIfNeeded: rows.rowCount))
    }

    /// Makes rows of the elements of the arrays at `places`, of which no part is a column.
    private mutating func fillScalars(
        _ places: Span<UInt64>, _ list: List, from parent: RowTable, _ text: RawSpan, _ walk: Walk,
        _ findings: inout BlockFindings
    ) throws(ParquetError) {
        starts.resizeUninitialized(to: places.count + 1)
        var row = 0
        while row < places.count {
            if let padded = PaddedBytes(text) {
                row = try rows.appendScalars(
                    text, padded, ofArraysAt: places, from: row, maximumLength: RowTable.countedLength, starts: &starts)
                guard row < places.count else { break }
            }
            let place = JSONPlace(bits: places[row])
            let most = rows.rowCount + place.length / 2
            if place.length <= RowTable.countedLength, most <= walk.maximumRowCount, most > rows.capacity {
                rows.makeRoom(place.length / 2)
                continue
            }
            starts[row] = Int32(truncatingIfNeeded: rows.rowCount)
            if place.kind == .array {
                try appendElements(of: place.start, length: place.length, text, walk, &findings)
            }
            row += 1
        }
        starts[places.count] = Int32(truncatingIfNeeded: rows.rowCount)
        let (level, repetitionLevel, count) = (level, repetitionLevel, rows.rowCount + places.count)
        let starts = starts
        RowTable.append(
            starts.span, to: &definition, &repetition, level: level, repetitionLevel: repetitionLevel, upTo: count
        ) { row in
            JSONPlace(bits: places[row]).kind == .array ? level - 1 : parent.level(in: list.structure, row: row)
        }
    }

    /// Appends the levels of arrays, of which that of row `r` has the elements from `starts[r]` up to `starts[r + 1]`.
    ///
    /// - Parameters:
    ///   - count: the most levels that there can be.
    ///   - emptyLevel: the definition level of a row without elements.
    @inline(__always)
    private static func append(
        _ starts: Span<Int32>, to definition: inout [UInt16], _ repetition: inout [UInt16], level: UInt16,
        repetitionLevel: UInt16, upTo count: Int, emptyLevel: (Int) -> UInt16
    ) {
        definition.resizeUninitialized(to: count)
        repetition.resizeUninitialized(to: count)
        var definitions = definition.mutableSpan
        var repetitions = repetition.mutableSpan
        var entry = 0
        for row in 0..<starts.count - 1 {
            var left = starts[row + 1] &- starts[row]
            definitions[entry] = left == 0 ? emptyLevel(row) : level
            repetitions[entry] = 0
            entry &+= 1
            while left > 1 {
                definitions[entry] = level
                repetitions[entry] = repetitionLevel
                entry &+= 1
                left &-= 1
            }
        }
        definition.resize(to: entry)
        repetition.resize(to: entry)
    }

    /// Appends the parts of the array or map at `place`, or that there is none.
    private mutating func append(
        _ place: JSONPlace, _ list: List, _ missingLevel: UInt16, _ firstRepetition: UInt16, _ text: RawSpan,
        _ walk: Walk, _ findings: inout BlockFindings
    ) throws(ParquetError) {
        let first = rows.rowCount
        starts.append(Int32(truncatingIfNeeded: first))
        guard place.kind == (list.isMap ? .object : .array) else {
            definition.append(missingLevel)
            repetition.append(firstRepetition)
            return
        }
        if list.isMap {
            try appendPairs(of: place.start, text, walk, &findings)
        } else {
            try appendElements(of: place.start, length: place.length, text, walk, &findings)
        }
        let count = rows.rowCount - first
        repetition.append(firstRepetition)
        guard count > 0 else {
            definition.append(level - 1)
            return
        }
        definition.append(contentsOf: repeatElement(level, count: count))
        repetition.append(contentsOf: repeatElement(repetitionLevel, count: count - 1))
    }

    /// How long an array is, in bytes, of which the elements are counted first: growing step by step would take more memory.
    private static let countedLength = 1 << 16

    private mutating func appendElements(
        of start: Int, length: Int, _ text: RawSpan, _ walk: Walk, _ findings: inout BlockFindings
    ) throws(ParquetError) {
        if let elements, patience > 0, length <= RowTable.countedLength, !walk.hasDuplicateKeys,
            ObjectElements.mostElements(ofByteCount: length) <= walk.maximumRowCount - rows.rowCount
        {
            if try rows.append(elements, text, ofArrayAt: start, length: length) { return }
            patience -= 1
        }
        var offset = JSONExtent.first(text, in: start)
        if length > RowTable.countedLength {
            let count = try JSONExtent.count(text, of: start)
            guard count <= walk.maximumRowCount - rows.rowCount else { throw RowTable.tooMany(at: start, walk) }
            rows.reserve(count)
        }
        while let element = offset {
            guard rows.rowCount < walk.maximumRowCount else { throw RowTable.tooMany(at: start, walk) }
            let row = rows.appendRow(mark: UInt64(truncatingIfNeeded: element))
            let end = try record(element, node: 0, row: row, text, walk, &findings)
            offset = JSONExtent.next(text, behind: end)
        }
    }

    private mutating func appendPairs(
        of start: Int, _ text: RawSpan, _ walk: Walk, _ findings: inout BlockFindings
    ) throws(ParquetError) {
        if walk.hasDuplicateKeys {
            for member in try JSONExtent.lastMembers(text, of: start) {
                let row = rows.appendRow(mark: member.keyPlace.bits)
                _ = try record(member.value, node: 0, row: row, text, walk, &findings)
            }
            return
        }
        var offset = JSONExtent.first(text, in: start)
        while let quote = offset {
            guard rows.rowCount < walk.maximumRowCount else { throw RowTable.tooMany(at: start, walk) }
            let member = try JSONExtent.member(text, at: quote)
            let row = rows.appendRow(mark: member.keyPlace.bits)
            let end = try record(member.value, node: 0, row: row, text, walk, &findings)
            offset = JSONExtent.next(text, behind: end)
        }
    }

    private static func tooMany(at start: Int, _ walk: Walk) -> ParquetError {
        ParquetError(
            .limit,
            "this array or map and those just before it have more than \(walk.maximumRowCount) elements together, for which "
                + "the memory is too small; raise --memory, or have the column hold JSON text",
            at: .init(byteOffset: start))
    }

    /// Records the value at `start`, which is that of `node`, and those below it.
    ///
    /// - Returns: the place behind the value.
    private mutating func record(
        _ start: Int, node: Int32, row: Int, _ text: RawSpan, _ walk: Walk, _ findings: inout BlockFindings
    ) throws(ParquetError) -> Int {
        let slot = tree.nodes[Int(node)].slot
        guard text.loadUInt8(at: start) == 0x7B, !tree.nodes[Int(node)].children.isEmpty else {
            let (end, place) = try JSONExtent.place(text, of: start)
            rows.set(place, inSlot: slot, row: row)
            return end
        }
        let end = try recordMembers(of: start, node: node, row: row, text, walk, &findings)
        rows.set(JSONPlace(start: start, end: end, kind: .object), inSlot: slot, row: row)
        return end
    }

    /// Records the members of the object at `start`, which is that of `node`.
    ///
    /// - Returns: the place behind the object.
    private mutating func recordMembers(
        of start: Int, node: Int32, row: Int, _ text: RawSpan, _ walk: Walk, _ findings: inout BlockFindings
    ) throws(ParquetError) -> Int {
        var guess = 0
        if walk.hasDuplicateKeys {
            for member in try JSONExtent.lastMembers(text, of: start) {
                _ = try record(member, of: node, row: row, &guess, text, walk, &findings)
            }
            return try JSONExtent.end(text, of: start)
        }
        var end = start &+ 1
        var offset = JSONExtent.first(text, in: start)
        while let quote = offset {
            let member = try JSONExtent.member(text, at: quote)
            end = try record(member, of: node, row: row, &guess, text, walk, &findings)
            offset = JSONExtent.next(text, behind: end)
        }
        return GapWalk.behindSpace(text, end) &+ 1
    }

    /// Records the value of `member`, which is in the object of `node`.
    ///
    /// - Parameter guess: the child of the node that is expected next.
    /// - Returns: the place behind the value.
    private mutating func record(
        _ member: JSONExtent.Member, of node: Int32, row: Int, _ guess: inout Int, _ text: RawSpan, _ walk: Walk,
        _ findings: inout BlockFindings
    ) throws(ParquetError) -> Int {
        let key = member.keyPlace
        let child: Int32
        if key.hasEscapes {
            let plain = try JSONString.unescaped(text, from: key.start, to: key.end)
            child = tree.child(plain.rawBytes, of: node, guess: guess).node
        } else {
            let found = tree.child(text.bytes(key.start..<key.end), of: node, guess: guess)
            child = found.node
            guess = child < 0 ? guess : found.index + 1
        }
        if child >= 0 { return try record(member.value, node: child, row: row, text, walk, &findings) }
        let end = try JSONExtent.end(text, of: member.value)
        if !tree.nodes[Int(node)].isCovered {
            switch walk.unknownKeys {
            case .drop: findings.totals.droppedKeys += 1
            case .extra:
                findings.unknownKey(
                    table: walk.table, row: row, node: node, key: member.key, value: member.value..<end)
            case .fail, .quarantine:
                findings.fail(
                    table: walk.table, row: row, isFatal: walk.unknownKeys == .fail,
                    MisfitText.unknownKey(text, at: member.key))
            }
        }
        return end
    }
}
