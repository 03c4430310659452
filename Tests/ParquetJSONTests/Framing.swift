import Parquet
import ParquetBytes
import ParquetJSON
import ParquetTestSupport

/// What a framer makes of a text.
struct Framed: Equatable {
    var text: [UInt8]
    var map: FrameMap

    /// The lines, without their line feeds.
    var lines: [[UInt8]] {
        var lines = text[..<map.wholeByteCount].split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        if lines.last == [] { lines.removeLast() }
        return lines
    }

    /// The lines as text.
    var records: [String] { lines.map { String(decoding: $0, as: UTF8.self) } }

    /// `text` with spaces in the place of `byte`.
    static func replacing(_ byte: UInt8, in text: String) -> String {
        String(decoding: text.utf8.map { $0 == byte ? 0x20 : $0 }, as: UTF8.self)
    }

    /// Frames `source` as a caller would that has `step` bytes at a time.
    init(_ source: [UInt8], as shape: RecordShape, step: Int = .max, limit: Int = 1 << 20) {
        var framer = RecordFramer(shape, maximumRecordLength: limit)
        var text = ByteBuffer()
        map = FrameMap()
        var start = 0
        while start < source.count {
            let end = step > source.count - start ? source.count : start + step
            let piece = Array(source[start..<end])
            var offset = 0
            // The framer stops behind each record and is asked to go on.
            while offset < piece.count { framer.frame(piece.rawBytes, at: &offset, into: &text, &map, upTo: 0) }
            start = end
        }
        framer.finish(into: text, &map)
        self.text = text.takeArray()
    }

    init(_ source: String, as shape: RecordShape, step: Int = .max, limit: Int = 1 << 20) {
        self.init(Array(source.utf8), as: shape, step: step, limit: limit)
    }
}

/// What the records of a text are, found slowly: JSON is asked of `StrictJSON`, and what stands between is looked at byte by
/// byte. Nil if the text is not of the shape, or a record no object.
enum FramingOracle {
    static func records(_ source: [UInt8], as shape: RecordShape) -> [String]? {
        // To StrictJSON a carriage return is the white space that a line feed is here; in a string it is as wrong.
        let text = source.map { $0 == 0x0A ? 0x0D : $0 }
        switch shape {
        case .array: return array(text).flatMap(objects)
        case .concatenated, .auto, .lines, .dynamoDB: return documents(text).flatMap(objects)
        case .under(let pointer):
            guard let documents = documents(text), !documents.isEmpty else { return nil }
            var records: [String] = []
            for document in documents {
                guard let elements = elements(document, pointer.keys), let found = objects(elements) else { return nil }
                records += found
            }
            return records
        }
    }

    private static func objects(_ texts: [[UInt8]]) -> [String]? {
        var records: [String] = []
        for text in texts {
            guard StrictJSON.members(text) != nil else { return nil }
            records.append(String(decoding: text, as: UTF8.self))
        }
        return records
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    private static func trimmed(_ text: some Collection<UInt8>) -> [UInt8] {
        Array(Array(text.drop(while: isSpace).reversed()).drop(while: isSpace).reversed())
    }

    /// The objects that follow each other: of an object no longer text is one, too.
    private static func documents(_ text: [UInt8]) -> [[UInt8]]? {
        var documents: [[UInt8]] = []
        var start = 0
        while true {
            while start < text.count, isSpace(text[start]) { start += 1 }
            guard start < text.count else { return documents }
            let end = (start..<text.count).first {
                text[$0] == 0x7D && StrictJSON.members(Array(text[start...$0])) != nil
            }
            guard let end else { return nil }
            documents.append(Array(text[start...end]))
            start = end + 1
        }
    }

    /// The elements of the array that `text` is.
    private static func array(_ text: [UInt8]) -> [[UInt8]]? {
        guard let members = StrictJSON.members(Array("{\"a\":".utf8) + text + [0x7D]), members.count == 1 else {
            return nil
        }
        let array = trimmed(members[0].value)
        guard array.first == 0x5B else { return nil }
        var elements: [[UInt8]] = []
        var depth = 0
        var isString = false
        var isEscaped = false
        var start = 1
        for (place, byte) in array.enumerated() {
            if isString {
                if isEscaped {
                    isEscaped = false
                } else if byte == 0x5C {
                    isEscaped = true
                } else {
                    isString = byte != 0x22
                }
                continue
            }
            switch byte {
            case 0x22: isString = true
            case 0x7B, 0x5B: depth += 1
            case 0x7D, 0x5D: depth -= 1
            default: break
            }
            if depth == 1 && byte == 0x2C || depth == 0 {
                elements.append(trimmed(array[start..<place]))
                start = place + 1
            }
        }
        return elements == [[]] ? [] : elements
    }

    private static func elements(_ document: [UInt8], _ keys: [String]) -> [[UInt8]]? {
        guard let key = keys.first else { return array(document) }
        guard let members = StrictJSON.members(document) else { return nil }
        let wanted = members.filter { $0.key == Array(key.utf8) }
        guard wanted.count == 1 else { return nil }
        return elements(wanted[0].value, Array(keys.dropFirst()))
    }
}

/// Random records, and texts that hold them.
struct RandomRecords {
    var generator: SeededGenerator
    /// Whether strings may hold backslashes.
    var mayEscape = true
    /// Whether white space may hold line feeds.
    var mayBreakLines = true

    mutating func space() -> String {
        guard Bool.random(using: &generator) else { return "" }
        let kinds = mayBreakLines ? [" ", "  ", "\t", "\n", "\r\n", "\n    "] : [" ", "\t", "\r"]
        return kinds.randomElement(using: &generator) ?? ""
    }

    mutating func string() -> String {
        let parts = [
            "a", "}", "{", "[", "]", ",", "\\\"", "\\\\", "\\n", "\\u00e9", "é", "🏢", ":", "Records", "\\ud83d\\ude80",
        ]
        let count = Int.random(in: 0..<6, using: &generator)
        let usable = mayEscape ? parts : parts.filter { !$0.contains("\\") }
        return "\"" + (0..<count).map { _ in usable.randomElement(using: &generator) ?? "" }.joined() + "\""
    }

    mutating func value(_ depth: Int) -> String {
        switch Int.random(in: 0..<(depth > 3 ? 4 : 7), using: &generator) {
        case 0: return string()
        case 1:
            return ["0", "-1", "1.50", "1e5", "-0.25E-3", "12345678901234567890"].randomElement(using: &generator)
                ?? "0"
        case 2: return ["true", "false", "null"].randomElement(using: &generator) ?? "null"
        case 3: return "\"x\""
        case 4: return object(depth + 1)
        default:
            let count = Int.random(in: 0..<3, using: &generator)
            let elements = (0..<count).map { _ in space() + value(depth + 1) + space() }
            return "[" + (count == 0 ? space() : elements.joined(separator: ",")) + "]"
        }
    }

    mutating func object(_ depth: Int = 0) -> String {
        let count = Int.random(in: 0..<4, using: &generator)
        let members = (0..<count).map { _ in space() + string() + space() + ":" + space() + value(depth) + space() }
        return "{" + (count == 0 ? space() : members.joined(separator: ",")) + "}"
    }
}
