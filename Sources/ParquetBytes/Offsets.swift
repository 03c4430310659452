// Offsets of byte strings: eight at a time, since the compiler finds no such loops by itself.

extension Span where Element == Int32 {
    /// Whether one of the numbers is below the one before it.
    public var falls: Bool {
        unsafe withUnsafeBufferPointer { offsets in
            guard let first = unsafe UnsafeRawPointer(offsets.baseAddress) else { return false }
            var lower = SIMDMask<SIMD8<Int32>>(repeating: false)
            var index = 0
            while index &+ 9 <= offsets.count {
                let lanes = unsafe (first + 4 * index).loadUnaligned(as: SIMD8<Int32>.self)
                let next = unsafe (first + 4 * index + 4).loadUnaligned(as: SIMD8<Int32>.self)
                lower = lower .| (next .< lanes)
                index &+= 8
            }
            var falls = lower != SIMDMask<SIMD8<Int32>>(repeating: false)
            while index &+ 1 < offsets.count {
                falls = unsafe falls || offsets[index &+ 1] < offsets[index]
                index &+= 1
            }
            return falls
        }
    }
}
