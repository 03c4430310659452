import Parquet
import Testing

@testable import ParquetJSON

/// Arrays of objects that are alike are read on a way of their own: space between the parts of a line, which leads away from it,
/// changes nothing.
@Suite struct ObjectElementTests {
    private static let contract = """
        {"contract": 1, "columns": [{"name": "lines", "type": "array<struct<article:string,quantity:bigint,price:double,a\\"b:boolean>>"},
          {"name": "other", "type": "array<struct<json:json,deep:struct<x:string>>>"},
          {"name": "wide", "type": "array<struct<a_key_of_more_bytes_than_fit_in_two_vectors:string,b:string>>"}]}
        """

    /// Both forms of the same lines.
    private struct Writer {
        var random: SeededGenerator
        var compact = ""
        var spaced = ""

        mutating func write(_ text: String, spaces: Bool = true) {
            compact += text
            spaced += text
            if spaces { spaced += [" ", "\t", "  "].randomElement(using: &random) ?? " " }
        }

        mutating func scalar() {
            let texts = [
                "null", "true", "false", "0", "-1", "17", "728.38", "-0.5", "1e3", "123456789012345678",
                "1234567890.1234567", #""""#,
                #""Sticker \ud83c\udf89""#, #""a\"b\\""#, #""exactly fifteen.""#, #""Office chair, grey""#, #""Żółw""#,
                "\"" + String(repeating: "long ", count: 20) + "\"",
            ]
            write(texts.randomElement(using: &random) ?? "null")
        }

        mutating func value(_ depth: Int) {
            switch Int.random(in: 0..<(depth > 1 ? 12 : 14), using: &random) {
            case 12: array(depth + 1) { $0.value(depth + 1) }
            case 13: object(["x", "y"], depth + 1)
            default: scalar()
            }
        }

        mutating func array(_ depth: Int, _ element: (inout Writer) -> Void) {
            write("[")
            let count = Int.random(in: 0..<5, using: &random)
            for index in 0..<count {
                if index > 0 { write(",") }
                element(&self)
            }
            write("]")
        }

        /// An object of some of `keys`, mostly in their order, now and then with another one.
        mutating func object(_ keys: [String], _ depth: Int) {
            var keys = keys.filter { _ in Int.random(in: 0..<6, using: &random) > 0 }
            if Int.random(in: 0..<20, using: &random) == 0 { keys.shuffle(using: &random) }
            if Int.random(in: 0..<25, using: &random) == 0 { keys.append("unknown") }
            if Int.random(in: 0..<40, using: &random) == 0, let first = keys.first { keys.append(first) }
            write("{")
            for (index, key) in keys.enumerated() {
                if index > 0 { write(",") }
                write("\"\(key)\"")
                write(":")
                value(depth)
            }
            write("}")
        }

        mutating func line() {
            write("{")
            write("\"lines\"")
            write(":")
            array(0) { writer in
                if Int.random(in: 0..<15, using: &writer.random) == 0 { return writer.scalar() }
                writer.object(["article", "quantity", "price", #"a\"b"#], 0)
            }
            write(",")
            write("\"other\"")
            write(":")
            array(0) { $0.object(["json", "deep"], 0) }
            write(",")
            write("\"wide\"")
            write(":")
            array(0) { $0.object(["a_key_of_more_bytes_than_fit_in_two_vectors", "b"], 0) }
            write("}", spaces: false)
            write("\n", spaces: false)
        }
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func spaceChangesNothing(seed: UInt64) throws {
        var writer = Writer(random: SeededGenerator(seed: seed))
        for _ in 0..<40 {
            writer.compact = ""
            writer.spaced = ""
            for _ in 0..<Int.random(in: 1..<30, using: &writer.random) { writer.line() }
            let (compact, counts) = try read(writer.compact, by: ObjectElementTests.contract)
            let (spaced, expected) = try read(writer.spaced, by: ObjectElementTests.contract)
            // The text of JSON columns has its spaces.
            for column in compact.columns.indices
            where compact.schema.columns[column].path.names.last != "json"
                && compact.schema.columns[column].path.names != ["_extra"]
            {
                let areEqual = compact.columns[column] == spaced.columns[column]
                #expect(areEqual, "column \(column)")
            }
            #expect(counts == expected)
        }
    }

    /// What lines of the usual form come to, said without the reader.
    @Test func readsElements() throws {
        let lines = (0..<200).map { row in
            let elements = (0..<row % 4).map { element in
                #"{"article":"article \#(row) \#(element)","quantity":\#(row),"price":\#(element).5}"#
            }
            return "{\"lines\":[\(elements.joined(separator: ","))]}\n"
        }
        let (batch, counts) = try read(lines.joined(), by: ObjectElementTests.contract)
        #expect(counts.rows == 200)
        guard case .byteArray(let articles) = batch.columns[0].values,
            case .int64(let quantities) = batch.columns[1].values,
            case .double(let prices) = batch.columns[2].values
        else { return #expect(Bool(false), "columns of other types") }
        var next = 0
        for row in 0..<200 {
            for element in 0..<row % 4 {
                let isRight =
                    articles[next] == Array("article \(row) \(element)".utf8) && quantities[next] == Int64(row)
                    && prices[next] == Double(element) + 0.5
                #expect(isRight, "row \(row)")
                next += 1
            }
        }
        #expect(articles.count == next)
    }
}
