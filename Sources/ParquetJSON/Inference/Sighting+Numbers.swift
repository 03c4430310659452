internal import Parquet
internal import ParquetBytes

// Seeing numbers.
extension Sighting {
    // MARK: Integers

    mutating func seeIntegers(
        _ text: RawSpan, _ padded: PaddedBytes, _ values: PathValues, _ lines: BlockLines
    ) {
        var registers: [UInt8] = []
        distinct.exchange(&registers)
        seeIntegers(text, padded, values, lines, &registers)
        distinct.exchange(&registers)
    }

    private mutating func seeIntegers(
        _ text: RawSpan, _ padded: PaddedBytes, _ values: PathValues, _ lines: BlockLines, _ registers: inout [UInt8]
    ) {
        var registers = registers.mutableSpan
        var longest = longest
        var (least, greatest) = integers
        var rounded = TraitCount()
        for index in 0..<values.places.count {
            let value = JSONPlace(bits: values.places[index])
            longest = max(longest, value.length)
            DistinctEstimate.insert(DistinctEstimate.hash(text, padded, value), into: &registers)
            guard let number = IntegerText.int64(text, value) else {
                takeWideInteger(text, value, at: lines[Int(values.rows[index])])
                continue
            }
            least = min(least, number)
            greatest = max(greatest, number)
            if number.magnitude > 1 << 53 { rounded.take(index) }
        }
        self.longest = longest
        integers = (least, greatest)
        note(.roundedInteger, rounded, values, lines)
    }

    /// Takes an integer that 64 bits do not hold.
    @inline(never)
    private mutating func takeWideInteger(_ text: RawSpan, _ value: JSONPlace, at place: SightingPlace) {
        let digitCount = value.length - (text.loadUInt8(at: value.start) == 0x2D ? 1 : 0)
        guard digitCount <= ContractType.maximumPrecision,
            let number = DecimalText.parse(text, value.start, value.end)?.scaled(by: 0)
        else {
            note(.hugeInteger, place)
            return
        }
        wideIntegers.least = min(wideIntegers.least, number)
        wideIntegers.greatest = max(wideIntegers.greatest, number)
        note(.wideInteger, place)
    }

    // MARK: Fractions

    mutating func seeFractions(
        _ text: RawSpan, _ padded: PaddedBytes, _ values: PathValues, _ lines: BlockLines
    ) {
        var registers: [UInt8] = []
        distinct.exchange(&registers)
        seeFractions(text, padded, values, lines, &registers)
        distinct.exchange(&registers)
    }

    private mutating func seeFractions(
        _ text: RawSpan, _ padded: PaddedBytes, _ values: PathValues, _ lines: BlockLines, _ registers: inout [UInt8]
    ) {
        var registers = registers.mutableSpan
        var longest = longest
        var (least, greatest) = fractions
        var digits = (whole: wholeDigits, fraction: fractionDigits, significant: significantFractionDigits)
        for index in 0..<values.places.count {
            let value = JSONPlace(bits: values.places[index])
            longest = max(longest, value.length)
            DistinctEstimate.insert(DistinctEstimate.hash(text, padded, value), into: &registers)
            guard let short = ShortFraction(padded, value) else {
                takeFraction(text, value, at: lines[Int(values.rows[index])])
                continue
            }
            digits.whole = max(digits.whole, short.wholeCount)
            digits.fraction = max(digits.fraction, short.fractionCount)
            digits.significant = max(digits.significant, short.significantCount)
            let number = short.number
            least = min(least, number)
            greatest = max(greatest, number)
        }
        self.longest = longest
        fractions = (min(fractions.least, least), max(fractions.greatest, greatest))
        wholeDigits = max(wholeDigits, digits.whole)
        fractionDigits = max(fractionDigits, digits.fraction)
        significantFractionDigits = max(significantFractionDigits, digits.significant)
    }

    /// Takes a fraction of any form.
    @inline(never)
    private mutating func takeFraction(_ text: RawSpan, _ value: JSONPlace, at place: SightingPlace) {
        let first = value.start &+ (text.loadUInt8(at: value.start) == 0x2D ? 1 : 0)
        let point = JSONNumber.digitsEnd(in: text, from: first)
        let end = text.loadUInt8(at: point) == 0x2E ? JSONNumber.digitsEnd(in: text, from: point &+ 1) : point
        if end < value.end {
            note(.exponent, place)
        } else {
            var last = end
            while text.loadUInt8(at: last &- 1) == 0x30 { last &-= 1 }
            wholeDigits = max(wholeDigits, point &- first)
            fractionDigits = max(fractionDigits, end &- point &- 1)
            significantFractionDigits = max(significantFractionDigits, last &- point &- 1)
        }
        if end &- first > 18 { note(.roundedFraction, place) }
        guard let number = FloatingPointText.double(text, value) else {
            note(.infinite, place)
            return
        }
        fractions.least = min(fractions.least, number)
        fractions.greatest = max(fractions.greatest, number)
    }
}
