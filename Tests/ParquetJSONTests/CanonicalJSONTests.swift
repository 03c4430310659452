import Foundation
import Parquet
import Testing

@testable import ParquetJSON

@Suite struct CanonicalJSONTests {
    /// RFC 8785, section 3.2.2 and 3.2.4: the example and the bytes that the RFC prints for it.
    @Test func theExampleOfTheSpecification() {
        let document = CanonicalJSON.object([
            "numbers": .array([
                .number(333333333.33333329), .number(1E30), .number(4.50), .number(2e-3),
                .number(0.000000000000000000000000001),
            ]),
            "string": .string("\u{20ac}$\u{0F}\u{0A}A'\u{42}\u{22}\u{5c}\\\"/"),
            "literals": .array([.null, .boolean(true), .boolean(false)]),
        ])
        let expected = """
            7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72
            75 65 2c 66 61 6c 73 65 5d 2c 22 6e 75 6d 62 65 72 73 22 3a
            5b 33 33 33 33 33 33 33 33 33 2e 33 33 33 33 33 33 33 2c 31
            65 2b 33 30 2c 34 2e 35 2c 30 2e 30 30 32 2c 31 65 2d 32 37
            5d 2c 22 73 74 72 69 6e 67 22 3a 22 e2 82 ac 24 5c 75 30 30
            30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c 22 2f 22 7d
            """.split(whereSeparator: \.isWhitespace).map { UInt8($0, radix: 16)! }
        #expect(document.bytes == expected)
    }

    /// RFC 8785, section 3.2.3: the order of keys.
    @Test func keysAreInTheOrderOfTheirCodeUnits() throws {
        let document = CanonicalJSON.object([
            "\u{20ac}": .string("Euro Sign"), "\r": .string("Carriage Return"),
            "\u{fb33}": .string("Hebrew Letter Dalet With Dagesh"), "1": .string("One"),
            "\u{1F600}": .string("Emoji: Grinning Face"), "\u{80}": .string("Control"),
            "\u{f6}": .string("Latin Small Letter O With Diaeresis"),
        ])
        let order = [
            "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign",
            "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh",
        ]
        let text = String(decoding: document.bytes, as: UTF8.self)
        let places = order.map { text.range(of: $0)!.lowerBound }
        #expect(places == places.sorted())
        #expect(try CanonicalJSON(canonical: document.bytes) == document)
    }

    /// RFC 8785, appendix B: the bit patterns of doubles and their texts.
    @Test(
        arguments: [
            (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"), (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"), (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"), (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"), (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"), (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"), (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"), (0x41b3_de43_5555_5554, "333333333.33333325"),
            (0x41b3_de43_5555_5555, "333333333.3333333"), (0x41b3_de43_5555_5556, "333333333.3333334"),
            (0x41b3_de43_5555_5557, "333333333.33333343"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] as [(UInt64, String)])
    func numbersOfTheSpecification(bits: UInt64, text: String) {
        #expect(ECMAScriptNumber.text(Double(bitPattern: bits)) == text)
    }

    /// ECMA-262's layouts, by hand.
    @Test(
        arguments: [
            (1, "1"), (10, "10"), (-1.5, "-1.5"), (1e20, "100000000000000000000"),
            (123_456_789_012_345_683_968, "123456789012345680000"),
            (1.5e21, "1.5e+21"), (0.1, "0.1"), (1e-6, "0.000001"), (1.5e-7, "1.5e-7"), (1e-7, "1e-7"),
            (100.25, "100.25"),
        ] as [(Double, String)])
    func layouts(value: Double, text: String) {
        #expect(ECMAScriptNumber.text(value) == text)
    }

    @Test func wholeNumbersBeyondTheExactOnesAreStrings() {
        #expect(CanonicalJSON.integer(9_007_199_254_740_991) == .number(9_007_199_254_740_991))
        #expect(CanonicalJSON.integer(9_007_199_254_740_992) == .string("9007199254740992"))
        #expect(CanonicalJSON.integer(.min) == .string("-9223372036854775808"))
    }

    @Test(arguments: [
        " {}", "{} ", "{ }", "{\"a\": 1}", "{\"b\":1,\"a\":2}", "{\"a\":1,\"a\":1}", "[1, 2]", "1.0", "-0", "1E5",
        "1e5", "01",
        "1e400", "\"\\u0041\"", "\"\\/\"", "\"\\u000A\"", "\"\\u001F\"", "\"\\u00e9\"", "[1,]", "{\"a\"}", "nul", "",
        "\u{FEFF}1",
        "\"\\ud83d\"", "NaN", "1 1", "{\"\u{1F600}\":1,\"\u{e000}\":2", "9007199254740993",
    ])
    func otherSpellingsAreRefused(text: String) {
        #expect(throws: ParquetError.self, "\(text)") { _ = try CanonicalJSON(canonical: Array(text.utf8)) }
    }

    @Test func whatIsNotUTF8OrTooDeepOrTooLongIsRefused() {
        #expect(throws: ParquetError.self) { _ = try CanonicalJSON(canonical: [0x22, 0xFF, 0x22]) }
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: ParquetError.self) { _ = try CanonicalJSON(canonical: deep) }
        #expect(throws: ParquetError.self) { _ = try CanonicalJSON(canonical: Array("[1,2,3]".utf8), limit: 6) }
    }

    /// Swift takes these keys for the same text; they are different keys.
    @Test func keysAreComparedByTheirCodeUnits() throws {
        let bytes = Array("{\"e\u{301}\":1,\"\u{e9}\":2}".utf8)
        #expect(try CanonicalJSON(canonical: bytes).bytes == bytes)
    }

    @Test func placesOfErrorsAreBytes() {
        #expect(throws: ParquetError(.json, "a number is not spelled as 1", at: .init(byteOffset: 5))) {
            _ = try CanonicalJSON(canonical: Array("{\"a\":1.0}".utf8))
        }
    }

    /// What is written is read as the same.
    @Test(arguments: 0..<200 as Range<UInt64>) func randomDocumentsComeBack(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let document = CanonicalJSON.array([CanonicalJSONTests.random(&generator, depth: 0)])
        let bytes = document.bytes
        #expect(try CanonicalJSON(canonical: bytes) == document)
        // A reader of another kind accepts it.
        _ = try JSONSerialization.jsonObject(with: Data(bytes))
    }

    /// A changed byte is refused, or makes another document that has exactly this spelling.
    @Test(arguments: 0..<100 as Range<UInt64>) func changedBytesAreNeverAnotherSpelling(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bytes = CanonicalJSONTests.random(&generator, depth: 0).bytes
        for _ in 0..<100 {
            let place = Int.random(in: bytes.indices, using: &generator)
            let old = bytes[place]
            bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
            if let document = try? CanonicalJSON(canonical: bytes) { #expect(document.bytes == bytes) }
            if Bool.random(using: &generator) { bytes[place] = old }
        }
    }

    private static func random(_ generator: inout SeededGenerator, depth: Int) -> CanonicalJSON {
        func text() -> String {
            let alphabet: [Character] = [
                "a", "\"", "\\", "\n", "\u{01}", "\u{1F}", "é", "€", "😀", "\u{e000}", "/", "\u{7F}",
            ]
            return String(
                (0..<Int.random(in: 0..<6, using: &generator)).map { _ in
                    alphabet.randomElement(using: &generator) ?? "a"
                })
        }
        switch Int.random(in: 0..<(depth < 4 ? 8 : 6), using: &generator) {
        case 0: return .null
        case 1: return .boolean(Bool.random(using: &generator))
        case 2: return .integer(Int.random(in: -1_000_000...1_000_000, using: &generator))
        case 3, 4:
            let number = Double(bitPattern: UInt64.random(in: .min ... .max, using: &generator))
            return number.isFinite ? .number(number) : .null
        case 5: return .string(text())
        case 6:
            return .array(
                (0..<Int.random(in: 0..<5, using: &generator)).map { _ in random(&generator, depth: depth + 1) })
        default:
            var members: [(key: String, value: CanonicalJSON)] = []
            for _ in 0..<Int.random(in: 0..<5, using: &generator) {
                let key = text()
                guard !members.contains(where: { Array($0.key.utf8) == Array(key.utf8) }) else { continue }
                members.append((key, random(&generator, depth: depth + 1)))
            }
            return .object(CanonicalMembers(members))
        }
    }
}
