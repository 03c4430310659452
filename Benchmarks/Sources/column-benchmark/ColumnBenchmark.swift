import Foundation
import Parquet

/// Writes or reads one column in memory, so that what an encoding or a codec takes can be counted:
///
///     column-benchmark write|read KIND ENCODING CODEC ROWS REPETITIONS
///
/// KIND is int64-sorted, int64-random, nullable-int64, double, low-cardinality-string, uuid-string, boolean or list-int64; ENCODING an
/// encoding's name, or `automatic`; CODEC none, snappy, gzip, zstd or lz4-raw. The values are always the same. Reading decodes all values
/// into reused memory. Prints the seconds of each repetition and the bytes of the file; all work is done on the main thread.
@main struct ColumnBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst().map { $0 }
        guard arguments.count == 6, let rowCount = Int(arguments[4]), let repetitionCount = Int(arguments[5]),
            ["write", "read"].contains(arguments[0])
        else {
            print("usage: column-benchmark write|read KIND ENCODING CODEC ROWS REPETITIONS")
            exit(64)
        }
        let column = try BenchmarkColumn(arguments[1], rowCount: rowCount)
        var options = WriterOptions()
        options.profile = .modern
        options.codec = try codec(arguments[3])
        if arguments[2] != "automatic" {
            options.columns[column.path] = .init(encoding: try encoding(arguments[2]))
        }
        var file: [UInt8] = []
        var seconds: [Double] = []
        let clock = ContinuousClock()
        if arguments[0] == "read" { file = try write(column, options) }
        for _ in 0..<repetitionCount {
            let begin = clock.now
            if arguments[0] == "read" {
                let bytes = file
                try CallingThread().run { try await read(bytes) }
            } else {
                file = try write(column, options)
            }
            seconds.append((clock.now - begin) / .seconds(1))
        }
        print("\(seconds.map { String(format: "%.4f", $0) }.joined(separator: " ")) s, \(file.count) bytes")
    }

    private static func write(_ column: BenchmarkColumn, _ options: WriterOptions) throws -> [UInt8] {
        let sink = MemorySink()
        var writer = try ParquetWriter(to: sink, schema: column.schema, options: options)
        for batch in column.batches { try writer.append(batch) }
        _ = try writer.finish()
        return sink.bytes
    }

    private static func read(_ bytes: [UInt8]) async throws {
        var reader = try await ParquetFile(MemorySource(bytes)).reader()
        var batch = RecordBatch(schema: reader.schema)
        while try await reader.next(into: &batch) {}
    }

    private static func codec(_ name: String) throws -> PageCodec {
        switch name {
        case "none": .uncompressed
        case "snappy": .snappy
        case "gzip": .gzip(level: 6)
        case "zstd": .zstd(level: 1)
        case "lz4-raw": .lz4Raw
        default: throw UnknownName(name: name)
        }
    }

    private static func encoding(_ name: String) throws -> Encoding {
        let all: [Encoding] = [
            .plain, .rle, .rleDictionary, .deltaBinaryPacked, .deltaLengthByteArray, .deltaByteArray, .byteStreamSplit,
            .alp,
        ]
        guard let encoding = all.first(where: { $0.name.lowercased().replacing("_", with: "-") == name }) else {
            throw UnknownName(name: name)
        }
        return encoding
    }
}

/// A name that no kind, encoding or codec has.
struct UnknownName: Error {
    let name: String
}
