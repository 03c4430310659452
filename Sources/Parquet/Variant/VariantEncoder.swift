internal import ParquetBytes

/// Encodes variants: names into metadata, values into bytes that refer to them (VariantEncoding.md).
///
///     {"b": [true, "x"], "a": 1}
///     metadata  11 02 00 01 02 61 62              version 1 and sorted, two names at 0 and 1, ending at 2: a, b
///     value     02 02 00 01 00 02 0A              object: two fields, names 0 and 1, values at 0 and 2, ending at 10
///               0C 01                             int8 1
///               03 02 00 01 03 04 05 78           array: two elements at 0 and 1, ending at 3: true, "x"
///
/// Names are sorted by their bytes and unique. Counts, names and offsets take as few bytes as they need. Strings of less than
/// 64 bytes are short ones. Every value keeps its type: 1 of 64 bits stays an int64.
public struct VariantEncoder: Sendable {
    /// The names of the variant before: mostly all rows have the same.
    private var names: [[UInt8]: Int] = [:]
    private var metadata: [UInt8]
    /// What the parts of each object and array take, in the order in which they begin.
    private var sizes: [Int] = []
    private var nextSize = 0

    /// An encoder.
    public init() {
        metadata = VariantEncoder.metadata([])
    }

    /// The binaries of `value`.
    ///
    /// - Throws: `ParquetError` with code `schema` if an object has two fields of one name, a decimal more digits or
    ///   another scale than variants allow, or a timestamp is in millis; `limit` if it is nested more than 200 deep or takes 2 GiB or more.
    public mutating func encode(_ value: VariantValue) throws(ParquetError) -> (metadata: [UInt8], value: [UInt8]) {
        var found: Set<[UInt8]> = []
        try VariantEncoder.collect(value, into: &found, depth: 0)
        if found.count != names.count || !found.allSatisfy({ names[$0] != nil }) {
            let sorted = found.sorted { $0.lexicographicallyPrecedes($1) }
            metadata = VariantEncoder.metadata(sorted)
            names = [:]
            for (index, name) in sorted.enumerated() { names[name] = index }
        }
        sizes.removeAll(keepingCapacity: true)
        let byteCount = try measure(value)
        guard byteCount <= Int32.max, metadata.count <= Int32.max else {
            throw ParquetError(.limit, "a variant takes \(byteCount) bytes, 2 GiB or more")
        }
        nextSize = 0
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        append(value, to: &bytes)
        assert(bytes.count == byteCount, "the size was measured wrong")
        return (metadata, bytes)
    }

    private static func collect(
        _ value: VariantValue, into names: inout Set<[UInt8]>, depth: Int
    ) throws(ParquetError) {
        guard depth < VariantDecoder.maxDepth else {
            throw ParquetError(.limit, "a variant is nested more than \(VariantDecoder.maxDepth) deep")
        }
        switch value {
        case .object(let fields):
            for field in fields {
                names.insert(Array(field.name.utf8))
                try collect(field.value, into: &names, depth: depth + 1)
            }
        case .array(let values):
            for value in values { try collect(value, into: &names, depth: depth + 1) }
        default: break
        }
    }

    private static func metadata(_ names: [[UInt8]]) -> [UInt8] {
        let byteCount = names.reduce(0) { $0 + $1.count }
        let width = variantWidth(max(byteCount, names.count))
        var metadata: [UInt8] = [1 | 1 << 4 | UInt8(truncatingIfNeeded: width - 1) << 6]
        metadata.reserveCapacity(1 + (names.count + 2) * width + byteCount)
        metadata.append(variantNumber: names.count, width: width)
        var offset = 0
        metadata.append(variantNumber: 0, width: width)
        for name in names {
            offset += name.count
            metadata.append(variantNumber: offset, width: width)
        }
        for name in names { metadata.append(contentsOf: name) }
        return metadata
    }

    /// How the parts of an object or array are laid out.
    private struct Layout {
        let isLarge: Bool
        let idWidth: Int
        let offsetWidth: Int
        let headByteCount: Int

        /// The layout of `count` parts that take `byteCount` bytes; `nameCount` is 0 for arrays.
        init(count: Int, byteCount: Int, nameCount: Int) {
            isLarge = count > 255
            idWidth = nameCount == 0 ? 0 : variantWidth(nameCount - 1)
            offsetWidth = variantWidth(byteCount)
            headByteCount = 1 + (isLarge ? 4 : 1) + count * idWidth + (count + 1) * offsetWidth
        }
    }

    private func layout(ofObject fields: [VariantField], _ byteCount: Int) -> Layout {
        Layout(count: fields.count, byteCount: byteCount, nameCount: max(1, names.count))
    }

    /// The bytes that `value` takes. What the parts of objects and arrays take is noted.
    private mutating func measure(_ value: VariantValue) throws(ParquetError) -> Int {
        switch value {
        case .null, .boolean: return 1
        case .int8: return 2
        case .int16: return 3
        case .int32, .float, .date: return 5
        case .timestamp(_, unit: .millis, _):
            throw ParquetError(.schema, "variants have timestamps in micros and nanos, not in millis")
        case .int64, .double, .time, .timestamp: return 9
        case .decimal4(let unscaled, let scale):
            try check(Int128(unscaled), scale, digits: 9)
            return 6
        case .decimal8(let unscaled, let scale):
            try check(Int128(unscaled), scale, digits: 18)
            return 10
        case .decimal16(let unscaled, let scale):
            try check(unscaled, scale, digits: 38)
            return 18
        case .uuid: return 17
        case .binary(let bytes): return 5 + bytes.count
        case .string(let string):
            let count = string.utf8.count
            return count < 64 ? 1 + count : 5 + count
        case .object(let fields):
            let ordered = try ordered(fields)
            let place = sizes.count
            sizes.append(0)
            var byteCount = 0
            for field in ordered { byteCount += try measure(field.value) }
            sizes[place] = byteCount
            return layout(ofObject: fields, byteCount).headByteCount + byteCount
        case .array(let values):
            let place = sizes.count
            sizes.append(0)
            var byteCount = 0
            for value in values { byteCount += try measure(value) }
            sizes[place] = byteCount
            return Layout(count: values.count, byteCount: byteCount, nameCount: 0).headByteCount + byteCount
        }
    }

    private func check(_ unscaled: Int128, _ scale: Int, digits: Int) throws(ParquetError) {
        guard (0...38).contains(scale), let limit = Int128.powerOfTen(digits), unscaled < limit, unscaled > -limit
        else {
            throw ParquetError(
                .schema, "a variant's decimal of \(digits) digits cannot be \(unscaled) of scale \(scale)")
        }
    }

    private func ordered(_ fields: [VariantField]) throws(ParquetError) -> [VariantField] {
        var ordered = fields
        do throws(ParquetError) {
            try ordered.order()
        } catch {
            throw ParquetError(.schema, error.message)
        }
        return ordered
    }

    private mutating func append(_ value: VariantValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(0)
        case .boolean(let value): bytes.append(value ? 1 << 2 : 2 << 2)
        case .int8(let number): bytes.append(variant: 3, number)
        case .int16(let number): bytes.append(variant: 4, number)
        case .int32(let number): bytes.append(variant: 5, number)
        case .int64(let number): bytes.append(variant: 6, number)
        case .double(let number): bytes.append(variant: 7, number.bitPattern)
        case .decimal4(let unscaled, let scale): bytes.append(variant: 8, unscaled, scale: scale)
        case .decimal8(let unscaled, let scale): bytes.append(variant: 9, unscaled, scale: scale)
        case .decimal16(let unscaled, let scale): bytes.append(variant: 10, unscaled, scale: scale)
        case .date(let days): bytes.append(variant: 11, days)
        case .timestamp(let number, let unit, let isAdjustedToUTC):
            bytes.append(variant: (unit == .nanos ? 18 : 12) + (isAdjustedToUTC ? 0 : 1), number)
        case .float(let number): bytes.append(variant: 14, number.bitPattern)
        case .binary(let binary):
            bytes.append(variant: 15, UInt32(truncatingIfNeeded: binary.count))
            bytes.append(contentsOf: binary)
        case .string(let string):
            let count = string.utf8.count
            if count < 64 {
                bytes.append(UInt8(truncatingIfNeeded: count) << 2 | 1)
            } else {
                bytes.append(variant: 16, UInt32(truncatingIfNeeded: count))
            }
            bytes.append(contentsOf: string.utf8)
        case .time(let microseconds): bytes.append(variant: 17, microseconds)
        case .uuid(let uuid): bytes.append(variant: 20, uuid.byteSwapped)
        case .object(let fields): append(object: fields, to: &bytes)
        case .array(let values):
            let layout = Layout(count: values.count, byteCount: takeSize(), nameCount: 0)
            bytes.append(UInt8(truncatingIfNeeded: (layout.isLarge ? 4 : 0) | layout.offsetWidth - 1) << 2 | 3)
            append(parts: values, names: nil, layout, to: &bytes)
        }
    }

    private mutating func append(object fields: [VariantField], to bytes: inout [UInt8]) {
        var fields = fields
        // Measuring has sorted them already.
        try? fields.order()
        let layout = layout(ofObject: fields, takeSize())
        let header = (layout.isLarge ? 0x10 : 0) | (layout.idWidth - 1) << 2 | layout.offsetWidth - 1
        bytes.append(UInt8(truncatingIfNeeded: header) << 2 | 2)
        append(parts: fields.map(\.value), names: fields.map(\.name), layout, to: &bytes)
    }

    /// Appends count, names, offsets and values. The offsets are filled in as the values become known.
    private mutating func append(
        parts: [VariantValue], names: [String]?, _ layout: Layout, to bytes: inout [UInt8]
    ) {
        bytes.append(variantNumber: parts.count, width: layout.isLarge ? 4 : 1)
        for name in names ?? [] {
            bytes.append(variantNumber: self.names[Array(name.utf8)] ?? 0, width: layout.idWidth)
        }
        var place = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: (parts.count + 1) * layout.offsetWidth))
        let start = bytes.count
        for index in 0...parts.count {
            let offset = bytes.count - start
            for byte in 0..<layout.offsetWidth {
                bytes[place + byte] = UInt8(truncatingIfNeeded: offset >> (8 * byte))
            }
            place += layout.offsetWidth
            if index < parts.count { append(parts[index], to: &bytes) }
        }
    }

    private mutating func takeSize() -> Int {
        nextSize += 1
        return sizes[nextSize - 1]
    }
}

/// The bytes that the unsigned number takes, 1 to 4.
private func variantWidth(_ number: Int) -> Int {
    number < 1 << 8 ? 1 : number < 1 << 16 ? 2 : number < 1 << 24 ? 3 : 4
}

extension [UInt8] {
    /// Appends the lowest `width` bytes of an unsigned number, little-endian.
    fileprivate mutating func append(variantNumber number: Int, width: Int) {
        for byte in 0..<width { append(UInt8(truncatingIfNeeded: number >> (8 * byte))) }
    }

    /// Appends the header of a primitive of type `type`, the scale of a decimal, and the number, little-endian.
    fileprivate mutating func append(variant type: UInt8, _ number: some FixedWidthInteger, scale: Int? = nil) {
        append(type << 2)
        if let scale { append(UInt8(truncatingIfNeeded: scale)) }
        append(variantNumber: number)
    }

    private mutating func append(variantNumber number: some FixedWidthInteger) {
        var rest = number
        for _ in 0..<number.bitWidth / 8 {
            append(UInt8(truncatingIfNeeded: rest))
            rest = rest.bitWidth == 8 ? 0 : rest >> 8
        }
    }
}
