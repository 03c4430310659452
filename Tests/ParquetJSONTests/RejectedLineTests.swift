import Parquet
import Testing

@testable import ParquetJSON

/// Lines that can be no rows are left out, and nothing else.
@Suite struct RejectedLineTests {
    private static let contract = """
        {"contract": 1, "unknown_keys": "extra", "drift": "extra", "columns": [
          {"name": "id", "type": "string", "required": true}, {"name": "n", "type": "int", "drift": "quarantine"},
          {"name": "at", "type": "timestamp(millis)", "read": "epoch_seconds"},
          {"name": "b", "type": "boolean", "drift": "quarantine"}, {"name": "d", "type": "double"},
          {"name": "u", "type": "uuid"},
          {"name": "tags", "type": "array<struct<k:string,v:bigint>>", "drift": "quarantine"},
          {"name": "labels", "type": "map<string,string>"},
          {"name": "device", "type": "struct", "fields": [{"name": "os", "type": "string", "drift": "quarantine"}]}]}
        """

    private func readRejecting(
        _ text: [UInt8], with reader: inout JSONLinesReader, into batch: inout RecordBatch
    ) throws(ParquetError) -> (LineCounts, [RejectedLine]) {
        var rejected: [RejectedLine] = []
        let span = text.span
        let counts = try reader.read(unsafe span.bytes, into: &batch, rejecting: &rejected)
        try batch.check()
        #expect(counts.isBalanced)
        #expect(counts.rejectedLines == rejected.count)
        #expect(batch.rowCount == counts.rows)
        return (counts, rejected)
    }

    private static let good = [
        #"{"id":"a","n":1,"at":1697068800.5,"b":true,"d":0.5,"u":"0f8fad5b-d9cb-469f-a165-70867728950e"}"#,
        #"{"id":"b","tags":[{"k":"x","v":1},{"k":"y"}],"labels":{"p":"q"},"device":{"os":"linux"}}"#,
        #"{"id":"c","at":"never","unknown":[1,{"z":2}],"d":"high","n":null}"#,
        #"{"id":"c","id":"cc","more":1,"more":2,"tags":[]}"#, #"  {"id":"e","device":{},"labels":{}}"#,
        #"{"id":"f","device":null,"tags":null,"device":{"version":3}}"#,
    ]
    private static let bad: [(String, ParquetError.Code)] = [
        (#"{"id":"a","n":1"#, .json), ("garbage", .json), (#"{"id":"a"}trailer"#, .json), ("[1]", .json),
        ("{\"id\":\"\\ud800\"}", .json), (#"{"id":"a","n":"many"}"#, .contract), (#"{"n":1}"#, .contract),
        (#"{"id":null}"#, .contract), (#"{"id":7}"#, .contract), (#"{"id":"a","n":3000000000}"#, .contract),
        (#"{"id":"a","b":"yes"}"#, .contract), (#"{"id":"a","tags":{"k":1}}"#, .contract),
        (#"{"id":"a","tags":[{"k":"x","v":1},{"k":"y"#, .json), (#"{"id":"a","device":{"os":1}}"#, .contract),
        (#"{"id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","n":1,"#, .json),
    ]

    /// The batch is the one of the good lines alone, and the bad ones are told with number, place and reason.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func theRestIsReadAsIfTheyWereNotThere(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var reader = try reader(RejectedLineTests.contract)
        var plain = reader
        var batch = RecordBatch(schema: reader.schema)
        var expectedBatch = batch
        for share in [0, 1, 30, 100, 50] {
            var text: [UInt8] = []
            var kept: [UInt8] = []
            var expected: [(line: Int, bytes: Range<Int>, code: ParquetError.Code)] = []
            for line in 1...Int.random(in: 1...3_000, using: &generator) {
                let start = text.count
                if Int.random(in: 0..<100, using: &generator) < share {
                    let (bad, code) = try #require(RejectedLineTests.bad.randomElement(using: &generator))
                    text += Array(bad.utf8)
                    expected.append((line, start..<text.count, code))
                    text.append(0x0A)
                } else {
                    let lines = RejectedLineTests.good + ["", " ", "\t\r"]
                    text += Array(try #require(lines.randomElement(using: &generator)).utf8)
                    text.append(0x0A)
                    kept += text[start...]
                }
            }
            // The last line feed may be missing.
            if expected.last?.bytes.upperBound == text.count - 1, Bool.random(using: &generator) { text.removeLast() }
            let (counts, rejected) = try readRejecting(text, with: &reader, into: &batch)
            var alone = try read(kept, with: &plain, into: &expectedBatch)
            #expect(batch == expectedBatch)
            #expect(rejected.map(\.line) == expected.map(\.line))
            #expect(rejected.map(\.bytes) == expected.map(\.bytes))
            #expect(rejected.map(\.reason.code) == expected.map(\.code))
            for line in rejected {
                #expect(line.reason.place.line == line.line)
                let place = try #require(line.reason.place.byteOffset)
                #expect(place >= line.bytes.lowerBound && place <= line.bytes.upperBound)
            }
            alone.lines += rejected.count
            alone.rejectedLines = rejected.count
            #expect(counts == alone)
        }
    }

    @Test func whatMustNotBeLeftOutStillFails() throws {
        var reader = try reader(
            """
            {"contract": 1, "columns": [{"name": "id", "type": "string", "required": true, "drift": "fail"},
              {"name": "n", "type": "int", "drift": "quarantine"}]}
            """)
        var batch = RecordBatch(schema: reader.schema)
        let text = "{\"id\":\"a\",\"n\":\"x\"}\n{\"id\":\"b\"}\n\n{\"n\":1}\n"
        let error = #expect(throws: ParquetError.self) {
            try readRejecting(Array(text.utf8), with: &reader, into: &batch)
        }
        #expect(error?.code == .contract)
        #expect(error?.place.line == 4)
        #expect(error?.place.column == "id")
    }

    @Test(arguments: [SchemaContract.UnknownKeys.quarantine, .fail])
    func unknownKeys(policy: SchemaContract.UnknownKeys) throws {
        var reader = try reader(
            #"{"contract": 1, "columns": [{"name": "id", "type": "string"}, {"name": "l", "type": "array<struct<a:int>>"}]}"#,
            unknownKeys: policy)
        var batch = RecordBatch(schema: reader.schema)
        let text = Array("{\"id\":\"a\"}\n{\"id\":\"b\",\"x\":1}\n{\"l\":[{\"a\":1,\"b\":2}]}\n{\"id\":\"c\"}".utf8)
        guard policy == .quarantine else {
            let error = #expect(throws: ParquetError.self) { try readRejecting(text, with: &reader, into: &batch) }
            #expect(error?.place.line == 2)
            return
        }
        let (counts, rejected) = try readRejecting(text, with: &reader, into: &batch)
        #expect(rejected.map(\.line) == [2, 3])
        #expect(rejected.map(\.reason.code) == [.contract, .contract])
        #expect(strings(batch, 0) == ["a", "c"])
        #expect(counts.lines == 4)
    }

    @Test func aLineThatIsTooLong() throws {
        var reader = try JSONLinesReader(
            contract: SchemaContract(json: Array(RejectedLineTests.contract.utf8)), maximumLineLength: 40)
        var batch = RecordBatch(schema: reader.schema)
        let text = "{\"id\":\"a\"}\n{\"id\":\"\(String(repeating: "b", count: 50))\"}\n{\"id\":\"c\"}\n"
        let (_, rejected) = try readRejecting(Array(text.utf8), with: &reader, into: &batch)
        #expect(rejected.map(\.reason.code) == [.limit])
        #expect(rejected.map(\.bytes) == [11..<70])
        #expect(strings(batch, 0) == ["a", "c"])
    }
}
