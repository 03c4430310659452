internal import Parquet

/// The JSON texts of a column's values in a batch, laid end to end: the column is rendered as a whole, so that its type is
/// looked at once.
struct CellColumn: Sendable {
    private var text: [UInt8] = []
    /// Where the text of each value ends.
    private var ends: [Int] = []
    /// For each row, which value it has; -1 is null.
    private var valueOfRow: [Int] = []
    /// How many strings of the batch were not UTF-8.
    private(set) var repairedStringCount = 0

    /// Replaces the content by the first `rowCount` rows of `vector`.
    mutating func render(_ vector: ColumnVector, _ column: ColumnDescriptor, rowCount: Int) {
        text.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        valueOfRow.removeAll(keepingCapacity: true)
        repairedStringCount = 0
        var valueCount = 0
        for row in 0..<rowCount {
            let isPresent: Bool
            switch vector.presence {
            case .all: isPresent = true
            case .validity(let bitmap): isPresent = bitmap[row]
            case .levels(let definition, _): isPresent = Int(definition[row]) == column.maxDefinitionLevel
            }
            valueOfRow.append(isPresent ? valueCount : -1)
            if isPresent { valueCount += 1 }
        }
        renderValues(vector.values, column, count: valueCount)
    }

    /// Appends the text of `row`.
    func appendCell(_ row: Int, to target: inout [UInt8]) {
        let value = valueOfRow[row]
        guard value >= 0 else {
            target.append(contentsOf: "null".utf8)
            return
        }
        target.append(contentsOf: text[(value == 0 ? 0 : ends[value - 1])..<ends[value]])
    }

    /// The text of the one value `values` holds.
    static func text(of values: ColumnValues, _ column: ColumnDescriptor) -> String {
        var cells = CellColumn()
        cells.renderValues(values, column, count: 1)
        return String(decoding: cells.text, as: UTF8.self)
    }

    private mutating func renderValues(_ values: ColumnValues, _ column: ColumnDescriptor, count: Int) {
        switch values {
        case .boolean(let values):
            for index in 0..<count { append { $0.append(contentsOf: (values[index] ? "true" : "false").utf8) } }
        case .int32(let values): renderIntegers(values, column, count)
        case .int64(let values): renderIntegers(values, column, count)
        case .float(let values):
            for index in 0..<count { append { NumberText.append(values[index], to: &$0) } }
        case .double(let values):
            for index in 0..<count { append { NumberText.append(values[index], to: &$0) } }
        case .byteArray(let values):
            for index in 0..<count { renderBytes(values.bytes[values.range(at: index)], column) }
        case .fixedLengthByteArray(let values):
            for index in 0..<count {
                renderBytes(values.bytes[index * values.length..<(index + 1) * values.length], column)
            }
        case .dictionary(let indices, let distinct):
            var rendered = CellColumn()
            rendered.renderValues(distinct, column, count: distinct.count)
            for index in 0..<count {
                let place = Int(indices[index])
                let start = place == 0 ? 0 : rendered.ends[place - 1]
                append { $0.append(contentsOf: rendered.text[start..<rendered.ends[place]]) }
            }
            repairedStringCount += rendered.repairedStringCount
        }
    }

    private mutating func append(_ write: (inout [UInt8]) -> Void) {
        write(&text)
        ends.append(text.count)
    }

    private mutating func appendQuoted(_ write: (inout [UInt8]) -> Void) {
        text.append(UInt8(ascii: "\""))
        write(&text)
        text.append(UInt8(ascii: "\""))
        ends.append(text.count)
    }

    private mutating func renderIntegers<Value: FixedWidthInteger & SignedInteger>(
        _ values: [Value], _ column: ColumnDescriptor, _ count: Int
    ) {
        switch column.logicalType {
        case .integer(_, isSigned: false):
            for index in 0..<count {
                append { $0.append(contentsOf: Value.Magnitude(truncatingIfNeeded: values[index]).description.utf8) }
            }
        case .decimal(_, let scale):
            for index in 0..<count { appendQuoted { DecimalText.append(Int64(values[index]), scale: scale, to: &$0) } }
        case .date:
            for index in 0..<count { appendQuoted { DateText.appendDate(Int64(values[index]), to: &$0) } }
        case .time(let unit, _):
            for index in 0..<count { appendQuoted { DateText.appendTime(Int64(values[index]), unit, to: &$0) } }
        case .timestamp(let unit, let isAdjustedToUTC):
            for index in 0..<count {
                appendQuoted {
                    DateText.appendTimestamp(Int64(values[index]), unit, to: &$0)
                    if isAdjustedToUTC { $0.append(UInt8(ascii: "Z")) }
                }
            }
        case .integer(_, isSigned: true), .string, .map, .list, .enumeration, .unknown, .json, .bson, .uuid, .float16,
            .interval, .variant, .geometry, .geography, .file, nil:
            for index in 0..<count { append { $0.append(contentsOf: values[index].description.utf8) } }
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
