import Parquet
import Testing

@testable import ParquetInspect

@Suite struct RowTableTests {
    private func table(_ schema: Schema, _ batches: [RecordBatch], width: Int?, rowLimit: Int = .max) throws -> String {
        var renderer = TableRenderer(schema: schema, width: width)
        var text: [UInt8] = []
        for batch in batches { try renderer.render(batch, rowLimit: rowLimit, into: &text) }
        renderer.finish(into: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private func people() throws -> RecordBatch {
        let schema = try Schema(fields: [
            SchemaField("id", .int32, repetition: .required),
            SchemaField("name", .byteArray, logicalType: .string),
            SchemaField("price", .int32, logicalType: .decimal(precision: 5, scale: 2), repetition: .required),
        ])
        return try RecordBatch(
            schema: schema,
            columns: [
                ColumnVector(.int32([7, 12, 100])),
                ColumnVector(
                    presence: .validity(Bitmap([true, false, true])),
                    values: .byteArray(ByteArrayValues(["Ada \"L\"", "名前\nx"]))),
                ColumnVector(.int32([950, 1025, -5])),
            ])
    }

    @Test func columnsSideBySide() throws {
        let batch = try people()
        #expect(
            try table(batch.schema, [batch], width: nil) == #"""
                 id  name     price
                ───  ───────  ─────
                  7  Ada "L"   9.50
                 12  null     10.25
                100  名前\nx  -0.05

                """#)
        #expect(
            try table(batch.schema, [batch], width: nil, rowLimit: 1) == #"""
                id  name     price
                ──  ───────  ─────
                 7  Ada "L"   9.50

                """#)
    }

    @Test func noRows() throws {
        let schema = try people().schema
        #expect(try table(schema, [], width: 80) == "id  name  price\n──  ────  ─────\n")
    }

    @Test func widths() {
        func fit(_ natural: [Int], _ width: Int?) -> [Int] { TableRenderer.fit(natural, into: width).map(\.width) }
        #expect(fit([3, 200], nil) == [3, 80])
        #expect(fit([3, 20], 80) == [3, 20])
        // 30 = 3 + 2 + 25, and 30 = 5 + 2 + 10 + 2 + 11 of which each has at most 11.
        #expect(fit([3, 200], 30) == [3, 25])
        #expect(fit([5, 40, 50], 30) == [5, 10, 10])
        // Of columns of at least 8, three fit into 28.
        #expect(fit([40, 40, 40, 40], 28) == [8, 8, 8])
        #expect(fit([40], 3) == [8])
    }

    @Test func longCellsAreCut() throws {
        let schema = try Schema(fields: [
            SchemaField("a", .byteArray, logicalType: .string, repetition: .required),
            SchemaField("b", .byteArray, logicalType: .string, repetition: .required),
            SchemaField("c", .byteArray, logicalType: .string, repetition: .required),
        ])
        let words = ColumnVector(.byteArray(ByteArrayValues(["abcdefghijklmnop"])))
        let batch = try RecordBatch(schema: schema, columns: [words, words, words])
        #expect(
            try table(schema, [batch], width: 20) == """
                a          b
                ─────────  ─────────
                abcdefgh…  abcdefgh…
                … and 1 columns more: c

                """)
    }

    @Test func whatWouldSteerATerminal() {
        #expect(TableCell("a\u{9B}31m", widthLimit: 80).text == "a\u{FFFD}31m")
        #expect(TableCell("a\u{7F}", widthLimit: 80).text == "a\u{FFFD}")
    }

    /// The widths of the first thousand rows hold for the others.
    @Test func manyRows() throws {
        let schema = try Schema(fields: [SchemaField("n", .int64, repetition: .required)])
        let batch = try RecordBatch(schema: schema, columns: [ColumnVector(.int64((0..<600).map { $0 * $0 * $0 }))])
        let lines = try table(schema, [batch, batch], width: 40).split(separator: "\n")
        #expect(lines.count == 1202)
        #expect(Set(lines.map(\.count)) == [9])
    }
}
