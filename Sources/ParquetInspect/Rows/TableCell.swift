/// A text in a table, and how many places of a line it takes.
struct TableCell: Sendable, Equatable {
    let text: String
    let width: Int

    /// The cell of a JSON value: strings without quotes. What is beyond `widthLimit` is not kept.
    init(json: [UInt8], widthLimit: Int) {
        // A character takes more than sixteen bytes only if it is built to.
        var bytes = json.prefix(widthLimit * 16)
        if bytes.first == UInt8(ascii: "\"") {
            bytes = bytes.dropFirst()
            if bytes.last == UInt8(ascii: "\""), bytes.endIndex == json.endIndex { bytes = bytes.dropLast() }
            bytes = TableCell.unescaped(bytes)
        }
        self.init(String(decoding: bytes, as: UTF8.self), widthLimit: widthLimit)
    }

    /// The cell of `text`. What is beyond `widthLimit` is not kept.
    init(_ text: String, widthLimit: Int) {
        var kept = ""
        var width = 0
        for character in text {
            let places = TableCell.width(character)
            guard width + places <= widthLimit else {
                // One place more than the limit, so that it is cut.
                self.init(kept: kept + "…", width: widthLimit + 1)
                return
            }
            // What would steer a terminal is not shown to one.
            kept.append(character.unicodeScalars.contains(where: TableCell.isControl) ? "\u{FFFD}" : character)
            width += places
        }
        self.init(kept: kept, width: width)
    }

    /// The cell in at most `places` places, with … in the last if something is missing.
    func cut(to places: Int) -> TableCell {
        guard width > places, places > 0 else { return self }
        var kept = ""
        var width = 0
        for character in text {
            let more = TableCell.width(character)
            guard width + more < places else { break }
            kept.append(character)
            width += more
        }
        return TableCell(kept: kept + "…", width: width + 1)
    }

    private init(kept: String, width: Int) {
        text = kept
        self.width = width
    }

    /// JSON's escapes of quotes and backslashes undone; those of line ends and the like stay.
    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard bytes.contains(UInt8(ascii: "\\")) else { return bytes }
        var result: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let next = rest.first {
                rest = rest.dropFirst()
                if next != UInt8(ascii: "\""), next != UInt8(ascii: "\\") { result.append(byte) }
                result.append(next)
            } else {
                result.append(byte)
            }
        }
        return result[...]
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control
    }

    /// How many places of a line a character takes: two for the wide ones of East Asia and for pictures.
    static func width(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x20..<0x7F: return 1
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
            0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
