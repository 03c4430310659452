internal import ParquetBytes

/// The smallest and largest value of a column chunk, in the order of the column's type (parquet.thrift, `ColumnOrder`,
/// TYPE_ORDER).
struct ColumnStatistics: Sendable {
    /// How values compare.
    enum Order: Sendable {
        case signed
        case unsigned
        /// Bytes from the first, unsigned; a prefix comes before what it begins.
        case bytes
        /// Two's complement, big-endian: decimals in byte arrays of one length.
        case bigEndianSigned
        /// Not ordered, or not the same for all readers.
        case undefined
    }

    private let order: Order
    private let isText: Bool
    private var integers: (min: Int64, max: Int64)?
    private var floats: (min: Double, max: Double)?
    private var bytes: ByteRange?

    init(_ column: ColumnDescriptor) {
        order = ColumnStatistics.order(of: column)
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
        case .float, .double: return .signed
        case .int96: return .undefined
        case .byteArray:
            switch column.logicalType {
            case .decimal, .geometry, .geography: return .undefined
            default: return .bytes
            }
        case .fixedLengthByteArray:
            switch column.logicalType {
            case .decimal: return .bigEndianSigned
            case .float16, .interval: return .undefined
            default: return .bytes
            }
        }
    }

    mutating func removeAll() {
        integers = nil
        floats = nil
        bytes = nil
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
        case .float(let values): for index in range { widen(Double(values[index])) }
        case .double(let values): for index in range { widen(values[index]) }
        case .byteArray(let values):
            let offsets = values.offsets.span
            update(values.bytes.rawBytes, range) { (Int(offsets[$0]), Int(offsets[$0 &+ 1])) }
        case .fixedLengthByteArray(let values):
            let length = values.length
            update(values.bytes.rawBytes, range) { ($0 &* length, ($0 &+ 1) &* length) }
        case .dictionary(let indices, let distinct):
            // Values the range does not use must not widen it.
            var used = Bitmap(repeating: false, count: distinct.count)
            for place in range { used[Int(indices[place])] = true }
            for index in 0..<used.count where used[index] { update(distinct, index..<index + 1) }
        }
    }

    /// The statistics of the chunk as the footer has them.
    ///
    /// - Parameter byteLimit: longer byte arrays are cut, the largest value rounded up, and marked as not exact.
    func record(
        _ column: ColumnDescriptor, nullCount: Int, nanCount: Int, byteLimit: Int
    ) -> StatisticsRecord {
        var record = StatisticsRecord()
        record.nullCount = nullCount
        // Required of floating-point columns, even if it is zero.
        if column.physicalType == .float || column.physicalType == .double { record.nanCount = nanCount }
        let bounds = bounds(column.physicalType, byteLimit: byteLimit)
        // Both or none: readers that find one of them read too much into it.
        if let min = bounds.min, let max = bounds.max {
            record.minValue = min.bytes
            record.isMinValueExact = min.isExact
            record.maxValue = max.bytes
            record.isMaxValueExact = max.isExact
        }
        return record
    }

    private typealias Bound = (bytes: [UInt8], isExact: Bool)

    private func bounds(_ type: PhysicalType, byteLimit: Int) -> (min: Bound?, max: Bound?) {
        if let integers {
            let flip: Int64 = order == .unsigned ? (type == .int64 ? .min : Int64(Int32.min)) : 0
            switch type {
            case .boolean: return (([UInt8(integers.min)], true), ([UInt8(integers.max)], true))
            case .int32:
                return (
                    (littleEndian(Int32(truncatingIfNeeded: integers.min ^ flip)), true),
                    (littleEndian(Int32(truncatingIfNeeded: integers.max ^ flip)), true)
                )
            default: return ((littleEndian(integers.min ^ flip), true), (littleEndian(integers.max ^ flip), true))
            }
        }
        if let floats {
            // Readers must find both zeros between the bounds, whichever of them was stored.
            let min = floats.min == 0 ? -0.0 : floats.min
            let max = floats.max == 0 ? 0.0 : floats.max
            return type == .float
                ? ((littleEndian(Float(min).bitPattern), true), (littleEndian(Float(max).bitPattern), true))
                : ((littleEndian(min.bitPattern), true), (littleEndian(max.bitPattern), true))
        }
        if let bytes {
            guard type == .byteArray else {
                // A bound of another length would be no value of the type.
                return bytes.min.count <= byteLimit ? ((bytes.min, true), (bytes.max, true)) : (nil, nil)
            }
            let min = StatisticsTruncation.lower(bytes.min, byteLimit: byteLimit, isText: isText)
            let max = StatisticsTruncation.upper(bytes.max, byteLimit: byteLimit, isText: isText)
            return ((min, min.count == bytes.min.count), max.map { ($0, $0 == bytes.max) })
        }
        return (nil, nil)
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

    private mutating func widen(_ value: Double) {
        guard !value.isNaN else { return }
        if let known = floats {
            if value < known.min { floats?.min = value }
            if value > known.max { floats?.max = value }
        } else {
            floats = (value, value)
        }
    }

    @inline(__always)
    private func extremes<Number: FixedWidthInteger & BitwiseCopyable>(
        _ values: Span<Number>, by key: (Number) -> Number
    ) -> (Number, Number) {
        var low = Number.max
        var high = Number.min
        for index in values.indices {
            let value = key(values[index])
            low = Swift.min(low, value)
            high = Swift.max(high, value)
        }
        return (low, high)
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

extension ColumnValues {
    /// How many of the values `range` are NaN.
    func nanCount(_ range: Range<Int>) -> Int {
        switch self {
        case .float(let values): values[range].count { $0.isNaN }
        case .double(let values): values[range].count { $0.isNaN }
        case .dictionary(let indices, .float(let values)): indices[range].count { values[Int($0)].isNaN }
        case .dictionary(let indices, .double(let values)): indices[range].count { values[Int($0)].isNaN }
        case .boolean, .int32, .int64, .byteArray, .fixedLengthByteArray, .dictionary: 0
        }
    }
}
