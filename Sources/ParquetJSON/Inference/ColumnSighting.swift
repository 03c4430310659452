internal import Parquet
internal import ParquetBytes

/// Seeing the values of a block of lines, path by path: one loop for each path, and kind of value.
struct ColumnSighting {
    /// The block's first line.
    let place: SightingPlace
    /// Where it starts.
    let start: Int
    /// Whether there are lines without an object among them.
    let hasBlankLines: Bool
    /// Where the lines come from, if they were made of other records.
    let map: FrameMap?

    /// Whether the rows do not stand in lines that follow one another.
    fileprivate var isScattered: Bool { hasBlankLines || map != nil }

    /// The places of the rows, if they do not follow one another.
    fileprivate func linePlaces(_ text: RawSpan, _ lineStarts: Span<UInt64>) -> [SightingPlace] {
        guard isScattered else { return [] }
        var places: [SightingPlace] = []
        if let map {
            // Each record starts a piece.
            var piece = 0
            for row in lineStarts.indices {
                let start = Int(truncatingIfNeeded: lineStarts[row])
                while piece + 1 < map.pieces.count, map.pieces[piece + 1].text <= start { piece += 1 }
                places.append(place.line(map.pieces.isEmpty ? 0 : map.pieces[piece].line - 1))
            }
            return places
        }
        var offset = start
        var line = 0
        for row in lineStarts.indices {
            let next = Int(truncatingIfNeeded: lineStarts[row])
            line += LineChunker.lineFeedCount(in: text.bytes(offset..<next))
            offset = next
            places.append(place.line(line))
        }
        return places
    }

    /// Sees the values at `places` of one path, whose sighting is `sighting`.
    fileprivate func see(
        _ text: RawSpan, _ places: Span<UInt64>, _ lineStarts: Span<UInt64>, _ linePlaces: [SightingPlace],
        _ sighting: inout Sighting
    ) {
        @inline(__always) func line(_ row: Int) -> SightingPlace {
            isScattered ? linePlaces[row] : place.line(row)
        }
        var kinds: UInt64 = 0
        var count = 0
        var earliest = Int.max
        for row in places.indices {
            let bits = places[row]
            let isThere = bits != 0
            count &+= isThere ? 1 : 0
            kinds |= isThere ? 1 &<< (bits >> 60 & 7) : 0
            let distance = Int(truncatingIfNeeded: (bits & 0xFFFF_FFFF) &- lineStarts[row])
            earliest = min(earliest, isThere ? distance : .max)
        }
        guard count > 0 else { return }
        sighting.stands(earliest)
        let nullBit = UInt64(1)
        if let first = places.indices.first(where: { JSONPlace(bits: places[$0]).kind != .null }) {
            sighting.begin(text, JSONPlace(bits: places[first]), at: line(first))
        }
        if kinds & (kinds - 1) == 0, kinds != nullBit, let first = places.indices.first(where: { places[$0] != 0 }),
            let kind = JSONKind(rawValue: UInt8(kinds.trailingZeroBitCount))
        {
            sighting.note(kind: kind, count: count, first: line(first))
            switch kind {
            case .string:
                for row in places.indices where places[row] != 0 {
                    sighting.takeString(text, JSONPlace(bits: places[row]), at: line(row))
                }
            case .integer:
                for row in places.indices where places[row] != 0 {
                    sighting.takeInteger(text, JSONPlace(bits: places[row]), at: line(row))
                }
            case .fraction:
                for row in places.indices where places[row] != 0 {
                    sighting.takeFraction(text, JSONPlace(bits: places[row]), at: line(row))
                }
            case .object, .array:
                for row in places.indices where places[row] != 0 {
                    sighting.takeWhole(text, JSONPlace(bits: places[row]))
                }
            case .null, .yes, .no: sighting.take(text, JSONPlace(bits: places[first]), at: line(first))
            }
            return
        }
        for row in places.indices where places[row] != 0 {
            let value = JSONPlace(bits: places[row])
            sighting.note(kind: value.kind, count: 1, first: line(row))
            sighting.take(text, value, at: line(row))
        }
    }
}

extension InferenceRecorder {
    /// Sees the values of the lines that are recorded.
    mutating func observe(_ text: RawSpan, _ lines: ColumnSighting) throws(ParquetError) {
        tree.settle()
        guard rowCount > 0 else { return }
        var table: [UInt64] = []
        exchangeTable(&table)
        let failure = observe(text, lines, table.span)
        exchangeTable(&table)
        if let failure { throw failure }
    }

    private mutating func observe(_ text: RawSpan, _ lines: ColumnSighting, _ table: Span<UInt64>) -> ParquetError? {
        let lineStarts = table.extracting(0..<rowCount)
        let linePlaces = lines.linePlaces(text, lineStarts)
        func line(_ row: Int) -> SightingPlace { linePlaces.isEmpty ? lines.place.line(row) : linePlaces[row] }
        tree.note(0) { $0.note(kind: .object, count: rowCount, first: line(0)) }
        for slot in slotNodes.indices {
            let node = slotNodes[slot]
            guard tree.nodes[Int(node)].slot == slot else { continue }
            let first = (slot + 1) * rowCapacity
            let places = table.extracting(first..<first + rowCount)
            var sighting = Sighting()
            tree.exchange(node, &sighting)
            lines.see(text, places, lineStarts, linePlaces, &sighting)
            tree.exchange(node, &sighting)
            let isMap = tree.nodes[Int(node)].values >= 0
            guard isMap || tree.nodes[Int(node)].sighting.count(.array) > 0 else { continue }
            do throws(ParquetError) {
                for row in places.indices {
                    let value = JSONPlace(bits: places[row])
                    guard value.kind == .array || (isMap && value.kind == .object) else { continue }
                    let walk = ValueWalk(place: line(row), lineStart: Int(truncatingIfNeeded: lineStarts[row]))
                    try walk.enter(text, at: value.start, of: node, in: &tree)
                }
            } catch {
                return error
            }
        }
        return nil
    }
}
