import Foundation
import Parquet
import ParquetJSON
import SystemPackage
import Testing

@testable import ParquetDataset

/// Conversions of records that do not stand one a line.
@Suite struct RecordShapeTests {
    static let contract = """
        {"contract":1,"unknown_keys":"fail","drift":"fail","columns":[{"name":"id","type":"bigint","required":true},{"name":"note","type":"string"}]}
        """

    private func convert(
        _ scratch: ScratchDirectory, _ records: RecordShape = .auto, output: String = "output", threads: Int = 2,
        set: (inout ConversionOptions) -> Void = { _ in }
    ) async throws -> ConversionReport {
        var options = ConversionOptions()
        options.threads = threads
        options.records = records
        set(&options)
        let plan = try ConversionPlan(input: scratch.path.appending("input"), selection: .all)
        return try await Conversion(
            plan: plan, contract: try SchemaContract(json: Array(RecordShapeTests.contract.utf8)),
            output: scratch.path.appending(output), options: options
        ).run()
    }

    private func ids(_ scratch: ScratchDirectory, _ directory: String) async throws -> [Int64] {
        var ids: [Int64] = []
        for name in scratch.files(in: directory) where name.hasSuffix(".parquet") {
            let path = scratch.path.appending(directory).appending(name)
            for try await batch in try await ParquetFile(FileSource(path)).batches(columns: ["id"]) {
                guard case .int64(let values) = batch.columns[0].values else { continue }
                ids += values
            }
        }
        return ids
    }

    private func record(_ id: Int, pretty: Bool = false) -> String {
        let note = String(repeating: "ab\(id) }", count: id % 17)
        return pretty ? "{\n    \"id\": \(id),\r\n    \"note\": \"\(note)\"\n}" : "{\"id\":\(id),\"note\":\"\(note)\"}"
    }

    /// 600 KB of text in blocks of 256 KiB, cut at other places in each form; all forms give the same bytes.
    @Test(arguments: [1, 2, 5]) func anyShapeGivesTheSameFiles(threads: Int) async throws {
        let scratch = try ScratchDirectory()
        let plain = (0..<8000).map { record($0) }
        let pretty = (0..<8000).map { record($0, pretty: true) }
        let texts = [
            "lines": plain.joined(separator: "\n"), "array": "[" + plain.joined(separator: ",") + "]",
            "pretty-array": "\u{FEFF}[\n" + pretty.joined(separator: ",\n") + "\n]\n", "concatenated": plain.joined(),
            "pretty": pretty.joined(separator: "\n"), "pairs": pairs(plain),
            "lines-then-pairs": pairs(plain, from: 4000),
        ]
        for (form, text) in texts {
            let bytes = Array(text.utf8)
            try scratch.write("input/form=\(form)/a.json", bytes)
            try scratch.write("input/form=\(form)-gzip/a.json.gz", ScratchDirectory.run("gzip", ["-c"], on: bytes))
        }
        let report = try await convert(scratch, threads: threads) { options in
            options.memoryByteCount = 96 << 20
            options.writer.codec = .uncompressed
            options.fileByteLimit = 64 << 10
            options.writer.rowGroupByteLimit = 16 << 10
        }
        #expect(report.partitions.count == 2 * texts.count)
        let files = scratch.files(in: "output/form=lines")
        #expect(files.count > 1)
        #expect(try await ids(scratch, "output/form=lines") == Array(0..<8000))
        for partition in report.partitions {
            #expect(partition.counts.lines.rows == 8000, "\(partition.path)")
            #expect(partition.counts.lines.lines == 8000, "\(partition.path)")
            #expect(scratch.files(in: "output/\(partition.path)") == files, "\(partition.path)")
            for name in files {
                #expect(
                    scratch.bytes(of: "output/\(partition.path)/\(name)")
                        == scratch.bytes(of: "output/form=lines/\(name)"),
                    "\(partition.path) \(name)")
            }
        }
    }

    /// Two records a line, from the one with the ordinal `first` on.
    private func pairs(_ records: [String], from first: Int = 0) -> String {
        var text = ""
        for (index, record) in records.enumerated() {
            text += record + (index < first || index % 2 == 1 ? "\n" : " ")
        }
        return text
    }

    @Test func textBytesAreThoseOfTheSource() async throws {
        let scratch = try ScratchDirectory()
        let text = " [\n" + (0..<3000).map { record($0, pretty: true) }.joined(separator: ",\n") + "\n]\n "
        try scratch.write("input/a.json", text)
        let report = try await convert(scratch) { options in
            options.memoryByteCount = 96 << 20
            options.writer.rowGroupByteLimit = 1 << 20
        }
        #expect(report.counts.textBytes == text.utf8.count)
        #expect(report.counts.bytesRead == text.utf8.count)
        #expect(report.counts.lines.lines == 3000)
    }

    @Test func keysBesideTheRecordsAreCounted() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write("input/d=1/a.json", "{\"v\":1,\"Records\":[\(record(1)),\n\(record(2))],\"w\":{\"x\":[]}}")
        try scratch.write("input/d=1/b.json", "{\"Records\":[]}")
        let report = try await convert(scratch, .under(JSONPointer(keys: ["Records"])))
        #expect(report.counts.ignoredKeys == 2)
        #expect(report.counts.lines.rows == 2)
        #expect(try await ids(scratch, "output/d=1") == [1, 2])
    }

    /// The place of an error is that in the source, wherever the block was cut, and the first one in order is told.
    @Test(arguments: [1, 3]) func errorsSayWhereInTheSource(threads: Int) async throws {
        let shapes: [(name: String, start: String, separator: String, end: String)] = [
            ("array", "[\n", ",\n", "\n]"), ("concatenated", "", "", ""), ("lines", "", "\n", ""),
            ("pairs", "{\"id\":0}{\"id\":0}\n", "\n", ""),
        ]
        for shape in shapes {
            let scratch = try ScratchDirectory()
            let before = (0..<9000).map { record($0, pretty: shape.name == "array") }.joined(separator: shape.separator)
            let good = shape.start + before + shape.separator
            // The second bad record comes too late, and so does the broken end.
            let text = good + "{\"id\":1,  \"note\":7}" + shape.separator + "{\"id\":\"x\"}" + shape.end + "]"
            try scratch.write("input/d=1/a.json", record(1))
            try scratch.write("input/d=2/a.json", text)
            try scratch.write("input/d=2/b.json", "{")
            let error = await #expect(throws: ParquetError.self) {
                try await convert(scratch, threads: threads) { $0.memoryByteCount = 96 << 20 }
            }
            #expect(error?.code == .contract, "\(shape.name)")
            #expect(error?.place.column == "note")
            #expect(error?.place.file?.hasSuffix("input/d=2/a.json") == true)
            #expect(error?.place.byteOffset == good.utf8.count + 17, "\(shape.name)")
            #expect(error?.place.line == good.utf8.count { $0 == 0x0A } + 1, "\(shape.name)")
            #expect(scratch.files(in: "output") == ["d=1/part-00000.parquet"])
        }
    }

    @Test func brokenTextsAreErrorsOfTheirOwnOrOfTheParser() async throws {
        let cases: [(text: String, shape: RecordShape, byteOffset: Int, line: Int, message: String)] = [
            ("[{\"id\":1},\n]", .auto, 11, 2, "does not start a value"),
            ("[{\"id\":1},\n{\"id\":", .auto, 17, 2, "starts on line 2, byte 11"),
            ("[\n{\"id\" 1}, x", .auto, 8, 2, "where a colon should be"),
            ("{\n\"id\": 1,\n\"note\": tru\n}", .auto, 19, 3, "value"),
            ("{\"id\":1}\n{\"id\":2} x\n", .auto, 18, 2, "behind the line's object"),
            ("{\"id\":1\n{\"id\":2}\n", .auto, 7, 1, "the line ends where a comma"),
            ("{\"id\":1}\n{\n\"id\":2\n", .auto, 10, 2, "--records concatenated"),
            ("{\"id\":1}{\"id\":2}\n", .lines, 8, 1, "behind the line's object"),
            ("{\"Item\":{\"id\":{\"N\":\"x\"}}}", .dynamoDB, 20, 1, "does not start a value"),
            ("{\"Item\":{\"id\":\n{\"S\":\"x\"}}}", .dynamoDB, 20, 2, "expected"),
        ]
        for (text, shape, byteOffset, line, message) in cases {
            let scratch = try ScratchDirectory()
            try scratch.write("input/a.json", text)
            let error = await #expect(throws: ParquetError.self) { try await convert(scratch, shape) }
            #expect(error?.place.byteOffset == byteOffset, "\(text)")
            #expect(error?.place.line == line, "\(text)")
            #expect(error?.message.contains(message) == true, "\(error?.message ?? "none")")
            #expect(scratch.files(in: "output") == [])
        }
    }

    @Test func recordsMayBeMuchLongerThanBlocks() async throws {
        let scratch = try ScratchDirectory()
        func set(_ options: inout ConversionOptions) {
            options.memoryByteCount = 16 << 20
            options.maximumLineByteCount = 2 << 20
            options.writer.rowGroupByteLimit = 1 << 20
        }
        func array(_ length: Int) -> String {
            "["
                + (0..<5).map { "{\"id\":\($0),\n\"note\":\"\(String(repeating: "x", count: $0 == 2 ? length : 9))\"}" }
                .joined(separator: ",") + "]"
        }
        try scratch.write("input/d=1/a.json", array(700_000))
        try scratch.write("input/d=1/b.json.gz", ScratchDirectory.run("gzip", ["-c"], on: Array(array(700_000).utf8)))
        let report = try await convert(scratch, set: set)
        #expect(report.counts.lines.rows == 10)
        #expect(try await ids(scratch, "output/d=1") == [0, 1, 2, 3, 4, 0, 1, 2, 3, 4])

        try scratch.write("input/d=2/a.json", array(2_200_000))
        let error = await #expect(throws: ParquetError.self) { try await convert(scratch, output: "other", set: set) }
        #expect(error?.code == .limit)
        #expect(error?.place.line == 3)
        #expect(error?.place.byteOffset == 59)
        #expect(error?.message.contains("limit of 2 MiB") == true)
    }

    @Test func manyFramedChunksTakeTurns() async throws {
        let scratch = try ScratchDirectory()
        for index in 0..<60 {
            try scratch.write("input/\(100 + index).json", "[\(record(index)), \(record(index + 100))]")
        }
        let report = try await convert(scratch) { options in
            options.memoryByteCount = 16 << 20
            options.writer.rowGroupByteLimit = 1 << 20
        }
        #expect(report.counts.chunks == 60)
        #expect(try await ids(scratch, "output") == (0..<60).flatMap { [Int64($0), Int64($0 + 100)] })
    }
}
