internal import Parquet
internal import ParquetBytes

extension StagedOutput {
    /// Stages a copy of all bytes of `source`.
    ///
    /// - Returns: their hash.
    func copy(
        _ source: any ByteSource, as file: String, in partition: PartitionPath
    ) async throws(ParquetError) -> Hash256 {
        let sink = try makeSink(file, in: partition)
        do throws(ParquetError) {
            let count = try await source.byteCount()
            var stream = SHA256Stream()
            var buffer = ByteBuffer()
            var offset = 0
            while offset < count {
                let end = min(count, offset + 1 << 20)
                try await source.read(offset..<end, into: &buffer)
                stream.update(buffer.bytes)
                try sink.write(buffer.bytes)
                offset = end
            }
            try sink.finish()
            return stream.finish()
        } catch {
            sink.abort()
            throw error
        }
    }
}
