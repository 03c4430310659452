internal import ParquetBytes

/// Reads values in the encoding PLAIN: back to back, little-endian (Encodings.md, "Plain").
///
///     BOOLEAN true, false, true           05                        the first in the lowest bit
///     INT32 1, -1                         01 00 00 00 FF FF FF FF
///     BYTE_ARRAY "ab", ""                 02 00 00 00 61 62 00 00 00 00
///     FIXED_LEN_BYTE_ARRAY(2) "ab"        61 62
struct PlainDecoder: Sendable {
    /// The next value's first byte in the page.
    private var offset: Int
    private let end: Int
    /// The next boolean's bit in the byte at `offset`.
    private var bit = 0

    /// A decoder of the values in the bytes `range` of a page.
    init(range: Range<Int>) {
        offset = range.lowerBound
        end = range.upperBound
    }

    /// How many bytes are left.
    private var remaining: Int { end - offset }

    private func check(_ count: Int, byteCount: Int) throws(ParquetError) -> Int {
        let (needed, overflow) = count.multipliedReportingOverflow(by: byteCount)
        guard !overflow, needed <= remaining else {
            throw ParquetError(.malformed, "\(count) values of \(byteCount) bytes in the \(remaining) bytes left")
        }
        return needed
    }

    /// Passes over `count` values of `byteCount` bytes each.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many.
    mutating func skip(_ count: Int, byteCount: Int) throws(ParquetError) {
        offset += try check(count, byteCount: byteCount)
    }

    /// Passes over `count` booleans.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many.
    mutating func skipBooleans(_ count: Int) throws(ParquetError) {
        guard count <= remaining * 8 - bit else {
            throw ParquetError(.malformed, "\(count) booleans in the \(remaining) bytes left")
        }
        offset += (bit + count) >> 3
        bit = (bit + count) & 7
    }

    /// Passes over `count` byte strings.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many.
    mutating func skipByteArrays(_ count: Int, in page: RawSpan) throws(ParquetError) {
        var place = offset
        for index in 0..<count {
            guard end - place >= 4 else {
                throw ParquetError(.malformed, "value \(index) of \(count) has no room for its length")
            }
            let length = Int(page.loadUInt32(at: place))
            guard length <= end - place - 4 else {
                throw ParquetError(.malformed, "a value of \(length) bytes in the \(end - place - 4) bytes left")
            }
            place += 4 + length
        }
        offset = place
    }

    /// Appends `count` numbers.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many.
    mutating func decode<Value: BitwiseCopyable & ExpressibleByIntegerLiteral>(
        _ count: Int, from page: RawSpan, into values: inout [Value]
    ) throws(ParquetError) {
        let width = MemoryLayout<Value>.size
        let byteCount = try check(count, byteCount: width)
        let start = values.count
        values.resizeUninitialized(to: start + count)
        var target = values.mutableRawBytes
        target.copy(from: page, at: offset, count: byteCount, to: start * width)
        offset += byteCount
    }

    /// Appends `count` booleans.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many.
    mutating func decode(_ count: Int, from page: RawSpan, into values: inout [Bool]) throws(ParquetError) {
        guard count <= remaining * 8 - bit else {
            throw ParquetError(.malformed, "\(count) booleans in the \(remaining) bytes left")
        }
        values.reserveCapacity(values.count + count)
        for index in bit..<bit + count {
            values.append(page.loadUInt8(at: offset + index >> 3) >> UInt8(index & 7) & 1 == 1)
        }
        offset += (bit + count) >> 3
        bit = (bit + count) & 7
    }

    /// Appends `count` byte strings, unless they take more than `byteLimit` bytes.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many, and `limit`.
    mutating func decode(
        _ count: Int, from page: RawSpan, into values: inout ByteArrayValues, byteLimit: Int
    ) throws(ParquetError) {
        // Each value has four bytes of length: more are refused before memory is taken for them.
        guard count <= remaining / 4 else {
            throw ParquetError(.malformed, "\(count) values in the \(remaining) bytes left")
        }
        let first = values.count
        values.offsets.resizeUninitialized(to: first + 1 + count)
        let start = values.bytes.count
        // Lengths first, so that the bytes' room is made once.
        var total = start
        var place = offset
        var offsets = values.offsets.mutableSpan
        for index in 0..<count {
            guard end - place >= 4 else {
                throw ParquetError(.malformed, "value \(index) of \(count) has no room for its length")
            }
            let length = Int(page.loadUInt32(at: place))
            guard length <= end - place - 4 else {
                throw ParquetError(.malformed, "a value of \(length) bytes in the \(end - place - 4) bytes left")
            }
            place += 4 + length
            total += length
            guard total <= Int(Int32.max) else { throw ByteArrayValues.limitError(total, Int(Int32.max)) }
            offsets[first + 1 + index] = Int32(truncatingIfNeeded: total)
        }
        guard total <= byteLimit else { throw ByteArrayValues.limitError(total, byteLimit) }
        values.bytes.resizeUninitialized(to: total)
        PlainDecoder.copy(values.offsets, first..<first + count, from: page, at: offset, into: &values.bytes)
        offset = place
    }

    /// Copies the values whose places in `target` are known from `page`, where each has its length before it.
    private static func copy(
        _ offsets: [Int32], _ values: Range<Int>, from page: RawSpan, at offset: Int, into target: inout [UInt8]
    ) {
        let places = offsets.span
        var bytes = target.mutableRawBytes
        var from = offset + 4
        for index in values {
            let to = Int(places[index])
            let length = Int(places[index + 1]) - to
            bytes.copyOverwriting(from: page, at: from, count: length, to: to)
            from += length + 4
        }
    }

    /// Appends `count` byte strings of the length that the target has.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many.
    mutating func decode(
        _ count: Int, from page: RawSpan, into values: inout FixedLengthByteArrayValues
    ) throws(ParquetError) {
        let byteCount = try check(count, byteCount: values.length)
        let start = values.bytes.count
        values.bytes.resizeUninitialized(to: start + byteCount)
        var target = values.bytes.mutableRawBytes
        target.copy(from: page, at: offset, count: byteCount, to: start)
        offset += byteCount
    }
}

extension ByteArrayValues {
    /// The error for values that take more bytes than a batch may hold.
    static func limitError(_ byteCount: Int, _ limit: Int) -> ParquetError {
        ParquetError(
            .limit, "the values of one batch take \(byteCount) bytes, \(limit) are allowed; read fewer rows at a time")
    }
}
