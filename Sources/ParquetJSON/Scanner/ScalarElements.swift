internal import Parquet
internal import ParquetBytes

/// The elements of an array that holds nothing but scalar values, as most arrays do. The text was validated.
enum ScalarElements {
    /// Puts the places of the elements of the array at `start` into `places` from `first` on, where there must be room for half as
    /// many as the array has bytes.
    ///
    /// - Parameter marksNull: whether the place of `null` is marked.
    /// - Returns: the count of `places` then, negative if not all elements are scalar; and where the last element starts.
    @inline(__always)
    static func take(
        _ text: RawSpan, _ padded: PaddedBytes, ofArrayAt start: Int, into places: inout MutableSpan<UInt64>,
        from first: Int, marksNull: Bool
    ) throws(ParquetError) -> (count: Int, last: Int) {
        var count = first
        var offset = value(text, start &+ 1)
        var last = offset
        if text.loadUInt8(at: offset) == 0x5D { return (count, last) }
        while true {
            last = offset
            if padded.isInBounds(offset), padded.loadUInt8(at: offset) == 0x22 {
                // A string of up to fifteen bytes without escapes, and what is behind it.
                let stop = StringStops.stops(padded.loadBytes16(at: offset, plus: 1)) | 1 << 16
                let length = stop.trailingZeroBitCount
                if length < 16, padded.loadUInt8(at: offset, plus: length &+ 1) == 0x22 {
                    let end = offset &+ 1 &+ length
                    places[count] = JSONPlace(start: offset &+ 1, end: end, kind: .string).bits
                    count &+= 1
                    let next = padded.loadUInt8(at: offset, plus: length &+ 2)
                    if next == 0x5D { return (count, last) }
                    if next == 0x2C, padded.loadUInt8(at: offset, plus: length &+ 3) > 0x20 {
                        offset = end &+ 2
                        continue
                    }
                    offset = value(text, end &+ 1)
                } else {
                    let (end, hasEscapes) = try JSONString.end(in: text, from: offset &+ 1)
                    places[count] = JSONPlace(start: offset &+ 1, end: end, kind: .string, hasEscapes: hasEscapes).bits
                    count &+= 1
                    offset = value(text, end &+ 1)
                }
            } else {
                let byte = text.loadUInt8(at: offset)
                guard byte != 0x7B, byte != 0x5B else { return (-1, last) }
                let (end, place) = try JSONScalar.any(text, at: offset)
                let isMarked = marksNull && place.isNull
                places[count] = isMarked ? JSONPlace(start: offset, end: end, kind: .null).bits : place.bits
                count &+= 1
                offset = value(text, end)
            }
            if text.loadUInt8(at: offset) == 0x5D { return (count, last) }
            offset = value(text, offset &+ 1)
        }
    }

    /// The place at or behind `offset` that holds no space; mostly there is none.
    @inline(__always)
    private static func value(_ text: RawSpan, _ offset: Int) -> Int {
        text.loadUInt8(at: offset) > 0x20 ? offset : GapWalk.behindSpace(text, offset)
    }
}
