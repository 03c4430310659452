internal import ParquetBytes

extension BloomFilter {
    /// Whether a value of `column` that equals `literal` may be there. True where equal values may be stored in different ways,
    /// which have different hashes.
    func mightContain(_ literal: PhysicalLiteral, of column: ColumnDescriptor) -> Bool {
        switch literal {
        case .int32(let value): return mightContain(value)
        case .uint32(let value): return mightContain(Int32(bitPattern: value))
        case .int64(let value): return mightContain(value)
        case .uint64(let value): return mightContain(Int64(bitPattern: value))
        case .float(let value):
            if value.isNaN { return true }
            let both = value == 0 ? [0, -0.0] : [value]
            guard column.physicalType == .fixedLengthByteArray else { return both.contains { mightContain($0) } }
            return both.contains { number in
                let bits = number.binary16Bits
                // A number that FLOAT16 has not equals none of its values.
                return Float(binary16: bits) == number
                    && mightContain([UInt8(truncatingIfNeeded: bits), UInt8(truncatingIfNeeded: bits >> 8)])
            }
        case .double(let value):
            if value.isNaN { return true }
            return value == 0 ? mightContain(0 as Double) || mightContain(-0.0 as Double) : mightContain(value)
        case .bytes(let bytes): return mightContain(bytes)
        case .decimal(let bytes):
            // A BYTE_ARRAY may have more bytes than the number needs.
            guard column.physicalType == .fixedLengthByteArray, let length = column.typeLength else { return true }
            guard bytes.count <= length else { return false }
            let filler: UInt8 = bytes.first ?? 0 >= 0x80 ? 0xFF : 0
            return mightContain([UInt8](repeating: filler, count: length - bytes.count) + bytes)
        case .boolean, .int96: return true
        }
    }
}
