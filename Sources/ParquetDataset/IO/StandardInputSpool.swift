internal import Parquet
internal import ParquetBytes
internal import SystemPackage

/// What standard input holds, in a file, so that it can be read more than once. The file lies in the output, on whose file system
/// there must be room anyway, and has no name any more once it is open: whatever happens, nothing is left of it.
final class StandardInputSpool: Sendable {
    let descriptor: FileDescriptor
    let byteCount: Int

    /// How many bytes are copied at once.
    private static let pieceByteCount = 1 << 20

    /// Reads all of standard input, of which `bytesRead` were read already.
    ///
    /// - Throws: `ParquetError` with code `io` if it cannot be read, or there is no room for it.
    init(_ bytesRead: [UInt8], in output: FilePath) throws(ParquetError) {
        let madeOutput = !PlatformFile.exists(output)
        try PlatformFile.makeDirectories(output)
        let path = output.appending(".parkett-input-" + String(UInt64.random(in: .min ... .max), radix: 16))
        do {
            descriptor = try FileDescriptor.open(
                path, .readWrite, options: [.create, .exclusiveCreate, .closeOnExec], permissions: [.ownerReadWrite])
        } catch {
            throw ParquetError(.io, "cannot make it: \(error)", at: .init(file: path.string))
        }
        try? PlatformFile.removeTree(path)
        if madeOutput { try? PlatformFile.removeEmptyDirectory(output) }
        do throws(ParquetError) {
            byteCount = try StandardInputSpool.copy(bytesRead, to: descriptor, in: output)
        } catch {
            try? descriptor.close()
            throw error
        }
    }

    deinit {
        try? descriptor.close()
    }

    private static func copy(
        _ bytesRead: [UInt8], to descriptor: FileDescriptor, in output: FilePath
    ) throws(ParquetError) -> Int {
        var byteCount = 0
        var isMore = true
        while isMore {
            var buffer = ByteBuffer(capacity: pieceByteCount)
            if byteCount == 0 { buffer.append(bytesRead) }
            do {
                isMore = try FileDescriptor.standardInput.fill(&buffer, upTo: pieceByteCount)
            } catch {
                throw ParquetError(.io, "cannot read it: \(error)", at: .init(file: "standard input"))
            }
            let bytes = buffer.takeArray()
            byteCount += bytes.count
            do {
                try descriptor.writeAll(bytes)
            } catch {
                throw ParquetError(
                    .io, "cannot keep standard input in a file, to read it twice: \(error)",
                    at: .init(file: output.string))
            }
        }
        return byteCount
    }

    /// A descriptor of the file, at its start. One of them is read at a time: all have the same place in it.
    func opened() throws(Errno) -> FileDescriptor {
        do {
            let descriptor = try descriptor.duplicate()
            try descriptor.seek(offset: 0, from: .start)
            return descriptor
        } catch let reason as Errno {
            throw reason
        } catch {
            throw Errno.ioError
        }
    }
}

extension StandardInputSpool: Hashable {
    static func == (left: StandardInputSpool, right: StandardInputSpool) -> Bool { left === right }

    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
