import Foundation
import Parquet
import ParquetInspect
import ParquetTestSupport
import Testing

/// Every file of Apache's test data is read to its last row, or refused for a reason that is listed here.
@Suite(.enabled(if: ParquetTesting.folder != nil, Comment(rawValue: ParquetTesting.absence)))
struct ParquetTestingTests {
    /// A file that is not read, and why that is right.
    struct Refusal: Sendable {
        let code: ParquetError.Code
        let reason: String

        init(_ code: ParquetError.Code, _ reason: String) {
            self.code = code
            self.reason = reason
        }
    }

    #if Brotli
        static let largeMapRefusal = Refusal(.limit, "strings of 2 GiB; it is read with a higher limit below")
    #else
        static let largeMapRefusal = Refusal(.unsupported, "only builds with the trait read Brotli")
    #endif

    /// All files that are refused. One that is read must leave the list.
    static let knownDifferences: [String: Refusal] = {
        var refusals: [String: Refusal] = [
            "data/datapage_v1-corrupt-checksum.parquet": .init(.checksum, "the checksums of two pages are wrong"),
            "data/rle-dict-uncompressed-corrupt-checksum.parquet": .init(
                .checksum, "the checksums of the dictionary pages are wrong"),
            "data/large_string_map.brotli.parquet": largeMapRefusal,
            "bad_data/ARROW-GH-41317.parquet": .init(.malformed, "the columns have different numbers of rows"),
            "bad_data/ARROW-GH-41321.parquet": .init(.malformed, "a page has fewer levels than values"),
            "bad_data/ARROW-GH-45185.parquet": .init(.malformed, "the first repetition level is 1"),
            "bad_data/ARROW-GH-47662.parquet": .init(.malformed, "a required column has nulls"),
            "bad_data/ARROW-RS-GH-6229-DICTHEADER.parquet": .init(
                .malformed, "a dictionary page has a negative number of values"),
            "bad_data/ARROW-RS-GH-6229-LEVELS.parquet": .init(.malformed, "a page has too few repetition levels"),
            "bad_data/PARQUET-1481.parquet": .init(.malformed, "the physical type is -7"),
        ]
        for name in ParquetTesting.names(in: "data") where name.hasSuffix(".encrypted") {
            refusals[name] = .init(.unsupported, "the file is encrypted")
        }
        return refusals
    }()

    /// Files of bad_data that are read after all.
    static let harmless: [String: String] = [
        "bad_data/ARROW-GH-43605.parquet": "indices of no bits are enough for a dictionary of one value"
    ]

    /// Files whose columns are decoded, but whose VARIANTs are not: the error cases of cases.json, and two whose names say
    /// that they are invalid.
    static let knownBadVariants: [String: String] = [
        "shredded_variant/case-040.parquet": "an element has a value and a shredded value",
        "shredded_variant/case-042.parquet": "a VARIANT has a value and a shredded value",
        "shredded_variant/case-043-INVALID.parquet": "a field is both shredded and in the value",
        "shredded_variant/case-125-INVALID.parquet": "a field is both shredded and in the value",
        "shredded_variant/case-087.parquet": "a value that is no object has shredded fields",
        "shredded_variant/case-127.parquet": "unsigned integers are no type of shredded values",
        "shredded_variant/case-128.parquet": "a value that is no object has shredded fields",
        "shredded_variant/case-137.parquet": "four bytes of fixed length are no type of shredded values",
    ]

    static let names = ["data", "bad_data", "shredded_variant"].flatMap(ParquetTesting.names)

    @Test func theListedFilesAreThere() {
        for name in Array(ParquetTestingTests.knownDifferences.keys) + ParquetTestingTests.knownBadVariants.keys {
            #expect(ParquetTestingTests.names.contains(name), "\(name) is listed, but there is no such file")
        }
        #expect(ParquetTestingTests.names.count > 200)
        for name in ParquetTestingTests.names where name.hasPrefix("bad_data/") {
            let isHarmless = ParquetTestingTests.harmless[name] != nil
            #expect(isHarmless != (ParquetTestingTests.knownDifferences[name] != nil), "\(name)")
        }
    }

    /// Decodes all columns.
    ///
    /// - Returns: the number of rows that the row groups tell, and that of the batches. The file's own number is not believed:
    /// old writers left it 0.
    static func decode(_ path: String, _ options: ReaderOptions) async throws(ParquetError) -> (told: Int, read: Int) {
        let file = try await ParquetFile(FileSource(path), options: options)
        var reader = try file.reader()
        var batch = RecordBatch(schema: reader.schema)
        var rowCount = 0
        while try await reader.next(into: &batch) { rowCount += batch.rowCount }
        return (file.rowCount, rowCount)
    }

    @Test(arguments: names)
    func everyFileIsReadOrRefused(name: String) async throws {
        let path = ParquetTesting.path(name)
        for (batchRowLimit, concurrency) in [(8192, 1), (7, 2)] {
            var options = ReaderOptions()
            options.batchRowLimit = batchRowLimit
            options.concurrency = concurrency
            do throws(ParquetError) {
                let rowCount = try await ParquetTestingTests.decode(path, options)
                #expect(rowCount.read == rowCount.told)
                if let refusal = ParquetTestingTests.knownDifferences[name] {
                    Issue.record("it is read, though \(refusal.reason)")
                }
            } catch {
                guard let refusal = ParquetTestingTests.knownDifferences[name] else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(error.code == refusal.code, "\(error)")
                #expect(error.place.file == path)
                // An encrypted file is told by its first or last bytes.
                let place = error.place
                #expect(
                    name.hasSuffix(".encrypted") || place.byteOffset != nil || place.column != nil
                        || place.rowGroup != nil, "no place: \(error)")
            }
        }
    }

    /// Every row is a line of JSON, unless a VARIANT is broken.
    @Test(arguments: names.filter { knownDifferences[$0] == nil })
    func everyRowIsShown(name: String) async throws {
        do throws(ParquetError) {
            let file = try await ParquetFile(FileSource(ParquetTesting.path(name)))
            var reader = try file.reader()
            var batch = RecordBatch(schema: reader.schema)
            var renderer = JSONLinesRenderer(schema: reader.schema)
            var lineCount = 0
            var text: [UInt8] = []
            while try await reader.next(into: &batch) {
                text.removeAll(keepingCapacity: true)
                try renderer.render(batch, into: &text)
                for byte in text where byte == UInt8(ascii: "\n") { lineCount += 1 }
            }
            #expect(lineCount == file.rowCount)
            if let reason = ParquetTestingTests.knownBadVariants[name] { Issue.record("it is shown, though \(reason)") }
        } catch {
            guard ParquetTestingTests.knownBadVariants[name] == nil else { return }
            Issue.record("\(error)")
        }
    }

    #if Brotli
        @Test func aLargeMapIsReadWithAHigherLimit() async throws {
            var options = ReaderOptions()
            options.memoryLimit = 8 << 30
            options.batchRowLimit = 1
            let path = ParquetTesting.path("data/large_string_map.brotli.parquet")
            let file = try await ParquetFile(FileSource(path), options: options)
            var reader = try file.reader()
            var batch = RecordBatch(schema: reader.schema)
            var keyByteCounts: [Int] = []
            while try await reader.next(into: &batch) {
                guard case .byteArray(let keys) = batch.columns[0].values else {
                    Issue.record("the keys are no byte arrays")
                    return
                }
                keyByteCounts.append(keys.range(at: 0).count)
            }
            #expect(keyByteCounts == [1 << 30, 1 << 30])
        }
    #endif
}
