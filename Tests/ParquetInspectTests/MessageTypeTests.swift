import Parquet
import Testing

@testable import ParquetInspect

@Suite struct MessageTypeTests {
    @Test func everyKindOfField() throws {
        let schema = try Schema(
            name: "log",
            fields: [
                SchemaField("id", .int64, repetition: .required, fieldID: 1),
                SchemaField("action", .byteArray, logicalType: .string),
                SchemaField("at", .int64, logicalType: .timestamp(unit: .millis, isAdjustedToUTC: true)),
                SchemaField("small", .int32, logicalType: .integer(bitWidth: 8, isSigned: false)),
                SchemaField(
                    "price", .fixedLengthByteArray, typeLength: 16, logicalType: .decimal(precision: 38, scale: 2)),
                SchemaField(
                    "tags",
                    group: [
                        SchemaField("list", group: [SchemaField("element", .double)], repetition: .repeated)
                    ], logicalType: .list),
            ])
        #expect(
            schema.messageType == """
                message log {
                  required int64 id = 1;
                  optional binary action (STRING);
                  optional int64 at (TIMESTAMP(MILLIS,true));
                  optional int32 small (INTEGER(8,false));
                  optional fixed_len_byte_array(16) price (DECIMAL(38,2));
                  optional group tags (LIST) {
                    repeated group list {
                      optional double element;
                    }
                  }
                }

                """)
    }

    /// What follows a field's name, for every logical type.
    @Test(
        arguments: [
            (.byteArray, nil, .enumeration, "ENUM"), (.int32, nil, .date, "DATE"),
            (.int64, nil, .time(unit: .nanos, isAdjustedToUTC: false), "TIME(NANOS,false)"),
            (.int32, nil, .unknown, "UNKNOWN"), (.byteArray, nil, .json, "JSON"), (.byteArray, nil, .bson, "BSON"),
            (.fixedLengthByteArray, 16, .uuid, "UUID"), (.fixedLengthByteArray, 2, .float16, "FLOAT16"),
            (.fixedLengthByteArray, 12, .interval, "INTERVAL"), (.byteArray, nil, .geometry(crs: nil), "GEOMETRY"),
            (.byteArray, nil, .geometry(crs: "srid:5070"), "GEOMETRY(srid:5070)"),
            (.byteArray, nil, .geography(crs: nil, algorithm: nil), "GEOGRAPHY"),
            (.byteArray, nil, .geography(crs: "srid:4326", algorithm: nil), "GEOGRAPHY(srid:4326)"),
            (.byteArray, nil, .geography(crs: nil, algorithm: .karney), "GEOGRAPHY(OGC:CRS84,KARNEY)"),
            (
                .byteArray, nil, .geography(crs: "srid:4326", algorithm: .unknown(9)),
                "GEOGRAPHY(srid:4326,algorithm 9)"
            ),
        ] as [(PhysicalType, Int?, LogicalType, String)])
    func annotations(type: PhysicalType, length: Int?, logicalType: LogicalType, text: String) throws {
        let schema = try Schema(fields: [SchemaField("a", type, typeLength: length, logicalType: logicalType)])
        #expect(schema.messageType.contains(" a (\(text));\n"))
    }

    @Test func groups() throws {
        for (logicalType, text) in [
            (.map, "MAP"), (.variant(specificationVersion: 1), "VARIANT(1)"),
            (.variant(specificationVersion: nil), "VARIANT"), (.file, "FILE"),
        ] as [(LogicalType, String)] {
            let schema = try Schema(fields: [
                SchemaField("g", group: [SchemaField("a", .int32)], logicalType: logicalType)
            ])
            #expect(schema.messageType.contains("  optional group g (\(text)) {\n    optional int32 a;\n  }\n"))
        }
    }
}
