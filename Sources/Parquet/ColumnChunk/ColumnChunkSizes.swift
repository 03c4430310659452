internal import ParquetBytes

// What a column chunk takes in the file: bounds that hold whatever the values are, and estimates.

extension ColumnChunkWriter {
    /// The most bytes that the chunk takes when it is finished after `rowCount` more rows, whose values take `byteCount`
    /// bytes in PLAIN.
    func maximumByteCount(adding rowCount: Int, byteCount: Int) -> Int {
        switch state {
        case .plain:
            return chunk.dataPages.count
                + pagesBound(openValueByteCount + byteCount, rowCount: openRowCount + rowCount)
        case .dictionary:
            return dictionaryBound(adding: rowCount, byteCount: byteCount)
        case .undecided:
            let plain = pagesBound(plainValueByteCount + byteCount, rowCount: self.rowCount + rowCount)
            return max(plain, dictionaryBound(adding: rowCount, byteCount: byteCount))
        }
    }

    /// The bytes that the chunk would take if it ended here, as far as can be told without compressing.
    var estimatedByteCount: Int {
        switch state {
        case .plain:
            return chunk.dataPages.count + Int(Double(openValueByteCount) * pageRatio)
        case .undecided, .dictionary:
            let index = openValueCount * DictionaryEncoder.bitWidth(count: distinctCount) / 8
            return chunk.dataPages.count + index + Int(Double(distinctByteCount) * dictionaryRatio)
        }
    }

    private func dictionaryBound(adding rowCount: Int, byteCount: Int) -> Int {
        let bitWidth = DictionaryEncoder.bitWidth(count: distinctCount + rowCount)
        let rows = openRowCount + rowCount
        // A byte of bit width for each page.
        let indices =
            RLEBitPackingHybridEncoder.maximumByteCount(of: rows, bitWidth: bitWidth) + pageCount(0, rows) * 32
        return chunk.dataPages.count + pagesBound(indices, rowCount: rows)
            + codec.maximumCompressedSize(of: distinctByteCount + byteCount) + PageEncoder.maximumHeaderByteCount
    }

    /// The most pages that values of `byteCount` bytes in `rowCount` rows make: two neighbours are fuller than one limit.
    private func pageCount(_ byteCount: Int, _ rowCount: Int) -> Int {
        2 * (byteCount / pageByteLimit) + rowCount / pageRowLimit + 1
    }

    private func pagesBound(_ byteCount: Int, rowCount: Int) -> Int {
        guard rowCount > 0 else { return 0 }
        let pages = pageCount(byteCount, rowCount)
        let levels = column.maxDefinitionLevel == 0 ? 0 : rowCount / 4 + pages * 32
        return codec.maximumCompressedSize(of: byteCount + levels) + pages * (PageEncoder.maximumHeaderByteCount + 64)
    }
}
