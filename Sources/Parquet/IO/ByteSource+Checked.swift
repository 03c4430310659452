internal import ParquetBytes

extension ByteSource {
    /// Replaces the content of `buffer` by the bytes `range`.
    ///
    /// - Throws: `ParquetError` with code `io`, also if the source gives fewer or more bytes than that.
    nonisolated(nonsending) func readAll(_ range: Range<Int>, into buffer: inout ByteBuffer) async throws(ParquetError)
    {
        try await read(range, into: &buffer)
        try check(buffer.count, range)
    }

    /// The bytes `range` where they lie, if the source has them in memory.
    ///
    /// - Throws: `ParquetError` with code `io`, also if the source gives fewer or more bytes than that.
    func shareAll(_ range: Range<Int>) throws(ParquetError) -> SharedBytes? {
        guard let bytes = try sharedBytes(range) else { return nil }
        try check(bytes.count, range)
        return bytes
    }

    private func check(_ count: Int, _ range: Range<Int>) throws(ParquetError) {
        guard count == range.count else {
            throw ParquetError(
                .io, "the source gave \(count) bytes where \(range.count) were asked for",
                at: .init(file: name, byteOffset: range.lowerBound))
        }
    }
}
