internal import ParquetBytes

// Decimals in byte arrays: two's complement, the highest byte first, of any lengths. Those of 16 bytes and fewer, nearly all, are
// compared as 128-bit numbers.

extension ByteStringStorage {
    /// Which unscaled values stand so to `literal`.
    func matches(_ comparison: Predicate.Comparison, decimal literal: [UInt8]) -> Bitmap {
        let (basic, isNegated) = comparison.basic
        let given = literal.rawBytes
        var matches: Bitmap
        if let number = Int128(bigEndianBytes: literal[...]) {
            matches =
                switch basic {
                case .equal:
                    bits { bytes, start, end in
                        end &- start <= 16
                            ? bytes.decimal(start, end) == number : bytes.compareDecimal(start, end, given) == 0
                    }
                case .less:
                    bits { bytes, start, end in
                        end &- start <= 16
                            ? bytes.decimal(start, end) < number : bytes.compareDecimal(start, end, given) < 0
                    }
                case .lessOrEqual:
                    bits { bytes, start, end in
                        end &- start <= 16
                            ? bytes.decimal(start, end) <= number : bytes.compareDecimal(start, end, given) <= 0
                    }
                }
        } else {
            matches =
                switch basic {
                case .equal: bits { bytes, start, end in bytes.compareDecimal(start, end, given) == 0 }
                case .less: bits { bytes, start, end in bytes.compareDecimal(start, end, given) < 0 }
                case .lessOrEqual: bits { bytes, start, end in bytes.compareDecimal(start, end, given) <= 0 }
                }
        }
        if isNegated { matches.invert() }
        return matches
    }

    /// Which unscaled values are in `set`, which has them in the fewest bytes.
    func matches(decimalIn set: StringSet) -> Bitmap {
        let zero: [UInt8] = [0]
        let hasZero = set.contains(zero.rawBytes, 0, 1)
        return bits { bytes, start, end in
            guard start < end else { return hasZero }
            var first = start
            while first &+ 1 < end {
                let byte = bytes.loadUInt8(at: first)
                let isNextNegative = bytes.loadUInt8(at: first &+ 1) >= 0x80
                guard byte == (isNextNegative ? 0xFF : 0) else { break }
                first &+= 1
            }
            return set.contains(bytes, first, end)
        }
    }
}

extension RawSpan {
    /// The number in the bytes from `start` to `end`, at most 16.
    @inline(__always)
    fileprivate func decimal(_ start: Int, _ end: Int) -> Int128 {
        let unusedBitCount = Int128(128 &- 8 &* (end &- start))
        guard end >= 16 else {
            guard start < end else { return 0 }
            var number: Int128 = 0
            for place in start..<end { number = number &<< 8 | Int128(loadUInt8(at: place)) }
            return (number &<< unusedBitCount) &>> unusedBitCount
        }
        // The bytes before belong to other values and are shifted out.
        guard start < end else { return 0 }
        let high = loadUInt64(at: end &- 16).byteSwapped
        let low = loadUInt64(at: end &- 8).byteSwapped
        let number = Int128(truncatingIfNeeded: UInt128(high) &<< 64 | UInt128(low))
        return (number &<< unusedBitCount) &>> unusedBitCount
    }

    /// Below, at or above zero, as the number in the bytes from `start` to `end` is below, at or above that in `other`.
    fileprivate func compareDecimal(_ start: Int, _ end: Int, _ other: RawSpan) -> Int {
        let count = end - start
        let filler: UInt8 = count > 0 && loadUInt8(at: start) >= 0x80 ? 0xFF : 0
        let otherFiller: UInt8 = other.byteCount > 0 && other.loadUInt8(at: 0) >= 0x80 ? 0xFF : 0
        if filler != otherFiller { return filler == 0xFF ? -1 : 1 }
        // Both filled up to one length with their sign, the bytes order as the numbers do.
        for fromEnd in (1...max(1, count, other.byteCount)).reversed() {
            let byte = fromEnd <= count ? loadUInt8(at: end - fromEnd) : filler
            let otherByte = fromEnd <= other.byteCount ? other.loadUInt8(at: other.byteCount - fromEnd) : otherFiller
            if byte != otherByte { return byte < otherByte ? -1 : 1 }
        }
        return 0
    }
}
