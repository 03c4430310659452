import Parquet
import ParquetTestSupport
import Testing

@testable import ParquetJSON

/// Random lines, and lines with random damage, against a slow parser that is obviously right: the same lines are accepted, with
/// the same values, and of a text with a broken line that line is named.
@Suite struct ScannerOracleTests {
    private static let contract = """
        {"contract": 1, "unknown_keys": "drop", "drift": "fail", "columns": [
          {"name": "a", "type": "json"}, {"name": "b", "type": "json"}, {"name": "deep", "type": "json", "from": "/c/d"},
          {"name": "c", "type": "json"}]}
        """

    @Test(arguments: 0..<60 as Range<UInt64>)
    func randomLines(seed: UInt64) throws {
        var lines = RandomLines(seed: seed)
        let count = 2_000
        let texts = (0..<count).map { _ in lines.line() }
        try check(texts)
    }

    @Test(arguments: 0..<400 as Range<UInt64>)
    func damagedLines(seed: UInt64) throws {
        var lines = RandomLines(seed: seed &+ 1_000)
        // Enough good lines before the damaged one that the scanner knows their shape.
        var texts = (0..<120).map { _ in lines.line() }
        for _ in 0..<6 { texts.append(lines.damaged(lines.line())) }
        texts += (0..<40).map { _ in lines.line() }
        try check(texts)
    }

    private func check(_ lines: [[UInt8]]) throws {
        let text = lines.reduce(into: [UInt8]()) { $0 += $1 + [0x0A] }
        let isBlank = { (line: [UInt8]) in line.allSatisfy { [0x20, 0x09, 0x0D].contains($0) } }
        let members = lines.map { isBlank($0) ? [] : StrictJSON.members($0) }
        var reader = try reader(ScannerOracleTests.contract)
        guard let broken = members.firstIndex(where: { $0 == nil }) else {
            let (batch, counts) = try read(text, with: &reader)
            #expect(counts.lines == lines.count)
            let rows = zip(lines, members).filter { !isBlank($0.0) }.map { $0.1 ?? [] }
            #expect(batch.rowCount == rows.count)
            for (column, key) in ["a", "b"].enumerated() {
                let read = bytes(batch, column)
                for (row, members) in rows.enumerated() {
                    let expected = members.last { $0.key == Array(key.utf8) }?.value
                    #expect(read[row] == (expected == Array("null".utf8) ? nil : expected), "row \(row)")
                }
            }
            let deep = bytes(batch, 2)
            for (row, members) in rows.enumerated() {
                let object = members.last { $0.key == Array("c".utf8) }.flatMap { StrictJSON.members($0.value) }
                let expected = object?.last { $0.key == Array("d".utf8) }?.value
                #expect(deep[row] == (expected == Array("null".utf8) ? nil : expected), "row \(row)")
            }
            return
        }
        let error = refusal(text, &reader)
        #expect(
            error?.code == .json && error?.place.line == broken + 1,
            "\(error?.description ?? "accepted"); line \(broken + 1): \(String(decoding: lines[broken], as: UTF8.self))"
        )
    }

    private func refusal(_ text: [UInt8], _ reader: inout JSONLinesReader) -> ParquetError? {
        do throws(ParquetError) {
            _ = try read(text, with: &reader)
            return nil
        } catch {
            return error
        }
    }
}

/// Objects of a few keys whose values change their kind, nest, vanish and come back.
private struct RandomLines {
    private var random: SeededGenerator
    private let shape: [String]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        shape = ["a", "b", "c", "e", "long key with more than sixteen bytes", "é"].shuffled(using: &random)
    }

    private mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }

    mutating func line() -> [UInt8] {
        if chance(0.01) { return Array(["", "  ", "\t\r"][Int.random(in: 0..<3, using: &random)].utf8) }
        var keys = shape
        if chance(0.1) { keys.shuffle(using: &random) }
        if chance(0.2) { keys.removeLast(Int.random(in: 0..<keys.count, using: &random)) }
        if chance(0.05), let key = keys.first { keys.append(key) }
        let spaced = chance(0.1)
        var parts: [String] = []
        for key in keys {
            parts.append(string(key, escaping: chance(0.03)) + (spaced ? " : " : ":") + value(depth: 0, key: key))
        }
        return Array(("{" + parts.joined(separator: spaced ? " ,\t" : ",") + "}" + (chance(0.05) ? "\r" : "")).utf8)
    }

    private mutating func value(depth: Int, key: String) -> String {
        if key == "c", chance(0.7) {
            return "{\"d\":" + value(depth: depth + 1, key: "") + (chance(0.5) ? ",\"x\":1}" : "}")
        }
        switch Int.random(in: 0..<(depth > 3 ? 5 : 8), using: &random) {
        case 0:
            return ["0", "-1", "12.5", "1e9", "-0.25E-3", "9223372036854775807"][Int.random(in: 0..<6, using: &random)]
        case 1: return ["true", "false", "null"][Int.random(in: 0..<3, using: &random)]
        case 2, 3:
            let length = Int.random(in: 0..<(chance(0.1) ? 200 : 30), using: &random)
            return string(String(repeating: chance(0.1) ? "é" : "x", count: length), escaping: chance(0.1))
        case 4: return ["{}", "[]", "[[]]", "{\"d\":{}}"][Int.random(in: 0..<4, using: &random)]
        case 5:
            let count = Int.random(in: 0..<4, using: &random)
            return "[" + (0..<count).map { _ in value(depth: depth + 1, key: "") }.joined(separator: ",") + "]"
        default:
            let count = Int.random(in: 0..<3, using: &random)
            return "{"
                + (0..<count).map { "\"k\($0)\":" + value(depth: depth + 1, key: "") }.joined(separator: ",") + "}"
        }
    }

    private mutating func string(_ text: String, escaping: Bool) -> String {
        guard escaping else { return "\"\(text)\"" }
        let escapes = ["\\n", "\\u00e9", "\\ud83d\\ude00", "\\\"", "\\\\", "\\/"]
        if ["a", "b", "c", "e"].contains(text) { return "\"\\u00\(String(text.utf8.first ?? 0, radix: 16))\"" }
        return "\"" + text + escapes[Int.random(in: 0..<escapes.count, using: &random)] + text + "\""
    }

    /// `line` with a few bytes changed, removed, put in or doubled; never with a line feed.
    mutating func damaged(_ line: [UInt8]) -> [UInt8] {
        var bytes = line
        let interesting = Array("{}[]:,\"\\0-.eEtfnu \t".utf8) + [0x00, 0x1F, 0x7F, 0x80, 0xC0, 0xED, 0xF4, 0xFF]
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            guard !bytes.isEmpty else { break }
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let byte = interesting[Int.random(in: 0..<interesting.count, using: &random)]
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = byte
            case 1: bytes.insert(byte, at: place)
            case 2: bytes.remove(at: place)
            case 3: bytes.removeLast(bytes.count - place)
            default: bytes.insert(contentsOf: bytes[place..<min(place + 5, bytes.count)], at: place)
            }
        }
        return bytes
    }
}
