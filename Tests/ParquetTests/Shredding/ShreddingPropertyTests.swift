import Parquet
import ParquetTestSupport
import Testing

/// Random rows of random nested schemas: their levels are those of the plain shredder, and assembly gives the rows back.
@Suite struct ShreddingPropertyTests {
    @Test(arguments: 0..<200)
    func rowsComeBack(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let models = (0..<3).map { _ in NestedModel.random(depth: 5, &random) }
        let schema = try Schema(fields: models.enumerated().map { $1.field("c\($0)") })
        let rows = (0..<50).map { _ in models.map { $0.randomValue(&random) } }
        let batch = try RecordBatch(schema: schema, rows: rows)
        try batch.check()
        #expect(batch.rowCount == rows.count)
        #expect(try batch.rows.map(\.values) == rows)

        var expected = [NestedModel.Levels](repeating: .init(), count: schema.columns.count)
        for row in rows {
            var column = 0
            for (model, value) in zip(models, row) {
                model.shred(value, repetition: 0, definition: 0, lists: 0, column: column, into: &expected)
                column += model.columnCount
            }
        }
        for (index, column) in schema.columns.enumerated() {
            let actual = try LeveledColumn(batch.columns[index], column)
            #expect(actual.definition == expected[index].definition)
            #expect(actual.repetition == expected[index].repetition)
            #expect(batch.columns[index].values == .int32(expected[index].values))
        }
    }

    /// The deepest schema there may be.
    @Test func deepLists() throws {
        var field = SchemaField("x", .int32)
        for _ in 0..<127 { field = SchemaField("x", group: [field], repetition: .repeated) }
        let schema = try Schema(fields: [field])
        var value = Value.int32(7)
        for _ in 0..<127 { value = .list([.group(GroupValue(names: ["x"], values: [value]))]) }
        let batch = try RecordBatch(schema: schema, rows: [[value], [.list([])]])
        try batch.check()
        #expect(try batch.rows.map(\.values) == [[value], [.list([])]])
    }
}
