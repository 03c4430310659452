import Parquet
import Testing

@testable import ParquetJSON

/// Structs, arrays and maps: the levels are derived by hand from the format ("Nested Encoding" of its README): a definition level
/// counts the optional and repeated fields of the path that are there, a repetition level names the list that goes on.
@Suite struct NestedColumnTests {
    private func read(_ type: String, _ values: [String]) throws -> RecordBatch {
        let lines = values.map { $0.isEmpty ? "{}" : "{\"v\": \($0)}" }.joined(separator: "\n")
        let contract =
            "{\"contract\": 1, \"unknown_keys\": \"fail\", \"drift\": \"fail\", \"columns\": [{\"name\": \"v\", \"type\": \"\(type)\"}]}"
        return try ParquetJSONTests.read(lines, by: contract).0
    }

    private func expect(
        _ batch: RecordBatch, _ column: Int, _ definition: [UInt16], _ repetition: [UInt16]?, _ values: ColumnValues,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let vector = ColumnVector(
            presence: .levels(definition: definition, repetition: repetition), values: values)
        #expect(batch.columns[column] == vector, sourceLocation: sourceLocation)
    }

    @Test func structs() throws {
        let batch = try read(
            "struct<os:string,model:struct<year:int>>",
            [
                "{\"os\":\"a\",\"model\":{\"year\":1}}", "{\"model\": { } ,\"os\":null}", "{\"model\":null}", "{}",
                "null", "", "{\"model\":{\"year\":2}}",
            ])
        expect(batch, 0, [2, 1, 1, 1, 0, 0, 1], nil, .byteArray(ByteArrayValues(["a"])))
        expect(batch, 1, [3, 2, 1, 1, 0, 0, 3], nil, .int32([1, 2]))
    }

    @Test func arrays() throws {
        let batch = try read(
            "array<string>", ["[\"a\", \"b\"]", "[]", "null", "", "[\"c\",null,\"\\u0064\"]", "[ ]"])
        expect(
            batch, 0, [3, 3, 1, 0, 0, 3, 2, 3, 1], [0, 1, 0, 0, 0, 0, 1, 1, 0],
            .byteArray(ByteArrayValues(["a", "b", "c", "d"])))
    }

    @Test func arraysOfArrays() throws {
        let batch = try read(
            "array<array<bigint>>", ["[[1,2],[],null,[3]]", "[]", "[null]", "[[null]]", "null", "[[ ],[4,null,5]]"])
        expect(
            batch, 0, [5, 5, 3, 2, 5, 1, 2, 4, 0, 3, 5, 4, 5], [0, 2, 1, 1, 1, 0, 0, 0, 0, 0, 1, 2, 2],
            .int64([1, 2, 3, 4, 5]))
    }

    @Test func arraysOfStructs() throws {
        let batch = try read(
            "array<struct<k:string,v:array<int>>>",
            ["[{\"k\":\"x\",\"v\":[1,2]},{\"v\":[]},null,{}]", "", "[{\"v\":[null],\"k\":\"y\"}]"])
        expect(batch, 0, [4, 3, 2, 3, 0, 4], [0, 1, 1, 1, 0, 0], .byteArray(ByteArrayValues(["x", "y"])))
        expect(batch, 1, [6, 6, 4, 2, 3, 0, 5], [0, 2, 1, 1, 1, 0, 0], .int32([1, 2]))
    }

    @Test func arraysInStructs() throws {
        let batch = try read(
            "struct<a:array<int>,s:struct<b:array<boolean>>>",
            ["{\"a\":[1],\"s\":{\"b\":[true,false]}}", "{\"s\":{}}", "{\"a\":[]}", "null", "{\"s\":{\"b\":[]}}"])
        // a: 1 struct, 2 list there, 3 element there, 4 not null.
        expect(batch, 0, [4, 1, 2, 0, 1], [0, 0, 0, 0, 0], .int32([1]))
        expect(batch, 1, [5, 5, 2, 1, 0, 3], [0, 1, 0, 0, 0, 0], .boolean([true, false]))
    }

    @Test func maps() throws {
        let batch = try read(
            "map<string,bigint>", ["{\"a\":1,\"b\":null}", "{}", "null", "", "{\"\":-2, \"\\u00e9\" : 3}"])
        expect(
            batch, 0, [2, 2, 1, 0, 0, 2, 2], [0, 1, 0, 0, 0, 0, 1],
            .byteArray(ByteArrayValues(["a", "b", "", "é"])))
        expect(batch, 1, [3, 2, 1, 0, 0, 3, 3], [0, 1, 0, 0, 0, 0, 1], .int64([1, -2, 3]))
    }

    @Test func mapsOfArraysOfMaps() throws {
        let batch = try read(
            "map<string,array<map<string,int>>>", ["{\"a\":[{\"x\":1,\"y\":2},{}],\"b\":[],\"c\":null}"])
        expect(batch, 0, [2, 2, 2], [0, 1, 1], .byteArray(ByteArrayValues(["a", "b", "c"])))
        // 2 pair, 3 value there, 4 element there, 5 map there, 6 pair; keys are required.
        expect(batch, 1, [6, 6, 5, 3, 2], [0, 3, 2, 1, 1], .byteArray(ByteArrayValues(["x", "y"])))
        expect(batch, 2, [7, 7, 5, 3, 2], [0, 3, 2, 1, 1], .int32([1, 2]))
    }

    @Test func jsonInside() throws {
        let batch = try read("array<json>", ["[1, \"a\", {\"b\": [ 2 ]}, null, [ ]]"])
        expect(
            batch, 0, [3, 3, 3, 2, 3], [0, 1, 1, 1, 1],
            .byteArray(ByteArrayValues(["1", "\"a\"", "{\"b\": [ 2 ]}", "[ ]"])))
    }

    /// In whatever depth the keys occur again, the last one counts, with all below it.
    @Test func duplicateKeys() throws {
        let contract = """
            {"contract": 1, "unknown_keys": "drop", "drift": "fail", "columns": [
              {"name": "m", "type": "map<string,bigint>"}, {"name": "s", "type": "struct<a:bigint,b:struct<c:bigint>>"},
              {"name": "l", "type": "array<struct<a:bigint,b:struct<c:bigint>>>"}]}
            """
        let lines = """
            {"m":{"a":1,"b":2,"\\u0061":3}, "s":{"b":{"c":1},"a":1,"b":{"d":2}}, "l":[{"a":1,"b":{"c":1},"b":{},"a":2}]}
            {"m":{"a":1}, "s":{"b":{"c":1}}, "l":[{"b":{"c":7,"c":8}}]}
            {"m":{"a":9}, "m":{"b":8}, "s":{"a":1}, "s":{"a":null}, "l":[1], "l":[]}
            """
        let (batch, counts) = try ParquetJSONTests.read(lines, by: contract)
        #expect(counts.duplicateKeys == 1 + 1 + 2 + 1 + 3)
        expect(batch, 0, [2, 2, 2, 2], [0, 1, 0, 0], .byteArray(ByteArrayValues(["b", "a", "a", "b"])))
        expect(batch, 1, [3, 3, 3, 3], [0, 1, 0, 0], .int64([2, 3, 1, 8]))
        expect(batch, 2, [2, 1, 1], nil, .int64([1]))
        expect(batch, 3, [2, 3, 1], nil, .int64([1]))
        expect(batch, 4, [4, 3, 1], [0, 0, 0], .int64([2]))
        expect(batch, 5, [4, 5, 1], [0, 0, 0], .int64([8]))
    }

    /// A struct, its fields and a column within it are read from where their pointers lead.
    @Test func pointersInStructs() throws {
        let (batch, _) = try ParquetJSONTests.read(
            """
            {"a":{"b":{"x":{"y":1},"z":[{"q":{"r":2}}]}}}
            {"a":{"b":null}}
            {"a":{"b":{"x":null,"z":[{"q":null},{}]}}}
            """,
            by: """
                {"contract": 1, "unknown_keys": "fail", "drift": "fail", "columns": [
                  {"name": "s", "type": "struct", "from": "/a/b", "fields": [
                    {"name": "y", "type": "int", "from": "/x/y"},
                    {"name": "z", "type": "array", "element": {"type": "struct", "fields": [{"name": "r", "type": "int", "from": "/q/r"}]}}]},
                  {"name": "y", "type": "int", "from": "/a/b/x/y"}, {"name": "x", "type": "json", "from": "/a/b/x"}]}
                """)
        expect(batch, 0, [2, 0, 1], nil, .int32([1]))
        expect(batch, 1, [5, 0, 4, 4], [0, 0, 0, 1], .int32([2]))
        #expect(int32s(batch, 2) == [1, nil, nil])
        #expect(strings(batch, 3) == ["{\"y\":1}", nil, nil])
    }

    @Test func requiredParts() throws {
        let contract = """
            {"contract": 1, "columns": [{"name": "id", "type": "bigint"}, {"name": "l", "type": "array", "element": {"type": "struct",
              "fields": [{"name": "a", "type": "int", "required": true}, {"name": "b", "type": "array<int>"}]}}]}
            """
        let (batch, _) = try ParquetJSONTests.read("{\"l\":[{\"a\":1},null]}\n{\"l\":null}\n{}", by: contract)
        expect(batch, 1, [4, 2, 0, 0], [0, 1, 0, 0], .int32([1]))
        for element in ["{}", "{\"a\":null}", "{\"a\":\"x\"}"] {
            let error = failure("{\"l\":[{\"a\":1}]}\n{\"l\":[null,\(element)]}\n{\"l\":[{}]}", by: contract)
            #expect(error?.code == .contract && error?.place.line == 2, "\(element)")
            #expect(error?.place.column == "l.element.a")
        }
        let list = """
            {"contract": 1, "columns": [{"name": "l", "type": "array<int>", "required": true}, {"name": "s", "type": "struct<a:int>", "required": true}]}
            """
        #expect(failure("{\"l\":[],\"s\":{}}", by: list) == nil)
        #expect(failure("{\"s\":{}}", by: list)?.place.column == "l")
        #expect(failure("{\"l\":[]}", by: list)?.place.column == "s")
        #expect(failure("{\"l\":{},\"s\":{}}", by: list)?.place == .init(column: "l", line: 1, byteOffset: 5))
        // The first one in the text is told.
        #expect(failure("{\"s\":[],\"l\":{}}", by: list)?.place == .init(column: "s", line: 1, byteOffset: 5))
    }

    /// Blocks are of 1,024 lines: everything goes on behind the first one.
    @Test func manyBlocks() throws {
        var lines: [String] = []
        var definition: [UInt16] = []
        var repetition: [UInt16] = []
        var values: [Int64] = []
        for row in 0..<5_000 {
            let count = row % 7
            lines.append(row % 11 == 0 ? "" : "[" + (0..<count).map { "\(row * 10 + $0)" }.joined(separator: ",") + "]")
            if row % 11 == 0 || count == 0 {
                definition.append(row % 11 == 0 ? 0 : 1)
                repetition.append(0)
                continue
            }
            for index in 0..<count {
                definition.append(3)
                repetition.append(index == 0 ? 0 : 1)
                values.append(Int64(row * 10 + index))
            }
        }
        let batch = try read("array<bigint>", lines)
        expect(batch, 0, definition, repetition, .int64(values))
    }

    /// A line with a million elements, and one nested as deeply as lines may be.
    @Test func hugeArrays() throws {
        let count = 1_000_000
        let many = "[" + (0..<count).map { "\($0)" }.joined(separator: ",") + "]"
        let batch = try read("array<int>", ["[7]", many, "[]", "[8]"])
        guard case .levels(let definition, let repetition) = batch.columns[0].presence,
            case .int32(let values) = batch.columns[0].values
        else {
            Issue.record("no levels")
            return
        }
        #expect(definition.count == count + 3 && repetition?.count == count + 3)
        #expect(values.count == count + 2 && values[count] == Int32(count - 1) && values.last == 8)
        let deep = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        let outer = try read("array<array<json>>", [deep])
        expect(
            outer, 0, [5], [0], .byteArray(ByteArrayValues([String(deep.dropFirst(2).dropLast(2))])))
        #expect(failure("{\"v\":" + String(repeating: "[", count: 513), by: signIn)?.code == .json)
    }

    /// Places of eight bytes may take a megabyte here: 2^17 elements of one value, 2^16 in any case.
    @Test(arguments: [
        ("array<int>", "0", 1 << 17, 1), ("array<struct<a:int,b:int,c:int>>", "{}", 1 << 16, 1),
        ("array<array<int>>", "[0,0]", 1 << 16, 2),
    ])
    func tooManyElements(type: String, element: String, limit: Int, perElement: Int) throws {
        let contract = "{\"contract\": 1, \"columns\": [{\"name\": \"v\", \"type\": \"\(type)\"}]}"
        func line(_ count: Int) -> String {
            "{\"v\":[" + Array(repeating: element, count: count).joined(separator: ",") + "]}"
        }
        var reader = try JSONLinesReader(
            contract: SchemaContract(json: Array(contract.utf8)), elementByteCount: 1 << 20)
        var batch = RecordBatch(schema: reader.schema)
        let most = limit / perElement
        #expect(try ParquetJSONTests.read(Array(line(most).utf8), with: &reader, into: &batch).rows == 1)
        let error = #expect(throws: ParquetError.self) {
            try ParquetJSONTests.read(Array("{}\n{}\n\(line(2 * most + 1))\n".utf8), with: &reader, into: &batch)
        }
        #expect(error?.code == .limit)
        #expect(error?.place.line == 3)
        #expect(error?.message.contains("--memory") == true)
    }

    @Test func aReaderIsUsedAgain() throws {
        let contract = """
            {"contract": 1, "columns": [{"name": "l", "type": "array<struct<a:int>>"}, {"name": "s", "type": "struct<a:int>"}]}
            """
        var reader = try reader(contract)
        var batch = RecordBatch(schema: reader.schema)
        let lines = Array("{\"l\":[{\"a\":1},{\"a\":\"x\"}],\"s\":{\"a\":2}}\n{\"u\":1}".utf8)
        for _ in 0..<3 {
            #expect(try ParquetJSONTests.read(lines, with: &reader, into: &batch).rows == 2)
            expect(batch, 0, [4, 3, 0], [0, 1, 0], .int32([1]))
            expect(batch, 1, [2, 0], nil, .int32([2]))
            #expect(strings(batch, 2) == ["{\"l\":{\"1\":{\"a\":\"x\"}}}", "{\"u\":1}"])
            #expect(throws: ParquetError.self) {
                try ParquetJSONTests.read(lines + [0x0A, 0x7B], with: &reader, into: &batch)
            }
        }
        #expect(try ParquetJSONTests.read([], with: &reader, into: &batch).rows == 0)
        #expect(batch == RecordBatch(schema: reader.schema))
    }
}
