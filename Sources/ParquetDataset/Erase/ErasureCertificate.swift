public import Parquet
internal import ParquetJSON

/// What proves an erasure to whoever asked for it: what was asked, as a salted hash, and what was removed.
///
/// The receipts have the same hash and counts, and stay with the dataset; the salt does not. So the dataset does not tell whom it
/// is about, and with the salt anyone can show that it was about `text`: the hash is SHA-256 of the line `parkett erase v1` and its line
/// feed, the 16 bytes of the salt, and the where-clause's canonical text as UTF-8.
public struct ErasureCertificate: Sendable, Equatable {
    /// The 16 bytes of the salt.
    public let salt: [UInt8]
    /// The hash of what was asked.
    public let request: Hash256

    /// A certificate of `clause` with a salt of its own.
    ///
    /// - Parameter salt: 16 bytes; random ones if it is nil.
    public init(of clause: WhereClause, salt: [UInt8]? = nil) {
        let salt = salt ?? (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        precondition(salt.count == 16, "a salt has 16 bytes")
        self.salt = salt
        request = ErasureCertificate.request(clause, salt: salt)
    }

    /// The hash that stands for `clause` with this salt.
    public static func request(_ clause: WhereClause, salt: [UInt8]) -> Hash256 {
        Hash256(of: Array("parkett erase v1\n".utf8) + salt + Array(clause.canonicalText.utf8))
    }

    /// The salt in hexadecimal digits.
    public var saltText: String {
        salt.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
