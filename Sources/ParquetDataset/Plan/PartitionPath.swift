/// The directories that make a partition, as spelled: `year=2025/month=01/date=25`.
///
/// A directory named `key=value` is a level. The path ends with its deepest level: plain directories above the levels are
/// part of it, those below hold chunks of the same partition. The path without components is that of a dataset without
/// partitions.
public struct PartitionPath: Sendable, Hashable, CustomStringConvertible {
    /// The names of the directories, the outermost first.
    public let components: [String]

    /// The path of the directories that lead to a chunk; those below the deepest level are left out.
    public init(directories: [String]) {
        let last = directories.lastIndex { PartitionPath.level($0) != nil }
        components = Array(directories[..<(last.map { $0 + 1 } ?? 0)])
    }

    /// The path of exactly these directories, levels or not.
    public init(components: [String]) {
        self.components = components
    }

    /// The path of directories named after `levels`, spelled as Hive does.
    init(levels: [(key: String, value: String)]) {
        components = levels.map { "\(HiveEncoding.encoded($0.key))=\(HiveEncoding.encoded($0.value))" }
    }

    /// The path of directories named after `values`, spelled as Hive does; nil is null.
    init(values: [(key: String, value: String?)]) {
        components = values.map { level in
            "\(HiveEncoding.encoded(level.key))=\(level.value.map { HiveEncoding.encoded($0) } ?? HiveEncoding.null)"
        }
    }

    /// The keys and values, the outermost first, with Hive's escapes resolved; nil for the value that stands for null.
    public var values: [(key: String, value: String?)] {
        levels.map { level in
            (
                HiveEncoding.decoded(level.key),
                level.value == HiveEncoding.null ? nil : HiveEncoding.decoded(level.value)
            )
        }
    }

    /// The keys and values, as spelled, the outermost first.
    public var levels: [(key: String, value: String)] { components.compactMap(PartitionPath.level) }

    /// Whether there are no partitions.
    public var isRoot: Bool { components.isEmpty }

    /// The components joined by slashes; a dot for the path without any.
    public var description: String { isRoot ? "." : components.joined(separator: "/") }

    /// What the path says about its day.
    public var day: DayOfPath { DayOfPath(levels: values) }

    /// Whether this partition's directory lies inside of that of `other`.
    func isInside(_ other: PartitionPath) -> Bool {
        components.count > other.components.count && components.starts(with: other.components)
    }

    /// The key and the value of a directory name, or nil if it is not of the form `key=value`.
    static func level(_ name: String) -> (key: String, value: String)? {
        guard let equals = name.utf8.firstIndex(of: UInt8(ascii: "=")), equals != name.startIndex else { return nil }
        return (String(name[..<equals]), String(name[name.utf8.index(after: equals)...]))
    }
}

/// The day a path names, as far as its levels say: `year`, `month` and `date` (or `day`) as numbers, with or without
/// leading zeros, or one level `date` (or `day`, `dt`) as `2025-01-25`, of which a time may follow as in `2025-01-25 13:00`.
/// Keys are matched without regard to case.
public struct DayOfPath: Sendable, Hashable {
    /// The year, once a level names it.
    public private(set) var year: Int?
    /// The month, once a level names it.
    public private(set) var month: Int?
    /// The day of the month, once a level names it.
    public private(set) var dayOfMonth: Int?
    /// The levels about the day whose value is neither a number nor a day.
    public private(set) var unreadable: [String] = []

    /// Whether a level about the day is null: no day lies there.
    public private(set) var isNull = false

    /// What `levels` say.
    init(levels: [(key: String, value: String?)]) {
        for (key, value) in levels {
            let name = key.lowercased()
            guard ["year", "month", "date", "day", "dt"].contains(name) else { continue }
            guard let value else {
                isNull = true
                continue
            }
            switch name {
            case "year": set(\.year, (key, value))
            case "month": set(\.month, (key, value))
            default:
                if let day = DayOfPath.day(value) {
                    (year, month, dayOfMonth) = (day.year, day.month, day.day)
                } else {
                    set(\.dayOfMonth, (key, value))
                }
            }
        }
    }

    /// The day of a value such as `2025-01-25`, `2025-01-25 13:00` or `2025-01-25T13:00:00Z`.
    private static func day(_ value: String) -> CalendarDay? {
        let day = value.prefix(10)
        let time = value.dropFirst(10)
        guard let separator = time.first else { return CalendarDay(day) }
        guard separator == " " || separator == "T", let digit = time.dropFirst().first, ("0"..."9").contains(digit),
            time.dropFirst().allSatisfy({ ("0"..."9").contains($0) || ":.+-Z".contains($0) })
        else { return nil }
        return CalendarDay(day)
    }

    /// Whether any level is about the day.
    var isAny: Bool { year != nil || month != nil || dayOfMonth != nil || isNull || !unreadable.isEmpty }

    /// The day, if year, month and day are named and the calendar has it.
    public var day: CalendarDay? {
        guard let year, let month, let dayOfMonth else { return nil }
        return CalendarDay(year: year, month: month, day: dayOfMonth)
    }

    /// Whether the levels name a year, a month and a day, existing or not.
    public var isComplete: Bool { year != nil && month != nil && dayOfMonth != nil }

    /// Whether a day of `range` can lie in this directory or below it.
    func mayHold(_ range: DateRange) -> Bool {
        guard !isNull else { return false }
        guard let year else { return true }
        guard (range.first.year...range.last.year).contains(year) else { return false }
        // Numbers that the calendar lacks are kept, so that the walk can report them.
        guard let month, (1...12).contains(month) else { return true }
        let months = (range.first.year * 12 + range.first.month)...(range.last.year * 12 + range.last.month)
        guard months.contains(year * 12 + month) else { return false }
        guard isComplete else { return true }
        return day.map(range.contains) ?? true
    }

    private mutating func set(_ part: WritableKeyPath<DayOfPath, Int?>, _ level: (key: String, value: String)) {
        if let number = CalendarDay.number(level.value) {
            self[keyPath: part] = number
        } else {
            unreadable.append("\(level.key)=\(level.value)")
        }
    }
}
