internal import Parquet

/// Which type of column may become which without the files that have the old one being rewritten: the pairs of which Spark 4.3 reads old
/// and new files as one table of the new type, with the right values and the right rows for every comparison. Other engines want
/// more. `Tools/interop/widening.py` asks Spark.
///
/// | from | to |
/// |---|---|
/// | `tinyint` | `smallint`, `int`, `bigint`, `double` |
/// | `smallint` | `int`, `bigint`, `double` |
/// | `int` | `bigint`, `double` |
/// | `float` | `double` |
/// | `tinyint`, `smallint`, `int` | `decimal(p,s)` of at least 10 digits before the point |
/// | `bigint` | `decimal(p,s)` of at least 20 digits before the point |
/// | `decimal(p,s)` | `decimal(p',s')` with s' ≥ s and p' - s' ≥ p - s |
/// | `timestamp(millis)` | `timestamp(micros)` |
///
/// Columns of nested types may not.
public enum TypeWidening {
    /// Whether a column of `old` may become one of `new`. A type may become itself.
    public static func allows(_ old: ContractType, to new: ContractType) -> Bool {
        if old == new { return true }
        switch (old, new) {
        case (.tinyint, .smallint), (.tinyint, .int), (.tinyint, .bigint), (.tinyint, .double), (.smallint, .int),
            (.smallint, .bigint), (.smallint, .double), (.int, .bigint), (.int, .double), (.float, .double),
            (.timestamp(.millis), .timestamp(.micros)):
            return true
        case (.tinyint, .decimal(let precision, let scale)), (.smallint, .decimal(let precision, let scale)),
            (.int, .decimal(let precision, let scale)):
            return precision - scale >= 10
        case (.bigint, .decimal(let precision, let scale)): return precision - scale >= 20
        case (.decimal(let precision, let scale), .decimal(let wider, let wideScale)):
            return wideScale >= scale && wider - wideScale >= precision - scale
        default: return false
        }
    }

    /// The least type that a column of `old` may become and that holds all values that `need` was made of: of whole numbers the
    /// shortest integer, else a decimal; of others `double` where every one is the shortest decimal of its double, else a decimal, of no
    /// more digits than there are. Every value of `old` is held, too, since `allows` says so.
    ///
    /// - Returns: the type; nil if there is none.
    static func least(from old: ContractType, for need: WideningNeed) -> ContractType? {
        guard need.count > 0 else { return nil }
        return candidates(from: old, need).first { $0 != old && allows(old, to: $0) && holds($0, need) }
    }

    /// The types to try, the least first.
    private static func candidates(from old: ContractType, _ need: WideningNeed) -> [ContractType] {
        let decimal = decimal(from: old, need).map { [$0] } ?? []
        switch old {
        case .timestamp: return [.timestamp(.micros)]
        case .decimal: return decimal
        case .float: return [.double]
        default:
            let integers: [ContractType] = [.smallint, .int, .bigint]
            return integers + (need.isWhole ? decimal + [.double] : [.double] + decimal)
        }
    }

    /// The decimal of the fewest digits that holds the numbers and those of `old`.
    private static func decimal(from old: ContractType, _ need: WideningNeed) -> ContractType? {
        var wholeDigits = need.wholeDigits
        var scale = need.fractionDigits
        switch old {
        case .tinyint, .smallint, .int: wholeDigits = max(wholeDigits, 10)
        case .bigint: wholeDigits = max(wholeDigits, 20)
        case .decimal(let precision, let ownScale):
            wholeDigits = max(wholeDigits, precision - ownScale)
            scale = max(scale, ownScale)
        default: return nil
        }
        guard wholeDigits + scale <= ContractType.maximumPrecision else { return nil }
        return .decimal(precision: wholeDigits + scale, scale: scale)
    }

    private static func holds(_ type: ContractType, _ need: WideningNeed) -> Bool {
        let bits: Int64
        switch type {
        case .smallint: bits = Int64(Int16.max)
        case .int: bits = Int64(Int32.max)
        case .bigint: bits = .max
        case .double: return need.fitsDouble
        // Made for the need.
        default: return true
        }
        return need.isInteger && need.leastInteger >= -bits - 1 && need.greatestInteger <= bits
    }
}
