internal import Parquet
internal import ParquetBytes
internal import SystemPackage

extension ChunkFormat {
    /// How many bytes tell the format.
    static let magicByteCount = 4

    /// The format of a file that starts with `bytes`: that of a gzip member or a zstd frame, skippable ones included; plain
    /// otherwise.
    init(firstBytes bytes: [UInt8]) {
        if bytes.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            self = .zstd
        } else if bytes.count >= 4, bytes[0] & 0xF0 == 0x50, bytes[1...].starts(with: [0x2A, 0x4D, 0x18]) {
            self = .zstd
        } else {
            self = .plain
        }
    }

    /// The format of a file whose name does not tell it.
    init(contentsOf path: FilePath) throws(ParquetError) {
        var buffer = ByteBuffer()
        do {
            let descriptor = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
            defer { try? descriptor.close() }
            _ = try descriptor.fill(&buffer, upTo: ChunkFormat.magicByteCount)
        } catch {
            throw ParquetError(.io, "cannot read it: \(error)", at: .init(file: path.string))
        }
        self.init(firstBytes: buffer.takeArray())
    }
}
