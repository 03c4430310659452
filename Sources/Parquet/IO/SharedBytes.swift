public import ParquetBytes

/// Bytes that are not changed any more and may be shared without a copy: a buffer's, or those of a file that is mapped
/// into memory.
public struct SharedBytes: Sendable {
    private let buffer: ByteBuffer
    private let mapped: PlatformMappedBytes
    /// The bytes' place in the buffer or the mapped file.
    private let range: Range<Int>

    /// The bytes of `buffer`.
    public init(_ buffer: ByteBuffer) {
        self.buffer = buffer
        mapped = PlatformMappedBytes()
        range = 0..<buffer.count
    }

    /// All bytes that are mapped.
    init(_ mapped: PlatformMappedBytes) {
        buffer = ByteBuffer()
        self.mapped = mapped
        range = 0..<mapped.count
    }

    private init(_ other: SharedBytes, _ range: Range<Int>) {
        buffer = other.buffer
        mapped = other.mapped
        self.range = range
    }

    /// The number of bytes.
    public var count: Int { range.count }

    /// The bytes.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            if mapped.count > 0 { return mapped.bytes.extracting(range) }
            return buffer.bytes.extracting(range)
        }
    }

    /// A copy of the bytes.
    public var array: [UInt8] { ByteBuffer(copying: bytes).takeArray() }

    /// The bytes `part` of these, counted from the first of them. Nothing is copied.
    ///
    /// - Precondition: they are within `0..<count`.
    public func extracting(_ part: Range<Int>) -> SharedBytes {
        precondition(part.lowerBound >= 0 && part.upperBound <= count, "bytes \(part) of \(count)")
        return SharedBytes(self, range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound)
    }

    /// The buffer that the bytes are in, for other bytes to be read into; an empty one if they are mapped.
    ///
    /// Its memory is reused if nothing else shares it by then.
    package consuming func takeBuffer() -> ByteBuffer { buffer }
}
