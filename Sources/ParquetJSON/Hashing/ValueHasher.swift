internal import Crypto
internal import Parquet
internal import ParquetBytes

/// Hashes values with a key.
struct ValueHasher: Sendable {
    /// The digits of a hash.
    static let digitCount = 64

    private let key: SymmetricKey
    /// The bytes of the value, in memory that is used again.
    private var value: [UInt8] = []

    init(_ key: HashKey) {
        self.key = SymmetricKey(data: key.bytes)
    }

    /// Writes the hash of the value at `place`, as digits, to `target` at `offset`.
    ///
    /// - Parameter isText: whether a string counts by its text, and all else not at all; else any value counts by its JSON text.
    /// - Returns: false if the value does not count.
    mutating func write(
        _ text: RawSpan, _ place: JSONPlace, isText: Bool, to target: inout MutableRawSpan, at offset: Int
    ) -> Bool {
        value.removeAll(keepingCapacity: true)
        if isText {
            guard place.kind == .string else { return false }
            if place.hasEscapes {
                guard let plain = try? JSONString.unescaped(text, from: place.start, to: place.end) else {
                    return false
                }
                value = plain
            } else {
                JSONText.append(text, place.start..<place.end, to: &value)
            }
        } else {
            let quotes = place.kind == .string ? 1 : 0
            guard (try? JSONText.appendCompact(text, place.start - quotes..<place.end + quotes, to: &value)) != nil
            else {
                return false
            }
        }
        write(to: &target, at: offset)
        return true
    }

    /// The hash of the JSON value `text[range]`, as digits.
    mutating func digits(_ text: RawSpan, _ range: Range<Int>) throws(ParquetError) -> [UInt8] {
        value.removeAll(keepingCapacity: true)
        try JSONText.appendCompact(text, range, to: &value)
        var digits = [UInt8](repeating: 0, count: ValueHasher.digitCount)
        var target = digits.mutableRawBytes
        write(to: &target, at: 0)
        return digits
    }

    /// Writes the hash of `value`.
    private func write(to target: inout MutableRawSpan, at start: Int) {
        var code = HMAC<SHA256>(key: key)
        code.update(data: value)
        var offset = start
        for byte in code.finalize() {
            target.store(ValueHasher.digit(byte >> 4), at: offset)
            target.store(ValueHasher.digit(byte & 0x0F), at: offset &+ 1)
            offset &+= 2
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 &+ value : 0x57 &+ value }
}
