internal import ParquetBytes

/// The loops that make values of one width.
enum FixedWidthLoop {
    /// Appends to `values` what `convert` makes of each place that is not null, and to `misfits` the rows of which it makes
    /// nothing.
    @inline(__always)
    static func append<Value: BitwiseCopyable>(
        _ places: Span<UInt64>, _ text: RawSpan, presentCount: Int, filler: Value, to values: inout [Value],
        misfits: inout [Int32], convert: (RawSpan, JSONPlace) -> Value?
    ) {
        var index = values.count
        values.append(contentsOf: repeatElement(filler, count: presentCount))
        var target = values.mutableSpan
        for row in places.indices {
            let place = JSONPlace(bits: places[row])
            if place.isNull { continue }
            if place.hasEscapes {
                guard let plain = unescaped(text, place), let value = convert(plain.bytes.rawBytes, plain.place) else {
                    misfits.append(Int32(truncatingIfNeeded: row))
                    continue
                }
                target[index] = value
                index &+= 1
                continue
            }
            guard let value = convert(text, place) else {
                misfits.append(Int32(truncatingIfNeeded: row))
                continue
            }
            target[index] = value
            index &+= 1
        }
        // Room was made for the misfits, too.
        if index < values.count { values.removeLast(values.count - index) }
    }

    /// Appends to `bytes` what `write` writes for each place that is not null, `width` bytes, and to `misfits` the rows for which
    /// it writes nothing.
    @inline(__always)
    static func append(
        _ places: Span<UInt64>, _ text: RawSpan, presentCount: Int, width: Int, to bytes: inout [UInt8],
        misfits: inout [Int32], write: (RawSpan, JSONPlace, inout MutableRawSpan, Int) -> Bool
    ) {
        var offset = bytes.count
        bytes.resize(to: offset + presentCount * width)
        var target = bytes.mutableRawBytes
        for row in places.indices {
            let place = JSONPlace(bits: places[row])
            if place.isNull { continue }
            if place.hasEscapes {
                guard let plain = unescaped(text, place), write(plain.bytes.rawBytes, plain.place, &target, offset)
                else {
                    misfits.append(Int32(truncatingIfNeeded: row))
                    continue
                }
                offset &+= width
                continue
            }
            guard write(text, place, &target, offset) else {
                misfits.append(Int32(truncatingIfNeeded: row))
                continue
            }
            offset &+= width
        }
        bytes.resize(to: offset)
    }

    /// The string at `place` with its escapes resolved, which is rare where a value is no text. Room behind it lets wide
    /// loads reach beyond its end.
    @inline(never)
    private static func unescaped(_ text: RawSpan, _ place: JSONPlace) -> (bytes: [UInt8], place: JSONPlace)? {
        guard var bytes = try? JSONString.unescaped(text, from: place.start, to: place.end) else { return nil }
        let plain = JSONPlace(start: 0, end: bytes.count, kind: .string)
        bytes.append(contentsOf: repeatElement(0, count: 64))
        return (bytes, plain)
    }
}
