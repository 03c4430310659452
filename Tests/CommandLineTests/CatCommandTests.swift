import Foundation
import Parquet
import Testing

@Suite struct CatCommandTests {
    /// Runs `body` with a file of three rows of an id, a list of groups and a text, of which one is not UTF-8.
    private func withFile(_ body: (Program) throws -> Void) throws {
        try Program.inScratchDirectory { program in
            let schema = try Schema(fields: [
                SchemaField("id", .int64, repetition: .required),
                SchemaField("text", .byteArray, logicalType: .string),
            ])
            var texts = ByteArrayValues(["one"])
            texts.append([0x61, 0xFF])
            let batch = try RecordBatch(
                schema: schema,
                columns: [
                    ColumnVector(.int64([1, 2, 3])),
                    ColumnVector(presence: .validity(Bitmap([true, false, true])), values: .byteArray(texts)),
                ])
            let path = program.directory.appendingPathComponent("rows.parquet").path
            var writer = try ParquetWriter(to: FileSink(path), schema: schema)
            try writer.append(batch)
            _ = try writer.finish()
            try body(program)
        }
    }

    @Test func lines() throws {
        try withFile { program in
            let run = try program.run("cat", "rows.parquet")
            #expect(run.exitCode == 0)
            #expect(
                run.output
                    == "{\"id\":1,\"text\":\"one\"}\n{\"id\":2,\"text\":null}\n{\"id\":3,\"text\":\"a\u{FFFD}\"}\n")
            #expect(run.errors == "note: rows.parquet: 1 strings are not UTF-8; U+FFFD stands for their broken bytes\n")
        }
    }

    @Test func headAndColumnsOfSeveralFiles() throws {
        try withFile { program in
            let run = try program.run("cat", "--head", "2", "--columns", "id", "rows.parquet", "rows.parquet")
            #expect(run.exitCode == 0)
            #expect(run.output == "{\"id\":1}\n{\"id\":2}\n{\"id\":1}\n{\"id\":2}\n")
            #expect(try program.run("cat", "--head", "0", "rows.parquet").output.isEmpty)
        }
    }

    @Test func table() throws {
        try withFile { program in
            let run = try program.run("cat", "--format", "table", "--head", "2", "rows.parquet")
            #expect(run.exitCode == 0)
            #expect(run.output == "id  text\n──  ────\n 1  one\n 2  null\n")
        }
    }

    @Test func memoryIsLimited() throws {
        try withFile { program in
            let run = try program.run("cat", "--memory", "64", "rows.parquet")
            #expect(run.exitCode == 1)
            #expect(run.errors.contains("64 are allowed"))
            #expect(try program.run("cat", "--memory", "1MiB", "rows.parquet").exitCode == 0)
        }
    }

    @Test func mistakes() throws {
        try withFile { program in
            let column = try program.run("cat", "--columns", "none", "rows.parquet")
            #expect(column.exitCode != 0)
            #expect(column.errors.contains("none"))
            #expect(try program.run("cat", "--format", "xml", "rows.parquet").exitCode != 0)
            let missing = try program.run("cat", "absent.parquet")
            #expect(missing.exitCode != 0)
            #expect(missing.errors.contains("absent.parquet"))
        }
    }

    @Test func brokenFilesAreNamed() throws {
        try withFile { program in
            try program.write("broken.parquet", "PAR1 no footer")
            let run = try program.run("cat", "broken.parquet")
            #expect(run.exitCode != 0)
            #expect(run.errors.contains("broken.parquet"))
        }
    }
}
