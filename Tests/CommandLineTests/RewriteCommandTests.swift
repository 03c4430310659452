import Foundation
import Parquet
import Testing

@Suite struct RewriteCommandTests {
    /// A directory that may be written and not read cannot be flushed; the file is there, and that is no failure.
    @Test func aDirectoryThatCannotBeRead() throws {
        try Program.inScratchDirectory { program in
            let id = Column<Int64>("id")
            var batch = RecordBatch(schema: try Schema(id))
            batch[id] = [1, 2, 3]
            let path = program.directory.appendingPathComponent("in.parquet").path
            var writer = try ParquetWriter(to: FileSink(path), schema: batch.schema)
            try writer.append(batch)
            _ = try writer.finish()
            let drop = program.directory.appendingPathComponent("drop").path
            try FileManager.default.createDirectory(atPath: drop, withIntermediateDirectories: false)
            try FileManager.default.setAttributes([.posixPermissions: 0o333], ofItemAtPath: drop)
            defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: drop) }
            guard let run = try program.runWithoutPrivileges("rewrite", "in.parquet", "drop/out.parquet") else {
                return
            }
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(try program.run("cat", "drop/out.parquet").output == "{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: drop)
            #expect(try FileManager.default.contentsOfDirectory(atPath: drop) == ["out.parquet"])
        }
    }
}
