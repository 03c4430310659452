internal import Parquet
internal import ParquetBytes

/// Lines of a text that are no JSON objects, or too long.
struct BrokenLines {
    /// Where they are.
    private(set) var ranges: [Range<Int>] = []
    /// What is wrong with the first.
    private(set) var first: ParquetError?

    /// Finds those of `text`.
    init(in text: RawSpan, maximumLineLength: Int) {
        var scanner = JSONScanner(maximumLineLength: maximumLineLength, slotCount: 0)
        var nobody = Nobody()
        scanner.beginText()
        var position = 0
        while position < text.byteCount {
            do throws(ParquetError) {
                position = try scanner.scan(text, from: position, sink: &nobody)
            } catch {
                var tally = scanner.tally
                let end = LineChunker.lineEnd(in: text, from: tally.lineStart)
                ranges.append(tally.lineStart..<end)
                if first == nil { first = error }
                position = min(end + 1, text.byteCount)
                tally.lineStart = position
                scanner.restart(tally)
            }
        }
    }

    /// `text` with spaces in their place: the others stay where they are.
    func blanked(_ text: RawSpan) -> ByteBuffer {
        var buffer = ByteBuffer(copying: text)
        var bytes = buffer.mutableBytes
        for range in ranges { for offset in range { bytes.store(UInt8(0x20), at: offset) } }
        return buffer
    }

    /// A sink that wants nothing.
    private struct Nobody: JSONSink {
        var slotCount: Int { 0 }
        var isFull: Bool { false }

        func interest(inKey key: RawSpan, of node: Int32) -> JSONInterest { .none }
        func interest(inElementsOf node: Int32) -> JSONInterest { .none }
        func key(node: Int32, in text: RawSpan, at byteOffset: Int) {}
        func slots(below node: Int32) -> [Int32] { [] }
        func line(_ places: Span<UInt64>, startingAt byteOffset: Int) {}
    }
}
