internal import Parquet

/// The type that the values of one path have, by the table of `SchemaInference`, without looking below.
struct InferredType {
    /// What it is.
    enum Shape: Equatable {
        case leaf(ContractType)
        case object
        case array
    }

    var shape: Shape
    var read: ReadRule?
    /// What people should know about it, with the places that show it.
    var remarks: [Remark] = []

    /// A sentence about a path.
    struct Remark {
        var message: String
        /// What was seen first where.
        var firsts: [(what: String, place: SightingPlace)] = []
    }

    /// The type of what `sighting` has seen.
    ///
    /// - Parameter epoch: what numbers count, if they are instants.
    init(_ sighting: Sighting, _ options: InferenceOptions, epoch: ReadRule?) {
        let kinds = sighting.kinds
        guard kinds.count <= 1, let kind = kinds.first else {
            self.init(kinds.isEmpty ? .string : .json)
            if !kinds.isEmpty {
                let parts = kinds.map { "\($0.name) in \(count($0.count, "value"))" }
                remarks.append(
                    Remark(
                        message: "holds \(parts.joined(separator: ", ")): their JSON text is kept",
                        firsts: kinds.map { ($0.name, $0.first) }))
            }
            return
        }
        switch kind.kind {
        case .object: self.init(.object)
        case .array: self.init(.array)
        case .string: self.init(strings: sighting, options)
        case .integer, .fraction: self.init(numbers: sighting, options, epoch: epoch)
        case .yes, .no, .null: self.init(.boolean)
        }
        if let epoch, shape == .leaf(.string) || shape == .leaf(.boolean) {
            remarks.append(
                Remark(
                    message: "holds \(kind.name), which \(epoch.rawValue) does not read",
                    firsts: [(kind.name, kind.first)]))
        }
    }

    private init(_ type: ContractType, read: ReadRule? = nil) {
        shape = .leaf(type)
        self.read = read
    }

    private init(_ shape: Shape) {
        self.shape = shape
    }

    // MARK: Numbers

    private init(numbers sighting: Sighting, _ options: InferenceOptions, epoch: ReadRule?) {
        if let epoch, let type = InferredType.instant(sighting, epoch) {
            self.init(type, read: epoch)
            return
        }
        self.init(InferredType.number(sighting, options) ?? .json)
        if let epoch {
            remarks.append(Remark(message: "holds numbers that \(epoch.rawValue) does not read to the microsecond"))
        }
        switch shape {
        case .leaf(.json): remarks.append(InferredType.misfit(sighting))
        case .leaf(.decimal):
            let trait = sighting.count(.wideInteger) > 0 ? SightingTrait.wideInteger : .roundedInteger
            let what = sighting.count(.wideInteger) > 0 ? "an integer beyond 64 bits" : "an integer beyond 2^53"
            let why = sighting.count(.fraction) > 0 ? ", which a double would round, beside fractions" : ""
            remarks.append(Remark(message: "holds \(what)\(why)", firsts: [(what, sighting.first(trait))]))
        case .leaf(.double):
            let rounded = sighting.count(.roundedFraction)
            if rounded > 0 {
                remarks.append(
                    Remark(
                        message: "holds \(count(rounded, "number")) of more than 17 digits, which a double rounds",
                        firsts: [("one of them", sighting.first(.roundedFraction))]))
            }
        case .leaf, .object, .array: break
        }
    }

    /// The type of numbers; nil if none holds them all.
    private static func number(_ sighting: Sighting, _ options: InferenceOptions) -> ContractType? {
        let isWide = sighting.count(.wideInteger) > 0
        let isHuge = sighting.count(.hugeInteger) > 0
        guard sighting.count(.fraction) > 0 else {
            if isHuge { return nil }
            if isWide { return .decimal(precision: ContractType.maximumPrecision, scale: 0) }
            let range = sighting.integers
            let isShort = range.least >= Int32.min && range.greatest <= Int32.max
            return options.usesInt32 && isShort ? .int : .bigint
        }
        let isExact = !isWide && !isHuge && sighting.count(.roundedInteger) == 0
        if isExact, sighting.count(.infinite) == 0 { return .double }
        guard !isHuge, sighting.count(.exponent) == 0 else { return nil }
        let precision = max(sighting.wholeDigits, sighting.integerDigits) + sighting.fractionDigits
        guard precision <= ContractType.maximumPrecision else { return nil }
        return .decimal(precision: precision, scale: sighting.fractionDigits)
    }

    /// The timestamp that numbers are; nil if they need a finer one than microseconds, or have exponents.
    private static func instant(_ sighting: Sighting, _ epoch: ReadRule) -> ContractType? {
        guard let digits = epoch.epochDigits, sighting.count(.exponent) == 0, sighting.count(.wideInteger) == 0,
            sighting.count(.hugeInteger) == 0
        else { return nil }
        // Numbers of nanoseconds keep their unit.
        if digits == 9 { return sighting.significantFractionDigits == 0 ? .timestamp(.nanos) : nil }
        switch digits + sighting.significantFractionDigits {
        case 0...3: return .timestamp(.millis)
        case 4...6: return .timestamp(.micros)
        default: return nil
        }
    }

    /// Why no type of numbers holds them all.
    private static func misfit(_ sighting: Sighting) -> Remark {
        var firsts: [(String, SightingPlace)] = []
        let traits: [(SightingTrait, String)] = [
            (.hugeInteger, "an integer of more than 38 digits"), (.wideInteger, "an integer beyond 64 bits"),
            (.roundedInteger, "an integer beyond 2^53"), (.infinite, "a number beyond the largest double"),
            (.exponent, "a number with an exponent"), (.fraction, "a fraction"),
        ]
        for (trait, what) in traits where sighting.count(trait) > 0 { firsts.append((what, sighting.first(trait))) }
        return Remark(
            message: "holds numbers that no type holds all of: their JSON text is kept", firsts: firsts)
    }

    // MARK: Strings

    private init(strings sighting: Sighting, _ options: InferenceOptions) {
        let all = sighting.count(.string)
        let timeCount = sighting.count(.time) + sighting.count(.otherTime) + sighting.count(.localTime)
        let localCount = sighting.count(.localTime)
        if sighting.count(.day) == all {
            self.init(.date)
        } else if options.usesUUID, sighting.count(.uuid) == all {
            self.init(.uuid)
        } else if timeCount == all, sighting.count(.nanoseconds) == 0, localCount == 0 || localCount == all {
            self.init(
                .timestamp(sighting.count(.microseconds) > 0 ? .micros : .millis),
                read: sighting.count(.time) == all ? .rfc3339 : .iso8601)
            if localCount > 0 {
                remarks.append(
                    Remark(
                        message: "holds times without a zone, which are read as UTC",
                        firsts: [("one of them", sighting.first(.localTime))]))
            }
        } else {
            self.init(.string)
            remark(onText: sighting, all: all, timeCount: timeCount)
        }
    }

    /// Why strings that look like times, or mostly do, stay strings.
    private mutating func remark(onText sighting: Sighting, all: Int, timeCount: Int) {
        let localCount = sighting.count(.localTime)
        if timeCount == all, sighting.count(.nanoseconds) > 0 {
            remarks.append(
                Remark(
                    message: "holds times finer than microseconds, so it stays text",
                    firsts: [("one of them", sighting.first(.nanoseconds))]))
        } else if timeCount == all {
            remarks.append(
                Remark(
                    message: "holds times with a zone and without one, so it stays text",
                    firsts: [
                        ("with", min(sighting.first(.time), sighting.first(.otherTime))),
                        ("without", sighting.first(.localTime)),
                    ].filter { _ in localCount > 0 }))
        } else if (timeCount + sighting.count(.day)) * 10 >= all * 9 {
            let others = all - max(timeCount, sighting.count(.day))
            let isTime = timeCount >= sighting.count(.day)
            var first = sighting.first(.plainText)
            first = min(first, isTime ? sighting.first(.day) : min(sighting.first(.time), sighting.first(.localTime)))
            if !isTime { first = min(first, sighting.first(.otherTime)) }
            remarks.append(
                Remark(
                    message: "almost always holds a \(isTime ? "time" : "day"), but not in "
                        + "\(count(others, "value")), so it stays text", firsts: [("one of them", first)]))
        }
    }
}

/// `1 value`, `2 values`.
func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

extension Sighting {
    /// The kinds that were seen, null not among them: how many values, and where the first was.
    var kinds: [(kind: JSONKind, name: String, count: Int, first: SightingPlace)] {
        let groups: [(JSONKind, String, [SightingTrait])] = [
            (.yes, "booleans", [.yes, .no]), (.integer, "numbers", [.integer, .fraction]),
            (.string, "strings", [.string]), (.object, "objects", [.object]), (.array, "arrays", [.array]),
        ]
        return groups.compactMap { kind, name, traits in
            let sum = traits.reduce(0) { $0 + count($1) }
            guard sum > 0 else { return nil }
            return (kind, name, sum, traits.map { first($0) }.min() ?? .none)
        }
    }

    /// The most digits of the integers.
    var integerDigits: Int {
        var digits = 0
        func take(_ magnitude: UInt128) {
            var rest = magnitude
            var length = 0
            while rest > 0 {
                rest /= 10
                length += 1
            }
            digits = max(digits, length)
        }
        if integers.least <= integers.greatest {
            take(UInt128(integers.least.magnitude))
            take(UInt128(integers.greatest.magnitude))
        }
        if wideIntegers.least <= wideIntegers.greatest {
            take(wideIntegers.least.magnitude)
            take(wideIntegers.greatest.magnitude)
        }
        return digits
    }
}
