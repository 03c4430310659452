/// A floating-point number as an integer that orders as IEEE 754 totalOrder does: -NaN, -infinity, …, -0, +0, …, infinity, NaN.
struct TotalOrderKey {
    let rawValue: Int64
    /// Whether the number is a NaN.
    let isNaN: Bool

    /// The number whose key is `rawValue`.
    init(_ rawValue: Int64) {
        self.rawValue = rawValue
        isNaN = false
    }

    init(_ value: Double) {
        let bits = Int64(bitPattern: value.bitPattern)
        rawValue = bits < 0 ? bits ^ .max : bits
        isNaN = value.isNaN
    }

    init(_ value: Float) {
        let bits = Int32(bitPattern: value.bitPattern)
        rawValue = Int64(bits < 0 ? bits ^ .max : bits)
        isNaN = value.isNaN
    }

    /// The binary16 number of these bits.
    init(half bits: UInt16) {
        let signed = Int16(bitPattern: bits)
        rawValue = Int64(signed < 0 ? signed ^ .max : signed)
        isNaN = bits & 0x7C00 == 0x7C00 && bits & 0x03FF != 0
    }

    var double: Double { Double(bitPattern: UInt64(bitPattern: rawValue < 0 ? rawValue ^ .max : rawValue)) }

    var float: Float {
        let key = Int32(truncatingIfNeeded: rawValue)
        return Float(bitPattern: UInt32(bitPattern: key < 0 ? key ^ .max : key))
    }

    /// The bits of the binary16 number.
    var half: UInt16 {
        let key = Int16(truncatingIfNeeded: rawValue)
        return UInt16(bitPattern: key < 0 ? key ^ .max : key)
    }
}
