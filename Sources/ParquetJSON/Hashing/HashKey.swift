internal import Crypto
public import Parquet

/// The secret key that a contract's hashed columns are hashed with. Whoever has it can try out what a hash stands for.
public struct HashKey: Sendable {
    /// The fewest bytes of a key.
    public static let minimumByteCount = 16

    let bytes: [UInt8]

    /// The key of `bytes`.
    ///
    /// - Throws: `ParquetError` with code `argument` if there are fewer than 16.
    public init(_ bytes: [UInt8]) throws(ParquetError) {
        guard bytes.count >= HashKey.minimumByteCount else {
            throw ParquetError(
                .argument,
                "the key for hashes has \(bytes.count) bytes; it must have \(HashKey.minimumByteCount) at least")
        }
        self.bytes = bytes
    }

    /// What tells the key from others without telling the key: the beginning of the HMAC-SHA-256 of a fixed text, as hexadecimal digits.
    public var fingerprint: String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("parkett hash key".utf8), using: SymmetricKey(data: bytes))
        return code.prefix(8).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// The key that a file of `content` holds: all of it, but for a line end at its end.
    ///
    /// - Throws: `ParquetError` with code `argument` if that are fewer than 16 bytes.
    public init(file content: [UInt8]) throws(ParquetError) {
        var bytes = content
        if bytes.last == 0x0A { bytes.removeLast() }
        if bytes.last == 0x0D { bytes.removeLast() }
        try self.init(bytes)
    }
}
