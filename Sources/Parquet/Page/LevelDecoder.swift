internal import ParquetBytes

/// The decoder of one kind of a page's levels.
enum LevelDecoder: Sendable {
    /// The column has no such levels: all are 0.
    case none
    /// Runs and bit-packed groups.
    case runs(RLEBitPackingHybridDecoder)
    /// Bits back to back, as writers of long ago left them.
    case bitPacked(BitPackedDecoder)

    /// Appends the next `count` levels to `levels`; none if the column has no such.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many.
    mutating func decode(_ count: Int, from page: RawSpan, into levels: inout [UInt16]) throws(ParquetError) {
        switch self {
        case .none: break
        case .runs(var decoder):
            try decoder.decode(count, from: page, into: &levels)
            self = .runs(decoder)
        case .bitPacked(var decoder):
            try decoder.decode(count, from: page, into: &levels)
            self = .bitPacked(decoder)
        }
    }

    /// Appends the next `count` levels, which are 0 or 1, to `validity`.
    ///
    /// - Returns: the number of ones.
    /// - Throws: `ParquetError` with code `malformed` if there are not as many.
    mutating func decode(_ count: Int, from page: RawSpan, into validity: inout Bitmap) throws(ParquetError) -> Int {
        switch self {
        case .none:
            validity.append(repeating: false, count: count)
            return 0
        case .runs(var decoder):
            let ones = try decoder.decode(count, from: page, into: &validity)
            self = .runs(decoder)
            return ones
        case .bitPacked(var decoder):
            var levels: [UInt8] = []
            try decoder.decode(count, from: page, into: &levels)
            self = .bitPacked(decoder)
            for level in levels { validity.append(level != 0) }
            return levels.reduce(0) { $0 + Int($1) }
        }
    }
}
