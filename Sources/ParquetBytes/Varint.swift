// Variable-length integers: unsigned LEB128, seven bits a byte, lowest first, the high bit set on all bytes but the last;
// 300 is 0xAC 0x02. Zigzag maps signed numbers to unsigned ones: 0, -1, 1, -2 become 0, 1, 2, 3.

extension ByteBuffer {
    /// Appends `value` as an unsigned LEB128 number of one to ten bytes.
    public mutating func appendVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    /// Appends `value` in zigzag order as a LEB128 number.
    public mutating func appendZigzag(_ value: Int64) {
        appendVarint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }
}
