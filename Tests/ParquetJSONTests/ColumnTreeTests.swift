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

    @Test func slotsBelowAKeyAreKnown() throws {
        var tree = JSONColumnTree(ofElements: false)
        let os = tree.add(["device", "os"], from: 0)
        let device = tree.add(["device"], from: 0)
        let tags = tree.add(["device", "tags"], from: 0)
        #expect(os.between == [device.node] && tags.between == [device.node] && device.between == [])
        #expect(tree.slotCount == 3)
        #expect(tree.slots(below: 0) == [0, 1, 2] && tree.slots(below: device.node) == [0, 1, 2])
        #expect(tree.slots(below: tags.node) == [2])
        // An element is recorded itself.
        var elements = JSONColumnTree(ofElements: true)
        _ = elements.add(["os"], from: 0)
        #expect(elements.slots(below: 0) == [0, 1])
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
