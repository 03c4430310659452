import Parquet
import ParquetTestSupport
import Testing

/// Random nested values of random types, shredded by a plain shredder, come back as they were.
@Suite struct AssemblyPropertyTests {
    @Test(arguments: 0..<150)
    func whatIsShreddedIsAssembled(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let models = (0..<3).map { _ in NestedModel.random(depth: 4, &random) }
        let schema = try Schema(fields: models.enumerated().map { $1.field("c\($0)") })
        let rows = (0..<40).map { _ in models.map { $0.randomValue(&random) } }
        let batch = try self.batch(rows, models, schema)
        #expect(try batch.rows.map(\.values) == rows)

        // Each column alone has the same levels, so it is the same shape with fields left out.
        for (index, column) in schema.columns.enumerated() {
            let field = try #require(schema.fields.first { $0.name == column.path.names[0] })
            let alone = try Schema(fields: [prune(field, to: Array(column.path.names.dropFirst()))])
            guard alone.columns == [column] else { continue }
            let part = try RecordBatch(schema: alone, columns: [batch.columns[index]])
            let assembler = RecordAssembler(schema: alone, of: schema)
            #expect(try Rows(part, assembler).count == rows.count)
        }
    }

    private func batch(_ rows: [[Value]], _ models: [NestedModel], _ schema: Schema) throws -> RecordBatch {
        var columns = [NestedModel.Levels](repeating: .init(), count: schema.columns.count)
        for row in rows {
            var column = 0
            for (model, value) in zip(models, row) {
                model.shred(value, repetition: 0, definition: 0, lists: 0, column: column, into: &columns)
                column += model.columnCount
            }
        }
        let vectors = zip(columns, schema.columns).map { levels, column in
            ColumnVector(
                presence: .levels(
                    definition: levels.definition, repetition: column.maxRepetitionLevel > 0 ? levels.repetition : nil),
                values: .int32(levels.values))
        }
        return try RecordBatch(schema: schema, columns: vectors)
    }

    /// The field with only the child that `path` leads to.
    private func prune(_ field: SchemaField, to path: [String]) -> SchemaField {
        guard let name = path.first, case .group(let fields, let logicalType) = field.content,
            let child = fields.first(where: { $0.name == name })
        else { return field }
        var pruned = field
        pruned.content = .group(fields: [prune(child, to: Array(path.dropFirst()))], logicalType: logicalType)
        return pruned
    }
}
