// The calls of swift-crypto that take and give bytes by pointers: through its safe ones, each short hash would allocate and
// fill arrays.

internal import Crypto
internal import ParquetBytes

/// SHA-256 of bytes that come in pieces.
struct SHA256Stream {
    private var hasher = SHA256()

    mutating func update(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
    }

    mutating func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
    }

    mutating func update(_ hash: Hash256) {
        unsafe withUnsafeBytes(of: hash.words) { unsafe hasher.update(bufferPointer: $0) }
    }

    /// The hash of all bytes so far.
    consuming func finish() -> Hash256 {
        unsafe hasher.finalize().withUnsafeBytes { bytes in
            Hash256(words: unsafe bytes.loadUnaligned(as: SIMD8<UInt32>.self))
        }
    }
}
