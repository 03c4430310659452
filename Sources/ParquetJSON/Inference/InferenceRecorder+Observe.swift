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

extension Sighting {
    /// Sees the values at `places` of one path, one of which is there at least; they are in the objects at `objects`. One loop for
    /// each kind of value.
    mutating func see(_ text: RawSpan, _ places: Span<UInt64>, in objects: Span<UInt64>, _ lines: BlockLines) {
        var kinds: UInt64 = 0
        var count = 0
        var farthest = 0
        for row in 0..<places.count {
            let bits = places[row]
            guard bits != 0 else { continue }
            count &+= 1
            kinds |= 1 &<< (bits >> 60 & 7)
            let distance =
                Int(truncatingIfNeeded: bits & 0xFFFF_FFFF) &- Int(truncatingIfNeeded: objects[row] & 0xFFFF_FFFF)
            farthest = max(farthest, distance)
        }
        stands(farthest)
        var first = 0
        while first < places.count, places[first] == 0 { first &+= 1 }
        var example = first
        while example < places.count, places[example] >> 60 & 7 == 0 { example &+= 1 }
        if example < places.count { begin(text, JSONPlace(bits: places[example]), at: lines[example]) }
        switch kinds {
        case 1 << UInt64(JSONKind.null.rawValue):
            note(kind: .null, count: count, first: lines[first])
        case 1 << UInt64(JSONKind.string.rawValue):
            note(kind: .string, count: count, first: lines[first])
            for row in first..<places.count where places[row] != 0 {
                takeString(text, JSONPlace(bits: places[row]), at: lines[row])
            }
        case 1 << UInt64(JSONKind.integer.rawValue):
            note(kind: .integer, count: count, first: lines[first])
            for row in first..<places.count where places[row] != 0 {
                takeInteger(text, JSONPlace(bits: places[row]), at: lines[row])
            }
        case 1 << UInt64(JSONKind.fraction.rawValue):
            note(kind: .fraction, count: count, first: lines[first])
            for row in first..<places.count where places[row] != 0 {
                takeFraction(text, JSONPlace(bits: places[row]), at: lines[row])
            }
        case 1 << UInt64(JSONKind.object.rawValue), 1 << UInt64(JSONKind.array.rawValue):
            note(kind: JSONPlace(bits: places[first]).kind, count: count, first: lines[first])
            for row in first..<places.count where places[row] != 0 { takeWhole(text, JSONPlace(bits: places[row])) }
        default: seeMixed(text, places, lines)
        }
    }

    /// Sees values of several kinds.
    private mutating func seeMixed(_ text: RawSpan, _ places: Span<UInt64>, _ lines: BlockLines) {
        for row in 0..<places.count where places[row] != 0 {
            let value = JSONPlace(bits: places[row])
            let place = lines[row]
            note(value.kind, place)
            take(text, value, at: place)
        }
    }
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
        let failure = observe(text, lines, table.span, hasDuplicateKeys: hasDuplicateKeys)
        exchangeTable(&table)
        if let failure { throw failure }
    }

    private mutating func observe(
        _ text: RawSpan, _ lines: BlockLines, _ table: Span<UInt64>, hasDuplicateKeys: Bool
    ) -> ParquetError? {
        tree.note(0) { $0.note(kind: .object, count: rowCount, first: lines[0]) }
        var sighting = Sighting()
        for slot in slotNodes.indices {
            let node = slotNodes[slot]
            let first = (slot + 1) * rowCapacity
            let places = table.extracting(first..<first + rowCount)
            guard tree.nodes[Int(node)].slot == slot, InferenceRecorder.holdsAny(places) else { continue }
            let parent = Int(tree.nodes[Int(tree.nodes[Int(node)].parent)].slot)
            let objects = table.extracting((parent + 1) * rowCapacity..<(parent + 1) * rowCapacity + rowCount)
            tree.exchange(node, &sighting)
            sighting.see(text, places, in: objects, lines)
            let hasArrays = sighting.count(.array) > 0
            tree.exchange(node, &sighting)
            let isMap = tree.nodes[Int(node)].values >= 0
            guard isMap || hasArrays else { continue }
            do throws(ParquetError) {
                for row in 0..<rowCount {
                    let value = JSONPlace(bits: places[row])
                    guard value.kind == .array || (isMap && value.kind == .object) else { continue }
                    let walk = ValueWalk(place: lines[row], hasDuplicateKeys: hasDuplicateKeys)
                    try walk.enter(text, at: value.start, of: node, in: &tree)
                }
            } catch {
                return error
            }
        }
        return nil
    }

    private static func holdsAny(_ places: Span<UInt64>) -> Bool {
        var bits: UInt64 = 0
        for row in 0..<places.count { bits |= places[row] }
        return bits != 0
    }
}
