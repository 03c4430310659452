internal import ParquetBytes

/// A decimal number, exactly: `significand` × 10^`exponent`, of at most 38 digits.
struct DecimalText {
    /// The digits without leading and trailing zeros.
    var significand: UInt128
    var exponent: Int
    var isNegative: Bool

    /// The most digits between the first and the last that is not zero.
    static let maximumDigits = 38

    /// The number that `text[start ..< end]` spells in the grammar of JSON; nil if it spells none or one of more digits.
    static func parse(_ text: RawSpan, _ start: Int, _ end: Int) -> DecimalText? {
        guard let number = try? JSONNumber.end(in: text.extracting(0..<end), from: start), number.end == end else {
            return nil
        }
        var significand: UInt128 = 0
        var digits = 0
        var zeros = 0
        var exponent = 0
        var isBehindPoint = false
        var offset = start
        let isNegative = text.loadUInt8(at: start) == 0x2D
        if isNegative { offset += 1 }
        while offset < end {
            let byte = text.loadUInt8(at: offset)
            if byte == 0x2E {
                isBehindPoint = true
            } else if byte | 0x20 == 0x65 {
                exponent += written(text, offset + 1, end)
                break
            } else {
                if isBehindPoint { exponent -= 1 }
                if byte == 0x30 {
                    zeros += 1
                } else {
                    digits = digits == 0 ? 1 : digits + zeros + 1
                    guard digits <= maximumDigits else { return nil }
                    if significand > 0 { for _ in 0..<zeros { significand *= 10 } }
                    significand = significand * 10 + UInt128(byte & 0x0F)
                    zeros = 0
                }
            }
            offset += 1
        }
        if significand == 0 { return DecimalText(significand: 0, exponent: 0, isNegative: isNegative) }
        return DecimalText(significand: significand, exponent: exponent + zeros, isNegative: isNegative)
    }

    /// The exponent written at `start`; beyond a thousand million it is all the same.
    private static func written(_ text: RawSpan, _ start: Int, _ end: Int) -> Int {
        var exponent = 0
        var isNegative = false
        for offset in start..<end {
            let byte = text.loadUInt8(at: offset)
            if byte == 0x2D { isNegative = true }
            if byte >= 0x30, exponent < 1_000_000_000 { exponent = exponent * 10 + Int(byte & 0x0F) }
        }
        return isNegative ? -exponent : exponent
    }

    /// The number times 10^`digits`, exactly; nil if that is not whole or too large.
    func scaled(by digits: Int) -> Int128? {
        guard significand > 0 else { return 0 }
        // The last digit is not zero: whatever remains behind the point would be lost.
        var zeros = exponent + digits
        guard zeros >= 0, zeros <= DecimalText.maximumDigits else { return nil }
        var magnitude = significand
        while zeros > 0 {
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            magnitude = product
            zeros -= 1
        }
        guard let value = Int128(exactly: magnitude) else { return nil }
        return isNegative ? -value : value
    }

    /// The unscaled value of a decimal of `precision` digits, `scale` of them behind the point, from a number, or from a
    /// string that spells one; nil if it does not fit exactly.
    @inline(__always)
    static func unscaled(_ text: RawSpan, _ place: JSONPlace, precision: Int, scale: Int, limit: Int128) -> Int128? {
        switch place.kind {
        case .integer where scale == 0 && place.length <= 18:
            guard let number = IntegerText.int64(text, place) else { return nil }
            return checked(Int128(number), limit)
        case .fraction where place.length <= 19:
            guard let value = short(text, place, scale: scale) else {
                return unscaledSlowly(text, place, scale: scale, limit: limit)
            }
            return checked(value, limit)
        case .integer, .fraction, .string: return unscaledSlowly(text, place, scale: scale, limit: limit)
        case .null, .yes, .no, .object, .array: return nil
        }
    }

    /// The unscaled value of a number with a point, without exponent, of up to 18 digits and no more than `scale` of them behind the
    /// point; nil if it is of another form.
    @inline(__always)
    private static func short(_ text: RawSpan, _ place: JSONPlace, scale: Int) -> Int128? {
        let isNegative = text.loadUInt8(at: place.start) == 0x2D
        let start = isNegative ? place.start &+ 1 : place.start
        let point = JSONNumber.digitsEnd(in: text, from: start)
        let fractionCount = place.end &- point &- 1
        guard text.loadUInt8(at: point) == 0x2E, fractionCount <= scale, point &- start &+ scale <= 18,
            JSONNumber.digitsEnd(in: text, from: point &+ 1) >= place.end
        else { return nil }
        let whole = IntegerText.upToNineteen(text, count: point &- start, before: point)
        let fraction = IntegerText.upToNineteen(text, count: fractionCount, before: place.end)
        let magnitude = whole &* PowersOfTen.uint64(scale) &+ fraction &* PowersOfTen.uint64(scale &- fractionCount)
        return isNegative ? -Int128(magnitude) : Int128(magnitude)
    }

    @inline(never)
    private static func unscaledSlowly(_ text: RawSpan, _ place: JSONPlace, scale: Int, limit: Int128) -> Int128? {
        switch place.kind {
        case .integer, .fraction, .string:
            guard !place.hasEscapes, let number = parse(text, place.start, place.end),
                let value = number.scaled(by: scale)
            else { return nil }
            return checked(value, limit)
        case .null, .yes, .no, .object, .array: return nil
        }
    }

    @inline(__always)
    private static func checked(_ value: Int128, _ limit: Int128) -> Int128? {
        value < limit && value > -limit ? value : nil
    }

    /// 10^`precision`: what the magnitude of an unscaled value must stay below.
    static func limit(precision: Int) -> Int128 {
        var limit: Int128 = 1
        for _ in 0..<precision { limit *= 10 }
        return limit
    }
}
