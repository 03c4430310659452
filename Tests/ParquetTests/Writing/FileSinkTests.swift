import Foundation
import Parquet
import Testing

@Suite struct FileSinkTests {
    private func withDirectory(_ body: (URL) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("sink-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(directory)
    }

    private func names(in directory: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
    }

    @Test func appearsOnlyWhenFinished() throws {
        try withDirectory { directory in
            let path = directory.appendingPathComponent("a.parquet").path
            let sink = try FileSink(path)
            try sink.write([1, 2].span.bytesForTest)
            let hidden = try names(in: directory)
            #expect(hidden.count == 1 && hidden[0].hasPrefix(".a.parquet.") && hidden[0].hasSuffix(".tmp"))
            try sink.finish()
            #expect(try names(in: directory) == ["a.parquet"])
            #expect(FileManager.default.contents(atPath: path) == Data([1, 2]))
        }
    }

    @Test func abortedAndForgottenFilesLeaveNothing() throws {
        try withDirectory { directory in
            let path = directory.appendingPathComponent("a.parquet").path
            try Data([9]).write(to: URL(fileURLWithPath: path))
            let sink = try FileSink(path)
            sink.abort()
            do {
                let column = Column<Int32>("a")
                var batch = RecordBatch(schema: try Schema(column))
                batch[column] = [1]
                var writer = try ParquetWriter(to: FileSink(path), schema: batch.schema)
                try writer.append(batch)
            }
            // What was there before is untouched.
            #expect(try names(in: directory) == ["a.parquet"])
            #expect(FileManager.default.contents(atPath: path) == Data([9]))
        }
    }

    @Test func saysWhichFileItCannotCreate() throws {
        let error = #expect(throws: ParquetError.self) { _ = try FileSink("/nowhere/at/all/a.parquet") }
        #expect(error?.code == .io)
        #expect(error?.place.file?.hasPrefix("/nowhere/at/all/.a.parquet.") == true)
    }
}

extension Span where Element == UInt8 {
    fileprivate var bytesForTest: RawSpan {
        @_lifetime(copy self)
        get { unsafe bytes }
    }
}
