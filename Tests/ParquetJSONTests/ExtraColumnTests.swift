import Foundation
import Parquet
import Testing

@testable import ParquetJSON

/// What fits no column goes into `_extra`, at the place it has in the line.
@Suite struct ExtraColumnTests {
    private static let contract = """
        {"contract": 1, "columns": [
          {"name": "id", "type": "bigint"}, {"name": "scopes", "type": "array<string>"},
          {"name": "device", "type": "struct<os:string,model:struct<year:int>>"},
          {"name": "labels", "type": "map<string,bigint>"},
          {"name": "tags", "type": "array<struct<k:string,v:array<int>>>"},
          {"name": "deep", "type": "int", "from": "/a/b/deep"}]}
        """

    /// The column, of one line.
    private func extra(_ line: String, by contract: String = contract) throws -> String? {
        let (batch, _) = try read(line, by: contract)
        return strings(batch, batch.columns.count - 1)[0]
    }

    @Test(
        arguments: [
            ("{}", nil), ("{\"id\":1,\"scopes\":[\"a\"],\"device\":{\"os\":\"x\"},\"labels\":{\"a\":1}}", nil),
            (
                "{\"id\":null,\"scopes\":[null],\"device\":{\"os\":null},\"labels\":{\"a\":null},\"tags\":[{},null]}",
                nil
            ),
            // Values of another kind, or that the type does not hold.
            ("{\"id\":\"x\"}", "{\"id\":\"x\"}"), ("{\"id\":1.5}", "{\"id\":1.5}"), ("{\"id\":true}", "{\"id\":true}"),
            ("{\"id\":9223372036854775808}", "{\"id\":9223372036854775808}"),
            ("{\"id\":[ 1, \"a b\\\"\" , {} ]}", "{\"id\":[1,\"a b\\\"\",{}]}"),
            ("{\"scopes\":\"all\"}", "{\"scopes\":\"all\"}"),
            ("{\"scopes\":{\"0\":\"a\"}}", "{\"scopes\":{\"0\":\"a\"}}"),
            ("{\"device\":7}", "{\"device\":7}"), ("{\"device\":[]}", "{\"device\":[]}"),
            ("{\"labels\":[\"a\"]}", "{\"labels\":[\"a\"]}"), ("{\"a\":\"str\"}", "{\"a\":\"str\"}"),
            ("{\"a\":{\"b\":[{}]}}", "{\"a\":{\"b\":[{}]}}"),
            // Parts.
            ("{\"scopes\":[\"a\",5]}", "{\"scopes\":{\"1\":5}}"),
            ("{\"scopes\":[[],\"a\",5, {\"x\" : null}]}", "{\"scopes\":{\"0\":[],\"2\":5,\"3\":{\"x\":null}}}"),
            (
                "{\"device\":{\"os\":1,\"model\":{\"year\":\"y\"}}}",
                "{\"device\":{\"os\":1,\"model\":{\"year\":\"y\"}}}"
            ),
            ("{\"device\":{\"model\":\"m\"}}", "{\"device\":{\"model\":\"m\"}}"),
            ("{\"labels\":{\"a\":1,\"b\\n\":\"x\",\"\":2.5}}", "{\"labels\":{\"b\\n\":\"x\",\"\":2.5}}"),
            (
                "{\"tags\":[{\"k\":1},{\"v\":[1,\"x\",2,null,true]},\"t\",{\"v\":{}}]}",
                "{\"tags\":{\"0\":{\"k\":1},\"1\":{\"v\":{\"1\":\"x\",\"4\":true}},\"2\":\"t\",\"3\":{\"v\":{}}}}"
            ),
            // Keys without a column, spelt as they are.
            ("{\"u\":null}", "{\"u\":null}"), ("{ \"\\u0075\" : [ 1 , 2 ] , \"id\":1}", "{\"\\u0075\":[1,2]}"),
            ("{\"_extra\":{\"x\":1}}", "{\"_extra\":{\"x\":1}}"), ("{\"ID\":1}", "{\"ID\":1}"),
            ("{\"\":\"\"}", "{\"\":\"\"}"),
            ("{\"device\":{\"x\":1,\"os\":\"l\",\"y\":{}}}", "{\"device\":{\"x\":1,\"y\":{}}}"),
            (
                "{\"device\":{\"model\":{\"z\":\"1\"}},\"a\":{\"c\":1,\"b\":{\"deep\":1,\"d\":2}}}",
                "{\"device\":{\"model\":{\"z\":\"1\"}},\"a\":{\"c\":1,\"b\":{\"d\":2}}}"
            ),
            ("{\"tags\":[{},{\"k\":\"a\",\"u\":1,\"w\":[ ]}]}", "{\"tags\":{\"1\":{\"u\":1,\"w\":[]}}}"),
            // In the order of the line.
            (
                "{\"z\":1,\"id\":\"i\",\"y\":2,\"device\":{\"q\":3,\"os\":4},\"x\":5}",
                "{\"z\":1,\"id\":\"i\",\"y\":2,\"device\":{\"q\":3,\"os\":4},\"x\":5}"
            ),
            // Of keys that occur again the last one, with all below it.
            ("{\"u\":1,\"u\":2}", "{\"u\":2}"), ("{\"u\":1,\"v\":0,\"\\u0075\":2}", "{\"v\":0,\"\\u0075\":2}"),
            ("{\"id\":\"x\",\"id\":1}", nil), ("{\"id\":1,\"id\":\"x\"}", "{\"id\":\"x\"}"),
            ("{\"device\":{\"u\":1},\"device\":{\"v\":2}}", "{\"device\":{\"v\":2}}"),
            ("{\"device\":{\"u\":1},\"device\":null}", nil), ("{\"device\":{\"u\":1},\"device\":3}", "{\"device\":3}"),
            ("{\"labels\":{\"a\":\"x\",\"a\":1}}", nil),
            ("{\"labels\":{\"a\":1,\"a\":\"x\"}}", "{\"labels\":{\"a\":\"x\"}}"),
            ("{\"tags\":[{\"u\":1,\"u\":2,\"k\":1,\"k\":\"k\"}]}", "{\"tags\":{\"0\":{\"u\":2}}}"),
            ("{\"tags\":[{\"u\":1}],\"tags\":[{\"v\":1}]}", "{\"tags\":{\"0\":{\"v\":1}}}"),
        ] as [(String, String?)])
    func lines(_ line: String, _ expected: String?) throws {
        #expect(try extra(line) == expected)
    }

    /// The columns have null where `_extra` has the value.
    @Test func columnsHaveNullInstead() throws {
        let (batch, counts) = try read(
            """
            {"id":1,"scopes":["a",5,"b"],"device":{"os":1,"model":{"year":2}},"labels":{"a":1,"b":"x"}}
            {"id":"one","scopes":7,"device":"d","labels":3,"tags":[{"k":"k","v":[1,2.5]},4]}
            {"id":3,"u":1,"w":{"x":1},"device":{"v":1}}
            """, by: Self.contract)
        #expect(int64s(batch, 0) == [1, nil, 3])
        #expect(batch.columns[1].presence == .levels(definition: [3, 2, 3, 0, 0], repetition: [0, 1, 1, 0, 0]))
        #expect(batch.columns[1].values == .byteArray(ByteArrayValues(["a", "b"])))
        #expect(batch.columns[2].presence == .levels(definition: [1, 0, 1], repetition: nil))
        #expect(batch.columns[3].presence == .levels(definition: [3, 0, 1], repetition: nil))
        #expect(batch.columns[4].presence == .levels(definition: [2, 2, 0, 0], repetition: [0, 1, 0, 0]))
        #expect(batch.columns[5].presence == .levels(definition: [3, 2, 0, 0], repetition: [0, 1, 0, 0]))
        #expect(batch.columns[6].presence == .levels(definition: [0, 4, 2, 0], repetition: [0, 0, 1, 0]))
        #expect(batch.columns[7].presence == .levels(definition: [0, 6, 5, 2, 0], repetition: [0, 0, 2, 1, 0]))
        #expect(counts.keptKeys == 3 && counts.unknownKeys == 0)
        #expect(
            counts.drift == [
                "id": DriftCounts([.string: 1]), "scopes": DriftCounts([.integer: 1]),
                "scopes.element": DriftCounts([.integer: 1]), "device": DriftCounts([.string: 1]),
                "device.os": DriftCounts([.integer: 1]), "labels": DriftCounts([.integer: 1]),
                "labels.value": DriftCounts([.string: 1]), "tags.element": DriftCounts([.integer: 1]),
                "tags.element.v.element": DriftCounts([.number: 1]),
            ])
        #expect(counts.driftedValues == 9)
    }

    @Test func theKindsOfDrift() throws {
        let values = ["\"x\"", "18446744073709551616", "1.5", "true", "false", "{}", "[1]", "null", "7"]
        let contract = "{\"contract\": 1, \"drift\": \"widen\", \"columns\": [{\"name\": \"v\", \"type\": \"bigint\"}]}"
        let (batch, counts) = try read(values.map { "{\"v\":\($0)}" }.joined(separator: "\n"), by: contract)
        #expect(int64s(batch, 0) == [nil, nil, nil, nil, nil, nil, nil, nil, 7])
        #expect(
            counts.drift
                == ["v": DriftCounts([.string: 1, .number: 2, .boolean: 2, .object: 1, .array: 1])])
        let text = "{\"contract\": 1, \"columns\": [{\"name\": \"v\", \"type\": \"string\"}]}"
        #expect(try read("{\"v\":1}\n{\"v\":-1}", by: text).1.drift == ["v": DriftCounts([.integer: 2])])
    }

    /// A value that one column of a place takes and another does not is in both the column and `_extra`; where one takes the
    /// whole amiss and another a part, the whole is there.
    @Test func columnsOfOnePlace() throws {
        let contract = """
            {"contract": 1, "columns": [{"name": "n", "type": "bigint", "from": "/v"}, {"name": "s", "type": "string", "from": "/v"},
              {"name": "l", "type": "array<int>", "from": "/v"}, {"name": "o", "type": "array<string>", "from": "/v"}]}
            """
        let (batch, counts) = try read("{\"v\":1}\n{\"v\":\"x\"}\n{\"v\":[1,\"a\",true]}\n{\"v\":null}", by: contract)
        #expect(int64s(batch, 0) == [1, nil, nil, nil])
        #expect(strings(batch, 1) == [nil, "x", nil, nil])
        #expect(batch.columns[2].presence == .levels(definition: [0, 0, 3, 2, 2, 0], repetition: [0, 0, 0, 1, 1, 0]))
        #expect(
            strings(batch, 4) == ["{\"v\":1}", "{\"v\":\"x\"}", "{\"v\":[1,\"a\",true]}", nil])
        #expect(counts.drift["o.element"] == DriftCounts([.integer: 1, .boolean: 1]))
    }

    @Test func policies() throws {
        func contract(_ unknownKeys: String, _ drift: String, _ column: String) -> String {
            """
            {"contract": 1, "unknown_keys": "\(unknownKeys)", "drift": "\(drift)", "columns": [{"name": "x", "type": "json"},
              {"name": "l", "type": "array", "drift": "\(column)", "element": {"type": "struct", "fields": [{"name": "a", "type": "int"}]}}]}
            """
        }
        let unknown = "{\"x\":1}\n{\"l\":[{\"a\":1},{\"a\":1,\"u\":2}],\"w\":1}"
        #expect(
            strings(try read(unknown, by: contract("extra", "fail", "fail")).0, 2)[1]
                == "{\"l\":{\"1\":{\"u\":2}},\"w\":1}")
        let dropped = try read(unknown, by: contract("drop", "extra", "extra"))
        #expect(dropped.1.unknownKeys == 2 && dropped.1.keptKeys == 0 && strings(dropped.0, 2) == [nil, nil])
        let failed = failure("{\"l\":[{\"u\":[1]}]}", by: contract("fail", "extra", "extra"))
        #expect(failed?.code == .contract && failed?.place.byteOffset == 7)
        #expect(failed?.message.contains("\"u\"") == true)
        // A column's word goes before the contract's, and passes to its parts.
        let misfit = "{\"x\":1}\n{\"l\":[{\"a\":1},{\"a\":\"x\"}]}"
        let error = failure(misfit, by: contract("extra", "extra", "fail"))
        #expect(error?.place == .init(column: "l.element.a", line: 2, byteOffset: 27))
        #expect(try read(misfit, by: contract("extra", "fail", "extra")).1.driftedValues == 1)
    }

    /// What is on the way to a column that must fit must be an object.
    @Test func whatIsOnTheWay() throws {
        let contract = """
            {"contract": 1, "columns": [{"name": "a", "type": "int", "from": "/o/a", "drift": "DRIFT"},
              {"name": "b", "type": "int", "from": "/o/b"}]}
            """
        let lenient = contract.replacingOccurrences(of: "DRIFT", with: "extra")
        let (batch, counts) = try read("{\"o\":7}\n{\"o\":{\"a\":1}}", by: lenient)
        #expect(int32s(batch, 0) == [nil, 1] && strings(batch, 2) == ["{\"o\":7}", nil])
        #expect(counts.drift == ["/o": DriftCounts([.integer: 1])])
        let error = failure(
            "{\"o\":7}\n{\"o\":{\"a\":1}}", by: contract.replacingOccurrences(of: "DRIFT", with: "fail"))
        #expect(error?.code == .contract && error?.message.contains("/o") == true)
    }

    /// Everything in every line, over several blocks; a broken line says nothing of the keys before it.
    @Test func manyLines() throws {
        var lines: [String] = []
        var expected: [String?] = []
        for row in 0..<5_000 {
            switch row % 4 {
            case 0:
                lines.append("{\"id\":\(row)}")
                expected.append(nil)
            case 1:
                lines.append("{\"id\":\"\(row)\", \"k\(row % 50)\": [ \(row) ]}")
                expected.append("{\"id\":\"\(row)\",\"k\(row % 50)\":[\(row)]}")
            case 2:
                lines.append("{\"u\":\(row),\"id\":\(row),\"u\":{\"v\":\(row)}}")
                expected.append("{\"u\":{\"v\":\(row)}}")
            default:
                lines.append("{\"scopes\":[\"s\",\(row)],\"id\":\(row),\"u\":1}")
                expected.append("{\"scopes\":{\"1\":\(row)},\"u\":1}")
            }
        }
        let (batch, counts) = try read(lines.joined(separator: "\n"), by: Self.contract)
        #expect(strings(batch, batch.columns.count - 1) == expected)
        #expect(counts.keptKeys == 3_750 && counts.driftedValues == 2_500)
        #expect(
            failure(lines.joined(separator: "\n") + "\n{\"u\":1,\"w\":{\"x\":[}", by: Self.contract)?.place.line
                == 5_001)
    }

    @Test func hugeArraysOfMisfits() throws {
        let count = 200_000
        let line = "{\"scopes\":[" + (0..<count).map { "\($0)" }.joined(separator: ",") + "]}"
        let text = try #require(try extra(line))
        #expect(text.hasPrefix("{\"scopes\":{\"0\":0,\"1\":1,") && text.hasSuffix(",\"\(count - 1)\":\(count - 1)}}"))
        let objects = "{\"tags\":[" + (0..<count).map { "{\"u\":\($0)}" }.joined(separator: ",") + "]}"
        #expect(try #require(try extra(objects)).hasSuffix(",\"\(count - 1)\":{\"u\":\(count - 1)}}}"))
        let twice = "{\"u\":1," + (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + ",\"u\":2}"
        #expect(try #require(try extra(twice)).hasSuffix(",\"u\":2}"))
    }
}
