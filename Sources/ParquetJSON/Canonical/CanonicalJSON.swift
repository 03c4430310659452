/// A JSON document that has one spelling only (RFC 8785, JSON Canonicalization Scheme): what is hashed and signed.
///
///     {"b":[1e+30,4.5],"a":"€"}   →   {"a":"€","b":[1e+30,4.5]}
///
/// No white space; members in the order of their keys' UTF-16 code units; numbers as ECMAScript prints doubles; strings with
/// the fewest escapes. Numbers are doubles, as the RFC has it: whole numbers beyond 2^53 and hashes belong into strings.
public indirect enum CanonicalJSON: Sendable {
    /// `null`
    case null
    /// `true` or `false`
    case boolean(Bool)
    /// A finite number.
    case number(Double)
    /// Text.
    case string(String)
    /// Values in order.
    case array([CanonicalJSON])
    /// Values by their keys.
    case object(CanonicalMembers)

    /// The largest whole number up to which doubles hold every one: 2^53 − 1 (RFC 8259, section 6).
    public static let greatestInteger = 9_007_199_254_740_991

    /// The whole number `value`: as a number up to ±(2^53 − 1), beyond as a string of its digits.
    public static func integer(_ value: Int) -> CanonicalJSON {
        value.magnitude <= UInt(greatestInteger) ? .number(Double(value)) : .string(String(value))
    }

    /// What the value is, for messages.
    public var kindName: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// Whether `left` comes before `right` in the order of keys (RFC 8785, section 3.2.3). It differs from the order of code
    /// points where characters beyond U+FFFF meet those from U+E000 on.
    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf16.lexicographicallyPrecedes(right.utf16)
    }
}

extension CanonicalJSON: Equatable {
    /// Whether both have the same bytes. Strings that look alike and are of different code points are different.
    public static func == (left: CanonicalJSON, right: CanonicalJSON) -> Bool { left.bytes == right.bytes }
}

/// The members of an object, in the order of their keys, whatever order they were given in.
public struct CanonicalMembers: Sendable, ExpressibleByDictionaryLiteral {
    /// The keys and values, no key twice.
    public private(set) var all: [(key: String, value: CanonicalJSON)]

    /// The members `pairs`.
    ///
    /// - Precondition: no key is there twice.
    public init(_ pairs: [(key: String, value: CanonicalJSON)]) {
        all = pairs.sorted { CanonicalJSON.precedes($0.key, $1.key) }
        for index in all.indices.dropFirst() {
            precondition(CanonicalJSON.precedes(all[index - 1].key, all[index].key), "a key twice in an object")
        }
    }

    /// The members of a literal.
    public init(dictionaryLiteral elements: (String, CanonicalJSON)...) {
        self.init(elements.map { (key: $0.0, value: $0.1) })
    }

    /// The members that were read in order.
    init(rising: [(key: String, value: CanonicalJSON)]) {
        all = rising
    }
}
