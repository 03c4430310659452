internal import Parquet

/// The JSON texts of a column's values in a batch, laid end to end and handed out one after the other: the column is
/// rendered as a whole, so that its type is looked at once.
struct CellColumn: Sendable {
    private var text: [UInt8] = []
    /// Where each text ends.
    private var ends: [Int] = []
    /// For each value its text, if equal values share one.
    private var indices: [UInt32]?
    /// The value that is handed out next.
    private var next = 0
    /// How many strings of the batch were not UTF-8.
    private(set) var repairedStringCount = 0

    /// Replaces the content by `values` of `column`.
    mutating func render(_ values: ColumnValues, _ column: ColumnDescriptor) {
        removeAll()
        guard case .dictionary(let indices, let distinct) = values else {
            renderValues(values, column)
            return
        }
        if distinct.count <= indices.count {
            renderValues(distinct, column)
            self.indices = indices
        } else {
            // Of a large dictionary, only the values that this batch has.
            let (used, places) = CellColumn.used(of: distinct.count, indices)
            renderValues(distinct.values(at: used), column)
            self.indices = places
        }
    }

    /// Which of `count` values `indices` name, each once, and the indices' places among those.
    private static func used(of count: Int, _ indices: [UInt32]) -> (used: [UInt32], places: [UInt32]) {
        var used: [UInt32] = []
        var placeOfValue = [UInt32](repeating: .max, count: count)
        let places = indices.map { index in
            if placeOfValue[Int(index)] == .max {
                placeOfValue[Int(index)] = UInt32(used.count)
                used.append(index)
            }
            return placeOfValue[Int(index)]
        }
        return (used, places)
    }

    /// Empties the column, keeping its own memory and nothing of the batch's.
    mutating func removeAll() {
        text.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        indices = nil
        next = 0
        repairedStringCount = 0
    }

    /// Appends the text of the next value.
    mutating func appendNext(to target: inout [UInt8]) {
        let place = indices.map { Int($0[next]) } ?? next
        next += 1
        target.append(contentsOf: text[(place == 0 ? 0 : ends[place - 1])..<ends[place]])
    }

    /// The text of the one value `values` holds.
    static func text(of values: ColumnValues, _ column: ColumnDescriptor) -> String {
        var cells = CellColumn()
        var text: [UInt8] = []
        cells.render(values, column)
        cells.appendNext(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends a value's text, which `write` writes.
    mutating func append<Failure: Error>(_ write: (inout [UInt8]) throws(Failure) -> Void) throws(Failure) {
        try write(&text)
        ends.append(text.count)
    }

    private mutating func appendQuoted(_ write: (inout [UInt8]) -> Void) {
        text.append(UInt8(ascii: "\""))
        write(&text)
        text.append(UInt8(ascii: "\""))
        ends.append(text.count)
    }

    private mutating func renderValues(_ values: ColumnValues, _ column: ColumnDescriptor) {
        switch values {
        case .boolean(let values):
            for value in values { append { $0.append(contentsOf: value ? JSONText.true : JSONText.false) } }
        case .int32(let values): renderIntegers(values, column)
        case .int64(let values): renderIntegers(values, column)
        case .float(let values):
            for value in values { append { NumberText.append(value, to: &$0) } }
        case .double(let values):
            for value in values { append { NumberText.append(value, to: &$0) } }
        case .byteArray(let values):
            for index in 0..<values.count { renderBytes(values.bytes[values.range(at: index)], column) }
        case .fixedLengthByteArray(let values):
            for index in 0..<values.count {
                renderBytes(values.bytes[index * values.length..<(index + 1) * values.length], column)
            }
        case .dictionary(let indices, let distinct):
            renderValues(distinct.values(at: indices), column)
        }
    }

    private mutating func renderIntegers<Value: FixedWidthInteger & SignedInteger>(
        _ values: [Value], _ column: ColumnDescriptor
    ) {
        switch column.logicalType {
        case .integer(_, isSigned: false):
            for value in values {
                append { NumberText.append(UInt64(Value.Magnitude(truncatingIfNeeded: value)), to: &$0) }
            }
        case .decimal(_, let scale):
            for value in values { appendQuoted { DecimalText.append(Int64(value), scale: scale, to: &$0) } }
        case .date:
            for value in values { appendQuoted { DateText.appendDate(Int64(value), to: &$0) } }
        case .time(let unit, _):
            for value in values { appendQuoted { DateText.appendTime(Int64(value), unit, to: &$0) } }
        case .timestamp(let unit, let isAdjustedToUTC):
            for value in values {
                appendQuoted {
                    DateText.appendTimestamp(Int64(value), unit, to: &$0)
                    if isAdjustedToUTC { $0.append(UInt8(ascii: "Z")) }
                }
            }
        case .integer(_, isSigned: true), .string, .map, .list, .enumeration, .unknown, .json, .bson, .uuid, .float16,
            .interval, .variant, .geometry, .geography, .file, nil:
            for value in values { append { NumberText.append(Int64(value), to: &$0) } }
        }
    }

    private mutating func renderBytes(_ bytes: ArraySlice<UInt8>, _ column: ColumnDescriptor) {
        if column.physicalType == .int96 {
            appendQuoted { DateText.appendInt96(bytes, to: &$0) }
            return
        }
        switch column.logicalType {
        case .string, .enumeration, .json:
            let isRepaired = JSONText.appendString(bytes, to: &text)
            if isRepaired { repairedStringCount += 1 }
            ends.append(text.count)
        case .decimal(_, let scale):
            appendQuoted { DecimalText.append(bigEndian: bytes, scale: scale, to: &$0) }
        case .uuid:
            appendQuoted { UUIDText.append(bytes, to: &$0) }
        case .float16:
            append { NumberText.append(binary16: bytes, to: &$0) }
        case .map, .list, .date, .time, .timestamp, .integer, .unknown, .bson, .interval, .variant, .geometry,
            .geography,
            .file, nil:
            appendQuoted {
                $0.append(contentsOf: "0x".utf8)
                for byte in bytes { HexText.append(byte, to: &$0) }
            }
        }
    }
}

extension ColumnValues {
    /// The values at `indices` of these distinct ones.
    fileprivate func values(at indices: [UInt32]) -> ColumnValues {
        switch self {
        case .boolean(let values): return .boolean(indices.map { values[Int($0)] })
        case .int32(let values): return .int32(indices.map { values[Int($0)] })
        case .int64(let values): return .int64(indices.map { values[Int($0)] })
        case .float(let values): return .float(indices.map { values[Int($0)] })
        case .double(let values): return .double(indices.map { values[Int($0)] })
        case .byteArray(let values):
            var chosen = ByteArrayValues()
            for index in indices { chosen.append(values.bytes[values.range(at: Int(index))]) }
            return .byteArray(chosen)
        case .fixedLengthByteArray(let values):
            var chosen = FixedLengthByteArrayValues(length: values.length)
            for index in indices {
                chosen.bytes += values.bytes[Int(index) * values.length..<(Int(index) + 1) * values.length]
            }
            return .fixedLengthByteArray(chosen)
        case .dictionary(let inner, let distinct):
            return distinct.values(at: indices.map { inner[Int($0)] })
        }
    }
}
