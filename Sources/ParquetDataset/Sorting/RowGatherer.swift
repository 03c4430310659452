internal import Parquet
internal import ParquetBytes

/// A row of one of several sources.
struct RowPick: Sendable {
    var source: UInt32
    var row: UInt32
}

/// Takes rows out of several sources in any order, column at a time.
///
/// The picks are put in the order of the sources first, each with the place that its row goes to. So the loops over a column's
/// values go through one source after the other and write where each value belongs.
struct RowGatherer {
    private let descriptors: [ColumnDescriptor]
    /// The picks in the order of the sources: the row, and its place in the result.
    private var rows: [UInt32] = []
    private var targets: [UInt32] = []
    /// Where the picks of each source end.
    private var ends: [Int] = []
    /// The sources that any pick is of; the others may be empty.
    private var used: [Int] = []
    private var moves: [Move] = []
    private var counts: [UInt32] = []

    /// Values or levels that go from one place to another.
    private struct Move {
        var from: UInt32
        var to: UInt32
        var count: UInt32
    }

    init(_ descriptors: [ColumnDescriptor]) {
        self.descriptors = descriptors
    }

    /// The picked rows, in the order of the picks.
    ///
    /// - Throws: `ParquetError` with code `limit` if the byte strings of a column take 2 GiB or more.
    mutating func gather(
        _ picks: some RandomAccessCollection<RowPick>, from sources: [RowSource]
    ) throws(ParquetError) -> [ColumnVector] {
        arrange(picks, sourceCount: sources.count)
        var columns: [ColumnVector] = []
        columns.reserveCapacity(descriptors.count)
        for column in descriptors.indices { columns.append(try gather(column, from: sources)) }
        return columns
    }

    private mutating func arrange(_ picks: some RandomAccessCollection<RowPick>, sourceCount: Int) {
        ends = [Int](repeating: 0, count: sourceCount)
        for pick in picks { ends[Int(pick.source)] += 1 }
        used.removeAll(keepingCapacity: true)
        var next = 0
        for source in 0..<sourceCount {
            let count = ends[source]
            if count > 0 { used.append(source) }
            ends[source] = next
            next += count
        }
        rows.resizeUninitialized(to: picks.count)
        targets.resizeUninitialized(to: picks.count)
        moves = []
        moves.reserveCapacity(picks.count)
        var target: UInt32 = 0
        for pick in picks {
            let source = Int(pick.source)
            let place = ends[source]
            rows[place] = pick.row
            targets[place] = target
            ends[source] = place + 1
            target &+= 1
        }
    }

    private func picks(of source: Int) -> Range<Int> { (source == 0 ? 0 : ends[source - 1])..<ends[source] }

    private mutating func gather(_ column: Int, from sources: [RowSource]) throws(ParquetError) -> ColumnVector {
        let descriptor = descriptors[column]
        let isFlat = descriptor.maxRepetitionLevel == 0 && descriptor.maxDefinitionLevel <= 1
        let presence: Presence
        if isFlat {
            findValues(column, sources)
            presence = flatPresence()
        } else {
            findLevels(column, sources)
            presence = gatherLevels(column, sources, hasRepetition: descriptor.maxRepetitionLevel > 0)
            findValues(column, sources)
        }
        let total = setTargets()
        let values = try gatherValues(column, sources, total)
        return ColumnVector(presence: presence, values: values)
    }

    // MARK: Places

    /// Finds for each pick where its values begin, and for each row of the result how many there are.
    private mutating func findValues(_ column: Int, _ sources: [RowSource]) {
        counts.resizeUninitialized(to: rows.count)
        moves.removeAll(keepingCapacity: true)
        for source in used {
            let range = picks(of: source)
            switch sources[source].places[column] {
            case .everyRow:
                for pick in range { addMove(from: rows[pick], count: 1, of: pick) }
            case .ranked(let before):
                guard case .validity(let bitmap) = sources[source].columns[column].presence else { continue }
                for pick in range {
                    let row = Int(rows[pick])
                    let word = bitmap.word(at: row >> 6)
                    let bit: UInt64 = 1 &<< UInt64(row & 63)
                    let rank = before[row >> 6] &+ UInt32((word & (bit &- 1)).nonzeroBitCount)
                    addMove(from: rank, count: word & bit == 0 ? 0 : 1, of: pick)
                }
            case .spread(_, let values):
                for pick in range {
                    let row = Int(rows[pick])
                    addMove(from: values[row], count: values[row + 1] &- values[row], of: pick)
                }
            }
        }
    }

    private mutating func findLevels(_ column: Int, _ sources: [RowSource]) {
        counts.resizeUninitialized(to: rows.count)
        moves.removeAll(keepingCapacity: true)
        for source in used {
            let range = picks(of: source)
            if case .spread(let levels?, _) = sources[source].places[column] {
                for pick in range {
                    let row = Int(rows[pick])
                    addMove(from: levels[row], count: levels[row + 1] &- levels[row], of: pick)
                }
            } else {
                for pick in range { addMove(from: rows[pick], count: 1, of: pick) }
            }
        }
    }

    @inline(__always)
    private mutating func addMove(from: UInt32, count: UInt32, of pick: Int) {
        moves.append(Move(from: from, to: 0, count: count))
        counts[Int(targets[pick])] = count
    }

    /// Sets where each move goes to.
    ///
    /// - Returns: how many values or levels there are.
    private mutating func setTargets() -> Int {
        var next: UInt32 = 0
        for row in counts.indices {
            let count = counts[row]
            counts[row] = next
            next &+= count
        }
        for pick in moves.indices { moves[pick].to = counts[Int(targets[pick])] }
        return Int(next)
    }

    // MARK: Presence

    private func flatPresence() -> Presence {
        guard counts.contains(0) else { return .all(rowCount: counts.count) }
        var bitmap = Bitmap()
        for count in counts { bitmap.append(count == 1) }
        return .validity(bitmap)
    }

    private mutating func gatherLevels(_ column: Int, _ sources: [RowSource], hasRepetition: Bool) -> Presence {
        let total = setTargets()
        var definition: [UInt16] = []
        definition.resizeUninitialized(to: total)
        var repetition: [UInt16] = []
        if hasRepetition { repetition.resizeUninitialized(to: total) }
        for source in used {
            let range = picks(of: source)
            switch sources[source].columns[column].presence {
            case .levels(let sourceDefinition, let sourceRepetition):
                move(range, sourceDefinition, into: &definition)
                if let sourceRepetition, hasRepetition { move(range, sourceRepetition, into: &repetition) }
            case .all, .validity:
                // Every row has a value, whatever lies above it.
                let full = UInt16(clamping: descriptors[column].maxDefinitionLevel)
                for pick in range { definition[Int(moves[pick].to)] = full }
            }
        }
        return .levels(definition: definition, repetition: hasRepetition ? repetition : nil)
    }

    // MARK: Values

    private func gatherValues(
        _ column: Int, _ sources: [RowSource], _ total: Int
    ) throws(ParquetError) -> ColumnValues {
        let descriptor = descriptors[column]
        switch descriptor.physicalType {
        case .boolean:
            var target = [Bool](repeating: false, count: total)
            for source in used {
                guard case .boolean(let values) = sources[source].columns[column].values else { continue }
                for pick in picks(of: source) {
                    let move = moves[pick]
                    for index in 0..<Int(move.count) { target[Int(move.to) + index] = values[Int(move.from) + index] }
                }
            }
            return .boolean(target)
        case .int32:
            var target: [Int32] = []
            target.resizeUninitialized(to: total)
            for source in used {
                guard case .int32(let values) = sources[source].columns[column].values else { continue }
                move(picks(of: source), values, into: &target)
            }
            return .int32(target)
        case .int64:
            var target: [Int64] = []
            target.resizeUninitialized(to: total)
            for source in used {
                guard case .int64(let values) = sources[source].columns[column].values else { continue }
                move(picks(of: source), values, into: &target)
            }
            return .int64(target)
        case .float:
            var target: [Float] = []
            target.resizeUninitialized(to: total)
            for source in used {
                guard case .float(let values) = sources[source].columns[column].values else { continue }
                move(picks(of: source), values, into: &target)
            }
            return .float(target)
        case .double:
            var target: [Double] = []
            target.resizeUninitialized(to: total)
            for source in used {
                guard case .double(let values) = sources[source].columns[column].values else { continue }
                move(picks(of: source), values, into: &target)
            }
            return .double(target)
        case .byteArray:
            return .byteArray(try gatherByteArrays(column, sources, total))
        case .fixedLengthByteArray, .int96:
            let length = descriptor.physicalType == .int96 ? 12 : descriptor.typeLength ?? 0
            var bytes: [UInt8] = []
            bytes.resizeUninitialized(to: total * length)
            var target = bytes.mutableRawBytes
            for source in used {
                guard case .fixedLengthByteArray(let values) = sources[source].columns[column].values else { continue }
                let from = values.bytes.rawBytes
                for pick in picks(of: source) {
                    let move = moves[pick]
                    target.copy(
                        from: from, at: Int(move.from) * length, count: Int(move.count) * length,
                        to: Int(move.to) * length)
                }
            }
            return .fixedLengthByteArray(FixedLengthByteArrayValues(length: length, bytes: bytes))
        }
    }

    private func gatherByteArrays(
        _ column: Int, _ sources: [RowSource], _ total: Int
    ) throws(ParquetError) -> ByteArrayValues {
        // Each value's length stands at its end first; then the ends are added up.
        var ends: [Int32] = []
        ends.resizeUninitialized(to: total + 1)
        ends[0] = 0
        for source in used {
            guard case .byteArray(let values) = sources[source].columns[column].values else { continue }
            let offsets = values.offsets.span
            for pick in picks(of: source) {
                let move = moves[pick]
                for index in 0..<Int(move.count) {
                    let from = Int(move.from) &+ index
                    ends[Int(move.to) &+ index &+ 1] = offsets[from + 1] &- offsets[from]
                }
            }
        }
        var end: Int32 = 0
        for index in ends.indices {
            let (next, overflow) = end.addingReportingOverflow(ends[index])
            guard !overflow else {
                throw ParquetError(
                    .limit, "the values of rows that are sorted take more than 2 GiB at once",
                    at: .init(column: descriptors[column].path.description))
            }
            end = next
            ends[index] = end
        }
        var bytes: [UInt8] = []
        bytes.resizeUninitialized(to: Int(end))
        var target = bytes.mutableRawBytes
        for source in used {
            guard case .byteArray(let values) = sources[source].columns[column].values else { continue }
            let offsets = values.offsets.span
            let from = values.bytes.rawBytes
            for pick in picks(of: source) {
                let move = moves[pick]
                guard move.count > 0 else { continue }
                let start = Int(offsets[Int(move.from)])
                target.copy(
                    from: from, at: start, count: Int(offsets[Int(move.from) + Int(move.count)]) - start,
                    to: Int(ends[Int(move.to)]))
            }
        }
        return ByteArrayValues(offsets: ends, bytes: bytes)
    }

    /// Moves values of a source to their places.
    @inline(__always)
    private func move<Value: BitwiseCopyable>(_ range: Range<Int>, _ source: [Value], into target: inout [Value]) {
        guard !range.isEmpty else { return }
        let from = source.span
        let steps = moves.span
        var to = target.mutableSpan
        for pick in range {
            let step = steps[pick]
            if step.count == 1 {
                to[Int(step.to)] = from[Int(step.from)]
            } else {
                for index in 0..<Int(step.count) { to[Int(step.to) &+ index] = from[Int(step.from) &+ index] }
            }
        }
    }
}
