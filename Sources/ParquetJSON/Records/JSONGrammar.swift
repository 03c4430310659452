internal import Parquet

/// A strict walk over JSON (RFC 8259), byte by byte, that keeps nothing but what is open: for the parts of a document around
/// its records, which may come in any pieces and be of any length.
struct JSONGrammar: Sendable {
    /// What the next byte may be.
    enum State: Sendable {
        case value, firstElement, firstKey, key, colon, behindValue, done
        case text, escape, hexadecimal, lowSurrogateBackslash, lowSurrogateU, continuation
        case minus, zero, integer, point, fraction, exponent, exponentSign, exponentDigits
        case literal
    }

    /// What the next byte may be.
    private(set) var state = State.value
    /// Whether the string that is open, or that has just ended, is a key.
    private(set) var isKey = false
    /// The open objects and arrays, the outermost first; true for an object.
    private var open: [Bool] = []
    /// What is left of a literal, the next byte lowest.
    private var literal: UInt32 = 0
    /// How many digits or bytes of a sequence are to come.
    private var missing = 0
    /// The code unit of an escape, as far as it is read.
    private var unit: UInt32 = 0
    /// Whether the code unit must be the second of a surrogate pair.
    private var isLowSurrogate = false
    /// The bytes that may continue a UTF-8 sequence next.
    private var continuation: ClosedRange<UInt8> = 0x80...0xBF

    /// How many objects and arrays are open.
    var depth: Int { open.count }

    /// Whether the next byte may be the first one of a value.
    var isBeforeValue: Bool { state == .value || state == .firstElement }

    /// Takes the value that must be here, which another has walked over.
    mutating func takeValue() {
        endValue()
    }

    /// Takes the next byte.
    ///
    /// - Throws: `ParquetError` with code `json` at `offset` if it cannot be here.
    mutating func take(_ byte: UInt8, at offset: Int) throws(ParquetError) {
        switch state {
        case .value, .firstElement, .firstKey, .key, .colon, .behindValue, .done:
            if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { return }
            try takeToken(byte, at: offset)
        case .text, .escape, .hexadecimal, .lowSurrogateBackslash, .lowSurrogateU, .continuation:
            try takeText(byte, at: offset)
        case .minus, .zero, .integer, .point, .fraction, .exponent, .exponentSign, .exponentDigits:
            if try takeNumber(byte, at: offset) { return }
            endValue()
            try take(byte, at: offset)
        case .literal:
            guard literal & 0xFF == UInt32(byte) else {
                throw .json("\(JSONString.quoted(byte)) does not continue a literal", at: offset)
            }
            literal >>= 8
            if literal == 0 { endValue() }
        }
    }

    private mutating func endValue() {
        state = open.isEmpty ? .done : .behindValue
    }

    private mutating func takeToken(_ byte: UInt8, at offset: Int) throws(ParquetError) {
        let found = JSONString.quoted(byte)
        switch state {
        case .firstElement where byte == 0x5D, .firstKey where byte == 0x7D: close()
        case .value, .firstElement: try begin(byte, at: offset)
        case .firstKey, .key:
            guard byte == 0x22 else { throw .json("\(found) where a key should be", at: offset) }
            isKey = true
            state = .text
        case .colon:
            guard byte == 0x3A else { throw .json("\(found) where a colon should be", at: offset) }
            state = .value
        case .behindValue:
            let isObject = open.last ?? false
            if byte == 0x2C {
                state = isObject ? .key : .value
            } else if byte == (isObject ? 0x7D : 0x5D) {
                close()
            } else {
                let end = isObject ? "object" : "array"
                throw .json("\(found) where a comma or the end of the \(end) should be", at: offset)
            }
        default: throw .json("\(found) behind the end of the document", at: offset)
        }
    }

    private mutating func close() {
        open.removeLast()
        endValue()
    }

    private mutating func begin(_ byte: UInt8, at offset: Int) throws(ParquetError) {
        switch byte {
        case 0x7B, 0x5B:
            guard open.count < LearnedPaths.maximumDepth else {
                throw .json("values are nested more than \(LearnedPaths.maximumDepth) deep", at: offset)
            }
            open.append(byte == 0x7B)
            state = byte == 0x7B ? .firstKey : .firstElement
        case 0x22:
            isKey = false
            state = .text
        case 0x2D: state = .minus
        case 0x30: state = .zero
        case 0x31...0x39: state = .integer
        case UInt8(ascii: "t"): beginLiteral(0x0065_7572)
        case UInt8(ascii: "f"): beginLiteral(0x6573_6C61)
        case UInt8(ascii: "n"): beginLiteral(0x006C_6C75)
        default: throw .json("\(JSONString.quoted(byte)) does not start a value", at: offset)
        }
    }

    private mutating func beginLiteral(_ rest: UInt32) {
        literal = rest
        state = .literal
    }

    /// Takes a byte of a number; false if the number has ended before it.
    private mutating func takeNumber(_ byte: UInt8, at offset: Int) throws(ParquetError) -> Bool {
        let isDigit = (0x30...0x39).contains(byte)
        switch state {
        case .minus:
            guard isDigit else { throw .json("a number has no digit behind its minus", at: offset) }
            state = byte == 0x30 ? .zero : .integer
        case .point:
            guard isDigit else { throw .json("a number has no digit behind its point", at: offset) }
            state = .fraction
        case .exponent, .exponentSign:
            if state == .exponent, byte == 0x2B || byte == 0x2D {
                state = .exponentSign
                return true
            }
            guard isDigit else { throw .json("a number has no digit in its exponent", at: offset) }
            state = .exponentDigits
        case .zero where isDigit: throw .json("a number has a leading zero", at: offset)
        case .zero, .integer, .fraction:
            if byte == 0x2E, state != .fraction {
                state = .point
            } else if byte | 0x20 == 0x65 {
                state = .exponent
            } else {
                return isDigit
            }
        default: return isDigit
        }
        return true
    }
}

// Strings.
extension JSONGrammar {
    private mutating func takeText(_ byte: UInt8, at offset: Int) throws(ParquetError) {
        switch state {
        case .escape: try takeEscape(byte, at: offset)
        case .hexadecimal:
            guard let digit = JSONString.hexadecimalDigit(byte) else {
                throw .json("\\u is not followed by four hexadecimal digits", at: offset)
            }
            unit = unit << 4 | UInt32(digit)
            missing -= 1
            if missing == 0 { try endUnit(at: offset) }
        case .lowSurrogateBackslash, .lowSurrogateU:
            guard byte == (state == .lowSurrogateU ? UInt8(ascii: "u") : 0x5C) else { throw loneSurrogate(at: offset) }
            if state == .lowSurrogateU { beginUnit(isLowSurrogate: true) } else { state = .lowSurrogateU }
        case .continuation:
            guard continuation.contains(byte) else {
                throw .json("the byte \(JSONString.hexadecimal(byte)) does not continue a UTF-8 sequence", at: offset)
            }
            continuation = 0x80...0xBF
            missing -= 1
            if missing == 0 { state = .text }
        default: try takePlain(byte, at: offset)
        }
    }

    private mutating func takePlain(_ byte: UInt8, at offset: Int) throws(ParquetError) {
        switch byte {
        case 0x22: if isKey { state = .colon } else { endValue() }
        case 0x5C: state = .escape
        case 0..<0x20:
            throw .json(
                "a string holds the control character \(JSONString.hexadecimal(byte)), which must be escaped",
                at: offset)
        case 0x20..<0x80: break
        case 0xC2...0xDF: beginSequence(1, 0x80...0xBF)
        case 0xE0: beginSequence(2, 0xA0...0xBF)
        case 0xED: beginSequence(2, 0x80...0x9F)
        case 0xE1...0xEF: beginSequence(2, 0x80...0xBF)
        case 0xF0: beginSequence(3, 0x90...0xBF)
        case 0xF4: beginSequence(3, 0x80...0x8F)
        case 0xF1...0xF3: beginSequence(3, 0x80...0xBF)
        default: throw .json("the byte \(JSONString.hexadecimal(byte)) does not start a UTF-8 sequence", at: offset)
        }
    }

    private mutating func beginSequence(_ missing: Int, _ next: ClosedRange<UInt8>) {
        self.missing = missing
        continuation = next
        state = .continuation
    }

    private mutating func takeEscape(_ byte: UInt8, at offset: Int) throws(ParquetError) {
        switch byte {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: state = .text
        case UInt8(ascii: "u"): beginUnit(isLowSurrogate: false)
        default:
            throw .json("a backslash is followed by \(JSONString.quoted(byte)), which is no escape", at: offset)
        }
    }

    private mutating func beginUnit(isLowSurrogate: Bool) {
        self.isLowSurrogate = isLowSurrogate
        unit = 0
        missing = 4
        state = .hexadecimal
    }

    private mutating func endUnit(at offset: Int) throws(ParquetError) {
        let isLow = unit & 0xFC00 == 0xDC00
        guard isLow == isLowSurrogate else { throw loneSurrogate(at: offset) }
        state = unit & 0xFC00 == 0xD800 ? .lowSurrogateBackslash : .text
    }

    private func loneSurrogate(at offset: Int) -> ParquetError {
        .json("an escape is a lone surrogate, which is no character", at: offset)
    }
}
