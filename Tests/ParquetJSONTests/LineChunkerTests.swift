import Parquet
import Testing

@testable import ParquetJSON

@Suite struct LineChunkerTests {
    /// Cuts `text` as a caller would that reads `step` bytes at a time.
    private func cut(_ text: [UInt8], step: Int, limit: Int = 1_000) throws(ParquetError) -> [(offset: Int, [UInt8])] {
        var chunker = LineChunker(maximumLineLength: limit)
        var chunks: [(Int, [UInt8])] = []
        var buffer: [UInt8] = []
        var position = 0
        while true {
            let count = min(step, text.count - position)
            buffer += text[position..<position + count]
            position += count
            let isLast = position == text.count
            let chunk = try withBytes(buffer) { span throws(ParquetError) in try chunker.cut(span, isLast: isLast) }
            if let chunk {
                chunks.append((chunk.byteOffset, Array(buffer[chunk.range])))
                buffer.removeFirst(chunk.range.upperBound)
            }
            if isLast { return chunks }
        }
    }

    @Test(arguments: [1, 2, 3, 7, 16, 17, 64, 1_000]) func chunksAreWholeLinesAndAllOfThem(_ step: Int) throws {
        let lines = (0..<50).map { String(repeating: "x", count: $0 * 7 % 40) + ($0 % 3 == 0 ? "\r\n" : "\n") }
        for end in ["", "\n", "tail"] {
            let text = Array((lines.joined() + end).utf8)
            let chunks = try cut(text, step: step)
            #expect(Array(chunks.map(\.1).joined()) == text)
            #expect(chunks.dropLast().allSatisfy { $0.1.last == 0x0A })
            var offset = 0
            for chunk in chunks {
                #expect(chunk.offset == offset)
                offset += chunk.1.count
            }
        }
    }

    @Test(arguments: [3, 4, 100]) func aByteOrderMarkIsLeftOut(_ step: Int) throws {
        let text: [UInt8] = [0xEF, 0xBB, 0xBF] + Array("{}\n{}\n".utf8)
        let chunks = try cut(text, step: step)
        #expect(Array(chunks.map(\.1).joined()) == Array("{}\n{}\n".utf8))
        #expect(chunks.first?.offset == 3)
        // Only at the start of the text.
        let later = try cut(Array("{}\n".utf8) + text, step: step)
        #expect(Array(later.map(\.1).joined()) == Array("{}\n".utf8) + text)
    }

    @Test func aLongLineIsAnError() throws {
        #expect(try cut([UInt8](repeating: 0x20, count: 100), step: 10, limit: 100).count == 1)
        let error = #expect(throws: ParquetError.self) {
            try cut(Array("{}\n".utf8) + [UInt8](repeating: 0x20, count: 200) + [0x0A], step: 10, limit: 100)
        }
        #expect(error?.code == .limit)
    }

    @Test func lastLineEndAndLineFeedCount() {
        for count in 0..<70 {
            for place in 0...count {
                var bytes = [UInt8](repeating: 0x78, count: count)
                if place < count { bytes[place] = 0x0A }
                if place >= 3, place < count { bytes[place - 3] = 0x0A }
                let span = bytes.span
                let raw = unsafe span.bytes
                #expect(LineChunker.lastLineEnd(in: raw) == (place < count ? place + 1 : nil))
                #expect(LineChunker.lastLineEnd(in: raw, from: count) == nil)
                #expect(LineChunker.lineFeedCount(in: raw) == bytes.count { $0 == 0x0A })
            }
        }
    }

    @Test func errorsMoveFromTheChunkToTheText() {
        let error = ParquetError(.json, "no", at: .init(line: 3, byteOffset: 20)).moved(byLines: 10, bytes: 1_000)
        #expect(error.place == ParquetError.Place(line: 13, byteOffset: 1_020))
    }
}
