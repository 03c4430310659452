/// What the values of a column are compared as.
enum ComparisonDomain: Sendable {
    case boolean
    /// Whole numbers, and decimals as multiples of 10^-scale.
    case int32(scale: Int)
    case uint32
    case int64(scale: Int)
    case uint64
    case bytesDecimal(scale: Int)
    case float
    case double
    case date
    case time(TimeUnit, isAdjustedToUTC: Bool)
    case timestamp(TimeUnit, isAdjustedToUTC: Bool)
    case int96
    case bytes
    case uuid
    case interval

    init(_ column: ColumnDescriptor) {
        switch (column.physicalType, column.logicalType) {
        case (.boolean, _): self = .boolean
        case (.int96, _): self = .int96
        case (.float, _): self = .float
        case (.double, _): self = .double
        case (.int32, .date): self = .date
        case (_, .time(let unit, let isAdjustedToUTC)): self = .time(unit, isAdjustedToUTC: isAdjustedToUTC)
        case (_, .timestamp(let unit, let isAdjustedToUTC)): self = .timestamp(unit, isAdjustedToUTC: isAdjustedToUTC)
        case (.int32, .integer(_, isSigned: false)): self = .uint32
        case (.int64, .integer(_, isSigned: false)): self = .uint64
        case (.int32, .decimal(_, let scale)): self = .int32(scale: scale)
        case (.int64, .decimal(_, let scale)): self = .int64(scale: scale)
        case (.int32, _): self = .int32(scale: 0)
        case (.int64, _): self = .int64(scale: 0)
        case (_, .decimal(_, let scale)): self = .bytesDecimal(scale: scale)
        case (_, .uuid): self = .uuid
        case (_, .float16): self = .float
        case (_, .interval): self = .interval
        case (.byteArray, _), (.fixedLengthByteArray, _): self = .bytes
        }
    }

    /// Whether values are only equal or not.
    var hasOrder: Bool {
        if case .interval = self { false } else { true }
    }

    /// The most digits before or behind the point that are reckoned with. No engine writes half as many hundred.
    static let scaleLimit = 10_000

    /// Where `value` stands among the column's values; nil if it cannot be compared with them.
    ///
    /// - Throws: `ParquetError` with code `argument` or `unsupported` if a scale is beyond `scaleLimit`.
    func position(of value: Value) throws(ParquetError) -> LiteralPosition? {
        switch self {
        case .boolean:
            guard case .boolean(let flag) = value else { return nil }
            return .exact(.boolean(flag))
        case .int32(let scale): return try integer(value, scale) { .int32($0) }
        case .uint32: return try integer(value, 0) { .uint32($0) }
        case .int64(let scale): return try integer(value, scale) { .int64($0) }
        case .uint64: return try integer(value, 0) { .uint64($0) }
        case .bytesDecimal(let scale):
            return try number(value, scale) { floor, isExact in
                let literal = PhysicalLiteral.decimal(floor.bigEndianBytes)
                return isExact ? .exact(literal) : .after(literal)
            }
        case .float: return try floatingPoint(value)?.single
        case .double: return try floatingPoint(value)?.double
        case .date:
            guard case .date(let days) = value else { return nil }
            return .exact(.int32(days))
        case .time(let unit, let isAdjustedToUTC):
            guard case .time(let count, unit: let given, isAdjustedToUTC: isAdjustedToUTC) = value else { return nil }
            let nanoseconds = Int128(count) * given.nanoseconds
            return unit == .millis
                ? instant(nanoseconds, unit) { .int32($0) } : instant(nanoseconds, unit) { .int64($0) }
        case .timestamp(let unit, let isAdjustedToUTC):
            guard let instant = Instant(value), instant.isAdjustedToUTC ?? isAdjustedToUTC == isAdjustedToUTC else {
                return nil
            }
            return self.instant(instant.nanoseconds, unit) { .int64($0) }
        case .int96:
            return Instant(value).map { .exact(.int96(nanoseconds: $0.nanoseconds)) }
        case .bytes:
            switch value {
            case .string(let text): return .exact(.bytes(Array(text.utf8)))
            case .bytes(let bytes): return .exact(.bytes(bytes))
            case .null, .boolean, .int32, .int64, .uint32, .uint64, .float, .double, .decimal, .longDecimal, .uuid,
                .date,
                .time, .timestamp, .int96, .interval, .list, .map, .group, .variant:
                return nil
            }
        case .uuid:
            guard case .uuid(let number) = value else { return nil }
            return .exact(.bytes((0..<16).map { UInt8(truncatingIfNeeded: number >> UInt128(8 * (15 - $0))) }))
        case .interval:
            guard case .interval(let months, let days, let milliseconds) = value else { return nil }
            let bytes = [months, days, milliseconds].flatMap { part in
                (0..<4).map { UInt8(truncatingIfNeeded: part >> UInt32(8 * $0)) }
            }
            return .exact(.bytes(bytes))
        }
    }

    private func integer<Number: FixedWidthInteger>(
        _ value: Value, _ scale: Int, _ literal: (Number) -> PhysicalLiteral
    ) throws(ParquetError) -> LiteralPosition? {
        try number(value, scale) { floor, isExact in
            guard let number = floor.exactly(Number.self) else { return floor.isNegative ? .belowAll : .aboveAll }
            return isExact ? .exact(literal(number)) : .after(literal(number))
        }
    }

    /// Where `value` stands among the multiples of 10^-`scale`.
    private func number(
        _ value: Value, _ scale: Int, _ position: (BigInteger, _ isExact: Bool) -> LiteralPosition
    ) throws(ParquetError) -> LiteralPosition? {
        guard scale <= ComparisonDomain.scaleLimit else {
            throw ParquetError(.unsupported, "a scale of \(scale), at most \(ComparisonDomain.scaleLimit) are compared")
        }
        guard let number = try NumericLiteral(value) else { return nil }
        switch number {
        case .finite(let number):
            let (floor, isExact) = number.floor(scale: scale)
            return position(floor, isExact)
        case .negativeInfinity: return .belowAll
        // NaN is above infinity.
        case .infinity, .nan: return .aboveAll
        }
    }

    private func instant<Number: FixedWidthInteger>(
        _ nanoseconds: Int128, _ unit: TimeUnit, _ literal: (Number) -> PhysicalLiteral
    ) -> LiteralPosition {
        var (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: unit.nanoseconds)
        if remainder < 0 { quotient -= 1 }
        guard let number = Number(exactly: quotient) else { return quotient < 0 ? .belowAll : .aboveAll }
        return remainder == 0 ? .exact(literal(number)) : .after(literal(number))
    }

    private func floatingPoint(_ value: Value) throws(ParquetError) -> FloatingPointPosition? {
        guard let number = try NumericLiteral(value) else { return nil }
        switch number {
        case .finite(let number):
            let (floor, isExact) = number.floorDouble()
            return FloatingPointPosition(floor: floor, isExact: isExact)
        case .negativeInfinity: return FloatingPointPosition(floor: -.infinity, isExact: true)
        case .infinity: return FloatingPointPosition(floor: .infinity, isExact: true)
        case .nan: return FloatingPointPosition(floor: .nan, isExact: true)
        }
    }
}

/// The greatest double that is not above a number.
private struct FloatingPointPosition {
    let floor: Double
    let isExact: Bool

    var double: LiteralPosition { isExact ? .exact(.double(floor)) : .after(.double(floor)) }

    var single: LiteralPosition {
        let rounded = Float(floor)
        let single = Double(rounded) > floor ? rounded.nextDown : rounded
        return isExact && (Double(single) == floor || floor.isNaN) ? .exact(.float(single)) : .after(.float(single))
    }
}

/// A number of a predicate.
private enum NumericLiteral {
    case finite(ExactNumber)
    case negativeInfinity
    case infinity
    case nan

    /// Nil if `value` is no number.
    init?(_ value: Value) throws(ParquetError) {
        switch value {
        case .int32(let number): self = .finite(ExactNumber(number))
        case .int64(let number): self = .finite(ExactNumber(number))
        case .uint32(let number): self = .finite(ExactNumber(number))
        case .uint64(let number): self = .finite(ExactNumber(number))
        case .float(let number): self.init(Double(number))
        case .double(let number): self.init(number)
        case .decimal(let unscaled, let scale): try self.init(BigInteger(unscaled), scale)
        case .longDecimal(let unscaled, let scale): try self.init(BigInteger(bigEndianBytes: unscaled), scale)
        case .null, .boolean, .string, .bytes, .uuid, .date, .time, .timestamp, .int96, .interval, .list, .map, .group,
            .variant:
            return nil
        }
    }

    private init(_ number: Double) {
        if number.isNaN {
            self = .nan
        } else if number.isInfinite {
            self = number < 0 ? .negativeInfinity : .infinity
        } else {
            self = .finite(ExactNumber(number))
        }
    }

    private init(_ unscaled: BigInteger, _ scale: Int) throws(ParquetError) {
        guard scale.magnitude <= ComparisonDomain.scaleLimit else {
            throw ParquetError(.argument, "a scale of \(scale), at most \(ComparisonDomain.scaleLimit) are compared")
        }
        self = .finite(ExactNumber(unscaled: unscaled, scale: scale))
    }
}

/// A point in time of a predicate.
private struct Instant {
    let nanoseconds: Int128
    /// Nil for INT96, which does not say.
    let isAdjustedToUTC: Bool?

    init?(_ value: Value) {
        switch value {
        case .timestamp(let count, let unit, let isAdjustedToUTC):
            nanoseconds = Int128(count) * unit.nanoseconds
            self.isAdjustedToUTC = isAdjustedToUTC
        case .int96(let julianDay, let nanosecondsOfDay):
            nanoseconds = Int128(julianDay: julianDay, nanosecondsOfDay: nanosecondsOfDay)
            isAdjustedToUTC = nil
        case .null, .boolean, .int32, .int64, .uint32, .uint64, .float, .double, .decimal, .longDecimal, .string,
            .bytes,
            .uuid, .date, .time, .interval, .list, .map, .group, .variant:
            return nil
        }
    }
}

extension Int128 {
    /// The nanoseconds from 1970-01-01T00:00:00 to a time of a Julian day, of which that is the 2,440,588th.
    @inline(__always)
    init(julianDay: Int32, nanosecondsOfDay: Int64) {
        self = (Int128(julianDay) - 2_440_588) * 86_400_000_000_000 + Int128(nanosecondsOfDay)
    }
}

extension TimeUnit {
    fileprivate var nanoseconds: Int128 { Int128(1_000_000_000 / perSecond) }
}
