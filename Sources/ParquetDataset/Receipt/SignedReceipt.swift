public import Parquet
internal import ParquetJSON

/// A receipt as it is stored: the body, the time, and a signature of both.
///
///     {"body":{…},"signature":{"algorithm":"ed25519","key":"…","value":"…"},"time":"2025-02-24T03:00:00Z"}
///
/// All of it is canonical JSON. The time is the one thing that varies from run to run; it is outside of the body, so that it
/// changes no hash, and inside the signature. Signed are the bytes `parkett receipt v1` and a line feed, the 32 bytes of the body's
/// SHA-256, and the time's text. A receipt without a signature has null there.
public struct SignedReceipt: Sendable, Equatable {
    /// What it says.
    public let receipt: Receipt
    /// When it was written, as RFC 3339 has it, in UTC and whole seconds.
    public let time: String
    /// Who signed it; nil if nobody did.
    public let signature: Signature?
    /// The hash of the body: what the next receipt names.
    public let hash: Hash256

    /// The most bytes of a receipt's file.
    public static let maximumByteCount = 256 << 20

    /// A signature.
    public struct Signature: Sendable, Hashable {
        /// The key that it is checked with.
        public let key: VerificationKey
        /// Its 64 bytes.
        public let bytes: [UInt8]
    }

    /// `receipt` with a time, signed if there is a key.
    ///
    /// - Parameter time: as `2025-02-24T03:00:00Z`.
    /// - Throws: `ParquetError` with code `argument` if `time` is none, `malformed` if the receipt's numbers do not add up.
    public init(_ receipt: Receipt, time: String, key: SigningKey? = nil) throws(ParquetError) {
        guard SignedReceipt.isTime(time) else {
            throw ParquetError(.argument, "\"\(time)\" is no time as 2025-02-24T03:00:00Z is")
        }
        try receipt.check()
        self.receipt = receipt
        self.time = time
        hash = receipt.hash
        if let key {
            let message = SignedReceipt.message(hash, time)
            signature = Signature(key: key.publicKey, bytes: try key.signature(of: message))
        } else {
            signature = nil
        }
    }

    /// The receipt that a file of these bytes is. Its signature, if it has one, is checked with the key that it names.
    ///
    /// - Throws: `ParquetError` with code `json`, `limit` or `malformed` if it is none, or not signed as it says.
    public init(_ bytes: [UInt8]) throws(ParquetError) {
        let document = try CanonicalJSON(canonical: bytes, limit: SignedReceipt.maximumByteCount)
        var reader = try RecordReading(document, "the file")
        let body = try reader.value("body")
        time = try reader.string("time")
        guard SignedReceipt.isTime(time) else {
            throw reader.error("is no time as 2025-02-24T03:00:00Z is", of: "time")
        }
        hash = Hash256(of: body.bytes)
        if var fields = try reader.optional("signature") {
            guard try fields.string("algorithm") == "ed25519" else {
                throw fields.error("is not known", of: "algorithm")
            }
            let key = VerificationKey(bytes: try fields.hash("key").bytes)
            let digits = try fields.string("value")
            guard let first = Hash256(String(digits.prefix(64))), let second = Hash256(String(digits.dropFirst(64)))
            else {
                throw fields.error("should be 128 hexadecimal digits", of: "value")
            }
            try fields.finish()
            let signature = Signature(key: key, bytes: first.bytes + second.bytes)
            guard key.accepts(signature.bytes, of: SignedReceipt.message(hash, time)) else {
                throw ParquetError(.malformed, "the signature is not that of the key \(key)")
            }
            self.signature = signature
        } else {
            signature = nil
        }
        try reader.finish()
        receipt = try Receipt(body: body)
    }

    /// The bytes of its file.
    public var bytes: [UInt8] {
        let signature: CanonicalJSON? = signature.map { signature in
            .object([
                "algorithm": .string("ed25519"), "key": .string(signature.key.description),
                "value": .string(
                    Hash256(bytes: Array(signature.bytes[..<32])).description
                        + Hash256(bytes: Array(signature.bytes[32...])).description),
            ])
        }
        return CanonicalJSON.object(["body": receipt.body, "signature": signature ?? .null, "time": .string(time)])
            .bytes
    }

    /// Checks that it is signed with one of `trusted`, if there are any.
    ///
    /// - Throws: `ParquetError` with code `malformed`.
    public func check(trusted: some Collection<VerificationKey>) throws(ParquetError) {
        guard !trusted.isEmpty else { return }
        guard let signature else { throw ParquetError(.malformed, "the receipt is not signed") }
        guard trusted.contains(signature.key) else {
            throw ParquetError(
                .malformed, "the receipt is signed with the key \(signature.key), which is not trusted")
        }
    }

    private static func message(_ hash: Hash256, _ time: String) -> [UInt8] {
        Array("parkett receipt v1\n".utf8) + hash.bytes + Array(time.utf8)
    }

    /// Whether it is spelled `YYYY-MM-DDTHH:MM:SSZ`.
    private static func isTime(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let pattern = Array("0000-00-00T00:00:00Z".utf8)
        guard bytes.count == pattern.count else { return false }
        return zip(bytes, pattern).allSatisfy { byte, sign in
            sign == UInt8(ascii: "0") ? (0x30...0x39).contains(byte) : byte == sign
        }
    }
}
