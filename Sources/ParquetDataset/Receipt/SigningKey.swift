internal import Crypto
public import Parquet

/// A private Ed25519 key (RFC 8032) that receipts are signed with.
///
/// Its file is what `openssl genpkey -algorithm ed25519` makes: PKCS #8 (RFC 8410) in PEM. `openssl pkey -pubout` makes the
/// file of the public key of it.
public struct SigningKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    /// The DER of a key (RFC 8410, section 7) up to its 32 bytes: version 0, the algorithm 1.3.101.112, an octet string in one.
    private static let header: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    /// The key that a file of `content` holds.
    ///
    /// - Throws: `ParquetError` with code `argument` if it holds none.
    public init(pem content: [UInt8]) throws(ParquetError) {
        let seed = try PEM.key(content, "PRIVATE KEY", SigningKey.header, "openssl genpkey -algorithm ed25519")
        do {
            key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        } catch {
            throw ParquetError(.argument, "the file holds no Ed25519 key: \(error)")
        }
    }

    /// The key that checks its signatures.
    public var publicKey: VerificationKey { VerificationKey(key.publicKey) }

    /// The 64 bytes of the signature of `message`.
    func signature(of message: [UInt8]) throws(ParquetError) -> [UInt8] {
        do {
            return Array(try key.signature(for: message))
        } catch {
            throw ParquetError(.argument, "the receipt cannot be signed: \(error)")
        }
    }
}

/// A public Ed25519 key that signatures of receipts are checked with.
public struct VerificationKey: Sendable, Hashable, CustomStringConvertible {
    /// Its 32 bytes.
    public let bytes: [UInt8]

    /// The DER of a public key (RFC 8410, section 4) up to its 32 bytes.
    private static let header: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]

    /// The key that a file of `content` holds: PEM, as `openssl pkey -pubout` makes it.
    ///
    /// - Throws: `ParquetError` with code `argument` if it holds none.
    public init(pem content: [UInt8]) throws(ParquetError) {
        bytes = try PEM.key(content, "PUBLIC KEY", VerificationKey.header, "openssl pkey -pubout")
    }

    fileprivate init(_ key: Curve25519.Signing.PublicKey) {
        bytes = Array(key.rawRepresentation)
    }

    /// The key of these 32 bytes.
    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// 64 hexadecimal digits: what receipts call it.
    public var description: String { Hash256(bytes: bytes).description }

    /// Whether `signature` is its signature of `message`.
    func accepts(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return false }
        return key.isValidSignature(signature, for: message)
    }
}

/// Keys in text (RFC 7468).
private enum PEM {
    /// The 32 bytes behind `header` in the one block with this label.
    static func key(
        _ content: [UInt8], _ label: String, _ header: [UInt8], _ command: String
    ) throws(ParquetError) -> [UInt8] {
        let advice = "make one with: \(command)"
        guard content.count <= 16_384, let text = String(validating: content, as: UTF8.self) else {
            throw ParquetError(.argument, "the file is no key in PEM; \(advice)")
        }
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingSuffix(while: \.isWhitespace) }
        guard let first = lines.firstIndex(of: "-----BEGIN \(label)-----"),
            let last = lines.firstIndex(of: "-----END \(label)-----"), first < last
        else { throw ParquetError(.argument, "the file holds no \(label) in PEM; \(advice)") }
        guard let bytes = Base64.bytes(lines[first + 1..<last].joined()), bytes.count == header.count + 32,
            bytes.starts(with: header)
        else {
            throw ParquetError(.argument, "the key is none of Ed25519, or protected by a password; \(advice)")
        }
        return Array(bytes.dropFirst(header.count))
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
        var text = self
        while let last = text.last, predicate(last) { text.removeLast() }
        return text
    }
}
