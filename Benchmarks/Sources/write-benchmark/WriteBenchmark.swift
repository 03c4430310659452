import Foundation
import Parquet

/// Times writing rows that lie in memory as record batches to a Parquet file:
///
///     write-benchmark FILE OUTPUT [--codec none|snappy|gzip:6|zstd:1|lz4-raw|brotli:5]
///         [--profile athena|modern|smallest] [--threads N]
///         [--repetitions N] [--batch ROWS] [--row-group BYTES] [--page BYTES] [--page-rows ROWS]
///         [--no-index] [--no-checksums]
///
///     write-benchmark FILE --rolling MEBIBYTES,… [--codec …]
///
/// The second form writes files of at most so many MiB each, prints how many, the largest, and how full the least full one
/// but the last is, and exits with 1 if one is over its limit or less full than 97 %.
///
/// Reads FILE first. Prints one JSON object: seconds of each repetition, rows, and the bytes of OUTPUT.
@main struct WriteBenchmark {
    static func main() async throws {
        var arguments = Array(CommandLine.arguments.dropFirst())
        func value(_ name: String) -> String? {
            guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else { return nil }
            let value = arguments[index + 1]
            arguments.removeSubrange(index...index + 1)
            return value
        }
        var options = WriterOptions()
        options.codec = codec(value("--codec") ?? "zstd:1")
        switch value("--profile") ?? "athena" {
        case "athena": options.profile = .athena
        case "modern": options.profile = .modern
        case "smallest": options.profile = .smallest
        case let name: fatalError("no such profile: \(name)")
        }
        if let limit = value("--row-group").flatMap(Int.init) { options.rowGroupByteLimit = limit }
        if let limit = value("--page").flatMap(Int.init) { options.pageByteLimit = limit }
        if let limit = value("--page-rows").flatMap(Int.init) { options.pageRowLimit = limit }
        options.concurrency = value("--threads").flatMap(Int.init) ?? 1
        let repetitionCount = value("--repetitions").flatMap(Int.init) ?? 5
        var readerOptions = ReaderOptions()
        readerOptions.batchRowLimit = value("--batch").flatMap(Int.init) ?? 65_536
        readerOptions.memoryLimit = 16 << 30
        if let index = arguments.firstIndex(of: "--no-index") {
            arguments.remove(at: index)
            options.writesPageIndex = false
        }
        if let index = arguments.firstIndex(of: "--no-checksums") {
            arguments.remove(at: index)
            options.writesChecksums = false
        }
        let limits = value("--rolling")?.split(separator: ",").compactMap { Int($0) }.map { $0 << 20 }
        guard arguments.count == (limits == nil ? 2 : 1) else {
            print("usage: write-benchmark FILE OUTPUT [--codec none|snappy|zstd:1] [--profile athena|modern|smallest]")
            exit(64)
        }
        let file = try await ParquetFile(MappedFileSource(arguments[0]), options: readerOptions)
        var batches: [RecordBatch] = []
        for try await batch in file.batches() { batches.append(batch) }

        if let limits {
            var isKept = true
            for limit in limits {
                let outcome = try RollingRun.run(batches, schema: file.schema, options, limit: limit)
                isKept = isKept && outcome.isKept && outcome.rowCount == file.rowCount
                let fill = outcome.leastFill.map { String(format: "%.2f %%", $0 * 100) } ?? "-"
                print("| \(limit >> 20) MiB | \(outcome.sizes.count) | \(outcome.sizes.max() ?? 0) | \(fill) |")
            }
            exit(isKept ? 0 : 1)
        }

        var seconds: [Double] = []
        var byteCount = 0
        for _ in 0..<repetitionCount {
            let clock = ContinuousClock()
            let begin = clock.now
            byteCount = try write(batches, schema: file.schema, to: PlainFileSink(arguments[1]), options)
            seconds.append((clock.now - begin) / .seconds(1))
        }
        let result: [String: Any] = [
            "seconds": seconds, "rows": file.rowCount, "bytes": byteCount,
            "pages": try await pageByteCount(arguments[1]),
        ]
        print(String(decoding: try JSONSerialization.data(withJSONObject: result), as: UTF8.self))
    }

    private static func codec(_ name: String) -> PageCodec {
        let level = name.split(separator: ":").dropFirst().first.flatMap { Int($0) }
        switch name.split(separator: ":").first {
        case "none": return .uncompressed
        case "snappy": return .snappy
        case "gzip": return .gzip(level: level ?? 6)
        case "zstd": return .zstd(level: level ?? 1)
        case "lz4-raw": return .lz4Raw
        case "auto": return .automatic
        case "brotli": return .brotli(quality: level ?? 5)
        default: fatalError("no such codec: \(name)")
        }
    }

    /// The bytes of all pages, without indexes, bloom filters and the footer.
    private static func pageByteCount(_ path: String) async throws -> Int {
        try await ParquetFile(FileSource(path)).metadata.rowGroups.reduce(0) { $0 + ($1.totalCompressedSize ?? 0) }
    }

    private static func write(
        _ batches: [RecordBatch], schema: Schema, to sink: any ByteSink, _ options: WriterOptions
    ) throws -> Int {
        var writer = try ParquetWriter(to: sink, schema: schema, options: options)
        for batch in batches { try writer.append(batch) }
        return try writer.finish().byteCount
    }
}

/// A file that is written as the peers write theirs: without waiting for the disk.
final class PlainFileSink: ByteSink {
    private let handle: FileHandle

    init(_ path: String) throws {
        FileManager.default.createFile(atPath: path, contents: nil)
        guard let handle = FileHandle(forWritingAtPath: path) else { fatalError("cannot write \(path)") }
        self.handle = handle
        try handle.truncate(atOffset: 0)
    }

    func write(_ bytes: RawSpan) throws(ParquetError) {
        let failed = bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return false }
            var start = 0
            while start < buffer.count {
                let count = Foundation.write(handle.fileDescriptor, base + start, buffer.count - start)
                if count <= 0 { return true }
                start += count
            }
            return false
        }
        if failed { throw ParquetError(.io, "cannot write") }
    }

    func finish() throws(ParquetError) { try? handle.close() }
    func abort() { try? handle.close() }
}
