import Foundation
import Parquet
import ParquetInspect
import Testing

/// Broken files give errors or rows, and nothing worse: no trap, no hang, no memory beyond the limit.
///
/// Of large fixtures a part of the mutants is tried, the same in every run; PARQUET_FUZZ_EVERY=1 tries all.
@Suite struct HostileFileTests {
    /// One of how many mutants is tried.
    static func stride(_ bytes: [UInt8]) -> Int {
        let every = ProcessInfo.processInfo.environment["PARQUET_FUZZ_EVERY"].flatMap(Int.init)
        return every ?? (bytes.count < 600 ? 1 : 151)
    }

    static let extremes: [Int64] = [0, 1, -1, 0x7FFF_FFFF, -0x8000_0000, 1 << 31, 1 << 62, .max, .min]

    @Test(arguments: ReadFixtureTests.names)
    func everyTruncationIsRefused(name: String) async throws {
        let bytes = try HostileReading.bytes(name)
        for count in 0..<bytes.count {
            let error = await HostileReading.error(Array(bytes.prefix(count)))
            #expect(error != nil, "\(count) of \(bytes.count) bytes")
        }
    }

    /// The metadata end early, whatever the file's last bytes say.
    @Test(arguments: ReadFixtureTests.names)
    func everyTruncationOfTheMetadataIsRefused(name: String) async throws {
        let parts = try await FileParts(HostileReading.bytes(name))
        let footer = Array(parts.bytes[parts.footer])
        for count in Swift.stride(from: 0, to: footer.count, by: min(5, HostileFileTests.stride(parts.bytes))) {
            let error = await HostileReading.error(parts.replacingFooter(by: Array(footer.prefix(count))))
            #expect(error != nil, "\(count) of \(footer.count) bytes")
        }
    }

    @Test(arguments: ReadFixtureTests.names)
    func changedMetadataDoNoHarm(name: String) async throws {
        let parts = try await FileParts(HostileReading.bytes(name))
        let ranges = [parts.footer] + parts.headers.map(\.range)
        let every = HostileFileTests.stride(parts.bytes)
        for (step, pattern) in [0xFF, 0x80, 0x01, 0x7F, 0x10].enumerated() as EnumeratedSequence<[UInt8]> {
            var count = step
            for place in ranges.joined() {
                count += 1
                guard count % every == 0 else { continue }
                var mutant = parts.bytes
                mutant[place] ^= pattern
                _ = await HostileReading.error(mutant)
            }
        }
    }

    @Test(arguments: ReadFixtureTests.names)
    func extremeNumbersDoNoHarm(name: String) async throws {
        let parts = try await FileParts(HostileReading.bytes(name))
        let every = HostileFileTests.stride(parts.bytes)
        var count = 0
        let footer = try #require(ThriftNumbers(Array(parts.bytes[parts.footer])))
        for number in footer.numbers {
            for extreme in HostileFileTests.extremes {
                count += 1
                guard count % every == 0 else { continue }
                _ = await HostileReading.error(
                    parts.replacingFooter(by: footer.replacing(number, by: extreme)))
            }
        }
        for (index, header) in parts.headers.enumerated() {
            let numbers = try #require(ThriftNumbers(Array(parts.bytes[header.range])))
            for number in numbers.numbers {
                for extreme in HostileFileTests.extremes {
                    count += 1
                    guard count % every == 0 else { continue }
                    _ = await HostileReading.error(
                        try parts.replacingHeader(index, by: numbers.replacing(number, by: extreme)))
                }
            }
        }
    }

    /// The bytes of pages: levels, runs, lengths, compressed bytes.
    @Test(arguments: ReadFixtureTests.names)
    func changedPagesDoNoHarm(name: String) async throws {
        let bytes = try HostileReading.bytes(name)
        let every = HostileFileTests.stride(bytes) * 3 + 1
        for (step, pattern) in [0xFF, 0x80, 0x01, 0x7F, 0x10].enumerated() as EnumeratedSequence<[UInt8]> {
            for place in Swift.stride(from: step % every, to: bytes.count, by: every) {
                var mutant = bytes
                mutant[place] ^= pattern
                _ = await HostileReading.error(mutant)
            }
        }
    }

    /// What is written once more behind the others is read as it was.
    @Test(arguments: ["pyarrow-required-dictionary", "pyarrow-small-pages", "duckdb-types-zstd"])
    func movedChunksAreRead(name: String) async throws {
        let parts = try await FileParts(HostileReading.bytes(name))
        for (index, header) in parts.headers.enumerated() {
            let mutant = try parts.replacingHeader(index, by: Array(parts.bytes[header.range]))
            let error = await HostileReading.error(mutant)
            #expect(error == nil)
        }
    }

    @Test func aChangedPageIsFoundByItsChecksum() async throws {
        var bytes = try HostileReading.bytes("pyarrow-types-gzip-checksums")
        let file = try await ParquetFile(MemorySource(bytes))
        let chunk = try #require(file.metadata.rowGroups[0].columns[12].metadata)
        // The last byte of the chunk's last page.
        let start = min(chunk.dataPageOffset, chunk.dictionaryPageOffset ?? .max)
        bytes[start + chunk.totalCompressedSize - 1] ^= 1
        let error = await HostileReading.error(bytes)
        #expect(error?.code == .checksum)
        #expect(error?.place.column == "s")
        #expect(error?.place.rowGroup == 0)
        #expect(error?.place.page == 1)
        #expect(error?.place.byteOffset == chunk.dataPageOffset)
    }

    @Test func memoryIsLimited() async throws {
        var options = ReaderOptions()
        options.memoryLimit = 100
        let bytes = try HostileReading.bytes("pyarrow-types-dictionary-snappy")
        let error = await #expect(throws: ParquetError.self) {
            _ = try await ParquetFile(MemorySource(bytes, name: "a.parquet"), options: options)
        }
        #expect(error?.code == .limit)
        #expect(error?.place.file == "a.parquet")
    }
}
