import Foundation
import Parquet
import ParquetInspect
import ParquetTestSupport
import Testing

/// Every file of the fixtures is sound, but for those whose writers erred.
@Suite struct CheckFixtureTests {
    struct Unsound: Sendable {
        let rules: Set<CheckRule>
        let reason: String

        init(_ rules: Set<CheckRule>, _ reason: String) {
            self.rules = rules
            self.reason = reason
        }
    }

    private static let nullPages = Unsound(
        [.columnIndex], "DataFusion calls a page one of nulls only if it has as many nulls as rows")
    private static let suffixes = Unsound(
        [.sizeStatistics], "pyarrow counts bytes of DELTA_BYTE_ARRAY without the beginnings that are shared")

    /// All fixtures with errors. One that is sound must leave the list.
    static let unsoundFixtures: [String: Unsound] = [
        "datafusion-nested": nullPages,
        "datafusion-nested-many": nullPages,
        "datafusion-nested-version-2": nullPages,
        "pyarrow-delta-byte-array-pages-v1": suffixes,
        "pyarrow-delta-byte-array-pages-v2": suffixes,
        "pyarrow-nested-encodings": suffixes,
    ]

    private static func check(_ path: String, _ expected: Unsound?) async throws {
        let report = try await FileCheck.report(on: FileSource(path))
        let rules = Set(report.findings.filter { $0.severity != .warning && !isBeyondThisBuild($0) }.map(\.rule))
        #expect(rules == expected?.rules ?? [], "\(report.text(isQuiet: true))")
    }

    /// Whether a chunk was not checked because this build has no Brotli, or because its strings are of 1 GiB.
    private static func isBeyondThisBuild(_ finding: Finding) -> Bool {
        finding.severity == .unchecked
            && (finding.message.contains("Brotli") || finding.message.hasSuffix("bytes, 1073741824 are allowed"))
    }

    /// Broken files give findings, and nothing worse.
    @Test(arguments: [
        "datafusion-bloom-filters", "datafusion-nested-version-2", "duckdb-bloom-filters", "duckdb-geometry-both",
        "duckdb-variant-shredded-object", "fastparquet-nullable-zstd-pages-v2", "polars-nested-zstd",
        "pyarrow-sorting-metadata", "pyarrow-delta-byte-array-pages-v1", "pyarrow-types-gzip-checksums",
        "spark-byte-stream-split",
    ])
    func changedBytesDoNoHarm(name: String) async throws {
        let bytes = try [UInt8](
            Data(contentsOf: ReadFixtureTests.folder.appending(path: name + ".parquet")))
        let every = ProcessInfo.processInfo.environment["PARQUET_FUZZ_EVERY"].flatMap(Int.init) ?? 397
        var options = ReaderOptions()
        options.memoryLimit = 1 << 20
        for (step, pattern) in [0xFF, 0x80, 0x01, 0x7F, 0x10].enumerated() as EnumeratedSequence<[UInt8]> {
            for place in stride(from: step % every, to: bytes.count, by: every) {
                var mutant = bytes
                mutant[place] ^= pattern
                let report = try await FileCheck.report(on: MemorySource(mutant), options: options)
                #expect(!report.json(file: nil).isEmpty && !report.text().isEmpty)
                guard let file = try? await ParquetFile(MemorySource(mutant), options: options),
                    var pages = try? PagesReport(file)
                else { continue }
                while let chunk = try await pages.nextChunk() {
                    #expect(!chunk.text.isEmpty && !chunk.json(file: nil).isEmpty)
                }
            }
        }
    }

    @Test(arguments: ReadFixtureTests.names)
    func fixturesAreSound(name: String) async throws {
        let path = ReadFixtureTests.folder.appending(path: name + ".parquet").path
        try await CheckFixtureTests.check(path, CheckFixtureTests.unsoundFixtures[name])
    }

    private static let total = Unsound([.size], "total_byte_size is the sum of the compressed sizes")
    private static let end = Unsound([.offset], "file_offset is the end of the first chunk")
    private static let placeholder = Unsound(
        [.columnIndex, .nullCount], "the column index was never filled in: pages of nulls only, with -1 nulls each")
    private static let variant = Unsound([.variant], "broken on purpose, or beyond what variants are shredded to")

    /// All files of Apache's test data with findings other than warnings; those of `bad_data` are bad on purpose.
    static let unsoundTestingFiles: [String: Unsound] = {
        var files: [String: Unsound] = [
            "data/alltypes_plain.snappy.parquet": total,
            "data/byte_array_decimal.parquet": .init([.encodings], "no encodings are listed"),
            "data/datapage_v1-corrupt-checksum.parquet": .init(
                [.checksum, .columnIndex, .nullCount], "as the two below, and checksums are wrong on purpose"),
            "data/datapage_v1-snappy-compressed-checksum.parquet": placeholder,
            "data/datapage_v1-uncompressed-checksum.parquet": placeholder,
            "data/list_columns.parquet": total,
            "data/lz4_raw_compressed.parquet": end,
            "data/lz4_raw_compressed_larger.parquet": end,
            "data/nan_in_stats.parquet": total,
            "data/nation.dict-malformed.parquet": .init(
                [.encodings, .size], "no encodings are listed, and total_byte_size is 0"),
            "data/nested_structs.rust.parquet": total,
            "data/non_hadoop_lz4_compressed.parquet": .init(
                [.offset, .size], "file_offset is the end of the first chunk, total_byte_size the compressed sum"),
            "data/repeated_no_annotation.parquet": .init([.rowCount], "the file's num_rows is 0"),
            "data/rle-dict-uncompressed-corrupt-checksum.parquet": .init([.checksum], "wrong on purpose"),
            "data/rle_boolean_encoding.parquet": total,
            "data/single_nan.parquet": total,
            "bad_data/ARROW-GH-41317.parquet": .init([.footer], "a list in the footer has elements of another type"),
            "bad_data/ARROW-GH-41321.parquet": .init([.page], "a page has fewer levels than values"),
            "bad_data/ARROW-GH-45185.parquet": .init([.levels], "the first repetition level is 1"),
            "bad_data/ARROW-GH-47662.parquet": .init([.page], "a required column has nulls"),
            "bad_data/ARROW-RS-GH-6229-DICTHEADER.parquet": .init(
                [.offset, .overlap, .page, .size], "a broken header in a file that is cut off"),
            "bad_data/ARROW-RS-GH-6229-LEVELS.parquet": .init(
                [.offset, .page, .size, .valueCount], "a page has too few repetition levels"),
            "bad_data/PARQUET-1481.parquet": .init([.footer], "the physical type is none"),
        ]
        for name in ParquetTesting.names(in: "data") where name.hasSuffix(".encrypted") {
            files[name] = Unsound([name.contains("plaintext_footer") ? .encryption : .footer], "the file is encrypted")
        }
        for number in ["040", "042", "043-INVALID", "087", "125-INVALID", "127", "128", "137"] {
            files["shredded_variant/case-\(number).parquet"] = variant
        }
        return files
    }()

    @Test(
        .enabled(if: ParquetTesting.folder != nil, Comment(rawValue: ParquetTesting.absence)),
        arguments: ["data", "shredded_variant", "bad_data"].flatMap(ParquetTesting.names))
    func testingFilesAreSound(name: String) async throws {
        try await CheckFixtureTests.check(ParquetTesting.path(name), CheckFixtureTests.unsoundTestingFiles[name])
    }
}
