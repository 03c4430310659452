// Masks of sixteen bytes squeezed into one word, four bits a lane, so that counting zeros finds the first or last lane.
// Comparing vectors needs no `unsafe`; looking at the mask as a number does.

extension SIMDMask<SIMD16<Int8>> {
    /// Four ones for every lane that is true, the first lane lowest.
    @inlinable @inline(__always)
    public var nibbles: UInt64 {
        let lanes = SIMD16<Int8>(repeating: 0).replacing(with: SIMD16<Int8>(repeating: -1), where: self)
        let pairs = unsafe unsafeBitCast(lanes, to: SIMD8<UInt16>.self)
        let squeezed = SIMD8<UInt8>(truncatingIfNeeded: pairs &>> SIMD8<UInt16>(repeating: 4))
        return UInt64(littleEndian: unsafe unsafeBitCast(squeezed, to: UInt64.self))
    }
}

extension SIMD16<UInt8> {
    /// The lanes as signed numbers of the same bits.
    @inlinable @inline(__always)
    public var signed: SIMD16<Int8> { SIMD16<Int8>(truncatingIfNeeded: self) }
}
