internal import Parquet
internal import ParquetBytes

// The inner loop of the scanner.
extension JSONScanner {
    /// Goes from value to value within a line as long as the gaps between them are short, no key is to be told, and the values
    /// are of common forms: what reading JSON lines costs. It calls nothing, and what it needs mostly stays in registers.
    ///
    /// `cursor` is left before the first gap that is another or leads to an uncommon value, of which the first 32 bytes are
    /// equal, or, with a negative gap, where no gap that was learned fits. What happens in a gap before an uncommon value may have
    /// been done: doing it again is no harm.
    ///
    /// - Parameters:
    ///   - text: the text from `windowStart` on; gaps and values may start up to its limit.
    ///   - stops: the bits of the window.
    @inline(never)
    static func followShortGaps<Sink: JSONSink>(
        _ text: PaddedBytes, _ stops: BitWindow, windowStart: Int, _ gaps: Span<LearnedGap>,
        _ operations: Span<GapOperation>, _ starts: inout MutableSpan<UInt32>, _ row: inout MutableSpan<UInt64>,
        _ cursor: inout GapCursor, _ sink: Sink.Type
    ) {
        guard cursor.gap >= 0 else { return }
        var places = row._mutatingExtracting(0..<row.count)
        var offset = cursor.offset &- windowStart
        var index = cursor.gap
        var fits = true
        walk: while text.isInBounds(offset) {
            let bytes = text.loadBytes16(at: offset)
            while !((bytes ^ gaps[index].bytes) & gaps[index].mask).isZero {
                let next = Int(gaps[index].next)
                fits = next >= 0
                guard fits else { break walk }
                index = next
            }
            let length = Int(gaps[index].length)
            if gaps[index].flow != .shortest {
                let rest = (text.loadBytes16(at: offset, block: 1) ^ gaps[index].nextBytes) & gaps[index].nextMask
                guard rest.isZero else {
                    let next = Int(gaps[index].next)
                    fits = next >= 0
                    guard fits else { break }
                    index = next
                    continue
                }
                if gaps[index].flow != .plain {
                    guard gaps[index].flow == .bounds else { break }
                    var operation = Int(gaps[index].firstOperation)
                    let end = operation &+ Int(gaps[index].operationCount)
                    while operation < end {
                        bound(operations[operation], windowStart &+ offset, &starts, &places)
                        operation &+= 1
                    }
                }
            }
            guard
                let (end, bits) = JSONScalar.common(
                    text, at: offset, plus: length, stops: stops, marksNull: Sink.marksNull)
            else { break }
            let slot = Int(gaps[index].slot)
            // Only what is nowhere has no bits.
            if slot >= 0 { places[slot] = bits == 0 ? 0 : bits &+ UInt64(truncatingIfNeeded: windowStart) }
            offset = end
            index = Int(gaps[index].successor)
        }
        cursor = GapCursor(offset: windowStart &+ offset, gap: fits ? index : -1, state: gaps[index].from)
    }

    /// Keeps where an object or array begins, or that it ends; the gap starts at `offset`.
    @inline(__always)
    static func bound(
        _ operation: GapOperation, _ offset: Int, _ starts: inout MutableSpan<UInt32>, _ row: inout MutableSpan<UInt64>
    ) {
        let place = offset &+ Int(operation.offset)
        guard operation.kind != .begin else {
            starts[Int(operation.path)] = UInt32(truncatingIfNeeded: place)
            return
        }
        let kind = operation.kind == .endObject ? JSONKind.object : .array
        row[Int(operation.slot)] =
            JSONPlace(start: Int(starts[Int(operation.path)]), end: place &+ 1, kind: kind).bits
    }
}
