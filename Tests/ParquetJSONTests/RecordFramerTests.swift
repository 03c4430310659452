import Parquet
import ParquetBytes
import ParquetJSON
import ParquetTestSupport
import Testing

@Suite struct RecordFramerTests {
    static let steps = [1, 2, 3, 5, 7, 16, 17, 64, 1_000]

    private let cloudTrail = RecordShape.under(JSONPointer(keys: ["Records"]))

    @Test func recordsOfAnArrayBecomeLines() {
        let source = "[\n  {\"a\":1,\n   \"b\":[1,\n2]} ,\n  {}\n]\n"
        let framed = Framed(source, as: .array)
        #expect(framed.records == ["{\"a\":1,    \"b\":[1, 2]}", "{}"])
        #expect(framed.map.failure == nil)
        #expect(Framed("[]", as: .array).records == [])
        #expect(Framed("\u{FEFF} [ ] ", as: .array).map.failure == nil)
    }

    @Test func recordsMayFollowEachOther() {
        #expect(
            Framed("{\"a\":1}{\"a\":2}\n\n{\"a\":\n3}  {}", as: .concatenated).records
                == ["{\"a\":1}", "{\"a\":2}", "{\"a\": 3}", "{}"])
        #expect(Framed("", as: .concatenated) == Framed(" \n\t", as: .concatenated))
        #expect(Framed("", as: .concatenated).map.failure == nil)
    }

    @Test func recordsAreFoundUnderAKey() {
        let source = """
            {"v": {"Records": [{"no": 1}]}, "Re\\u0063ords": [{"a":1}, {"a":2}], "w": [1, {"Records": []}]}
            {"Records":[]}{"x":null,"Records":[{"a":3}]}
            """
        let framed = Framed(source, as: cloudTrail)
        #expect(framed.records == ["{\"a\":1}", "{\"a\":2}", "{\"a\":3}"])
        #expect(framed.map.failure == nil)
        #expect(framed.map.ignoredKeys == 3)
        let deep = Framed(
            "{\"a\":{\"x\":1,\"b/c\":{\"~\":[{\"k\":1}],\"y\":2}},\"z\":{}}", as: .under(JSONPointer("/a/b~1c/~0")!))
        #expect(deep.records == ["{\"k\":1}"])
        #expect(deep.map.ignoredKeys == 3)
    }

    /// What is wrong, where, and which records come before it. Bytes and lines are counted by hand.
    @Test(arguments: [
        ("[{\"a\":1},]", RecordShape.array, 9, 1, ["{\"a\":1}"], "\"]\" does not start a value"),
        ("[{\"a\":1}\n{\"a\":2}]", .array, 9, 2, ["{\"a\":1}"], "\"{\" where a comma"),
        ("[{\"a\":1}]\n\nx", .array, 11, 3, ["{\"a\":1}"], "behind the end of the document"),
        ("[{\"a\":1}]\n[]", .array, 10, 2, ["{\"a\":1}"], "behind the end of the document"),
        ("[{\"a\":1},\n{\"a\":", .array, 15, 2, ["{\"a\":1}", "{\"a\":"], "starts on line 2, byte 10"),
        ("[{\"a\":1}", .array, 8, 1, ["{\"a\":1}"], "the text ends within the document"),
        ("[{}, 1]", .array, 5, 1, ["{}"], "a record must be an object"),
        ("[{}, [{}]]", .array, 5, 1, ["{}"], "a record must be an object"),
        ("[{}, null]", .array, 5, 1, ["{}"], "a record must be an object"),
        ("[,{}]", .array, 1, 1, [], "\",\" does not start a value"),
        ("", .array, 0, 1, [], "the text is empty"),
        ("{}", .array, 0, 1, [], "must be an array"),
        ("{}\n,{}", .concatenated, 3, 2, ["{}"], "a record must be an object"),
        ("{}[", .concatenated, 2, 1, ["{}"], "a record must be an object"),
        ("{\"a\":[}\n{}", .concatenated, 6, 1, ["{\"a\":["], "closes what was not opened"),
        ("{\"a\":\"x\ny\"}", .concatenated, 7, 1, ["{\"a\":\"x"], "the line ends within a string"),
        ("{\"a\":\"x\\\ny\"}", .concatenated, 8, 1, ["{\"a\":\"x\\"], "the line ends within a string"),
        ("{\"Records\":[{}]}\n{}", .under(JSONPointer(keys: ["Records"])), 18, 2, ["{}"], "ends without /Records"),
        ("{\"Records\":[{}],\n\"Records\":[]}", .under(JSONPointer(keys: ["Records"])), 25, 2, ["{}"], "occurs twice"),
        ("{\"Records\":{}}", .under(JSONPointer(keys: ["Records"])), 11, 1, [], "/Records must be an array"),
        ("{\"a\":01,\"Records\":[]}", .under(JSONPointer(keys: ["Records"])), 6, 1, [], "leading zero"),
        ("{\"a\":\"\\ud800x\"}", .under(JSONPointer(keys: ["Records"])), 12, 1, [], "lone surrogate"),
        ("[]", .under(JSONPointer(keys: ["Records"])), 0, 1, [], "the document must be an object"),
        ("\n", .under(JSONPointer(keys: ["Records"])), 1, 2, [], "the text is empty"),
    ])
    func brokenTextsAreErrorsWithTheirPlace(
        source: String, shape: RecordShape, byteOffset: Int, line: Int, records: [String], message: String
    ) {
        for step in [1, 3, .max] {
            let framed = Framed(source, as: shape, step: step)
            #expect(framed.map.failure?.code == .json)
            #expect(framed.map.failure?.place == ParquetError.Place(line: line, byteOffset: byteOffset))
            #expect(framed.map.failure?.message.contains(message) == true, "\(framed.map.failure?.message ?? "none")")
            #expect(framed.records == records)
        }
    }

    /// Every record comes out as it went in, each byte is where it was, and pieces of any length make no difference.
    @Test(arguments: 0..<150) func anyRecordsComeOutAndKnowTheirPlaces(seed: UInt64) {
        var random = RandomRecords(generator: SeededGenerator(seed: seed))
        // Backslashes are looked at byte by byte, so every other text has none.
        random.mayEscape = seed % 2 == 0
        let records = (0..<Int(seed % 7)).map { _ in random.object() }
        var source = seed % 5 == 0 ? "\u{FEFF}" : ""
        var starts: [Int] = []
        let shape: RecordShape = [.array, .concatenated, cloudTrail][Int(seed % 3)]
        switch shape {
        case .array: source += random.space() + "["
        case .under:
            source += "{" + random.space() + "\"x\":" + random.value(0) + ",\"Records\":" + random.space() + "["
        default: break
        }
        for (index, record) in records.enumerated() {
            if index > 0, shape != .concatenated { source += random.space() + "," }
            source += random.space()
            starts.append(source.utf8.count)
            source += record
        }
        switch shape {
        case .array: source += random.space() + "]" + random.space()
        case .under: source += random.space() + "]" + random.space() + "}"
        default: source += random.space()
        }
        let bytes = Array(source.utf8)
        let framed = Framed(bytes, as: shape)
        #expect(framed.map.failure == nil)
        #expect(framed.map.wholeByteCount == framed.text.count)
        #expect(framed.map.recordCount == records.count)
        #expect(framed.records == records.map { Framed.replacing(0x0A, in: $0) })
        if seed % 5 != 0 { #expect(FramingOracle.records(bytes, as: shape)?.count == records.count) }
        var place = 0
        for (record, start) in zip(records, starts) {
            for distance in 0..<record.utf8.count {
                let found = framed.map.source(of: place + distance)
                #expect(found?.byteOffset == start + distance)
                #expect(found?.line == 1 + bytes[..<(start + distance)].count { $0 == 0x0A })
            }
            place += record.utf8.count + 1
        }
        for step in RecordFramerTests.steps { #expect(Framed(bytes, as: shape, step: step) == framed, "\(step)") }
    }

    /// A text that is changed at one place is accepted by the framer and the parser of its lines exactly if it is right.
    @Test(arguments: 0..<60) func changedTextsAreAcceptedIfTheyAreRight(seed: UInt64) {
        var random = RandomRecords(generator: SeededGenerator(seed: seed), mayEscape: seed % 2 == 0)
        let shape: RecordShape = [.array, .concatenated, cloudTrail][Int(seed % 3)]
        let records = (0..<2).map { _ in random.object(3) }
        let source: String
        switch shape {
        case .array: source = "[" + records.joined(separator: ",\n") + "]"
        case .under: source = "{\"x\":" + random.value(3) + ",\"Records\":[" + records.joined(separator: ",") + "]}\n"
        default: source = records.joined(separator: "\n")
        }
        let bytes = Array(source.utf8)
        let changes: [UInt8] = Array("{}[],:\"\\ \n0-.eEtru\u{1}".utf8) + [0x80, 0xC3, 0xFF]
        for place in 0...bytes.count {
            var texts = [Array(bytes[..<place])]
            if place < bytes.count { texts.append(Array(bytes[..<place] + bytes[(place + 1)...])) }
            for _ in 0..<4 {
                let byte = changes.randomElement(using: &random.generator) ?? 0
                texts.append(bytes[..<place] + [byte] + bytes[place...])
                if place < bytes.count { texts.append(bytes[..<place] + [byte] + bytes[(place + 1)...]) }
            }
            for text in texts {
                // In one piece, the framer goes by words of 64 bytes.
                let isWhole = Bool.random(using: &random.generator)
                let step = isWhole ? Int.max : Int.random(in: 1...9, using: &random.generator)
                let framed = Framed(text, as: shape, step: step)
                let isRight =
                    framed.map.failure == nil
                    && framed.lines.allSatisfy { StrictJSON.members($0) != nil }
                let expected = FramingOracle.records(text, as: shape)
                #expect(isRight == (expected != nil), "\(String(decoding: text, as: UTF8.self).debugDescription)")
                if isRight, let expected {
                    #expect(
                        framed.records.map { Framed.replacing(0x0D, in: $0) }
                            == expected.map { Framed.replacing(0x0D, in: $0) })
                }
            }
        }
    }

    @Test func whatIsLeftBehindARecordStartsTheNextText() {
        let source = Array("{\"a\":\n1}{\"b\":\n[2,\n3]}".utf8)
        var framer = RecordFramer(.concatenated)
        var text = ByteBuffer()
        var map = FrameMap()
        var offset = 0
        let first = Array(source[..<17])
        framer.frame(first.rawBytes, at: &offset, into: &text, &map, upTo: 1_000)
        #expect(map.wholeByteCount == 9)
        var rest = map.takeRest()
        var next = ByteBuffer(copying: text.bytes.extracting(9..<text.count))
        offset = 0
        framer.frame(Array(source[17...]).rawBytes, at: &offset, into: &next, &rest, upTo: 1_000)
        framer.finish(into: next, &rest)
        #expect(next.takeArray() == Array("{\"b\": [2, 3]}\n".utf8))
        #expect(map.source(of: 6)?.line == 2)
        #expect(rest.source(of: 0)?.byteOffset == 8)
        #expect(rest.source(of: 7)?.byteOffset == 15)
        #expect(rest.source(of: 10)?.line == 4)
    }

    @Test func bombsEndEarly() {
        let deep = Framed(String(repeating: "{\"a\":", count: 100_000), as: .concatenated)
        #expect(deep.map.failure?.message.contains("nested more than 512 deep") == true)
        #expect(deep.text.count == 512 * 5)
        let array = Framed("{\"x\":" + String(repeating: "[", count: 100_000), as: cloudTrail)
        #expect(array.map.failure?.place.byteOffset == 5 + 511)
        let open = Framed("[{\"a\":\"" + String(repeating: "x", count: 100_000), as: .array, step: 100, limit: 1_000)
        #expect(open.map.failure?.code == .limit)
        #expect(open.map.failure?.place == ParquetError.Place(line: 1, byteOffset: 1))
        #expect(open.text.count <= 1_100)
    }

    /// Keys of the document are not kept, however long they are; those of records may be as long as records.
    @Test func keysMayBeVeryLong() {
        let key = String(repeating: "k", count: 10 << 20)
        let framed = Framed("{\"\(key)\":1,\"Records\":[{\"a\":1}]}", as: cloudTrail, limit: 1_000)
        #expect(framed.records == ["{\"a\":1}"])
        #expect(framed.map.ignoredKeys == 1)
        #expect(Framed("[{\"\(key)\":1}]", as: .array, limit: 11 << 20).text.count == key.utf8.count + 7)
        #expect(Framed("[{\"\(key)\":1}]", as: .array, limit: 1_000).map.failure?.code == .limit)
    }

    @Test(arguments: [
        ("{\"a\":1}\n{\"a\":2}\n", RecordShape.lines), ("{\"a\":1}", .lines), ("", .lines), (" \n\n", .lines),
        ("7", .lines),
        ("{\"a\":1}\r\n{", .lines), ("{\"a\":1} x", .lines), ("{\"a\":\"\n\"}", .lines),
        ("{\"a\":1\n{\"a\":2}", .lines),
        ("{\"a\":1} {\"a\":2}", .concatenated), ("{\"a\":1}{", .concatenated), ("{\n\"a\":1}", .concatenated),
        ("{\"a\":1\n,\"b\":2}", .concatenated), ("{\"a\":\n1}", .concatenated), ("\u{FEFF}\n [", .array),
        ("[1]", .array),
        ("{\"a\":[1\n]}", .concatenated), ("{\"a\":1", .lines),
    ])
    func theFirstBytesTellTheShape(text: String, shape: RecordShape) {
        #expect(RecordShape.told(by: Array(text.utf8).rawBytes, isAll: true) == shape)
    }

    @Test func shapesHaveNames() throws {
        #expect(try RecordShape(name: "dynamodb") == .dynamoDB)
        #expect(try RecordShape(name: "auto", at: "Records") == .under(JSONPointer(keys: ["Records"])))
        #expect(try RecordShape(name: "auto", at: "/a/b~1c") == .under(JSONPointer(keys: ["a", "b/c"])))
        #expect(try RecordShape(name: "auto", at: "a~b") == .under(JSONPointer(keys: ["a~b"])))
        for (name, place) in [("xml", nil), ("array", "Records"), ("auto", ""), ("auto", "/~2")] as [(String, String?)]
        {
            let error = #expect(throws: ParquetError.self) { try RecordShape(name: name, at: place) }
            #expect(error?.code == .argument)
        }
    }
}
