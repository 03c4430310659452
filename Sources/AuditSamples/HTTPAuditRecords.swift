/// The HTTP audit records of one account on one day, in the order of time; about 900 bytes a line.
///
/// A record holds `operation`, `code`, `request_data` (method, headers, URL, body), `response_data`, `time` (ISO 8601
/// with milliseconds, UTC) and `identifier`. Bodies differ by operation and may be null.
public struct HTTPAuditRecords: SampleLineSource, Sendable {
    private let vocabulary = HTTPAuditVocabulary()
    private let day: String
    private let recordCount: Int
    private var recordIndex = 0
    private var random: RandomSource

    /// The records of `account` on `day`, `recordCount` of them; the same `seed` makes the same records.
    public init(seed: UInt64, day: SampleDay, account: Int, recordCount: Int) {
        self.day = day.description
        self.recordCount = recordCount
        random = RandomSource(
            seed: seed, parts: 4, UInt64(bitPattern: Int64(day.daysSinceEpoch)), UInt64(bitPattern: Int64(account)))
    }

    /// How many records are still to come.
    public var remainingLineCount: Int { recordCount - recordIndex }

    /// Appends the next records, `count` at most.
    public mutating func appendLines(_ count: Int, into bytes: inout [UInt8]) {
        for _ in 0..<min(count, remainingLineCount) {
            appendLine(into: &bytes)
            recordIndex += 1
        }
    }

    private mutating func appendLine(into bytes: inout [UInt8]) {
        let operation = vocabulary.operations[vocabulary.operationChoice.index(random.next())]
        let failed = random.perMille(35)
        bytes.append(contentsOf: operation.opening)
        let failure = vocabulary.failures[random.next(below: vocabulary.failures.count)]
        bytes.append(decimal: failed ? failure : operation.status)
        bytes.append(contentsOf: operation.request)
        bytes.append(uuid: &random)
        bytes.append(contentsOf: operation.urlOpening)
        bytes.append(decimal: 1 + random.next(below: 90_000))
        bytes.append(contentsOf: #"","body":"#.utf8)
        appendRequestBody(operation.body, into: &bytes)
        bytes.append(contentsOf: #"},"response_data":"#.utf8)
        if failed {
            appendProblem(failure, into: &bytes)
        } else {
            appendResponse(operation.body, into: &bytes)
        }
        appendTime(into: &bytes)
        bytes.append(contentsOf: #","identifier":""#.utf8)
        bytes.append(uuid: &random)
        bytes.append(contentsOf: "\"}\n".utf8)
    }

    private mutating func appendRequestBody(_ body: HTTPAuditOperation.Body, into bytes: inout [UInt8]) {
        switch body {
        case .readOrder: bytes.append(contentsOf: "null".utf8)
        case .writeOrder: appendOrder(into: &bytes)
        case .writeAddress: appendAddress(into: &bytes)
        case .search:
            bytes.append(contentsOf: #"{"name":""#.utf8)
            bytes.append(contentsOf: vocabulary.people.text(random.next()))
            bytes.append(contentsOf: #"","limit":50,"include":["addresses","open_orders"],"exact":false}"#.utf8)
        }
    }

    private mutating func appendResponse(_ body: HTTPAuditOperation.Body, into bytes: inout [UInt8]) {
        switch body {
        case .readOrder: appendOrder(into: &bytes)
        case .writeOrder:
            bytes.append(contentsOf: #"{"order":"#.utf8)
            bytes.append(decimal: 100_000 + random.next(below: 900_000))
            bytes.append(contentsOf: #","state":"accepted","etag":""#.utf8)
            bytes.append(hexadecimal: random.next(), digitCount: 16)
            bytes.append(contentsOf: "\"}".utf8)
        case .writeAddress: bytes.append(contentsOf: "null".utf8)
        case .search:
            bytes.append(contentsOf: #"{"hits":["#.utf8)
            for index in 0..<4 + random.next(below: 10) {
                bytes.append(contentsOf: (index == 0 ? "\"" : ",\"").utf8)
                bytes.append(uuid: &random)
                bytes.append(UInt8(ascii: "\""))
            }
            bytes.append(contentsOf: #"],"truncated":false}"#.utf8)
        }
    }

    private mutating func appendOrder(into bytes: inout [UInt8]) {
        bytes.append(contentsOf: #"{"customer":{"id":"#.utf8)
        bytes.append(decimal: 1 + random.next(below: 400_000))
        bytes.append(contentsOf: #","name":""#.utf8)
        bytes.append(contentsOf: vocabulary.people.text(random.next()))
        bytes.append(contentsOf: #"","address":""#.utf8)
        bytes.append(contentsOf: vocabulary.places.text(random.next()))
        bytes.append(contentsOf: #""},"lines":["#.utf8)
        for index in 0..<1 + random.next(below: 5) {
            bytes.append(contentsOf: (index == 0 ? #"{"article":""# : #",{"article":""#).utf8)
            bytes.append(contentsOf: vocabulary.articles.text(random.next()))
            bytes.append(contentsOf: #"","quantity":"#.utf8)
            bytes.append(decimal: 1 + random.next(below: 12))
            bytes.append(contentsOf: #","price":"#.utf8)
            bytes.append(decimal: 5 + random.next(below: 800))
            bytes.append(UInt8(ascii: "."))
            bytes.append(decimal: random.next(below: 100), width: 2)
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(contentsOf: #"],"currency":"EUR","express":"#.utf8)
        bytes.append(contentsOf: (random.perMille(120) ? "true" : "false").utf8)
        bytes.append(contentsOf: #","remark":""#.utf8)
        bytes.append(contentsOf: vocabulary.remarks.text(random.next()))
        bytes.append(contentsOf: "\"}".utf8)
    }

    private mutating func appendAddress(into bytes: inout [UInt8]) {
        bytes.append(contentsOf: #"{"address":""#.utf8)
        bytes.append(contentsOf: vocabulary.places.text(random.next()))
        bytes.append(contentsOf: #"","valid_from":""#.utf8)
        bytes.append(contentsOf: day.utf8)
        bytes.append(contentsOf: #"","confirmed_by":""#.utf8)
        bytes.append(contentsOf: vocabulary.people.text(random.next()))
        bytes.append(contentsOf: "\"}".utf8)
    }

    private mutating func appendProblem(_ status: Int, into bytes: inout [UInt8]) {
        bytes.append(contentsOf: #"{"type":"about:blank","title":"Request failed","status":"#.utf8)
        bytes.append(decimal: status)
        bytes.append(contentsOf: #","trace":""#.utf8)
        bytes.append(hexadecimal: random.next(), digitCount: 16)
        bytes.append(contentsOf: #"","detail":""#.utf8)
        bytes.append(contentsOf: vocabulary.remarks.text(random.next()))
        bytes.append(contentsOf: "\"}".utf8)
    }

    /// The day is cut into one slot per record; a record falls somewhere into its slot.
    private mutating func appendTime(into bytes: inout [UInt8]) {
        let milliseconds = (recordIndex * 86_400_000 + random.next(below: 86_400_000)) / recordCount
        bytes.append(contentsOf: #","time":""#.utf8)
        bytes.append(contentsOf: day.utf8)
        bytes.append(UInt8(ascii: "T"))
        bytes.append(decimal: milliseconds / 3_600_000, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(decimal: milliseconds / 60_000 % 60, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(decimal: milliseconds / 1000 % 60, width: 2)
        bytes.append(UInt8(ascii: "."))
        bytes.append(decimal: milliseconds % 1000, width: 3)
        bytes.append(contentsOf: "Z\"".utf8)
    }
}
