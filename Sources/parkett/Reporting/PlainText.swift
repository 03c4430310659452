/// Text for lines of a terminal or a log.
enum PlainText {
    /// `text` without what moves a cursor or ends a line: names of directories may hold anything. Line feeds become spaces.
    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? ($0 == "\n" ? " " : "?") : $0 }))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: scalar.properties.isBidiControl
        default: false
        }
    }

    /// How many cells of a terminal `text` takes.
    static func width(_ text: String) -> Int { text.reduce(0) { $0 + width($1) } }

    private static func width(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        switch first.value {
        // East Asian letters and symbols, and emoji, take two.
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }

    /// The end of `text` that fits `width` cells, with … for what is before.
    static func end(of text: String, width limit: Int) -> String {
        guard width(text) > limit else { return text }
        var room = limit - 1
        var kept: [Character] = []
        for character in text.reversed() {
            room -= width(character)
            guard room >= 0 else { break }
            kept.append(character)
        }
        return limit < 1 ? "" : "…" + String(kept.reversed())
    }

    /// `text` with spaces before or behind it, `width` cells in all.
    static func padded(_ text: String, _ width: Int, right: Bool) -> String {
        let spaces = String(repeating: " ", count: max(0, width - PlainText.width(text)))
        return right ? spaces + text : text + spaces
    }

    /// `number noun`, with an s where there are not one.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// The number with `digits` behind the point.
    static func rounded(_ number: Double, _ digits: Int) -> String {
        let sign = number < 0 ? "-" : ""
        var unit = 1
        for _ in 0..<digits { unit *= 10 }
        guard number.isFinite, abs(number) < 1e15 else { return "\(number)" }
        let scaled = Int((abs(number) * Double(unit)).rounded())
        guard digits > 0 else { return "\(sign)\(scaled)" }
        let rest = String(scaled % unit)
        return "\(sign)\(scaled / unit).\(String(repeating: "0", count: digits - rest.count))\(rest)"
    }
}
