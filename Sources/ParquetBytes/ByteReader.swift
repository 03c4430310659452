/// What a `ByteReader` throws: the bytes ended too early or are not what they should be.
public struct ByteReaderError: Error, Equatable {
    /// What was expected, in words.
    public let message: String
    /// Where in the reader's span.
    public let byteOffset: Int

    /// An error that says `message` about the byte at `byteOffset`.
    public init(_ message: String, at byteOffset: Int) {
        self.message = message
        self.byteOffset = byteOffset
    }
}

/// A cursor over untrusted bytes: every read is checked against the end.
public struct ByteReader: ~Escapable {
    /// All bytes.
    public let bytes: RawSpan
    @usableFromInline var place: Int

    /// The place of the next byte.
    @inlinable
    public var offset: Int { place }

    /// A cursor at the first byte of `bytes`.
    @inlinable
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) {
        self.bytes = bytes
        place = 0
    }

    /// How many bytes are left.
    @inlinable @inline(__always)
    public var remaining: Int { bytes.byteCount - offset }

    @usableFromInline @inline(never)
    func lacking(_ count: Int) -> ByteReaderError {
        ByteReaderError(
            count == 1 ? "a byte needed, none left" : "\(count) bytes needed, \(remaining) left", at: offset)
    }

    /// The next `count` bytes.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public mutating func read(_ count: Int) throws(ByteReaderError) -> RawSpan {
        guard count >= 0, count <= remaining else {
            throw lacking(count)
        }
        let piece = bytes.extracting(offset..<offset + count)
        place += count
        return piece
    }

    /// Passes over `count` bytes.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func skip(_ count: Int) throws(ByteReaderError) {
        guard count >= 0, count <= remaining else {
            throw lacking(count)
        }
        place += count
    }

    /// The next byte.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func readUInt8() throws(ByteReaderError) -> UInt8 {
        guard remaining >= 1 else { throw lacking(1) }
        let byte = bytes.loadUInt8(at: offset)
        place += 1
        return byte
    }

    /// The next four bytes as a little-endian number.
    @_lifetime(self: copy self)
    public mutating func readUInt32() throws(ByteReaderError) -> UInt32 {
        guard remaining >= 4 else { throw lacking(4) }
        let value = bytes.loadUInt32(at: offset)
        place += 4
        return value
    }

    /// The next eight bytes as a little-endian number.
    @_lifetime(self: copy self)
    public mutating func readUInt64() throws(ByteReaderError) -> UInt64 {
        guard remaining >= 8 else { throw lacking(8) }
        let value = bytes.loadUInt64(at: offset)
        place += 8
        return value
    }

    /// The next unsigned LEB128 number: at most ten bytes, and no bits beyond the 64th.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func readVarint() throws(ByteReaderError) -> UInt64 {
        // Most are short.
        if remaining > 0 {
            let byte = bytes.loadUInt8(at: place)
            if byte < 0x80 {
                place += 1
                return UInt64(byte)
            }
        }
        return try readLongVarint()
    }

    @usableFromInline
    @_lifetime(self: copy self)
    mutating func readLongVarint() throws(ByteReaderError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        let start = offset
        while true {
            let byte = try readUInt8()
            let bits = UInt64(byte & 0x7F)
            if shift == 63, bits > 1 { throw ByteReaderError("a varint exceeds 64 bits", at: start) }
            value |= bits << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
            if shift > 63 { throw ByteReaderError("a varint is longer than 10 bytes", at: start) }
        }
    }

    /// The next zigzag LEB128 number.
    @_lifetime(self: copy self)
    public mutating func readZigzag() throws(ByteReaderError) -> Int64 {
        let raw = try readVarint()
        return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }
}
