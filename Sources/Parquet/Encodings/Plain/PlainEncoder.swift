internal import ParquetBytes

/// PLAIN (Encodings.md): values one after the other. Numbers are little-endian, booleans one bit each from the lowest
/// place, fixed-length byte arrays their bytes, byte arrays a 4-byte length and their bytes: "ab" is
/// 02 00 00 00 61 62.
enum PlainEncoder {
    /// Appends the values `range` of `values`. Booleans go to `bits`, since one call's last byte is the next one's first.
    ///
    /// Memory order is little-endian on every platform Swift runs on, so numbers are copied as they lie.
    static func encode(
        _ values: ColumnValues, _ range: Range<Int>, into target: inout ByteBuffer, bits: inout Bitmap
    ) {
        switch values {
        case .boolean(let values): bits.append(values.span.extracting(range))
        case .int32(let values): target.append(values.span.extracting(range).rawBytes)
        case .int64(let values): target.append(values.span.extracting(range).rawBytes)
        case .float(let values): target.append(values.span.extracting(range).rawBytes)
        case .double(let values): target.append(values.span.extracting(range).rawBytes)
        case .byteArray(let values): encode(values, range, into: &target)
        case .fixedLengthByteArray(let values):
            let length = values.length
            target.append(values.bytes.rawBytes.bytes(range.lowerBound * length..<range.upperBound * length))
        case .dictionary(let indices, let distinct): encode(indices, range, of: distinct, into: &target, bits: &bits)
        }
    }

    /// The bytes that the values `range` take. A boolean, which shares a byte with its neighbours, counts as one: what is
    /// counted in portions must come to the same as what is counted at once.
    static func byteCount(_ values: ColumnValues, _ range: Range<Int>) -> Int {
        switch values {
        case .boolean: return range.count
        case .int32, .float: return range.count * 4
        case .int64, .double: return range.count * 8
        case .byteArray(let values):
            return range.count * 4 + Int(values.offsets[range.upperBound]) - Int(values.offsets[range.lowerBound])
        case .fixedLengthByteArray(let values): return range.count * values.length
        case .dictionary(let indices, .byteArray(let distinct)):
            var total = range.count * 4
            for place in range {
                let index = Int(indices[place])
                total += Int(distinct.offsets[index + 1] - distinct.offsets[index])
            }
            return total
        case .dictionary(_, let distinct):
            // All other values have one length.
            return byteCount(distinct, 0..<0) + range.count * fixedWidth(distinct)
        }
    }

    private static func fixedWidth(_ values: ColumnValues) -> Int {
        switch values {
        case .boolean: 1
        case .int32, .float: 4
        case .int64, .double: 8
        case .fixedLengthByteArray(let values): values.length
        case .byteArray, .dictionary: 0
        }
    }

    private static func encode(_ values: ByteArrayValues, _ range: Range<Int>, into target: inout ByteBuffer) {
        let start = Int(values.offsets[range.lowerBound])
        let byteCount = Int(values.offsets[range.upperBound]) - start
        // 32 bytes of scratch space let the last short values be copied with wide moves, too.
        target.reserve(range.count * 4 + byteCount + 32)
        var end = target.count
        let source = values.bytes.rawBytes
        let offsets = values.offsets.span
        var output = target.mutableBytes
        var from = start
        for index in range {
            let next = Int(offsets[index &+ 1])
            let length = next &- from
            output.store(UInt32(truncatingIfNeeded: length), at: end)
            output.copyOverwriting(from: source, at: from, count: length, to: end &+ 4)
            end &+= 4 &+ length
            from = next
        }
        target.setCount(end)
    }

    private static func encode(
        _ indices: [UInt32], _ range: Range<Int>, of distinct: ColumnValues, into target: inout ByteBuffer,
        bits: inout Bitmap
    ) {
        switch distinct {
        case .boolean(let values): for place in range { bits.append(values[Int(indices[place])]) }
        case .int32(let values): for place in range { target.append(UInt32(bitPattern: values[Int(indices[place])])) }
        case .int64(let values): for place in range { target.append(UInt64(bitPattern: values[Int(indices[place])])) }
        case .float(let values): for place in range { target.append(values[Int(indices[place])].bitPattern) }
        case .double(let values): for place in range { target.append(values[Int(indices[place])].bitPattern) }
        case .byteArray(let values): encode(indices.span.extracting(range), of: values, into: &target)
        case .fixedLengthByteArray(let values):
            let source = values.bytes.rawBytes
            for place in range {
                let start = Int(indices[place]) * values.length
                target.append(source.bytes(start..<start + values.length))
            }
        case .dictionary:
            preconditionFailure("a dictionary's values cannot be a dictionary")
        }
    }

    private static func encode(_ indices: Span<UInt32>, of distinct: ByteArrayValues, into target: inout ByteBuffer) {
        let source = distinct.bytes.rawBytes
        let offsets = distinct.offsets.span
        var byteCount = 0
        for place in indices.indices {
            let index = Int(indices[place])
            byteCount += Int(offsets[index &+ 1] &- offsets[index])
        }
        target.reserve(indices.count * 4 + byteCount + 32)
        var end = target.count
        var output = target.mutableBytes
        for place in indices.indices {
            let index = Int(indices[place])
            let start = Int(offsets[index])
            let length = Int(offsets[index &+ 1]) &- start
            output.store(UInt32(truncatingIfNeeded: length), at: end)
            output.copyOverwriting(from: source, at: start, count: length, to: end &+ 4)
            end &+= 4 &+ length
        }
        target.setCount(end)
    }
}
