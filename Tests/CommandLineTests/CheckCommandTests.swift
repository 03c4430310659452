import Foundation
import Parquet
import Testing

@Suite struct CheckCommandTests {
    /// Runs `body` with a sound file, one with broken text, and one that is none.
    private func withFiles(_ body: (Program) throws -> Void) throws {
        try Program.inScratchDirectory { program in
            let schema = try Schema(fields: [
                SchemaField("text", .byteArray, logicalType: .string, repetition: .required)
            ])
            for (name, bytes) in [("sound", [0x61, 0x62]), ("broken", [0x61, 0xFF])] as [(String, [UInt8])] {
                var texts = ByteArrayValues()
                texts.append(bytes)
                let path = program.directory.appendingPathComponent("\(name).parquet").path
                var writer = try ParquetWriter(to: FileSink(path), schema: schema)
                try writer.append(RecordBatch(schema: schema, columns: [ColumnVector(.byteArray(texts))]))
                _ = try writer.finish()
            }
            try program.write("none.parquet", "no Parquet file")
            try body(program)
        }
    }

    @Test func exitCodes() throws {
        try withFiles { program in
            let sound = try program.run("check", "sound.parquet")
            #expect(sound.exitCode == 0)
            #expect(
                sound.output
                    == "sound.parquet: sound: 1 rows, 1 row groups, 1 column chunks, 1 pages; "
                    + "0 errors, 0 warnings, 0 not checked\n")
            let broken = try program.run("check", "broken.parquet", "sound.parquet")
            #expect(broken.exitCode == 6)
            #expect(broken.output.contains("broken.parquet: error: row group 0: column text: page 0: byte 4: 1 values"))
            #expect(broken.output.contains("[logical-type]"))
            #expect(broken.output.contains("sound.parquet: sound"))
            #expect(try program.run("check", "none.parquet").exitCode == 6)
            let missing = try program.run("check", "absent.parquet")
            #expect(missing.exitCode == 1)
            #expect(missing.errors.contains("absent.parquet"))
            try program.write("table/part-00000.txt", "")
            let directory = try program.run("check", "table")
            #expect(directory.exitCode == 1)
            #expect(directory.errors.contains("table: is a directory; name the files in it"), "\(directory.errors)")
        }
    }

    @Test func quiet() throws {
        try withFiles { program in
            let sound = try program.run("check", "--quiet", "sound.parquet")
            #expect(sound.output.isEmpty)
            let broken = try program.run("check", "--quiet", "broken.parquet")
            #expect(broken.output.contains("unsound"))
        }
    }

    @Test func json() throws {
        try withFiles { program in
            let run = try program.run("check", "--json", "broken.parquet")
            #expect(run.exitCode == 6)
            let document = try #require(
                try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
            #expect(document["verdict"] as? String == "unsound")
            let findings = try #require(document["findings"] as? [[String: Any]])
            #expect(findings.map { $0["rule"] as? String } == ["logical-type"])
            #expect(findings.first?["byte"] as? Int == 4)
        }
    }
}
