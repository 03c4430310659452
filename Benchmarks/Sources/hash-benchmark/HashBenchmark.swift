import Foundation
import Parquet
import ParquetDataset
import ParquetJSON

/// Times what proving rows takes, in memory and on one thread, beside parsing their lines and writing them with zstd:
///
///     hash-benchmark CONTRACT CHUNK [REPETITIONS]
@main struct HashBenchmark {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard (2...3).contains(arguments.count) else {
            print("usage: hash-benchmark CONTRACT CHUNK [REPETITIONS]")
            exit(64)
        }
        let repetitionCount = arguments.count == 3 ? Int(arguments[2]) ?? 5 : 5
        let contract = try SchemaContract(json: [UInt8](Data(contentsOf: URL(filePath: arguments[0]))))
        let text = [UInt8](try Data(contentsOf: URL(filePath: arguments[1])))
        var best: [(name: String, time: Duration)] = []
        var rowCount = 0
        for _ in 0..<repetitionCount {
            let (times, rows) = try run(text, contract)
            rowCount = rows
            if best.isEmpty { best = times }
            for index in best.indices { best[index].time = min(best[index].time, times[index].time) }
        }
        print("\(contract.columns.count) columns, \(rowCount) rows, nanoseconds per row (best of \(repetitionCount))")
        for (name, time) in best {
            let padded = name.padding(toLength: 20, withPad: " ", startingAt: 0)
            print(padded, Int(time / .nanoseconds(1) / Double(max(rowCount, 1))))
        }
    }

    /// The time of each step over all lines.
    private static func run(
        _ text: [UInt8], _ contract: SchemaContract
    ) throws -> ([(name: String, time: Duration)], rows: Int) {
        let clock = ContinuousClock()
        var reader = try JSONLinesReader(contract: contract)
        var writer = try ParquetWriter(to: MemorySink(), schema: reader.schema)
        var hasher = RowHasher(schema: reader.schema)
        var multiset = MultisetHash()
        var tree = MerkleTree()
        var batch = RecordBatch(schema: reader.schema)
        var hashes: [Hash256] = []
        var times = ["parsing", "writing", "hashes of rows", "order-free hash", "Merkle tree"].map {
            (name: $0, time: Duration.zero)
        }
        for piece in pieces(of: text, byteCount: 1 << 20) {
            var begin = clock.now
            func lap(_ step: Int) {
                let now = clock.now
                times[step].time += now - begin
                begin = now
            }
            _ = try reader.read(text.span.extracting(piece).bytes, into: &batch)
            lap(0)
            try writer.append(batch)
            lap(1)
            hashes.removeAll(keepingCapacity: true)
            try hasher.append(hashesOf: batch, to: &hashes)
            lap(2)
            multiset.insert(hashes)
            lap(3)
            tree.append(hashes)
            lap(4)
        }
        let begin = clock.now
        _ = try writer.finish()
        times[1].time += clock.now - begin
        return (times, tree.count)
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
