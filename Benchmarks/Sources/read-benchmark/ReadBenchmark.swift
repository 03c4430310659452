import Foundation
import Parquet

/// Times the decoding of a Parquet file into record batches whose memory is reused:
///
///     read-benchmark FILE [--columns a,b] [--threads N] [--repetitions N] [--batch ROWS] [--dictionaries] [--mapped]
///
/// Prints one JSON object: seconds of each repetition, rows, and bytes of values.
@main struct ReadBenchmark {
    static func main() async throws {
        var arguments = Array(CommandLine.arguments.dropFirst())
        func value(_ name: String) -> String? {
            guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else { return nil }
            let value = arguments[index + 1]
            arguments.removeSubrange(index...index + 1)
            return value
        }
        func flag(_ name: String) -> Bool {
            guard let index = arguments.firstIndex(of: name) else { return false }
            arguments.remove(at: index)
            return true
        }
        var options = ReaderOptions()
        let columns = value("--columns")?.split(separator: ",").map(String.init)
        options.concurrency = value("--threads").flatMap(Int.init) ?? 1
        let repetitionCount = value("--repetitions").flatMap(Int.init) ?? 5
        if let batch = value("--batch").flatMap(Int.init) { options.batchRowLimit = batch }
        options.keepsDictionaries = flag("--dictionaries")
        let isMapped = flag("--mapped")
        guard let path = arguments.first, arguments.count == 1 else {
            print(
                "usage: read-benchmark FILE [--columns a,b] [--threads N] [--repetitions N] [--batch ROWS] [--mapped]")
            exit(64)
        }

        var seconds: [Double] = []
        var rowCount = 0
        var valueCount = 0
        for _ in 0..<repetitionCount {
            rowCount = 0
            valueCount = 0
            let clock = ContinuousClock()
            let begin = clock.now
            let file =
                isMapped
                ? try await ParquetFile(MappedFileSource(path), options: options)
                : try await ParquetFile(FileSource(path), options: options)
            var reader = try file.reader(columns: columns)
            var batch = RecordBatch(schema: reader.schema)
            while try await reader.next(into: &batch) {
                rowCount += batch.rowCount
                for column in batch.columns { valueCount += column.values.count }
            }
            seconds.append((clock.now - begin) / .seconds(1))
        }
        let result: [String: Any] = ["seconds": seconds, "rows": rowCount, "values": valueCount]
        print(String(decoding: try JSONSerialization.data(withJSONObject: result), as: UTF8.self))
    }
}
