/// What a JSON value is, as far as the bytes say without being read.
enum JSONKind: UInt8, Sendable {
    /// `null`, and also a value that is not there at all.
    case null = 0
    /// A string; the place leaves the quotes out.
    case string = 1
    /// A number without fraction and exponent.
    case integer = 2
    /// A number with a fraction or an exponent or both.
    case fraction = 3
    /// `true`.
    case yes = 4
    /// `false`.
    case no = 5
    /// An object, from brace to brace.
    case object = 6
    /// An array, from bracket to bracket.
    case array = 7
}

/// Where a JSON value is in a text, and what it is, in eight bytes.
///
///     bits 0…31   place of the first byte
///     bits 32…59  length in bytes
///     bits 60…62  kind
///     bit  63     whether a string holds escapes
///
/// All zeros is a value that is null or not there.
struct JSONPlace: Sendable, Equatable {
    var bits: UInt64

    /// The most bytes a value may have.
    static let maximumLength = (1 << 28) - 1
    /// The most bytes the text may have.
    static let maximumTextLength = Int(Int32.max)

    @inline(__always)
    init(bits: UInt64) {
        self.bits = bits
    }

    @inline(__always)
    init(start: Int, end: Int, kind: JSONKind, hasEscapes: Bool = false) {
        bits =
            UInt64(truncatingIfNeeded: start) | UInt64(truncatingIfNeeded: end &- start) << 32
            | UInt64(kind.rawValue) << 60 | (hasEscapes ? 1 << 63 : 0)
    }

    /// The place of a value that is null or not there.
    static let none = JSONPlace(bits: 0)

    @inline(__always) var start: Int { Int(truncatingIfNeeded: bits & 0xFFFF_FFFF) }
    @inline(__always) var length: Int { Int(truncatingIfNeeded: bits >> 32 & 0x0FFF_FFFF) }
    @inline(__always) var end: Int { start &+ length }
    @inline(__always) var isNull: Bool { bits == 0 }
    @inline(__always) var hasEscapes: Bool { bits >> 63 != 0 }
    /// The kind and the escape bit together: a plain string is 1, an integer is 2.
    @inline(__always) var kindAndEscapes: UInt64 { bits >> 60 }
    @inline(__always) var kind: JSONKind { JSONKind(rawValue: UInt8(bits >> 60 & 7)) ?? .null }
}
