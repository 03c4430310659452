internal import CDeflate

/// The checksum of pages: CRC-32 with the polynomial of gzip and Ethernet, as libdeflate computes it.
public enum CRC32 {
    /// The CRC-32 of `bytes`; `previous` is that of the bytes before them.
    public static func checksum(_ bytes: RawSpan, continuing previous: UInt32 = 0) -> UInt32 {
        unsafe bytes.withUnsafeBytes { buffer in
            // Asked about no address, libdeflate starts anew.
            guard let start = buffer.baseAddress else { return previous }
            return unsafe libdeflate_crc32(previous, start, buffer.count)
        }
    }
}
