internal import ParquetBytes

/// The two types that ALP encodes, FLOAT and DOUBLE.
protocol ALPValue: BinaryFloatingPoint, BitwiseCopyable, Sendable {
    /// The integers that stand for the values, of the same width.
    associatedtype Encoded: FixedWidthInteger & SignedInteger & BitwiseCopyable

    /// 10⁰, 10¹ … as near as the type comes to them. The specification demands the values of the decimal literals, which
    /// the compiler rounds once.
    static var powersOfTen: [Self] { get }
    /// 10⁰, 10⁻¹ … as near as the type comes to them.
    static var negativePowersOfTen: [Self] { get }

    /// The number whose bits are the lowest of `bits`.
    init(lowestBits bits: UInt64)

    /// Scaled values must be smaller than this to become integers: they fit into `Encoded`, and rounding them by adding
    /// and subtracting is right.
    static var scaledLimit: Double { get }
    /// The number at `offset`, little-endian.
    static func load(_ bytes: RawSpan, at offset: Int) -> Self
    /// The number that is nearest to `value`.
    init(nearestTo value: Double)
    /// The same number, exactly.
    var asDouble: Double { get }
    /// The number's bits, the lowest ones of all.
    var bits: UInt64 { get }
}

extension Float: ALPValue {
    typealias Encoded = Int32

    static let powersOfTen: [Float] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10]
    static let negativePowersOfTen: [Float] = [1e0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10]

    init(lowestBits bits: UInt64) {
        self.init(bitPattern: UInt32(truncatingIfNeeded: bits))
    }

    static var scaledLimit: Double { 0x7FFF_FFFF }

    @inline(__always)
    static func load(_ bytes: RawSpan, at offset: Int) -> Float { Float(bitPattern: bytes.loadUInt32(at: offset)) }

    @inline(__always)
    init(nearestTo value: Double) { self.init(value) }

    @inline(__always)
    var asDouble: Double { Double(self) }

    @inline(__always)
    var bits: UInt64 { UInt64(bitPattern) }
}

extension Double: ALPValue {
    typealias Encoded = Int64

    static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    ]
    static let negativePowersOfTen: [Double] = [
        1e0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14, 1e-15, 1e-16,
        1e-17, 1e-18,
    ]

    init(lowestBits bits: UInt64) {
        self.init(bitPattern: bits)
    }

    static var scaledLimit: Double { 0x1p51 }

    @inline(__always)
    static func load(_ bytes: RawSpan, at offset: Int) -> Double { Double(bitPattern: bytes.loadUInt64(at: offset)) }

    @inline(__always)
    init(nearestTo value: Double) { self = value }

    @inline(__always)
    var asDouble: Double { self }

    @inline(__always)
    var bits: UInt64 { bitPattern }
}
