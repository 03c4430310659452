import Foundation
import Parquet
import Testing

@testable import ParquetJSON

@Suite struct SchemaContractTests {
    private func contract(_ json: String) throws(ParquetError) -> SchemaContract {
        try SchemaContract(json: Array(json.utf8))
    }

    private func failure(_ json: String) -> ParquetError? {
        do throws(ParquetError) {
            _ = try contract(json)
            return nil
        } catch {
            return error
        }
    }

    @Test func allMembers() throws {
        let contract = try contract(
            """
            {"contract":1,"unknown_keys":"drop","columns":[
              {"name":"at","type":"timestamp(millis)","from":"/a~1t/x","read":"epoch_seconds","required":true,"field_id":7},
              {"name":"b","type":"decimal(20, 3)"}]}
            """)
        #expect(contract.unknownKeys == .drop)
        #expect(
            contract.columns == [
                .init(
                    "at", .timestamp(.millis), from: JSONPointer(keys: ["a/t", "x"]), read: .epochSeconds,
                    required: true,
                    fieldID: 7),
                .init("b", .decimal(precision: 20, scale: 3), from: JSONPointer(keys: ["b"])),
            ])
        #expect(try self.contract(contract.json) == contract)
    }

    @Test func nothingIsLostIfNothingIsSaid() throws {
        let contract = try contract("{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"int\"}]}")
        #expect(contract.unknownKeys == .extra && contract.drift == .extra && contract.revision == 1)
        #expect(try contract.schema().columns.map(\.path.description) == ["a", "_extra"])
    }

    @Test func theSchemaOfEveryType() throws {
        let types: [(ContractType, PhysicalType, Int?, LogicalType?)] = [
            (.string, .byteArray, nil, .string), (.json, .byteArray, nil, .string), (.binary, .byteArray, nil, nil),
            (.tinyint, .int32, nil, .integer(bitWidth: 8, isSigned: true)),
            (.smallint, .int32, nil, .integer(bitWidth: 16, isSigned: true)), (.int, .int32, nil, nil),
            (.bigint, .int64, nil, nil), (.float, .float, nil, nil), (.double, .double, nil, nil),
            (.boolean, .boolean, nil, nil), (.date, .int32, nil, .date),
            (.timestamp(.millis), .int64, nil, .timestamp(unit: .millis, isAdjustedToUTC: true)),
            (.timestamp(.micros), .int64, nil, .timestamp(unit: .micros, isAdjustedToUTC: true)),
            (.timestamp(.nanos), .int64, nil, .timestamp(unit: .nanos, isAdjustedToUTC: true)),
            (.decimal(precision: 9, scale: 2), .int32, nil, .decimal(precision: 9, scale: 2)),
            (.decimal(precision: 18, scale: 0), .int64, nil, .decimal(precision: 18, scale: 0)),
            (.decimal(precision: 19, scale: 19), .fixedLengthByteArray, 9, .decimal(precision: 19, scale: 19)),
            (.decimal(precision: 38, scale: 6), .fixedLengthByteArray, 16, .decimal(precision: 38, scale: 6)),
            (.uuid, .fixedLengthByteArray, 16, .uuid),
        ]
        for (index, (type, physical, length, logical)) in types.enumerated() {
            let read: ReadRule? = type.needsReadRule ? .rfc3339 : nil
            let column = SchemaContract.Column("c", type, read: read, required: true, fieldID: Int32(index + 1))
            let schema = try SchemaContract(columns: [column], unknownKeys: .fail).schema()
            #expect(schema.columns.count == 1)
            #expect(schema.columns[0].physicalType == physical)
            #expect(schema.columns[0].typeLength == length)
            #expect(schema.columns[0].logicalType == logical)
            #expect(schema.columns[0].repetition == .optional)
            #expect(schema.columns[0].fieldID == Int32(index + 1))
            #expect(ContractType(name: type.name) == type)
            let again = try contract(SchemaContract(columns: [column]).json)
            #expect(again.columns == [column])
        }
    }

    @Test(arguments: [
        "text", "String", "varchar", "timestamp", "timestamp(seconds)", "timestamp()", "decimal", "decimal()",
        "decimal(0,0)",
        "decimal(39,0)", "decimal(5,6)", "decimal(5,-1)", "decimal(5,2,1)", "decimal(a)", "decimal(5,2", "",
        "array", "array<", "array<int", "array<>", "array<int>>", "array<int> x", "map<string>", "map<int,string>",
        "map<string,int", "struct", "struct<>", "struct<a>", "struct<a:int,>", "struct<:int>", "struct<a:int",
        "list<int>",
    ])
    func namesThatAreNoTypes(_ name: String) { #expect(ContractType(name: name) == nil) }

    @Test(arguments: [
        ("", "json"), ("[]", "schema"), ("{}", "schema"),
        ("{\"contract\":2,\"columns\":[{\"name\":\"a\",\"type\":\"int\"}]}", "schema"),
        ("{\"contract\":\"1\",\"columns\":[{\"name\":\"a\",\"type\":\"int\"}]}", "schema"),
        ("{\"contract\":1}", "schema"), ("{\"contract\":1,\"columns\":{}}", "schema"),
        ("{\"contract\":1,\"columns\":[]}", "schema"),
        ("{\"contract\":1,\"columns\":[1]}", "schema"), ("{\"contract\":1,\"columns\":[{\"type\":\"int\"}]}", "schema"),
        ("{\"contract\":1,\"columns\":[{\"name\":\"a\"}]}", "schema"),
        ("{\"contract\":1,\"columns\":[{\"name\":\"\",\"type\":\"int\"}]}", "schema"),
        ("{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"int\",\"colour\":1}]}", "schema"),
        ("{\"contract\":1,\"other\":1,\"columns\":[{\"name\":\"a\",\"type\":\"int\"}]}", "schema"),
        ("{\"contract\":1,\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"int\"}]}", "json"),
        ("{\"contract\":1,\"unknown_keys\":\"keep\",\"columns\":[{\"name\":\"a\",\"type\":\"int\"}]}", "schema"),
        ("{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"int\",\"read\":\"epoch_seconds\"}]}", "schema"),
        ("{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"timestamp(millis)\"}]}", "schema"),
        ("{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"timestamp(millis)\",\"read\":\"hex\"}]}", "schema"),
        ("{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"binary\",\"read\":\"no\"}]}", "schema"),
        ("{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"int\",\"from\":\"a\"}]}", "schema"),
        ("{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"int\",\"from\":\"/a~2\"}]}", "schema"),
        ("{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"int\",\"from\":\"\"}]}", "schema"),
        ("{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"int\",\"from\":\"/a/0\"}]}", "schema"),
        ("{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"int\",\"required\":1}]}", "schema"),
        ("{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"int\",\"field_id\":0}]}", "schema"),
        ("{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"int\",\"field_id\":1.5}]}", "schema"),
        (
            "{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"A\",\"type\":\"int\"}]}",
            "schema"
        ),
        (
            "{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"int\",\"field_id\":1},{\"name\":\"b\",\"type\":\"int\",\"field_id\":1}]}",
            "schema"
        ),
        ("{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"int\"}]} x", "json"),
        ("{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"int\"},]}", "json"),
    ])
    func contractsThatAreNone(_ json: String, _ code: String) {
        #expect(failure(json)?.code.rawValue == code, "\(json)")
    }

    @Test func errorsSayWhere() {
        let error = failure("{\"contract\":1,\n\"columns\":[\n  {\"name\":\"a\",\"type\":\"int\",\"colour\":1}]}")
        #expect(error?.place.line == 3)
        #expect(error?.place.byteOffset == 54)
        #expect(error?.message.contains("colour") == true)
        #expect(failure("{\n\"contract\":tru}")?.place.line == 2)
    }

    @Test func namesAreQuoted() throws {
        let contract = try SchemaContract(columns: [.init("a\"\\\n\u{1}é", .int)])
        #expect(try self.contract(contract.json) == contract)
    }

    @Test(
        arguments: [
            ("", []), ("/", [""]), ("/a", ["a"]), ("/a/b", ["a", "b"]), ("/a~1b", ["a/b"]), ("/m~0n", ["m~n"]),
            ("/~01", ["~1"]),
            ("//", ["", ""]), ("/é", ["é"]),
        ] as [(String, [String])])
    func pointers(_ text: String, _ keys: [String]) {
        #expect(JSONPointer(text)?.keys == keys)
        #expect(JSONPointer(keys: keys).description == text)
    }

    @Test(arguments: ["a", "a/b", "/~", "/~2", "/a~", "#/a"])
    func textsThatAreNoPointers(_ text: String) { #expect(JSONPointer(text) == nil) }

    @Test(arguments: ["signin", "http", "signin-all", "http-all"]) func theExamples(_ name: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "Examples/\(name).contract.json"), encoding: .utf8)
        let contract = try contract(text)
        // The examples are written as the program writes them.
        #expect(contract.json == text)
        if name == "signin" {
            #expect(contract.unknownKeys == .drop)
            #expect(contract.columns.map(\.name) == ["id", "action", "at", "status_code"])
            #expect(contract.columns.map(\.required) == [true, false, false, false])
            #expect(try contract == self.contract(signIn))
        }
    }
}
