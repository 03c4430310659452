public import ParquetBytes

/// Bytes that can be asked for range by range: a file, memory, an object in a store.
public protocol ByteSource: Sendable {
    /// What to call the source in errors, such as its path.
    var name: String? { get }

    /// The number of bytes.
    ///
    /// - Throws: `ParquetError` with code `io`.
    func byteCount() async throws(ParquetError) -> Int

    /// Replaces the content of `buffer` by the bytes `range`.
    ///
    /// - Throws: `ParquetError` with code `io`, also if the range exceeds the source.
    func read(_ range: Range<Int>, into buffer: inout ByteBuffer) async throws(ParquetError)
}

/// Bytes in memory.
public struct MemorySource: ByteSource {
    /// What to call the source in errors.
    public let name: String?
    private let bytes: [UInt8]

    /// A source of `bytes`.
    public init(_ bytes: [UInt8], name: String? = nil) {
        self.bytes = bytes
        self.name = name
    }

    /// The number of bytes.
    public func byteCount() -> Int { bytes.count }

    /// Replaces the content of `buffer` by the bytes `range`.
    public func read(_ range: Range<Int>, into buffer: inout ByteBuffer) throws(ParquetError) {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else {
            throw ParquetError(.io, "bytes \(range) asked of \(bytes.count)", at: .init(file: name))
        }
        buffer.removeAll()
        buffer.append(bytes.rawBytes.extracting(range))
    }
}
