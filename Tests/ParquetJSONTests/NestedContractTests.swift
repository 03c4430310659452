import Parquet
import Testing

@testable import ParquetJSON

/// Contracts of nested columns, and what they say of values that do not fit.
@Suite struct NestedContractTests {
    private func contract(_ json: String) throws(ParquetError) -> SchemaContract {
        try SchemaContract(json: Array(json.utf8))
    }

    private func columns(_ columns: String) throws(ParquetError) -> SchemaContract {
        try contract("{\"contract\": 1, \"columns\": [\(columns)]}")
    }

    @Test func typesByName() throws {
        #expect(ContractType(name: "array<int>") == .array(.init(element: .int)))
        #expect(
            ContractType(name: "map<string, array<decimal(9,2)>>")
                == .map(.init(value: .array(.init(element: .decimal(precision: 9, scale: 2))))))
        #expect(
            ContractType(name: "struct<id:bigint,tags:array<struct<k:string,v:json>>>")
                == .structure([
                    .init("id", .bigint),
                    .init(
                        "tags",
                        .array(.init(element: .structure([.init("k", .string), .init("v", .json)])))),
                ]))
        #expect(
            ContractType(name: "struct<id:bigint,tags:array<map<string,double>>>")?.name
                == "struct<id:bigint,tags:array<map<string,double>>>")
        let deep = String(repeating: "array<", count: 32) + "int" + String(repeating: ">", count: 32)
        #expect(ContractType(name: deep) == nil)
        #expect(ContractType(name: String(deep.dropFirst(6).dropLast())) != nil)
    }

    /// The schema in the format's words: definition levels are the fields of the path that are not required, repetition levels
    /// those that are repeated.
    @Test func theSchema() throws {
        let schema = try columns(
            """
            {"name": "device", "type": "struct<os:string,model:struct<year:int>>"},
            {"name": "scopes", "type": "array<string>"},
            {"name": "labels", "type": "map<string,array<bigint>>"},
            {"name": "raw", "type": "json"}
            """
        ).schema()
        #expect(
            schema.columns.map { "\($0.path) \($0.maxDefinitionLevel) \($0.maxRepetitionLevel)" } == [
                "device.os 2 0", "device.model.year 3 0", "scopes.list.element 3 1", "labels.key_value.key 2 1",
                "labels.key_value.value.list.element 5 2", "raw 1 0", "_extra 1 0",
            ])
        #expect(schema.columns[5].logicalType == .string && schema.columns[6].logicalType == .string)
    }

    @Test func theJSONComesBack() throws {
        for text in [
            """
            {"contract": 1, "revision": 3, "unknown_keys": "drop", "drift": "widen", "columns": [
              {"name": "device", "type": "struct", "fields": [
                {"name": "os", "type": "string", "from": "/OS"},
                {"name": "seen", "type": "timestamp(millis)", "read": "rfc3339", "required": true}], "drift": "fail"},
              {"name": "marks", "type": "array", "element": {"type": "timestamp(micros)", "read": "epoch_seconds"}},
              {"name": "labels", "type": "map", "value": {"type": "binary", "read": "hex"}, "field_id": 4},
              {"name": "tags", "type": "array<struct<a:array<int>,b:map<string,string>>>"}
            ]}
            """
        ] {
            let contract = try contract(text)
            #expect(contract.revision == 3 && contract.drift == .widen && contract.unknownKeys == .drop)
            guard case .structure(let fields) = contract.columns[0].type else {
                Issue.record("no struct")
                continue
            }
            #expect(fields.map(\.name) == ["os", "seen"] && fields.map(\.required) == [false, true])
            #expect(fields[0].from == JSONPointer(keys: ["OS"]))
            #expect(contract.columns[0].drift == .fail)
            #expect(
                contract.columns[1].type
                    == .array(.init(element: .timestamp(.micros), read: .epochSeconds)))
            #expect(contract.columns[2].type == .map(.init(value: .binary, read: .hex)))
            let again = try self.contract(contract.json)
            #expect(again == contract)
            #expect(again.json == contract.json)
        }
    }

    @Test(arguments: [
        "{\"name\":\"a\",\"type\":\"struct\"}", "{\"name\":\"a\",\"type\":\"array\"}",
        "{\"name\":\"a\",\"type\":\"map\"}",
        "{\"name\":\"a\",\"type\":\"struct\",\"fields\":[]}", "{\"name\":\"a\",\"type\":\"int\",\"fields\":[]}",
        "{\"name\":\"a\",\"type\":\"array\",\"element\":{\"type\":\"timestamp(millis)\"}}",
        "{\"name\":\"a\",\"type\":\"array<timestamp(millis)>\"}",
        "{\"name\":\"a\",\"type\":\"array\",\"element\":{\"type\":\"int\",\"from\":\"/x\"}}",
        "{\"name\":\"a\",\"type\":\"array\",\"element\":{\"type\":\"int\",\"name\":\"x\"}}",
        "{\"name\":\"a\",\"type\":\"struct<b:int,B:int>\"}", "{\"name\":\"_Extra\",\"type\":\"int\"}",
        "{\"name\":\"a\",\"type\":\"int\",\"drift\":\"no\"}",
        "{\"name\":\"a\",\"type\":\"int\",\"drift\":\"extra\",\"required\":true}",
        "{\"name\":\"a\",\"type\":\"struct\",\"fields\":[{\"name\":\"b\",\"type\":\"int\",\"from\":\"\"}]}",
        "{\"name\":\"a\",\"type\":\"array<int>\",\"read\":\"hex\"}",
    ])
    func columnsThatAreNone(_ column: String) {
        #expect(throws: ParquetError.self) { try columns(column) }
    }

    /// `_extra` is there when something may go into it, and only then.
    @Test(
        arguments: [
            ("extra", "extra", "int", true), ("extra", "fail", "int", true), ("drop", "extra", "int", true),
            ("drop", "widen", "int", true), ("drop", "fail", "int", false), ("fail", "fail", "int", false),
            ("fail", "fail", "struct<a:int>", false), ("fail", "extra", "json", false),
            ("fail", "extra", "array<json>", true),
        ] as [(String, String, String, Bool)])
    func theExtraColumn(_ unknownKeys: String, _ drift: String, _ type: String, _ isThere: Bool) throws {
        let contract = try contract(
            """
            {"contract": 1, "unknown_keys": "\(unknownKeys)", "drift": "\(drift)", "columns": [{"name": "a", "type": "\(type)"}]}
            """)
        #expect(contract.hasExtraColumn == isThere)
        #expect((try contract.schema().columns.last?.path.description == "_extra") == isThere)
    }

    @Test func theDriftOfAColumn() throws {
        let inside = try contract(
            """
            {"contract": 1, "unknown_keys": "drop", "drift": "fail", "columns": [{"name": "s", "type": "struct", "drift": "fail",
              "fields": [{"name": "a", "type": "int", "drift": "extra"}]}]}
            """)
        #expect(inside.hasExtraColumn)
        let required = try contract(
            "{\"contract\": 1, \"unknown_keys\": \"drop\", \"columns\": [{\"name\": \"a\", \"type\": \"int\", \"required\": true}]}"
        )
        #expect(!required.hasExtraColumn)
    }
}
