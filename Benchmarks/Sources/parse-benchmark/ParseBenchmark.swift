import Foundation
import Parquet
import ParquetJSON

/// Times the way from JSON lines to record batches, in memory and on one thread, by the processor's time:
///
///     parse-benchmark CONTRACT CHUNK [REPETITIONS]
///
/// `CHUNK` is a file of JSON lines, such as `parkett generate signin` makes. It is cut into pieces of whole lines of about
/// a mebibyte, as a conversion does it, which are parsed into one reused batch.
@main struct ParseBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard (2...3).contains(arguments.count), let contractPath = arguments.first else {
            print("usage: parse-benchmark CONTRACT CHUNK [REPETITIONS]")
            exit(64)
        }
        let repetitionCount = arguments.count == 3 ? Int(arguments.last ?? "") ?? 7 : 7
        let contract = try SchemaContract(json: [UInt8](Data(contentsOf: URL(filePath: contractPath))))
        let text = [UInt8](try Data(contentsOf: URL(filePath: arguments[arguments.startIndex + 1])))
        let pieces = pieces(of: text, byteCount: 1 << 20)

        var reader = try JSONLinesReader(contract: contract)
        var batch = RecordBatch(schema: reader.schema)
        var best = Double.infinity
        var counts = LineCounts()
        for _ in 0..<repetitionCount {
            counts = LineCounts()
            let begin = clock()
            for piece in pieces {
                counts += try reader.read(text.span.extracting(piece).bytes, into: &batch)
            }
            best = min(best, Double(clock() - begin) / Double(CLOCKS_PER_SEC))
        }
        let seconds = best
        let megabytes = Double(text.count) / 1_000_000
        print(
            String(
                format: "%d columns, %d rows, %.1f MB: %.1f ms, %.0f MB/s, %.0f ns per row (best of %d)",
                contract.columns.count, counts.rows, megabytes, seconds * 1000, megabytes / seconds,
                seconds * 1_000_000_000 / Double(max(counts.rows, 1)), repetitionCount))
    }

    /// Ranges of whole lines, each of about `byteCount` bytes.
    private static func pieces(of text: [UInt8], byteCount: Int) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var start = 0
        while start < text.count {
            let aim = min(start + byteCount, text.count)
            let end = text[(aim - 1)...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.count
            pieces.append(start..<end)
            start = end
        }
        return pieces
    }
}
