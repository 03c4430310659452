internal import Parquet
internal import ParquetBytes

/// Whether values are what their column's logical type says.
struct LogicalTypeCheck: Sendable {
    /// A value that is not.
    struct Misfit: Sendable {
        let severity: Finding.Severity
        let message: String
    }

    private enum Rule: Sendable {
        case text(String)
        case integers(ClosedRange<Int64>, Finding.Severity, String)
        /// A decimal in bytes: the least and greatest, big-endian.
        case decimals(min: [UInt8], max: [UInt8], ValueOrder)
        case nothing
    }

    private let column: ColumnDescriptor
    private let rule: Rule?

    init(_ column: ColumnDescriptor) {
        self.column = column
        rule = LogicalTypeCheck.rule(of: column)
    }

    private static func rule(of column: ColumnDescriptor) -> Rule? {
        let isInteger = column.physicalType == .int32 || column.physicalType == .int64
        switch column.logicalType {
        case .string: return .text("STRING")
        case .enumeration: return .text("ENUM")
        case .json: return .text("JSON")
        case .unknown: return .nothing
        case .integer(let bitWidth, let isSigned):
            guard bitWidth == 8 || bitWidth == 16 else { return nil }
            let range: ClosedRange<Int64> =
                isSigned ? -(1 << Int64(bitWidth - 1))...(1 << Int64(bitWidth - 1)) - 1 : 0...(1 << Int64(bitWidth)) - 1
            return .integers(range, .error, "INT(\(bitWidth), \(isSigned))")
        case .time(let unit, _):
            return .integers(0...86_400 * unit.perSecond - 1, .warning, "TIME(\(unit.rawValue))")
        case .decimal(let precision, _):
            if isInteger {
                guard (1...18).contains(precision) else { return nil }
                let limit = (0..<precision).reduce(Int64(1)) { power, _ in power * 10 } - 1
                return .integers(-limit...limit, .error, "DECIMAL(\(precision))")
            }
            guard let order = ValueOrder(column, .typeDefined), (1...1000).contains(precision) else { return nil }
            let (min, max) = decimalLimits(precision)
            return .decimals(min: min, max: max, order)
        case .map, .list, .date, .timestamp, .bson, .uuid, .float16, .interval, .variant, .geometry, .geography, .file,
            nil:
            return nil
        }
    }

    /// -(10^precision - 1) and 10^precision - 1 in two's complement, big-endian.
    private static func decimalLimits(_ precision: Int) -> (min: [UInt8], max: [UInt8]) {
        var digits: [UInt8] = [1]  // little-endian
        for _ in 0..<precision {
            var carry = 0
            for index in digits.indices {
                let product = Int(digits[index]) * 10 + carry
                digits[index] = UInt8(truncatingIfNeeded: product)
                carry = product >> 8
            }
            if carry > 0 { digits.append(UInt8(truncatingIfNeeded: carry)) }
        }
        // One less: bytes that are 0 borrow from the next.
        for index in digits.indices {
            digits[index] &-= 1
            if digits[index] != 0xFF { break }
        }
        let max = [0] + digits.reversed()
        // -x is ~x + 1, and x is not 0.
        var min = max.map { ~$0 }
        for index in min.indices.reversed() {
            min[index] &+= 1
            if min[index] != 0 { break }
        }
        return (min, max)
    }

    /// The first of `values`, which are no indices, that is not what it should be, and how many are not.
    func misfit(_ values: ColumnValues) -> Misfit? {
        guard let rule else { return nil }
        switch rule {
        case .nothing:
            guard values.count > 0 else { return nil }
            return Misfit(severity: .error, message: "\(values.count) values in a column of type UNKNOWN")
        case .text(let name):
            guard let strings = ByteStrings(values) else { return nil }
            let bad = strings.invalidTexts()
            guard let first = bad.first else { return nil }
            let text = StatisticsText.short(of: strings[first], column)
            return Misfit(
                severity: .error, message: "\(bad.count) values of type \(name) are not UTF-8, such as \(text)")
        case .integers(let range, let severity, let name):
            switch values {
            case .int32(let values): return misfit(values, range, severity, name)
            case .int64(let values): return misfit(values, range, severity, name)
            case .boolean, .float, .double, .byteArray, .fixedLengthByteArray, .dictionary: return nil
            }
        case .decimals(let min, let max, let order):
            guard let extremes = ValueExtremes(values, order) else { return nil }
            let isBelow = order.compare(extremes.min, min) == .less
            guard isBelow || order.compare(extremes.max, max) == .greater else { return nil }
            let text = StatisticsText.short(of: isBelow ? extremes.min : extremes.max, column)
            return Misfit(severity: .error, message: "the decimal \(text) has too many digits")
        }
    }

    private func misfit<Number: FixedWidthInteger & BitwiseCopyable>(
        _ values: [Number], _ range: ClosedRange<Int64>, _ severity: Finding.Severity, _ name: String
    ) -> Misfit? {
        let low = Number(clamping: range.lowerBound)
        let high = Number(clamping: range.upperBound)
        var bad = 0
        for value in values { bad += value < low || value > high ? 1 : 0 }
        guard bad > 0, let first = values.first(where: { $0 < low || $0 > high }) else { return nil }
        return Misfit(severity: severity, message: "\(bad) values are out of the range of \(name), such as \(first)")
    }
}

extension ByteStrings {
    /// The places of the strings that are not UTF-8.
    func invalidTexts() -> [Int] {
        let bytes = all
        var merged: UInt64 = 0
        var offset = 0
        while offset + 8 <= bytes.byteCount {
            merged |= bytes.loadUInt64(at: offset)
            offset += 8
        }
        while offset < bytes.byteCount {
            merged |= UInt64(bytes.loadUInt8(at: offset))
            offset += 1
        }
        // All of it is ASCII.
        if merged & 0x8080_8080_8080_8080 == 0 { return [] }
        return (0..<count).filter { !isText($0) }
    }
}
