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
}
