import Parquet
import ParquetJSON
import Testing

/// What is inferred depends on the lines alone: not on their order, nor on how they are split among workers.
@Suite struct InferencePropertyTests {
    private static let lines = [
        "{\"id\":1,\"at\":\"2025-01-25T13:45:30Z\",\"tags\":[],\"device\":{\"os\":\"linux\"}}",
        "{\"id\":2.5,\"at\":\"2025-01-25T13:45:30.000125Z\",\"tags\":[\"a\"],\"device\":{\"seen\":\"2025-01-25\"}}",
        "{\"id\":null,\"tags\":[1],\"device\":{\"os\":null},\"late\":true}",
        "{\"at\":\"\",\"device\":\"none\",\"id\":9007199254740993}",
        "{\"Id\":7,\"more\":{\"x\":[{\"y\":1},{\"z\":[2.5]}]}}",
    ]

    @Test func everyOrderOfLines() throws {
        var results: Set<String> = []
        var count = 0
        func permute(_ chosen: [String], _ left: [String]) throws {
            guard !left.isEmpty else {
                results.insert(try inference([chosen.joined(separator: "\n")]).result().contract.json)
                count += 1
                return
            }
            for index in left.indices {
                var rest = left
                let line = rest.remove(at: index)
                try permute(chosen + [line], rest)
            }
        }
        try permute([], InferencePropertyTests.lines)
        #expect(count == 120)
        #expect(
            results == [
                """
                {"contract": 1, "unknown_keys": "extra", "columns": [
                  {"name": "id_2", "type": "bigint", "from": "/Id"},
                  {"name": "more", "type": "struct<x:array<struct<y:bigint,z:array<double>>>>"},
                  {"name": "at", "type": "string"},
                  {"name": "id", "type": "decimal(17,1)"},
                  {"name": "late", "type": "boolean"},
                  {"name": "tags", "type": "array<json>"},
                  {"name": "device", "type": "json"}
                ]}

                """
            ])
    }

    @Test(arguments: 0..<40)
    func everySplit(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var lines: [String] = []
        for _ in 0..<Int.random(in: 1...400, using: &random) {
            lines.append(Bool.random(using: &random) ? RandomInput.object(&random, depth: 0) : "")
        }
        lines.append("{\"id\":1}")
        let whole = try inference([lines.joined(separator: "\n")]).result()

        // Blocks of random sizes, dealt out to three workers, which are merged in a random order.
        var blocks: [(ordinal: Int, text: String)] = []
        var start = 0
        while start < lines.count {
            let end = min(lines.count, start + Int.random(in: 1...60, using: &random))
            blocks.append((blocks.count, lines[start..<end].joined(separator: "\n") + "\n"))
            start = end
        }
        var workers = [try SchemaInference(), try SchemaInference(), try SchemaInference()]
        for block in blocks.shuffled(using: &random) {
            let worker = Int.random(in: 0..<3, using: &random)
            _ = try withBytes(Array(block.text.utf8)) { bytes throws(ParquetError) in
                try workers[worker].read(bytes, chunk: 0, block: block.ordinal)
            }
        }
        workers.shuffle(using: &random)
        var merged = workers[0]
        merged.merge(workers[1])
        var other = try SchemaInference()
        other.merge(workers[2])
        merged.merge(other)
        let split = try merged.result()
        #expect(split.contract == whole.contract)
        #expect(split.keys == whole.keys)
        #expect(split.notes == whole.notes)
        #expect(split.counts == whole.counts)
    }

    /// What every line of the input holds fits the contract that comes of it, column by column.
    @Test(arguments: 0..<20)
    func contractFitsLines(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var lines = ["{\"id\":1}"]
        for _ in 0..<200 { lines.append(RandomInput.flat(&random)) }
        let text = lines.joined(separator: "\n")
        let inferred = try inference([text]).result()
        // Failing on drift is the strictest way of reading.
        let strict = try SchemaContract(
            columns: inferred.contract.columns, unknownKeys: .fail, drift: .fail)
        var reader = try JSONLinesReader(contract: strict)
        let (batch, counts) = try read(Array(text.utf8), with: &reader)
        #expect(counts.rows == 201)
        #expect(batch.rowCount == 201)
    }
}

/// Random lines of few keys, so that kinds meet.
enum RandomInput {
    static func object(_ random: inout SeededGenerator, depth: Int) -> String {
        var members: [String] = []
        for key in ["a", "b", "c", "A", "d e"] where Int.random(in: 0..<3, using: &random) > 0 {
            members.append("\"\(key)\":\(value(&random, depth: depth, isMixed: key == "b"))")
        }
        return "{\(members.joined(separator: Bool.random(using: &random) ? "," : " , "))}"
    }

    private static func value(_ random: inout SeededGenerator, depth: Int, isMixed: Bool) -> String {
        switch Int.random(in: isMixed ? 0..<9 : 6..<9, using: &random) {
        case 0: return "true"
        case 1: return "null"
        case 2: return "\"text \(Int.random(in: 0..<9, using: &random))\""
        case 3: return "\"2025-01-2\(Int.random(in: 0..<9, using: &random))T00:00:00Z\""
        case 4: return "\(Int.random(in: 0..<100, using: &random)).25"
        case 5: return "99999999999999999999"
        case 6: return "\(Int.random(in: -1_000...1_000, using: &random))"
        case 7 where depth < 4: return object(&random, depth: depth + 1)
        case 8 where depth < 4:
            let count = Int.random(in: 0..<3, using: &random)
            let elements = (0..<count).map { _ in value(&random, depth: depth + 1, isMixed: isMixed) }
            return "[\(elements.joined(separator: ","))]"
        default: return "null"
        }
    }

    /// A line without objects and arrays that are read as such.
    static func flat(_ random: inout SeededGenerator) -> String {
        let values: [[String]] = [
            ["1", "-5", "9007199254740993", "null"], ["1.5", "2", "1e3"], ["9007199254740993", "0.25", "-1.50"],
            ["\"2025-01-25\"", "null"], ["\"2025-01-25T13:45:30.5Z\"", "\"2025-01-25T13:45:30.123456+01:00\""],
            ["\"2025-01-25T13:45Z\"", "\"20250125T134530,5+01\""], ["\"2025-01-25 13:45:30.5\""],
            ["true", "false"], ["true", "1", "{\"x\":[1]}", "\"y\""], ["99999999999999999999", "-1"],
            ["\"a\"", "\"\\u00e9\""], ["1e400", "1"], ["123456789012345678901234567890123456789"],
        ]
        let members = values.indices.filter { _ in Bool.random(using: &random) }
            .map { "\"K \($0)\":\(values[$0].randomElement(using: &random) ?? "null")" }
        return "{\(members.joined(separator: ","))}"
    }
}
