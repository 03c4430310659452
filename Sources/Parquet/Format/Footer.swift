internal import ParquetBytes

/// The last eight bytes of a file: the length of the metadata before them, as four little-endian bytes, and `PAR1`.
///
///     … metadata │ 2C 01 00 00 │ 50 41 52 31      the metadata has 300 bytes
public enum Footer {
    /// The first and the last four bytes of a file, `PAR1`.
    public static let magic: [UInt8] = [0x50, 0x41, 0x52, 0x31]
    /// The last four bytes of a file whose footer is encrypted, `PARE`.
    static let encryptedMagic: [UInt8] = [0x50, 0x41, 0x52, 0x45]
    /// The bytes of length and magic.
    public static let byteCount = 8
    /// The bytes of a file that has no more than the magic at both ends and an empty length.
    static let minFileByteCount = 12

    /// The end of a file whose metadata has `metadataByteCount` bytes.
    public static func trailer(metadataByteCount: UInt32) -> [UInt8] {
        var buffer = ByteBuffer(capacity: byteCount)
        buffer.append(metadataByteCount)
        buffer.append(magic)
        return buffer.takeArray()
    }

    /// The length of the metadata according to `tail`, the last bytes of a file of `fileByteCount` bytes.
    ///
    /// - Throws: `ParquetError` with code `malformed` if the file is too short, does not end with the magic or has less
    ///   bytes than the length asks for; with code `unsupported` if the footer is encrypted.
    static func metadataByteCount(tail: RawSpan, fileByteCount: Int) throws(ParquetError) -> Int {
        guard fileByteCount >= minFileByteCount, tail.byteCount >= byteCount else {
            throw ParquetError(.malformed, "\(fileByteCount) bytes are too few for a Parquet file")
        }
        let magicOffset = tail.byteCount - 4
        let ending = (0..<4).map { tail.loadUInt8(at: magicOffset + $0) }
        let place = ParquetError.Place(byteOffset: fileByteCount - 4)
        if ending == encryptedMagic {
            throw ParquetError(.unsupported, "the file's footer is encrypted", at: place)
        }
        guard ending == magic else {
            throw ParquetError(.malformed, "a Parquet file ends with PAR1, this one does not", at: place)
        }
        let length = Int(tail.loadUInt32(at: magicOffset - 4))
        guard length <= fileByteCount - minFileByteCount else {
            throw ParquetError(
                .malformed, "metadata of \(length) bytes in a file of \(fileByteCount)",
                at: .init(byteOffset: fileByteCount - byteCount))
        }
        return length
    }
}
