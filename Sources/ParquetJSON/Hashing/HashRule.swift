/// How the values of a column are hashed on the way in, so that they can be told apart and joined, but not read.
public enum HashRule: String, Sendable, Hashable, CaseIterable {
    /// HMAC (RFC 2104) with SHA-256, as 64 hexadecimal digits in lower case: of a string's UTF-8, or of JSON text without white
    /// space outside of its strings. The key is never in the contract.
    case hmacSHA256 = "hmac-sha256"
}
