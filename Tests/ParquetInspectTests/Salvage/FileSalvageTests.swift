import Foundation
import Parquet
import ParquetBytes
import ParquetTestSupport
import Testing

@testable import ParquetInspect

@Suite struct FileSalvageTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/read")

    /// Where the row groups of `file` lie, and their rows.
    private static func rowGroups(_ file: ParquetFile) throws -> [FileSalvage.Report.RowGroup] {
        try file.metadata.rowGroups.map { rowGroup in
            var start = Int.max, end = 0
            for column in rowGroup.columns {
                let range = try #require(column.metadata).range(fileByteCount: file.byteCount, createdBy: nil)
                start = min(start, range.lowerBound)
                end = max(end, range.upperBound)
            }
            return .init(bytes: start..<end, rowCount: rowGroup.rowCount)
        }
    }

    /// Recovers what it can; nil if that is nothing.
    private static func salvage(
        _ bytes: [UInt8], _ salvage: FileSalvage
    ) async throws -> (report: FileSalvage.Report, bytes: [UInt8])? {
        let sink = MemorySink()
        do throws(ParquetError) {
            let report = try await salvage.run(MemorySource(bytes), to: sink)
            return (report, sink.bytes)
        } catch {
            #expect([.malformed, .input].contains(error.code), "\(error)")
            return nil
        }
    }

    /// Checks that what is recovered are row groups of the whole file, and a sound file.
    private static func check(
        _ found: (report: FileSalvage.Report, bytes: [UInt8]), of whole: [UInt8], _ name: String
    ) async throws {
        let file = try await ParquetFile(MemorySource(whole))
        let known = try rowGroups(file)
        for rowGroup in found.report.rowGroups { #expect(known.contains(rowGroup), "\(name): \(rowGroup)") }
        let recovered = try await ParquetFile(MemorySource(found.bytes))
        #expect(recovered.rowCount == found.report.rowCount, "\(name)")
        let check = try await FileCheck.report(on: MemorySource(found.bytes))
        #expect(check.verdict != .unsound, "\(name): \(check.text(file: name, isQuiet: true))")
        for (ordinal, rowGroup) in found.report.rowGroups.enumerated() {
            guard let old = known.firstIndex(of: rowGroup) else { continue }
            let before = try await text(file, old)
            let after = try await text(recovered, ordinal)
            #expect(before == after, "\(name)")
        }
    }

    /// The values of a row group. NaN is not itself, its text is.
    private static func text(_ file: ParquetFile, _ rowGroup: Int) async throws -> [String] {
        var text: [String] = []
        for try await batch in file.batches(rowGroups: rowGroup..<rowGroup + 1) { text.append("\(batch.columns)") }
        return text
    }

    /// Files of many writers without their footers. What can be told by their pages alone is all of most.
    @Test func filesOfManyWriters() async throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: FileSalvageTests.fixtures.path)
            .filter { $0.hasSuffix(".parquet") }.sorted()
        var whole = 0, partly = 0
        for name in names {
            let bytes = [UInt8](try Data(contentsOf: FileSalvageTests.fixtures.appending(path: name)))
            guard let file = try? await ParquetFile(MemorySource(bytes)), file.rowCount > 0 else { continue }
            let footer = bytes.count - Footer.byteCount - file.metadataByteCount
            guard let found = try await FileSalvageTests.salvage(Array(bytes[..<footer]), FileSalvage(like: file))
            else {
                continue
            }
            try await FileSalvageTests.check(found, of: bytes, name)
            if found.report.rowCount == file.rowCount { whole += 1 } else { partly += 1 }
        }
        #expect(whole > names.count / 2, "\(whole) whole, \(partly) partly, of \(names.count)")
    }

    private static func schema() throws -> Schema {
        try Schema(Column<Int64>("id"), Column<String?>("user"), Column<Double>("amount"), Column<Int64>("other"))
    }

    /// Random rows in a few row groups of several pages.
    private static func file(_ random: inout SeededGenerator) throws -> [UInt8] {
        var options = WriterOptions()
        options.pageRowLimit = 100
        options.codec = [.uncompressed, .snappy, .zstd(level: 1)].randomElement(using: &random) ?? .snappy
        options.writesChecksums = Bool.random(using: &random)
        options.dataPageVersion = Bool.random(using: &random) ? .v1 : .v2
        if Bool.random(using: &random) { options.dictionary = .never }
        let schema = try schema()
        let sink = MemorySink()
        var writer = try ParquetWriter(to: sink, schema: schema, options: options)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let count = Int.random(in: 1...450, using: &random)
            var batch = RecordBatch(schema: schema)
            batch[Column<Int64>("id")] = (0..<count).map { _ in Int64.random(in: .min ... .max, using: &random) }
            batch[Column<String?>("user")] = (0..<count).map { $0 % 5 == 0 ? nil : "user \($0 % 9)" }
            batch[Column<Double>("amount")] = (0..<count).map { _ in Double.random(in: 0...1, using: &random) }
            batch[Column<Int64>("other")] = (0..<count).map { Int64($0) }
            try writer.append(batch)
            try writer.closeRowGroup()
        }
        try writer.finish()
        return sink.bytes
    }

    /// Cut anywhere: what is recovered is whole row groups of those in front of the cut.
    @Test(arguments: 0..<40) func cutFiles(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let bytes = try FileSalvageTests.file(&random)
        let file = try await ParquetFile(MemorySource(bytes))
        for _ in 0..<3 {
            let cut = Int.random(in: 0..<bytes.count, using: &random)
            for salvage in [FileSalvage(like: file), try FileSalvage(schema: FileSalvageTests.schema())] {
                guard let found = try await FileSalvageTests.salvage(Array(bytes[..<cut]), salvage) else { continue }
                try await FileSalvageTests.check(found, of: bytes, "seed \(seed), cut at \(cut)")
                #expect(found.report.rowGroups.allSatisfy { $0.bytes.upperBound <= cut })
            }
        }
    }

    /// All row groups of a file that lost nothing but its footer, and the places of what is lost of one that was cut in a page.
    @Test func placesAreNamed() async throws {
        var random = SeededGenerator(seed: 3)
        var bytes: [UInt8] = []
        var file = try await ParquetFile(MemorySource(try FileSalvageTests.file(&random)))
        repeat {
            bytes = try FileSalvageTests.file(&random)
            file = try await ParquetFile(MemorySource(bytes))
        } while file.metadata.rowGroups.count < 3
        let known = try FileSalvageTests.rowGroups(file)
        let whole = try #require(try await FileSalvageTests.salvage(Array(bytes.dropLast(9)), FileSalvage(like: file)))
        #expect(whole.report.rowGroups == known && whole.report.losses == [])
        let cut = known[2].bytes.lowerBound + 40
        let part = try #require(try await FileSalvageTests.salvage(Array(bytes[..<cut]), FileSalvage(like: file)))
        #expect(part.report.rowGroups == Array(known[..<2]))
        #expect(
            part.report.losses.contains {
                $0.contains("byte \(known[2].bytes.lowerBound): the file ends within a page")
            })
        // With its footer there is nothing to be done.
        await #expect(throws: ParquetError.self) {
            try await FileSalvage(like: file).run(MemorySource(bytes), to: MemorySink())
        }
    }

    /// Bits flipped, bytes cut out and put in, other files' schemas: an error or a sound file, never a crash.
    @Test(arguments: 0..<60) func garbage(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(1000 + seed))
        var bytes = try FileSalvageTests.file(&random)
        let file = try await ParquetFile(MemorySource(bytes))
        bytes.removeLast(Int.random(in: 8..<bytes.count, using: &random))
        for _ in 0..<Int.random(in: 1...12, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &random)))
            default: bytes.insert(contentsOf: [0x15, 0x00, 0x15, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x15], at: place)
            }
        }
        let reversed = try Schema(Column<Double>("a"), Column<Bool?>("b"), Column<String>("c"))
        for salvage in [FileSalvage(like: file), FileSalvage(schema: reversed)] {
            guard let found = try await FileSalvageTests.salvage(bytes, salvage) else { continue }
            let check = try await FileCheck.report(on: MemorySource(found.bytes))
            #expect(check.verdict != .unsound, "seed \(seed): \(check.text(file: "", isQuiet: true))")
        }
        // Nothing but noise.
        let noise = (0..<4000).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        #expect(try await FileSalvageTests.salvage(noise, FileSalvage(like: file)) == nil)
    }
}
