import Foundation
import Parquet
import ParquetJSON
import SystemPackage
import Testing

@testable import ParquetDataset

/// What is done with partitions that are published already.
@Suite struct LateSourcesTests {
    private func touch(_ dataset: DatasetConversions, _ name: String) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_000_000)],
            ofItemAtPath: dataset.scratch.path.appending("input/\(name)").string)
    }

    @Test func nothingIsDoneAgain() async throws {
        let dataset = try DatasetConversions()
        for day in 1...3 { try dataset.write("d=\(day)/a.json", 0..<day * 10) }
        try await dataset.convert()
        let before = dataset.scratch.files(in: "output").map { dataset.scratch.bytes(of: "output/\($0)") }
        try touch(dataset, "d=2/a.json")
        let again = try await dataset.convert()
        #expect(again.upToDate.map(\.description) == ["d=1", "d=2", "d=3"])
        #expect(again.partitions.isEmpty && again.counts.lines.lines == 0)
        #expect(dataset.scratch.files(in: "output").map { dataset.scratch.bytes(of: "output/\($0)") } == before)
        #expect(try await dataset.receipts().count == 3)
        // Whoever asks for it gets it.
        #expect(try await dataset.convert { $0.overwrite = true }.partitions.count == 3)
        #expect(try await dataset.receipts().count == 6)
        try await dataset.verify()
    }

    /// Another size, the same size with other bytes, a new source: the partition is made anew, and no other.
    @Test(arguments: 0..<3) func aChangedSourceRebuildsItsPartition(kind: Int) async throws {
        let dataset = try DatasetConversions()
        for day in 1...3 { try dataset.write("d=\(day)/a.json", 0..<5) }
        try await dataset.convert()
        switch kind {
        case 0: try dataset.write("d=2/a.json", 0..<7)
        case 1:
            try dataset.write("d=2/a.json", 4..<9)
            try touch(dataset, "d=2/a.json")
        default: try dataset.write("d=2/b.json", 5..<6)
        }
        let report = try await dataset.convert()
        #expect(report.partitions.map(\.path.description) == ["d=2"])
        #expect(report.upToDate.map(\.description) == ["d=1", "d=3"])
        let expected: [[Int64]] = [[0, 1, 2, 3, 4, 5, 6], [4, 5, 6, 7, 8], [0, 1, 2, 3, 4, 5]]
        #expect(try await dataset.ids("d=2") == [expected[kind]])
        try await dataset.verify()
        #expect(try await dataset.convert().upToDate.count == 3)
    }

    /// New sources get files of their own; hashes, sources and lines in quarantine are those of all.
    @Test func newSourcesAreAdded() async throws {
        let dataset = try DatasetConversions()
        func convert(_ late: LateSources = .add) async throws -> ConversionReport {
            try await dataset.convert { options in
                options.late = late
                options.quarantineLimit = .count(2)
            }
        }
        try dataset.write("d=1/b.json", 0..<5)
        try dataset.scratch.write("input/d=1/c.json", "no\n")
        _ = try await convert()
        let first = try #require(try await dataset.store.files(in: dataset.partition("d=1")).first)
        try dataset.write("d=1/a.json", 5..<8)
        try dataset.scratch.write("input/d=1/d.json", "{\"id\":8}\nnor this\n")
        #expect(try await convert().counts.lines.rows == 4)
        #expect(try await dataset.ids("d=1") == [[0, 1, 2, 3, 4], [5, 6, 7, 8]])
        try await dataset.verify()
        let receipt = try #require(try await dataset.receipts().last)
        #expect(receipt.number == 2)
        #expect(receipt.sources.map(\.name) == ["d=1/b.json", "d=1/c.json", "d=1/a.json", "d=1/d.json"])
        #expect(receipt.partitions[0].outputs.map(\.name) == ["part-00000.parquet", "part-00001.parquet"])
        #expect(receipt.partitions[0].outputs[0].byteCount == first.byteCount)
        #expect(receipt.partitions[0].rows.trees.map(\.rowCount) == [5, 4])
        #expect(receipt.quarantines.map(\.file) == ["quarantine/d=1/00000001.jsonl", "quarantine/d=1/00000002.jsonl"])
        var sources: [any ByteSource] = []
        for file in try await dataset.store.files(in: dataset.partition("d=1")) {
            sources.append(try await dataset.store.source(of: file, in: dataset.partition("d=1")))
        }
        #expect(try await DatasetConversions.hashes(sources).multiset == receipt.multiset)
        #expect(try await convert().upToDate.count == 1)
        // Where one is changed, all are read, and the lines in quarantine are written anew.
        try dataset.write("d=1/a.json", 5..<9)
        _ = try await convert()
        #expect(try await dataset.ids("d=1") == [[5, 6, 7, 8, 0, 1, 2, 3, 4, 8]])
        #expect(try await dataset.receipts().last?.quarantines.map(\.file) == ["quarantine/d=1/00000003.jsonl"])
        #expect(try await dataset.store.recordPaths(below: "quarantine") == ["quarantine/d=1/00000003.jsonl"])
        try await dataset.verify()
    }

    /// A value of an added source that makes a column wider has the whole partition read again: it has one schema.
    @Test func anAddedSourceThatWidens() async throws {
        let dataset = try DatasetConversions()
        let contract = """
            {"contract":1,"columns":[{"name":"id","type":"int","drift":"widen"},{"name":"note","type":"string"}]}
            """
        try dataset.write("d=1/a.json", 0..<3)
        try dataset.write("d=2/a.json", 0..<3)
        try await dataset.convert(contract: contract)
        try dataset.write("d=1/b.json", 5_000_000_000..<5_000_000_001)
        let report = try await dataset.convert(contract: contract) { $0.late = .add }
        #expect(report.widenings.count == 1 && report.upToDate.map(\.description) == ["d=2"])
        #expect(try await dataset.ids("d=1") == [[0, 1, 2, 5_000_000_000]])
        try await dataset.verify()
        // The wider contract is not another one for what it was made from.
        let wide = try #require(report.widenings.first?.contract.json)
        #expect(try await dataset.convert(contract: wide).upToDate.count == 2)
    }

    /// Another schema, other options, files that were taken away: the partition is made anew.
    @Test func whatElseMakesAPartitionAnew() async throws {
        let dataset = try DatasetConversions()
        try dataset.write("d=1/a.json", 0..<3)
        try await dataset.convert()
        #expect(try await dataset.convert { $0.writer.codec = .snappy }.partitions.count == 1)
        #expect(try await dataset.convert { $0.writer.codec = .snappy }.upToDate.count == 1)
        let other = DatasetConversions.contract.replacingOccurrences(of: "note", with: "other")
        try dataset.scratch.write("input/d=1/a.json", "{\"id\":1,\"other\":\"x\"}\n{\"id\":2}\n")
        #expect(try await dataset.convert(contract: other).partitions.count == 1)
        try FileManager.default.removeItem(
            atPath: dataset.scratch.path.appending("output/d=1/part-00000.parquet").string)
        #expect(try await dataset.convert(contract: other).partitions.count == 1)
        #expect(try await dataset.ids("d=1") == [[1, 2]])
        try await dataset.verify()
    }

    /// Sources that are gone take no rows with them unasked; a source that only has another name does.
    @Test func sourcesThatAreGone() async throws {
        let dataset = try DatasetConversions()
        try dataset.write("d=1/a.json", 0..<4)
        try dataset.write("d=1/b.json", 4..<6)
        try await dataset.convert()
        let input = dataset.scratch.path.appending("input/d=1")
        try FileManager.default.moveItem(
            atPath: input.appending("b.json").string, toPath: input.appending("c.json").string)
        #expect(try await dataset.convert().partitions.count == 1)
        try FileManager.default.removeItem(atPath: input.appending("a.json").string)
        let error = await #expect(throws: ParquetError.self) { try await dataset.convert() }
        #expect(error?.code == .exists && error?.message.contains("d=1/a.json") == true)
        #expect(try await dataset.ids("d=1") == [[0, 1, 2, 3, 4, 5]])
        try await dataset.convert { $0.overwrite = true }
        #expect(try await dataset.ids("d=1") == [[4, 5]])
        try await dataset.verify()
    }

    /// Rows that were erased do not come back unasked.
    @Test func erasedRowsStayAway() async throws {
        let dataset = try DatasetConversions()
        try dataset.write("d=1/a.json", 0..<1)
        try dataset.write("d=2/a.json", 0..<1)
        try await dataset.convert()
        let session = try await DatasetSession.begin(dataset.store)
        let path = dataset.partition("d=1")
        var publication = Publication(
            action: .erase, contract: (1, Array("{}".utf8)),
            partitions: [
                .init(path: path, outputs: [], rows: .init(count: 0, digest: MultisetHash().digest, trees: []))
            ])
        publication.multiset = MultisetHash()
        publication.erased = .init(
            request: Hash256(of: []), removals: [.init(partition: path, file: "part-00000.parquet", rowCount: 1)],
            multiset: MultisetHash())
        try await session.publish(publication)
        await session.end()
        #expect(try await dataset.convert().upToDate.count == 2)
        try dataset.write("d=1/b.json", 1..<2)
        try dataset.write("d=2/b.json", 1..<2)
        let error = await #expect(throws: ParquetError.self) { try await dataset.convert() }
        #expect(error?.message.contains("rows were erased") == true && error?.message.contains("--late add") == true)
        #expect(try await dataset.ids("d=1") == [])
        #expect(try await dataset.ids("d=2") == [[0, 1]])
        // New ones are added to what is left.
        try await dataset.convert { $0.late = .add }
        #expect(try await dataset.ids("d=1") == [[1]])
        try await dataset.verify()
        // A changed source could bring them back.
        try dataset.write("d=1/a.json", 0..<3)
        for late in LateSources.allCases {
            let error = await #expect(throws: ParquetError.self) { try await dataset.convert { $0.late = late } }
            #expect(error?.message.contains("rows were erased") == true && error?.message.contains("--late") == false)
        }
        try dataset.write("d=1/a.json", 0..<1)
        try await dataset.convert { $0.overwrite = true }
        #expect(try await dataset.ids("d=1") == [[0, 1]])
        try await dataset.verify()
    }

    /// Lines in quarantine that a killed run left go when the next one begins, and what else it did not finish; other files stay.
    @Test func whatAKilledRunLeftGoes() async throws {
        let dataset = try DatasetConversions()
        try dataset.scratch.write("input/d=1/a.json", "{\"id\":1}\nno\n")
        func convert() async throws -> ConversionReport {
            try await dataset.convert { $0.quarantineLimit = .count(1) }
        }
        _ = try await convert()
        let records = "output/_parkett"
        try dataset.scratch.write("\(records)/quarantine/d=1/00000002.jsonl", "{}\n")
        try dataset.scratch.write("\(records)/quarantine/d=2/00000001.jsonl", "{}\n")
        try dataset.scratch.write("\(records)/quarantine/d=2/notes.jsonl", "mine")
        try dataset.scratch.write("\(records)/.pending.json.abc.tmp", "{")
        #expect(try await convert().upToDate.count == 1)
        #expect(
            try await dataset.store.recordPaths(below: "quarantine") == [
                "quarantine/d=1/00000001.jsonl", "quarantine/d=2/notes.jsonl",
            ])
        #expect(dataset.scratch.bytes(of: "\(records)/.pending.json.abc.tmp") == nil)
        try await dataset.verify()
    }

    /// Files that no receipt tells of are someone else's, wherever they are.
    @Test func someoneElsesFiles() async throws {
        let dataset = try DatasetConversions()
        try dataset.write("d=1/a.json", 0..<3)
        try dataset.scratch.write("output/elsewhere/x.parquet", "mine")
        let error = await #expect(throws: ParquetError.self) { try await dataset.convert { $0.overwrite = true } }
        #expect(error?.code == .exists && error?.message.contains("--adopt") == true)
        try await dataset.convert { $0.adopts = true }
        // Into a partition of ours, later.
        try dataset.scratch.write("output/d=1/more.parquet", "mine")
        for overwrite in [false, true] {
            await #expect(throws: ParquetError.self) { try await dataset.convert { $0.overwrite = overwrite } }
        }
        try await dataset.convert { options in
            options.overwrite = true
            options.adopts = true
        }
        #expect(try await dataset.ids("d=1") == [[0, 1, 2]])
        #expect(dataset.scratch.bytes(of: "output/elsewhere/x.parquet") == Array("mine".utf8))
    }
}
