/// Takes values of a where-clause as a column's type has them.
struct WhereValueReader {
    private let column: ColumnDescriptor
    private let domain: ComparisonDomain

    /// Why a value is none of the column's: what it should be.
    struct Mismatch: Error {
        let expectation: String
    }

    init(_ column: ColumnDescriptor) {
        self.column = column
        domain = ComparisonDomain(column)
    }

    /// What values of the column look like, for messages.
    var expectation: String {
        switch domain {
        case .boolean: "true or false"
        case .int32, .uint32, .int64, .uint64, .bytesDecimal, .float, .double: "numbers such as 12 or -0.5"
        case .date: "days such as '2025-02-24'"
        case .time: "times such as '10:30:00'"
        case .timestamp(_, isAdjustedToUTC: true), .int96: "instants such as '2025-02-24T10:00Z'"
        case .timestamp(_, isAdjustedToUTC: false): "times without a zone, such as '2025-02-24T10:00'"
        case .bytes: "text such as 'a' or bytes such as x'00ff'"
        case .uuid: "UUIDs such as '123e4567-e89b-12d3-a456-426614174000'"
        case .interval: "null only: an interval cannot be written"
        }
    }

    /// The value that is written so.
    func value(_ content: WhereLiteral.Content) -> Result<Value, Mismatch> {
        guard let value = converted(content) else { return .failure(Mismatch(expectation: expectation)) }
        return .success(value)
    }

    private func converted(_ content: WhereLiteral.Content) -> Value? {
        switch content {
        case .null: return .null
        case .boolean(let flag): return .boolean(flag)
        case .bytes(let bytes): return .bytes(bytes)
        case .number(let number):
            switch domain {
            case .boolean, .date, .time, .timestamp, .int96, .bytes, .uuid, .interval: return nil
            case .int32, .uint32, .int64, .uint64, .bytesDecimal, .float, .double: return self.number(number)
            }
        case .text(let text): return self.text(text)
        case .typed(let kind, let text):
            switch (kind, domain) {
            case (.date, .date), (.time, .time), (.timestamp, .timestamp), (.timestamptz, .timestamp(_, true)),
                (.timestamp, .int96), (.timestamptz, .int96), (.date, .timestamp), (.date, .int96):
                return self.text(text)
            case (.date, _), (.time, _), (.timestamp, _), (.timestamptz, _): return nil
            }
        }
    }

    private func text(_ text: String) -> Value? {
        switch domain {
        case .boolean:
            switch text.lowercased() {
            case "true": return .boolean(true)
            case "false": return .boolean(false)
            default: return nil
            }
        case .int32, .uint32, .int64, .uint64, .bytesDecimal: return number(text)
        case .float, .double:
            switch text.lowercased() {
            case "nan": return .double(.nan)
            case "inf", "infinity", "+inf", "+infinity": return .double(.infinity)
            case "-inf", "-infinity": return .double(-.infinity)
            default: return number(text)
            }
        case .date: return CalendarLiteral.day(text).map { .date(days: $0) }
        case .time(_, let isAdjustedToUTC):
            guard let (count, unit) = CalendarLiteral.timeOfDay(text) else { return nil }
            return .time(count, unit: unit, isAdjustedToUTC: isAdjustedToUTC)
        case .timestamp(_, let isAdjustedToUTC):
            guard let time = CalendarLiteral.timestamp(text), isAdjustedToUTC || !time.hasZone else { return nil }
            return .timestamp(time.count, unit: time.unit, isAdjustedToUTC: isAdjustedToUTC)
        case .int96:
            guard let time = CalendarLiteral.timestamp(text) else { return nil }
            return .timestamp(time.count, unit: time.unit, isAdjustedToUTC: true)
        case .bytes: return .string(text)
        case .uuid: return UUIDLiteral.number(text).map { .uuid($0) }
        case .interval: return nil
        }
    }

    private func number(_ text: String) -> Value? {
        guard let number = DecimalLiteral(text) else { return nil }
        if number.isWhole { return number.value }
        switch domain {
        // The nearest of the column's numbers: 0.1 is meant as what 0.1 is stored as.
        case .float: return Float(text).map { .float($0) }
        case .double: return Double(text).map { .double($0) }
        case .boolean, .int32, .uint32, .int64, .uint64, .bytesDecimal, .date, .time, .timestamp, .int96, .bytes, .uuid,
            .interval:
            return number.value
        }
    }
}

/// A number as it is written, exactly.
struct DecimalLiteral {
    /// Whether it has neither a point nor an exponent.
    let isWhole: Bool
    let value: Value

    /// The number that `text` is: an optional sign, digits, an optional point among them, an optional exponent. Nil if it is none
    /// or has more digits, before or behind the point, than are compared.
    init?(_ text: String) {
        var bytes = Array(text.utf8)[...]
        var isNegative = false
        if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            bytes.removeFirst()
        }
        var digits: [UInt8] = []
        var scale = 0
        var hasPoint = false
        while let byte = bytes.first, byte != UInt8(ascii: "e"), byte != UInt8(ascii: "E") {
            bytes.removeFirst()
            if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else if (0x30...0x39).contains(byte) {
                digits.append(byte - 0x30)
                if hasPoint { scale += 1 }
            } else {
                return nil
            }
        }
        guard !digits.isEmpty, digits.count <= ComparisonDomain.scaleLimit else { return nil }
        isWhole = !hasPoint && bytes.isEmpty
        if !bytes.isEmpty {
            guard let exponent = Int(String(decoding: bytes.dropFirst(), as: UTF8.self)),
                exponent.magnitude <= ComparisonDomain.scaleLimit
            else { return nil }
            scale -= exponent
        }
        guard scale.magnitude <= ComparisonDomain.scaleLimit else { return nil }
        if digits.count <= 38 {
            let magnitude = digits.reduce(0 as Int128) { $0 * 10 + Int128($1) }
            let unscaled = isNegative ? -magnitude : magnitude
            if isWhole, let number = Int64(exactly: unscaled) {
                value = .int64(number)
            } else {
                value = .decimal(unscaled: unscaled, scale: scale)
            }
            return
        }
        var number = BigInteger(0)
        // Nine digits at a time; the digits are few enough that it may take the square of their number.
        for digit in digits { number.appendDigit(digit) }
        if isNegative { number.negate() }
        value = .longDecimal(unscaled: number.bigEndianBytes, scale: scale)
    }
}

/// A UUID as it is written (RFC 9562, section 4).
enum UUIDLiteral {
    /// The number, its first byte in the highest place; nil if it is no UUID.
    static func number(_ text: String) -> UInt128? {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return nil }
        var number: UInt128 = 0
        for (place, byte) in bytes.enumerated() {
            if [8, 13, 18, 23].contains(place) {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
                number = number << 4 | UInt128(digit)
            }
        }
        return number
    }
}
