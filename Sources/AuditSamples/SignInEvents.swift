/// The sign-in events of one day, in 24 hourly files.
///
/// A line has 14 keys and 15 leaves and is about 422 bytes long. `at` is in epoch seconds: a quarter are whole seconds,
/// as from a service that cuts the fraction off, the rest have three decimals; they rise through the hour (the whole
/// ones are never above the next). `action` is null or missing in 2 % of the lines, `status_code` in 4 %.
public struct SignInEvents: Sendable {
    /// The day.
    public let day: SampleDay
    /// The number of events of each of the 24 hours.
    public let hourlyCounts: [Int]
    private let seed: UInt64

    /// The events of `day`, `eventCount` together; the same `seed` makes the same events.
    public init(seed: UInt64, day: SampleDay, eventCount: Int) {
        self.seed = seed
        self.day = day
        var random = RandomSource(seed: seed, parts: 1, UInt64(bitPattern: Int64(day.daysSinceEpoch)))
        hourlyCounts = DailyLoad.hourlyCounts(total: eventCount, random: &random)
    }

    /// The events of the hour `hour`, 0 to 23.
    public func hour(_ hour: Int) -> SignInHour {
        SignInHour(seed: seed, day: day, hour: hour, eventCount: hourlyCounts[hour])
    }
}

/// The sign-in events of one hour, in the order of time.
public struct SignInHour: SampleLineSource, Sendable {
    private let vocabulary = SignInVocabulary()
    private let users = UserPopulation()
    private let seed: UInt64
    private let startSeconds: Int
    private let eventCount: Int
    private var eventIndex = 0
    private var random: RandomSource

    init(seed: UInt64, day: SampleDay, hour: Int, eventCount: Int) {
        self.seed = seed
        startSeconds = day.daysSinceEpoch * 86_400 + hour * 3600
        self.eventCount = eventCount
        random = RandomSource(seed: seed, parts: 2, UInt64(bitPattern: Int64(day.daysSinceEpoch)), UInt64(hour))
    }

    /// How many events are still to come.
    public var remainingLineCount: Int { eventCount - eventIndex }

    /// Appends the next events, `count` at most.
    public mutating func appendLines(_ count: Int, into bytes: inout [UInt8]) {
        for _ in 0..<min(count, remainingLineCount) {
            appendLine(into: &bytes)
            eventIndex += 1
        }
    }

    private mutating func appendLine(into bytes: inout [UInt8]) {
        bytes.append(contentsOf: #"{"id":""#.utf8)
        bytes.append(uuid: &random)
        bytes.append(UInt8(ascii: "\""))
        appendAction(into: &bytes)
        appendTime(into: &bytes)
        appendStatus(into: &bytes)

        let user = users.draw(&random)
        // What hardly changes for a user follows from the user's number; one event in eight is from a second device.
        let secondDevice: UInt64 = random.next() & 7 == 0 ? 1 : 0
        var traits = RandomSource(seed: seed, parts: 3, UInt64(user), secondDevice)
        bytes.append(contentsOf: #","user_id":"u-"#.utf8)
        bytes.append(decimal: user, width: 6)
        bytes.append(UInt8(ascii: "\""))
        let platform = vocabulary.platforms[vocabulary.platformChoice.index(traits.next())]
        bytes.append(contentsOf: platform.clients.text(traits.next()))
        appendAddress(traits.next(), into: &bytes)
        bytes.append(contentsOf: platform.userAgents.text(traits.next()))
        bytes.append(contentsOf: #","session":""#.utf8)
        bytes.append(hexadecimal: random.next(), digitCount: 16)
        bytes.append(hexadecimal: random.next(), digitCount: 4)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: vocabulary.paths.text(random.next()))
        appendDuration(into: &bytes)
        bytes.append(contentsOf: vocabulary.scopes.text(random.next()))
        bytes.append(contentsOf: (traits.next() & 3 == 0 ? #","mfa":true"# : #","mfa":false"#).utf8)
        bytes.append(contentsOf: platform.systems.text(traits.next()))
        bytes.append(contentsOf: vocabulary.deviceNames.text(traits.next()))
        bytes.append(hexadecimal: traits.next(), digitCount: 5)
        bytes.append(contentsOf: "\"}}\n".utf8)
    }

    private mutating func appendAction(into bytes: inout [UInt8]) {
        switch random.next(below: 1000) {
        case 0..<10: break
        case 10..<20: bytes.append(contentsOf: #","action":null"#.utf8)
        default: bytes.append(contentsOf: vocabulary.actions.text(random.next()))
        }
    }

    /// The hour is cut into one slot per event; an event falls somewhere into its slot.
    private mutating func appendTime(into bytes: inout [UInt8]) {
        let milliseconds = (eventIndex * 3_600_000 + random.next(below: 3_600_000)) / eventCount
        bytes.append(contentsOf: #","at":"#.utf8)
        bytes.append(decimal: startSeconds + milliseconds / 1000)
        if random.next() & 3 != 0 {
            bytes.append(UInt8(ascii: "."))
            bytes.append(decimal: milliseconds % 1000, width: 3)
        }
    }

    private mutating func appendStatus(into bytes: inout [UInt8]) {
        switch random.next(below: 1000) {
        case 0..<20: break
        case 20..<40: bytes.append(contentsOf: #","status_code":null"#.utf8)
        default: bytes.append(contentsOf: vocabulary.statuses.text(random.next()))
        }
    }

    /// Four events of five come from the user's usual address.
    private mutating func appendAddress(_ usual: UInt64, into bytes: inout [UInt8]) {
        let bits = random.next(below: 5) == 0 ? random.next() : usual
        bytes.append(contentsOf: #","ip":""#.utf8)
        bytes.append(decimal: 31 + Int(bits & 63) * 3)
        var rest = bits >> 8
        for _ in 0..<3 {
            bytes.append(UInt8(ascii: "."))
            bytes.append(decimal: Int(rest & 255))
            rest >>= 8
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Milliseconds with two decimals, most of them short and a few long.
    private mutating func appendDuration(into bytes: inout [UInt8]) {
        let long = random.next(below: 30) == 0
        let hundredths = 180 + random.next(below: 3000) + (long ? random.next(below: 90_000) : 0)
        bytes.append(contentsOf: #","duration_ms":"#.utf8)
        bytes.append(decimal: hundredths / 100)
        bytes.append(UInt8(ascii: "."))
        bytes.append(decimal: hundredths % 100, width: 2)
    }
}
