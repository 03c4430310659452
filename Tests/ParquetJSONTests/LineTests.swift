import Parquet
import Testing

@testable import ParquetJSON

/// What lines may look like: line ends, blank lines, keys in any order, missing, twice, escaped, unknown, nested.
@Suite struct LineTests {
    static let contract = """
        {"contract": 1, "unknown_keys": "drop", "drift": "fail", "columns": [
          {"name": "a", "type": "string"}, {"name": "b", "type": "bigint"},
          {"name": "os", "type": "string", "from": "/device/os"}, {"name": "device", "type": "json"}]}
        """

    @Test(arguments: ["\n", "\r\n", " \t\r\n"]) func lineEnds(_ end: String) throws {
        let text = "{\"a\":\"x\"}\(end)\(end){\"a\":\"y\"}\(end){\"b\":3}"
        for last in ["", end] {
            let (batch, counts) = try read(text + last, by: Self.contract)
            #expect(counts == LineCounts(lines: 4, rows: 3, blankLines: 1))
            #expect(strings(batch, 0) == ["x", "y", nil])
            #expect(int64s(batch, 1) == [nil, nil, 3])
        }
    }

    @Test func emptyTexts() throws {
        #expect(try read("", by: Self.contract).1 == LineCounts())
        #expect(try read("\n", by: Self.contract).1 == LineCounts(lines: 1, blankLines: 1))
        #expect(try read("\n\n  \n", by: Self.contract).1 == LineCounts(lines: 3, blankLines: 3))
        #expect(try read("  ", by: Self.contract).1 == LineCounts(lines: 1, blankLines: 1))
        #expect(try read("{}", by: Self.contract).1 == LineCounts(lines: 1, rows: 1))
        let (batch, _) = try read("{}\n{}", by: Self.contract)
        #expect(strings(batch, 0) == [nil, nil])
    }

    @Test func keysInAnyOrder() throws {
        var lines = ""
        for round in 0..<4 {
            lines += "{\"a\":\"x\(round)\",\"b\":\(round),\"device\":{\"os\":\"l\",\"v\":[1,2]}}\n"
            lines += "{\"device\":{\"v\":[],\"os\":\"m\"},\"b\":\(round),\"a\":\"y\(round)\"}\n"
            lines += "{\"b\":\(round)}\n{\"device\":{}}\n{\"device\":\"none\",\"a\":null}\n{}\n"
        }
        let (batch, counts) = try read(lines, by: Self.contract)
        #expect(counts.rows == 24)
        #expect(counts.duplicateKeys == 0)
        let first = ["x0", "y0", nil, nil, nil, nil] as [String?]
        #expect(Array(strings(batch, 0)[..<6]) == first)
        #expect(Array(strings(batch, 0)[18...]) == ["x3", "y3", nil, nil, nil, nil])
        #expect(Array(strings(batch, 2)[18...]) == ["l", "m", nil, nil, nil, nil])
        #expect(
            Array(strings(batch, 3)[18...])
                == ["{\"os\":\"l\",\"v\":[1,2]}", "{\"v\":[],\"os\":\"m\"}", nil, "{}", "\"none\"", nil])
    }

    @Test func theLastOfDuplicateKeysWins() throws {
        for again in 1...4 {
            let line = """
                {"a":"1","b":1,"a":"2","device":{"os":"x","os":"y"},"b":2,"device":{"v":1},"a":"3","z":1,"z":{"q":1,"q":2}}\n
                """
            let (batch, counts) = try read(String(repeating: line, count: again), by: Self.contract)
            #expect(counts.duplicateKeys == 7 * again)
            #expect(strings(batch, 0) == Array(repeating: "3", count: again))
            #expect(int64s(batch, 1) == Array(repeating: 2, count: again))
            #expect(strings(batch, 2) == Array(repeating: nil, count: again))
            #expect(strings(batch, 3) == Array(repeating: "{\"v\":1}", count: again))
        }
        let (batch, counts) = try read("{\"a\":\"1\",\"a\":null}\n{\"a\":\"1\"}\n{\"a\":\"2\"}\n", by: Self.contract)
        #expect(counts.duplicateKeys == 1)
        #expect(strings(batch, 0) == [nil, "1", "2"])
    }

    @Test func keysOfDifferentObjectsAreNoDuplicates() throws {
        let line =
            "{\"a\":\"1\",\"list\":[{\"a\":1,\"b\":2},{\"a\":1,\"b\":2},{\"b\":1,\"a\":2}],\"o\":{\"a\":{\"a\":1}}}\n"
        let (batch, counts) = try read(String(repeating: line, count: 5), by: Self.contract)
        #expect(counts.duplicateKeys == 0)
        #expect(strings(batch, 0) == Array(repeating: "1", count: 5))
        let twice = "{\"list\":[{\"a\":1,\"a\":2},{\"a\":1},{\"a\":1,\"b\":{\"a\":1},\"a\":3}]}\n"
        #expect(try read(String(repeating: twice, count: 5), by: Self.contract).1.duplicateKeys == 10)
    }

    @Test func escapedKeysAreTheSameKeys() throws {
        let line = "{\"\\u0061\":\"x\",\"b\":1}\n"
        let (batch, counts) = try read(String(repeating: line, count: 4), by: Self.contract)
        #expect(strings(batch, 0) == ["x", "x", "x", "x"])
        #expect(counts.unknownKeys == 0)
        let twice = "{\"a\":\"x\",\"\\u0061\":\"y\"}\n"
        let (second, secondCounts) = try read(String(repeating: twice, count: 4), by: Self.contract)
        #expect(strings(second, 0) == ["y", "y", "y", "y"])
        #expect(secondCounts.duplicateKeys == 4)
        let odd = """
            {"contract": 1, "columns": [{"name": "x", "type": "int", "from": "/é\\"~1~0"}, {"name": "e", "type": "int", "from": "/"}]}
            """
        let (third, _) = try read("{\"\\u00e9\\\"\\/~\":1,\"\":2}\n{\"é\\\"/~\":3}\n", by: odd)
        #expect(int32s(third, 0) == [1, 3])
        #expect(int32s(third, 1) == [2, nil])
    }

    @Test func unknownKeysAreCountedOrFail() throws {
        let line =
            "{\"a\":\"x\",\"u\":1,\"device\":{\"os\":\"y\",\"deep\":{\"deeper\":1}},\"w\":{\"x\":1,\"y\":[{\"z\":1}]}}\n"
        #expect(try read(String(repeating: line, count: 4), by: Self.contract).1.unknownKeys == 8)
        // Without a column of the whole object, its other keys are unknown as well.
        let nested = """
            {"contract": 1, "unknown_keys": "fail", "drift": "fail", "columns": [{"name": "a", "type": "string"}, {"name": "os", "type": "string", "from": "/device/os"}]}
            """
        var reader = try reader(nested, unknownKeys: .drop)
        #expect(try read(Array(String(repeating: line, count: 4).utf8), with: &reader).1.unknownKeys == 12)
        for text in ["{\"a\":\"x\"}\n{\"a\":\"x\",\"u\":1}\n", "{\"a\":\"x\"}\n{\"device\":{\"os\":\"x\",\"u\":1}}\n"] {
            let error = failure(text, by: nested)
            #expect(error?.code == .contract)
            #expect(error?.place.line == 2)
            #expect(error?.message.contains("\"u\"") == true)
        }
        let known = "{\"a\":\"x\",\"device\":{\"os\":\"y\"}}\n"
        #expect(try read(String(repeating: known, count: 4), by: nested).1.rows == 4)
    }

    @Test func everyLineHasNewKeys() throws {
        var text = ""
        for line in 0..<20_000 { text += "{\"a\":\"\(line)\",\"k\(line)\":{\"\(line)\":1},\"b\":\(line),\"b\":7}\n" }
        let (batch, counts) = try read(text, by: Self.contract)
        #expect(counts == LineCounts(lines: 20_000, rows: 20_000, duplicateKeys: 20_000, unknownKeys: 20_000))
        #expect(strings(batch, 0) == (0..<20_000).map { "\($0)" })
        #expect(int64s(batch, 1) == Array(repeating: 7, count: 20_000))
    }

    @Test func aReaderGoesOnAfterAnError() throws {
        var reader = try reader(Self.contract)
        var batch = RecordBatch(schema: reader.schema)
        let good = Array("{\"a\":\"x\",\"b\":1}\n{\"a\":null,\"b\":2}\n".utf8)
        for _ in 0..<3 {
            #expect(try read(good, with: &reader, into: &batch).rows == 2)
            #expect(strings(batch, 0) == ["x", nil])
            #expect(throws: ParquetError.self) {
                try read(Array("{\"a\":\"x\",\"b\":1}\n{\"a\":\"x\",\"c\":[tru]}".utf8), with: &reader, into: &batch)
            }
            #expect(throws: ParquetError.self) {
                try read(Array("{\"a\":\"x\",\"b\":1}\n{\"a\":\"x\",\"b\":\"no\"}".utf8), with: &reader, into: &batch)
            }
        }
        #expect(try read([], with: &reader, into: &batch) == LineCounts())
        #expect(batch == RecordBatch(schema: reader.schema))
    }

    @Test func theFirstLineThatDoesNotFitIsReported() {
        // Line 3 does not fit the second column, line 4 the first one, line 5 is not JSON.
        let text = "{\"a\":\"x\"}\n\n{\"a\":\"y\",\"b\":1.5}\n{\"a\":7}\n{]\n"
        let error = failure(text, by: Self.contract)
        #expect(error?.code == .contract)
        #expect(error?.place == ParquetError.Place(column: "b", line: 3, byteOffset: 24))
        #expect(
            error?.message == "the value 1.5 does not fit: expected a whole number from \(Int64.min) to \(Int64.max)")
        let second = failure("{\"a\":\"x\"}\n{]\n{\"a\":7}\n", by: Self.contract)
        #expect(second?.code == .json)
        #expect(second?.place.line == 2)
        let required = failure("{\"id\":\"x\"}\n{\"id\":\"y\",\"status_code\":\"no\"}\n{\"action\":1}\n", by: signIn)
        #expect(required?.place == ParquetError.Place(column: "status_code", line: 2, byteOffset: 35))
        let missing = failure("{\"id\":\"x\"}\n {\"action\":\"x\"}\n", by: signIn)
        #expect(missing?.place == ParquetError.Place(column: "id", line: 2, byteOffset: 11))
        #expect(missing?.message.contains("required") == true)
        let null = failure("{\"id\":null}\n", by: signIn)
        #expect(null?.code == .contract)
    }

    @Test func longValuesAreCutInMessages() {
        let error = failure("{\"b\":\"\(String(repeating: "é", count: 100))\"}", by: Self.contract)
        #expect(error?.message.hasPrefix("the value \"\(String(repeating: "é", count: 29))… does not fit") == true)
    }

    @Test func longLinesAreRefused() throws {
        let contract = try SchemaContract(json: Array(Self.contract.utf8))
        var reader = try JSONLinesReader(contract: contract, maximumLineLength: 10)
        #expect(try read(Array("{\"b\":1234}\n{\"b\":5678}".utf8), with: &reader).1.rows == 2)
        for text in ["{\"b\":12345}\n", "{\"b\":12345}", "{\"b\":1}\n{\"b\":12345}\n"] {
            var batch = RecordBatch(schema: reader.schema)
            let error = #expect(throws: ParquetError.self) {
                try read(Array(text.utf8), with: &reader, into: &batch)
            }
            #expect(error?.code == .limit)
        }
        #expect(throws: ParquetError.self) { try JSONLinesReader(contract: contract, maximumLineLength: 1 << 28) }
    }

    @Test func aBatchOfAnotherSchemaIsRefused() throws {
        var reader = try reader(Self.contract)
        var other = RecordBatch(schema: try self.reader(signIn).schema)
        #expect(throws: ParquetError.self) { try read(Array("{}\n".utf8), with: &reader, into: &other) }
    }

    private func reader(
        _ contract: String, unknownKeys: SchemaContract.UnknownKeys? = nil
    ) throws(ParquetError) -> JSONLinesReader {
        try ParquetJSONTests.reader(contract, unknownKeys: unknownKeys)
    }
}
