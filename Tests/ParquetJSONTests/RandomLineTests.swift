import Foundation
import Parquet
import Testing

@testable import ParquetJSON

/// Lines of random values, shapes, order and white space come back as they were, whatever the chunks.
@Suite struct RandomLineTests {
    static let contract = """
        {"contract": 1, "unknown_keys": "drop", "drift": "fail", "columns": [
          {"name": "s", "type": "string"}, {"name": "i", "type": "bigint"}, {"name": "d", "type": "double"},
          {"name": "b", "type": "boolean"}, {"name": "deep", "type": "string", "from": "/o/p/deep"}, {"name": "o", "type": "json"},
          {"name": "t", "type": "timestamp(micros)", "read": "epoch_seconds"}]}
        """

    struct Row: Equatable {
        var string: String?
        var integer: Int64?
        var double: Double?
        var boolean: Bool?
        var deep: String?
        var object: String?
        var time: Int64?
    }

    private struct Writer {
        var generator: SeededGenerator
        /// How many of a hundred lines have another shape than the others.
        let oddity: Int

        mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

        mutating func space() -> String {
            chance(oddity / 4)
                ? String(repeating: [" ", "\t", "\r"].randomElement(using: &generator) ?? "", count: 2) : ""
        }

        mutating func text() -> String {
            let alphabets: [[Character]] = [
                Array("abcdefghijklmnopqrstuvwxyz0123456789-_/ "), Array("aé€😀\"\\\n\u{1}/"), Array("{}[]:,\"'"),
            ]
            let alphabet = alphabets[chance(oddity) ? Int.random(in: 0..<3, using: &generator) : 0]
            let length =
                chance(10) ? Int.random(in: 0..<200, using: &generator) : Int.random(in: 0..<30, using: &generator)
            return String((0..<length).map { _ in alphabet.randomElement(using: &generator) ?? "a" })
        }

        mutating func quoted(_ text: String) -> String {
            guard chance(oddity) else { return JSONValue.quoted(text) }
            // Everything escaped, as UTF-16.
            return "\""
                + text.utf16.map { unit in
                    let digits = String(unit, radix: 16)
                    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }.joined() + "\""
        }

        mutating func anything(_ depth: Int) -> String {
            switch Int.random(in: 0..<(depth > 3 ? 4 : 6), using: &generator) {
            case 0: return quoted(text())
            case 1: return "\(Int64.random(in: .min ... .max, using: &generator))"
            case 2: return ["null", "true", "false"].randomElement(using: &generator) ?? "null"
            case 3: return "\(Double.random(in: -1e6...1e6, using: &generator))"
            case 4:
                let count = Int.random(in: 0..<4, using: &generator)
                return "[" + (0..<count).map { _ in space() + anything(depth + 1) + space() }.joined(separator: ",")
                    + "]"
            default:
                let count = Int.random(in: 0..<4, using: &generator)
                return "{"
                    + (0..<count).map { "\"k\($0)\"" + space() + ":" + space() + anything(depth + 1) }.joined(
                        separator: ",")
                    + space() + "}"
            }
        }

        mutating func line() -> (String, Row) {
            var row = Row()
            var members: [String] = []
            if !chance(oddity) {
                row.string = text()
                members.append("\"s\":" + space() + quoted(row.string ?? ""))
            }
            if !chance(oddity) {
                let value =
                    Int64.random(in: .min ... .max, using: &generator) >> Int64.random(in: 0..<63, using: &generator)
                row.integer = value
                members.append("\"i\"" + space() + ":\(value)")
            }
            if !chance(oddity) {
                let value = Double(bitPattern: generator.next())
                row.double = value.isFinite ? value : 0.1
                members.append("\"d\":\(row.double ?? 0)")
            } else if chance(50) {
                members.append("\"d\":null")
            }
            if !chance(oddity) {
                row.boolean = chance(50)
                members.append(space() + "\"b\":\(row.boolean == true)")
            }
            if !chance(oddity) {
                row.deep = text()
                row.object = "{\"x\":" + anything(2) + ",\"p\":{\"deep\":" + quoted(row.deep ?? "") + "}}"
                members.append("\"o\":" + (row.object ?? ""))
            }
            if !chance(oddity) {
                let value = Int64.random(in: -4_000_000_000_000_000...4_000_000_000_000_000, using: &generator)
                row.time = value
                let digits = String(value.magnitude)
                let padded = String(repeating: "0", count: max(0, 7 - digits.count)) + digits
                members.append("\"t\":\(value < 0 ? "-" : "")\(padded.dropLast(6)).\(padded.suffix(6))")
            }
            if chance(50) { members.append("\"unknown\":" + anything(0)) }
            if chance(oddity) { members.shuffle(using: &generator) }
            return (space() + "{" + members.joined(separator: "," + space()) + "}" + space(), row)
        }
    }

    private func rows(_ batch: RecordBatch) -> [Row] {
        let (s, i, d, b) = (strings(batch, 0), int64s(batch, 1), doubles(batch, 2), booleans(batch, 3))
        let (deep, o, t) = (strings(batch, 4), strings(batch, 5), int64s(batch, 6))
        return (0..<batch.rowCount).map {
            Row(
                string: s[$0], integer: i[$0], double: d[$0], boolean: b[$0], deep: deep[$0], object: o[$0], time: t[$0]
            )
        }
    }

    @Test(arguments: [0, 3, 40], [1, 2]) func randomLines(_ oddity: Int, _ seed: UInt64) throws {
        var writer = Writer(generator: SeededGenerator(seed: seed), oddity: oddity)
        var lines: [[UInt8]] = []
        var expected: [Row] = []
        for _ in 0..<3_000 {
            let (line, row) = writer.line()
            lines.append(Array(line.utf8))
            expected.append(row)
            // Another parser agrees that the line is JSON.
            #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil, "\(line)")
        }
        let whole = Array(lines.joined(separator: [0x0A]))
        let (batch, counts) = try read(whole, by: Self.contract)
        #expect(counts.rows == 3_000)
        #expect(rows(batch) == expected)
        // In pieces, with the memory of the batch used again.
        var reader = try reader(Self.contract)
        var piece = RecordBatch(schema: reader.schema)
        var start = 0
        while start < lines.count {
            let end = min(lines.count, start + Int.random(in: 1...200, using: &writer.generator))
            let text = Array(lines[start..<end].joined(separator: [0x0A])) + (writer.chance(50) ? [0x0A] : [])
            _ = try read(text, with: &reader, into: &piece)
            #expect(rows(piece) == Array(expected[start..<end]))
            start = end
        }
    }

    /// Changing any byte of a line either leaves JSON, of which another parser makes the same, or is an error for both.
    @Test func changedBytes() throws {
        var writer = Writer(generator: SeededGenerator(seed: 77), oddity: 30)
        let contract =
            "{\"contract\": 1, \"unknown_keys\": \"drop\", \"drift\": \"fail\", \"columns\": [{\"name\": \"s\", \"type\": \"json\"}]}"
        var reader = try reader(contract)
        var batch = RecordBatch(schema: reader.schema)
        let (good, _) = writer.line()
        var agreed = 0
        for _ in 0..<5_000 {
            var line = Array(writer.line().0.utf8)
            let place = Int.random(in: 0..<line.count, using: &writer.generator)
            line[place] = UInt8.random(in: 0...255, using: &writer.generator)
            if line.contains(0x0A) { continue }
            // Before it, a good line; the text ends late enough for the learned gaps to be followed.
            let text =
                Array(good.utf8) + [0x0A] + line + [0x0A]
                + Array(repeatElement(Array("{}\n".utf8), count: 200).joined())
            var ours = false
            do throws(ParquetError) {
                _ = try read(text, with: &reader, into: &batch)
                ours = true
            } catch {
                // Duplicate keys and huge numbers are no errors to us; all our errors here are of JSON.
                #expect(error.code == .json)
                #expect(error.place.line == 2)
            }
            let theirs = StrictJSON.isObject(line)
            #expect(ours == theirs, "\(String(decoding: line, as: UTF8.self)) \(line)")
            agreed += ours ? 1 : 0
        }
        // Most changes are within strings and numbers.
        #expect(agreed > 400)
    }
}

/// RFC 8259 once more, written to be plain instead of fast: recursive, one scalar after the other.
private struct StrictJSON {
    private var rest: Substring.UnicodeScalarView

    static func isObject(_ bytes: [UInt8]) -> Bool {
        guard let text = String(validating: bytes, as: UTF8.self) else { return false }
        var parser = StrictJSON(rest: Substring(text).unicodeScalars)
        parser.space()
        guard parser.rest.first == "{", parser.value() else { return false }
        parser.space()
        return parser.rest.isEmpty
    }

    private mutating func space() {
        while let first = rest.first, first == " " || first == "\t" || first == "\r" { rest.removeFirst() }
    }

    private mutating func take(_ scalar: UnicodeScalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func take(_ word: String) -> Bool { word.unicodeScalars.allSatisfy { take($0) } }

    private mutating func value() -> Bool {
        space()
        switch rest.first {
        case "{":
            return list("}") { parser in
                parser.space()
                guard parser.rest.first == "\"", parser.string() else { return false }
                parser.space()
                return parser.take(":") && parser.value()
            }
        case "[": return list("]") { $0.value() }
        case "\"": return string()
        case "t": return take("true")
        case "f": return take("false")
        case "n": return take("null")
        default: return number()
        }
    }

    private mutating func list(_ end: UnicodeScalar, _ element: (inout StrictJSON) -> Bool) -> Bool {
        rest.removeFirst()
        space()
        if take(end) { return true }
        while true {
            guard element(&self) else { return false }
            space()
            if take(end) { return true }
            guard take(",") else { return false }
        }
    }

    private mutating func hexadecimal() -> UInt32? {
        guard take("u") else { return nil }
        let digits = rest.prefix(4)
        guard digits.count == 4, digits.allSatisfy({ $0.properties.isASCIIHexDigit }) else { return nil }
        rest.removeFirst(4)
        return UInt32(String(digits), radix: 16)
    }

    private mutating func string() -> Bool {
        rest.removeFirst()
        while let scalar = rest.popFirst() {
            if scalar == "\"" { return true }
            if scalar.value < 0x20 { return false }
            guard scalar == "\\" else { continue }
            if rest.first == "u" {
                guard let unit = hexadecimal() else { return false }
                if (0xDC00...0xDFFF).contains(unit) { return false }
                if (0xD800...0xDBFF).contains(unit) {
                    guard take("\\"), let low = hexadecimal(), (0xDC00...0xDFFF).contains(low) else { return false }
                }
            } else {
                guard let escaped = rest.popFirst(), "\"\\/bfnrt".unicodeScalars.contains(escaped) else { return false }
            }
        }
        return false
    }

    private mutating func digits() -> Int {
        var count = 0
        while let first = rest.first, ("0"..."9").contains(first) {
            rest.removeFirst()
            count += 1
        }
        return count
    }

    private mutating func number() -> Bool {
        _ = take("-")
        let isZero = rest.first == "0"
        let count = digits()
        guard count > 0, !isZero || count == 1 else { return false }
        if take("."), digits() == 0 { return false }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            return digits() > 0
        }
        return true
    }
}
