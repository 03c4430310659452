internal import ParquetBytes

/// A LIKE pattern, taken apart once: `%` stands for any bytes, `_` for one code point, all else for itself.
///
///     ab%c_        text "ab", any, text "c", one
enum LikePattern: Sendable, Equatable {
    /// Without wildcards.
    case exact([UInt8])
    /// With a `%` at the end and no other wildcard.
    case prefix([UInt8])
    case parts([Part])

    enum Part: Sendable, Equatable {
        case text([UInt8])
        case oneCodePoint
        case any
    }

    /// The parts of `pattern`.
    ///
    /// - Throws: `ParquetError` with code `argument` if the pattern ends with the character that lets the next stand for
    ///   itself.
    init(_ pattern: String, escape: Unicode.Scalar?) throws(ParquetError) {
        var parts: [Part] = []
        var text: [UInt8] = []
        func finishText() {
            if !text.isEmpty { parts.append(.text(text)) }
            text = []
        }
        var isEscaped = false
        for scalar in pattern.unicodeScalars {
            if !isEscaped, scalar == escape {
                isEscaped = true
            } else if !isEscaped, scalar == "%" {
                finishText()
                if parts.last != .any { parts.append(.any) }
            } else if !isEscaped, scalar == "_" {
                finishText()
                parts.append(.oneCodePoint)
            } else {
                text += Array(String(scalar).utf8)
                isEscaped = false
            }
        }
        guard !isEscaped else {
            throw ParquetError(.argument, "the pattern \(pattern) ends with its escape character")
        }
        finishText()
        switch (parts.count, parts.first, parts.last) {
        case (0, _, _): self = .exact([])
        case (1, .text(let text), _): self = .exact(text)
        case (1, .any, _): self = .prefix([])
        case (2, .text(let text), .any): self = .prefix(text)
        default: self = .parts(parts)
        }
    }
}

extension [LikePattern.Part] {
    /// Whether `bytes[start ..< end]` are as the parts say.
    func matches(_ bytes: RawSpan, _ start: Int, _ end: Int) -> Bool {
        var place = start
        var part = 0
        // Where to go on when a part does not fit: behind the last `%`, a byte later than before.
        var retry: (part: Int, place: Int)?
        while true {
            if part == self.count {
                if place == end { return true }
            } else {
                switch self[part] {
                case .any:
                    part += 1
                    if part == self.count { return true }
                    retry = (part, place)
                    continue
                case .text(let text):
                    if text.count <= end - place,
                        bytes.isEqual(at: place, to: text.rawBytes, at: 0, count: text.count)
                    {
                        place += text.count
                        part += 1
                        continue
                    }
                case .oneCodePoint:
                    if place < end {
                        place += 1
                        while place < end, bytes.loadUInt8(at: place) & 0xC0 == 0x80 { place += 1 }
                        part += 1
                        continue
                    }
                }
            }
            guard let last = retry, last.place < end else { return false }
            part = last.part
            place = last.place + 1
            retry = (part, place)
        }
    }
}
