// Loads and stores of little-endian numbers at any byte offset. Every access is bounds-checked; the only thing the
// compiler cannot see is that all bit patterns of an integer are valid, hence `unsafe`.

extension RawSpan {
    /// The byte at `offset`.
    @inlinable @inline(__always)
    public func loadUInt8(at offset: Int) -> UInt8 {
        unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self)
    }

    /// The two bytes at `offset` as a little-endian number.
    @inlinable @inline(__always)
    public func loadUInt16(at offset: Int) -> UInt16 {
        UInt16(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    /// The four bytes at `offset` as a little-endian number.
    @inlinable @inline(__always)
    public func loadUInt32(at offset: Int) -> UInt32 {
        UInt32(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// The eight bytes at `offset` as a little-endian number.
    @inlinable @inline(__always)
    public func loadUInt64(at offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The sixteen bytes at `offset`, in memory order.
    @inlinable @inline(__always)
    public func loadBytes16(at offset: Int) -> SIMD16<UInt8> {
        unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
    }

    /// The bytes `range` of this span.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public func bytes(_ range: Range<Int>) -> RawSpan {
        extracting(range)
    }
}

extension MutableRawSpan {
    /// Stores one byte at `offset`.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func store(_ value: UInt8, at offset: Int) {
        storeBytes(of: value, toByteOffset: offset, as: UInt8.self)
    }

    /// Stores a number at `offset`, little-endian.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func store(_ value: UInt32, at offset: Int) {
        storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt32.self)
    }

    /// Stores a number at `offset`, little-endian.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func store(_ value: UInt64, at offset: Int) {
        storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt64.self)
    }

    /// Stores sixteen bytes at `offset`.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func store(_ value: SIMD16<UInt8>, at offset: Int) {
        storeBytes(of: value, toByteOffset: offset, as: SIMD16<UInt8>.self)
    }

    /// Copies the 32 bytes of `source` at `sourceOffset` to `offset` in two moves. Both ends are bounds-checked.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func copy32(from source: PaddedBytes, at sourceOffset: Int, to offset: Int) {
        precondition(offset >= 0 && offset <= byteCount &- 32, "the target is out of bounds")
        let first = source.loadBytes16(at: sourceOffset)
        let second = source.loadBytes16(at: sourceOffset, block: 1)
        unsafe storeBytes(of: first, toUncheckedByteOffset: offset, as: SIMD16<UInt8>.self)
        unsafe storeBytes(of: second, toUncheckedByteOffset: offset &+ 16, as: SIMD16<UInt8>.self)
    }

    /// Copies the 32 bytes `distance` before `offset` to `offset` in two moves, the second one of what is there after the first. Both
    /// ends are bounds-checked.
    ///
    /// - Precondition: `distance` is at least 16.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func copy32(fromBefore distance: Int, to offset: Int) {
        precondition(
            distance >= 16 && distance <= offset && offset <= byteCount &- 32, "the bytes are out of bounds")
        let source = offset &- distance
        let first = unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: source, as: SIMD16<UInt8>.self)
        unsafe storeBytes(of: first, toUncheckedByteOffset: offset, as: SIMD16<UInt8>.self)
        let second = unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: source &+ 16, as: SIMD16<UInt8>.self)
        unsafe storeBytes(of: second, toUncheckedByteOffset: offset &+ 16, as: SIMD16<UInt8>.self)
    }

    /// Copies `source[sourceOffset ..< sourceOffset + count]` to `offset`. Both ends are bounds-checked.
    ///
    /// Short copies, the usual case for strings of a log, run as one or two 16-byte moves where both spans have room
    /// for them: bytes after the copied ones, up to `offset + 32`, may be overwritten with garbage.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func copyOverwriting(
        from source: RawSpan, at sourceOffset: Int, count: Int, to offset: Int
    ) {
        if count <= 32, sourceOffset &+ 32 <= source.byteCount, offset &+ 32 <= byteCount, sourceOffset >= 0,
            offset >= 0
        {
            store(source.loadBytes16(at: sourceOffset), at: offset)
            if count > 16 {
                store(source.loadBytes16(at: sourceOffset &+ 16), at: offset &+ 16)
            }
        } else {
            copy(from: source, at: sourceOffset, count: count, to: offset)
        }
    }

    /// Copies `source[sourceOffset ..< sourceOffset + count]` to `offset`. Both ends are bounds-checked.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func copy(from source: RawSpan, at sourceOffset: Int, count: Int, to offset: Int) {
        guard count > 0 else { return }
        let piece = source.extracting(sourceOffset..<sourceOffset + count)
        precondition(offset >= 0 && count <= byteCount - offset)
        unsafe piece.withUnsafeBytes { from in
            unsafe withUnsafeMutableBytes { target in
                unsafe UnsafeMutableRawBufferPointer(rebasing: target[offset..<offset + count]).copyMemory(from: from)
            }
        }
    }
}

extension RawSpan {
    /// Whether the `count` bytes at `offset` are those of `other` at `otherOffset`.
    ///
    /// - Precondition: both have as many there.
    @inlinable @inline(__always)
    public func isEqual(at offset: Int, to other: RawSpan, at otherOffset: Int, count: Int) -> Bool {
        precondition(
            offset >= 0 && otherOffset >= 0 && count >= 0 && count <= byteCount &- offset
                && count <= other.byteCount &- otherOffset, "the bytes are out of bounds")
        /// The bits in which words differ.
        @inline(__always)
        func difference<Word: FixedWidthInteger & BitwiseCopyable>(_ word: Word.Type, _ place: Int) -> Word {
            unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset &+ place, as: word)
                ^ other.unsafeLoadUnaligned(fromUncheckedByteOffset: otherOffset &+ place, as: word)
        }
        var place = 0
        if count >= 8 {
            // Two words for each branch: the compiler compares vectors byte by byte.
            while place < count &- 16 {
                if difference(UInt64.self, place) | difference(UInt64.self, place &+ 8) != 0 { return false }
                place &+= 16
            }
            return difference(UInt64.self, max(0, count &- 16)) | difference(UInt64.self, count &- 8) == 0
        }
        while place < count {
            if difference(UInt8.self, place) != 0 { return false }
            place &+= 1
        }
        return true
    }

    /// Where the bytes from `offset` on, `count` of them, come before those of `other` from `otherOffset` on, `otherCount` of them, in
    /// bytewise order: below zero; zero where they are equal; above zero where they come behind them.
    public func order(
        at offset: Int, count: Int, comparedTo other: RawSpan, at otherOffset: Int, count otherCount: Int
    ) -> Int {
        precondition(
            offset >= 0 && otherOffset >= 0 && count >= 0 && otherCount >= 0 && count <= byteCount &- offset
                && otherCount <= other.byteCount &- otherOffset, "the bytes are out of bounds")
        let common = min(count, otherCount)
        var place = 0
        while place &+ 8 <= common {
            let word = loadUInt64(at: offset &+ place)
            let otherWord = other.loadUInt64(at: otherOffset &+ place)
            if word != otherWord { return word.byteSwapped < otherWord.byteSwapped ? -1 : 1 }
            place &+= 8
        }
        while place < common {
            let byte = loadUInt8(at: offset &+ place)
            let otherByte = other.loadUInt8(at: otherOffset &+ place)
            if byte != otherByte { return byte < otherByte ? -1 : 1 }
            place &+= 1
        }
        return count &- otherCount
    }
}
