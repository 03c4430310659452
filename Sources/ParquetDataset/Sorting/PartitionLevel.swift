internal import Parquet
internal import ParquetBytes

/// A partition column, found in a schema: makes keys and names of directories of its values.
struct PartitionLevel: Sendable {
    let name: String
    let descriptor: ColumnDescriptor
    let transform: PartitionColumn.Transform
    /// Whether files hold the column, so that values may share the directory of null: they can be told apart there.
    let isKept: Bool

    private enum Source {
        case days
        /// Instants, of so many to a second.
        case instants(perSecond: Int64)
    }

    /// - Throws: `ParquetError` with code `argument` if the column's type makes no partitions, or not by this transform.
    init(_ column: PartitionColumn, _ descriptor: ColumnDescriptor, isKept: Bool) throws(ParquetError) {
        name = column.name
        self.descriptor = descriptor
        transform = column.transform
        self.isKept = isKept
        guard let first = name.utf8.first, first != UInt8(ascii: "_"), first != UInt8(ascii: ".") else {
            throw ParquetError(
                .argument, "directories called \(name)=… are hidden from readers; give the level another name")
        }
        if transform == .identity {
            let isGiven: Bool =
                switch descriptor.logicalType {
                case .string, .enumeration, .date, .timestamp, .integer, .uuid: true
                case nil: [.boolean, .int32, .int64].contains(descriptor.physicalType)
                default: false
                }
            guard isGiven else {
                throw ParquetError(
                    .argument,
                    "\(descriptor.path) makes no partitions: only text, whole numbers, booleans, days, instants and UUIDs have "
                        + "one way to be written in a directory's name")
            }
            return
        }
        guard let source else {
            throw ParquetError(
                .argument,
                "\(transform.rawValue)(\(descriptor.path)) takes a timestamp or a date, which the column is not")
        }
        if case .days = source, transform == .hour || transform == .hourOfDay {
            throw ParquetError(.argument, "\(transform.rawValue)(\(descriptor.path)): a date has no hours")
        }
    }

    private var source: Source? {
        switch descriptor.logicalType {
        case .date: .days
        case .timestamp(.millis, _): .instants(perSecond: 1000)
        case .timestamp(.micros, _): .instants(perSecond: 1_000_000)
        case .timestamp(.nanos, _): .instants(perSecond: 1_000_000_000)
        default: nil
        }
    }

    // MARK: Keys

    /// The values as parts of keys: equal for values of one directory.
    ///
    /// - Throws: `ParquetError` with code `input` for a value that has no directory.
    func keyValues(_ values: ColumnValues) throws(ParquetError) -> KeyValues {
        if transform == .identity {
            guard case .byteArray(let texts) = values else {
                return try KeyValues(values, descriptor, isTotalOrder: false)
            }
            return .byteArrays(texts, nulls: try nulls(texts))
        }
        switch values {
        case .int32(let days):
            return .numbers(try ordered(days) { Int64($0) * 24 }, byteCount: 8)
        case .int64(let instants):
            let perHour = perSecond * 3600
            return .numbers(try ordered(instants) { PartitionLevel.floor($0, perHour) }, byteCount: 8)
        default:
            return try KeyValues(values, descriptor, isTotalOrder: false)
        }
    }

    private var perSecond: Int64 {
        if case .instants(let perSecond) = source { return perSecond }
        return 1
    }

    /// What the transform makes of each value, as a number that orders as the values do.
    private func ordered<Value>(
        _ values: [Value], hours: (Value) -> Int64
    ) throws(ParquetError) -> [UInt64] {
        var result: [UInt64] = []
        result.reserveCapacity(values.count)
        for value in values {
            let hour = hours(value)
            let day = PartitionLevel.floor(hour, 24)
            let number: Int64
            switch transform {
            case .identity, .hour: number = hour
            case .day: number = day
            case .hourOfDay: number = hour - day * 24
            case .year, .month, .monthOfYear, .dayOfMonth:
                let date = try date(day)
                switch transform {
                case .year: number = Int64(date.year)
                case .month: number = Int64(date.year * 12 + date.month)
                case .monthOfYear: number = Int64(date.month)
                default: number = Int64(date.day)
                }
            }
            result.append(UInt64(bitPattern: number) ^ 1 << 63)
        }
        return result
    }

    private func date(_ day: Int64) throws(ParquetError) -> CalendarDay {
        guard let date = CalendarDay(daysSince1970: Int(day)) else {
            throw ParquetError(
                .input, "a value lies outside of the years 0 to 9999, of which no partition can be made",
                at: .init(column: descriptor.path.description))
        }
        return date
    }

    /// Which texts Hive takes for null: those without a letter, and the name that stands for null itself.
    private func nulls(_ texts: ByteArrayValues) throws(ParquetError) -> [Bool] {
        let name = Array(HiveEncoding.null.utf8)
        var nulls: [Bool] = []
        for place in 0..<texts.count {
            let length = Int(texts.offsets[place + 1] - texts.offsets[place])
            guard length == 0 || length == name.count && texts[place] == name else { continue }
            guard isKept else {
                throw ParquetError(
                    .input,
                    (length == 0 ? "a value is the empty string" : "a value is '\(HiveEncoding.null)'")
                        + ", which readers of partitions take for null; with --keep-partition-columns it shares the directory of "
                        + "null, and the files tell them apart",
                    at: .init(column: descriptor.path.description))
            }
            if nulls.isEmpty { nulls = [Bool](repeating: false, count: texts.count) }
            nulls[place] = true
        }
        return nulls
    }

    // MARK: Names

    /// What the value of a row is called in the directory's name, escapes not yet made; nil for null.
    ///
    /// - Throws: `ParquetError` with code `input` for a value that has no directory.
    func text(_ vector: ColumnVector, row: Int) throws(ParquetError) -> String? {
        guard let place = vector.valuePlace(ofRow: row, descriptor.maxDefinitionLevel) else { return nil }
        switch try vector.values.resolved() {
        case .boolean(let values): return String(values[place])
        case .int32(let values):
            if case .date = descriptor.logicalType { return try name(Int64(values[place]) * 24) }
            if case .integer(_, isSigned: false) = descriptor.logicalType {
                return String(UInt32(bitPattern: values[place]))
            }
            return String(values[place])
        case .int64(let values):
            guard case .instants(let perSecond) = source else {
                if case .integer(_, isSigned: false) = descriptor.logicalType {
                    return String(UInt64(bitPattern: values[place]))
                }
                return String(values[place])
            }
            if transform == .identity { return try name(ofInstant: values[place], perSecond) }
            return try name(PartitionLevel.floor(values[place], perSecond * 3600))
        case .byteArray(let values):
            let bytes = values[place]
            guard !bytes.isEmpty, let text = String(validating: bytes, as: UTF8.self), text != HiveEncoding.null
            else { return nil }
            return text
        case .fixedLengthByteArray(let values):
            let digits = Array("0123456789abcdef".utf8)
            var text: [UInt8] = []
            for (index, byte) in values[place].enumerated() {
                if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
                text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
            return String(decoding: text, as: UTF8.self)
        case .float, .double, .dictionary: return nil
        }
    }

    private func name(_ hour: Int64) throws(ParquetError) -> String {
        let day = PartitionLevel.floor(hour, 24)
        let date = try date(day)
        let hourOfDay = PartitionLevel.padded(hour - day * 24)
        return switch transform {
        case .identity, .day: date.description
        case .hour: "\(date)-\(hourOfDay)"
        case .month: String(date.description.prefix(7))
        case .year: String(date.description.prefix(4))
        case .monthOfYear: PartitionLevel.padded(Int64(date.month))
        case .dayOfMonth: PartitionLevel.padded(Int64(date.day))
        case .hourOfDay: hourOfDay
        }
    }

    /// As Hive and Spark write an instant: `2025-01-25 13:00:00.5`.
    private func name(ofInstant instant: Int64, _ perSecond: Int64) throws(ParquetError) -> String {
        let second = PartitionLevel.floor(instant, perSecond)
        let day = PartitionLevel.floor(second, 86_400)
        let time = second - day * 86_400
        var name = "\(try date(day)) \(PartitionLevel.padded(time / 3600)):\(PartitionLevel.padded(time / 60 % 60)):"
        name += PartitionLevel.padded(time % 60)
        let rest = instant - second * perSecond
        guard rest > 0 else { return name }
        var fraction = String(String(perSecond + rest).dropFirst())
        while fraction.last == "0" { fraction.removeLast() }
        return "\(name).\(fraction)"
    }

    private static func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }

    private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}

extension ColumnVector {
    /// The place of a row's value, nil for null. The column does not repeat.
    fileprivate func valuePlace(ofRow row: Int, _ maxDefinitionLevel: Int) -> Int? {
        switch presence {
        case .all: row
        case .validity(let bitmap): bitmap[row] ? bitmap.countOnes(in: 0..<row) : nil
        case .levels(let definition, _):
            Int(definition[row]) == maxDefinitionLevel
                ? definition[..<row].reduce(0) { $0 + (Int($1) == maxDefinitionLevel ? 1 : 0) } : nil
        }
    }
}
