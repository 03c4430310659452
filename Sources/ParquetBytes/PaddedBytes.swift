/// Bytes of which the last 64 are only loaded together with earlier ones: any load within 64 bytes from an offset up to
/// `limit` stays within them. So one comparison checks a load where a span needs two, and loads near the same offset share it.
public struct PaddedBytes: ~Escapable {
    @usableFromInline let bytes: RawSpan
    /// The last offset at which can be loaded.
    public let limit: Int

    /// The bytes of `bytes`; nil if there are fewer than 64.
    @inlinable @inline(__always) @_lifetime(copy bytes)
    public init?(_ bytes: RawSpan) {
        guard bytes.byteCount >= 64 else { return nil }
        self.bytes = bytes
        limit = bytes.byteCount &- 64
    }

    @inlinable @inline(__always)
    func check(_ offset: Int) {
        precondition(isInBounds(offset), "the offset is out of bounds")
    }

    /// Whether there are loads at `offset`: where this is asked before, they are not checked again.
    @inlinable @inline(__always)
    public func isInBounds(_ offset: Int) -> Bool { UInt(bitPattern: offset) <= UInt(bitPattern: limit) }

    /// The byte at `offset`.
    @inlinable @inline(__always)
    public func loadUInt8(at offset: Int) -> UInt8 {
        check(offset)
        return unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    /// The byte at `offset + delta`; of `delta` the lowest six bits count.
    @inlinable @inline(__always)
    public func loadUInt8(at offset: Int, plus delta: Int) -> UInt8 {
        check(offset)
        return unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset &+ delta & 63, as: UInt8.self)
    }

    /// The four bytes at `offset + delta` as a little-endian number; of `delta` the lowest five bits count.
    @inlinable @inline(__always)
    public func loadUInt32(at offset: Int, plus delta: Int) -> UInt32 {
        check(offset)
        let place = offset &+ delta & 31
        return UInt32(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: UInt32.self))
    }

    /// The sixteen bytes at `offset + delta`, in memory order; of `delta` the lowest five bits count.
    @inlinable @inline(__always)
    public func loadBytes16(at offset: Int, plus delta: Int) -> SIMD16<UInt8> {
        check(offset)
        let place = offset &+ delta & 31
        return unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: SIMD16<UInt8>.self)
    }

    /// The sixteen bytes at `offset + 16 * block`, in memory order; of `block` the lowest two bits count.
    @inlinable @inline(__always)
    public func loadBytes16(at offset: Int, block: Int) -> SIMD16<UInt8> {
        check(offset)
        let place = offset &+ (block & 3) &<< 4
        return unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: SIMD16<UInt8>.self)
    }

    /// The four bytes at `offset` as a little-endian number.
    @inlinable @inline(__always)
    public func loadUInt32(at offset: Int) -> UInt32 {
        check(offset)
        return UInt32(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self))
    }

    /// The eight bytes at `offset` as a little-endian number.
    @inlinable @inline(__always)
    public func loadUInt64(at offset: Int) -> UInt64 {
        check(offset)
        return UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
    }

    /// The sixteen bytes at `offset`, in memory order.
    @inlinable @inline(__always)
    public func loadBytes16(at offset: Int) -> SIMD16<UInt8> {
        check(offset)
        return unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: SIMD16<UInt8>.self)
    }

    /// The sixteen bytes at `offset + 16`, in memory order.
    @inlinable @inline(__always)
    public func loadNextBytes16(at offset: Int) -> SIMD16<UInt8> {
        check(offset)
        return unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset &+ 16, as: SIMD16<UInt8>.self)
    }
}

/// The bits of a window of 16,384, of which any word is loaded without a check.
public struct BitWindow: ~Escapable {
    /// How many bits the window has.
    public static let bitCount = 16_384
    /// How many bytes they take, and the ones behind them that are loaded with them.
    public static let byteCount = bitCount / 8 + 8

    @usableFromInline let bytes: RawSpan

    /// The bits in `bytes`, the lowest bit of a byte first; nil if there are fewer than `byteCount` bytes.
    @inlinable @inline(__always) @_lifetime(copy bytes)
    public init?(_ bytes: RawSpan) {
        guard bytes.byteCount >= BitWindow.byteCount else { return nil }
        self.bytes = bytes
    }

    /// At least 57 bits from `bit` on, the first one lowest; of `bit` the lowest fourteen bits count.
    @inlinable @inline(__always)
    public func word(at bit: Int) -> UInt64 {
        let place = bit >> 3 & 2_047
        let word = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: UInt64.self)
        return UInt64(littleEndian: word) &>> UInt64(truncatingIfNeeded: bit & 7)
    }
}
