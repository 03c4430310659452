internal import ParquetBytes

/// Decodes variants (VariantEncoding.md, "Value encoding").
///
///     header, 1 byte   basic type in bits 0–1: 0 primitive, 1 short string, 2 object, 3 array; the rest above
///     primitive        its type in bits 2–7, then its bytes, little-endian
///     short string     its length in bits 2–7, then its UTF-8
///     object           count, field ids, count + 1 offsets, then the values, in any order
///     array            count, count + 1 offsets, then the values
///
/// `0C 2A` is the int8 42; `09 68 69` the string `hi`; `03 02 00 02 04 0C 01 0C 02` the array `[1, 2]`.
struct VariantDecoder: ~Escapable {
    /// Deeper values are an attack on the stack.
    static let maxDepth = 200

    private let bytes: RawSpan
    private let metadata: VariantMetadata
    /// How many bytes may still be decoded. Values lie side by side, so no byte is decoded twice; offsets that make
    /// values share bytes could make a few of them stand for more than any memory holds.
    private var budget: Int

    /// A decoder of the value in `bytes`.
    @_lifetime(copy bytes)
    private init(_ bytes: RawSpan, _ metadata: VariantMetadata) {
        self.bytes = bytes
        self.metadata = metadata
        budget = bytes.byteCount
    }

    /// The value in `bytes`; what follows it is passed over.
    ///
    /// - Throws: `ParquetError` with code `malformed`, or `unsupported` for types that the specification did not have.
    static func decode(_ bytes: RawSpan, _ metadata: VariantMetadata) throws(ParquetError) -> VariantValue {
        var decoder = VariantDecoder(bytes, metadata)
        return try decoder.value(at: 0..<bytes.byteCount, depth: 0)
    }

    /// Takes `count` bytes at `offset` as a part of the value at `range`.
    private mutating func take(_ count: Int, at offset: Int, in range: Range<Int>) throws(ParquetError) {
        guard offset <= range.upperBound, count <= range.upperBound - offset else {
            throw ParquetError(
                .malformed, "a variant is cut off: \(count) bytes needed at \(offset), it ends at \(range.upperBound)")
        }
        guard count <= budget else { throw ParquetError(.malformed, "values of a variant share bytes") }
        budget -= count
    }

    /// The value that begins with `range`, and ends there or before.
    private mutating func value(at range: Range<Int>, depth: Int) throws(ParquetError) -> VariantValue {
        guard depth < VariantDecoder.maxDepth else {
            throw ParquetError(.limit, "a variant is nested more than \(VariantDecoder.maxDepth) deep")
        }
        try take(1, at: range.lowerBound, in: range)
        let byte = bytes.loadUInt8(at: range.lowerBound)
        let header = Int(byte >> 2)
        let body = range.lowerBound + 1..<range.upperBound
        switch byte & 3 {
        case 0: return try primitive(header, at: body)
        case 1:
            try take(header, at: body.lowerBound, in: body)
            return .string(try bytes.variantString(body.lowerBound..<body.lowerBound + header))
        case 2: return try object(header, at: body, depth: depth)
        default: return try array(header, at: body, depth: depth)
        }
    }

    private mutating func primitive(_ type: Int, at body: Range<Int>) throws(ParquetError) -> VariantValue {
        switch type {
        case 0: return .null
        case 1: return .boolean(true)
        case 2: return .boolean(false)
        case 3: return .int8(Int8(truncatingIfNeeded: try number(1, at: body)))
        case 4: return .int16(Int16(truncatingIfNeeded: try number(2, at: body)))
        case 5: return .int32(Int32(truncatingIfNeeded: try number(4, at: body)))
        case 6: return .int64(Int64(truncatingIfNeeded: try number(8, at: body)))
        case 7: return .double(Double(bitPattern: UInt64(truncatingIfNeeded: try number(8, at: body))))
        case 8:
            let scale = try scale(at: body)
            return .decimal4(
                unscaled: Int32(truncatingIfNeeded: try number(4, at: body.dropFirst())), scale: scale)
        case 9:
            let scale = try scale(at: body)
            return .decimal8(
                unscaled: Int64(truncatingIfNeeded: try number(8, at: body.dropFirst())), scale: scale)
        case 10:
            let scale = try scale(at: body)
            return .decimal16(
                unscaled: Int128(truncatingIfNeeded: try number(16, at: body.dropFirst())), scale: scale)
        case 11: return .date(days: Int32(truncatingIfNeeded: try number(4, at: body)))
        case 12: return try timestamp(.micros, isAdjustedToUTC: true, at: body)
        case 13: return try timestamp(.micros, isAdjustedToUTC: false, at: body)
        case 14: return .float(Float(bitPattern: UInt32(truncatingIfNeeded: try number(4, at: body))))
        case 15:
            let place = try sizedBytes(at: body)
            return .binary(bytes.byteArray(place))
        case 16:
            let place = try sizedBytes(at: body)
            return .string(try bytes.variantString(place))
        case 17: return .time(microseconds: Int64(truncatingIfNeeded: try number(8, at: body)))
        case 18: return try timestamp(.nanos, isAdjustedToUTC: true, at: body)
        case 19: return try timestamp(.nanos, isAdjustedToUTC: false, at: body)
        case 20: return .uuid(try number(16, at: body).byteSwapped)
        default: throw ParquetError(.unsupported, "a variant has a value of type \(type), which is not known")
        }
    }

    /// The little-endian number in the first `width` bytes of `body`.
    private mutating func number(_ width: Int, at body: Range<Int>) throws(ParquetError) -> UInt128 {
        try take(width, at: body.lowerBound, in: body)
        var number: UInt128 = 0
        for index in 0..<width {
            number |= UInt128(bytes.loadUInt8(at: body.lowerBound + index)) << UInt128(8 * index)
        }
        return number
    }

    private mutating func timestamp(
        _ unit: TimeUnit, isAdjustedToUTC: Bool, at body: Range<Int>
    ) throws(ParquetError) -> VariantValue {
        .timestamp(
            Int64(truncatingIfNeeded: try number(8, at: body)), unit: unit, isAdjustedToUTC: isAdjustedToUTC)
    }

    private mutating func scale(at body: Range<Int>) throws(ParquetError) -> Int {
        let scale = Int(try number(1, at: body))
        guard scale <= 38 else { throw ParquetError(.malformed, "a variant's decimal has the scale \(scale)") }
        return scale
    }

    /// Where the bytes are whose number stands in the first four bytes of `body`.
    private mutating func sizedBytes(at body: Range<Int>) throws(ParquetError) -> Range<Int> {
        let count = Int(try number(4, at: body))
        let start = body.lowerBound + 4
        try take(count, at: start, in: body)
        return start..<start + count
    }

    private mutating func object(
        _ header: Int, at body: Range<Int>, depth: Int
    ) throws(ParquetError) -> VariantValue {
        let layout = try layout(
            at: body, isLarge: header & 0x10 != 0, idWidth: (header >> 2 & 3) + 1, offsetWidth: (header & 3) + 1)
        var fields: [VariantField] = []
        fields.reserveCapacity(layout.count)
        for index in 0..<layout.count {
            let id = try bytes.variantNumber(at: layout.ids + index * layout.idWidth, width: layout.idWidth)
            guard id < metadata.names.count else {
                throw ParquetError(
                    .malformed, "a variant's field has the name \(id) of \(metadata.names.count)")
            }
            let place = try child(index, of: layout)
            fields.append(VariantField(name: metadata.names[id], value: try value(at: place, depth: depth + 1)))
        }
        try fields.order()
        return .object(fields)
    }

    private mutating func array(
        _ header: Int, at body: Range<Int>, depth: Int
    ) throws(ParquetError) -> VariantValue {
        let layout = try layout(
            at: body, isLarge: header & 4 != 0, idWidth: 0, offsetWidth: (header & 3) + 1)
        var values: [VariantValue] = []
        values.reserveCapacity(layout.count)
        for index in 0..<layout.count {
            let place = try child(index, of: layout)
            values.append(try value(at: place, depth: depth + 1))
        }
        return .array(values)
    }

    /// Where the parts of an object or array are.
    private struct Layout {
        let count: Int
        let ids: Int
        let idWidth: Int
        let offsets: Int
        let offsetWidth: Int
        /// The values.
        let values: Range<Int>
    }

    private mutating func layout(
        at body: Range<Int>, isLarge: Bool, idWidth: Int, offsetWidth: Int
    ) throws(ParquetError) -> Layout {
        let countWidth = isLarge ? 4 : 1
        try take(countWidth, at: body.lowerBound, in: body)
        let count = try bytes.variantNumber(at: body.lowerBound, width: countWidth)
        let ids = body.lowerBound + countWidth
        let offsets = ids + count * idWidth
        let start = offsets + (count + 1) * offsetWidth
        try take(start - ids, at: ids, in: body)
        let valueByteCount = try bytes.variantNumber(at: offsets + count * offsetWidth, width: offsetWidth)
        guard valueByteCount <= body.upperBound - start else {
            throw ParquetError(
                .malformed,
                "a variant is cut off: \(valueByteCount) bytes needed at \(start), it ends at \(body.upperBound)")
        }
        return Layout(
            count: count, ids: ids, idWidth: idWidth, offsets: offsets, offsetWidth: offsetWidth,
            values: start..<start + valueByteCount)
    }

    /// Where value `index` of an object or array begins, with all that is left behind it.
    private func child(_ index: Int, of layout: Layout) throws(ParquetError) -> Range<Int> {
        let offset = try bytes.variantNumber(
            at: layout.offsets + index * layout.offsetWidth, width: layout.offsetWidth)
        guard offset < layout.values.count else {
            throw ParquetError(
                .malformed, "a variant's value is at offset \(offset) of \(layout.values.count) bytes")
        }
        return layout.values.lowerBound + offset..<layout.values.upperBound
    }
}

extension VariantValue {
    /// Decodes the value in `bytes`, whose fields' names are in `metadata`; what follows it is passed over.
    ///
    /// - Throws: `ParquetError` with code `malformed`; `unsupported` for a type that this version does not know; `limit`
    ///   for values nested more than 200 deep.
    public init(_ bytes: [UInt8], metadata: VariantMetadata) throws(ParquetError) {
        self = try VariantDecoder.decode(bytes.span.rawBytes, metadata)
    }
}
