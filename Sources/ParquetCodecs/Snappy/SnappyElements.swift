internal import ParquetBytes

/// Decompression of Snappy's raw format: a place in the input, a place in the output, and how far both may go.
///
///     length of all bytes: a varint │ elements …
///
/// The lowest two bits of an element's first byte are its kind. Its upper six bits are, of literals, their number less one, or 60 to
/// 63, which are followed by one to four bytes that have it. Of copies they have the length less one, and 2 or 4 bytes follow with the
/// distance; or, for kind 1, three bits have the length less four, and three more the distance's bits 8 to 10, of which a byte follows.
///
/// The library's build in Debian calls `memmove` for each element through two entries of its linkage table, and takes a third longer
/// for identifiers.
struct SnappyElements: ~Escapable {
    private let source: RawSpan
    /// The next byte of the input.
    private var offset = 0
    /// Where the next byte is written.
    private var place: Int
    private let start: Int
    private let limit: Int

    /// Literals of so many bytes, and copies, are done in two or four moves of 16 bytes.
    private static let shortCount = 60
    /// The bytes that such moves write at most.
    private static let stepByteCount = 64

    @_lifetime(copy source)
    private init(_ source: RawSpan, from offset: Int, to start: Int, limit: Int) {
        self.source = source
        self.offset = offset
        place = start
        self.start = start
        self.limit = limit
    }

    /// Appends the `uncompressedSize` bytes that `source` was compressed from.
    ///
    /// - Throws: `CodecError` if the bytes are broken, or announce another size.
    static func decompress(
        _ source: RawSpan, uncompressedSize: Int, into target: inout ByteBuffer
    ) throws(CodecError) {
        guard let length = length(of: source) else { throw CodecError("snappy bytes do not start with a length") }
        guard length.value == uncompressedSize else {
            throw CodecError(
                "snappy bytes hold \(length.value) bytes where \(uncompressedSize) are announced")
        }
        let start = target.count
        target.reserve(uncompressedSize)
        var output = target.mutableBytes
        var elements = SnappyElements(source, from: length.byteCount, to: start, limit: start + uncompressedSize)
        try elements.decode(into: &output)
        target.setCount(start + uncompressedSize)
    }

    /// The length at the beginning of `source`, at most 32 bits in five bytes; nil if there is none.
    private static func length(of source: RawSpan) -> (value: Int, byteCount: Int)? {
        var value: UInt64 = 0
        for index in 0..<min(5, source.byteCount) {
            let byte = source.loadUInt8(at: index)
            value |= UInt64(byte & 0x7F) << UInt64(7 * index)
            if byte < 0x80 { return value > UInt64(UInt32.max) ? nil : (Int(value), index + 1) }
        }
        return nil
    }

    @_lifetime(self: copy self)
    private mutating func decode(into output: inout MutableRawSpan) throws(CodecError) {
        if let padded = PaddedBytes(source) { try decodeSteps(padded, into: &output) }
        while offset < source.byteCount { try decodeElement(into: &output) }
        guard place == limit else {
            throw CodecError("snappy bytes are broken: they end \(limit - place) bytes before what they announce")
        }
    }

    /// Decodes elements as long as there are bytes enough, in the input and in the output, that none needs to be asked for one by one.
    @_lifetime(self: copy self)
    private mutating func decodeSteps(
        _ padded: borrowing PaddedBytes, into output: inout MutableRawSpan
    ) throws(CodecError) {
        var offset = self.offset
        var place = self.place
        defer {
            self.offset = offset
            self.place = place
        }
        let last = limit &- SnappyElements.stepByteCount
        // The first byte of an element, and 32 bytes from the 33rd one behind it.
        while padded.isInBounds(offset &+ 33), place <= last {
            let tag = Int(padded.loadUInt8(at: offset))
            if tag & 0b11 == 0 {
                let count = tag >> 2 &+ 1
                guard count <= SnappyElements.shortCount else {
                    self.offset = offset
                    self.place = place
                    try decodeElement(into: &output)
                    offset = self.offset
                    place = self.place
                    continue
                }
                output.copy32(from: padded, at: offset &+ 1, to: place)
                if count > 32 { output.copy32(from: padded, at: offset &+ 33, to: place &+ 32) }
                offset &+= count &+ 1
                place &+= count
                continue
            }
            let (length, distance, byteCount) = SnappyElements.copy(tag, padded.loadUInt32(at: offset &+ 1))
            guard distance > 0, distance <= place &- start else {
                throw SnappyElements.brokenCopy(distance, place - start, at: offset)
            }
            if distance >= 16 {
                output.copy32(fromBefore: distance, to: place)
                if length > 32 { output.copy32(fromBefore: distance, to: place &+ 32) }
            } else {
                output.copyRepeating(length, distance: distance, to: place, limit: limit)
            }
            offset &+= byteCount
            place &+= length
        }
    }

    /// What a copy's first byte and the four bytes behind it say, without branches: of four kinds in any order each would be a guess.
    @inline(__always)
    private static func copy(_ tag: Int, _ trailer: UInt32) -> (length: Int, distance: Int, byteCount: Int) {
        let kind = tag & 0b11
        // All ones for kind 1.
        let near = (kind &- 2) >> (Int.bitWidth - 1)
        let length = (tag >> 2 &+ 1) & ~near | ((tag >> 2 & 0b111) &+ 4) & near
        let trailingCount = 1 &<< (kind &- 1)
        let trailing = Int(trailer) & ((1 &<< (trailingCount &* 8)) &- 1)
        return (length, trailing | ((tag >> 5) << 8) & near, 1 &+ trailingCount)
    }

    /// Decodes an element and asks for each of its bytes.
    @_lifetime(self: copy self)
    private mutating func decodeElement(into output: inout MutableRawSpan) throws(CodecError) {
        let first = offset
        let tag = Int(source.loadUInt8(at: offset))
        offset += 1
        if tag & 0b11 == 0 {
            var count = tag >> 2 + 1
            if count > SnappyElements.shortCount {
                count = Int(try trailer(of: count - SnappyElements.shortCount, first)) + 1
            }
            guard count <= source.byteCount - offset, count <= limit - place else {
                throw CodecError(
                    "snappy bytes are broken: \(count) literals at \(first), where \(source.byteCount - offset) bytes are left "
                        + "and \(limit - place) are missing")
            }
            output.copy(from: source, at: offset, count: count, to: place)
            offset += count
            place += count
            return
        }
        let trailing = try trailer(of: 1 << (tag & 0b11 - 1), first)
        let (length, distance, _) = SnappyElements.copy(tag, trailing)
        guard distance > 0, distance <= place - start else {
            throw SnappyElements.brokenCopy(distance, place - start, at: first)
        }
        guard length <= limit - place else {
            throw CodecError(
                "snappy bytes are broken: a copy of \(length) bytes at \(first), where \(limit - place) are missing")
        }
        output.copyRepeating(length, distance: distance, to: place, limit: limit)
        place += length
    }

    /// The next `count` bytes, 1 to 4, as a number.
    @_lifetime(self: copy self)
    private mutating func trailer(of count: Int, _ first: Int) throws(CodecError) -> UInt32 {
        guard count <= source.byteCount - offset else {
            throw CodecError("snappy bytes are broken: cut off within the element at \(first)")
        }
        var value: UInt32 = 0
        for index in 0..<count { value |= UInt32(source.loadUInt8(at: offset + index)) << UInt32(8 * index) }
        offset += count
        return value
    }

    private static func brokenCopy(_ distance: Int, _ count: Int, at offset: Int) -> CodecError {
        CodecError(
            "snappy bytes are broken: a copy from \(distance) bytes before at \(offset), \(count) bytes are there")
    }
}
