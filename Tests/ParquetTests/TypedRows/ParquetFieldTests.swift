import Parquet
import Testing

/// What single types are stored as, and what they are read from.
@Suite struct ParquetFieldTests {
    /// A struct of one field, whose type and name are chosen by the test.
    struct One<Field: ParquetField & Equatable>: ParquetRow, Equatable {
        var value: Field

        static func encode(_ rows: [One], into encoder: inout RowEncoder) throws(ParquetError) {
            try encoder.encode("value", rows.map(\.value))
        }

        static func decode(from decoder: RowDecoder) throws(ParquetError) -> [One] {
            let value: [Field] = try decoder.decode("value")
            return value.map { One(value: $0) }
        }
    }

    private func roundTrip<Field: ParquetField & Equatable>(_ values: [Field]) throws -> ColumnVector {
        let batch = try RecordBatch(rows: values.map { One(value: $0) })
        #expect(try batch.rows(of: One<Field>.self).map(\.value) == values)
        return batch.columns[0]
    }

    private func read<Field: ParquetField & Equatable>(
        _ field: SchemaField, _ vector: ColumnVector, as type: Field.Type = Field.self
    ) throws -> [Field] {
        let batch = try RecordBatch(schema: Schema(fields: [field]), columns: [vector])
        return try batch.rows(of: One<Field>.self).map(\.value)
    }

    @Test func integers() throws {
        #expect(try roundTrip([Int8.min, .max]).values == .int32([-128, 127]))
        #expect(try roundTrip([Int16.min, .max]).values == .int32([-32_768, 32_767]))
        #expect(try roundTrip([Int32.min, .max]).values == .int32([.min, .max]))
        #expect(try roundTrip([Int64.min, .max]).values == .int64([.min, .max]))
        #expect(try roundTrip([Int.min, .max]).values == .int64([.min, .max]))
        #expect(try roundTrip([UInt8.min, .max]).values == .int32([0, 255]))
        #expect(try roundTrip([UInt16.min, .max]).values == .int32([0, 65_535]))
        #expect(try roundTrip([UInt32.min, .max]).values == .int32([0, -1]))
        #expect(try roundTrip([UInt64.min, .max]).values == .int64([0, -1]))
        #expect(try roundTrip([UInt.min, .max]).values == .int64([0, -1]))
        #expect(try roundTrip([Port.https, .http]).values == .int32([443, 80]))
        #expect(try roundTrip([true, false]).values == .boolean([true, false]))
        #expect(try roundTrip([1.5, -2] as [Float]).values == .float([1.5, -2]))
    }

    @Test func integersOfOtherWidths() throws {
        let narrow = SchemaField("value", .int32, repetition: .required)
        let wide = SchemaField("value", .int64, repetition: .required)
        let unsigned = SchemaField(
            "value", .int32, logicalType: .integer(bitWidth: 32, isSigned: false), repetition: .required)
        #expect(try read(narrow, ColumnVector(.int32([-5]))) == [Int64(-5)])
        #expect(try read(wide, ColumnVector(.int64([-5]))) == [Int8(-5)])
        #expect(try read(unsigned, ColumnVector(.int32([-1]))) == [Int64(4_294_967_295)])
        #expect(
            throws: ParquetError(.schema, "value 1: 128 is beyond Int8", at: .init(column: "value"))
        ) { try read(wide, ColumnVector(.int64([127, 128])), as: Int8.self) }
        #expect(throws: ParquetError.self) { try read(narrow, ColumnVector(.int32([-1])), as: UInt64.self) }
        #expect(throws: ParquetError.self) { try read(unsigned, ColumnVector(.int32([-1])), as: Int32.self) }
        #expect(throws: ParquetError.self) { try read(narrow, ColumnVector(.int32([1])), as: Double.self) }
        #expect(throws: ParquetError.self) { try read(narrow, ColumnVector(.int32([1])), as: String.self) }
        #expect(throws: ParquetError.self) { try read(narrow, ColumnVector(.int32([1])), as: [UInt8].self) }
        #expect(throws: ParquetError.self) { try read(narrow, ColumnVector(.int32([1])), as: [Int32].self) }
        #expect(throws: ParquetError.self) { try read(narrow, ColumnVector(.int32([1])), as: [Int32: Int32].self) }
        #expect(throws: ParquetError.self) { try read(narrow, ColumnVector(.int32([1])), as: Location.self) }
        #expect(throws: ParquetError.self) { try read(narrow, ColumnVector(.int32([1])), as: VariantValue.self) }
    }

    /// The number alone does not say its unit.
    @Test func timesAreNoPlainIntegers() throws {
        let field = SchemaField(
            "value", .int64, logicalType: .timestamp(unit: .millis, isAdjustedToUTC: true), repetition: .required)
        #expect(throws: ParquetError.self) { try read(field, ColumnVector(.int64([1])), as: Int64.self) }
        let price = SchemaField(
            "value", .int64, logicalType: .decimal(precision: 18, scale: 2), repetition: .required)
        #expect(throws: ParquetError.self) { try read(price, ColumnVector(.int64([1])), as: Int64.self) }
    }

    @Test func nulls() throws {
        let field = SchemaField("value", .int32)
        let some = ColumnVector(presence: .validity(Bitmap([true, false])), values: .int32([1]))
        #expect(try read(field, some) == [1, nil] as [Int32?])
        #expect(
            throws: ParquetError(
                .schema, "value has nulls, and is read as a type without", at: .init(column: "value"))
        ) { try read(field, some, as: Int32.self) }
        #expect(try read(field, ColumnVector(.int32([1]))) == [Int32(1)])
        #expect(throws: ParquetError.self) { _ = try Schema(of: One<Int??>.self) }
        #expect(try roundTrip([nil, nil] as [Int32?]).presence == .validity(Bitmap([false, false])))
        #expect(try roundTrip([1, 2] as [Int32?]).presence == .all(rowCount: 2))
        // A null list is none, and nullable elements are not elements.
        #expect(throws: ParquetError.self) {
            _ = try RecordBatch(rows: [One<[Int]?>(value: nil)]).rows(of: One<[Int]>.self)
        }
        #expect(throws: ParquetError.self) {
            _ = try RecordBatch(rows: [One<[Int?]>(value: [nil])]).rows(of: One<[Int]>.self)
        }
        #expect(throws: ParquetError.self) {
            _ = try RecordBatch(rows: [One<Location?>(value: nil)]).rows(of: One<Location>.self)
        }
        #expect(throws: ParquetError.self) {
            _ = try RecordBatch(rows: [One<[Int: Int]?>(value: nil)]).rows(of: One<[Int: Int]>.self)
        }
    }

    @Test func fieldsThatAreNotThere() throws {
        let batch = try RecordBatch(schema: Schema(fields: [SchemaField("other", .int32)]), rows: [[.null], [.null]])
        #expect(try batch.rows(of: One<Int?>.self).map(\.value) == [nil, nil])
        #expect(throws: ParquetError(.schema, "there is no field value", at: .init(column: "value"))) {
            _ = try batch.rows(of: One<Int>.self)
        }
    }

    @Test func textAndBytes() throws {
        #expect(try roundTrip(["ä", ""]).values == .byteArray(ByteArrayValues(["ä", ""])))
        #expect(try roundTrip([[0xFF], []] as [[UInt8]]).values.count == 2)
        #expect(try roundTrip([[[1, 2], []], []] as [[[UInt8]]]).values.count == 2)
        #expect(try roundTrip([Level.high, .low]).values == .byteArray(ByteArrayValues(["high", "low"])))
        #expect(
            throws: ParquetError(.schema, "huge is no Level", at: .init(column: "value"))
        ) { _ = try RecordBatch(rows: [One(value: "huge")]).rows(of: One<Level>.self) }
        let fixed = SchemaField("value", .fixedLengthByteArray, typeLength: 2, repetition: .required)
        let vector = ColumnVector(.fixedLengthByteArray(FixedLengthByteArrayValues(length: 2, bytes: [1, 2, 3, 4])))
        #expect(try read(fixed, vector) == [[1, 2], [3, 4]] as [[UInt8]])
    }

    @Test func decimals() throws {
        typealias Price = FixedDecimal<4, 2>
        #expect(try roundTrip([Price(unscaled: -9999), Price(unscaled: 5)]).values == .int32([-9999, 5]))
        #expect(Price(unscaled: -5).description == "-0.05")
        #expect(Price(unscaled: 1234).description == "12.34")
        #expect(FixedDecimal<4, 0>(unscaled: 12).description == "12")
        #expect(
            throws: ParquetError(
                .schema,
                "row 1: decimal(unscaled: 10000, scale: 2) does not fit INT32 (decimal(precision: 4, scale: 2))",
                at: .init(column: "value"))
        ) { _ = try RecordBatch(rows: [Price(unscaled: 1), Price(unscaled: 10_000)].map { One(value: $0) }) }
        let long = FixedDecimal<20, 3>(unscaled: -12_345_678_901_234_567_890)
        #expect(
            try roundTrip([long]).values
                == .fixedLengthByteArray(
                    FixedLengthByteArrayValues(
                        length: 9, bytes: [0xFF, 0x54, 0xAB, 0x56, 0x73, 0x14, 0xE0, 0xF5, 0x2E])))
        // Another scale, if no digit is lost.
        let batch = try RecordBatch(rows: [One(value: FixedDecimal<9, 3>(unscaled: 1230))])
        #expect(try batch.rows(of: One<FixedDecimal<9, 2>>.self).map(\.value.unscaled) == [123])
        #expect(throws: ParquetError.self) { _ = try batch.rows(of: One<FixedDecimal<9, 1>>.self) }
        #expect(throws: ParquetError.self) { _ = try Schema(of: One<FixedDecimal<39, 1>>.self) }
        #expect(throws: ParquetError.self) { _ = try Schema(of: One<FixedDecimal<3, 4>>.self) }
    }

    /// Sorted by their keys, whatever order the dictionary has.
    @Test func maps() throws {
        let batch = try RecordBatch(rows: [One(value: ["b": 2, "a": 1, "c": 3])])
        #expect(batch.columns[0].values == .byteArray(ByteArrayValues(["a", "b", "c"])))
        #expect(batch.columns[1].values == .int64([1, 2, 3]))
        #expect(batch.columns[1].presence == .levels(definition: [1, 1, 1], repetition: [0, 1, 1]))
        // Of two entries with one key the last counts.
        var twice = batch
        twice.columns[0].values = .byteArray(ByteArrayValues(["a", "b", "a"]))
        #expect(try twice.rows(of: One<[String: Int]>.self).map(\.value) == [["a": 3, "b": 2]])
    }

    /// A struct that holds itself.
    struct Tree: ParquetRow {
        var children: [Tree]

        static func encode(_ rows: [Tree], into encoder: inout RowEncoder) throws(ParquetError) {
            try encoder.encode("children", rows.map(\.children))
        }

        static func decode(from decoder: RowDecoder) throws(ParquetError) -> [Tree] {
            let children: [[Tree]] = try decoder.decode("children")
            return children.map { Tree(children: $0) }
        }
    }

    @Test func typesThatContainThemselves() {
        #expect(throws: ParquetError(.schema, "Tree contains itself, or is nested 128 deep")) {
            _ = try Schema(of: Tree.self)
        }
    }

    /// A struct that asks for what its fields cannot be.
    struct Asking: ParquetRow {
        static func encode(_ rows: [Asking], into encoder: inout RowEncoder) throws(ParquetError) {
            try encoder.encode("text", rows.map { _ in "" }, as: .uuid)
        }

        static func decode(from decoder: RowDecoder) throws(ParquetError) -> [Asking] { [] }
    }

    @Test func whatATypeCannotBe() throws {
        #expect(
            throws: ParquetError(.schema, "the type of text cannot be stored as UUID", at: .init(column: "text"))
        ) { _ = try Schema(of: Asking.self) }
        for type in [
            .string, .decimal(precision: 5, scale: 1), .integer(bitWidth: 8, isSigned: true),
            .time(unit: .micros, isAdjustedToUTC: true),
        ]
            as [LogicalType]
        {
            #expect(throws: ParquetError.self) { _ = try Int32.field(FieldRequest(name: "x", logicalType: type)) }
        }
        #expect(
            try Int32.field(FieldRequest(name: "x", logicalType: .date)).content
                == .leaf(type: .int32, typeLength: nil, logicalType: .date))
        #expect(try [Float?].field(FieldRequest(name: "x", logicalType: .float16)).repetition == .required)
        #expect(throws: ParquetError.self) { _ = try Bool.field(FieldRequest(name: "x", logicalType: .date)) }
        #expect(throws: ParquetError.self) { _ = try Trade.field(FieldRequest(name: "x", logicalType: .json)) }
        // Made other rows than there are.
        let batch = try RecordBatch(schema: Schema(fields: [SchemaField("x", .int32)]), rows: [[.null]])
        #expect(throws: ParquetError.self) { _ = try batch.rows(of: Asking.self) }
    }
}
