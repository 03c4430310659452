internal import ParquetBytes
internal import Parquet

/// Writes the values of one column into rows.
struct CanonicalValueWriter {
    /// What comes before each value.
    let prefix: [UInt8]
    /// The row of each value.
    let rows: [Int32]
    /// The first of the values that are written.
    let firstValue: Int

    /// Writes `values` in the given layout, each at its row's place in `places`, which is moved behind it.
    mutating func write(
        _ values: ColumnValues, _ layout: CanonicalKind.Layout, to bytes: inout [UInt8], at places: inout [Int]
    ) {
        switch (values, layout) {
        case (.boolean(let values), _): write(values.span, 1, &bytes, &places) { $0 ? 1 : 0 }
        case (.int32(let values), .unsigned):
            write(values.span, 8, &bytes, &places) { UInt64(UInt32(bitPattern: $0)) }
        case (.int32(let values), .decimal): writeDecimals(values.span, &bytes, &places) { Int64($0) }
        case (.int32(let values), _):
            write(values.span, 8, &bytes, &places) { UInt64(bitPattern: Int64($0)) }
        case (.int64(let values), .decimal): writeDecimals(values.span, &bytes, &places) { $0 }
        case (.int64(let values), _): write(values.span, 8, &bytes, &places) { UInt64(bitPattern: $0) }
        case (.float(let values), _):
            write(values.span, 4, &bytes, &places) { $0.isNaN ? 0x7FC0_0000 : UInt64($0.bitPattern) }
        case (.double(let values), _):
            write(values.span, 8, &bytes, &places) { $0.isNaN ? 0x7FF8_0000_0000_0000 : $0.bitPattern }
        case (.fixedLengthByteArray(let values), .float16):
            let bits = (0..<values.count).map { UInt16(values.bytes[2 * $0 + 1]) << 8 | UInt16(values.bytes[2 * $0]) }
            // More than the bits of infinity, but for the sign: NaN.
            write(bits.span, 2, &bytes, &places) { $0 & 0x7FFF > 0x7C00 ? 0x7E00 : UInt64($0) }
        case (.byteArray(let values), _):
            writeByteStrings(values.bytes, isDecimal: layout == .decimal, &bytes, &places) { values.range(at: $0) }
        case (.fixedLengthByteArray(let values), _):
            let length = values.length
            writeByteStrings(values.bytes, isDecimal: layout == .decimal, &bytes, &places) {
                $0 * length..<($0 + 1) * length
            }
        case (.dictionary, _): preconditionFailure("indices are resolved before")
        }
    }

    /// Writes the lowest `byteCount` bytes of what `convert` makes of each value.
    @inline(__always)
    private func write<Stored: BitwiseCopyable>(
        _ values: Span<Stored>, _ byteCount: Int, _ bytes: inout [UInt8], _ places: inout [Int],
        _ convert: (Stored) -> UInt64
    ) {
        var target = bytes.mutableRawBytes
        for index in rows.indices {
            let row = Int(rows[index])
            let place = places[row]
            target.copyOverwriting(from: prefix.rawBytes, at: 0, count: prefix.count, to: place)
            target.store(convert(values[firstValue &+ index]), at: place &+ prefix.count)
            places[row] = place &+ prefix.count &+ byteCount
        }
    }

    @inline(__always)
    private func writeDecimals<Stored: BitwiseCopyable>(
        _ values: Span<Stored>, _ bytes: inout [UInt8], _ places: inout [Int], _ convert: (Stored) -> Int64
    ) {
        var target = bytes.mutableRawBytes
        for index in rows.indices {
            let row = Int(rows[index])
            let place = places[row]
            target.copyOverwriting(from: prefix.rawBytes, at: 0, count: prefix.count, to: place)
            let value = convert(values[firstValue &+ index])
            let count = DecimalBytes.count(value)
            let start = place &+ prefix.count
            target.store(UInt8(truncatingIfNeeded: count), at: start)
            let bits = UInt64(bitPattern: value) &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count)
            target.store(bits.byteSwapped, at: start &+ 1)
            places[row] = start &+ 1 &+ count
        }
    }

    @inline(__always)
    private func writeByteStrings(
        _ source: [UInt8], isDecimal: Bool, _ bytes: inout [UInt8], _ places: inout [Int], _ range: (Int) -> Range<Int>
    ) {
        var target = bytes.mutableRawBytes
        for index in rows.indices {
            let row = Int(rows[index])
            var place = places[row]
            target.copyOverwriting(from: prefix.rawBytes, at: 0, count: prefix.count, to: place)
            var value = range(firstValue &+ index)
            if isDecimal { value = value.dropFirst(DecimalBytes.extraCount(source, value)) }
            place = LEB128.write(value.count, to: &target, at: place &+ prefix.count)
            target.copyOverwriting(from: source.rawBytes, at: value.lowerBound, count: value.count, to: place)
            places[row] = place &+ value.count
        }
    }
}

/// Decimals' unscaled values in the fewest bytes of two's complement; zero takes one.
enum DecimalBytes {
    /// How many bytes at the front of the big-endian number `bytes[range]` only repeat the sign.
    static func extraCount(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
        var place = range.lowerBound
        while place + 1 < range.upperBound {
            let isRepeated =
                bytes[place] == 0 && bytes[place + 1] < 0x80 || bytes[place] == 0xFF && bytes[place + 1] >= 0x80
            guard isRepeated else { break }
            place += 1
        }
        return place - range.lowerBound
    }

    /// How many bytes `value` takes.
    @inline(__always)
    static func count(_ value: Int64) -> Int {
        let magnitude = value < 0 ? ~value : value
        return (64 &- magnitude.leadingZeroBitCount) / 8 &+ 1
    }
}

/// Lengths as LEB128 (Varint.swift) at a place.
enum LEB128 {
    @inline(__always)
    static func byteCount(_ value: Int) -> Int {
        value < 0x80 ? 1 : (63 &- value.leadingZeroBitCount) / 7 &+ 1
    }

    /// Writes `value` at `place`, and gives the place behind it.
    @inline(__always)
    static func write(_ value: Int, to target: inout MutableRawSpan, at place: Int) -> Int {
        var place = place
        var rest = value
        while rest >= 0x80 {
            target.store(UInt8(truncatingIfNeeded: rest) | 0x80, at: place)
            rest &>>= 7
            place &+= 1
        }
        target.store(UInt8(truncatingIfNeeded: rest), at: place)
        return place &+ 1
    }
}
