internal import Parquet
internal import ParquetBytes

/// The lines of a block: where they are in all of the input.
struct BlockLines {
    /// The block's first line.
    let place: SightingPlace
    /// The places of the rows, if they do not stand in lines that follow one another.
    private let scattered: [SightingPlace]

    /// The lines of a block that starts at `place` in the input, and at `start` in `text`.
    ///
    /// - Parameters:
    ///   - lineStarts: where the rows' lines start in `text`.
    ///   - hasBlankLines: whether there are lines without an object among them.
    ///   - map: where the lines come from, if they were made of other records.
    init(
        _ place: SightingPlace, _ text: RawSpan, from start: Int, _ lineStarts: Span<UInt64>, hasBlankLines: Bool,
        map: FrameMap?
    ) {
        self.place = place
        var places: [SightingPlace] = []
        if let map {
            // Each record starts a piece.
            var piece = 0
            for row in lineStarts.indices {
                let start = Int(truncatingIfNeeded: lineStarts[row])
                while piece + 1 < map.pieces.count, map.pieces[piece + 1].text <= start { piece += 1 }
                places.append(place.line(map.pieces.isEmpty ? 0 : map.pieces[piece].line - 1))
            }
        } else if hasBlankLines {
            var offset = start
            var line = 0
            for row in lineStarts.indices {
                let next = Int(truncatingIfNeeded: lineStarts[row])
                line += LineChunker.lineFeedCount(in: text.bytes(offset..<next))
                offset = next
                places.append(place.line(line))
            }
        }
        scattered = places
    }

    /// The place of a row.
    @inline(__always)
    subscript(row: Int) -> SightingPlace { scattered.isEmpty ? place.line(row) : scattered[row] }
}

extension InferenceRecorder {
    /// Sees the values of the lines that are recorded.
    ///
    /// - Parameters:
    ///   - place: where they are in the input.
    ///   - start: where they start in `text`.
    ///   - hasBlankLines: whether there are lines without an object among them.
    ///   - hasDuplicateKeys: whether a key occurred again in some object of them.
    ///   - map: where they come from, if they were made of other records.
    mutating func observe(
        _ text: RawSpan, _ place: SightingPlace, from start: Int, hasBlankLines: Bool, hasDuplicateKeys: Bool,
        map: FrameMap?
    ) throws(ParquetError) {
        tree.settle()
        guard rowCount > 0 else { return }
        var table: [UInt64] = []
        exchangeTable(&table)
        let lines = BlockLines(
            place, text, from: start, table.span.extracting(0..<rowCount), hasBlankLines: hasBlankLines, map: map)
        let failure: ParquetError?
        if let padded = PaddedBytes(text) {
            failure = observe(text, padded, lines, table.span, hasDuplicateKeys: hasDuplicateKeys)
        } else {
            let copy = JSONValue.copy(text, 0..<text.byteCount) + [UInt8](repeating: 0, count: 64)
            guard let padded = PaddedBytes(copy.rawBytes) else { return }
            failure = observe(copy.rawBytes, padded, lines, table.span, hasDuplicateKeys: hasDuplicateKeys)
        }
        exchangeTable(&table)
        if let failure { throw failure }
    }

    private mutating func observe(
        _ text: RawSpan, _ padded: PaddedBytes, _ lines: BlockLines, _ table: Span<UInt64>, hasDuplicateKeys: Bool
    ) -> ParquetError? {
        tree.note(0) { $0.note(kind: .object, count: rowCount, first: lines[0]) }
        var buffer = PathBuffer()
        swap(&buffer, &self.buffer)
        defer { swap(&buffer, &self.buffer) }
        for slot in slotNodes.indices {
            let node = slotNodes[slot]
            guard tree.nodes[Int(node)].slot == slot else { continue }
            let parent = Int(tree.nodes[Int(tree.nodes[Int(node)].parent)].slot)
            let places = table.extracting((slot + 1) * stride..<(slot + 1) * stride + rowCount)
            let objects = table.extracting((parent + 1) * stride..<(parent + 1) * stride + rowCount)
            do throws(ParquetError) {
                if let common = PathValues.common(places, in: objects) {
                    let values = PathValues(
                        places, buffer.rows(upTo: rowCount), kind: common.kind, farthest: common.farthest)
                    try see(values, of: node, text, padded, lines, hasDuplicateKeys: hasDuplicateKeys)
                } else {
                    buffer.gather(places, in: objects)
                    try see(buffer.values, of: node, text, padded, lines, hasDuplicateKeys: hasDuplicateKeys)
                }
            } catch {
                return error
            }
        }
        return nil
    }

    /// Sees `values`, which are those of `node`, and what is in them.
    private mutating func see(
        _ values: PathValues, of node: Int32, _ text: RawSpan, _ padded: PaddedBytes, _ lines: BlockLines,
        hasDuplicateKeys: Bool
    ) throws(ParquetError) {
        guard values.places.count > 0 else { return }
        tree.see(node, text, padded, values, lines)
        let isMap = tree.nodes[Int(node)].values >= 0
        let arrays: UInt64 = 1 << UInt64(JSONKind.array.rawValue)
        let kinds = isMap ? arrays | 1 << UInt64(JSONKind.object.rawValue) : arrays
        guard values.kinds & kinds != 0 else { return }
        let walk = ValueWalk(text, padded, lines, hasDuplicateKeys: hasDuplicateKeys)
        try see(walk, text, padded, values, kinds, of: node, lines)
    }

    /// Sees what is in the arrays, or whatever else is of `kinds`, among `values`, which are those of `node`.
    private mutating func see(
        _ walk: ValueWalk, _ text: RawSpan, _ padded: PaddedBytes, _ values: PathValues, _ kinds: UInt64,
        of node: Int32,
        _ lines: BlockLines
    ) throws(ParquetError) {
        var walk = walk
        var scalars = ScalarRun()
        swap(&scalars, &self.scalars)
        defer { swap(&scalars, &self.scalars) }
        for index in 0..<values.places.count where kinds &>> (values.places[index] &>> 60 & 7) & 1 != 0 {
            let value = JSONPlace(bits: values.places[index])
            let row = values.rows[index]
            if scalars.isFull(forLength: value.length) { see(&scalars, text, padded, of: node, lines) }
            if value.kind == .array, try scalars.take(text, padded, value, row: row) { continue }
            try walk.enter(value.start, row: row, of: node, &tree, &elements)
        }
        see(&scalars, text, padded, of: node, lines)
        walk.finish(&tree, &elements)
    }

    /// Sees the elements of the arrays of `node` that were taken.
    private mutating func see(
        _ scalars: inout ScalarRun, _ text: RawSpan, _ padded: PaddedBytes, of node: Int32, _ lines: BlockLines
    ) {
        guard !scalars.isEmpty else { return }
        let elements = tree.elements(of: node)
        if elements >= 0 { tree.see(elements, text, padded, scalars.values, lines) }
        scalars.removeAll()
    }
}
