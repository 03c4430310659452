internal import ParquetBytes

/// Writes floating-point numbers in the encoding ALP (AlpEncoding.md): numbers that are decimals of few digits become
/// integers, which are packed as their distance from the smallest of a vector; all others stand aside as they are.
///
///     page      00 │ 00 │ 0A: vectors of 2¹⁰ │ Int32: values │ UInt32 for each vector: its place │ the vectors
///     vector    exponent │ factor │ UInt16: exceptions │ smallest integer │ bit width
///               │ integers minus the smallest, the lowest bit first │ UInt16: places of exceptions │ exceptions
///
/// Places of vectors count from the first of these places. The FLOAT values 1.5, 2.25, NaN, with the exponent 8 and the factor
/// 6 and so the integers 150, 225 and for the exception the first of them, 150:
///
///     00 00 0A 03 00 00 00          vectors of 1024, 3 values
///     04 00 00 00                   the vector follows at once
///     08 06 01 00 96 00 00 00 07    exponent 8, factor 6, one exception, from 150, seven bits
///     80 25 00                      0, 75, 0
///     02 00 00 00 C0 7F             value 2 is NaN
///
/// Not every reader knows this encoding, so that no column has it unless it is asked for.
enum ALPEncoder {
    private static let vectorLogarithm: UInt8 = 10
    private static let vectorLength = 1 << 10

    /// The most bytes that `valueCount` values of `width` bytes, 4 or 8, take: two more for each than in PLAIN, which is
    /// what a vector of exceptions takes, and the headers.
    static func maximumByteCount(valueCount: Int, width: Int) -> Int {
        let vectors = (valueCount + vectorLength - 1) / vectorLength
        return 7 + vectors * (4 + 4 + width + 1) + valueCount * (2 + width)
    }

    /// Appends `valueCount` values.
    ///
    /// - Parameters:
    ///   - plain: the values in PLAIN.
    ///   - type: `.float` or `.double`.
    static func encode(plain: RawSpan, valueCount: Int, type: PhysicalType, into target: inout ByteBuffer) {
        switch type {
        case .float: encode(plain, valueCount, of: Float.self, into: &target)
        case .double: encode(plain, valueCount, of: Double.self, into: &target)
        case .boolean, .int32, .int64, .int96, .byteArray, .fixedLengthByteArray:
            preconditionFailure("ALP is for FLOAT and DOUBLE, not \(type.name)")
        }
    }

    @inline(__always)
    private static func encode<Value: ALPValue>(
        _ plain: RawSpan, _ count: Int, of _: Value.Type, into target: inout ByteBuffer
    ) {
        let width = MemoryLayout<Value>.size
        precondition(count >= 0 && count <= Int(Int32.max) && plain.byteCount == count * width)
        target.append([0, 0, vectorLogarithm])
        target.append(UInt32(count))
        let vectorCount = (count + vectorLength - 1) / vectorLength
        // Integers are packed eight at a time, of which the last may be none, and of up to 52 bits.
        target.reserve(maximumByteCount(valueCount: count, width: width) + 64)
        let places = target.count
        var end = places + vectorCount * 4
        var candidates = ALPScaleCandidates<Value>(plain, valueCount: count, vectorLength: vectorLength)
        var vector = ALPVector<Value>(capacity: min(vectorLength, count))
        var output = target.mutableBytes
        for index in 0..<vectorCount {
            let range = index * vectorLength..<min((index + 1) * vectorLength, count)
            vector.scale(plain, range, by: candidates.choose(plain, range))
            output.store(UInt32(truncatingIfNeeded: end - places), at: places + index * 4)
            end = vector.write(to: &output, at: end)
        }
        target.setCount(end)
    }
}
