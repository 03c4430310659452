internal import ParquetBytes

/// The smallest and largest of some values of a column, in the order of the column's type, and how many are NaN
/// (parquet.thrift, `ColumnOrder`).
struct ColumnStatistics: Sendable {
    /// How values compare.
    enum Order: Sendable {
        case signed
        case unsigned
        /// Numbers by their value; NaNs are counted and left out.
        case floatingPoint
        /// IEEE 754 totalOrder; NaNs are bounds only where there is nothing else.
        case totalOrder
        /// Bytes from the first, unsigned; a prefix comes before what it begins.
        case bytes
        /// Two's complement, big-endian: decimals in byte arrays of one length.
        case bigEndianSigned
        /// Not ordered, or not the same for all readers.
        case undefined
    }

    private let type: PhysicalType
    private let order: Order
    private let isHalf: Bool
    private let isText: Bool
    /// Integers, and floating-point numbers as keys of `totalOrder`.
    private var integers: (min: Int64, max: Int64)?
    private var floats: (min: Double, max: Double)?
    private var nans: (min: Int64, max: Int64)?
    private var bytes: ByteRange?
    /// How many of the values are NaN.
    private(set) var nanCount = 0

    init(_ column: ColumnDescriptor, _ floatingPointOrder: FloatingPointOrder) {
        type = column.physicalType
        isHalf = column.logicalType == .float16
        let order = ColumnStatistics.order(of: column)
        // Halves are compared by their keys in either order.
        self.order = order == .floatingPoint && floatingPointOrder == .ieee754TotalOrder ? .totalOrder : order
        switch column.logicalType {
        case .string, .enumeration, .json: isText = true
        default: isText = false
        }
    }

    static func order(of column: ColumnDescriptor) -> Order {
        switch column.physicalType {
        case .boolean: return .unsigned
        case .int32, .int64:
            if case .integer(_, isSigned: false) = column.logicalType { return .unsigned }
            return .signed
        case .float, .double: return .floatingPoint
        case .int96: return .undefined
        case .byteArray:
            switch column.logicalType {
            // Decimals of any length have an order, but writers have disagreed about it.
            case .decimal, .geometry, .geography: return .undefined
            default: return .bytes
            }
        case .fixedLengthByteArray:
            switch column.logicalType {
            case .decimal: return .bigEndianSigned
            case .float16: return .floatingPoint
            case .interval: return .undefined
            default: return .bytes
            }
        }
    }

    mutating func removeAll() {
        integers = nil
        floats = nil
        nans = nil
        bytes = nil
        nanCount = 0
    }

    /// Whether no value was seen that has a place among the bounds.
    var isEmpty: Bool { integers == nil && floats == nil && bytes == nil && (nans == nil || order != .totalOrder) }

    /// Whether the column's values have an order at all.
    var isOrdered: Bool { order != .undefined }

    /// Takes the values that `other` has seen into account.
    mutating func merge(_ other: ColumnStatistics) {
        nanCount += other.nanCount
        if let integers = other.integers { widen(integers.min, integers.max) }
        if let floats = other.floats { widen(floats) }
        if let nans = other.nans { widenNaNs(nans.min, nans.max) }
        guard let theirs = other.bytes else { return }
        if bytes == nil {
            bytes = theirs
        } else {
            bytes?.include(theirs.min.rawBytes, 0, theirs.min.count)
            bytes?.include(theirs.max.rawBytes, 0, theirs.max.count)
        }
    }

    /// Takes the values `range` into account.
    mutating func update(_ values: ColumnValues, _ range: Range<Int>) {
        guard !range.isEmpty, order != .undefined else { return }
        switch values {
        case .boolean(let values):
            let ones = values[range].reduce(0) { $0 + ($1 ? 1 : 0) }
            widen(ones == range.count ? 1 : 0, ones == 0 ? 0 : 1)
        case .int32(let values):
            if order == .signed {
                let (low, high) = extremes(values.span.extracting(range)) { $0 }
                widen(Int64(low), Int64(high))
            } else {
                let (low, high) = extremes(values.span.extracting(range)) { $0 ^ .min }
                widen(Int64(low), Int64(high))
            }
        case .int64(let values):
            if order == .signed {
                let (low, high) = extremes(values.span.extracting(range)) { $0 }
                widen(low, high)
            } else {
                let (low, high) = extremes(values.span.extracting(range)) { $0 ^ .min }
                widen(low, high)
            }
        case .float(let values):
            let values = values.span.extracting(range)
            if order == .totalOrder {
                for index in values.indices { widen(TotalOrderKey(values[index])) }
            } else {
                widen(values) { Double($0) }
            }
        case .double(let values):
            let values = values.span.extracting(range)
            if order == .totalOrder {
                for index in values.indices { widen(TotalOrderKey(values[index])) }
            } else {
                widen(values) { $0 }
            }
        case .byteArray(let values):
            let offsets = values.offsets.span
            update(values.bytes.rawBytes, range) { (Int(offsets[$0]), Int(offsets[$0 &+ 1])) }
        case .fixedLengthByteArray(let values):
            let length = values.length
            let source = values.bytes.rawBytes
            if isHalf, length == 2 {
                for index in range { widen(TotalOrderKey(half: source.loadUInt16(at: index &* 2))) }
            } else {
                update(source, range) { ($0 &* length, ($0 &+ 1) &* length) }
            }
        case .dictionary(let indices, let distinct):
            update(indices, range, of: distinct)
        }
    }

    /// Takes the values `indices[range]` of `distinct` into account.
    mutating func update(_ indices: [UInt32], _ range: Range<Int>, of distinct: ColumnValues) {
        guard order != .undefined else { return }
        let used = ColumnStatistics.distinct(indices, range, count: distinct.count)
        guard !used.isEmpty else { return }
        let nanCountBefore = nanCount
        let places = used.span
        switch distinct {
        case .boolean, .dictionary: for place in used { update(distinct, Int(place)..<Int(place) + 1) }
        case .int32(let values):
            let values = values.span
            let flip: Int32 = order == .signed ? 0 : .min
            let (low, high) = extremes(places) { values[Int($0)] ^ flip }
            widen(Int64(low), Int64(high))
        case .int64(let values):
            let values = values.span
            let flip: Int64 = order == .signed ? 0 : .min
            let (low, high) = extremes(places) { values[Int($0)] ^ flip }
            widen(low, high)
        case .float(let values): update(.float(used.map { values[Int($0)] }), 0..<used.count)
        case .double(let values): update(.double(used.map { values[Int($0)] }), 0..<used.count)
        case .byteArray(let values):
            let offsets = values.offsets.span
            update(values.bytes.rawBytes, 0..<used.count) {
                let place = Int(places[$0])
                return (Int(offsets[place]), Int(offsets[place &+ 1]))
            }
        case .fixedLengthByteArray(let values):
            let length = values.length
            let source = values.bytes.rawBytes
            if isHalf, length == 2 {
                for place in used { widen(TotalOrderKey(half: source.loadUInt16(at: Int(place) &* 2))) }
            } else {
                update(source, 0..<used.count) {
                    let start = Int(places[$0]) &* length
                    return (start, start &+ length)
                }
            }
        }
        if nanCount > nanCountBefore {
            nanCount = nanCountBefore + ColumnStatistics.nanCount(indices, range, of: distinct, isHalf: isHalf)
        }
    }

    /// The different ones of `indices[range]`, which are below `count`. Values that a range does not use must not widen its
    /// bounds.
    private static func distinct(_ indices: [UInt32], _ range: Range<Int>, count: Int) -> [UInt32] {
        // Eight more, so that the marks can be passed over in words.
        var marks = [UInt8](repeating: 0, count: count + 8)
        var marking = marks.mutableSpan
        let places = indices.span.extracting(range)
        for place in places.indices { marking[Int(places[place])] = 1 }
        var distinct: [UInt32] = []
        distinct.reserveCapacity(min(range.count, count))
        let words = marks.rawBytes
        var first = 0
        while first < count {
            if words.loadUInt64(at: first) != 0 {
                for place in first..<min(first &+ 8, count) where words.loadUInt8(at: place) != 0 {
                    distinct.append(UInt32(truncatingIfNeeded: place))
                }
            }
            first &+= 8
        }
        return distinct
    }

    private static func nanCount(
        _ indices: [UInt32], _ range: Range<Int>, of distinct: ColumnValues, isHalf: Bool
    ) -> Int {
        switch distinct {
        case .float(let values): indices[range].count { values[Int($0)].isNaN }
        case .double(let values): indices[range].count { values[Int($0)].isNaN }
        case .fixedLengthByteArray(let values) where isHalf && values.length == 2:
            indices[range].count { TotalOrderKey(half: values.bytes.rawBytes.loadUInt16(at: Int($0) * 2)).isNaN }
        case .boolean, .int32, .int64, .byteArray, .fixedLengthByteArray, .dictionary: 0
        }
    }

    /// The statistics of a column chunk as the footer has them.
    ///
    /// - Parameter byteLimit: longer byte arrays are cut, the largest value rounded up, and marked as not exact.
    func record(nullCount: Int, byteLimit: Int) -> StatisticsRecord {
        var record = StatisticsRecord()
        record.nullCount = nullCount
        // Required of floating-point columns, even if it is zero.
        if order == .floatingPoint || order == .totalOrder { record.nanCount = nanCount }
        if let bounds = bounds(byteLimit: byteLimit) {
            record.minValue = bounds.min.bytes
            record.isMinValueExact = bounds.min.isExact
            record.maxValue = bounds.max.bytes
            record.isMaxValueExact = bounds.max.isExact
        }
        return record
    }

    /// Whether the values are floating-point numbers, whose NaNs are counted.
    var countsNaNs: Bool { order == .floatingPoint || order == .totalOrder }

    /// A bound in PLAIN encoding, BYTE_ARRAY without its length.
    typealias Bound = (bytes: [UInt8], isExact: Bool)

    /// Bounds of the values, both or none: readers that find one of them read too much into it.
    func bounds(byteLimit: Int) -> (min: Bound, max: Bound)? {
        if let integers = integers ?? (order == .totalOrder ? nans : nil) {
            return exact(encoded(integers.min, isMin: true), encoded(integers.max, isMin: false))
        }
        if let floats {
            // Readers must find both zeros between the bounds, whichever of them was stored.
            let min = floats.min == 0 ? -0.0 : floats.min
            let max = floats.max == 0 ? 0.0 : floats.max
            if type == .double { return exact(littleEndian(min.bitPattern), littleEndian(max.bitPattern)) }
            return exact(littleEndian(Float(min).bitPattern), littleEndian(Float(max).bitPattern))
        }
        guard let bytes else { return nil }
        guard type == .byteArray else {
            // A bound of another length would be no value of the type.
            return bytes.min.count <= byteLimit ? exact(bytes.min, bytes.max) : nil
        }
        let min = StatisticsTruncation.lower(bytes.min, byteLimit: byteLimit, isText: isText)
        guard let max = StatisticsTruncation.upper(bytes.max, byteLimit: byteLimit, isText: isText) else { return nil }
        return (Bound(min, min.count == bytes.min.count), Bound(max, max == bytes.max))
    }

    private func exact(_ min: [UInt8], _ max: [UInt8]) -> (min: Bound, max: Bound) {
        (Bound(min, true), Bound(max, true))
    }

    /// The bound whose key is `key`.
    private func encoded(_ key: Int64, isMin: Bool) -> [UInt8] {
        let flip: Int64 = order == .unsigned ? (type == .int64 ? .min : Int64(Int32.min)) : 0
        switch type {
        case .boolean: return [UInt8(key)]
        case .int32: return littleEndian(Int32(truncatingIfNeeded: key ^ flip))
        case .float: return littleEndian(TotalOrderKey(key).float.bitPattern)
        case .double: return littleEndian(TotalOrderKey(key).double.bitPattern)
        case .fixedLengthByteArray:
            let bits = TotalOrderKey(key).half
            // In the order by value the zeros are equal.
            if order == .floatingPoint, bits & 0x7FFF == 0 { return isMin ? [0x00, 0x80] : [0x00, 0x00] }
            return littleEndian(bits)
        case .int64, .int96, .byteArray: return littleEndian(key ^ flip)
        }
    }

    private func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    private mutating func widen(_ min: Int64, _ max: Int64) {
        if let known = integers {
            integers = (Swift.min(known.min, min), Swift.max(known.max, max))
        } else {
            integers = (min, max)
        }
    }

    private mutating func widen(_ range: (min: Double, max: Double)) {
        floats = floats.map { (Swift.min($0.min, range.min), Swift.max($0.max, range.max)) } ?? range
    }

    private mutating func widen(_ key: TotalOrderKey) {
        if key.isNaN {
            nanCount += 1
            widenNaNs(key.rawValue, key.rawValue)
        } else {
            widen(key.rawValue, key.rawValue)
        }
    }

    private mutating func widenNaNs(_ min: Int64, _ max: Int64) {
        nans = nans.map { (Swift.min($0.min, min), Swift.max($0.max, max)) } ?? (min, max)
    }

    @inline(__always)
    private mutating func widen<Number: BinaryFloatingPoint & BitwiseCopyable>(
        _ values: Span<Number>, _ double: (Number) -> Double
    ) {
        let (low, high, unordered) = orderedExtremes(values)
        nanCount += unordered
        if unordered < values.count { widen((double(low), double(high))) }
    }

    @inline(__always)
    private mutating func update(_ source: RawSpan, _ range: Range<Int>, bounds: (Int) -> (start: Int, end: Int)) {
        var extremes = bytes ?? ByteRange(source, bounds(range.lowerBound), isSigned: order == .bigEndianSigned)
        for index in range {
            let value = bounds(index)
            extremes.include(source, value.start, value.end)
        }
        bytes = extremes
    }
}
