internal import CZlib

/// The checksum of pages: CRC-32 with the polynomial of gzip and Ethernet, as zlib computes it.
public enum CRC32 {
    /// The CRC-32 of `bytes`; `previous` is that of the bytes before them.
    public static func checksum(_ bytes: RawSpan, continuing previous: UInt32 = 0) -> UInt32 {
        unsafe bytes.withUnsafeBytes { buffer in
            UInt32(truncatingIfNeeded: unsafe crc32_z(UInt(previous), buffer.baseAddress, buffer.count))
        }
    }
}
