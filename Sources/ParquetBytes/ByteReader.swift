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
    /// The place of the next byte.
    public private(set) var offset: Int

    /// A cursor at the first byte of `bytes`.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) {
        self.bytes = bytes
        offset = 0
    }

    /// How many bytes are left.
    public var remaining: Int { bytes.byteCount - offset }

    /// The next `count` bytes.
    @_lifetime(copy self)
    public mutating func read(_ count: Int) throws(ByteReaderError) -> RawSpan {
        guard count >= 0, count <= remaining else {
            throw ByteReaderError("\(count) bytes needed, \(remaining) left", at: offset)
        }
        let piece = bytes.extracting(offset..<offset + count)
        offset += count
        return piece
    }

    /// Passes over `count` bytes.
    @_lifetime(self: copy self)
    public mutating func skip(_ count: Int) throws(ByteReaderError) {
        guard count >= 0, count <= remaining else {
            throw ByteReaderError("\(count) bytes needed, \(remaining) left", at: offset)
        }
        offset += count
    }

    /// The next byte.
    @_lifetime(self: copy self)
    public mutating func readUInt8() throws(ByteReaderError) -> UInt8 {
        guard remaining >= 1 else { throw ByteReaderError("a byte needed, none left", at: offset) }
        let byte = bytes.loadUInt8(at: offset)
        offset += 1
        return byte
    }

    /// The next four bytes as a little-endian number.
    @_lifetime(self: copy self)
    public mutating func readUInt32() throws(ByteReaderError) -> UInt32 {
        guard remaining >= 4 else { throw ByteReaderError("4 bytes needed, \(remaining) left", at: offset) }
        let value = bytes.loadUInt32(at: offset)
        offset += 4
        return value
    }

    /// The next eight bytes as a little-endian number.
    @_lifetime(self: copy self)
    public mutating func readUInt64() throws(ByteReaderError) -> UInt64 {
        guard remaining >= 8 else { throw ByteReaderError("8 bytes needed, \(remaining) left", at: offset) }
        let value = bytes.loadUInt64(at: offset)
        offset += 8
        return value
    }

    /// The next unsigned LEB128 number: at most ten bytes, and no bits beyond the 64th.
    @_lifetime(self: copy self)
    public mutating func readVarint() throws(ByteReaderError) -> UInt64 {
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
