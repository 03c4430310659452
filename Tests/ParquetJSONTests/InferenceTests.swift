import Parquet
import ParquetJSON
import Testing

/// What is told beside the contract, and input that is out of the ordinary.
@Suite struct InferenceTests {
    @Test func keysAreTold() throws {
        let result = try inferred(
            "{\"n\":3,\"d\":{\"os\":\"linux\"}}", "", "{\"n\":null,\"tags\":[\"é\",\"é\"]}", "{\"n\":-7,\"d\":{}}",
            "{\"n\":20}")
        #expect(result.counts == LineCounts(lines: 5, rows: 4, blankLines: 1))
        #expect(result.keys.map(\.path) == ["n", "d", "d.os", "tags", "tags[]"])
        #expect(result.keys.map(\.pointer) == ["/n", "/d", "/d/os", "/tags", "/tags/*"])
        #expect(result.keys.map(\.type) == ["bigint", "struct", "string", "array", "string"])
        #expect(result.keys.map(\.parentCount) == [4, 4, 2, 4, 2])
        #expect(result.keys.map(\.presentCount) == [4, 2, 1, 1, 2])
        #expect(result.keys.map(\.nullCount) == [1, 0, 0, 0, 0])
        #expect(result.keys.map(\.distinctCount) == [3, 2, 1, 1, 1])
        #expect(result.keys[0].range == InferredSchema.ClosedRangeText(least: "-7", greatest: "20"))
        // Bytes: {"os":"linux"} has 14, é has 2, ["é","é"] has 11.
        #expect(result.keys.map(\.longest) == [2, 14, 5, 11, 2])
        #expect(result.keys.map(\.example) == ["3", "{\"os\":\"linux\"}", "\"linux\"", "[\"é\",\"é\"]", "\"é\""])
        #expect(result.notes.isEmpty)
    }

    @Test func ranges() throws {
        let result = try inferred(
            "{\"f\":1.5,\"day\":\"2025-01-25\",\"at\":\"2025-01-25T13:45:30+01:00\",\"w\":99999999999999999999}",
            "{\"f\":-2,\"day\":\"1969-12-31\",\"at\":\"0000-01-01T00:00:00.001Z\",\"w\":1}")
        #expect(
            result.keys.map { "\($0.range?.least ?? "") \($0.range?.greatest ?? "")" } == [
                "-2 1.5", "1969-12-31 2025-01-25", "0000-01-01T00:00:00.001Z 2025-01-25T12:45:30Z",
                "1 99999999999999999999",
            ])
    }

    /// More elements than are looked at together, alone, mixed, nested, and with keys that are missing or out of order.
    @Test func longArrays() throws {
        let numbers = (0..<10_000).map { $0 % 3 == 0 ? "\($0).50" : "-\($0)" }.joined(separator: ",")
        let objects = (0..<6_000).map { index in
            switch index % 4 {
            case 0: "{\"a\":\(index),\"b\":\"\(index % 10)\",\"c\":[null,true]}"
            case 1: "{\"b\":null}"
            case 2: "{\"c\":[],\"a\":1}"
            default: "{\"c\":[{\"x\":\"\(String(repeating: "é", count: 30))\"}]}"
            }
        }.joined(separator: ",")
        let result = try inferred(
            "{\"n\":[1],\"o\":[{\"a\":7}]}", "{\"n\":[\(numbers)],\"o\":[\(objects)]}", "{\"n\":[2,[],null]}")
        #expect(result.keys.map(\.path) == ["n", "n[]", "o", "o[]", "o[].a", "o[].b", "o[].c", "o[].c[]"])
        #expect(result.keys.map(\.type) == ["array", "json", "array", "struct", "bigint", "string", "array", "json"])
        #expect(result.keys.map(\.presentCount) == [3, 10_004, 2, 6_001, 3_001, 3_000, 4_500, 4_500])
        #expect(result.keys.map(\.nullCount) == [0, 1, 0, 0, 0, 1_500, 0, 1_500])
        #expect(result.keys[1].range == InferredSchema.ClosedRangeText(least: "-9998", greatest: "9999.5"))
        #expect(result.keys[4].range == InferredSchema.ClosedRangeText(least: "0", greatest: "5996"))
        #expect(result.keys.map(\.example).suffix(3) == ["\"0\"", "[null,true]", "true"])
        #expect(result.keys[7].longest == 68)
        #expect((9_500...10_500).contains(result.keys[1].distinctCount))
        #expect(result.keys[5].distinctCount == 5)
    }

    @Test func distinctIsAnEstimate() throws {
        let lines = (0..<50_000).map { "{\"few\":\($0 % 7),\"many\":\"user-\($0)\"}" }
        let keys = try inference([lines.joined(separator: "\n")]).result().keys
        #expect(keys[0].distinctCount == 7)
        #expect((46_500...53_500).contains(keys[1].distinctCount))
    }

    @Test func conflictsTellTheFirstOfEachKind() throws {
        let blocks = ["{\"v\":1}\n{\"v\":2}\n\n", "{\"w\":1}\n\n{\"v\":\"x\"}\n{\"v\":true}\n{\"v\":\"y\"}\n"]
        let notes = try inference(blocks).result().notes
        #expect(notes.map(\.path) == ["v"])
        #expect(
            notes[0].message
                == "holds booleans in 1 value, numbers in 2 values, strings in 2 values: their JSON text is kept")
        #expect(
            notes[0].places == [
                .init(what: "booleans", chunk: 0, line: 7), .init(what: "numbers", chunk: 0, line: 1),
                .init(what: "strings", chunk: 0, line: 6),
            ])
    }

    @Test func textThatAlmostAlwaysIsATime() throws {
        let lines = (0..<19).map { _ in "{\"at\":\"2025-01-25T13:45:30Z\"}" } + ["{\"at\":\"never\"}"]
        let notes = try inference([lines.joined(separator: "\n")]).result().notes
        #expect(notes.map(\.message) == ["almost always holds a time, but not in 1 value, so it stays text"])
        #expect(notes[0].places == [.init(what: "one of them", chunk: 0, line: 20)])
    }

    @Test func keysThatDifferByCaseAreTold() throws {
        let notes = try inferred("{\"userId\":1,\"USERID\":2}").notes
        #expect(
            notes.map { "\($0.path): \($0.message)" } == [
                "userid_2: is the key \"userId\", whose name another column has but for case or signs"
            ])
    }

    // MARK: Maps and limits

    /// Objects keyed by ever new names, each line with one of `count`.
    private func keyed(_ count: Int, value: (Int) -> String) -> [String] {
        (0..<count).map { "{\"users\":{\"u\($0)\":\(value($0))},\"id\":\($0)}" }
    }

    @Test(arguments: [201, 1_024, 1_025, 20_000])
    func everNewKeysMakeAMap(_ count: Int) throws {
        #expect(try columns(keyed(count) { "\($0)" }) == ["users map<string,bigint>", "id bigint"])
        #expect(
            try columns(keyed(count) { $0 % 2 == 0 ? "{\"a\":1}" : "{\"b\":[\"x\"]}" })
                == ["users map<string,struct<a:bigint,b:array<string>>>", "id bigint"])
        #expect(try columns(keyed(count) { $0 % 2 == 0 ? "1" : "\"x\"" }) == ["users json", "id bigint"])
    }

    @Test func fewKeysStayAStruct() throws {
        let result = try inference([keyed(200) { "\($0)" }.joined(separator: "\n")]).result()
        #expect(result.keys.count == 202)
    }

    @Test func manyKeysThatAreAlwaysThereStayAStruct() throws {
        let members = (0..<300).map { "\"k\($0)\":1" }.joined(separator: ",")
        let lines = [String](repeating: "{\"o\":{\(members)}}", count: 30)
        #expect(try inference([lines.joined(separator: "\n")]).result().keys.count == 301)
    }

    @Test func mapsInArrays() throws {
        let lines = (0..<2_000).map { "{\"v\":[{\"u\($0)\":{\"n\":\($0)}}]}" }
        #expect(try columns(lines) == ["v array<map<string,struct<n:bigint>>>"])
    }

    @Test func columnsAreLimited() throws {
        var options = InferenceOptions()
        options.maximumColumnCount = 4
        let lines = ["{\"a\":1,\"o\":{\"x\":1,\"y\":2,\"z\":3},\"p\":{\"x\":1,\"y\":2}}"]
        #expect(try columns(lines, options: options) == ["a bigint", "o json", "p struct<x:bigint,y:bigint>"])
        options.maximumColumnCount = 2
        let result = try inferred("{\"a\":1,\"b\":2,\"c\":3}", "{\"c\":3,\"b\":1}", "{\"c\":1}", options: options)
        #expect(result.contract.columns.map(\.name) == ["b", "c"])
        #expect(
            result.notes.map(\.message) == ["there are more than 2 columns: the 1 rarest keys have none, such as \"a\""]
        )
    }

    @Test func nestingIsLimited() throws {
        for depth in [31, 32, 33, 400] {
            let value = String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)
            let result = try inferred("{\"v\":\(value)}", "{\"v\":{}}")
            let levels = min(depth, 31)
            let isCut = depth > 31
            #expect(
                result.contract.columns[0].type.name
                    == String(repeating: "struct<a:", count: levels) + (isCut ? "json" : "bigint")
                    + String(repeating: ">", count: levels))
            #expect(try SchemaContract(json: Array(result.contract.json.utf8)) == result.contract)
            let array = String(repeating: "[", count: depth) + "1" + String(repeating: "]", count: depth)
            #expect(
                try columns(["{\"v\":\(array)}"])
                    == [
                        "v " + String(repeating: "array<", count: levels) + (isCut ? "json" : "bigint")
                            + String(repeating: ">", count: levels)
                    ])
        }
    }

    @Test func deepContractsCanBeReadAgain() throws {
        let value = String(repeating: "{\"A b\":", count: 31) + "1" + String(repeating: "}", count: 31)
        let contract = try inferred("{\"v\":\(value)}").contract
        #expect(try SchemaContract(json: Array(contract.json.utf8)) == contract)
    }

    /// More keys than can be followed, in few and in many lines: told, and the keys before them are kept.
    @Test func everNewKeysOfLines() throws {
        let one = "{" + (0..<20_000).map { "\"k\($0)\":1" }.joined(separator: ",") + "}"
        let many = (0..<20_000).map { "{\"k\($0)\":1}" }.joined(separator: "\n")
        for text in [one, many] {
            let result = try inference([text]).result()
            #expect(result.contract.columns.count == 1_000)
            #expect(result.notes.count == 2)
            #expect(result.notes[1].message.hasPrefix("more than 8192 different keys: 11809 times a key was met"))
        }
    }

    /// Objects of ever new keys within objects of ever new keys.
    @Test func mapsOfMaps() throws {
        let lines = (0..<6_000).map { "{\"m\":{\"a\($0)\":{\"b\($0)\":\($0),\"c\($0)\":1}}}" }
        #expect(try columns(lines) == ["m map<string,map<string,bigint>>"])
    }

    @Test func duplicateKeys() throws {
        let result = try inferred("{\"v\":\"x\",\"v\":1}", "{\"v\":{\"a\":1},\"v\":2}")
        #expect(result.contract.columns.map(\.type) == [.bigint])
        #expect(result.counts.duplicateKeys == 2)
    }

    @Test func nothingToInfer() throws {
        for text in ["", "\n", "{}\n{}"] {
            #expect(
                throws: ParquetError(.input, "no line has a key, so there is nothing to infer a schema from")
            ) { _ = try inference([text]).result() }
        }
    }

    @Test func brokenLinesAreErrors() throws {
        for (text, line) in [("{\"a\":1}\n{\"a\":}\n", 2), ("{\"a\":1}\n\n{\"a\":1", 3), ("[1]", 1)] {
            let error = #expect(throws: ParquetError.self) { _ = try inference([text]) }
            #expect(error?.code == .json)
            #expect(error?.place.line == line)
        }
    }
}
