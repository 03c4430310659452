import Foundation
import Parquet
import Testing

@Suite struct ScanCommandTests {
    /// Runs `body` beside a dataset of two days with an id and a name.
    private func withDataset(_ body: (Program) throws -> Void) throws {
        try Program.inScratchDirectory { program in
            let schema = try Schema(fields: [
                SchemaField("id", .int64, repetition: .required),
                SchemaField("name", .byteArray, logicalType: .string, repetition: .required),
            ])
            for (number, day) in ["2025-02-24", "2025-02-25"].enumerated() {
                let directory = program.directory.appendingPathComponent("table/date=\(day)")
                try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
                var writer = try ParquetWriter(
                    to: FileSink(directory.appendingPathComponent("part-00000.parquet").path), schema: schema)
                try writer.append(
                    RecordBatch(
                        schema: schema,
                        columns: [
                            ColumnVector(.int64([1, 2, 3].map { $0 + Int64(number) * 10 })),
                            ColumnVector(.byteArray(ByteArrayValues(["ann", "bob", "ann"]))),
                        ]))
                _ = try writer.finish()
            }
            try body(program)
        }
    }

    @Test func rowsOfPartitions() throws {
        try withDataset { program in
            let run = try program.run("scan", "table", "--where", "name = 'ann' and date > '2025-02-24'")
            #expect(run.errors.isEmpty)
            #expect(
                run.output
                    == "{\"id\":11,\"name\":\"ann\",\"date\":\"2025-02-25\"}\n{\"id\":13,\"name\":\"ann\",\"date\":\"2025-02-25\"}\n"
            )
            #expect(
                try program.run("scan", "table", "--columns", "id", "--where", "id in (2, 12)").output
                    == "{\"id\":2}\n{\"id\":12}\n")
        }
    }

    @Test func rowsIntoAFile() throws {
        try withDataset { program in
            let run = try program.run("scan", "table", "--where", "id = 2", "--output", "two.parquet")
            #expect(run.exitCode == 0)
            #expect(
                try program.run("cat", "two.parquet").output == "{\"id\":2,\"name\":\"bob\",\"date\":\"2025-02-24\"}\n")
        }
    }

    @Test func mistakesAreShown() throws {
        try withDataset { program in
            let run = try program.run("scan", "table", "--where", "nothing = 2")
            #expect(run.exitCode == 64)
            #expect(run.errors.contains("nothing"))
            #expect(try program.run("scan", "nowhere").exitCode == 1)
        }
    }

    @Test func stepsAreExplained() throws {
        try withDataset { program in
            let run = try program.run("scan", "table", "--where", "id = 500 and date = '2025-02-25'", "--explain")
            #expect(run.exitCode == 0)
            #expect(run.output.contains("files: 2,"))
            #expect(run.output.contains("rows that are handed out: 0"))
            // One file by its directory, the other one's row group by its bounds.
            let lines = run.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(lines.contains { $0.first == "partition" && $0[1] == "1" })
            #expect(lines.contains { $0.first == "statistics" && $0[1] == "1" })
        }
    }

    @Test func rowsAreCounted() throws {
        try withDataset { program in
            let all = try program.run("count", "table")
            #expect(all.output == "{\"count\":6}\n")
            let names = try program.run("count", "table", "--by", "name", "--max", "id")
            #expect(
                names.output
                    == "{\"name\":\"ann\",\"count\":4,\"max_id\":13}\n{\"name\":\"bob\",\"count\":2,\"max_id\":12}\n")
        }
    }
}
