import Dispatch
import Foundation
import Parquet
import ParquetInspect

/// libFuzzer's own entry point, called from here since the package manager gives programs another name than `main`.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ argumentCount: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ input: @convention(c) (UnsafePointer<UInt8>, Int) -> CInt
) -> CInt

/// Has libFuzzer make inputs, each of which is read as a Parquet file in every way there is.
@main struct ReadFuzz {
    static func main() {
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        let status = runFuzzer(&count, &arguments) { start, count in
            let bytes = Array(UnsafeBufferPointer(start: start, count: count))
            let done = DispatchSemaphore(value: 0)
            Task.detached {
                await read(bytes)
                done.signal()
            }
            done.wait()
            return 0
        }
        exit(status)
    }
}

private func read(_ bytes: [UInt8]) async {
    var options = ReaderOptions()
    options.memoryLimit = 64 << 20
    options.batchRowLimit = 1000
    options.concurrency = bytes.count & 1 + 1
    options.keepsDictionaries = bytes.count & 2 == 2
    // Checksums would keep most mutants from the decoders.
    options.verifiesChecksums = false
    do {
        let file = try await ParquetFile(MemorySource(bytes), options: options)
        let report = MetadataReport(file)
        _ = (report.json, report.text, report.notes)
        for rowGroup in file.metadata.rowGroups.indices.prefix(2) {
            for column in file.metadata.rowGroups[rowGroup].columns.indices.prefix(8) {
                _ = try? await file.pageIndex(rowGroup: rowGroup, column: column)
                _ = try? await file.bloomFilter(rowGroup: rowGroup, column: column)
            }
        }
        var reader = try file.reader()
        var renderer = JSONLinesRenderer(schema: reader.schema)
        var batch = RecordBatch(schema: reader.schema)
        var text: [UInt8] = []
        for _ in 0..<8 {
            guard try await reader.next(into: &batch) else { break }
            text.removeAll(keepingCapacity: true)
            try renderer.render(batch, rowLimit: 1000, into: &text)
        }
    } catch {
        // An error is what broken files are to give.
    }
}
