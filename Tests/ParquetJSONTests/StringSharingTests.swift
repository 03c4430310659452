import Parquet
import Testing

@testable import ParquetJSON

/// Readers that make dictionaries of strings give the same rows as those that do not.
@Suite struct StringSharingTests {
    private static let contract = """
        {"contract": 1, "columns": [
          {"name": "few", "type": "string"}, {"name": "many", "type": "string"}, {"name": "tags", "type": "array<string>"},
          {"name": "at", "type": "struct<place:string>"}, {"name": "must", "type": "string", "drift": "quarantine"}]}
        """

    /// A reader that makes dictionaries, and one that does not.
    private struct Pair {
        var sharing: JSONLinesReader
        var plain: JSONLinesReader
        private var sharingBatch: RecordBatch
        private var plainBatch: RecordBatch

        init(_ contract: String = StringSharingTests.contract) throws(ParquetError) {
            let contract = try SchemaContract(json: Array(contract.utf8))
            sharing = try JSONLinesReader(contract: contract, makesDictionaries: true)
            plain = try JSONLinesReader(contract: contract)
            sharingBatch = RecordBatch(schema: sharing.schema)
            plainBatch = RecordBatch(schema: plain.schema)
        }

        /// Reads `lines` with both, compares, and tells which columns have a dictionary.
        mutating func read(_ lines: String) throws(ParquetError) -> [Bool] {
            var shared: [RejectedLine] = []
            var others: [RejectedLine] = []
            let text = Array(lines.utf8)
            let span = text.span
            let counts = try sharing.read(unsafe span.bytes, into: &sharingBatch, rejecting: &shared)
            let expected = try plain.read(unsafe span.bytes, into: &plainBatch, rejecting: &others)
            try sharingBatch.check()
            #expect(counts == expected)
            #expect(shared.map(\.line) == others.map(\.line))
            var dictionaries: [Bool] = []
            for column in sharingBatch.columns.indices {
                let values = sharingBatch.columns[column].values
                if case .dictionary = values { dictionaries.append(true) } else { dictionaries.append(false) }
                let areValuesEqual = try values.resolved() == plainBatch.columns[column].values
                let isPresenceEqual = sharingBatch.columns[column].presence == plainBatch.columns[column].presence
                #expect(areValuesEqual && isPresenceEqual, "column \(column)")
            }
            return dictionaries
        }
    }

    @Test func comeAsDictionariesOnlyIfFewAreDistinct() throws {
        var pair = try Pair()
        for batch in 0..<3 {
            let lines = (0..<3_000).map { row in
                #"{"few":"colour \#(row % 200)","many":"\#(batch) \#(row)","tags":["a","b"],"at":{"place":"\#(row % 3)"},"must":"x"}"#
            }
            let dictionaries = try pair.read(lines.joined(separator: "\n"))
            #expect(dictionaries == [true, false, true, true, true, false])
        }
    }

    /// The first block of a batch has few, a later one too many: the batch has one form.
    @Test func becomesPlainWithinABatch() throws {
        var pair = try Pair()
        let lines = (0..<5_000).map { row in
            #"{"few":"\#(row < 2_500 ? row % 5 : row)","many":null,"must":"\#(row % 7)"}"#
        }
        let dictionaries = try pair.read(lines.joined(separator: "\n"))
        #expect(!dictionaries[0] && dictionaries[4])
        // It is left alone for some batches, and tried again.
        var tried = 0
        for _ in 0..<40 where try pair.read(#"{"few":"a","must":"b"}"#)[0] { tried += 1 }
        #expect(tried > 10 && tried < 40)
    }

    /// Strings with escapes have the number of the string they spell.
    @Test func resolvesEscapes() throws {
        var pair = try Pair()
        let spellings = [
            #""a\nb""#, #""a\u000ab""#, #""\u0061\nb""#, #""/""#, #""\/""#, #""""#, #""\ud83c\udf89""#, #""🎉""#,
        ]
        var lines: [String] = []
        for round in 0..<300 {
            lines.append("{\"few\":\(spellings[round % 8]),\"tags\":[\(spellings.joined(separator: ","))]}")
        }
        for _ in 0..<2 {
            let dictionaries = try pair.read(lines.joined(separator: "\n"))
            #expect(dictionaries[0] && dictionaries[2])
        }
    }

    /// Escapes of more spellings than there may be strings are no dictionary, though there is one string.
    @Test func hasALimitForSpellings() throws {
        var pair = try Pair()
        let letters = Array("abcdefghij")
        let lines = (0..<1_000).map { number in
            let text = letters.enumerated().map { place, letter in
                number >> place & 1 == 1 ? "\\u00" + String(letter.asciiValue ?? 0, radix: 16) : String(letter)
            }
            return "{\"few\":\"\(text.joined())\",\"many\":\"\\/\"}"
        }
        let dictionaries = try pair.read(lines.joined(separator: "\n"))
        #expect(!dictionaries[0] && dictionaries[1])
    }

    /// Nulls, other kinds, broken escapes, lines that are left out, long strings, in batches of all sizes.
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func givesTheSameRows(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var pair = try Pair()
        let distinct = [1, 5, 40, 300][Int(seed) % 4]
        let strings = (0..<distinct).map { _ in
            let length = Int.random(in: 0..<([10, 90].randomElement(using: &random) ?? 10), using: &random)
            return String((0..<length).map { _ in Array("abé🎉 ").randomElement(using: &random) ?? "a" })
        }
        func value() -> String {
            switch Int.random(in: 0..<40, using: &random) {
            case 0: "null"
            case 1: "17"
            case 2: #""\n\"quoted\"""#
            case 3: seed.isMultiple(of: 2) ? #""\ud800""# : "true"
            case 4: #"{"a":1}"#
            default: "\"\(strings.randomElement(using: &random) ?? "")\""
            }
        }
        for _ in 0..<6 {
            let lines = (0..<Int.random(in: 0..<3_000, using: &random)).map { _ in
                switch Int.random(in: 0..<50, using: &random) {
                case 0: ""
                case 1: "{\"few\":"
                default:
                    "{\"few\":\(value()),\"many\":\(value()),\"tags\":[\(value()),\(value())],\"at\":{\"place\":\(value())},"
                        + "\"must\":\(value())}"
                }
            }
            _ = try pair.read(lines.joined(separator: "\n"))
        }
    }

    /// The strings of more columns than there is memory for are none of a dictionary.
    @Test func hasALimitForColumns() throws {
        let names = (0..<200).map { "c\($0)" }
        let columns = names.map { #"{"name": "\#($0)", "type": "string"}"# }.joined(separator: ",")
        var pair = try Pair(#"{"contract": 1, "columns": [\#(columns)]}"#)
        let dictionaries = try pair.read("{" + names.map { "\"\($0)\":\"same\"" }.joined(separator: ",") + "}")
        #expect(dictionaries == (0...200).map { $0 < 128 })
    }

    /// A batch that has dictionaries of other types, as a file gives them, is used again as any is.
    @Test(arguments: [false, true])
    func usesDictionariesOfOtherTypesAgain(makesDictionaries: Bool) throws {
        let contract = try SchemaContract(
            json: Array(
                #"{"contract":1,"unknown_keys":"drop","drift":"fail","columns":[{"name":"u","type":"uuid"}]}"#.utf8))
        var reader = try JSONLinesReader(contract: contract, makesDictionaries: makesDictionaries)
        let known = ColumnValues.fixedLengthByteArray(
            FixedLengthByteArrayValues(length: 16, bytes: [UInt8](repeating: 7, count: 16)))
        var batch = try RecordBatch(
            schema: reader.schema, columns: [ColumnVector(.dictionary(indices: [0, 0], values: known))])
        let lines = Array(#"{"u":"00000000-0000-0000-0000-000000000001"}"#.utf8)
        _ = try read(lines, with: &reader, into: &batch)
        #expect(bytes(batch, 0) == [[UInt8](repeating: 0, count: 15) + [1]])
    }

    /// A batch of another schema is refused as it is without dictionaries.
    @Test func refusesOtherBatches() throws {
        let contract = try SchemaContract(json: Array(#"{"contract":1,"columns":[{"name":"a","type":"string"}]}"#.utf8))
        let other = try SchemaContract(json: Array(#"{"contract":1,"columns":[{"name":"a","type":"bigint"}]}"#.utf8))
        var reader = try JSONLinesReader(contract: contract, unknownKeys: .drop, makesDictionaries: true)
        var batch = RecordBatch(schema: try other.replacing(unknownKeys: .drop).schema())
        let text = Array(#"{"a":"b"}"#.utf8)
        let error = #expect(throws: ParquetError.self) {
            let span = text.span
            _ = try reader.read(unsafe span.bytes, into: &batch)
        }
        #expect(error?.code == .schema)
    }
}
