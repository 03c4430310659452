internal import ParquetBytes

/// Elements of Snappy's raw format: the length of all bytes, then literals and copies.
///
///     length: a varint │ literals: tag, bytes │ copy: tag, offset │ …
///
/// The lowest two bits of a tag are its kind: 0 for literals, 1 for a copy of 4 to 11 bytes that is less than 2 KiB back, 2 for one of
/// up to 64 bytes that is less than 64 KiB back.
struct SnappyOutput {
    /// Where the next element goes.
    private(set) var place: Int
    /// How many of the bytes that are compressed have been written.
    private(set) var written = 0

    private static let greatestCopy = 64

    /// Output that begins at `place`.
    init(at place: Int) {
        self.place = place
    }

    mutating func putLength(_ length: Int, _ target: inout MutableRawSpan) {
        var rest = length
        while rest >= 0x80 {
            put(UInt8(truncatingIfNeeded: rest) | 0x80, &target)
            rest >>= 7
        }
        put(UInt8(truncatingIfNeeded: rest), &target)
    }

    /// Writes the elements of `compressed`, Snappy's form of the first `count` bytes, unless it is empty. Their copies are relative,
    /// so they are the same here.
    mutating func putElements(_ compressed: RawSpan, of count: Int, _ target: inout MutableRawSpan) {
        guard compressed.byteCount > 0 else { return }
        var start = 0
        while compressed.loadUInt8(at: start) & 0x80 != 0 { start += 1 }
        start += 1
        target.copy(from: compressed, at: start, count: compressed.byteCount - start, to: place)
        place += compressed.byteCount - start
        written = count
    }

    /// Writes the bytes before `end` that have not been written.
    @inline(never)
    mutating func putLiterals(_ bytes: RawSpan, upTo end: Int, _ target: inout MutableRawSpan) {
        let count = end &- written
        guard count > 0 else { return }
        if count <= 60 {
            put(UInt8(truncatingIfNeeded: (count &- 1) << 2), &target)
        } else {
            putLongTag(count, &target)
        }
        target.copyOverwriting(from: bytes, at: written, count: count, to: place)
        place &+= count
        written = end
    }

    /// Writes the bytes before `end` that have not been written, up to 60 of them in two or four moves.
    @inline(__always)
    mutating func putShortLiterals(
        _ bytes: RawSpan, _ padded: borrowing PaddedBytes, upTo end: Int, _ target: inout MutableRawSpan
    ) {
        let count = end &- written
        guard count <= 60, padded.isInBounds(written &+ 32), place &+ 65 <= target.byteCount else {
            return putLiterals(bytes, upTo: end, &target)
        }
        guard count > 0 else { return }
        put(UInt8(truncatingIfNeeded: (count &- 1) << 2), &target)
        target.copy32(from: padded, at: written, to: place)
        if count > 32 { target.copy32(from: padded, at: written &+ 32, to: place &+ 32) }
        place &+= count
        written = end
    }

    /// Writes the tag of more than 60 literals: how many bytes their number takes, and it.
    @inline(never)
    private mutating func putLongTag(_ count: Int, _ target: inout MutableRawSpan) {
        var rest = count - 1
        let byteCount = (Int.bitWidth - rest.leadingZeroBitCount + 7) / 8
        put(UInt8(truncatingIfNeeded: (59 + byteCount) << 2), &target)
        for _ in 0..<byteCount {
            put(UInt8(truncatingIfNeeded: rest), &target)
            rest >>= 8
        }
    }

    /// Writes a copy of `length` bytes from `offset` bytes before.
    ///
    /// - Precondition: `offset` is from 1 to 65,535, `length` at least 4.
    @inline(__always)
    mutating func putCopy(offset: Int, length: Int, _ target: inout MutableRawSpan) {
        var rest = length
        if rest > SnappyOutput.greatestCopy { rest = putLongCopy(offset: offset, length: length, &target) }
        let far = UInt32(truncatingIfNeeded: (rest &- 1) << 2 | 2 | offset << 8)
        let near = UInt32(truncatingIfNeeded: (offset >> 8) << 5 | (rest &- 4) << 2 | 1 | (offset & 0xFF) << 8)
        let isNear = rest < 12 && offset < 2048
        target.store(isNear ? near : far, at: place)
        place &+= isNear ? 2 : 3
        written &+= length
    }

    /// Writes copies of 64 bytes and one of 60, so that 4 to 64 are left.
    ///
    /// - Returns: how many.
    @inline(never)
    private mutating func putLongCopy(offset: Int, length: Int, _ target: inout MutableRawSpan) -> Int {
        var rest = length
        while rest > SnappyOutput.greatestCopy {
            let count =
                rest >= SnappyOutput.greatestCopy + 4 ? SnappyOutput.greatestCopy : SnappyOutput.greatestCopy - 4
            target.store(UInt32(truncatingIfNeeded: (count - 1) << 2 | 2 | offset << 8), at: place)
            place += 3
            rest -= count
        }
        return rest
    }

    @inline(__always)
    private mutating func put(_ byte: UInt8, _ target: inout MutableRawSpan) {
        target.store(byte, at: place)
        place &+= 1
    }
}
