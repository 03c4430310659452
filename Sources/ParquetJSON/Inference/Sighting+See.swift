internal import Parquet
internal import ParquetBytes

// Seeing the values of one path in a block of lines, in one loop for each kind of value. What a loop finds out it keeps in
// registers, and what many values have in common is counted once for all of them.
extension Sighting {
    /// Sees `values`, of which there is one at least; `spare` is memory to use.
    mutating func see(
        _ text: RawSpan, _ padded: PaddedBytes, _ values: PathValues, _ lines: BlockLines, _ spare: inout PathBuffer
    ) {
        stands(values.farthest)
        var example = 0
        while example < values.places.count, values.places[example] &>> 60 & 7 == 0 { example &+= 1 }
        if example < values.places.count {
            begin(text, JSONPlace(bits: values.places[example]), at: lines[Int(values.rows[example])])
        }
        if values.kinds.nonzeroBitCount == 1 {
            see(text, padded, JSONPlace(bits: values.places[0]).kind, values, lines)
            return
        }
        for bit in 0..<UInt8(8) where values.kinds &>> UInt64(bit) & 1 != 0 {
            guard let kind = JSONKind(rawValue: bit) else { continue }
            spare.gather(kind, of: values)
            see(text, padded, kind, spare.values, lines)
        }
    }

    /// Sees values of one kind.
    private mutating func see(
        _ text: RawSpan, _ padded: PaddedBytes, _ kind: JSONKind, _ values: PathValues, _ lines: BlockLines
    ) {
        note(kind: kind, count: values.places.count, first: lines[Int(values.rows[0])])
        switch kind {
        case .null: break
        case .yes: distinct.insert(DistinctEstimate.hash(1))
        case .no: distinct.insert(DistinctEstimate.hash(0))
        case .string: seeStrings(text, padded, values, lines)
        case .integer: seeIntegers(text, padded, values, lines)
        case .fraction: seeFractions(text, padded, values, lines)
        case .object, .array: seeWholes(text, padded, values)
        }
    }

    /// Sees objects or arrays.
    private mutating func seeWholes(_ text: RawSpan, _ padded: PaddedBytes, _ values: PathValues) {
        var registers: [UInt8] = []
        distinct.exchange(&registers)
        longest = Sighting.seeWholes(text, padded, values, longest, &registers)
        distinct.exchange(&registers)
    }

    private static func seeWholes(
        _ text: RawSpan, _ padded: PaddedBytes, _ values: PathValues, _ known: Int, _ registers: inout [UInt8]
    ) -> Int {
        var registers = registers.mutableSpan
        var longest = known
        for index in 0..<values.places.count {
            let value = JSONPlace(bits: values.places[index])
            longest = max(longest, value.length)
            DistinctEstimate.insert(DistinctEstimate.hash(text, padded, value), into: &registers)
        }
        return longest
    }

    // MARK: Strings

    private mutating func seeStrings(
        _ text: RawSpan, _ padded: PaddedBytes, _ values: PathValues, _ lines: BlockLines
    ) {
        var registers: [UInt8] = []
        distinct.exchange(&registers)
        seeStrings(text, padded, values, lines, &registers)
        distinct.exchange(&registers)
    }

    private mutating func seeStrings(
        _ text: RawSpan, _ padded: PaddedBytes, _ values: PathValues, _ lines: BlockLines, _ registers: inout [UInt8]
    ) {
        var registers = registers.mutableSpan
        var longest = longest
        var plain = TraitCount()
        var identifiers = TraitCount()
        for index in 0..<values.places.count {
            let value = JSONPlace(bits: values.places[index])
            let length = value.length
            longest = max(longest, length)
            DistinctEstimate.insert(DistinctEstimate.hash(text, padded, value), into: &registers)
            guard length >= 10, length <= 64 else {
                plain.take(index)
                continue
            }
            if length == 36, UUIDText.isUUID(text, value) {
                identifiers.take(index)
                plain.take(index)
            } else if Sighting.looksLikeTime(text, value.start) {
                takeTime(text, value, at: lines[Int(values.rows[index])])
            } else {
                plain.take(index)
            }
        }
        self.longest = longest
        note(.plainText, plain, values, lines)
        note(.uuid, identifiers, values, lines)
    }

    /// Whether the string of ten bytes or more at `start` begins with a digit and has a hyphen behind the year, or a `T` or space
    /// behind the day in the basic format.
    @inline(__always)
    private static func looksLikeTime(_ text: RawSpan, _ start: Int) -> Bool {
        guard text.loadUInt8(at: start) &- 0x30 <= 9 else { return false }
        let separator = text.loadUInt8(at: start &+ 8)
        return text.loadUInt8(at: start &+ 4) == 0x2D || separator | 0x20 == 0x74 || separator == 0x20
    }

    /// Looks closer at a string that can be a time or a day.
    @inline(never)
    private mutating func takeTime(_ text: RawSpan, _ value: JSONPlace, at place: SightingPlace) {
        if value.length == 10, let day = CalendarText.date(text, value) {
            note(.day, place)
            days.least = min(days.least, Int64(day))
            days.greatest = max(days.greatest, Int64(day))
            return
        }
        if let millis = CalendarText.timestamp(text, value, unit: .millis) {
            note(.time, place)
            takeTime(millis &* 1_000)
            return
        }
        guard !value.hasEscapes, let time = ISO8601Text.parse(text, value.start, value.end) else {
            note(.plainText, place)
            return
        }
        let digits = time.fractionDigitCount(text)
        if digits > 6 {
            note(.nanoseconds, place)
        } else if digits > 3 {
            note(.microseconds, place)
        }
        // The year 9999 fits.
        takeTime(time.seconds &* 1_000_000 &+ time.microseconds(text))
        if !time.hasZone {
            note(.localTime, place)
        } else if CalendarText.timestamp(text, value, unit: .micros) != nil {
            note(.time, place)
        } else {
            note(.otherTime, place)
        }
    }

    private mutating func takeTime(_ micros: Int64) {
        times.least = min(times.least, micros)
        times.greatest = max(times.greatest, micros)
    }

    // MARK: Traits

    /// How many values of a loop have a trait, and which is the first of them.
    struct TraitCount {
        var count = 0
        var first = -1

        @inline(__always)
        mutating func take(_ index: Int) {
            if count == 0 { first = index }
            count &+= 1
        }
    }

    /// Counts those of `values` that have a trait.
    mutating func note(_ trait: SightingTrait, _ count: TraitCount, _ values: PathValues, _ lines: BlockLines) {
        guard count.count > 0 else { return }
        note(trait, count: count.count, first: lines[Int(values.rows[count.first])])
    }
}
