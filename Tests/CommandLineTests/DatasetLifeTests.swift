import Foundation
import Testing

/// What a dataset goes through in its life: conversion, late chunks, merging, erasure, and proof after each.
@Suite struct DatasetLifeTests {
    private static let schema = """
        {"contract":1,"columns":[{"name":"id","type":"bigint","required":true},{"name":"user","type":"string"}]}
        """

    /// The lines of a chunk: every tenth is of user X.
    private static func lines(_ first: Int, _ count: Int = 200) -> String {
        (first..<first + count).map { "{\"id\":\($0),\"user\":\"\($0 % 10 == 0 ? "X" : "u\($0 % 7)")\"}\n" }.joined()
    }

    /// The ids that a reader finds, sorted.
    private static func ids(_ program: Program) throws -> [Int] {
        let run = try program.run("scan", "table", "--columns", "id")
        #expect(run.exitCode == 0, "\(run.errors)")
        return try run.output.split(separator: "\n").map { line in
            let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            return try #require(row["id"] as? Int)
        }.sorted()
    }

    private static func expectProof(_ program: Program, rows: Int, erased: Int) throws {
        let run = try program.run("verify", "table", "--against-sources", "logs")
        #expect(run.exitCode == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("\(rows) rows compared"), "\(run.output)")
        #expect(run.output.contains("erased") == (erased > 0), "\(run.output)")
        if erased > 0 { #expect(run.output.contains("\(erased) "), "\(run.output)") }
    }

    @Test func everyStepKeepsTheProof() throws {
        try Program.inScratchDirectory { program in
            try program.write("schema.json", DatasetLifeTests.schema)
            let convert = ["convert", "logs", "table", "--all", "--schema", "schema.json", "--late", "add"]
            var wanted: [Int] = []
            func addChunk(_ day: Int, _ hour: Int) throws {
                let first = day * 10_000 + hour * 1_000
                wanted += first..<first + 200
                try program.write("logs/date=2025-01-0\(day)/0\(hour)-00.json", DatasetLifeTests.lines(first))
            }
            func expectConversion() throws {
                let run = try program.run(convert)
                #expect(run.exitCode == 0, "\(run.errors)")
                #expect(try DatasetLifeTests.ids(program) == wanted.sorted())
            }

            for day in 1...2 { for hour in 0...1 { try addChunk(day, hour) } }
            try expectConversion()
            try DatasetLifeTests.expectProof(program, rows: 800, erased: 0)

            // Late chunks, one after the other, become files of their own.
            for hour in 2...4 {
                try addChunk(1, hour)
                try expectConversion()
            }
            #expect(program.exists("table/date=2025-01-01/part-00003.parquet"))
            try DatasetLifeTests.expectProof(program, rows: 1_400, erased: 0)

            let compact = try program.run("compact", "table")
            #expect(compact.exitCode == 0, "\(compact.errors)")
            #expect(!program.exists("table/date=2025-01-01/part-00001.parquet"))
            #expect(try DatasetLifeTests.ids(program) == wanted.sorted())
            try DatasetLifeTests.expectProof(program, rows: 1_400, erased: 0)

            let erase = try program.run("erase", "table", "--where", "user = 'X'", "--certificate", "x.json")
            #expect(erase.exitCode == 0, "\(erase.errors)")
            wanted.removeAll { $0 % 10 == 0 }
            #expect(try DatasetLifeTests.ids(program) == wanted.sorted())
            try DatasetLifeTests.expectProof(program, rows: 1_400, erased: 140)

            // Nothing is due, and nothing that was erased comes back.
            let receipts = {
                try FileManager.default.contentsOfDirectory(
                    atPath: program.directory.appendingPathComponent("table/_parkett/receipts").path
                ).sorted()
            }
            let before = try receipts()
            try expectConversion()
            #expect(try receipts() == before)

            // A chunk that comes after the erasure is added as it is.
            try addChunk(2, 5)
            try expectConversion()
            try DatasetLifeTests.expectProof(program, rows: 1_600, erased: 140)
            #expect(try program.run("compact", "table").exitCode == 0)
            #expect(try DatasetLifeTests.ids(program) == wanted.sorted())
            try DatasetLifeTests.expectProof(program, rows: 1_600, erased: 140)

            // The proof is one: what is taken out behind the tool's back is found.
            try FileManager.default.removeItem(
                at: program.directory.appendingPathComponent("logs/date=2025-01-02/05-00.json"))
            try program.write("logs/date=2025-01-02/05-00.json", DatasetLifeTests.lines(25_001))
            let run = try program.run("verify", "table", "--against-sources", "logs")
            #expect(run.exitCode == 6)
            #expect((run.output + run.errors).contains("05-00.json"))
        }
    }
}
