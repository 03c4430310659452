internal import ParquetBytes

extension ParquetFile {
    /// The bloom filter of a column chunk, or nil if it has none.
    ///
    /// - Parameters:
    ///   - rowGroup: the row group's place in the file.
    ///   - column: the column's place among the leaves of the schema.
    /// - Throws: `ParquetError` with code `argument` if there is no such column chunk; `malformed` if the filter is not
    ///   within the file or not what it should be; `unsupported` if it is encrypted or of a kind that this version does
    ///   not know; `limit` if it exceeds the memory limit; or what the source throws.
    public func bloomFilter(rowGroup: Int, column: Int) async throws(ParquetError) -> BloomFilter? {
        try await readBloomFilter(rowGroup: rowGroup, column: column)?.filter
    }

    /// As above, with the number of bytes that were read for it.
    nonisolated(nonsending) func readBloomFilter(
        rowGroup: Int, column: Int
    ) async throws(ParquetError) -> (filter: BloomFilter, byteCount: Int)? {
        let chunk = try columnChunk(rowGroup: rowGroup, column: column)
        do throws(ParquetError) {
            // The magic is at byte 0: writers that leave 0 there have no filter.
            guard let metadata = chunk.metadata, let offset = metadata.bloomFilterOffset, offset != 0 else {
                return nil
            }
            try chunk.checkReadable()
            // Old files lack the length: the header, which is much shorter than this, then tells it.
            let left = (0...byteCount).contains(offset) ? byteCount - Footer.byteCount - offset : 0
            let firstCount = metadata.bloomFilterLength.map(Int.init) ?? min(256, left)
            var buffer = ByteBuffer()
            try await read("bloom filter", at: offset, count: firstCount, into: &buffer)
            var reader = CompactReader(buffer.bytes, baseOffset: offset)
            let header = try BloomFilterHeader(from: &reader)
            let headerCount = reader.offset
            try header.check()
            let count = Int(header.byteCount)
            if metadata.bloomFilterLength == nil {
                try await read("bloom filter", at: offset + headerCount, count: count, into: &buffer)
                return (try BloomFilter(bytes: buffer.takeArray()), firstCount + count)
            }
            guard buffer.count - headerCount >= count else {
                throw ParquetError(
                    .malformed, "a bloom filter of \(count) bytes in \(buffer.count - headerCount)",
                    at: .init(byteOffset: offset))
            }
            var bits = ByteBuffer(capacity: count)
            bits.append(buffer.bytes.extracting(headerCount..<headerCount + count))
            return (try BloomFilter(bytes: bits.takeArray()), firstCount)
        } catch {
            throw error.at(place(rowGroup: rowGroup, column: column))
        }
    }
}

extension BloomFilterHeader {
    /// Checks that the filter is one that can be asked.
    ///
    /// - Throws: `ParquetError` with code `malformed` or `unsupported`.
    func check() throws(ParquetError) {
        for (name, number) in [("algorithm", algorithm), ("hash", hash), ("compression", compression)]
        where number != 1 {
            throw ParquetError(.unsupported, "a bloom filter's \(name) \(number) is not known")
        }
        guard byteCount > 0 else { throw ParquetError(.malformed, "a bloom filter of \(byteCount) bytes") }
    }
}
