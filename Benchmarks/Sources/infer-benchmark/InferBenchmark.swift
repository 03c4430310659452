import Foundation
import Parquet
import ParquetJSON

/// Times the inference of a schema from JSON lines, in memory and on one thread, beside reading them by a contract of one column
/// that no line has, which is little more than scanning:
///
///     infer-benchmark CHUNK [REPETITIONS]
@main struct InferBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard (1...2).contains(arguments.count), let path = arguments.first else {
            print("usage: infer-benchmark CHUNK [REPETITIONS]")
            exit(64)
        }
        let repetitionCount = arguments.count == 2 ? Int(arguments.last ?? "") ?? 7 : 7
        let text = [UInt8](try Data(contentsOf: URL(filePath: path)))
        let pieces = pieces(of: text, byteCount: 1 << 20)
        let contract = try SchemaContract(
            columns: [SchemaContract.Column("no such key", .string)], unknownKeys: .drop, drift: .fail)
        var reader = try JSONLinesReader(contract: contract)
        var batch = RecordBatch(schema: reader.schema)

        var best = (scan: Duration.seconds(Int.max), infer: Duration.seconds(Int.max))
        var columnCount = 0
        for _ in 0..<repetitionCount {
            let clock = ContinuousClock()
            var begin = clock.now
            for piece in pieces { _ = try reader.read(text.span.extracting(piece).bytes, into: &batch) }
            best.scan = min(best.scan, clock.now - begin)
            begin = clock.now
            var inference = try SchemaInference()
            for (block, piece) in pieces.enumerated() {
                try inference.read(text.span.extracting(piece).bytes, chunk: 0, block: block)
            }
            columnCount = try inference.result().contract.columns.count
            best.infer = min(best.infer, clock.now - begin)
        }
        let megabytes = Double(text.count) / 1_000_000
        print(
            String(
                format: "%d columns of %.1f MB: inference %.0f MB/s, scanning %.0f MB/s (best of %d)", columnCount,
                megabytes, megabytes / (best.infer / .seconds(1)), megabytes / (best.scan / .seconds(1)),
                repetitionCount))
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
