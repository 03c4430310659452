import Parquet
import Testing

@Suite struct RecordAssemblerTests {
    private func listField(_ name: String = "l", element: SchemaField) -> SchemaField {
        SchemaField(name, group: [SchemaField("list", group: [element], repetition: .repeated)], logicalType: .list)
    }

    private func column(_ definition: [UInt16], _ repetition: [UInt16]?, _ values: [Int32]) -> ColumnVector {
        ColumnVector(presence: .levels(definition: definition, repetition: repetition), values: .int32(values))
    }

    private func values(_ numbers: [Int32?]) -> Value { .list(numbers.map { $0.map { .int32($0) } ?? .null }) }

    /// The rows `[1, null]`, `[]`, null, `[2]`: 3 an element, 2 a null one, 1 an empty list, 0 no list.
    @Test func aListOfNumbers() throws {
        let schema = try Schema(fields: [listField(element: SchemaField("element", .int32))])
        let batch = try RecordBatch(schema: schema, columns: [column([3, 2, 1, 0, 3], [0, 1, 0, 0, 0], [1, 2])])
        let tree = try RecordAssembler(schema: schema).assemble(batch)
        #expect(tree.count == 1)
        #expect(tree[0].slotCount == 4)
        #expect(tree[0].validity == Bitmap([true, true, false, true]))
        guard case .list(let offsets, let element) = tree[0].content else {
            Issue.record("not a list")
            return
        }
        #expect(offsets == [0, 2, 2, 2, 3])
        #expect(element.slotCount == 3)
        #expect(element.validity == Bitmap([true, false, true]))
        #expect(element.content == .leaf(column: 0, values: .int32([1, 2])))
        #expect(try batch.rows.map { $0["l"] } == [values([1, nil]), values([]), .null, values([2])])
        #expect(try batch.rows.first?["absent"] == nil)
    }

    /// The example of the Dremel paper's kind: lists in lists. `[[1, 2], [], null]`, `[]`, `[[3]]`.
    @Test func aListOfLists() throws {
        let inner = listField("element", element: SchemaField("element", .int32, repetition: .required))
        let schema = try Schema(fields: [listField(element: inner)])
        // 4 a number; 3 an empty inner list, 2 a null one; 1 an empty outer list.
        let batch = try RecordBatch(
            schema: schema, columns: [column([4, 4, 3, 2, 1, 4], [0, 2, 1, 1, 0, 0], [1, 2, 3])])
        let rows = try batch.rows.map { $0[0] }
        #expect(rows == [.list([values([1, 2]), values([]), .null]), values([]), .list([values([3])])])
    }

    @Test func groupsThatAreNull() throws {
        let schema = try Schema(fields: [
            SchemaField(
                "g",
                group: [
                    SchemaField("a", .int32, repetition: .required),
                    SchemaField("h", group: [SchemaField("b", .int32)]),
                ])
        ])
        let batch = try RecordBatch(
            schema: schema,
            columns: [column([1, 0, 1, 1], nil, [1, 2, 3]), column([3, 0, 1, 2], nil, [7])])
        let b = { (value: Value) in Value.group(GroupValue(names: ["b"], values: [value])) }
        let g = { (a: Int32, h: Value) in Value.group(GroupValue(names: ["a", "h"], values: [.int32(a), h])) }
        #expect(try batch.rows.map { $0[0] } == [g(1, b(.int32(7))), .null, g(2, .null), g(3, b(.null))])
    }

    @Test func presenceWithoutLevels() throws {
        let schema = try Schema(fields: [
            SchemaField("g", group: [SchemaField("a", .int32)], repetition: .required),
            SchemaField("h", group: [SchemaField("b", .int32, repetition: .required)]),
        ])
        let batch = RecordBatch(schema: schema)
        #expect(try batch.rows.isEmpty)
        let filled = try RecordBatch(
            schema: schema,
            columns: [
                ColumnVector(presence: .validity(Bitmap([true, false])), values: .int32([5])),
                ColumnVector(presence: .all(rowCount: 2), values: .int32([6, 7])),
            ])
        let group = { (name: String, value: Value) in Value.group(GroupValue(names: [name], values: [value])) }
        #expect(
            try filled.rows.map(\.values) == [
                [group("a", .int32(5)), group("b", .int32(6))], [group("a", .null), group("b", .int32(7))],
            ])
    }

    @Test func aDictionary() throws {
        let schema = try Schema(fields: [SchemaField("word", .byteArray, logicalType: .string)])
        let batch = try RecordBatch(
            schema: schema,
            columns: [
                ColumnVector(
                    presence: .validity(Bitmap([true, false, true, true])),
                    values: .dictionary(indices: [1, 0, 1], values: .byteArray(ByteArrayValues(["no", "yes"]))))
            ])
        #expect(try batch.rows.map { $0["word"] } == [.string("yes"), .null, .string("no"), .string("yes")])
    }

    @Test func aMapWhoseColumnsDisagree() throws {
        let pair = SchemaField(
            "key_value", group: [SchemaField("key", .int32, repetition: .required), SchemaField("value", .int32)],
            repetition: .repeated)
        let schema = try Schema(fields: [SchemaField("m", group: [pair], logicalType: .map)])
        let keys = column([2, 2, 1, 0], [0, 1, 0, 0], [1, 2])
        let fits = try RecordBatch(schema: schema, columns: [keys, column([3, 2, 1, 0], [0, 1, 0, 0], [9])])
        #expect(
            try fits.rows.map { $0[0] } == [
                .map([
                    MapEntry(key: .int32(1), value: .int32(9)), MapEntry(key: .int32(2), value: .null),
                ]), .map([]), .null,
            ])
        // Three rows each, but other lengths or other nulls.
        for values in [
            column([3, 3, 0], [0, 0, 0], [8, 9]), column([3, 2, 0, 0], [0, 1, 0, 0], [9]),
            column([3, 2, 1, 1], [0, 1, 0, 0], [9]), column([3, 2, 3, 0], [0, 1, 0, 0], [9, 9]),
        ] {
            let batch = try RecordBatch(schema: schema, columns: [keys, values])
            let error = #expect(throws: ParquetError.self) { _ = try batch.rows }
            #expect(error?.code == .malformed)
            #expect(error?.description.contains("m.key_value.key") == true)
            #expect(error?.place.column == "m.key_value.value")
        }
    }

    @Test func groupsWhoseColumnsDisagree() throws {
        let schema = try Schema(fields: [
            SchemaField("g", group: [SchemaField("a", .int32), SchemaField("b", .int32)])
        ])
        let batch = try RecordBatch(
            schema: schema, columns: [column([2, 0], nil, [1]), column([2, 1], nil, [1])])
        let error = #expect(throws: ParquetError.self) { _ = try batch.rows }
        #expect(error?.code == .malformed)
        #expect(error?.place.column == "g.b")
    }

    /// Levels that no rows have. None may trap, and none may pass.
    @Test func impossibleLevels() throws {
        let inner = listField("element", element: SchemaField("element", .int32, repetition: .required))
        let schema = try Schema(fields: [listField(element: inner)])
        for (definition, repetition) in [
            ([1, 4], [0, 1]), ([0, 4], [0, 1]), ([2, 4], [0, 2]), ([3, 4], [0, 2]), ([4, 1], [0, 1]),
            ([4, 2], [0, 2]), ([4, 3], [0, 2]), ([0, 4], [0, 2]), ([1, 4], [0, 2]),
        ] as [([UInt16], [UInt16])] {
            let count = definition.filter { $0 == 4 }.count
            let batch = try RecordBatch(
                schema: schema,
                columns: [column(definition, repetition, [Int32](repeating: 0, count: count))])
            let error = #expect(throws: ParquetError.self, "\(definition) \(repetition)") { _ = try batch.rows }
            #expect(error?.code == .malformed)
        }
    }

    /// As DuckDB writes `[1, 2]`, null, `[3, 4]` of a type of two elements.
    @Test func nullArraysOfFixedSize() throws {
        let schema = try Schema(fields: [listField(element: SchemaField("element", .int32))])
        let batch = try RecordBatch(
            schema: schema, columns: [column([3, 3, 0, 0, 3, 3], [0, 1, 0, 1, 0, 1], [1, 2, 3, 4])])
        #expect(try batch.rows.map { $0[0] } == [values([1, 2]), .null, values([3, 4])])
    }

    /// Whatever the levels are, the answer is rows or an error.
    @Test func anyLevels() throws {
        let inner = listField("element", element: SchemaField("element", .int32))
        let pair = SchemaField("g", group: [SchemaField("a", .int32, repetition: .repeated), inner])
        let schema = try Schema(fields: [listField(element: pair)])
        var accepted = 0
        // All sequences of four levels, in both columns the same.
        for code in 0..<(7 * 3 * 7 * 3 * 7 * 3) {
            var rest = code
            var definition: [UInt16] = [0]
            var repetition: [UInt16] = [0]
            for place in 0..<3 {
                if place > 0 {
                    definition.append(UInt16(rest % 7))
                    repetition.append(UInt16(rest / 7 % 3))
                } else {
                    definition[0] = UInt16(rest % 7)
                }
                rest /= 21
            }
            var batch = RecordBatch(schema: schema)
            for (index, most) in [(0, 4), (1, 6)] {
                let count = definition.filter { $0 == most }.count
                batch.columns[index] = column(definition, repetition, [Int32](repeating: 0, count: count))
            }
            if let rows = try? batch.rows {
                accepted += 1
                for row in rows { _ = row.values }
            }
        }
        #expect(accepted > 0)
    }
}
