/// A JSON document to be written, its members in the order given.
enum JSONValue: Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case string(String)
    /// JSON text that is inserted as it is.
    case text(String)
    case array([JSONValue])
    case object([(String, JSONValue)])

    /// A number, or null.
    static func optional(_ value: Int?) -> JSONValue { value.map { .integer($0) } ?? .null }
    /// Text, or null.
    static func optional(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
    /// Bytes as hexadecimal digits, or null.
    static func optional(_ value: [UInt8]?) -> JSONValue {
        guard let value else { return .null }
        var text: [UInt8] = Array("0x".utf8)
        for byte in value { HexText.append(byte, to: &text) }
        return .string(String(decoding: text, as: UTF8.self))
    }
    /// A list, or null.
    static func optional<Element>(_ values: [Element]?, _ member: (Element) -> JSONValue) -> JSONValue {
        values.map { .array($0.map(member)) } ?? .null
    }
    /// A number; NaN and infinities as text.
    static func number(_ value: Double) -> JSONValue {
        var text: [UInt8] = []
        NumberText.append(value, to: &text)
        return .text(String(decoding: text, as: UTF8.self))
    }

    /// The document, indented by two spaces a level, with a newline at its end.
    var document: String {
        var text: [UInt8] = []
        append(to: &text, indent: "\n")
        text.append(UInt8(ascii: "\n"))
        return String(decoding: text, as: UTF8.self)
    }

    private func append(to text: inout [UInt8], indent: String) {
        switch self {
        case .null: text.append(contentsOf: "null".utf8)
        case .boolean(let value): text.append(contentsOf: value.description.utf8)
        case .integer(let value): text.append(contentsOf: value.description.utf8)
        case .string(let value): JSONText.appendString(value, to: &text)
        case .text(let value): text.append(contentsOf: value.utf8)
        case .array(let values):
            let isShort = values.allSatisfy { $0.isScalar }
            JSONValue.append(values, "[", "]", isShort ? nil : indent, to: &text) { value, text in
                value.append(to: &text, indent: indent + "  ")
            }
        case .object(let members):
            JSONValue.append(members, "{", "}", indent, to: &text) { member, text in
                JSONText.appendString(member.0, to: &text)
                text.append(contentsOf: ": ".utf8)
                member.1.append(to: &text, indent: indent + "  ")
            }
        }
    }

    private var isScalar: Bool {
        switch self {
        case .null, .boolean, .integer, .string, .text: true
        case .array, .object: false
        }
    }

    private static func append<Element>(
        _ elements: [Element], _ open: String, _ close: String, _ indent: String?, to text: inout [UInt8],
        _ write: (Element, inout [UInt8]) -> Void
    ) {
        text.append(contentsOf: open.utf8)
        for (index, element) in elements.enumerated() {
            if index > 0 { text.append(contentsOf: (indent == nil ? ", " : ",").utf8) }
            if let indent { text.append(contentsOf: (indent + "  ").utf8) }
            write(element, &text)
        }
        if let indent, !elements.isEmpty { text.append(contentsOf: indent.utf8) }
        text.append(contentsOf: close.utf8)
    }
}
