import Parquet
import ParquetJSON
import Testing

/// Contracts made of what others write: message types, CREATE TABLE statements.
@Suite struct ContractImportTests {
    private func columns(_ text: String, epochs: [String: ReadRule] = [:]) throws -> [SchemaContract.Column] {
        try SchemaContract(text: Array(text.utf8), epochs: epochs).columns
    }

    @Test func messageType() throws {
        let text = """
            message spark_schema {
              required int64 id = 1;
              optional binary action (STRING) = 7;
              optional binary old (UTF8);
              optional int32 day (DATE);
              optional int64 at (TIMESTAMP(MICROS,true));
              optional int64 then (TIMESTAMP_MILLIS);
              optional int96 odd;
              optional int32 small (INTEGER(16,true));
              optional int32 byte (UINT_8);
              optional fixed_len_byte_array(16) key (UUID);
              optional fixed_len_byte_array(9) price (DECIMAL(20,2));
              optional group tags (LIST) = 9 { repeated group list { optional binary element (STRING) = 10; } }
              optional group two (LIST) { repeated int32 array; }
              optional group device { optional binary os (STRING); optional boolean on; }
              optional group labels (MAP) {
                repeated group key_value { required binary key (STRING); optional double value; }
              }
            }
            """
        #expect(
            try columns(text, epochs: ["then": .epochSeconds]) == [
                .init("id", .bigint, required: true, fieldID: 1), .init("action", .string, fieldID: 7),
                .init("old", .string), .init("day", .date), .init("at", .timestamp(.micros), read: .rfc3339),
                .init("then", .timestamp(.millis), read: .epochSeconds),
                .init("odd", .timestamp(.nanos), read: .rfc3339), .init("small", .smallint), .init("byte", .smallint),
                .init("key", .uuid), .init("price", .decimal(precision: 20, scale: 2)),
                .init("tags", .array(.init(element: .string, fieldID: 10)), fieldID: 9),
                .init("two", .array(.init(element: .int))),
                .init("device", .structure([.init("os", .string), .init("on", .boolean)])),
                .init("labels", .map(.init(value: .double))),
            ])
    }

    @Test func createTable() throws {
        let text = """
            -- The table of sign-ins.
            CREATE EXTERNAL TABLE IF NOT EXISTS `audit`.sign_in (
              `id` BIGINT NOT NULL COMMENT 'who''s, it; (really)',
              `a column` varchar(20),
              price decimal(9, 2) /* in euros */,
              count decimal,
              device struct<`os`:string, seen:timestamp COMMENT 'x', tags:array<struct<k:string,v:map<string,int>>>>,
              at timestamp,
              d double precision
            )
            COMMENT 'a table' PARTITIONED BY (year int, `date` string) ROW FORMAT SERDE 'x' LOCATION 's3://b/';
            """
        let pairs = ContractType.array(
            .init(element: .structure([.init("k", .string), .init("v", .map(.init(value: .int)))])))
        #expect(
            try columns(text, epochs: ["device.seen": .epochMillis]) == [
                .init("id", .bigint, required: true), .init("a column", .string),
                .init("price", .decimal(precision: 9, scale: 2)), .init("count", .decimal(precision: 10, scale: 0)),
                .init(
                    "device",
                    .structure([
                        .init("os", .string), .init("seen", .timestamp(.millis), read: .epochMillis),
                        .init("tags", pairs),
                    ])), .init("at", .timestamp(.millis), read: .rfc3339), .init("d", .double),
            ])
    }

    @Test func json() throws {
        #expect(
            try columns("\u{FEFF} {\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"int\"}]}") == [
                .init("a", .int)
            ])
    }

    /// A schema that came of a contract gives a contract of the same schema, ids included.
    @Test func schemaOfAContract() throws {
        let contract = try SchemaContract(
            columns: [
                .init("id", .int, required: true, fieldID: 3), .init("j", .json),
                .init("a", .array(.init(element: .map(.init(value: .date)), fieldID: 5)), fieldID: 4),
            ])
        let imported = try SchemaContract(schema: contract.schema())
        #expect(try imported.schema() == contract.schema())
    }

    @Test(arguments: [
        ("", "is no contract"), ("select 1", "is no contract"),
        ("message m { optional int64 t (TIME(MICROS,true)); }", "\"TIME\" is no annotation"),
        ("message m { optional int64 u (UINT_64); }", "unsigned"),
        ("message m { repeated int32 r; }", "repeated"), ("message m { int32 r; }", "\"int32\" is where required"),
        ("message m { optional int32 r }", "is where \";\" should be"), ("message m { optional int32 r;", "ends"),
        ("message m { optional fixed_len_byte_array(8) f; }", "8 bytes of no logical type"),
        ("message m { optional fixed_len_byte_array(-1) f; }", "no length"),
        ("message m { optional int32 r = 99999999999; }", "no field id"),
        (
            "message m { optional group m (MAP) { repeated group key_value { required int32 key; optional int32 value; } } }",
            "keys are not text"
        ),
        ("message m { optional group g (LIST) { } }", "no fields"),
        ("message m { optional group g (LIST) { optional int32 a; } }", "one repeated field"),
        ("create table t", "ends where"), ("create table t (a interval)", "\"interval\" is no type"),
        ("create table t (a map<int,string>)", "keys of a map"), ("create table t (a decimal(99,1))", "is no type"),
        ("create table t (a int comment 'x)", "quote has no end"), ("create table t (a int, A int)", "two columns"),
        ("create table t (a struct<b int>)", "should be"), ("create table t (/* a int)", "comment has no end"),
        ("create table t (a array<)", "no type"), ("create table t ()", ""),
    ])
    func broken(_ text: String, _ message: String) {
        let error = #expect(throws: ParquetError.self) { _ = try SchemaContract(text: Array(text.utf8)) }
        #expect(error?.code == .schema)
        #expect(message.isEmpty || error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func hostileNesting() {
        for text in [
            "create table t (a " + String(repeating: "array<", count: 100_000),
            "message m { " + String(repeating: "optional group g { ", count: 100_000),
        ] {
            let error = #expect(throws: ParquetError.self) { _ = try SchemaContract(text: Array(text.utf8)) }
            #expect(error?.message.contains("deep") == true)
        }
    }

    /// Texts cut off anywhere are errors or contracts, and never a trap.
    @Test func cutOff() {
        for text in [
            "create table `a`.b (c struct<d:array<int>,e:decimal(3,1)> comment 'x\\'y')",
            "message m { optional group a (LIST) = 3 { repeated group list { optional binary e (DECIMAL(3,1)) = 4; } } }",
        ] {
            let bytes = Array(text.utf8)
            for count in bytes.indices { _ = try? SchemaContract(text: Array(bytes[..<count])) }
        }
    }
}

@Suite struct ContractDifferenceTests {
    private func contract(_ columns: String, _ members: String = "") throws -> SchemaContract {
        try SchemaContract(json: Array("{\"contract\":1\(members),\"columns\":[\(columns)]}".utf8))
    }

    @Test func everyMember() throws {
        let before = try contract(
            """
            {"name":"a","type":"int"},{"name":"b","type":"struct<x:int,y:array<int>>"},{"name":"gone","type":"date"},
            {"name":"t","type":"timestamp(millis)","read":"rfc3339"}
            """)
        let after = try contract(
            """
            {"name":"t","type":"timestamp(micros)","read":"epoch_seconds"},{"name":"late","type":"json"},
            {"name":"a","type":"int","from":"/A","required":true,"field_id":3},
            {"name":"b","type":"struct<x:int,y:array<bigint>,z:string>"}
            """, ",\"revision\":7,\"unknown_keys\":\"drop\"")
        let difference = ContractDifference(from: before, to: after)
        #expect(
            difference.text == """
                ~ unknown_keys: extra → drop
                ~ a from: /a → /A
                ~ a required: false → true
                ~ a field_id: not given → 3
                ~ b.y.element type: int → bigint
                + b.z string
                - gone date
                ~ t type: timestamp(millis) → timestamp(micros)
                ~ t read: rfc3339 → epoch_seconds
                + late json

                """)
        #expect(ContractDifference(from: before, to: before).isEmpty)
        #expect(ContractDifference(from: after, to: before).changes.count == difference.changes.count)
    }
}
