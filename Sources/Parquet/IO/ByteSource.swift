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

    /// The bytes `range` where they lie, if the source has them in memory; nil if they must be read.
    ///
    /// - Throws: `ParquetError` with code `io` if the range exceeds the source.
    func sharedBytes(_ range: Range<Int>) throws(ParquetError) -> SharedBytes?
}

extension ByteSource {
    /// Nil: the bytes must be read.
    public func sharedBytes(_ range: Range<Int>) throws(ParquetError) -> SharedBytes? { nil }
}

/// Bytes in memory.
public struct MemorySource: ByteSource {
    /// What to call the source in errors.
    public let name: String?
    private let contents: SharedBytes

    /// A source of `bytes`.
    public init(_ bytes: [UInt8], name: String? = nil) {
        contents = SharedBytes(ByteBuffer(bytes))
        self.name = name
    }

    /// The number of bytes.
    public func byteCount() -> Int { contents.count }

    /// Replaces the content of `buffer` by a copy of the bytes `range`.
    public func read(_ range: Range<Int>, into buffer: inout ByteBuffer) throws(ParquetError) {
        let bytes = try contents.checked(range, of: name)
        buffer.removeAll()
        buffer.append(bytes.bytes)
    }

    /// The bytes `range`, which are not copied.
    public func sharedBytes(_ range: Range<Int>) throws(ParquetError) -> SharedBytes? {
        try contents.checked(range, of: name)
    }
}
