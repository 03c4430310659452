import Parquet
import Testing

/// What single values become, and which are refused.
@Suite struct RowShredderTests {
    private func batch(_ field: SchemaField, _ values: [Value]) throws -> ColumnVector {
        let batch = try RecordBatch(schema: Schema(fields: [field]), rows: values.map { [$0] })
        try batch.check()
        return batch.columns[0]
    }

    /// The field of one column that is required.
    private func column(
        _ type: PhysicalType, _ logicalType: LogicalType? = nil, length: Int? = nil
    ) -> SchemaField {
        SchemaField("c", type, typeLength: length, logicalType: logicalType, repetition: .required)
    }

    @Test func flatColumnsHaveNoLevels() throws {
        let optional = SchemaField("c", .int32)
        #expect(try batch(column(.int32), [.int32(1), .int32(2)]) == ColumnVector(.int32([1, 2])))
        #expect(
            try batch(optional, [.int32(1), .null, .int32(3)])
                == ColumnVector(presence: .validity(Bitmap([true, false, true])), values: .int32([1, 3])))
        #expect(try batch(optional, [.int32(1)]).presence == .all(rowCount: 1))
        #expect(try batch(optional, []).rowCount == 0)
    }

    /// `["a", null]`, `[]`, `null`, by hand.
    @Test func lists() throws {
        let element = SchemaField("element", .byteArray, logicalType: .string)
        let field = SchemaField(
            "tags", group: [SchemaField("list", group: [element], repetition: .repeated)], logicalType: .list)
        #expect(
            try batch(field, [.list([.string("a"), .null]), .list([]), .null])
                == ColumnVector(
                    presence: .levels(definition: [3, 2, 1, 0], repetition: [0, 1, 0, 0]),
                    values: .byteArray(ByteArrayValues(["a"]))))
    }

    /// Groups that are there and optional, over a column that is required.
    @Test func groups() throws {
        let field = SchemaField(
            "a", group: [SchemaField("b", group: [SchemaField("c", .int64, repetition: .required)])])
        func group(_ name: String, _ value: Value) -> Value { .group(GroupValue(names: [name], values: [value])) }
        #expect(
            try batch(field, [.null, group("b", .null), group("b", group("c", .int64(5)))])
                == ColumnVector(
                    presence: .levels(definition: [0, 1, 2], repetition: nil), values: .int64([5])))
        // All there, and one level missing everywhere.
        #expect(try batch(field, [group("b", group("c", .int64(5)))]).presence == .all(rowCount: 1))
        #expect(
            try batch(field, [group("b", .null), group("b", .null)]).presence
                == .levels(definition: [1, 1], repetition: nil))
    }

    @Test func fieldsOfGroupsByName() throws {
        let schema = try Schema(fields: [
            SchemaField(
                "g", group: [SchemaField("a", .int32, repetition: .required), SchemaField("b", .boolean)],
                repetition: .required)
        ])
        let other = Value.group(GroupValue(names: ["b", "a"], values: [.boolean(true), .int32(1)]))
        let fewer = Value.group(GroupValue(names: ["a"], values: [.int32(2)]))
        let batch = try RecordBatch(schema: schema, rows: [[other], [fewer]])
        #expect(batch.columns[0] == ColumnVector(.int32([1, 2])))
        #expect(
            batch.columns[1]
                == ColumnVector(presence: .validity(Bitmap([true, false])), values: .boolean([true])))
        #expect(throws: ParquetError(.schema, "row 1: a field c that the group has not", at: .init(column: "g.a"))) {
            let wrong = Value.group(GroupValue(names: ["a", "c"], values: [.int32(2), .null]))
            _ = try RecordBatch(schema: schema, rows: [[fewer], [wrong]])
        }
        #expect(throws: ParquetError(.schema, "row 0: null where a value is required", at: .init(column: "g.a"))) {
            _ = try RecordBatch(schema: schema, rows: [[.group(GroupValue(names: ["b"], values: [.null]))]])
        }
    }

    @Test func numbersOfFewerBits() throws {
        let signed = column(.int32, .integer(bitWidth: 8, isSigned: true))
        #expect(try batch(signed, [.int32(127), .int32(-128)]).values == .int32([127, -128]))
        for value in [Value.int32(128), .int32(-129), .uint32(1), .int64(1), .null] {
            #expect(throws: ParquetError.self) { _ = try batch(signed, [value]) }
        }
        let unsigned = column(.int32, .integer(bitWidth: 16, isSigned: false))
        #expect(try batch(unsigned, [.uint32(65_535)]).values == .int32([65_535]))
        #expect(throws: ParquetError.self) { _ = try batch(unsigned, [.uint32(65_536)]) }
        #expect(
            try batch(column(.int32, .integer(bitWidth: 32, isSigned: false)), [.uint32(.max)]).values == .int32([-1]))
        #expect(
            try batch(column(.int64, .integer(bitWidth: 64, isSigned: false)), [.uint64(.max)]).values == .int64([-1]))
    }

    @Test func decimals() throws {
        let small = column(.int32, .decimal(precision: 5, scale: 2))
        #expect(
            try batch(
                small,
                [
                    .decimal(unscaled: -99_999, scale: 2), .decimal(unscaled: 15, scale: 1),
                    .decimal(unscaled: 1_500, scale: 3), .decimal(unscaled: 0, scale: 60),
                ]
            ).values == .int32([-99_999, 150, 150, 0]))
        for value in [
            Value.decimal(unscaled: 100_000, scale: 2), .decimal(unscaled: 10_000, scale: 1),
            .decimal(unscaled: 1_501, scale: 3), .decimal(unscaled: .max, scale: 0), .int32(5),
            .decimal(unscaled: 1, scale: .max), .decimal(unscaled: 1, scale: .min),
        ] {
            #expect(throws: ParquetError.self) { _ = try batch(small, [value]) }
        }
        #expect(
            try batch(
                column(.int64, .decimal(precision: 18, scale: 0)),
                [.decimal(unscaled: 999_999_999_999_999_999, scale: 0)]
            ).values == .int64([999_999_999_999_999_999]))
        // Two's complement, the highest byte first; as few bytes as hold the number where the length is free.
        let fixed = column(.fixedLengthByteArray, .decimal(precision: 4, scale: 0), length: 3)
        #expect(
            try batch(fixed, [.decimal(unscaled: -2, scale: 0), .decimal(unscaled: 300, scale: 0)]).values
                == .fixedLengthByteArray(
                    FixedLengthByteArrayValues(length: 3, bytes: [0xFF, 0xFF, 0xFE, 0, 1, 0x2C])))
        var minimal = ByteArrayValues()
        for bytes in [[0xFE], [0x7F], [0x00, 0x80], [0x80], [0xFF, 0x7F], [0]] as [[UInt8]] { minimal.append(bytes) }
        #expect(
            try batch(
                column(.byteArray, .decimal(precision: 38, scale: 0)),
                [-2, 127, 128, -128, -129, 0].map { .decimal(unscaled: $0, scale: 0) }
            ).values == .byteArray(minimal))
    }

    /// 10^39 and its neighbours, beyond 128 bits.
    @Test func longDecimals() throws {
        // 10^39 = 0x02 F050 FE93 8943 ACC4 5F65 5680 0000 0000
        let limit: [UInt8] = [
            0x02, 0xF0, 0x50, 0xFE, 0x93, 0x89, 0x43, 0xAC, 0xC4, 0x5F, 0x65, 0x56, 0x80, 0, 0, 0, 0,
        ]
        let below = Array(limit.dropLast(5)) + [0x7F, 0xFF, 0xFF, 0xFF, 0xFF]
        let field = column(.byteArray, .decimal(precision: 39, scale: 3))
        func stored(_ bytes: [UInt8], scale: Int = 3) throws -> [UInt8] {
            guard case .byteArray(let values) = try batch(field, [.longDecimal(unscaled: bytes, scale: scale)]).values
            else { return [] }
            return values[0]
        }
        #expect(try stored(below) == below)
        #expect(try stored([0, 0, 0] + below) == below)
        #expect(throws: ParquetError.self) { _ = try stored(limit) }
        #expect(throws: ParquetError.self) { _ = try stored(below, scale: 2) }
        let negative = below.map { ~$0 }  // -(10^39 - 1) - 1 = -10^39
        #expect(throws: ParquetError.self) { _ = try stored(negative) }
        let within = Array(negative.dropLast()) + [1]  // -(10^39 - 1)
        #expect(try stored([0xFF] + within) == within)
        // What fits 128 bits is stored as such.
        #expect(try stored([0xFF, 0xFF, 0xFE]) == [0xFE])
    }

    @Test func timesNeedTheirUnit() throws {
        let time = column(.int32, .time(unit: .millis, isAdjustedToUTC: true))
        #expect(
            try batch(time, [.time(86_399_999, unit: .millis, isAdjustedToUTC: true)]).values == .int32([86_399_999]))
        for (value, unit, isAdjusted) in [
            (0, .micros, true), (0, .millis, false), (-1, .millis, true), (86_400_001, .millis, true),
        ] as [(Int64, TimeUnit, Bool)] {
            #expect(throws: ParquetError.self) {
                _ = try batch(time, [.time(value, unit: unit, isAdjustedToUTC: isAdjusted)])
            }
        }
        let timestamp = column(.int64, .timestamp(unit: .micros, isAdjustedToUTC: true))
        #expect(
            try batch(timestamp, [.timestamp(-7, unit: .micros, isAdjustedToUTC: true)]).values == .int64([-7]))
        #expect(throws: ParquetError.self) {
            _ = try batch(timestamp, [.timestamp(-7, unit: .nanos, isAdjustedToUTC: true)])
        }
        #expect(throws: ParquetError.self) { _ = try batch(timestamp, [.int64(1)]) }
        #expect(try batch(column(.int32, .date), [.date(days: -1)]).values == .int32([-1]))
    }

    @Test func bytesOfAnyMeaning() throws {
        for type in [.string, .enumeration, .json] as [LogicalType] {
            #expect(
                try batch(column(.byteArray, type), [.string("ä")]).values == .byteArray(ByteArrayValues(["ä"])))
        }
        for type in [nil, .bson, .geometry(crs: nil), .geography(crs: nil, algorithm: nil)] as [LogicalType?] {
            #expect(
                try batch(column(.byteArray, type), [.bytes([0x61])]).values == .byteArray(ByteArrayValues(["a"])))
            #expect(throws: ParquetError.self) { _ = try batch(column(.byteArray, type), [.string("a")]) }
        }
        let fixed = column(.fixedLengthByteArray, length: 2)
        #expect(
            try batch(fixed, [.bytes([1, 2])]).values
                == .fixedLengthByteArray(FixedLengthByteArrayValues(length: 2, bytes: [1, 2])))
        #expect(throws: ParquetError.self) { _ = try batch(fixed, [.bytes([1])]) }
        let uuid = column(.fixedLengthByteArray, .uuid, length: 16)
        #expect(
            try batch(uuid, [.uuid(0x0001_0203_0405_0607_0809_0A0B_0C0D_0E0F)]).values
                == .fixedLengthByteArray(FixedLengthByteArrayValues(length: 16, bytes: Array(0...15))))
        let interval = column(.fixedLengthByteArray, .interval, length: 12)
        #expect(
            try batch(interval, [.interval(months: 1, days: 258, milliseconds: .max)]).values
                == .fixedLengthByteArray(
                    FixedLengthByteArrayValues(length: 12, bytes: [1, 0, 0, 0, 2, 1, 0, 0, 255, 255, 255, 255])))
    }

    /// The bits as IEEE 754 has them; ties go to the even number.
    @Test(
        arguments: [
            (1.5, 0x3E00), (-2, 0xC000), (65_504, 0x7BFF), (65_519.99, 0x7BFF), (65_520, 0x7C00), (.infinity, 0x7C00),
            (-.infinity, 0xFC00), (-0.0, 0x8000), (0x1p-24, 0x0001), (0x1p-25, 0x0000), (0x1.8p-24, 0x0002),
            (0x1p-14, 0x0400), (0x1.ffcp-15, 0x0400), (1 + 0x1p-11, 0x3C00), (1 + 0x3p-11, 0x3C02), (.nan, 0x7E00),
            (-.nan, 0xFE00),
        ] as [(Float, UInt16)])
    func float16(value: Float, bits: UInt16) throws {
        let field = column(.fixedLengthByteArray, .float16, length: 2)
        #expect(
            try batch(field, [.float(value)]).values
                == .fixedLengthByteArray(
                    FixedLengthByteArrayValues(length: 2, bytes: [UInt8(bits & 0xFF), UInt8(bits >> 8)])))
    }

    @Test func everyFloat16ComesBack() throws {
        let bits = (UInt16.min ... .max).filter { $0 & 0x7C00 != 0x7C00 || $0 & 0x3FF == 0 }
        let bytes = bits.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let vector = ColumnVector(.fixedLengthByteArray(FixedLengthByteArrayValues(length: 2, bytes: bytes)))
        let schema = try Schema(fields: [column(.fixedLengthByteArray, .float16, length: 2)])
        let rows = try RecordBatch(schema: schema, columns: [vector]).rows.map(\.values)
        #expect(try RecordBatch(schema: schema, rows: rows).columns == [vector])
    }

    @Test func errorsNameRowAndColumn() throws {
        let element = SchemaField("element", .int32)
        let schema = try Schema(fields: [
            SchemaField("id", .int64, repetition: .required),
            SchemaField(
                "list", group: [SchemaField("list", group: [element], repetition: .repeated)], logicalType: .list),
        ])
        #expect(
            throws: ParquetError(
                .schema, #"row 2: string("x") does not fit INT32"#, at: .init(column: "list.list.element"))
        ) {
            _ = try RecordBatch(
                schema: schema,
                rows: [
                    [.int64(0), .list([.int32(1), .null, .int32(2)])], [.int64(1), .null],
                    [.int64(2), .list([.null, .string("x")])],
                ])
        }
        #expect(throws: ParquetError(.schema, "row 1: 1 values, the schema has 2 fields")) {
            _ = try RecordBatch(schema: schema, rows: [[.int64(0), .null], [.int64(1)]])
        }
        #expect(
            throws: ParquetError(
                .schema, "row 0: int32(1) where a list is wanted", at: .init(column: "list.list.element"))
        ) {
            _ = try RecordBatch(schema: schema, rows: [[.int64(0), .int32(1)]])
        }
    }

    @Test func whatIsNeverWritten() throws {
        let old = try Schema(fields: [SchemaField("at", .int96)])
        #expect(
            throws: ParquetError(.unsupported, "INT96 is read, but never written", at: .init(column: "at"))
        ) { _ = try RowShredder(schema: old) }
        let unknown = column(.int32, .unknown)
        #expect(throws: ParquetError.self) { _ = try batch(unknown, [.int32(1)]) }
        let null = SchemaField("c", .int32, logicalType: .unknown)
        #expect(try batch(null, [.null]).presence == .validity(Bitmap([false])))
    }

    @Test func batchAfterBatch() throws {
        let schema = try Schema(fields: [column(.int32)])
        var shredder = try RowShredder(schema: schema)
        shredder.append([.int32(1)])
        shredder.append([.int32(2)])
        #expect(shredder.rowCount == 2)
        let first = try shredder.takeBatch()
        #expect(first.columns == [ColumnVector(.int32([1, 2]))])
        #expect(shredder.rowCount == 0)
        shredder.append(try first.rows[1])
        #expect(try shredder.takeBatch().columns == [ColumnVector(.int32([2]))])
        #expect(try shredder.takeBatch().rowCount == 0)
    }

    @Test func variantsAreWrittenWhole() throws {
        let field = SchemaField(
            "v",
            group: [
                SchemaField("metadata", .byteArray, repetition: .required), SchemaField("value", .byteArray),
                SchemaField("typed_value", .int32),
            ], logicalType: .variant(specificationVersion: 1))
        let schema = try Schema(fields: [field])
        let rows: [[Value]] = [
            [.variant(.object([VariantField(name: "a", value: .int32(1))]))], [.null], [.variant(.null)],
        ]
        let batch = try RecordBatch(schema: schema, rows: rows)
        try batch.check()
        #expect(try batch.rows.map(\.values) == rows)
        #expect(batch.columns[2].presence == .levels(definition: [1, 0, 1], repetition: nil))
        let shreddedOnly = SchemaField(
            "v",
            group: [
                SchemaField("metadata", .byteArray, repetition: .required), SchemaField("typed_value", .int32),
            ], logicalType: .variant(specificationVersion: 1))
        #expect(throws: ParquetError.self) {
            _ = try RecordBatch(schema: Schema(fields: [shreddedOnly]), rows: [[.variant(.int32(1))]])
        }
    }
}
