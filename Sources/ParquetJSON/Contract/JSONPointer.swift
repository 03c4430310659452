/// A path into a JSON document (RFC 6901): `/device/os` is the value of `os` in the object `device`. In a key, `~` is written
/// `~0` and `/` is written `~1`.
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    /// The keys from the root down.
    public let keys: [String]

    /// The pointer through `keys`.
    public init(keys: [String]) {
        self.keys = keys
    }

    /// The pointer that `text` spells; nil if `text` is no pointer of RFC 6901. The empty text points to the whole document.
    public init?(_ text: String) {
        guard !text.isEmpty else {
            keys = []
            return
        }
        guard text.unicodeScalars.first == "/" else { return nil }
        var keys: [String] = []
        var key = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in text.unicodeScalars.dropFirst() {
            if isEscaped {
                guard scalar == "0" || scalar == "1" else { return nil }
                key.append(scalar == "0" ? "~" : "/")
                isEscaped = false
            } else if scalar == "~" {
                isEscaped = true
            } else if scalar == "/" {
                keys.append(String(key))
                key = String.UnicodeScalarView()
            } else {
                key.append(scalar)
            }
        }
        guard !isEscaped else { return nil }
        keys.append(String(key))
        self.keys = keys
    }

    /// The pointer as text.
    public var description: String {
        var text = ""
        for key in keys {
            text += "/"
            for scalar in key.unicodeScalars {
                switch scalar {
                case "~": text += "~0"
                case "/": text += "~1"
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
        return text
    }
}
