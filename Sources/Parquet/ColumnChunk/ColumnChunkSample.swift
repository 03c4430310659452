// What is measured of a column to choose between dictionary and PLAIN, and to tell sizes before compressing.

extension ColumnChunkWriter {
    /// What the first values take in PLAIN, before and after compression, and what their rows' levels take compressed.
    struct PlainSample: Sendable {
        var raw: Int
        var compressed: Int
        var rowCount: Int
        var levels: Int

        /// What values of `byteCount` bytes in `rowCount` rows take, their levels included.
        func estimate(of byteCount: Int, rowCount: Int) -> Int {
            let values = raw == 0 ? Double(byteCount) : Double(byteCount) / Double(raw) * Double(compressed)
            return Int(values + Double(levels) * Double(rowCount) / Double(max(self.rowCount, 1)))
        }
    }

    /// Compressed by uncompressed size; 1 where nothing is known yet.
    struct CompressionRatios: Sendable {
        var pages = 1.0
        var dictionary = 1.0
    }
}
