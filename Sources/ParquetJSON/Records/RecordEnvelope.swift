internal import Parquet
internal import ParquetBytes

/// What stands around records that are the elements of an array: the document, of which the keys lead to the array.
///
/// It is walked strictly and not kept. The records themselves are walked by others, who say when one has ended.
struct RecordEnvelope: Sendable {
    /// What a byte between records is.
    enum Between {
        /// White space or a comma.
        case nothing
        /// The first byte of a record. It is not taken.
        case recordStart
        /// The end of the array.
        case arrayEnd
    }

    /// The keys that lead to the array; none if the document is the array.
    private let keys: [[UInt8]]
    private let pointer: JSONPointer
    private var grammar = JSONGrammar()
    /// How many of the open objects are on the way to the array.
    private var matched = 0
    /// Whether the next value is on the way.
    private var isOnWay = true
    /// Whether the array was there in this document.
    private var isFound = false
    /// Whether a document has begun.
    private var hasBegun = false
    /// The key that is open, with its escapes.
    private var key: [UInt8] = []
    /// How many keys were passed over since this was last set to zero.
    var ignoredKeys = 0

    /// The envelope of records at `pointer`.
    init(_ pointer: JSONPointer) {
        self.pointer = pointer
        keys = pointer.keys.map { Array($0.utf8) }
    }

    /// The longest key that can be one of those on the way: each of its bytes may be an escape of six.
    private var maximumKeyLength: Int { 6 * (keys.map(\.count).max() ?? 0) }

    /// Takes the next byte outside of the array.
    ///
    /// - Returns: whether it has opened the array.
    mutating func take(_ byte: UInt8, at offset: Int) throws(ParquetError) -> Bool {
        let isSpace = byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
        if grammar.state == .done, !isSpace, !keys.isEmpty {
            // Another document.
            grammar = JSONGrammar()
            isOnWay = true
            isFound = false
        }
        if isOnWay, grammar.isBeforeValue, !isSpace { return try beginOnWay(byte, at: offset) }
        let wasInKey = grammar.isKey && isInText
        let depth = grammar.depth
        try grammar.take(byte, at: offset)
        if wasInKey {
            if depth == matched { try takeKey(byte, at: offset) }
        } else if grammar.isKey, isInText {
            key.removeAll(keepingCapacity: true)
        } else if grammar.depth < depth, depth == matched {
            guard isFound else { throw notFound(at: offset) }
            matched -= 1
        }
        return false
    }

    /// Takes the next byte within the array, outside of records.
    mutating func takeBetweenRecords(_ byte: UInt8, at offset: Int) throws(ParquetError) -> Between {
        if byte == 0x7B, grammar.isBeforeValue { return .recordStart }
        let depth = grammar.depth
        let wasBeforeValue = grammar.isBeforeValue
        try grammar.take(byte, at: offset)
        if grammar.depth < depth { return .arrayEnd }
        if wasBeforeValue, !grammar.isBeforeValue || grammar.depth > depth {
            throw .json("a record must be an object, but starts with \(JSONString.quoted(byte))", at: offset)
        }
        return .nothing
    }

    /// A record has ended.
    mutating func endRecord() {
        grammar.takeValue()
    }

    /// The text has ended outside of a record.
    func finish(at offset: Int) throws(ParquetError) {
        guard hasBegun else {
            throw .json(
                keys.isEmpty
                    ? "the text is empty where an array should be"
                    : "the text is empty where an object with \(pointer) should be", at: offset)
        }
        guard grammar.state == .done else { throw .json("the text ends within the document", at: offset) }
    }

    private var isInText: Bool {
        switch grammar.state {
        case .text, .escape, .hexadecimal, .lowSurrogateBackslash, .lowSurrogateU, .continuation: true
        default: false
        }
    }

    /// Begins a value on the way: the array, or an object.
    private mutating func beginOnWay(_ byte: UInt8, at offset: Int) throws(ParquetError) -> Bool {
        let isLast = matched == keys.count
        guard byte == (isLast ? 0x5B : 0x7B) else {
            let place = JSONPointer(keys: Array(pointer.keys[..<matched])).description
            let what = place.isEmpty ? "the document" : "the value at \(place)"
            throw .json(
                "\(what) must be \(isLast ? "an array" : "an object"), but starts with \(JSONString.quoted(byte))",
                at: offset)
        }
        try grammar.take(byte, at: offset)
        hasBegun = true
        isOnWay = false
        if isLast { isFound = true } else { matched += 1 }
        return isLast
    }

    /// Takes the next byte of a key of an object on the way; the closing quote decides.
    private mutating func takeKey(_ byte: UInt8, at offset: Int) throws(ParquetError) {
        guard !isInText else {
            if key.count <= maximumKeyLength { key.append(byte) }
            return
        }
        guard matched > 0, matched <= keys.count, try unescapedKey() == keys[matched - 1] else {
            ignoredKeys += 1
            return
        }
        guard !isFound else { throw .json("the key \(keyName) occurs twice", at: offset) }
        isOnWay = true
    }

    private func unescapedKey() throws(ParquetError) -> [UInt8]? {
        guard key.count <= maximumKeyLength else { return nil }
        return try JSONString.unescaped(key.rawBytes, from: 0, to: key.count)
    }

    private var keyName: String { "\"\(pointer.keys[matched - 1])\"" }

    private func notFound(at offset: Int) -> ParquetError {
        let way = JSONPointer(keys: Array(pointer.keys[..<matched]))
        return .json("the object ends without \(way), where the records should be", at: offset)
    }
}
