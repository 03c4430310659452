/// Days and times of a where-clause (ISO 8601, the extended format): years 0001 to 9999 of the Gregorian calendar.
///
///     2025-02-24   2025-02-24T10:00Z   2025-02-24 10:00:00.125+01:00   10:00:00.5
enum CalendarLiteral {
    /// Days since 1970-01-01; nil if `text` is no day.
    static func day(_ text: String) -> Int32? {
        var reader = Reader(text)
        guard let day = reader.day(), reader.isAtEnd else { return nil }
        return Int32(exactly: day)
    }

    /// Units since midnight, and the unit; nil if `text` is no time of day.
    static func timeOfDay(_ text: String) -> (count: Int64, unit: TimeUnit)? {
        var reader = Reader(text)
        guard let time = reader.timeOfDay(), reader.isAtEnd else { return nil }
        return scaled(time.seconds, time.fraction)
    }

    /// Units since 1970-01-01T00:00:00, of UTC if there is a zone; nil if `text` is no time.
    static func timestamp(_ text: String) -> (count: Int64, unit: TimeUnit, hasZone: Bool)? {
        var reader = Reader(text)
        guard let day = reader.day() else { return nil }
        var seconds = day * 86_400
        var fraction: [Int64] = []
        var hasZone = false
        if !reader.isAtEnd {
            guard reader.takes("T") || reader.takes("t") || reader.takes(" "), let time = reader.timeOfDay() else {
                return nil
            }
            seconds += time.seconds
            fraction = time.fraction
            if !reader.isAtEnd {
                guard let zone = reader.zone(), reader.isAtEnd else { return nil }
                seconds -= zone
                hasZone = true
            }
        }
        return scaled(seconds, fraction).map { ($0.count, $0.unit, hasZone) }
    }

    /// `seconds` and the digits behind their point, in the coarsest unit that has them all.
    private static func scaled(_ seconds: Int64, _ fraction: [Int64]) -> (count: Int64, unit: TimeUnit)? {
        let unit: TimeUnit = fraction.count <= 3 ? .millis : fraction.count <= 6 ? .micros : .nanos
        guard fraction.count <= unit.fractionDigits else { return nil }
        var count = Int128(seconds)
        for place in 0..<unit.fractionDigits {
            count = count * 10 + Int128(place < fraction.count ? fraction[place] : 0)
        }
        return Int64(exactly: count).map { ($0, unit) }
    }

    private struct Reader {
        private let bytes: [UInt8]
        private var place = 0

        init(_ text: String) { bytes = Array(text.utf8) }

        var isAtEnd: Bool { place == bytes.count }

        mutating func takes(_ character: Unicode.Scalar) -> Bool {
            guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
            place += 1
            return true
        }

        /// A number of exactly `count` digits.
        private mutating func number(_ count: Int, _ range: ClosedRange<Int64>) -> Int64? {
            guard place + count <= bytes.count else { return nil }
            var number: Int64 = 0
            for byte in bytes[place..<place + count] {
                guard (0x30...0x39).contains(byte) else { return nil }
                number = number * 10 + Int64(byte - 0x30)
            }
            guard range.contains(number) else { return nil }
            place += count
            return number
        }

        mutating func day() -> Int64? {
            guard let year = number(4, 1...9999), takes("-"), let month = number(2, 1...12), takes("-"),
                let day = number(2, 1...31)
            else { return nil }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            guard day <= lengths[Int(month) - 1] else { return nil }
            // Days before the year, then before the month; 719,162 of them are before 1970.
            let before = year - 1
            let days = before * 365 + before / 4 - before / 100 + before / 400
            return days + lengths[..<(Int(month) - 1)].reduce(0, +) + day - 1 - 719_162
        }

        mutating func timeOfDay() -> (seconds: Int64, fraction: [Int64])? {
            guard let hour = number(2, 0...23), takes(":"), let minute = number(2, 0...59) else { return nil }
            var seconds = hour * 3_600 + minute * 60
            var fraction: [Int64] = []
            if takes(":") {
                guard let second = number(2, 0...59) else { return nil }
                seconds += second
                if takes(".") {
                    while let digit = number(1, 0...9) { fraction.append(digit) }
                    guard !fraction.isEmpty else { return nil }
                }
            }
            while fraction.last == 0 { fraction.removeLast() }
            return (seconds, fraction)
        }

        /// Seconds east of UTC.
        mutating func zone() -> Int64? {
            if takes("Z") || takes("z") { return 0 }
            let isWest = takes("-")
            guard isWest || takes("+"), let hours = number(2, 0...23) else { return nil }
            var seconds = hours * 3_600
            if !isAtEnd {
                _ = takes(":")
                guard let minutes = number(2, 0...59) else { return nil }
                seconds += minutes * 60
            }
            return isWest ? -seconds : seconds
        }
    }
}
