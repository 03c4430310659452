import Testing

@testable import Parquet

@Suite struct RecordBatchTests {
    @Test func typedColumns() throws {
        let id = Column<Int64>("id")
        let note = Column<String?>("note")
        let schema = try Schema(id, note)
        #expect(schema.columns.map(\.maxDefinitionLevel) == [0, 1])
        #expect(schema.columns[1].logicalType == .string)
        var batch = RecordBatch(schema: schema)
        batch[id] = [1, 2, 3]
        batch[note] = ["a", nil, "c"]
        try batch.check()
        #expect(batch.rowCount == 3)
        #expect(batch[note] == ["a", nil, "c"])
        batch[id] = [1]
        #expect(throws: ParquetError.self) { try batch.check() }
    }

    /// Three rows of an optional list of optional strings and an optional group with a required number:
    /// `{tags: ["a", null], device: {os: 1}}`, `{tags: [], device: null}`, `{tags: null, device: {os: 2}}`.
    @Test func nestedBatchesAreWritten() async throws {
        let element = SchemaField("element", .byteArray, logicalType: .string)
        let tags = SchemaField(
            "tags", group: [SchemaField("list", group: [element], repetition: .repeated)], logicalType: .list)
        let device = SchemaField("device", group: [SchemaField("os", .int32, repetition: .required)])
        let schema = try Schema(fields: [tags, device])
        #expect(schema.columns.map(\.path.description) == ["tags.list.element", "device.os"])
        #expect(schema.columns.map(\.maxDefinitionLevel) == [3, 1])
        #expect(schema.columns.map(\.maxRepetitionLevel) == [1, 0])
        let batch = try RecordBatch(
            schema: schema,
            columns: [
                ColumnVector(
                    presence: .levels(definition: [3, 2, 1, 0], repetition: [0, 1, 0, 0]),
                    values: .byteArray(ByteArrayValues(["a"]))),
                ColumnVector(presence: .levels(definition: [1, 0, 1], repetition: nil), values: .int32([1, 2])),
            ])
        #expect(batch.rowCount == 3)
        #expect(batch.columns[0].presence.levelCount == 4)
        let read = try await readColumns(write([batch], schema))
        #expect(read.columns == (try PlainColumn.columns([batch], schema)))
    }

    @Test func refusesVectorsThatDoNotFit() throws {
        let schema = try Schema(fields: [SchemaField("a", .int32, repetition: .required)])
        func refused(_ vector: ColumnVector) -> Bool {
            do {
                _ = try RecordBatch(schema: schema, columns: [vector])
                return false
            } catch {
                return error.code == .schema && error.place.column == "a"
            }
        }
        #expect(refused(ColumnVector(.int64([1]))))
        #expect(refused(ColumnVector(presence: .all(rowCount: 2), values: .int32([1]))))
        #expect(refused(ColumnVector(presence: .validity(Bitmap([true, false])), values: .int32([1]))))
        #expect(refused(ColumnVector(.dictionary(indices: [1], values: .int32([1])))))
        #expect(!refused(ColumnVector(.dictionary(indices: [0, 0], values: .int32([1])))))
        let text = try Schema(fields: [SchemaField("a", .byteArray)])
        var strings = ByteArrayValues(["abc", "def"])
        strings.offsets[1] = 7
        #expect(throws: ParquetError.self) {
            _ = try RecordBatch(schema: text, columns: [ColumnVector(.byteArray(strings))])
        }
    }
}
