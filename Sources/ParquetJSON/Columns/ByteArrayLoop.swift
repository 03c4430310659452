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
        var bytes = values.bytes
        var offsets = values.offsets
        values = ByteArrayValues()
        var end = bytes.count
        var index = offsets.count
        bytes.resizeUninitialized(to: end + byteCount + slack)
        offsets.resizeUninitialized(to: index + presentCount)
        var target = bytes.mutableRawBytes
        var ends = offsets.mutableSpan
        for row in places.indices {
            let place = JSONPlace(bits: places[row])
            switch place.kindAndEscapes {
            case UInt64(JSONKind.null.rawValue): continue
            case UInt64(JSONKind.string.rawValue):
                copy(text, at: place.start, count: place.length, to: &target, at: end)
                end &+= place.length
            case UInt64(JSONKind.string.rawValue) | 8:
                guard
                    let behind = try? JSONString.unescape(
                        text, from: place.start, to: place.end, into: &target, at: end)
                else {
                    misfits.append(Int32(truncatingIfNeeded: row))
                    continue
                }
                end = behind
            default:
                misfits.append(Int32(truncatingIfNeeded: row))
                continue
            }
            ends[index] = Int32(truncatingIfNeeded: end)
            index &+= 1
        }
        finish(&values, bytes, offsets, end: end, count: index)
    }

    /// Values as their JSON text, strings with their quotes. All values are.
    static func texts(
        _ places: Span<UInt64>, _ text: RawSpan, presentCount: Int, byteCount: Int, to values: inout ByteArrayValues
    ) {
        var bytes = values.bytes
        var offsets = values.offsets
        values = ByteArrayValues()
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
            copy(text, at: place.start &- quotes, count: count, to: &target, at: end)
            end &+= count
            ends[index] = Int32(truncatingIfNeeded: end)
            index &+= 1
        }
        finish(&values, bytes, offsets, end: end, count: index)
    }

    /// Strings that spell bytes, as the bytes that `decode` makes of them; all else goes to `misfits`.
    @inline(__always)
    static func decoded(
        _ places: Span<UInt64>, _ text: RawSpan, presentCount: Int, byteCount: Int, to values: inout ByteArrayValues,
        misfits: inout [Int32], decode: (RawSpan, Int, Int, inout MutableRawSpan, Int) -> Int?
    ) {
        var bytes = values.bytes
        var offsets = values.offsets
        values = ByteArrayValues()
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
        finish(&values, bytes, offsets, end: end, count: index)
    }

    /// What `write` makes of each value: the digits of a hash. Where it makes nothing, the row goes to `misfits`.
    static func hashes(
        _ places: Span<UInt64>, _ text: RawSpan, presentCount: Int, to values: inout ByteArrayValues,
        misfits: inout [Int32], write: (RawSpan, JSONPlace, inout MutableRawSpan, Int) -> Bool
    ) {
        var bytes = values.bytes
        var offsets = values.offsets
        values = ByteArrayValues()
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
        finish(&values, bytes, offsets, end: end, count: index)
    }

    /// Copies `text[start ..< start + count]` to `target` at `offset`; up to 64 bytes are one to four moves of sixteen, which
    /// may write up to `slack` bytes in all.
    @inline(__always)
    private static func copy(
        _ text: RawSpan, at start: Int, count: Int, to target: inout MutableRawSpan, at offset: Int
    ) {
        guard count <= 64, start &+ 64 <= text.byteCount else {
            return target.copy(from: text, at: start, count: count, to: offset)
        }
        var moved = 0
        repeat {
            target.store(text.loadBytes16(at: start &+ moved), at: offset &+ moved)
            moved &+= 16
        } while moved < count
    }

    @inline(__always)
    private static func finish(
        _ values: inout ByteArrayValues, _ bytes: consuming [UInt8], _ offsets: consuming [Int32], end: Int, count: Int
    ) {
        bytes.resize(to: end)
        offsets.resize(to: count)
        values.bytes = bytes
        values.offsets = offsets
    }
}
