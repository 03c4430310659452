internal import ParquetBytes

/// Writes the booleans of a data page in the encoding RLE (Encodings.md, "Run Length Encoding / Bit-Packing Hybrid"), which
/// for booleans has the length of the runs before them in both versions of data pages.
///
/// 100 times true is `03 00 00 00 │ C8 01 01`: three bytes; a run of 100, of the value 1.
enum RLEBooleanEncoder {
    /// The most bytes that `valueCount` booleans take.
    static func maximumByteCount(valueCount: Int) -> Int {
        4 + RLEBitPackingHybridEncoder.maximumByteCount(of: valueCount, bitWidth: 1)
    }

    /// Appends `values`.
    static func encode(_ values: Bitmap, into target: inout ByteBuffer) {
        let start = target.count
        target.append(UInt32(0))
        RLEBitPackingHybridEncoder.encode(values, into: &target)
        let byteCount = target.count - start - 4
        var bytes = target.mutableBytes
        bytes.store(UInt32(clamping: byteCount), at: start)
    }
}
