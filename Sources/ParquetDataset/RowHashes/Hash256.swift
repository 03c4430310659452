/// A SHA-256 hash (FIPS 180-4).
public struct Hash256: Sendable, Hashable, CustomStringConvertible {
    /// Its 32 bytes as little-endian words.
    let words: SIMD8<UInt32>

    init(words: SIMD8<UInt32>) {
        self.words = words
    }

    /// The hash of which these are the bytes.
    ///
    /// - Precondition: there are 32.
    public init(bytes: [UInt8]) {
        precondition(bytes.count == 32, "a hash has 32 bytes")
        var words = SIMD8<UInt32>()
        for index in 0..<32 { words[index / 4] |= UInt32(bytes[index]) << UInt32(index % 4 * 8) }
        self.words = words
    }

    /// The hash that 64 hexadecimal digits spell, in small letters; nil if `digits` are others.
    public init?(_ digits: String) {
        let digits = Array(digits.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: 64, by: 2) {
            guard let high = Hash256.value(of: digits[place]), let low = Hash256.value(of: digits[place + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        self.init(bytes: bytes)
    }

    /// The hash of `bytes`.
    public init(of bytes: [UInt8]) {
        var hasher = SHA256Stream()
        hasher.update(bytes)
        self = hasher.finish()
    }

    /// Its 32 bytes.
    public var bytes: [UInt8] {
        (0..<32).map { UInt8(truncatingIfNeeded: words[$0 / 4] >> UInt32($0 % 4 * 8)) }
    }

    /// 64 hexadecimal digits in small letters.
    public var description: String {
        String(decoding: bytes.flatMap { [Hash256.digit($0 >> 4), Hash256.digit($0 & 0x0F)] }, as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }
}
