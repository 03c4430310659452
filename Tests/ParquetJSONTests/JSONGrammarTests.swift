import Parquet
import Testing

@testable import ParquetJSON

/// RFC 8259, case by case. Every text is read as the value of a key that no column wants and of one that a `json` column
/// wants, first in a line the scanner has not seen the like of, then again when it has.
@Suite struct JSONGrammarTests {
    static let contract = """
        {"contract": 1, "unknown_keys": "drop", "drift": "fail", "columns": [{"name": "v", "type": "json"}, {"name": "n", "type": "int"}]}
        """

    static let accepted: [String] = [
        // Literals and structure.
        "null", "true", "false", "{}", "[]", "[[]]", "[{}]", "{\"a\":{}}", "[1,2,3]", "[null,true,false]",
        "{\"a\":1,\"b\":[1,{\"c\":\"d\"}]}", " [ 1 , 2 ] ", "\t{\r\"a\" : 1 }", "[[[[[[[[[[1]]]]]]]]]]", "{\"\":0}",
        "[{\"a\":1},{\"a\":2},{\"b\":3}]", "{\"a\":[],\"b\":{},\"c\":\"\"}",
        // Numbers.
        "0", "-0", "1", "-1", "10", "1234567890", "0.5", "-0.5", "1.0", "1e5", "1E5", "1e+5", "1e-5", "1.5e10", "0e0",
        "0.0e-0", "123456789012345678901234567890", "0.123456789012345678901234567890", "1e400", "-1e-400",
        "12345678", "123456789012345", "1234567890123456", "12345678901234567", "1.2345678", "1.23456789",
        // Strings.
        "\"\"", "\"a\"", "\"\\\"\"", "\"\\\\\"", "\"\\/\"", "\"/\"", "\"\\b\\f\\n\\r\\t\"", "\"\\u0000\"",
        "\"\\u00e9\"",
        "\"\\uD83D\\uDE00\"", "\"\\ud800\\udc00\"", "\"\\uDBFF\\uDFFF\"", "\"\\uFFFF\"", "\"\\uE000\"", "\"\u{7F}\"",
        "\"é\"", "\"€\"", "\"😀\"", "\"\u{80}\"", "\"\u{7FF}\"", "\"\u{800}\"", "\"\u{FFFF}\"", "\"\u{10000}\"",
        "\"\u{10FFFF}\"", "\"\u{D7FF}\"", "\"\u{E000}\"", "\"\u{2028}\"", "\"{}[],:\"", "\"12345678901234567890\"",
        "\"a string that is longer than the fifty-six bytes that one look at the map of stops can find the end of\"",
    ]

    static let rejected: [String] = [
        // Literals.
        "", "nul", "NULL", "True", "tru", "truee", "falsy", "fals", "nulll", "undefined", "NaN", "Infinity",
        "-Infinity",
        // Numbers.
        "+1", "01", "-01", "00", "-", "-a", ".5", "1.", "-.5", "1.e5", "1e", "1e+", "1E-", "1e5.5", "0x10", "1a", "1 2",
        "1,", "- 1", "1_000", "--1", "1..2", "0.", "123456789.", "12345678901234567890.", "0123456789", "1.5.5",
        "1e1e1",
        // Structure.
        "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}",
        "{a:1}",
        "{'a':1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{\"a\":1]", "{1:2}", "[\"a\":1]", "{\"a\"::1}",
        "{\"a\":1,,\"b\":2}", "[1,,2]",
        "/* */1", "[1]//", "\u{FEFF}1", "\u{A0}1", "\u{0C}1", "\u{0B}1",
        // Strings.
        "\"", "\"a", "'a'", "a", "\"\\x\"", "\"\\", "\"\\\"", "\"\\u\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\U0041\"",
        "\"\\a\"",
        "\"\\'\"", "\"\\0\"", "\"\t\"", "\"\u{1F}\"", "\"\u{0}\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\ud800\"",
        "\"\\ud800a\"",
        "\"\\ud800\\n\"", "\"\\ud800\\u0041\"", "\"\\udc00\\ud800\"", "\"\\ud83d\\ude0\"", "\"a\"b", "\"a\" \"b\"",
    ]

    /// Broken UTF-8 within a string.
    static let brokenUTF8: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
        [0xE2, 0x82], [0xE2, 0x82, 0x41], [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
        [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF0, 0x9F, 0x98, 0x41],
        [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF],
    ]

    /// Lines that hold `value` under `key`, with a tail long enough for the loop over learned gaps to reach the value.
    private func lines(_ value: [UInt8], under key: String, again: Int) -> [UInt8] {
        let tail = Array(",\"n\":1,\"tail\":\"".utf8) + [UInt8](repeating: 0x78, count: 400) + Array("\"}\n".utf8)
        let line = Array("{\"\(key)\":".utf8) + value + tail
        let learnt = Array("{\"\(key)\":0".utf8) + tail
        return Array(repeatElement(learnt, count: again).joined()) + line
    }

    @Test(arguments: accepted) func accepts(_ value: String) throws {
        for key in ["v", "unwanted"] {
            for again in [0, 1, 3] {
                let text = lines(Array(value.utf8), under: key, again: again)
                let (batch, counts) = try read(text, by: Self.contract)
                #expect(counts.rows == again + 1)
                let trimmed = value.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " }.reversed()
                let expected: String? = key == "v" && value != "null" ? String(trimmed) : nil
                #expect(strings(batch, 0).last == expected)
                #expect(int32s(batch, 1).last == 1)
            }
        }
    }

    @Test(arguments: rejected) func rejects(_ value: String) {
        for key in ["v", "unwanted"] {
            for again in [0, 1, 3] {
                let error = failure(lines(Array(value.utf8), under: key, again: again), by: Self.contract)
                #expect(error?.code == .json, "\(value)")
                #expect(error?.place.line == again + 1)
            }
        }
    }

    @Test(arguments: brokenUTF8) func rejectsBrokenUTF8(_ bytes: [UInt8]) {
        for key in ["v", "unwanted"] {
            for again in [0, 3] {
                for lead in ["", "a", "é", "\\n", "0123456789abcdef"] {
                    let value = Array("\"\(lead)".utf8) + bytes + Array("\"".utf8)
                    let error = failure(lines(value, under: key, again: again), by: Self.contract)
                    #expect(error?.code == .json, "\(bytes)")
                    #expect(error?.place.line == again + 1)
                }
            }
        }
    }

    @Test(arguments: brokenUTF8) func rejectsBrokenUTF8InKeys(_ bytes: [UInt8]) {
        let text = Array("{\"a".utf8) + bytes + Array("\":1}\n".utf8)
        #expect(failure(text, by: Self.contract)?.code == .json)
    }

    @Test func everyByteAloneInAString() {
        // A backslash makes the escape \b of the b.
        for byte in UInt8.min...UInt8.max {
            let value: [UInt8] = [0x22, 0x61, byte, 0x62, 0x22]
            let isFine = byte >= 0x20 && byte < 0x80 && byte != 0x22
            for again in [0, 3] {
                let error = failure(lines(value, under: "unwanted", again: again), by: Self.contract)
                #expect((error == nil) == isFine, "\(byte)")
            }
        }
    }

    @Test(arguments: [
        ("[]", 0), ("1", 0), ("\"a\"", 0), ("null", 0), ("{} {}", 3), ("{}1", 2), ("{},", 2), ("{}\u{0}", 2),
        ("{\"v\":1}x", 7), ("{\"v\":1", 6), ("{\"v\"", 4), ("{", 1), ("{\"v\":\"abc", 9), ("  x", 2),
    ])
    func linesMustBeOneObject(_ line: String, _ byteOffset: Int) {
        for text in [line, line + "\n", line + "\n{}\n"] {
            let error = failure(text, by: Self.contract)
            #expect(error?.code == .json)
            #expect(error?.place.line == 1)
            #expect(error?.place.byteOffset == byteOffset)
        }
    }

    @Test func nestingHasALimit() throws {
        func nested(_ depth: Int) -> String {
            "{\"v\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}\n"
        }
        _ = try read(nested(500), by: Self.contract)
        #expect(failure(nested(600), by: Self.contract)?.code == .json)
        #expect(failure(nested(100_000), by: Self.contract)?.code == .json)
        let objects = String(repeating: "{\"a\":", count: 600) + "1" + String(repeating: "}", count: 600)
        #expect(failure(objects, by: Self.contract)?.code == .json)
    }

    @Test func errorsSayWhere() {
        let text = "{\"v\":1}\n\n{\"v\":2}\r\n{\"v\":tru}\n"
        let error = failure(text, by: Self.contract)
        #expect(error?.place.line == 4)
        #expect(error?.place.byteOffset == 23)
        let control = failure("{\"v\":\"a\u{1}\"}", by: Self.contract)
        #expect(control?.message.contains("0x01") == true)
        #expect(control?.place.byteOffset == 7)
        let surrogate = failure("{\"v\":\"\\ud800\"}", by: Self.contract)
        #expect(surrogate?.message.contains("surrogate") == true)
        #expect(surrogate?.place.byteOffset == 6)
    }
}
