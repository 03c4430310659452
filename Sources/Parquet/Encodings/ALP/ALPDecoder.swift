internal import ParquetBytes

/// Reads floating-point numbers in the encoding ALP (AlpEncoding.md): numbers that are decimals of few digits become
/// integers, which are packed as their distance from the smallest of a vector; all others stand aside as they are.
///
///     page      00 │ 00 │ log₂ of a vector's length │ Int32: values │ UInt32 for each vector: its place │ the vectors
///     vector    exponent │ factor │ UInt16: exceptions │ smallest integer │ bit width
///               │ integers minus the smallest, the lowest bit first │ UInt16: places of exceptions │ exceptions
///
/// Places of vectors count from the first of these places. A value is integer · 10^factor · 10^-exponent, multiplied in
/// that order. The FLOAT values 1.5, 2.25, NaN, with the exponent 2 and so the integers 150, 225, 150:
///
///     00 00 03 03 00 00 00          vectors of 8, 3 values
///     04 00 00 00                   the vector follows at once
///     02 00 01 00 96 00 00 00 07    exponent 2, factor 0, one exception, from 150, seven bits
///     80 25 00                      0, 75, 0
///     02 00 00 00 C0 7F             value 2 is NaN
struct ALPDecoder<Value: ALPValue>: Sendable {
    /// The values of the page.
    private let valueCount: Int
    /// The values of every vector but the last, which may have fewer.
    private let vectorLength: Int
    /// Where the places of the vectors stand.
    private let places: Int
    private let end: Int
    /// The value behind those of the vectors begun.
    private var index = 0
    /// Where the next vector starts.
    private var offset: Int
    /// A vector of which only some values were asked for, and how many of it were handed out.
    private var vector: [Value] = []
    private var handedOut = 0

    /// How many values were not decoded yet.
    var remaining: Int { valueCount - index + vector.count - handedOut }

    /// A decoder of the values in the bytes `range` of `page`. No bytes at all are no values.
    ///
    /// - Throws: `ParquetError` with code `malformed` if the header is broken; with code `unsupported` if it announces
    ///   another way of coding.
    init(_ page: RawSpan, range: Range<Int>) throws(ParquetError) {
        end = range.upperBound
        places = range.lowerBound + 7
        if range.isEmpty {
            (valueCount, vectorLength, offset) = (0, 8, end)
            return
        }
        guard range.count >= 7 else {
            throw ParquetError(.malformed, "an ALP page of \(range.count) bytes, its header takes 7")
        }
        let mode = page.loadUInt8(at: range.lowerBound)
        let integerEncoding = page.loadUInt8(at: range.lowerBound + 1)
        let logarithm = Int(page.loadUInt8(at: range.lowerBound + 2))
        let count = page.loadUInt32(at: range.lowerBound + 3)
        guard mode == 0, integerEncoding == 0 else {
            throw ParquetError(.unsupported, "ALP of mode \(mode) with integers in encoding \(integerEncoding)")
        }
        guard (3...15).contains(logarithm), count <= Int32.max else {
            throw ParquetError(
                .malformed, "an ALP page of \(count) values in vectors of 2 to the power of \(logarithm)")
        }
        valueCount = Int(count)
        vectorLength = 1 << logarithm
        let vectorCount = (valueCount + vectorLength - 1) >> logarithm
        guard vectorCount * 4 <= end - places else {
            throw ParquetError(.malformed, "\(vectorCount) vectors in the \(end - places) bytes of an ALP page")
        }
        offset = places + vectorCount * 4
    }

    /// Appends the next `count` values.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many or a vector is broken.
    mutating func decode(_ count: Int, from page: RawSpan, into values: inout [Value]) throws(ParquetError) {
        guard count >= 0, count <= remaining else {
            throw ParquetError(.malformed, "\(count) values where \(remaining) ALP-coded ones are left")
        }
        var place = values.count
        let stop = place + count
        values.resizeUninitialized(to: stop)
        while place < stop {
            if handedOut < vector.count {
                let step = min(stop - place, vector.count - handedOut)
                var target = values.mutableSpan
                for index in 0..<step { target[place + index] = vector[handedOut + index] }
                handedOut += step
                place += step
                continue
            }
            let length = min(vectorLength, valueCount - index)
            if length <= stop - place {
                try decodeVector(length, from: page, into: &values, at: place)
                place += length
            } else {
                var scratch = vector
                vector = []
                handedOut = 0
                scratch.resizeUninitialized(to: length)
                try decodeVector(length, from: page, into: &scratch, at: 0)
                vector = scratch
            }
        }
    }

    /// Writes the `length` values of the next vector to `place`.
    private mutating func decodeVector(
        _ length: Int, from page: RawSpan, into values: inout [Value], at place: Int
    ) throws(ParquetError) {
        let width = MemoryLayout<Value>.size
        let announced = Int(page.loadUInt32(at: places + index / vectorLength * 4))
        guard announced == offset - places else {
            throw ParquetError(
                .malformed, "an ALP vector at \(announced) where \(offset - places) follows the last one")
        }
        guard end - offset >= 4 + width + 1 else { throw cutOff }
        let exponent = Int(page.loadUInt8(at: offset))
        let factor = Int(page.loadUInt8(at: offset + 1))
        let exceptionCount = Int(page.loadUInt16(at: offset + 2))
        let smallest = page.loadNumber(at: offset + 4, byteCount: width)
        let bitWidth = Int(page.loadUInt8(at: offset + 4 + width))
        let packed = offset + 4 + width + 1
        guard exponent < Value.powersOfTen.count, factor <= exponent, bitWidth <= width * 8, exceptionCount <= length
        else {
            throw ParquetError(
                .malformed,
                "an ALP vector of \(length) values with the exponent \(exponent), the factor \(factor), "
                    + "\(bitWidth) bits and \(exceptionCount) exceptions")
        }
        let exceptions = packed + (length * bitWidth + 7) / 8
        let next = exceptions + exceptionCount * (2 + width)
        guard next <= end else { throw cutOff }
        Self.unpack(
            length, bitWidth: bitWidth, from: page, at: packed, smallest: Value.Encoded(truncatingIfNeeded: smallest),
            factor: Value.powersOfTen[factor], divisor: Value.negativePowersOfTen[exponent], into: &values, to: place)
        for exception in 0..<exceptionCount {
            let position = Int(page.loadUInt16(at: exceptions + exception * 2))
            guard position < length else {
                throw ParquetError(.malformed, "the exception at \(position) in an ALP vector of \(length) values")
            }
            let bits = page.loadNumber(at: exceptions + exceptionCount * 2 + exception * width, byteCount: width)
            values[place + position] = Value(lowestBits: bits)
        }
        offset = next
        index += length
    }

    private var cutOff: ParquetError {
        ParquetError(.malformed, "an ALP vector is cut off in the \(end - offset) bytes left")
    }

    private static func unpack(
        _ count: Int, bitWidth: Int, from page: RawSpan, at offset: Int, smallest: Value.Encoded, factor: Value,
        divisor: Value, into target: inout [Value], to place: Int
    ) {
        var values = target.mutableSpan
        let stop = place + count
        let mask = UInt64.ones(bitWidth)
        var bit = offset * 8
        let loadable = place + page.loadablePackedCount(count, bitWidth: bitWidth, at: bit)
        var index = place
        if bitWidth <= 57 {
            while index < loadable {
                let packed = Value.Encoded(truncatingIfNeeded: page.loadPacked(at: bit, mask: mask))
                values[index] = Value(packed &+ smallest) * factor * divisor
                bit &+= bitWidth
                index &+= 1
            }
        } else {
            while index < loadable {
                let packed = Value.Encoded(truncatingIfNeeded: page.loadWidePacked(at: bit, mask: mask))
                values[index] = Value(packed &+ smallest) * factor * divisor
                bit &+= bitWidth
                index &+= 1
            }
        }
        while index < stop {
            let packed = Value.Encoded(truncatingIfNeeded: page.loadLastPacked(at: bit, bitWidth: bitWidth))
            values[index] = Value(packed &+ smallest) * factor * divisor
            bit &+= bitWidth
            index &+= 1
        }
    }
}

extension RawSpan {
    /// The little-endian number of `byteCount` bytes, four or eight, at `offset`.
    fileprivate func loadNumber(at offset: Int, byteCount: Int) -> UInt64 {
        byteCount == 4 ? UInt64(loadUInt32(at: offset)) : loadUInt64(at: offset)
    }
}
