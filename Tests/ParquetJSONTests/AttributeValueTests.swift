import Parquet
import ParquetBytes
import ParquetJSON
import ParquetTestSupport
import Testing

/// Items of DynamoDB exports.
@Suite struct AttributeValueTests {
    @Test(arguments: [
        ("{\"Item\":{}}", "{}"),
        ("{\"Item\":{\"id\":{\"S\":\"a\\u00e9\"},\"n\":{\"N\":\"-1.50E+3\"}}}", "{\"id\":\"a\\u00e9\",\"n\":-1.50E+3}"),
        (
            "{ \"Item\" : { \"b\" : { \"B\" : \"AQI=\" } , \"t\":{\"BOOL\":true},\"f\":{\"BOOL\": false } } }",
            "{\"b\":\"AQI=\",\"t\":true,\"f\":false}"
        ),
        (
            "{\"Item\":{\"z\":{\"NULL\":true},\"l\":{\"L\":[{\"S\":\"x\"},{\"N\":\"1\"},{\"L\":[]}]}}}",
            "{\"z\":null,\"l\":[\"x\",1,[]]}"
        ),
        ("{\"Item\":{\"m\":{\"M\":{\"S\":{\"S\":\"S\"},\"k\":{\"M\":{}}}}}}", "{\"m\":{\"S\":\"S\",\"k\":{}}}"),
        (
            "{\"Item\":{\"s\":{\"SS\":[\"a\",\"b\"]},\"n\":{\"NS\":[\"1\",\"2.0\"]},\"b\":{\"BS\":[\"AA==\"]}}}",
            "{\"s\":[\"a\",\"b\"],\"n\":[1,2.0],\"b\":[\"AA==\"]}"
        ),
        (
            "{\"Item\":{\"n\":{\"N\":\"99999999999999999999999999999999999999\"}}}",
            "{\"n\":99999999999999999999999999999999999999}"
        ),
    ])
    func valuesAreUnwrapped(source: String, expected: String) {
        let framed = Framed(source + "\n" + source, as: .dynamoDB)
        #expect(framed.records == [expected, expected])
        #expect(framed.map.failure == nil)
    }

    @Test(arguments: [
        ("{\"a\":1}", 1, "not \"a\""), ("{}", 1, "a string should be"), ("{\"Item\":{},\"x\":1}", 10, "the one key"),
        ("{\"Item\":[]}", 8, "an object should be"), ("{\"Item\":{\"a\":\"x\"}}", 13, "the typed value"),
        ("{\"Item\":{\"a\":{\"X\":1}}}", 14, "no type of an attribute"),
        ("{\"Item\":{\"a\":{}}}", 14, "a string should be"),
        ("{\"Item\":{\"a\":{\"N\":\"1x\"}}}", 19, "no number"),
        ("{\"Item\":{\"a\":{\"N\":\"\"}}}", 19, "does not start a value"),
        ("{\"Item\":{\"a\":{\"N\":1}}}", 18, "a string should be"),
        ("{\"Item\":{\"a\":{\"S\":\"\\x\"}}}", 19, "no escape"),
        ("{\"Item\":{\"a\":{\"NULL\":false}}}", 21, "true should be here"),
        ("{\"Item\":{\"a\":{\"BOOL\":1}}}", 21, "false should be here"),
        ("{\"Item\":{\"a\":{\"S\":\"x\",\"N\":\"1\"}}}", 21, "the end of the attribute's value"),
        ("{\"Item\":{\"a\":{\"L\":[{\"S\":\"x\"},]}}}", 29, "the typed value"),
        ("{\"Item\":{\"a\":{\"SS\":[\"x\" \"y\"]}}}", 24, "a comma or the end"),
    ])
    func whatIsNoItemIsAnError(source: String, byteOffset: Int, message: String) {
        let framed = Framed("{\"Item\":{}}\n" + source, as: .dynamoDB)
        #expect(framed.records == ["{}"])
        #expect(framed.map.failure?.place == ParquetError.Place(line: 2, byteOffset: 12 + byteOffset))
        #expect(framed.map.failure?.message.contains(message) == true, "\(framed.map.failure?.message ?? "none")")
    }

    /// An item that is changed at one place is refused, or it was JSON and has become JSON.
    @Test(arguments: 0..<20) func changedItemsAreRefusedOrRight(seed: UInt64) {
        var random = RandomRecords(generator: SeededGenerator(seed: seed), mayEscape: seed % 2 == 0)
        var pair = Pair()
        pair.object(&random, 2)
        let bytes = Array("{\"Item\":\(pair.wrapped)}".utf8)
        let changes: [UInt8] = Array("{}[],:\"\\ \n0-.eSNBLMtru\u{1}".utf8) + [0x80, 0xC3]
        for place in bytes.indices {
            var texts = [Array(bytes[..<place]), Array(bytes[..<place] + bytes[(place + 1)...])]
            for byte in changes { texts.append(bytes[..<place] + [byte] + bytes[(place + 1)...]) }
            for text in texts {
                let framed = Framed(text, as: .dynamoDB)
                guard framed.map.failure == nil else {
                    #expect((0...text.count).contains(framed.map.failure?.place.byteOffset ?? -1))
                    continue
                }
                #expect(
                    FramingOracle.records(text, as: .concatenated) != nil, "\(String(decoding: text, as: UTF8.self))")
                #expect(framed.lines.allSatisfy { StrictJSON.members($0) != nil })
            }
        }
    }

    @Test func valuesMayBeNestedAsDeepAsDynamoDBDoes() {
        func item(_ depth: Int) -> String {
            let lists = depth - 1
            return "{\"Item\":{\"a\":" + String(repeating: "{\"L\":[", count: lists) + "{\"N\":\"1\"}"
                + String(repeating: "]}", count: lists) + "}}"
        }
        let framed = Framed(item(64), as: .dynamoDB)
        #expect(
            framed.records == [
                "{\"a\":" + String(repeating: "[", count: 63) + "1" + String(repeating: "]", count: 63) + "}"
            ])
        #expect(Framed(item(65), as: .dynamoDB).map.failure?.message.contains("nested more than 64 deep") == true)
        #expect(Framed(item(250), as: .dynamoDB).map.failure?.place.byteOffset == 13 + 64 * 6)
    }

    /// A value, wrapped and plain, with the places of its scalars in both.
    private struct Pair {
        var wrapped = ""
        var plain = ""

        mutating func add(_ text: String) {
            wrapped += text
            plain += text
        }

        mutating func value(_ random: inout RandomRecords, _ depth: Int) {
            let space = random.space()
            switch Int.random(in: 0..<(depth > 3 ? 4 : 8), using: &random.generator) {
            case 0:
                wrapped += "{\(space)\"S\":"
                add(random.string())
            case 1:
                wrapped += "{\"N\":\(space)\""
                add(["0", "-1.5", "1E+2"].randomElement(using: &random.generator) ?? "0")
                wrapped += "\""
            case 2:
                wrapped += "{\"BOOL\":"
                add(["true", "false"].randomElement(using: &random.generator) ?? "true")
            case 3:
                wrapped += "{\"NULL\":\(space)true"
                plain += "null"
            case 4: numbers(&random)
            case 5:
                wrapped += "{\"L\":\(space)"
                elements(&random, depth)
            default:
                wrapped += "{\"M\":"
                object(&random, depth + 1)
            }
            wrapped += random.space() + "}"
        }

        private mutating func numbers(_ random: inout RandomRecords) {
            wrapped += "{\"NS\":["
            plain += "["
            for index in 0..<Int.random(in: 0..<4, using: &random.generator) {
                if index > 0 { add(",") }
                wrapped += "\"\(index)\""
                plain += "\(index)"
            }
            add("]")
        }

        private mutating func elements(_ random: inout RandomRecords, _ depth: Int) {
            add("[")
            for index in 0..<Int.random(in: 0..<4, using: &random.generator) {
                if index > 0 { add(",") }
                wrapped += random.space()
                value(&random, depth + 1)
            }
            add("]")
        }

        mutating func object(_ random: inout RandomRecords, _ depth: Int) {
            add("{")
            for index in 0..<Int.random(in: 0..<4, using: &random.generator) {
                if index > 0 { add(",") }
                wrapped += random.space()
                add("\"\(index)\"")
                wrapped += random.space()
                add(":")
                value(&random, depth)
            }
            add("}")
        }
    }

    @Test(arguments: 0..<100) func anyItemComesOutPlain(seed: UInt64) {
        var random = RandomRecords(generator: SeededGenerator(seed: seed))
        var source = ""
        var expected: [String] = []
        for _ in 0..<3 {
            var pair = Pair()
            pair.object(&random, 0)
            source += random.space() + "{" + random.space() + "\"Item\":" + pair.wrapped + random.space() + "}"
            expected.append(pair.plain)
        }
        let bytes = Array(source.utf8)
        let framed = Framed(bytes, as: .dynamoDB)
        #expect(framed.map.failure == nil, "\(source)")
        #expect(framed.records == expected)
        // Every byte that stayed is where the map says, with its line.
        var isNull = 0
        for (place, byte) in framed.text.enumerated() where byte != 0x0A {
            if framed.text[place...].starts(with: Array("null".utf8)) { isNull = 4 }
            isNull -= 1
            guard isNull < 0, let found = framed.map.source(of: place) else { continue }
            #expect(bytes[found.byteOffset] == byte)
            #expect(found.line == 1 + bytes[..<found.byteOffset].count { $0 == 0x0A })
        }
        for step in RecordFramerTests.steps { #expect(Framed(bytes, as: .dynamoDB, step: step) == framed) }
    }
}
