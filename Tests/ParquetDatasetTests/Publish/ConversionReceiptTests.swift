import Foundation
import Parquet
import ParquetJSON
import SystemPackage
import Testing

@testable import ParquetDataset

/// What the receipts of conversions tell.
@Suite struct ConversionReceiptTests {
    /// Sources, files and rows are as they are, whatever the number of threads and the order of rows.
    @Test(arguments: [1, 3], ["", "id desc"]) func everyPartitionHasOne(threads: Int, order: String) async throws {
        let dataset = try DatasetConversions()
        try dataset.write("d=1/a.json", 0..<9_000)
        try dataset.scratch.write("input/d=1/b.json", "{\"id\":1}\n\nnonsense\n{\"id\":2,\"note\":null}\n")
        let gzip = try ScratchDirectory.run(
            "gzip", ["-c"], on: Array((0..<5_000).map { "{\"id\":\($0)}\n" }.joined().utf8))
        try dataset.scratch.write("input/d=2/a.json.gz", gzip)
        try dataset.scratch.write("input/d=3/a.json", "[{\"id\":1},\n{\"id\":2}]")
        try dataset.scratch.write("input/d=4/a.json", "\n")
        try await dataset.convert { options in
            options.threads = threads
            options.memoryByteCount = 96 << 20
            options.quarantineLimit = .count(1)
            options.fileByteLimit = 64 << 10
            options.writer.codec = .uncompressed
            options.writer.rowGroupByteLimit = 16 << 10
            options.sortOrder = order.isEmpty ? nil : try? SortOrder(order)
        }
        try await dataset.verify()
        let receipts = try await dataset.receipts()
        #expect(receipts.map { $0.partitions.map(\.path.description) } == [["d=1"], ["d=2"], ["d=3"], ["d=4"]])
        #expect(
            receipts.map { $0.sources.map(\.name) } == [
                ["d=1/a.json", "d=1/b.json"], ["d=2/a.json.gz"], ["d=3/a.json"], ["d=4/a.json"],
            ])
        #expect(receipts[0].sources.map(\.lines) == [9_000, 4])
        #expect(receipts[0].sources.map(\.rows) == [9_000, 2])
        #expect(receipts[0].sources.map(\.blankLines) == [0, 1])
        #expect(receipts[0].sources.map(\.quarantinedLines) == [0, 1])
        #expect(receipts[1].sources[0].sha256 == Hash256(of: gzip) && receipts[1].sources[0].byteCount == gzip.count)
        let bytes = try #require(dataset.scratch.bytes(of: "input/d=1/a.json"))
        #expect(receipts[0].sources[0].sha256 == Hash256(of: bytes))
        let attributes = try FileManager.default.attributesOfItem(
            atPath: dataset.scratch.path.appending("input/d=1/a.json").string)
        let modified = try #require(attributes[.modificationDate] as? Date).timeIntervalSince1970
        #expect(abs(Double(receipts[0].sources[0].modifiedNanoseconds) / 1e9 - modified) < 0.001)
        #expect(receipts[0].quarantines.map(\.file) == ["quarantine/d=1/00000001.jsonl"])
        #expect(receipts[0].partitions[0].outputs.count > 1)
        #expect(receipts[3].partitions[0].outputs == [] && receipts[3].partitions[0].rows.count == 0)
        let nulls = receipts[0].partitions[0].outputs.map { $0.nulls[1].count }.reduce(0, +)
        #expect(receipts[0].partitions[0].outputs[0].nulls.prefix(2).map(\.column) == [["id"], ["note"]])
        #expect(nulls == 2)
        // The hashes are those of the rows as they are read from the files.
        for receipt in receipts {
            let path = receipt.partitions[0].path
            var sources: [any ByteSource] = []
            for file in try await dataset.store.files(in: path) {
                sources.append(try await dataset.store.source(of: file, in: path))
            }
            let (multiset, tree) = try await DatasetConversions.hashes(sources)
            #expect(receipt.multiset == multiset)
            #expect(
                receipt.partitions[0].rows.trees
                    == (tree.count == 0 ? [] : [.init(rowCount: tree.count, root: tree.root)]))
        }
    }

    /// The bodies are the same bytes for any number of threads.
    @Test func bodiesDoNotDependOnThreads() async throws {
        let dataset = try DatasetConversions()
        for day in 1...3 {
            for hour in 1...4 { try dataset.write("d=\(day)/\(hour).json", 0..<4_000, note: "\(day) \(hour) ") }
        }
        var bodies: [[Hash256]] = []
        for threads in [1, 3] {
            try? FileManager.default.removeItem(atPath: dataset.scratch.path.appending("output").string)
            try await dataset.convert { options in
                options.threads = threads
                options.memoryByteCount = 96 << 20
            }
            bodies.append(try await ReceiptChain(dataset.store).all().map(\.hash))
        }
        #expect(bodies[0].count == 3)
        #expect(bodies[0] == bodies[1])
    }

    /// Partitions that are made of columns have one receipt together, and are left alone the next time.
    @Test func partitionsOfColumnsHaveOneTogether() async throws {
        let dataset = try DatasetConversions()
        try dataset.scratch.write(
            "input/a.json", (0..<600).map { "{\"id\":\($0),\"note\":\"n\($0 % 3)\"}\n" }.joined() + "no\n")
        func convert(overwrite: Bool = false) async throws -> ConversionReport {
            try await dataset.convert { options in
                options.partitionColumns = [PartitionColumn("note")]
                options.quarantineLimit = .count(1)
                options.overwrite = overwrite
            }
        }
        #expect(try await convert().partitions.count == 3)
        try await dataset.verify()
        var receipts = try await dataset.receipts()
        #expect(receipts.count == 1)
        #expect(receipts[0].isByColumns && receipts[0].partitions.map(\.rows.count) == [200, 200, 200])
        #expect(receipts[0].sources.map(\.rows) == [600])
        for partition in receipts[0].partitions {
            let files = try await dataset.store.files(in: partition.path)
            let source = try await dataset.store.source(of: files[0], in: partition.path)
            let (multiset, tree) = try await DatasetConversions.hashes([source])
            #expect(partition.rows.digest == multiset.digest && partition.rows.trees.map(\.root) == [tree.root])
        }
        let again = try await convert()
        #expect(again.partitions.isEmpty && again.upToDate.count == 1)
        #expect(try await convert(overwrite: true).partitions.count == 3)
        // Of other sources, they are in the way.
        try dataset.scratch.write("input/a.json", "{\"id\":1,\"note\":\"n1\"}\n")
        await #expect(throws: ParquetError.self) { _ = try await convert() }
        receipts = try await dataset.receipts()
        #expect(receipts.count == 2)
        try await dataset.verify()
    }

    @Test func receiptsAreSigned() async throws {
        let dataset = try DatasetConversions()
        try dataset.write("d=1/a.json", 0..<10)
        let key = try SampleReceipts.signingKey()
        try await dataset.convert { $0.signingKey = key }
        let report = try await DatasetVerification(dataset.store, trusted: [key.publicKey]).run()
        #expect(report.isWhole && report.signedReceipts == 1)
    }

    @Test func withoutHashesAndWithoutReading() async throws {
        let dataset = try DatasetConversions()
        try dataset.write("d=1/a.json", 0..<10)
        try await dataset.convert { options in
            options.hashesRows = false
            options.rereads = false
        }
        let receipt = try #require(try await dataset.receipts().first)
        #expect(receipt.multiset == nil && receipt.partitions[0].rows.trees.isEmpty)
        #expect(receipt.partitions[0].rows.count == 10)
        try await dataset.verify()
        // The files are the same, so there is nothing to do.
        #expect(try await dataset.convert().upToDate.count == 1)
    }

    /// Where bytes are not hashed, a source is what its size and time say.
    @Test func withoutHashesOfSources() async throws {
        let dataset = try DatasetConversions()
        try dataset.write("d=1/a.json", 0..<10)
        try await dataset.convert { $0.hashesSources = false }
        let receipt = try #require(try await dataset.receipts().first)
        #expect(receipt.sources.map(\.sha256) == [nil] && receipt.sources.map(\.rows) == [10])
        #expect(try Receipt(body: receipt.body) == receipt)
        try await dataset.verify()
        #expect(try await dataset.convert().upToDate.count == 1)

        // The same bytes with another time: nothing tells that they are the same.
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1)],
            ofItemAtPath: dataset.scratch.path.appending("input/d=1/a.json").string)
        #expect(try await dataset.convert().upToDate.isEmpty)
        let hashed = try #require(try await dataset.receipts().last)
        #expect(hashed.sources.map(\.sha256).contains(nil) == false)

        // Rows are compared with those of the sources all the same.
        let input = dataset.scratch.path.appending("input")
        try await dataset.convert {
            $0.hashesSources = false
            $0.overwrite = true
        }
        #expect(try await SourceVerification(dataset.store, input: input).run().isWhole)
        try dataset.write("d=1/a.json", 0..<10, note: "m")
        let report = try await SourceVerification(dataset.store, input: input).run()
        #expect(!report.isWhole && report.findings.contains { $0.file == "d=1/a.json" })
    }

    /// Where neither rows nor sources were hashed and a partition was replaced since, nothing tells that the other sources are what they
    /// were.
    @Test func sourcesThatNothingIsKnownOfAreNotProven() async throws {
        let dataset = try DatasetConversions()
        let convert = { () async throws in
            _ = try await dataset.convert { options in
                options.hashesRows = false
                options.hashesSources = false
                options.partitionColumns = [PartitionColumn("note")]
                options.overwrite = true
            }
        }
        try dataset.write("d=1/a.json", 0..<10, note: "m")
        try dataset.write("d=1/b.json", 10..<20, note: "n")
        try await convert()
        let input = dataset.scratch.path.appending("input")
        #expect(try await SourceVerification(dataset.store, input: input).run().provenSources == 2)

        // The partition n is made anew; of m the first receipt tells, whose source is another one now.
        try FileManager.default.removeItem(atPath: input.appending("d=1/a.json").string)
        try dataset.write("d=1/b.json", 30..<40, note: "n")
        try await convert()
        try dataset.write("d=1/a.json", 50..<60, note: "m")
        let report = try await SourceVerification(dataset.store, input: input).run()
        #expect(report.sources == 3 && report.provenSources == 1 && report.rows == 10)
    }

    /// A file that grows, or changes, between being listed and read is noticed.
    @Test func sourcesThatChange() async throws {
        let dataset = try DatasetConversions()
        try dataset.write("d=1/a.json", 0..<10)
        try dataset.write("d=2/a.json", 0..<10)
        try dataset.write("d=3/a.json", 0..<10)
        let plan = try ConversionPlan(input: dataset.scratch.path.appending("input"), selection: .all)
        try dataset.write("d=1/a.json", 0..<11)
        try dataset.write("d=2/a.json", 0..<10, note: "m")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1)],
            ofItemAtPath: dataset.scratch.path.appending("input/d=2/a.json").string)
        let conversion = try Conversion(
            plan: plan, contract: SchemaContract(json: Array(DatasetConversions.contract.utf8)), store: dataset.store)
        let error = await #expect(throws: ParquetError.self) { try await conversion.run() }
        #expect(error?.code == .input && error?.place.file?.hasSuffix("d=1/a.json") == true)
        #expect(try await dataset.receipts().map { $0.partitions[0].path.description } == ["d=3"])
    }
}
