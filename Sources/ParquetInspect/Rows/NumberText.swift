internal import Parquet

/// Integers, and floating-point numbers in the fewest digits that read back the same, each in its own width.
enum NumberText {
    /// Appends `value` in decimal digits.
    static func append(_ value: Int64, to text: inout [UInt8]) {
        if value < 0 { text.append(UInt8(ascii: "-")) }
        append(value.magnitude, to: &text)
    }

    /// Appends `value` in decimal digits, and before them zeros up to `digits`.
    static func append(_ value: UInt64, digits: Int = 1, to text: inout [UInt8]) {
        var count = 1
        var bound: UInt64 = 10
        while value >= bound {
            count += 1
            let (next, overflow) = bound.multipliedReportingOverflow(by: 10)
            if overflow { break }
            bound = next
        }
        count = max(count, digits)
        let start = text.count
        for _ in 0..<count { text.append(UInt8(ascii: "0")) }
        var rest = value
        var place = start + count
        while rest > 0 {
            place -= 1
            text[place] += UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    /// Appends `value`; NaN and infinities are strings, since JSON has no numbers for them.
    static func append(_ value: some BinaryFloatingPoint & CustomStringConvertible, to text: inout [UInt8]) {
        if value.isNaN {
            text.append(contentsOf: "\"NaN\"".utf8)
        } else if value.isInfinite {
            text.append(contentsOf: (value < 0 ? "\"-Infinity\"" : "\"Infinity\"").utf8)
        } else {
            text.append(contentsOf: value.description.utf8)
        }
    }

    /// Appends the IEEE 754 binary16 number in the two little-endian `bytes`.
    static func append(binary16 bytes: ArraySlice<UInt8>, to text: inout [UInt8]) {
        var bits: UInt16 = 0
        for byte in bytes.reversed() { bits = bits << 8 | UInt16(byte) }
        #if os(macOS) && arch(x86_64)
            // Swift has no Float16 there: the exact value, in the digits that Float needs.
            append(Float(binary16: bits), to: &text)
        #else
            append(Float16(bitPattern: bits), to: &text)
        #endif
    }
}
