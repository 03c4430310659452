import Parquet
import Testing

@testable import ParquetJSON

/// The tree of keys that lead to columns, and nested batches, which it is made for.
@Suite struct ColumnTreeTests {
    /// `message { optional group device { optional binary os; repeated group tags { required binary name } } }`
    private func nestedSchema() throws -> Schema {
        try Schema(fields: [
            SchemaField(
                "device",
                group: [
                    SchemaField("os", .byteArray, logicalType: .string),
                    SchemaField(
                        "tags", group: [SchemaField("name", .byteArray, logicalType: .string, repetition: .required)],
                        repetition: .repeated),
                ])
        ])
    }

    @Test func leavesCarryPathsAndLevels() throws {
        let schema = try nestedSchema()
        var tree = JSONColumnTree()
        tree.add(schema.columns[0], index: 0, from: JSONPointer(keys: ["device", "os"]))
        tree.add(schema.columns[1], index: 1, from: JSONPointer(keys: ["device", "tags"]))
        #expect(
            tree.leaves == [
                .init(
                    column: 0, path: ColumnPath(["device", "os"]), slot: 0, maxDefinitionLevel: 2, maxRepetitionLevel: 0
                ),
                .init(
                    column: 1, path: ColumnPath(["device", "tags", "name"]), slot: 1, maxDefinitionLevel: 2,
                    maxRepetitionLevel: 1),
            ])
        #expect(tree.nodes[0].slotsBelow == [0, 1])
        #expect(tree.slotCount == 2)
    }

    @Test func columnsOfOnePlaceShareASlot() throws {
        let (batch, _) = try read(
            "{\"at\":\"2025-01-25T00:00:00Z\"}\n{\"at\":null}\n{\"at\":\"2025-01-26T00:00:00Z\"}\n",
            by: """
                {"contract": 1, "columns": [{"name": "text", "type": "string", "from": "/at"},
                  {"name": "at", "type": "timestamp(micros)", "read": "rfc3339"}]}
                """)
        #expect(strings(batch, 0) == ["2025-01-25T00:00:00Z", nil, "2025-01-26T00:00:00Z"])
        #expect(int64s(batch, 1) == [1_737_763_200_000_000, nil, 1_737_849_600_000_000])
    }

    /// Rows: `{device: {os: "linux", tags: [{name: "a"}, {name: "b"}]}}`, `{device: {os: null, tags: []}}`, `{device: null}`.
    @Test func aNestedBatchPassesThroughTheTypes() throws {
        let schema = try nestedSchema()
        let batch = try RecordBatch(
            schema: schema,
            columns: [
                ColumnVector(
                    presence: .levels(definition: [2, 1, 0], repetition: nil),
                    values: .byteArray(ByteArrayValues(["linux"]))),
                ColumnVector(
                    presence: .levels(definition: [2, 2, 1, 0], repetition: [0, 1, 0, 0]),
                    values: .byteArray(ByteArrayValues(["a", "b"]))),
            ])
        #expect(batch.rowCount == 3)
        // A list of values without its levels does not pass.
        #expect(throws: ParquetError.self) {
            try RecordBatch(
                schema: schema, columns: [ColumnVector(.byteArray(ByteArrayValues(["x"]))), batch.columns[1]])
        }
    }
}
