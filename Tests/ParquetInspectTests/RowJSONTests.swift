import Parquet
import Testing

@testable import ParquetInspect

@Suite struct RowJSONTests {
    private func lines(_ batch: RecordBatch, of whole: Schema? = nil) throws -> String {
        var renderer = JSONLinesRenderer(schema: batch.schema, of: whole)
        var text: [UInt8] = []
        try renderer.render(batch, into: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private func levels(_ definition: [UInt16], _ repetition: [UInt16]?, _ values: ColumnValues) -> ColumnVector {
        ColumnVector(presence: .levels(definition: definition, repetition: repetition), values: values)
    }

    @Test func listsMapsAndGroups() throws {
        let element = SchemaField("element", .int32)
        let pair = SchemaField(
            "key_value",
            group: [
                SchemaField("key", .byteArray, logicalType: .string, repetition: .required),
                SchemaField("value", .double),
            ], repetition: .repeated)
        let schema = try Schema(fields: [
            SchemaField(
                "l", group: [SchemaField("list", group: [element], repetition: .repeated)], logicalType: .list),
            SchemaField("m", group: [pair], logicalType: .map),
            SchemaField("g", group: [SchemaField("x", .boolean), SchemaField("x", .int64, logicalType: .date64)]),
        ])
        let batch = try RecordBatch(
            schema: schema,
            columns: [
                levels([3, 2, 1, 0], [0, 1, 0, 0], .int32([7])),
                levels([2, 1, 0], [0, 0, 0], .byteArray(ByteArrayValues(["k\""]))),
                levels([3, 1, 0], [0, 0, 0], .double([.nan])),
                levels([2, 1, 0], nil, .boolean([true])),
                levels([1, 2, 0], nil, .int64([1])),
            ])
        #expect(
            try lines(batch) == #"""
                {"l":[7,null],"m":[["k\"","NaN"]],"g":{"x":true,"x":null}}
                {"l":[],"m":[],"g":{"x":null,"x":"1970-01-01T00:00:00.001"}}
                {"l":null,"m":null,"g":null}

                """#)
    }

    /// A field that was left out of a list's elements does not make them something else.
    @Test func projections() throws {
        func schema(_ names: [String]) throws -> Schema {
            let fields = names.map { SchemaField($0, .int32, repetition: .required) }
            return try Schema(fields: [
                SchemaField(
                    "l", group: [SchemaField("bag", group: fields, repetition: .repeated)], logicalType: .list)
            ])
        }
        let part = try schema(["b"])
        let batch = try RecordBatch(schema: part, columns: [levels([2, 2, 1], [0, 1, 0], .int32([1, 2]))])
        #expect(try lines(batch, of: try schema(["a", "b"])) == "{\"l\":[{\"b\":1},{\"b\":2}]}\n{\"l\":[]}\n")
        #expect(try lines(batch) == "{\"l\":[1,2]}\n{\"l\":[]}\n")
    }

    @Test func dictionaries() throws {
        let schema = try Schema(fields: [SchemaField("w", .byteArray, logicalType: .string)])
        // More values than the dictionary has, and fewer.
        for indices in [[2, 0, 2, 2], [1]] as [[UInt32]] {
            let words = ["a", "b\n", "c"]
            let batch = try RecordBatch(
                schema: schema,
                columns: [
                    ColumnVector(.dictionary(indices: indices, values: .byteArray(ByteArrayValues(words))))
                ])
            let expected = indices.map { "{\"w\":\"\(["a", "b\\n", "c"][Int($0)])\"}\n" }.joined()
            #expect(try lines(batch) == expected)
        }
    }

    @Test func linesInPieces() throws {
        let schema = try Schema(fields: [SchemaField("n", .int32, repetition: .required)])
        let batch = try RecordBatch(schema: schema, columns: [ColumnVector(.int32([1, 2, 3, 4]))])
        var renderer = JSONLinesRenderer(schema: schema)
        try renderer.load(batch, rowLimit: 3)
        var pieces: [String] = []
        var isMore = true
        while isMore {
            var text: [UInt8] = []
            isMore = try renderer.append(to: &text, byteLimit: 10)
            pieces.append(String(decoding: text, as: UTF8.self))
        }
        #expect(pieces == ["{\"n\":1}\n{\"n\":2}\n", "{\"n\":3}\n"])
    }

    @Test func contradictionsAreErrors() throws {
        let schema = try Schema(fields: [
            SchemaField("g", group: [SchemaField("a", .int32), SchemaField("b", .int32)])
        ])
        let batch = try RecordBatch(
            schema: schema, columns: [levels([0], nil, .int32([])), levels([1], nil, .int32([]))])
        #expect(throws: ParquetError.self) { _ = try lines(batch) }
    }

    @Test(
        arguments: [
            (.null, "null"), (.boolean(true), "true"), (.int8(-1), "-1"), (.int64(.min), "-9223372036854775808"),
            (.float(0.1), "0.1"), (.double(-.infinity), "\"-Infinity\""),
            (.decimal4(unscaled: 5, scale: 2), "0.05"),
            (
                .decimal16(unscaled: .min, scale: 38), "-1.70141183460469231731687303715884105728"
            ),
            (.date(days: -1), "\"1969-12-31\""), (.time(microseconds: 1), "\"00:00:00.000001\""),
            (.timestamp(0, unit: .nanos, isAdjustedToUTC: true), "\"1970-01-01T00:00:00.000000000Z\""),
            (.timestamp(0, unit: .micros, isAdjustedToUTC: false), "\"1970-01-01T00:00:00.000000\""),
            (.binary([0, 255]), "\"0x00ff\""), (.string("a\"\u{1}"), "\"a\\\"\\u0001\""),
            (.uuid(1), "\"00000000-0000-0000-0000-000000000001\""),
            (
                .object([
                    VariantField(name: "a", value: .array([])),
                    VariantField(name: "b", value: .array([.null, .int8(1)])),
                ]), #"{"a":[],"b":[null,1]}"#
            ),
        ] as [(VariantValue, String)])
    func variants(value: VariantValue, expected: String) throws {
        var text: [UInt8] = []
        try VariantText.append(value, to: &text, limit: 1000)
        #expect(String(decoding: text, as: UTF8.self) == expected)
    }

    @Test func longTextsEnd() {
        let value = VariantValue.array([VariantValue](repeating: .string("0123456789"), count: 1000))
        var text: [UInt8] = []
        let error = #expect(throws: ParquetError.self) { try VariantText.append(value, to: &text, limit: 100) }
        #expect(error?.code == .limit)
        #expect(text.count < 200)
    }
}

extension LogicalType {
    /// Local timestamps of milliseconds.
    fileprivate static let date64 = LogicalType.timestamp(unit: .millis, isAdjustedToUTC: false)
}
