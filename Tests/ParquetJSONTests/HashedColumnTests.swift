import Parquet
import Testing

@testable import ParquetJSON

/// Columns that are hashed with a key. The hashes are Python's: `hmac.new(bytes([0x0B] * 20), text, "sha256").hexdigest()`; that of
/// `Hi There` is the first test case of RFC 4231.
@Suite struct HashedColumnTests {
    private static let hashes = [
        "Hi There": "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        "é\n": "34d6f1b189cff6741eb6b1c805b02aad958d214d7cac6ee04a56cb18a1c5a49d",
        "5": "ac6b222b75ca0195cc20e5052ccf2229c2cf64e8d42eee3f64fb2572c4f930b9",
        "{\"a\":\"x y\",\"b\":[1]}": "6172c10d5b8ff93bd82d65747b0f998e2ecb06adaf5c059e6deb901a87b8a775",
        "\"q\"": "a60bcb43213da059c441d1d0d8e5c9237e68d3bc1a26fcb5747f233067784736",
        "[\"x\",1]": "3eee6f3352b039bf71b8e88894ee17c9ffbeb2c15125ddcb5b558046bb007e08",
        "true": "001cbf4ddf29397a2bf3dba31b8499d921334fbf06219d7f6bf15c7aa288f19b",
        "{\"v\":1}": "1f189f71d771e44730a0b20ed479149c5902c08e3f7a1aa0981a192c04c5bd14",
        "7": "92d4dfde97da0c77c1f0811b7bad9e59ba09abd44a55b8f7b08503f58345893a",
        "": "999a901219f032cd497cadb5e6051e97b6a29ab297bd6ae722bd6062a2f59542",
    ]

    private func hash(_ text: String) -> String { HashedColumnTests.hashes[text] ?? "none" }

    private func reader(_ columns: String, drift: String = "extra") throws -> JSONLinesReader {
        let contract = "{\"contract\": 1, \"drift\": \"\(drift)\", \"columns\": [\(columns)]}"
        return try JSONLinesReader(
            contract: SchemaContract(json: Array(contract.utf8)), hashKey: HashKey([UInt8](repeating: 0x0B, count: 20)))
    }

    private let text = "{\"name\": \"v\", \"type\": \"string\", \"hash\": \"hmac-sha256\"}"

    @Test func strings() throws {
        var reader = try reader(text)
        let lines = ["\"Hi There\"", "null", "\"\\u00e9\\n\"", "\"\"", "\"Hi\\u0020There\""].map { "{\"v\":\($0)}" }
        let (batch, _) = try read(Array(lines.joined(separator: "\n").utf8), with: &reader)
        #expect(
            ParquetJSONTests.strings(batch, 0) == [hash("Hi There"), nil, hash("é\n"), hash(""), hash("Hi There")])
        #expect(ParquetJSONTests.strings(batch, 1) == [nil, nil, nil, nil, nil])
    }

    /// White space makes no difference.
    @Test func jsonText() throws {
        var reader = try reader("{\"name\": \"v\", \"type\": \"json\", \"hash\": \"hmac-sha256\"}")
        let lines = ["{ \"a\" : \"x y\", \"b\":[ 1 ] }", "\"q\"", "5", "null"].map { "{\"v\":\($0)}" }
        let (batch, _) = try read(Array(lines.joined(separator: "\n").utf8), with: &reader)
        #expect(
            ParquetJSONTests.strings(batch, 0) == [hash("{\"a\":\"x y\",\"b\":[1]}"), hash("\"q\""), hash("5"), nil])
    }

    /// Whatever is found at a hashed place, or around one, is not seen in `_extra`.
    @Test func whatDoesNotFitIsHashed() throws {
        var reader = try reader(
            """
            \(text), {"name": "l", "type": "array", "element": {"type": "string", "hash": "hmac-sha256"}},
            {"name": "s", "type": "struct", "fields": [{"name": "p", "type": "string", "hash": "hmac-sha256"}, {"name": "n", "type": "int"}]},
            {"name": "n", "type": "bigint", "from": "/v"}
            """)
        let lines = """
            {"v":5,"l":["Hi There",true],"s":{"p":["x", 1],"n":"x"}}
            {"v":"Hi There","l":"q","s":7}
            {"l":{"v":1}}
            """
        let (batch, counts) = try read(Array(lines.utf8), with: &reader)
        let extra = ParquetJSONTests.strings(batch, batch.columns.count - 1)
        let first =
            "{\"v\":\"\(hash("5"))\",\"l\":{\"1\":\"\(hash("true"))\"},\"s\":{\"p\":\"\(hash("[\"x\",1]"))\",\"n\":\"x\"}}"
        #expect(extra[0] == first)
        // That the number's column does not take the string must not give it away.
        #expect(extra[1]?.contains("Hi There") == false)
        #expect(extra[1]?.hasSuffix("\"l\":\"\(hash("\"q\""))\",\"s\":\"\(hash("7"))\"}") == true)
        #expect(extra[2] == "{\"l\":\"\(hash("{\"v\":1}"))\"}")
        #expect(batch.columns[1].values == .byteArray(ByteArrayValues([hash("Hi There")])))
        #expect(counts.drift["v"] == DriftCounts([.integer: 1]))
    }

    @Test func errorsDoNotShowTheValue() throws {
        var reader = try reader(text, drift: "fail")
        var batch = RecordBatch(schema: reader.schema)
        let error = #expect(throws: ParquetError.self) {
            try read(Array("{\"v\":123456}".utf8), with: &reader, into: &batch)
        }
        #expect(error?.message.contains("123456") == false && error?.place.byteOffset == 5)
    }

    @Test func aKeyIsNeeded() throws {
        let contract = try SchemaContract(columns: [.init("v", .string, hash: .hmacSHA256)])
        #expect(contract.hashesValues)
        #expect(try SchemaContract(json: Array(contract.json.utf8)) == contract)
        #expect(throws: ParquetError.self) { try JSONLinesReader(contract: contract) }
        #expect(throws: ParquetError.self) { try HashKey([UInt8](repeating: 1, count: 15)) }
        #expect(try HashKey(file: Array("0123456789abcdef\r\n".utf8)).bytes == Array("0123456789abcdef".utf8))
        #expect(throws: ParquetError.self) { try SchemaContract(columns: [.init("v", .int, hash: .hmacSHA256)]) }
    }
}
