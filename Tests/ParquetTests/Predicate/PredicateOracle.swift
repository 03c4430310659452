import Foundation

@testable import Parquet

/// Answers predicates row by row from the rows' values, with nothing in common with the library's way: three values of truth, and
/// numbers compared as their decimal digits.
enum PredicateOracle {
    /// True, false, or nil for unknown.
    static func answer(_ predicate: Parquet.Predicate, _ row: Row) -> Bool? {
        switch predicate {
        case .comparison(let path, let comparison, let literal):
            guard let order = order(value(at: path, row), literal) else { return nil }
            switch comparison {
            case .equal: return order == 0
            case .notEqual: return order != 0
            case .less: return order < 0
            case .lessOrEqual: return order <= 0
            case .greater: return order > 0
            case .greaterOrEqual: return order >= 0
            }
        case .isIn(let path, let literals):
            return any(literals.map { order(value(at: path, row), $0).map { $0 == 0 } })
        case .isNull(let path): return value(at: path, row) == .null
        case .hasPrefix(let path, let prefix):
            return bytes(value(at: path, row)).map { Array($0.prefix(bytes(prefix)?.count ?? 0)) == bytes(prefix) }
        case .like(let path, let pattern, let escape):
            guard case .string(let text) = value(at: path, row) else { return nil }
            return like(Array(text.unicodeScalars)[...], Array(pattern.unicodeScalars)[...], escape)
        case .and(let parts): return any(parts.map { answer($0, row).map { !$0 } }).map { !$0 }
        case .or(let parts): return any(parts.map { answer($0, row) })
        case .not(let inner): return answer(inner, row).map { !$0 }
        }
    }

    private static func any(_ answers: [Bool?]) -> Bool? {
        if answers.contains(true) { return true }
        return answers.contains(nil) ? nil : false
    }

    private static func value(at path: ColumnPath, _ row: Row) -> Value {
        var value = row[path.names[0]] ?? .null
        for name in path.names.dropFirst() {
            guard case .group(let group) = value else { return .null }
            value = group[name] ?? .null
        }
        return value
    }

    private static func bytes(_ value: Value) -> [UInt8]? {
        switch value {
        case .string(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        default: nil
        }
    }

    /// Nil if one is null.
    private static func order(_ left: Value, _ right: Value) -> Int? {
        if left == .null || right == .null { return nil }
        if let left = bytes(left), let right = bytes(right) {
            return left == right ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1
        }
        if let left = Digits(left), let right = Digits(right) { return left.order(right) }
        switch (left, right) {
        case (.boolean(let left), .boolean(let right)): return left == right ? 0 : left ? 1 : -1
        case (.uuid(let left), .uuid(let right)): return left == right ? 0 : left < right ? -1 : 1
        case (.date(let left), .date(let right)): return left == right ? 0 : left < right ? -1 : 1
        case (.interval, .interval): return left == right ? 0 : 1
        default: preconditionFailure("\(left) is not compared with \(right)")
        }
    }

    private static func like(
        _ text: ArraySlice<Unicode.Scalar>, _ pattern: ArraySlice<Unicode.Scalar>, _ escape: Unicode.Scalar?
    ) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = pattern.dropFirst()
        if first == escape { return text.first == rest.first && like(text.dropFirst(), rest.dropFirst(), escape) }
        if first == "%" {
            return like(text, rest, escape) || !text.isEmpty && like(text.dropFirst(), pattern, escape)
        }
        guard let scalar = text.first else { return false }
        return (first == "_" || first == scalar) && like(text.dropFirst(), rest, escape)
    }
}

/// A number, time or timestamp as decimal digits: `integer`.`fraction`.
private struct Digits {
    var isNaN = false
    var isInfinite = false
    var isNegative = false
    var integer: [UInt8] = []
    var fraction: [UInt8] = []

    init?(_ value: Value) {
        switch value {
        case .int32(let number): self.init("\(number)", scale: 0)
        case .int64(let number): self.init("\(number)", scale: 0)
        case .uint32(let number): self.init("\(number)", scale: 0)
        case .uint64(let number): self.init("\(number)", scale: 0)
        case .float(let number): self.init(Double(number))
        case .double(let number): self.init(number)
        case .decimal(let unscaled, let scale): self.init("\(unscaled)", scale: scale)
        case .longDecimal(let unscaled, let scale): self.init(Digits.text(unscaled), scale: scale)
        case .time(let count, let unit, _), .timestamp(let count, let unit, _):
            self.init("\(count)", scale: unit.fractionDigits)
        case .int96(let julianDay, let nanoseconds):
            self.init("\((Int128(julianDay) - 2_440_588) * 86_400_000_000_000 + Int128(nanoseconds))", scale: 9)
        default: return nil
        }
    }

    /// The two's complement number in `bytes` in decimal digits.
    private static func text(_ bytes: [UInt8]) -> String {
        let isNegative = bytes.first ?? 0 >= 0x80
        // The lowest digit first; a negative number is counted from -1 down.
        var digits = [0]
        for byte in bytes {
            var carry = Int(isNegative ? ~byte : byte)
            for index in digits.indices {
                carry += digits[index] * 256
                digits[index] = carry % 10
                carry /= 10
            }
            while carry > 0 {
                digits.append(carry % 10)
                carry /= 10
            }
        }
        if isNegative {
            var place = 0
            while place < digits.count, digits[place] == 9 {
                digits[place] = 0
                place += 1
            }
            if place < digits.count { digits[place] += 1 } else { digits.append(1) }
        }
        return (isNegative ? "-" : "") + digits.reversed().map(String.init).joined()
    }

    private init(_ number: Double) {
        if number.isNaN {
            self.init("0", scale: 0)
            isNaN = true
        } else if number.isInfinite {
            self.init(number < 0 ? "-1" : "1", scale: 0)
            isInfinite = true
        } else {
            // glibc and Darwin print all digits that they are asked for; so many are behind the point at most.
            let behind = max(1, 52 - Int(max(-1022, number == 0 ? 0 : number.exponent)))
            let parts = String(format: "%.\(behind)f", number).split(separator: ".")
            self.init(parts.joined(), scale: behind)
        }
    }

    private init(_ unscaled: String, scale: Int) {
        isNegative = unscaled.hasPrefix("-")
        let zero = UInt8(ascii: "0")
        var digits = Array(unscaled.utf8.drop { $0 == UInt8(ascii: "-") })
        if scale < 0 { digits += [UInt8](repeating: zero, count: -scale) }
        let behind = max(0, scale)
        if digits.count <= behind { digits = [UInt8](repeating: zero, count: behind + 1 - digits.count) + digits }
        integer = Array(digits.dropLast(behind).drop { $0 == zero })
        fraction = Array(digits.suffix(behind))
        while fraction.last == zero { fraction.removeLast() }
        if integer.isEmpty, fraction.isEmpty { isNegative = false }
    }

    func order(_ other: Digits) -> Int {
        if isNaN || other.isNaN { return isNaN && other.isNaN ? 0 : isNaN ? 1 : -1 }
        if isNegative != other.isNegative { return isNegative ? -1 : 1 }
        if isInfinite && other.isInfinite { return 0 }
        let isBelow =
            if isInfinite != other.isInfinite {
                other.isInfinite
            } else if integer.count != other.integer.count {
                integer.count < other.integer.count
            } else {
                // A fraction that begins the other is below it.
                (integer + fraction).lexicographicallyPrecedes(other.integer + other.fraction)
            }
        if !isBelow, !isInfinite, !other.isInfinite, integer == other.integer, fraction == other.fraction { return 0 }
        return isBelow == isNegative ? 1 : -1
    }
}
