import Parquet
import Testing

@testable import ParquetJSON

/// What becomes of JSON values in columns of every type.
@Suite struct ConversionTests {
    /// One value, read as a column of `type`: an array with the column's only value, nil if it is null.
    private func one(_ value: String, _ type: String, _ read: String? = nil) throws(ParquetError) -> RecordBatch {
        let rule = read.map { ", \"read\": \"\($0)\"" } ?? ""
        let contract =
            "{\"contract\": 1, \"unknown_keys\": \"fail\", \"drift\": \"fail\", \"columns\": [{\"name\": \"v\", \"type\": \"\(type)\"\(rule)}]}"
        return try ParquetJSONTests.read("{\"v\":\(value)}", by: contract).0
    }

    private func doesNotFit(_ value: String, _ type: String, _ read: String? = nil) -> Bool {
        do throws(ParquetError) {
            _ = try one(value, type, read)
            return false
        } catch {
            return error.code == .contract && error.place.column == "v" && error.place.line == 1
                && error.place.byteOffset == 5
        }
    }

    @Test func nullIsNull() throws {
        for type in ["string", "int", "bigint", "double", "boolean", "date", "uuid", "json", "decimal(30,2)", "binary"]
        {
            let batch = try one("null", type)
            #expect(batch.columns[0].presence == .validity(Bitmap([false])))
            #expect(batch.columns[0].values.count == 0)
        }
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("1", 1), ("-1", -1), ("9223372036854775807", Int64.max),
            ("-9223372036854775808", Int64.min), ("9007199254740993", 9_007_199_254_740_993), ("12345678", 12_345_678),
            ("123456789", 123_456_789), ("1234567812345678", 1_234_567_812_345_678),
            ("12345678123456789", 12_345_678_123_456_789),
            ("200.0", 200), ("2e2", 200), ("1.5e1", 15), ("1500e-2", 15), ("0e99999999999", 0),
            ("9223372036854775807.000", Int64.max), ("9.223372036854775807e18", Int64.max),
        ] as [(String, Int64)])
    func bigint(_ text: String, _ value: Int64) throws {
        #expect(int64s(try one(text, "bigint"), 0) == [value])
    }

    @Test(arguments: [
        "9223372036854775808", "-9223372036854775809", "18446744073709551616", "99999999999999999999", "1e19", "1.5",
        "1e-1", "\"1\"", "true", "[]", "{}", "1e400",
    ])
    func bigintDoesNotFit(_ text: String) { #expect(doesNotFit(text, "bigint")) }

    @Test func smallerIntegers() throws {
        #expect(int32s(try one("2147483647", "int"), 0) == [Int32.max])
        #expect(int32s(try one("-2147483648", "int"), 0) == [Int32.min])
        #expect(doesNotFit("2147483648", "int") && doesNotFit("-2147483649", "int") && doesNotFit("\"1\"", "int"))
        #expect(int32s(try one("32767", "smallint"), 0) == [32_767])
        #expect(doesNotFit("32768", "smallint") && doesNotFit("-32769", "smallint"))
        #expect(int32s(try one("-128", "tinyint"), 0) == [-128])
        #expect(doesNotFit("128", "tinyint"))
    }

    @Test(arguments: [
        "0", "1", "0.1", "0.3", "123.456", "9007199254740992", "9007199254740994", "9007199254740993.0",
        "9007199254740992.5", "1.7976931348623157e308", "5e-324",
        "2.2250738585072011e-308", "2.2250738585072014e-308", "4.9406564584124654e-324", "1e22", "1e23",
        "123456789012345",
        "1234567890123456", "12345678901234568", "10000000000000000000000", "0.000001", "0.1234567890123456789",
        "1e-400", "39.84", "8.41e-5",
        "6929495644600919.5", "7.8459735791271921e65", "3.5844466002796428e298",
        "0.500000000000000166533453693773481063544750213623046875",
        "9214843084008499.0", "30078505129381147446200.0", "1777820000000000000001e0", "2.2250738585072012e-308",
        "123456789.123456",
        "179769313486231570000e288", "0.0000000000000000000000000000000000000000000000000001", "123e-7",
        "1.000000000000000",
    ])
    func doublesAreCorrectlyRounded(_ text: String) throws {
        for sign in ["", "-"] {
            let expected = try #require(Double(sign + text))
            #expect(doubles(try one(sign + text, "double"), 0) == [expected])
            let single = try #require(Float(sign + text))
            // Whole numbers must be held exactly.
            if text.allSatisfy(\.isNumber), Double(single) != expected {
                #expect(doesNotFit(sign + text, "float"))
            } else if single.isFinite {
                #expect(floats(try one(sign + text, "float"), 0) == [single])
            }
        }
    }

    @Test func zerosKeepTheirSign() throws {
        for text in ["-0", "-0.0", "-0e5", "-0.000000000000000000000000"] {
            #expect(doubles(try one(text, "double"), 0).first??.sign == .minus)
            #expect(floats(try one(text, "float"), 0).first??.sign == .minus)
        }
        #expect(doubles(try one("0", "double"), 0).first??.sign == .plus)
    }

    @Test func doublesThatDoNotFit() throws {
        for text in ["1e309", "-1.8e308", "\"1\"", "true", "[1]"] { #expect(doesNotFit(text, "double")) }
        // Whole numbers that the format does not hold exactly: beyond 2^53 and 2^24, and of more than 38 digits.
        for text in ["9007199254740993", "-9007199254740993", "12345678901234567", "1777820000000000000001"] {
            #expect(doesNotFit(text, "double"), "\(text)")
        }
        #expect(doesNotFit("1\(String(repeating: "0", count: 38))1", "double"))
        #expect(doesNotFit("16777217", "float"))
        #expect(floats(try one("16777216", "float"), 0) == [16_777_216])
        for text in ["3.5e38", "1e39", "-1e309"] { #expect(doesNotFit(text, "float")) }
    }

    @Test func randomDoublesComeBack() throws {
        var generator = SeededGenerator(seed: 5)
        var text = ""
        var expected: [Double?] = []
        for _ in 0..<20_000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            text += "{\"v\":\(value)}\n"
            expected.append(value)
        }
        let contract =
            "{\"contract\": 1, \"unknown_keys\": \"fail\", \"drift\": \"fail\", \"columns\": [{\"name\": \"v\", \"type\": \"double\"}]}"
        #expect(doubles(try ParquetJSONTests.read(text, by: contract).0, 0) == expected)
    }

    @Test func booleansOnly() throws {
        #expect(booleans(try one("true", "boolean"), 0) == [true])
        #expect(booleans(try one("false", "boolean"), 0) == [false])
        for text in ["0", "1", "\"true\"", "[]"] { #expect(doesNotFit(text, "boolean")) }
    }

    @Test(arguments: [
        ("\"\"", ""), ("\"a\"", "a"), ("\"é€😀\"", "é€😀"), ("\"\\u00e9\\u20AC\\uD83D\\uDE00\"", "é€😀"),
        ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\u{8}\u{C}\n\r\t"), ("\"a\\u0000b\"", "a\u{0}b"),
        ("\"\\uFFFF\"", "\u{FFFF}"),
        (
            "\"0123456789abcdef0123456789abcdef0123456789abcdef\\n\"",
            "0123456789abcdef0123456789abcdef0123456789abcdef\n"
        ),
    ])
    func strings(_ text: String, _ value: String) throws {
        #expect(ParquetJSONTests.strings(try one(text, "string"), 0) == [value])
        #expect(ParquetJSONTests.strings(try one(text, "binary"), 0) == [value])
        #expect(ParquetJSONTests.strings(try one(text, "binary", "utf8"), 0) == [value])
    }

    @Test func onlyStringsAreStrings() {
        for text in ["1", "1.5", "true", "[]", "{}", "[\"a\"]"] {
            #expect(doesNotFit(text, "string") && doesNotFit(text, "binary") && doesNotFit(text, "uuid"))
        }
    }

    @Test(arguments: ["1", "1.50", "true", "\"a\"", "\"\\u0041\"", "{\"a\":[1, 2]}", "[ ]", "{}", "-0.0e1", "\"\""])
    func jsonKeepsTheText(_ text: String) throws {
        #expect(ParquetJSONTests.strings(try one(text, "json"), 0) == [text])
    }

    @Test(
        arguments: [
            ("", []), ("Zg==", [0x66]), ("Zm8=", [0x66, 0x6F]), ("Zm9v", [0x66, 0x6F, 0x6F]),
            ("Zm9vYg==", [0x66, 0x6F, 0x6F, 0x62]),
            ("+/+/", [0xFB, 0xFF, 0xBF]), ("\\/+8=", [0xFF, 0xEF]), ("AAAA", [0, 0, 0]),
        ] as [(String, [UInt8])])
    func base64(_ text: String, _ value: [UInt8]) throws {
        #expect(bytes(try one("\"\(text)\"", "binary", "base64"), 0) == [value])
    }

    @Test(arguments: ["Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zm 9v", "Zg==Zg==", "====", "Zm9-", "Z===", "é==="])
    func base64DoesNotFit(_ text: String) { #expect(doesNotFit("\"\(text)\"", "binary", "base64")) }

    @Test func hex() throws {
        #expect(bytes(try one("\"00fFA1\"", "binary", "hex"), 0) == [[0x00, 0xFF, 0xA1]])
        #expect(bytes(try one("\"\"", "binary", "hex"), 0) == [[]])
        #expect(doesNotFit("\"0\"", "binary", "hex") && doesNotFit("\"0g\"", "binary", "hex"))
        #expect(doesNotFit("12", "binary", "hex"))
    }

    @Test func uuids() throws {
        let expected: [UInt8] = [
            0x0C, 0x5C, 0x7F, 0xD0, 0xA6, 0xA3, 0x44, 0x50, 0xA5, 0x13, 0x27, 0x0E, 0x26, 0x9E, 0x0D, 0x37,
        ]
        #expect(bytes(try one("\"0c5c7fd0-a6a3-4450-a513-270e269e0d37\"", "uuid"), 0) == [expected])
        #expect(bytes(try one("\"0C5C7FD0-A6A3-4450-A513-270E269E0D37\"", "uuid"), 0) == [expected])
        for text in [
            "0c5c7fd0a6a34450a513270e269e0d37", "0c5c7fd0-a6a3-4450-a513-270e269e0d3",
            "0c5c7fd0-a6a3-4450-a513-270e269e0d3g",
            "0c5c7fd0-a6a3-4450-a513+270e269e0d37", "{0c5c7fd0-a6a3-4450-a513-270e269e0d3}", "",
            "0c5c7fd0-a6a3-4450-a513-270e269e0d3`",
            "0c5c7fd0-a6a3-4450-a513-270e269e0d3@", "0c5c7fd0-a6a3-4450-a513-270e269e0d3/",
            "0c5c7fd0-a6a3-4450-a513-270e269e0d3:",
        ] {
            #expect(doesNotFit("\"\(text)\"", "uuid"), "\(text)")
        }
    }

    @Test func everyHexadecimalDigitOfAUUID() {
        for byte in UInt8(0x20)..<0x7F where byte != 0x22 && byte != 0x5C {
            let digit = Character(UnicodeScalar(byte))
            for place in [0, 7, 9, 16, 21, 35] {
                var text = Array("00000000-0000-0000-0000-000000000000")
                text[place] = digit
                #expect(doesNotFit("\"\(String(text))\"", "uuid") == !digit.isHexDigit, "\(digit) at \(place)")
            }
        }
    }

    @Test(
        arguments: [
            ("0", "decimal(5,2)", 0), ("1", "decimal(5,2)", 100), ("-1.5", "decimal(5,2)", -150),
            ("999.99", "decimal(5,2)", 99_999),
            ("-999.99", "decimal(5,2)", -99_999), ("1.50000", "decimal(5,2)", 150), ("15e-1", "decimal(5,2)", 150),
            ("\"12.34\"", "decimal(5,2)", 1_234),
            ("-0.0", "decimal(5,2)", 0), ("123", "decimal(3)", 123), ("1.2e2", "decimal(3)", 120),
        ] as [(String, String, Int32)])
    func decimalsOfFourBytes(_ text: String, _ type: String, _ value: Int32) throws {
        #expect(int32s(try one(text, type), 0) == [value])
    }

    @Test func longerDecimals() throws {
        #expect(int64s(try one("12345678.90", "decimal(10,2)"), 0) == [1_234_567_890])
        #expect(int64s(try one("999999999999999999", "decimal(18,0)"), 0) == [999_999_999_999_999_999])
        #expect(int64s(try one("-99999999999999999.9", "decimal(18,1)"), 0) == [-999_999_999_999_999_999])
        // 10^19 - 1 = 0x8AC7230489E7FFFF needs nine bytes.
        #expect(
            bytes(try one("9999999999999999999", "decimal(19,0)"), 0)
                == [[0x00, 0x8A, 0xC7, 0x23, 0x04, 0x89, 0xE7, 0xFF, 0xFF]])
        #expect(bytes(try one("-1", "decimal(19,0)"), 0) == [[UInt8](repeating: 0xFF, count: 9)])
        // 10^38 - 1 = 0x4B3B4CA85A86C47A098A223FFFFFFFFF.
        let most: [UInt8] = [
            0x4B, 0x3B, 0x4C, 0xA8, 0x5A, 0x86, 0xC4, 0x7A, 0x09, 0x8A, 0x22, 0x3F, 0xFF, 0xFF, 0xFF, 0xFF,
        ]
        let nines = String(repeating: "9", count: 38)
        #expect(bytes(try one(nines, "decimal(38,0)"), 0) == [most])
        #expect(bytes(try one("\"0.\(nines)\"", "decimal(38,38)"), 0) == [most])
        #expect(bytes(try one("-\(nines)", "decimal(38)"), 0).first??.last == 0x01)
        #expect(doesNotFit("1\(String(repeating: "0", count: 38))", "decimal(38)"))
        #expect(doesNotFit("-1e38", "decimal(38)"))
    }

    @Test(arguments: [
        "1000", "-1000", "0.001", "1.999", "1e3", "1e-3", "\"a\"", "\"1,5\"", "\"+1\"", "\"\"", "\" 1\"", "\"01\"",
        "true", "[]",
    ])
    func decimalsThatDoNotFit(_ text: String) { #expect(doesNotFit(text, "decimal(5,2)")) }

    @Test func decimalByteCounts() {
        // The fewest bytes for a precision, from the table of LogicalTypes.md's rule: 10^p - 1 < 2^(8n - 1).
        let most = [2, 4, 6, 9, 11, 14, 16, 18, 21, 23, 26, 28, 31, 33, 35, 38]
        for (index, precision) in most.enumerated() {
            #expect(ContractType.decimalByteCount(precision: precision) == index + 1)
            if precision < 38 { #expect(ContractType.decimalByteCount(precision: precision + 1) == index + 2) }
        }
    }
}
