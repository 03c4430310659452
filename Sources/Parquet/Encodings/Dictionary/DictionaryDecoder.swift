internal import ParquetBytes

/// Reads values in the encodings RLE_DICTIONARY and PLAIN_DICTIONARY: indices into the values of the dictionary page
/// (Encodings.md, "Dictionary Encoding").
///
///     02 │ 03 E4 …     a byte with the indices' bit width, then the indices as the RLE/bit-packing hybrid
struct DictionaryDecoder: Sendable {
    private var runs: RLEBitPackingHybridDecoder
    /// The indices of one call; kept for its memory.
    private var indices: [UInt32] = []

    /// A decoder of the indices in the bytes `range` of `page`.
    ///
    /// - Throws: `ParquetError` with code `malformed` if the bit width is not 0 to 32.
    init(_ page: RawSpan, range: Range<Int>) throws(ParquetError) {
        // A page of nulls only may lack even the bit width.
        let bitWidth = range.isEmpty ? 0 : Int(page.loadUInt8(at: range.lowerBound))
        runs = try RLEBitPackingHybridDecoder(
            bitWidth: bitWidth, range: min(range.lowerBound + 1, range.upperBound)..<range.upperBound)
    }

    /// Appends the next `count` values, found in `dictionary`, to `values`, which has the same case.
    ///
    /// - Throws: `ParquetError` with code `malformed` if an index exceeds the dictionary or there are not as many; with
    ///   code `limit` if byte strings take more than `byteLimit` bytes.
    mutating func decode(
        _ count: Int, from page: RawSpan, dictionary: ColumnValues, into values: inout ColumnValues, byteLimit: Int
    ) throws(ParquetError) {
        indices.removeAll(keepingCapacity: true)
        try runs.decode(count, from: page, into: &indices)
        var greatest: UInt32 = 0
        for index in indices.span.indices { greatest = max(greatest, indices[index]) }
        guard count == 0 || Int(greatest) < dictionary.count else {
            throw ParquetError(.malformed, "index \(greatest) exceeds the dictionary of \(dictionary.count) values")
        }
        switch (dictionary, values) {
        case (.boolean(let source), .boolean(var target)):
            values = .boolean([])
            for index in indices { target.append(source[Int(index)]) }
            values = .boolean(target)
        case (.int32(let source), .int32(var target)):
            values = .int32([])
            gather(source, into: &target)
            values = .int32(target)
        case (.int64(let source), .int64(var target)):
            values = .int64([])
            gather(source, into: &target)
            values = .int64(target)
        case (.float(let source), .float(var target)):
            values = .float([])
            gather(source, into: &target)
            values = .float(target)
        case (.double(let source), .double(var target)):
            values = .double([])
            gather(source, into: &target)
            values = .double(target)
        case (.byteArray(let source), .byteArray(var target)):
            values = .byteArray(ByteArrayValues())
            try gather(source, into: &target, byteLimit: byteLimit)
            values = .byteArray(target)
        case (.fixedLengthByteArray(let source), .fixedLengthByteArray(var target)):
            values = .fixedLengthByteArray(FixedLengthByteArrayValues(length: target.length))
            gather(source, into: &target)
            values = .fixedLengthByteArray(target)
        case (.boolean, _), (.int32, _), (.int64, _), (.float, _), (.double, _), (.byteArray, _),
            (.fixedLengthByteArray, _), (.dictionary, _):
            assertionFailure("a dictionary of another type than the column's")
        }
    }

    private func gather<Value: BitwiseCopyable & ExpressibleByIntegerLiteral>(
        _ source: [Value], into target: inout [Value]
    ) {
        let start = target.count
        target.resize(to: start + indices.count)
        let from = source.span
        let places = indices.span
        var to = target.mutableSpan
        for index in places.indices { to[start + index] = from[Int(places[index])] }
    }

    private func gather(
        _ source: ByteArrayValues, into target: inout ByteArrayValues, byteLimit: Int
    ) throws(ParquetError) {
        let first = target.count
        let start = target.bytes.count
        target.offsets.resize(to: first + 1 + indices.count)
        var total = start
        let from = source.offsets.span
        let places = indices.span
        var offsets = target.offsets.mutableSpan
        for index in places.indices {
            let place = Int(places[index])
            total += Int(from[place + 1] - from[place])
            guard total <= Int(Int32.max) else { throw ByteArrayValues.limitError(total, Int(Int32.max)) }
            offsets[first + 1 + index] = Int32(truncatingIfNeeded: total)
        }
        guard total <= byteLimit else { throw ByteArrayValues.limitError(total, byteLimit) }
        target.bytes.resize(to: total)
        var bytes = target.bytes.mutableRawBytes
        let distinct = source.bytes.rawBytes
        var to = start
        for index in places.indices {
            let place = Int(places[index])
            let length = Int(from[place + 1] - from[place])
            bytes.copyOverwriting(from: distinct, at: Int(from[place]), count: length, to: to)
            to += length
        }
    }

    private func gather(_ source: FixedLengthByteArrayValues, into target: inout FixedLengthByteArrayValues) {
        let length = source.length
        var to = target.bytes.count
        target.bytes.resize(to: to + indices.count * length)
        var bytes = target.bytes.mutableRawBytes
        let distinct = source.bytes.rawBytes
        for index in indices {
            bytes.copyOverwriting(from: distinct, at: Int(index) * length, count: length, to: to)
            to += length
        }
    }
}
