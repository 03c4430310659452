import Foundation
import Parquet
import ParquetBytes
import ParquetDataset
import SystemPackage
import Testing

/// `parkett erase` and `parkett compact`, on a dataset with receipts.
@Suite struct EraseCommandTests {
    private static func schema() throws -> Schema { try Schema(Column<Int64>("id"), Column<String>("userId")) }

    /// Two files of 100 rows in one partition; every tenth user is X.
    private static func publish(_ session: DatasetSession) async throws {
        let partition = PartitionPath(directories: ["day=1"])
        let schema = try schema()
        var hasher = RowHasher(schema: schema)
        var multiset = MultisetHash()
        var tree = MerkleTree()
        var outputs: [Receipt.Output] = []
        for file in 0..<2 {
            var batch = RecordBatch(schema: schema)
            batch[Column<Int64>("id")] = (0..<100).map { Int64(file * 100 + $0) }
            batch[Column<String>("userId")] = (0..<100).map { $0 % 10 == 0 ? "X" : "u\($0)" }
            let sink = MemorySink()
            var writer = try ParquetWriter(to: sink, schema: schema)
            try writer.append(batch)
            try writer.finish()
            var hashes: [Hash256] = []
            try hasher.append(hashesOf: batch, to: &hashes)
            multiset.insert(hashes)
            tree.append(hashes)
            let bytes = sink.bytes
            let name = "part-0000\(file).parquet"
            let staged = try session.staging.makeSink(name, in: partition)
            try staged.write(bytes.rawBytes)
            try staged.finish()
            outputs.append(
                .init(name: name, byteCount: bytes.count, rowCount: 100, sha256: Hash256(of: bytes), nulls: []))
        }
        var publication = Publication(
            action: .convert, contract: (1, Array("{}".utf8)),
            partitions: [
                .init(
                    path: partition, outputs: outputs,
                    rows: .init(count: 200, digest: multiset.digest, trees: [.init(rowCount: 200, root: tree.root)]))
            ])
        publication.multiset = multiset
        publication.sources = [
            .init(
                name: "day=1/a.json", byteCount: 1, modifiedNanoseconds: 1, sha256: Hash256(of: [1]), lines: 200,
                rows: 200, blankLines: 0, quarantinedLines: 0)
        ]
        try await session.publish(publication)
    }

    private func withDataset(_ body: (Program) throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("parkett-program-\(UInt64.random(in: .min ... .max))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let program = Program(directory: directory)
        let store = LocalDatasetStore(FilePath(directory.appendingPathComponent("table").path))
        let session = try await DatasetSession.begin(store)
        try await EraseCommandTests.publish(session)
        let locked = try program.run("erase", "table", "--where", "userId = 'X'")
        #expect(locked.exitCode == 8, "\(locked.errors)")
        #expect(try program.run("compact", "table").exitCode == 8)
        await session.end()
        try body(program)
        #expect(try await DatasetVerification(store).run().findings == [])
    }

    @Test func rowsAreErased() async throws {
        try await withDataset { program in
            let arguments = ["erase", "table", "--where", "USERID = 'X'"]
            let counted = try program.run(arguments + ["--dry-run"])
            #expect(counted.exitCode == 0)
            #expect(counted.output.contains("day=1/part-00000.parquet: 10 rows would be removed\n"))
            #expect(counted.output.contains("searched: 200 rows of 2 files in 1 partition, columns userId"))
            let run = try program.run(arguments + ["--certificate", "x.json"])
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.output.contains("day=1/part-00001.parquet: 10 rows removed\n"))
            #expect(run.output.contains("receipt 2: "))
            #expect(run.errors.contains("the sources may still hold what was asked for"))
            let certificate = try String(
                contentsOf: program.directory.appendingPathComponent("x.json"), encoding: .utf8)
            #expect(!certificate.contains("userId = ") && !certificate.contains("'X'"))
            let line = try #require(run.output.split(separator: "\n").first { $0.hasPrefix("salt: ") })
            #expect(certificate.contains("\"salt\":\"\(line.dropFirst(6))\""))
            #expect(
                !(try program.run("cat", "table/day=1/part-00000.parquet", "table/day=1/part-00001.parquet").output)
                    .contains("\"X\""))
            // The salt is nowhere in the dataset.
            let records = program.directory.appendingPathComponent("table/_parkett/receipts/00000002.json")
            #expect(!(try String(contentsOf: records, encoding: .utf8)).contains(line.dropFirst(6)))
            let again = try program.run(arguments)
            #expect(again.exitCode == 0)
            #expect(again.output.hasPrefix("nothing found\n"))
            #expect(try program.run(arguments + ["--certificate", "x.json"]).exitCode == 64)
            #expect(try program.run("erase", "table", "--where", "userId = ").exitCode == 64)
            #expect(try program.run("erase", "table", "--where", "nothing = 1").exitCode == 64)
            #expect(try program.run("erase", "elsewhere", "--where", "userId = 'X'").exitCode == 1)
        }
    }

    @Test func sourcesAreSearchedOnRequest() async throws {
        try await withDataset { program in
            try program.write("logs/day=1/a.json", "{\"userId\":\"u\"}\n{\"userId\":\"X\"}\n")
            let run = try program.run("erase", "table", "--where", "userId = 'X'", "--sources", "logs", "--json")
            #expect(run.exitCode == 0, "\(run.errors)")
            let lines = run.output.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines[0].contains("\"rows\":20"))
            #expect(lines[1] == #"{"lines":[2],"problem":null,"source":"day=1/a.json"}"#)
        }
    }

    @Test func filesAreMerged() async throws {
        try await withDataset { program in
            let run = try program.run("compact", "table")
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.output.hasPrefix("day=1: 2 files become 1, "))
            #expect(run.output.contains("row groups: 0 copied, 2 merged\n"))
            #expect(!program.exists("table/day=1/part-00001.parquet"))
            #expect(try program.run("compact", "table").output == "nothing to be done\n")
            #expect(try program.run("compact", "table", "--partition", "day=2").exitCode == 1)
        }
    }
}
