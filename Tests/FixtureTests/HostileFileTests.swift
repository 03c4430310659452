import Foundation
import Parquet
import ParquetInspect
import Testing

/// Broken files give errors or rows, and nothing worse: no trap, no hang, no memory beyond the limit.
@Suite struct HostileFileTests {
    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: ReadFixtureTests.folder.appending(path: name + ".parquet")))
    }

    /// Reads and renders everything; returns the error, if there is one.
    static func read(_ bytes: [UInt8]) async -> ParquetError? {
        var options = ReaderOptions()
        options.memoryLimit = 64 << 20
        options.batchRowLimit = 512
        do {
            let file = try await ParquetFile(MemorySource(bytes), options: options)
            _ = MetadataReport(file).json
            _ = MetadataReport(file).text
            var renderer = JSONLinesRenderer(schema: file.schema)
            var text: [UInt8] = []
            var batchCount = 0
            for try await batch in file.batches() {
                text.removeAll(keepingCapacity: true)
                try renderer.render(batch, rowLimit: 100, into: &text)
                batchCount += 1
                // A count that was changed may promise billions of nulls, which is no fault of the reader's.
                if batchCount == 4 { break }
            }
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["pyarrow-one-row", "duckdb-enum-uuid", "pyarrow-required-dictionary"])
    func everyTruncationIsRefused(name: String) async throws {
        let bytes = try HostileFileTests.bytes(name)
        for count in 0..<bytes.count {
            let error = await HostileFileTests.read(Array(bytes.prefix(count)))
            #expect(error != nil, "\(count) of \(bytes.count) bytes")
        }
    }

    /// The number of mutants is bounded by a stride that reaches every byte value of the pattern on some file.
    @Test(arguments: ReadFixtureTests.names)
    func changedBytesDoNoHarm(name: String) async throws {
        let bytes = try HostileFileTests.bytes(name)
        let every = ProcessInfo.processInfo.environment["PARQUET_FUZZ_EVERY"].flatMap(Int.init) ?? 397
        for (step, pattern) in [0xFF, 0x80, 0x01, 0x7F, 0x10].enumerated() as EnumeratedSequence<[UInt8]> {
            for place in stride(from: step % every, to: bytes.count, by: every) {
                var mutant = bytes
                mutant[place] ^= pattern
                _ = await HostileFileTests.read(mutant)
            }
        }
    }

    @Test func aChangedPageIsFoundByItsChecksum() async throws {
        var bytes = try HostileFileTests.bytes("pyarrow-types-gzip-checksums")
        let file = try await ParquetFile(MemorySource(bytes))
        let chunk = try #require(file.metadata.rowGroups[0].columns[12].metadata)
        // The last byte of the chunk's last page.
        let start = min(chunk.dataPageOffset, chunk.dictionaryPageOffset ?? .max)
        bytes[start + chunk.totalCompressedSize - 1] ^= 1
        let error = await HostileFileTests.read(bytes)
        #expect(error?.code == .checksum)
        #expect(error?.place.column == "s")
        #expect(error?.place.rowGroup == 0)
        #expect(error?.place.page == 1)
        #expect(error?.place.byteOffset == chunk.dataPageOffset)
    }

    @Test func memoryIsLimited() async throws {
        var options = ReaderOptions()
        options.memoryLimit = 100
        let bytes = try HostileFileTests.bytes("pyarrow-types-dictionary-snappy")
        let error = await #expect(throws: ParquetError.self) {
            _ = try await ParquetFile(MemorySource(bytes, name: "a.parquet"), options: options)
        }
        #expect(error?.code == .limit)
        #expect(error?.place.file == "a.parquet")
    }
}
