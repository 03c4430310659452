import Foundation
import ParquetMacros
import Testing

/// Rows that the macro has made, written and read.
@Suite struct RoundTripTests {
    private func file<Row: ParquetRow>(of rows: [Row]) throws -> [UInt8] {
        let sink = MemorySink()
        var writer = try ParquetWriter(to: sink, rowsOf: Row.self)
        try writer.append(rows: rows)
        _ = try writer.finish()
        return sink.bytes
    }

    private func rows<Row: ParquetRow>(of type: Row.Type, in bytes: [UInt8]) async throws -> [Row] {
        var rows: [Row] = []
        for try await row in try await ParquetFile(MemorySource(bytes)).rows(of: type) { rows.append(row) }
        return rows
    }

    @Test func theBytesAreThoseOfAHandwrittenRow() async throws {
        #expect(try Schema(of: Order.self) == Schema(of: HandwrittenOrder.self))
        let bytes = try file(of: Order.samples)
        #expect(try bytes == file(of: Order.samples.map(HandwrittenOrder.init)))
        #expect(try await rows(of: Order.self, in: bytes) == Order.samples)
        #expect(try await rows(of: HandwrittenOrder.self, in: bytes).map(\.order) == Order.samples)
    }

    @Test func ignoredPropertiesComeBackWithTheirDefault() async throws {
        var order = Order.samples[0]
        order.isSelected = true
        #expect(try await rows(of: Order.self, in: file(of: [order])) == [Order.samples[0]])
    }

    /// The fields of every shape of declaration, by hand.
    @Test func shapes() async throws {
        let published = [
            SchemaField("a", .int64, repetition: .required), SchemaField("b", .double, repetition: .required),
        ]
        let ints = ["a", "b"].map { SchemaField($0, .int64, repetition: .required) }
        #expect(
            try Schema(of: Shapes.Extended.self).fields == [
                SchemaField("published", group: published, repetition: .required),
                SchemaField("hidden", group: [ints[0]], repetition: .required),
                SchemaField(
                    "conditional",
                    group: [
                        SchemaField(
                            "key_value",
                            group: [
                                SchemaField("key", .byteArray, logicalType: .string, repetition: .required),
                                SchemaField("value", group: ints, repetition: .required),
                            ], repetition: .repeated)
                    ], logicalType: .map, repetition: .required),
                SchemaField("stated", group: [SchemaField("a", .int64)], repetition: .optional),
            ])
        let bytes = try file(of: [Shapes.Extended.sample])
        #expect(try await rows(of: Shapes.Extended.self, in: bytes) == [Shapes.Extended.sample])
    }

    @Test func namesThatNeedCare() async throws {
        let bytes = try file(of: [Shapes.Named.sample])
        #expect(try await rows(of: Shapes.Named.self, in: bytes) == [Shapes.Named.sample])
        #expect(
            try Schema(of: Shapes.Named.self).fields.map(\.name) == [
                "inout", "let", "in", "init", "two words", "1", "rows", "encode", "decode", "encoder", "decoder",
            ])
    }

    /// What the file does not have is an error, even if the property has a default value.
    @Test func aMissingColumn() async throws {
        let bytes = try file(of: [Shapes.Published(a: 1)])
        await #expect {
            _ = try await rows(of: Shapes.Conditional.self, in: bytes)
        } throws: { error in
            (error as? ParquetError)?.code == .schema
        }
    }

    /// pyarrow finds the names, types and values that `read_orders.py` has.
    @Test func anotherEngineReadsThem() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let root = (0..<4).reduce(folder) { folder, _ in folder.deletingLastPathComponent() }
        let python = root.appending(path: ".build/peers/bin/python").path
        try #require(FileManager.default.isExecutableFile(atPath: python), "Tools/setup-peers makes \(python)")
        let path = FileManager.default.temporaryDirectory.appending(path: "orders-\(UUID()).parquet")
        try Data(file(of: Order.samples)).write(to: path)
        defer { try? FileManager.default.removeItem(at: path) }
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [folder.appending(path: "read_orders.py").path, path.path]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, Comment(rawValue: text))
        #expect(text == "2 rows of 19 columns\n")
    }
}
