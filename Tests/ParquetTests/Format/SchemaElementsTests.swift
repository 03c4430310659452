import ParquetBytes
import Testing

@testable import Parquet

@Suite struct SchemaElementsTests {
    /// LogicalTypes.md: which converted type stands beside which logical type.
    static let spellings: [(PhysicalType, Int?, LogicalType, ConvertedType?)] = [
        (.byteArray, nil, .string, .utf8),
        (.byteArray, nil, .enumeration, .enumeration),
        (.byteArray, nil, .json, .json),
        (.byteArray, nil, .bson, .bson),
        (.fixedLengthByteArray, 16, .uuid, nil),
        (.fixedLengthByteArray, 2, .float16, nil),
        (.fixedLengthByteArray, 12, .interval, .interval),
        (.byteArray, nil, .geometry(crs: "srid:4326"), nil),
        (.byteArray, nil, .geography(crs: nil, algorithm: .vincenty), nil),
        (.int32, nil, .integer(bitWidth: 8, isSigned: true), .int8),
        (.int32, nil, .integer(bitWidth: 16, isSigned: true), .int16),
        (.int32, nil, .integer(bitWidth: 32, isSigned: true), .int32),
        (.int64, nil, .integer(bitWidth: 64, isSigned: true), .int64),
        (.int32, nil, .integer(bitWidth: 8, isSigned: false), .uint8),
        (.int32, nil, .integer(bitWidth: 16, isSigned: false), .uint16),
        (.int32, nil, .integer(bitWidth: 32, isSigned: false), .uint32),
        (.int64, nil, .integer(bitWidth: 64, isSigned: false), .uint64),
        (.int32, nil, .date, .date),
        (.int32, nil, .time(unit: .millis, isAdjustedToUTC: true), .timeMillis),
        (.int64, nil, .time(unit: .micros, isAdjustedToUTC: false), .timeMicros),
        (.int64, nil, .time(unit: .nanos, isAdjustedToUTC: true), nil),
        (.int64, nil, .timestamp(unit: .millis, isAdjustedToUTC: true), .timestampMillis),
        (.int64, nil, .timestamp(unit: .millis, isAdjustedToUTC: false), .timestampMillis),
        (.int64, nil, .timestamp(unit: .micros, isAdjustedToUTC: true), .timestampMicros),
        (.int64, nil, .timestamp(unit: .nanos, isAdjustedToUTC: true), nil),
        (.int32, nil, .decimal(precision: 9, scale: 2), .decimal),
        (.byteArray, nil, .decimal(precision: 50, scale: 0), .decimal),
        (.int32, nil, .unknown, nil),
    ]

    @Test func logicalTypesAndConvertedTypes() throws {
        for (type, length, logicalType, convertedType) in SchemaElementsTests.spellings {
            let schema = try Schema(fields: [
                SchemaField("a", type, typeLength: length, logicalType: logicalType, fieldID: 7)
            ])
            let elements = schema.elements()
            #expect(elements.count == 2)
            #expect(elements[0] == SchemaElement(name: "schema", childCount: 1))
            #expect(elements[1].convertedType == convertedType, "\(logicalType)")
            #expect(elements[1].fieldID == 7)
            if case .decimal(let precision, let scale) = logicalType {
                #expect(elements[1].precision == Int32(precision))
                #expect(elements[1].scale == Int32(scale))
            }
            let bytes = elements[1].encoded()
            var reader = CompactReader(bytes.rawBytes)
            let read = try SchemaElement(from: &reader)
            var expectedElement = elements[1]
            // Written as a converted type only.
            if logicalType == .interval { expectedElement.logicalType = nil }
            #expect(read == expectedElement)
            #expect(try Schema(elements: [elements[0], read]) == schema)

            // Without the logical type, the converted type says the same, except that it knows no local times.
            guard convertedType != nil else { continue }
            var old = elements[1]
            old.logicalType = nil
            let expected: LogicalType =
                switch logicalType {
                case .time(let unit, _): .time(unit: unit, isAdjustedToUTC: true)
                case .timestamp(let unit, _): .timestamp(unit: unit, isAdjustedToUTC: true)
                default: logicalType
                }
            #expect(try Schema(elements: [elements[0], old]).columns[0].logicalType == expected)
        }
    }

    @Test func bytesOfATimestamp() {
        let element = SchemaElement(
            type: .int64, repetition: .optional, name: "at", convertedType: .timestampMillis,
            logicalType: .timestamp(unit: .millis, isAdjustedToUTC: true))
        #expect(
            element.encoded() == [
                0x15, 0x04,  // 1: INT64 = 2
                0x25, 0x02,  // 3: OPTIONAL = 1
                0x18, 0x02, 0x61, 0x74,  // 4: "at"
                0x25, 0x12,  // 6: TIMESTAMP_MILLIS = 9
                0x4C,  // 10: LogicalType
                0x8C,  //   8: TimestampType
                0x11,  //     1: true
                0x1C,  //     2: TimeUnit
                0x1C, 0x00,  //       1: MilliSeconds {}
                0x00, 0x00, 0x00, 0x00,
            ])
    }

    @Test func logicalTypesOfTheFutureAreTold() throws {
        // 9 is reserved, 60 is nobody's.
        for (id, inner) in [(9, [0x13, 0x01, 0x00]), (60, [0x00])] as [(UInt8, [UInt8])] {
            let bytes: [UInt8] = [0x48, 0x01, 0x61, 0x6C, 0x0C, id * 2] + inner + [0x00, 0x00]
            var reader = CompactReader(bytes.rawBytes)
            let element = try SchemaElement(from: &reader)
            #expect(element == SchemaElement(name: "a", unknownLogicalTypeID: Int16(id)))
        }
    }

    @Test func nestedSchemasRoundTrip() throws {
        let schema = try Schema(fields: [
            SchemaField(
                "tags",
                group: [
                    SchemaField(
                        "list",
                        group: [SchemaField("element", .byteArray, logicalType: .string)], repetition: .repeated)
                ], logicalType: .list),
            SchemaField("id", .int64, repetition: .required),
        ])
        let elements = schema.elements()
        #expect(elements.map(\.name) == ["schema", "tags", "list", "element", "id"])
        #expect(elements.map(\.childCount) == [2, 1, 1, nil, nil])
        #expect(elements[1].convertedType == .list)
        #expect(try Schema(elements: elements) == schema)
    }

    @Test func refusesWhatIsNoTree() {
        let leaf = SchemaElement(type: .int32, repetition: .required, name: "a")
        func group(_ children: Int32) -> SchemaElement { SchemaElement(name: "g", childCount: children) }
        for elements in [
            [], [group(2), leaf], [group(1), leaf, leaf], [group(-1)], [group(.max)], [group(2), group(2), leaf, leaf],
            [SchemaElement](repeating: group(1), count: 5000) + [leaf],
        ] {
            #expect(throws: ParquetError.self) { try Schema(elements: elements) }
        }
    }
}
