internal import ParquetBytes

/// Reads byte strings in the encoding DELTA_BYTE_ARRAY (Encodings.md, "Delta Strings"): of each value, how many bytes it
/// shares with the start of the value before it, and the rest.
///
///     DELTA_BINARY_PACKED             the lengths of the shared prefixes
///     DELTA_LENGTH_BYTE_ARRAY         the suffixes: their lengths in DELTA_BINARY_PACKED, then their bytes
///
/// "axis", "axle" have the prefixes 0, 2 and the suffixes "axis", "le":
///
///     80 01 04 02 00 │ 04 00 00 00 00                  0, then differences of 2 in no bits
///     80 01 04 02 08 │ 03 00 00 00 00                  4, then differences of -2
///     61 78 69 73 6C 65
struct DeltaByteArrayDecoder: Sendable {
    private var prefixes: DeltaBinaryPackedDecoder
    private var suffixes: DeltaBinaryPackedDecoder
    /// The next suffix's first byte in the page.
    private var offset: Int
    private let end: Int
    /// The last value decoded, which the next one may share its start with.
    private(set) var previous: [UInt8]
    /// The lengths of one call; kept for their memory.
    private var prefixLengths: [Int32] = []
    private var suffixLengths: [Int32] = []

    /// A decoder of the values in the bytes `range` of `page`.
    ///
    /// - Parameter previous: what the first value may share its start with. The specification says nothing; parquet-mr
    ///   before 1.8.0 wrote pages that go on from the last value of the page before.
    /// - Throws: `ParquetError` with code `malformed` if the lengths are cut off, or of another number.
    init(_ page: RawSpan, range: Range<Int>, previous: [UInt8] = []) throws(ParquetError) {
        prefixes = try DeltaBinaryPackedDecoder(page, range: range)
        let middle = try prefixes.endOffset(in: page)
        suffixes = try DeltaBinaryPackedDecoder(page, range: middle..<range.upperBound)
        guard prefixes.remaining == suffixes.remaining else {
            throw ParquetError(.malformed, "\(prefixes.remaining) prefixes and \(suffixes.remaining) suffixes")
        }
        offset = try suffixes.endOffset(in: page)
        end = range.upperBound
        self.previous = previous
    }

    /// Appends `count` byte strings, unless they take more than `byteLimit` bytes.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many or a prefix is longer than the value before,
    ///   and `limit`.
    mutating func decode(
        _ count: Int, from page: RawSpan, into values: inout ByteArrayValues, byteLimit: Int
    ) throws(ParquetError) {
        try takeLengths(count, page)
        let first = values.count
        let start = values.bytes.count
        values.offsets.resizeUninitialized(to: first + 1 + count)
        // Lengths first: all that is wrong with them is known before memory for the bytes is made.
        let most = min(byteLimit, Int(Int32.max))
        var total = start
        var length = previous.count
        var suffixTotal = 0
        do {
            var offsets = values.offsets.mutableSpan
            let prefixes = prefixLengths.span
            let suffixes = suffixLengths.span
            for index in prefixes.indices {
                length = try check(Int(prefixes[index]), Int(suffixes[index]), after: length, &suffixTotal)
                total += length
                guard total <= most else { throw ByteArrayValues.limitError(total, most) }
                offsets[first &+ 1 &+ index] = Int32(truncatingIfNeeded: total)
            }
        }
        values.bytes.resizeUninitialized(to: total)
        offset = join(into: &values.bytes, at: start, from: page)
        remember(values.bytes, last: length, count)
    }

    /// Appends `count` byte strings of the length that the target has, unless all of them take more than `byteLimit` bytes.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many, they have another length, or a prefix is
    ///   longer than the value before, and `limit`.
    mutating func decode(
        _ count: Int, from page: RawSpan, into values: inout FixedLengthByteArrayValues, byteLimit: Int
    ) throws(ParquetError) {
        try takeLengths(count, page)
        var length = previous.count
        var suffixTotal = 0
        do {
            let prefixes = prefixLengths.span
            let suffixes = suffixLengths.span
            for index in prefixes.indices {
                length = try check(Int(prefixes[index]), Int(suffixes[index]), after: length, &suffixTotal)
                guard length == values.length else {
                    throw ParquetError(.malformed, "a value of \(length) bytes among values of \(values.length)")
                }
            }
        }
        let start = values.bytes.count
        // Counts and lengths are 32-bit numbers.
        let total = start + count * values.length
        guard total <= byteLimit else { throw ByteArrayValues.limitError(total, byteLimit) }
        values.bytes.resizeUninitialized(to: total)
        offset = join(into: &values.bytes, at: start, from: page)
        remember(values.bytes, last: length, count)
    }

    private mutating func takeLengths(_ count: Int, _ page: RawSpan) throws(ParquetError) {
        prefixLengths.removeAll(keepingCapacity: true)
        suffixLengths.removeAll(keepingCapacity: true)
        try prefixes.decode(count, from: page, into: &prefixLengths)
        try suffixes.decode(count, from: page, into: &suffixLengths)
    }

    /// The length of the value that shares `prefix` bytes with one of `previousLength` bytes; `suffixTotal` grows by its
    /// suffix, and stays within the bytes that are left.
    @inline(__always)
    private func check(
        _ prefix: Int, _ suffix: Int, after previousLength: Int, _ suffixTotal: inout Int
    ) throws(ParquetError) -> Int {
        guard prefix >= 0, prefix <= previousLength else {
            throw ParquetError(.malformed, "a prefix of \(prefix) bytes of a value of \(previousLength)")
        }
        guard suffix >= 0, suffix <= end - offset - suffixTotal else {
            throw ParquetError(.malformed, "a suffix of \(suffix) bytes in \(end - offset - suffixTotal) bytes")
        }
        suffixTotal += suffix
        return prefix + suffix
    }

    /// Writes the values, whose lengths were checked, to `target`, which has room for them, from `start` on.
    ///
    /// - Returns: the place of the next suffix.
    private func join(into target: inout [UInt8], at start: Int, from page: RawSpan) -> Int {
        var bytes = target.mutableRawBytes
        let prefixes = prefixLengths.span
        let suffixes = suffixLengths.span
        var from = offset
        var place = start
        var before = start
        for index in prefixes.indices {
            let prefix = Int(prefixes[index])
            let suffix = Int(suffixes[index])
            if index == 0 {
                bytes.copy(from: previous.rawBytes, at: 0, count: prefix, to: place)
            } else {
                bytes.copyWithin(from: before, count: prefix, to: place)
            }
            bytes.copyOverwriting(from: page, at: from, count: suffix, to: place + prefix)
            from += suffix
            before = place
            place += prefix + suffix
        }
        return from
    }

    /// Keeps the last of `count` values, which is the end of `bytes`, for the next call.
    private mutating func remember(_ bytes: [UInt8], last length: Int, _ count: Int) {
        guard count > 0 else { return }
        previous.resizeUninitialized(to: length)
        var target = previous.mutableRawBytes
        target.copy(from: bytes.rawBytes, at: bytes.count - length, count: length, to: 0)
    }
}

extension MutableRawSpan {
    /// Copies the `count` bytes at `source` to `offset`, which is behind them, sixteen at a time where there is room: up to
    /// 15 bytes behind the copied ones may be overwritten.
    @inline(__always)
    @_lifetime(self: copy self)
    fileprivate mutating func copyWithin(from source: Int, count: Int, to offset: Int) {
        var done = 0
        while done < count, offset &+ done &+ 16 <= byteCount {
            store(bytes.loadBytes16(at: source &+ done), at: offset &+ done)
            done &+= 16
        }
        while done < count {
            store(bytes.loadUInt8(at: source &+ done), at: offset &+ done)
            done &+= 1
        }
    }
}
