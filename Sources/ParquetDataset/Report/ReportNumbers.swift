internal import Foundation

/// Numbers as a report spells them, the same in every place.
enum ReportNumbers {
    /// `value` with that many digits behind the point.
    static func fixed(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

    /// Bytes with three digits and a decimal unit: `1.23 MB`.
    static func bytes(_ count: Double) -> String {
        var value = count
        var unit = 0
        let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
        while value >= 999.5, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        let digits = unit == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2
        return "\(fixed(value, digits)) \(units[unit])"
    }

    static func bytes(_ count: Int) -> String { bytes(Double(count)) }

    /// Dollars, of small amounts three digits that say something: `$0.0000500`, `$1,234`.
    static func dollars(_ amount: Double) -> String {
        guard amount > 0 else { return "$0" }
        if amount >= 99.995 { return "$" + grouped(amount.rounded()) }
        if amount >= 0.1 { return "$" + fixed(amount, 2) }
        var digits = 3
        var bound = 0.1
        while amount < bound, digits < 12 {
            digits += 1
            bound /= 10
        }
        return "$" + fixed(amount, digits)
    }

    /// Percent that tell how close to 100 they are: `99.9 %`, `99.98 %`.
    static func percent(_ value: Double?) -> String {
        guard let value else { return "–" }
        let left = 100 - value
        // What is read is not called nothing.
        let digits = left <= 0 || left >= 10 ? 1 : left >= 1 ? 1 : left >= 0.1 ? 2 : 3
        return fixed(value, digits) + " %"
    }

    /// A whole number with commas between thousands.
    static func grouped(_ value: Double) -> String {
        let digits = fixed(value, 0)
        var text = ""
        for (place, digit) in digits.reversed().enumerated() {
            if place > 0, place % 3 == 0, digit != "-" { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }

    static func grouped(_ value: Int) -> String { grouped(Double(value)) }

    /// Seconds as milliseconds or seconds.
    static func duration(_ seconds: Double) -> String {
        seconds < 0.9995 ? "\(fixed(seconds * 1000, seconds < 0.00995 ? 1 : 0)) ms" : "\(fixed(seconds, 2)) s"
    }
}
