internal import Parquet
internal import ParquetBytes

/// The loops that make byte strings.
///
/// The bytes are given all the room they can need before the loop, and what was not needed is cut off behind it. A text is
/// shorter than 2 GiB and no value longer than its text, so that offsets fit 32 bits.
enum ByteArrayLoop {
    /// Copies are wide and may write this many bytes too many.
    private static let slack = 64

    /// Strings as they are, escapes resolved; all else goes to `misfits`.
    static func strings(
        _ places: Span<UInt64>, _ text: RawSpan, presentCount: Int, byteCount: Int, to values: inout ByteArrayValues,
        misfits: inout [Int32]
    ) {
        var (bytes, offsets) = take(&values)
        var end = bytes.count
        var index = offsets.count
        bytes.resizeUninitialized(to: end + byteCount + slack)
        offsets.resizeUninitialized(to: index + presentCount)
        var row = 0
        while row < places.count {
            if let padded = PaddedBytes(text) {
                row = plainStrings(places, text, padded, from: row, to: &bytes, &offsets, &end, &index)
            }
            guard row < places.count else { break }
            let place = JSONPlace(bits: places[row])
            if place.isNull {
                // Of a short text all rows come here.
            } else if place.kind == .string, let behind = unescape(text, place, to: &bytes, at: end) {
                end = behind
                offsets[index] = Int32(truncatingIfNeeded: end)
                index &+= 1
            } else {
                misfits.append(Int32(truncatingIfNeeded: row))
            }
            row &+= 1
        }
        finish(&values, &bytes, &offsets, end: end, count: index)
    }

    /// Copies strings without escapes, and passes over nulls.
    ///
    /// - Returns: the first row from `first` on that has something else, or the count of all.
    @inline(never)
    private static func plainStrings(
        _ places: Span<UInt64>, _ text: RawSpan, _ padded: PaddedBytes, from first: Int, to bytes: inout [UInt8],
        _ offsets: inout [Int32], _ end: inout Int, _ index: inout Int
    ) -> Int {
        var target = bytes.mutableRawBytes
        var ends = offsets.mutableSpan
        var offset = end
        var value = index
        var row = first
        let string = UInt64(JSONKind.string.rawValue)
        while row < places.count {
            let place = JSONPlace(bits: places[row])
            if place.kindAndEscapes == string {
                copy(text, padded, at: place.start, count: place.length, to: &target, at: offset)
                offset &+= place.length
                ends[value] = Int32(truncatingIfNeeded: offset)
                value &+= 1
            } else if !place.isNull {
                break
            }
            row &+= 1
        }
        end = offset
        index = value
        return row
    }

    @inline(never)
    private static func unescape(_ text: RawSpan, _ place: JSONPlace, to bytes: inout [UInt8], at offset: Int) -> Int? {
        var target = bytes.mutableRawBytes
        return try? JSONString.unescape(text, from: place.start, to: place.end, into: &target, at: offset)
    }

    /// Values as their JSON text, strings with their quotes. All values are.
    static func texts(
        _ places: Span<UInt64>, _ text: RawSpan, presentCount: Int, byteCount: Int, to values: inout ByteArrayValues
    ) {
        var (bytes, offsets) = take(&values)
        var end = bytes.count
        var index = offsets.count
        bytes.resizeUninitialized(to: end + byteCount + 2 * presentCount + slack)
        offsets.resizeUninitialized(to: index + presentCount)
        var target = bytes.mutableRawBytes
        var ends = offsets.mutableSpan
        for row in places.indices {
            let place = JSONPlace(bits: places[row])
            if place.isNull { continue }
            let quotes = place.kind == .string ? 1 : 0
            let count = place.length &+ 2 &* quotes
            target.copy(from: text, at: place.start &- quotes, count: count, to: end)
            end &+= count
            ends[index] = Int32(truncatingIfNeeded: end)
            index &+= 1
        }
        finish(&values, &bytes, &offsets, end: end, count: index)
    }

    /// Strings that spell bytes, as the bytes that `decode` makes of them; all else goes to `misfits`.
    @inline(__always)
    static func decoded(
        _ places: Span<UInt64>, _ text: RawSpan, presentCount: Int, byteCount: Int, to values: inout ByteArrayValues,
        misfits: inout [Int32], decode: (RawSpan, Int, Int, inout MutableRawSpan, Int) -> Int?
    ) {
        var (bytes, offsets) = take(&values)
        var end = bytes.count
        var index = offsets.count
        bytes.resizeUninitialized(to: end + byteCount + slack)
        offsets.resizeUninitialized(to: index + presentCount)
        var target = bytes.mutableRawBytes
        var ends = offsets.mutableSpan
        for row in places.indices {
            let place = JSONPlace(bits: places[row])
            if place.isNull { continue }
            var behind: Int?
            if place.kind == .string, place.hasEscapes {
                // "\/" is how some programs write the slash of base64.
                if let plain = try? JSONString.unescaped(text, from: place.start, to: place.end) {
                    behind = decode(plain.rawBytes, 0, plain.count, &target, end)
                }
            } else if place.kind == .string {
                behind = decode(text, place.start, place.end, &target, end)
            }
            guard let behind else {
                misfits.append(Int32(truncatingIfNeeded: row))
                continue
            }
            end = behind
            ends[index] = Int32(truncatingIfNeeded: end)
            index &+= 1
        }
        finish(&values, &bytes, &offsets, end: end, count: index)
    }

    /// What `write` makes of each value: the digits of a hash. Where it makes nothing, the row goes to `misfits`.
    static func hashes(
        _ places: Span<UInt64>, _ text: RawSpan, presentCount: Int, to values: inout ByteArrayValues,
        misfits: inout [Int32], write: (RawSpan, JSONPlace, inout MutableRawSpan, Int) -> Bool
    ) {
        var (bytes, offsets) = take(&values)
        var end = bytes.count
        var index = offsets.count
        bytes.resizeUninitialized(to: end + presentCount * ValueHasher.digitCount)
        offsets.resizeUninitialized(to: index + presentCount)
        var target = bytes.mutableRawBytes
        var ends = offsets.mutableSpan
        for row in places.indices {
            let place = JSONPlace(bits: places[row])
            if place.isNull { continue }
            guard write(text, place, &target, end) else {
                misfits.append(Int32(truncatingIfNeeded: row))
                continue
            }
            end &+= ValueHasher.digitCount
            ends[index] = Int32(truncatingIfNeeded: end)
            index &+= 1
        }
        finish(&values, &bytes, &offsets, end: end, count: index)
    }

    /// Copies `text[start ..< start + count]` to `target` at `offset`. What is not long moves 32 bytes at a time, so that up to
    /// `slack` bytes too many may be written.
    @inline(__always)
    private static func copy(
        _ text: RawSpan, _ padded: PaddedBytes, at start: Int, count: Int, to target: inout MutableRawSpan,
        at offset: Int
    ) {
        guard count <= 1_024, padded.isInBounds(start) else {
            return copyLong(text, at: start, count: count, to: &target, at: offset)
        }
        target.copy32(from: padded, at: start, to: offset)
        var moved = 32
        while moved < count {
            guard padded.isInBounds(start &+ moved) else {
                return copyLong(text, at: start &+ moved, count: count &- moved, to: &target, at: offset &+ moved)
            }
            target.copy32(from: padded, at: start &+ moved, to: offset &+ moved)
            moved &+= 32
        }
    }

    @inline(never)
    private static func copyLong(
        _ text: RawSpan, at start: Int, count: Int, to target: inout MutableRawSpan, at offset: Int
    ) {
        target.copy(from: text, at: start, count: count, to: offset)
    }

    /// Takes the arrays out of `values`, which has none then: so they are changed in place.
    @inline(__always)
    private static func take(_ values: inout ByteArrayValues) -> (bytes: [UInt8], offsets: [Int32]) {
        var taken = ByteArrayValues(offsets: [0], bytes: [])
        swap(&taken, &values)
        return (taken.bytes, taken.offsets)
    }

    /// Cuts the arrays off and puts them back. They must have no other owner, or else all of them is copied.
    @inline(__always)
    private static func finish(
        _ values: inout ByteArrayValues, _ bytes: inout [UInt8], _ offsets: inout [Int32], end: Int, count: Int
    ) {
        bytes.resize(to: end)
        offsets.resize(to: count)
        swap(&values.bytes, &bytes)
        swap(&values.offsets, &offsets)
    }
}
