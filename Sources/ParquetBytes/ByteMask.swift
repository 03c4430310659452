#if arch(x86_64) && canImport(_Builtin_intrinsics.intel.sse2)
    public import _Builtin_intrinsics.intel.sse2
#endif

// Masks of sixteen bytes as numbers, a bit a lane, so that counting zeros finds the first or last lane. x86-64 has one
// instruction for this, which Swift reaches through the compiler's own header. Comparing vectors needs no `unsafe`; looking
// at a vector as a number does.

extension SIMDMask<SIMD16<Int8>> {
    /// A one for every lane that is true, the first lane lowest.
    @inlinable @inline(__always)
    public var bits: UInt64 {
        #if arch(x86_64) && canImport(_Builtin_intrinsics.intel.sse2)
            let lanes = SIMD16<Int8>(repeating: 0).replacing(with: SIMD16<Int8>(repeating: -1), where: self)
            let mask = _mm_movemask_epi8(unsafe unsafeBitCast(lanes, to: SIMD2<Int64>.self))
            return UInt64(UInt32(bitPattern: mask))
        #else
            // Lane i becomes 1 << (i & 7); neighbours are joined three times, which leaves one byte for every eight lanes.
            let weights = SIMD16<Int8>(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128)
            let lanes = SIMD16<Int8>(repeating: 0).replacing(with: weights, where: self)
            let pairs = lanes.evenHalf | lanes.oddHalf
            let fours = pairs.evenHalf | pairs.oddHalf
            let eights = fours.evenHalf | fours.oddHalf
            return UInt64(UInt8(bitPattern: eights[0])) | UInt64(UInt8(bitPattern: eights[1])) << 8
        #endif
    }
}

extension SIMD16<UInt8> {
    /// The lanes as signed numbers of the same bits.
    @inlinable @inline(__always)
    public var signed: SIMD16<Int8> { unsafe unsafeBitCast(self, to: SIMD16<Int8>.self) }

    /// Whether all lanes are zero.
    @inlinable @inline(__always)
    public var isZero: Bool { (signed .== SIMD16<Int8>(repeating: 0)).bits == 0xFFFF }
}
