/// Bytes of which the last 32 are only loaded together with earlier ones: any load of up to 32 bytes at an offset up to
/// `limit` stays within them. So one comparison checks a load where a span needs two, and loads at the same offset share it.
public struct PaddedBytes: ~Escapable {
    @usableFromInline let bytes: RawSpan
    /// The last offset at which can be loaded.
    public let limit: Int

    /// The bytes of `bytes`; nil if there are fewer than 32.
    @inlinable @_lifetime(copy bytes)
    public init?(_ bytes: RawSpan) {
        guard bytes.byteCount >= 32 else { return nil }
        self.bytes = bytes
        limit = bytes.byteCount &- 32
    }

    @inlinable @inline(__always)
    func check(_ offset: Int) {
        precondition(UInt(bitPattern: offset) <= UInt(bitPattern: limit), "the offset is out of bounds")
    }

    /// The byte at `offset`.
    @inlinable @inline(__always)
    public func loadUInt8(at offset: Int) -> UInt8 {
        check(offset)
        return unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt8.self)
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
