internal import Parquet
internal import ParquetBytes

/// What the values that did not fit a column ask of a wider type: their range, not the values. What comes of it does not depend on
/// the order in which values are taken, nor on how they are split.
///
/// A value that no type holds into which the column's own may be widened (a string in a column of numbers) asks for nothing.
public struct WideningNeed: Sendable, Hashable {
    /// How many numbers or instants there were that some wider type holds.
    public private(set) var count = 0
    /// How many values there were that none does.
    public private(set) var otherCount = 0
    /// The range of the whole numbers that 64 bits hold; the least is above the greatest if there was none.
    private(set) var leastInteger = Int64.max
    private(set) var greatestInteger = Int64.min
    /// Whether all were whole numbers of 64 bits.
    private(set) var isInteger = true
    /// Whether all were whole numbers.
    private(set) var isWhole = true
    /// Whether `double` holds all of them: its shortest decimal is the number itself.
    private(set) var fitsDouble = true
    /// The most digits before and behind the point.
    private(set) var wholeDigits = 0
    private(set) var fractionDigits = 0

    /// Nothing.
    public init() {}

    /// Adds what `right` asks.
    public static func += (left: inout WideningNeed, right: WideningNeed) {
        left.count += right.count
        left.otherCount += right.otherCount
        left.leastInteger = min(left.leastInteger, right.leastInteger)
        left.greatestInteger = max(left.greatestInteger, right.greatestInteger)
        left.isInteger = left.isInteger && right.isInteger
        left.isWhole = left.isWhole && right.isWhole
        left.fitsDouble = left.fitsDouble && right.fitsDouble
        left.wholeDigits = max(left.wholeDigits, right.wholeDigits)
        left.fractionDigits = max(left.fractionDigits, right.fractionDigits)
    }

    /// Takes the value at `place`, which did not fit.
    ///
    /// - Parameter column: the column, if its type may be widened.
    mutating func take(_ text: RawSpan, _ place: JSONPlace, of column: SchemaContract.Column?) {
        guard let column, let own = WideningNeed(text, place, of: column), own.fits(column.type) else {
            otherCount += 1
            return
        }
        self += own
    }

    /// Whether some type that a column of `type` may be widened to holds everything.
    private func fits(_ type: ContractType) -> Bool { TypeWidening.least(from: type, for: self) != nil }

    /// What the value at `place` asks of the type of `column`; nil if it is no number or instant that could be asked for.
    private init?(_ text: RawSpan, _ place: JSONPlace, of column: SchemaContract.Column) {
        switch column.type {
        case .tinyint, .smallint, .int, .bigint, .float:
            guard place.kind == .integer || place.kind == .fraction else { return nil }
            self.init(number: text, place)
        case .decimal:
            guard place.kind == .integer || place.kind == .fraction || place.kind == .string, !place.hasEscapes else {
                return nil
            }
            self.init(number: text, place)
        case .timestamp(.millis):
            guard WideningNeed.isInstant(text, place, column.read) else { return nil }
            self.init()
            count = 1
        default: return nil
        }
    }

    private init?(number text: RawSpan, _ place: JSONPlace) {
        let written = DecimalText.parse(text, place.start, place.end)
        let double = FloatingPointText.double(text, place)
        guard written != nil || double != nil else { return nil }
        self.init()
        count = 1
        fitsDouble = double.map { WideningNeed.isShortest($0, written) } ?? false
        // More digits than a decimal has are too many for all of them.
        wholeDigits = ContractType.maximumPrecision + 1
        isInteger = false
        isWhole = place.kind == .integer
        guard let written else { return }
        isWhole = written.exponent >= 0
        wholeDigits = max(0, written.digitCount + written.exponent)
        fractionDigits = max(0, -written.exponent)
        guard isWhole, let number = written.scaled(by: 0).flatMap({ Int64(exactly: $0) }) else { return }
        isInteger = true
        leastInteger = number
        greatestInteger = number
    }

    /// Whether the shortest decimal that names `double`, which is what engines print, is the number `written`.
    private static func isShortest(_ double: Double, _ written: DecimalText?) -> Bool {
        guard let written else { return false }
        let digits = Array("\(double)".utf8)
        guard let shortest = DecimalText.parse(digits.rawBytes, 0, digits.count) else { return false }
        return shortest.significand == written.significand && shortest.exponent == written.exponent
    }

    /// Whether a timestamp of microseconds holds the value.
    private static func isInstant(_ text: RawSpan, _ place: JSONPlace, _ read: ReadRule?) -> Bool {
        if let digits = read?.epochDigits { return EpochText.int64(text, place, shift: 6 - digits) != nil }
        guard place.kind == .string else { return false }
        return read == .iso8601
            ? ISO8601Text.timestamp(text, place, unit: .micros) != nil
            : CalendarText.timestamp(text, place, unit: .micros) != nil
    }
}

extension DecimalText {
    /// How many digits the significand has.
    fileprivate var digitCount: Int {
        var count = 0
        var rest = significand
        while rest > 0 {
            rest /= 10
            count += 1
        }
        return count
    }
}
