import Parquet
import ParquetTestSupport
import Testing

@Suite struct TypedRowTests {
    @Test func schemaOfAFlatStruct() throws {
        let schema = try Schema(of: Trade.self)
        #expect(
            schema.fields == [
                SchemaField("id", .int64, repetition: .required), SchemaField("price", .double, repetition: .required),
                SchemaField(
                    "at", .int64, logicalType: .timestamp(unit: .micros, isAdjustedToUTC: true), repetition: .required),
                SchemaField("note", .byteArray, logicalType: .string, fieldID: 7),
            ])
    }

    @Test func columnsOfAFlatStruct() throws {
        let rows = [
            Trade(id: 1, price: 9.5, at: 3, note: "a"), Trade(id: 2, price: 10.25, at: 4, note: nil),
        ]
        let batch = try RecordBatch(rows: rows)
        #expect(
            batch.columns == [
                ColumnVector(.int64([1, 2])), ColumnVector(.double([9.5, 10.25])), ColumnVector(.int64([3, 4])),
                ColumnVector(
                    presence: .validity(Bitmap([true, false])), values: .byteArray(ByteArrayValues(["a"]))),
            ])
        #expect(try batch.rows(of: Trade.self) == rows)
        #expect(try RecordBatch(rows: [Trade]()).rowCount == 0)
        #expect(try RecordBatch(rows: [Trade]()).rows(of: Trade.self).isEmpty)
    }

    @Test func schemaOfANestedStruct() throws {
        func list(_ name: String, _ element: SchemaField, _ repetition: Repetition = .required) -> SchemaField {
            var element = element
            element.name = "element"
            return SchemaField(
                name, group: [SchemaField("list", group: [element], repetition: .repeated)], logicalType: .list,
                repetition: repetition)
        }
        func location(_ name: String, _ repetition: Repetition = .required) -> SchemaField {
            SchemaField(
                name,
                group: [
                    SchemaField("city", .byteArray, logicalType: .string),
                    list("coordinates", SchemaField("", .double, repetition: .required), .optional),
                    SchemaField("level", .byteArray, logicalType: .string),
                ], repetition: repetition)
        }
        func map(_ name: String, _ key: SchemaField, _ value: SchemaField, _ repetition: Repetition) -> SchemaField {
            SchemaField(
                name, group: [SchemaField("key_value", group: [key, value], repetition: .repeated)], logicalType: .map,
                repetition: repetition)
        }
        let fields = try Schema(of: Visit.self).fields
        let expected = [
            SchemaField(
                "port", .int32, logicalType: .integer(bitWidth: 16, isSigned: false), repetition: .required),
            SchemaField("raw", .byteArray, repetition: .required),
            location("home"), location("last", .optional), list("all", location("")),
            list("sparse", location("", .optional), .optional),
            list("matrix", list("", SchemaField("", .int32))),
            map(
                "counts", SchemaField("key", .byteArray, logicalType: .string, repetition: .required),
                SchemaField("value", .int64, repetition: .required), .required),
            map(
                "places",
                SchemaField(
                    "key", .int32, logicalType: .integer(bitWidth: 16, isSigned: true), repetition: .required),
                list("value", location("")), .optional),
            SchemaField(
                "price", .int32, logicalType: .decimal(precision: 9, scale: 2), repetition: .required),
            SchemaField(
                "total", .fixedLengthByteArray, typeLength: 16, logicalType: .decimal(precision: 38, scale: 10)),
            SchemaField(
                "anything",
                group: [
                    SchemaField("metadata", .byteArray, repetition: .required),
                    SchemaField("value", .byteArray, repetition: .required),
                ], logicalType: .variant(specificationVersion: 1)),
        ]
        for (field, expected) in zip(fields, expected) { #expect(field == expected) }
        #expect(fields.count == expected.count)
    }

    /// The typed and the dynamic way give the same columns, and both come back.
    @Test(arguments: 0..<100)
    func randomNestedRowsComeBack(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let rows = (0..<50).map { _ in Visit.random(&random) }
        let batch = try RecordBatch(rows: rows)
        try batch.check()
        #expect(try batch.rows(of: Visit.self) == rows)
        #expect(try RecordBatch(schema: batch.schema, rows: batch.rows.map(\.values)) == batch)
    }

    /// Columns may be dictionaries, as a reader gives them that keeps those of the file.
    @Test func dictionaries() throws {
        var batch = try RecordBatch(rows: [
            Trade(id: 1, price: 2, at: 3, note: "a"), Trade(id: 4, price: 2, at: 3, note: nil),
        ])
        batch.columns[0].values = .dictionary(indices: [1, 0], values: .int64([8, 9]))
        batch.columns[3].values = .dictionary(
            indices: [1], values: .byteArray(ByteArrayValues(["x", "y"])))
        #expect(
            try batch.rows(of: Trade.self) == [
                Trade(id: 9, price: 2, at: 3, note: "y"), Trade(id: 8, price: 2, at: 3, note: nil),
            ])
    }

    @Test func files() async throws {
        let trades: [Trade] = (0..<20_000).map { index in
            let note: String? = index % 3 == 0 ? nil : "note \(index % 50)"
            return Trade(id: Int64(index), price: Double(index) / 4, at: Int64(index) * 1000, note: note)
        }
        let sink = MemorySink()
        var writer = try ParquetWriter(to: sink, rowsOf: Trade.self)
        for start in stride(from: 0, to: trades.count, by: 4096) {
            try writer.append(rows: Array(trades[start..<min(start + 4096, trades.count)]))
        }
        #expect(try writer.finish().rowCount == trades.count)
        for keepsDictionaries in [false, true] {
            var options = ReaderOptions()
            options.batchRowLimit = 3000
            options.keepsDictionaries = keepsDictionaries
            let file = try await ParquetFile(MemorySource(sink.bytes), options: options)
            var read: [Trade] = []
            for try await trade in file.rows(of: Trade.self) { read.append(trade) }
            #expect(read == trades)
            var notes: [String?] = []
            for try await row in file.rows(of: Note.self) { notes.append(row.note) }
            #expect(notes == trades.map(\.note))
        }
    }

    /// Some of the fields, and one that the file does not have.
    struct Note: ParquetRow {
        var note: String?
        var author: String?

        static func encode(_ rows: [Note], into encoder: inout RowEncoder) throws(ParquetError) {
            try encoder.encode("note", rows.map(\.note))
            try encoder.encode("author", rows.map(\.author))
        }

        static func decode(from decoder: RowDecoder) throws(ParquetError) -> [Note] {
            let note: [String?] = try decoder.decode("note")
            let author: [String?] = try decoder.decode("author")
            return decoder.rows.map { Note(note: note[$0], author: author[$0]) }
        }
    }
}
