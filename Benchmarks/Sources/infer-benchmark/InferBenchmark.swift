import Foundation
import Parquet
import ParquetJSON

/// Times the inference of a schema from JSON lines, in memory and on one thread, beside reading them by a contract of one column
/// that no line has, which is little more than scanning. Times are those of the processor, so that others may use it, too:
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

        var best = (scan: Double.infinity, infer: Double.infinity)
        var columnCount = 0
        for _ in 0..<repetitionCount {
            var begin = processorSeconds()
            for piece in pieces { _ = try reader.read(text.span.extracting(piece).bytes, into: &batch) }
            best.scan = min(best.scan, processorSeconds() - begin)
            begin = processorSeconds()
            var inference = try SchemaInference()
            for (block, piece) in pieces.enumerated() {
                try inference.read(text.span.extracting(piece).bytes, chunk: 0, block: block)
            }
            columnCount = try inference.result().contract.columns.count
            best.infer = min(best.infer, processorSeconds() - begin)
        }
        let megabytes = Double(text.count) / 1_000_000
        print(
            String(
                format: "%d columns of %.1f MB: inference %.0f MB/s, scanning %.0f MB/s (best of %d)", columnCount,
                megabytes, megabytes / best.infer, megabytes / best.scan, repetitionCount))
    }

    /// What the process has taken of processors so far.
    private static func processorSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

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
