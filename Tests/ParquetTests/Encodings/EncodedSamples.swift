import ParquetBytes
import ParquetTestSupport

@testable import Parquet

/// The bytes that the hexadecimal digits of `text` name; white space is passed over.
func hex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// Bits put down one by one, the simplest way there is: encoders of tests are made of it.
struct BitString {
    private var bits: [Bool] = []

    /// Appends the lowest `width` bits of `value`, the lowest first.
    mutating func append(_ value: UInt64, width: Int) {
        for bit in 0..<width { bits.append(value >> UInt64(bit) & 1 == 1) }
    }

    /// Appends the lowest `width` bits of `value`, the highest first.
    mutating func appendHighestFirst(_ value: UInt64, width: Int) {
        for bit in (0..<width).reversed() { bits.append(value >> UInt64(bit) & 1 == 1) }
    }

    /// The bits in bytes, the first one lowest; missing ones are zero.
    var bytes: [UInt8] { pack { $0 } }

    /// The bits in bytes, the first one highest.
    var bytesHighestFirst: [UInt8] { pack { 7 - $0 } }

    private func pack(_ place: (Int) -> Int) -> [UInt8] {
        stride(from: 0, to: bits.count, by: 8).map { start in
            (0..<8).reduce(0) { byte, bit in
                start + bit < bits.count && bits[start + bit] ? byte | 1 << UInt8(place(bit)) : byte
            }
        }
    }
}

/// `value` in LEB128.
func varint(_ value: UInt64) -> [UInt8] {
    value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + varint(value >> 7)
}

/// `value` in zigzag order in LEB128.
func zigzag(_ value: Int64) -> [UInt8] {
    varint(value >= 0 ? UInt64(value) * 2 : UInt64(-(value + 1)) * 2 + 1)
}

/// `values` in DELTA_BINARY_PACKED, their differences wrapping around at the width of the type.
func deltaBinaryPacked<Value: FixedWidthInteger & SignedInteger>(
    _ values: [Value], blockLength: Int = 128, miniblocks: Int = 4, extraBits: Int = 0, padding: UInt64 = 0
) -> [UInt8] {
    var bytes = varint(UInt64(blockLength)) + varint(UInt64(miniblocks)) + varint(UInt64(values.count))
    bytes += zigzag(Int64(values.first ?? 0))
    let deltas = zip(values.dropFirst(), values).map { $0 &- $1 }
    for start in stride(from: 0, to: deltas.count, by: blockLength) {
        let block = deltas[start..<min(start + blockLength, deltas.count)]
        let smallest = block.min() ?? 0
        let length = blockLength / miniblocks
        var widths: [UInt8] = []
        var bodies: [UInt8] = []
        for index in 0..<miniblocks {
            let from = min(start + index * length, block.endIndex)
            let distances = block[from..<min(from + length, block.endIndex)].map {
                UInt64(truncatingIfNeeded: Value.Magnitude(truncatingIfNeeded: $0 &- smallest))
            }
            guard let greatest = distances.max() else {
                // Readers must not look at the widths of miniblocks that are not there.
                widths.append(UInt8(truncatingIfNeeded: padding))
                continue
            }
            let width = min(64 - greatest.leadingZeroBitCount + extraBits, 64)
            widths.append(UInt8(width))
            var bits = BitString()
            for distance in distances { bits.append(distance, width: width) }
            for _ in distances.count..<length { bits.append(padding, width: width) }
            bodies += bits.bytes
        }
        bytes += zigzag(Int64(smallest)) + widths + bodies
    }
    return bytes
}

/// `values` in DELTA_LENGTH_BYTE_ARRAY.
func deltaLengthByteArray(_ values: [[UInt8]]) -> [UInt8] {
    deltaBinaryPacked(values.map { Int32($0.count) }) + values.joined()
}

/// `values` in DELTA_BYTE_ARRAY.
func deltaByteArray(_ values: [[UInt8]], previous: [UInt8] = []) -> [UInt8] {
    let prefixes = zip(values, [previous] + values).map { value, before in
        zip(value, before).prefix { $0 == $1 }.count
    }
    return deltaBinaryPacked(prefixes.map { Int32($0) })
        + deltaLengthByteArray(zip(values, prefixes).map { Array($0.dropFirst($1)) })
}

/// `values`, all of one length, in BYTE_STREAM_SPLIT.
func byteStreamSplit(_ values: [[UInt8]], width: Int) -> [UInt8] {
    (0..<width).flatMap { stream in values.map { $0[stream] } }
}

/// Calls `body` with `bytes` cut at every place, and with each byte changed in several ways.
func forEachMutant(of bytes: [UInt8], _ body: ([UInt8]) -> Void) {
    for length in bytes.indices { body(Array(bytes[..<length])) }
    for index in bytes.indices {
        for change in [0x01, 0x80, 0x7F, 0xFF] as [UInt8] {
            var mutant = bytes
            mutant[index] ^= change
            body(mutant)
        }
        for length in [3, 9] {
            var mutant = bytes
            for place in index..<min(index + length, bytes.count) { mutant[place] = 0xFF }
            body(mutant)
        }
    }
}

/// How `count` values are asked for: all at once, or in steps of random length.
func steps(_ count: Int, using random: inout SeededGenerator) -> [Int] {
    guard Bool.random(using: &random) else { return [count] }
    let longest = [1, 7, 40, 300].randomElement(using: &random) ?? 1
    var result: [Int] = []
    var left = count
    while left > 0 {
        let step = min(left, Int.random(in: 0...longest, using: &random))
        result.append(step)
        left -= step
    }
    return result
}
