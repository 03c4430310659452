internal import ParquetBytes

extension ByteStrings {
    /// Whether string `index` is UTF-8 (RFC 3629): no byte out of place, nothing longer than it need be, no surrogates,
    /// nothing above U+10FFFF.
    func isText(_ index: Int) -> Bool {
        let bytes = all
        let place = range(index)
        var offset = place.lowerBound
        let end = place.upperBound
        while offset < end {
            let lead = bytes.loadUInt8(at: offset)
            offset += 1
            if lead < 0x80 { continue }
            // How many bytes follow, and between what the first of them lies.
            let count: Int
            var low: UInt8 = 0x80
            var high: UInt8 = 0xBF
            switch lead {
            case 0xC2...0xDF: count = 1
            case 0xE0: (count, low) = (2, 0xA0)
            case 0xED: (count, high) = (2, 0x9F)
            case 0xE1...0xEF: count = 2
            case 0xF0: (count, low) = (3, 0x90)
            case 0xF1...0xF3: count = 3
            case 0xF4: (count, high) = (3, 0x8F)
            default: return false
            }
            guard end - offset >= count else { return false }
            for _ in 0..<count {
                let next = bytes.loadUInt8(at: offset)
                guard next >= low, next <= high else { return false }
                (low, high) = (0x80, 0xBF)
                offset += 1
            }
        }
        return true
    }
}
