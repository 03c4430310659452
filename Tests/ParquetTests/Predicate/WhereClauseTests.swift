import Foundation
import ParquetTestSupport
import Testing

@testable import Parquet

@Suite struct WhereClauseTests {
    private static var schema: Schema {
        get throws {
            try Schema(fields: [
                SchemaField("status_code", .int32, repetition: .required),
                SchemaField("action", .byteArray, logicalType: .string),
                SchemaField("at", .int64, logicalType: .timestamp(unit: .micros, isAdjustedToUTC: true)),
                SchemaField("local", .int64, logicalType: .timestamp(unit: .millis, isAdjustedToUTC: false)),
                SchemaField("day", .int32, logicalType: .date),
                SchemaField("clock", .int64, logicalType: .time(unit: .micros, isAdjustedToUTC: false)),
                SchemaField("price", .int64, logicalType: .decimal(precision: 18, scale: 2)),
                SchemaField("ratio", .double), SchemaField("share", .float), SchemaField("ok", .boolean),
                SchemaField("raw", .byteArray),
                SchemaField("big", .int64, logicalType: .integer(bitWidth: 64, isSigned: false)),
                SchemaField("id", .fixedLengthByteArray, typeLength: 16, logicalType: .uuid),
                SchemaField("span", .fixedLengthByteArray, typeLength: 12, logicalType: .interval),
                SchemaField("Case", .int32), SchemaField("case", .int32), SchemaField("CASE", .int32),
                SchemaField("order \"x\"", .int32), SchemaField("a.b", .int32), SchemaField("date", .int32),
                SchemaField(
                    "user", group: [SchemaField("name", .byteArray, logicalType: .string), SchemaField("Age", .int32)]),
                SchemaField("tags", .int32, repetition: .repeated),
            ])
        }
    }

    private static func parse(_ text: String) throws -> Parquet.Predicate {
        try Predicate(where: text, schema: schema)
    }

    @Test(
        arguments: [
            ("status_code >= 400", .comparison(["status_code"], .greaterOrEqual, .int64(400))),
            ("STATUS_CODE<>-4", .comparison(["status_code"], .notEqual, .int64(-4))),
            ("status_code != +4", .comparison(["status_code"], .notEqual, .int64(4))),
            ("400 <= status_code", .comparison(["status_code"], .greaterOrEqual, .int64(400))),
            ("5>status_code", .comparison(["status_code"], .less, .int64(5))),
            ("action = 'it''s'", .comparison(["action"], .equal, .string("it's"))),
            ("action IN ('a', 'b', null)", .isIn(["action"], [.string("a"), .string("b"), .null])),
            ("action not in ('a')", .not(.isIn(["action"], [.string("a")]))),
            ("action is null", .isNull(["action"])),
            ("action is not null", .not(.isNull(["action"]))),
            ("action like 'x%'", .like(["action"], "x%")),
            ("action not like '_!_' escape '!'", .not(.like(["action"], "_!_", escape: "!"))),
            (
                "status_code between 1 and 2 and ok",
                .and([
                    .and([
                        .comparison(["status_code"], .greaterOrEqual, .int64(1)),
                        .comparison(["status_code"], .lessOrEqual, .int64(2)),
                    ]), .comparison(["ok"], .equal, .boolean(true)),
                ])
            ),
            (
                "status_code not between 1 and 2",
                .not(
                    .and([
                        .comparison(["status_code"], .greaterOrEqual, .int64(1)),
                        .comparison(["status_code"], .lessOrEqual, .int64(2)),
                    ]))
            ),
            // `not` binds more than `and`, `and` more than `or`.
            (
                "not ok and ok or ok = false",
                .or([
                    .and([
                        .not(.comparison(["ok"], .equal, .boolean(true))), .comparison(["ok"], .equal, .boolean(true)),
                    ]), .comparison(["ok"], .equal, .boolean(false)),
                ])
            ),
            (
                "not (ok or not ok)",
                .not(
                    .or([
                        .comparison(["ok"], .equal, .boolean(true)), .not(.comparison(["ok"], .equal, .boolean(true))),
                    ]))
            ),
            ("not not ok", .comparison(["ok"], .equal, .boolean(true))),
            ("true", .and([])), ("false", .or([])),
            ("ok = null", .comparison(["ok"], .equal, .null)),
            ("raw = x'00fF'", .comparison(["raw"], .equal, .bytes([0, 255]))),
            ("raw = X''", .comparison(["raw"], .equal, .bytes([]))),
            ("\"order \"\"x\"\"\" = 1", .comparison(["order \"x\""], .equal, .int64(1))),
            ("\"Order \"\"X\"\"\" = 1", .comparison(["order \"x\""], .equal, .int64(1))),
            ("case = 1", .comparison(["case"], .equal, .int64(1))),
            ("Case = 1", .comparison(["Case"], .equal, .int64(1))),
            ("a.b = 1", .comparison(["a.b"], .equal, .int64(1))),
            ("\"A.B\" = 1", .comparison(["a.b"], .equal, .int64(1))),
            ("User.NAME = 'x'", .comparison(["user", "name"], .equal, .string("x"))),
            ("\"user\".\"age\" = 1", .comparison(["user", "Age"], .equal, .int64(1))),
            ("date = 1", .comparison(["date"], .equal, .int64(1))), ("date is null", .isNull(["date"])),
        ] as [(String, Parquet.Predicate)])
    func clauses(text: String, expected: Parquet.Predicate) throws {
        #expect(try WhereClauseTests.parse(text) == expected)
    }

    private static func value(_ text: String) throws -> Value? {
        guard case .comparison(_, _, let value) = try parse(text) else { return nil }
        return value
    }

    /// 2025-02-24 is day 20,143, since 55 × 365 + 14 leap days + 31 + 23 = 20,143.
    @Test func timesAreTakenAsTheColumnHasThem() throws {
        let midnight: Int64 = 20_143 * 86_400
        func timestamp(_ seconds: Int64, _ unit: TimeUnit = .millis, _ isUTC: Bool = true, more: Int64 = 0) -> Value {
            .timestamp(seconds * unit.perSecond + more, unit: unit, isAdjustedToUTC: isUTC)
        }
        #expect(try WhereClauseTests.value("day = '2025-02-24'") == .date(days: 20_143))
        #expect(try WhereClauseTests.value("day = date '1969-12-31'") == .date(days: -1))
        #expect(try WhereClauseTests.value("at = '2025-02-24'") == timestamp(midnight))
        #expect(try WhereClauseTests.value("at = '2025-02-24T10:00Z'") == timestamp(midnight + 36_000))
        #expect(try WhereClauseTests.value("at = '2025-02-24 10:00'") == timestamp(midnight + 36_000))
        #expect(
            try WhereClauseTests.value("at = '2025-02-24T10:00:01.5+01:30'") == timestamp(midnight + 30_601, more: 500))
        #expect(
            try WhereClauseTests.value("at = timestamp '2025-02-24T10:00:00.000001-01'")
                == timestamp(midnight + 39_600, .micros, more: 1))
        #expect(
            try WhereClauseTests.value("at = timestamptz '2025-02-24T00:00:00.123456789Z'")
                == timestamp(midnight, .nanos, more: 123_456_789))
        #expect(try WhereClauseTests.value("local = '2025-02-24T00:00:01'") == timestamp(midnight + 1, .millis, false))
        #expect(
            try WhereClauseTests.value("clock = '10:30'") == .time(37_800_000, unit: .millis, isAdjustedToUTC: false))
        #expect(
            try WhereClauseTests.value("clock = time '00:00:00.0000015'")
                == .time(1_500, unit: .nanos, isAdjustedToUTC: false))
        #expect(try WhereClauseTests.value("day = '2024-02-29'") == .date(days: 19_782))
        for wrong in [
            "day = '2025-02-29'", "day = '1900-02-29'", "day = '2025-2-24'", "day = '2025-02-24T10:00Z'", "day = 20143",
            "day = timestamp '2025-02-24'", "at = '2025-02-24T24:00Z'", "at = '2025-02-24T10Z'",
            "at = '2025-02-24T10:00Zz'",
            "at = '2025-02-24T10:00:00.1234567891Z'", "at = '9999-01-01T00:00:00.123456789Z'", "at = 1740391200",
            "local = '2025-02-24T10:00Z'", "clock = '25:00'", "clock = ''", "at = '2025-02-24T10:00:60Z'",
        ] {
            #expect(throws: ParquetError.self, "\(wrong)") { _ = try WhereClauseTests.parse(wrong) }
        }
    }

    @Test func numbersAreExact() throws {
        #expect(try WhereClauseTests.value("price = 0.10") == .decimal(unscaled: 10, scale: 2))
        #expect(try WhereClauseTests.value("price = -1e-2") == .decimal(unscaled: -1, scale: 2))
        #expect(try WhereClauseTests.value("price = 1E3") == .decimal(unscaled: 1, scale: -3))
        #expect(try WhereClauseTests.value("price = .5") == .decimal(unscaled: 5, scale: 1))
        #expect(try WhereClauseTests.value("price = 5.") == .decimal(unscaled: 5, scale: 0))
        #expect(try WhereClauseTests.value("price = '0.1'") == .decimal(unscaled: 1, scale: 1))
        #expect(try WhereClauseTests.value("big = 18446744073709551616") == .decimal(unscaled: 1 << 64, scale: 0))
        // 2^128 + 1, beyond what Int128 holds.
        #expect(
            try WhereClauseTests.value("big = 340282366920938463463374607431768211457")
                == .longDecimal(unscaled: [1] + [UInt8](repeating: 0, count: 15) + [1], scale: 0))
        #expect(try WhereClauseTests.value("ratio = 0.1") == .double(0.1))
        #expect(try WhereClauseTests.value("share = 0.1") == .float(0.1))
        #expect(try WhereClauseTests.value("ratio = 9007199254740993") == .int64(9_007_199_254_740_993))
        #expect(try WhereClauseTests.value("ratio = '-Infinity'") == .double(-.infinity))
        #expect(
            try WhereClauseTests.value("id = '123E4567-e89b-12d3-a456-426614174000'")
                == .uuid(0x123E_4567_E89B_12D3_A456_4266_1417_4000))
        let many = String(repeating: "9", count: 10_001)
        for wrong in [
            "price = 1e99999", "price = \(many)", "price = 'x'", "price = ''", "price = '-'", "status_code = 'nan'",
            "id = '123'", "ok = 1", "ok = 'yes'", "status_code = true", "status_code = x'00'", "action = 5",
            "raw = 1.5",
        ] {
            #expect(throws: ParquetError.self, "\(wrong.prefix(40))") { _ = try WhereClauseTests.parse(wrong) }
        }
    }

    @Test(
        arguments: [
            ("", "a column or \"(\" should be here, not the end", 0),
            ("status_code", "INT32 is no truth value; a comparison should follow", 0),
            ("status_code =", "a value should be here, not the end", 13),
            ("status_code = )", "a value should be here, not \")\"", 14),
            ("status_code = 1 2", "\"and\", \"or\" or the end should be here, not 2", 16),
            ("(ok", "\"and\", \"or\" or a closing parenthesis should be here, not the end", 3),
            ("ok and", "a column or \"(\" should be here, not the end", 6),
            ("action in ()", "a value should be here, not \")\"", 11),
            ("action in ('a' 'b')", "a comma or a closing parenthesis should be here, not 'b'", 15),
            ("action not = 1", "\"in\", \"between\" or \"like\" should be here, not \"=\"", 11),
            ("action is 5", "\"null\" or \"not null\" should be here, not 5", 10),
            ("action like 5", "a pattern such as 'a%' should be here, not 5", 12),
            ("action like 'a' escape 'ab'", "one character in quotes should be here, not 'ab'", 23),
            ("action like '%a!' escape '!'", "the pattern %a!! ends with its escape character", -1),
            ("action between 'a' or 'b'", "\"and\" should be here, not or", 19),
            ("action = 'a", "the text that begins here has no end; a quote is missing", 9),
            ("action = x'0'", "bytes need two hexadecimal digits each, here are 1", 9),
            ("action = x'0g'", "bytes are written in hexadecimal digits", 11),
            ("1a = 1", "the number should end here; names that begin with a digit need double quotes", 1),
            ("5 = 5", "a column should be here, not 5", 4),
            ("ok & ok", "\"&\" has no meaning here", 3),
            ("user = 1", "this is a group; conditions ask its fields: user.name, user.Age", 0),
            ("tags = 1", "the column repeats: a row has any number of values to compare", 0),
            (
                "cAsE = 1",
                "the name may mean \"Case\" and \"case\" and \"CASE\"; write it as it is in the file", 0
            ),
            ("ok = 5", "ok is BOOLEAN and is compared with true or false", 5),
            ("span < null", "INTERVAL has no order", 0),
            ("status_code like 'a'", "INT32 is not compared with patterns", 0),
            ("day >= 'yesterday'", "day is DATE and is compared with days such as '2025-02-24'", 7),
        ] as [(String, String, Int)])
    func errorsShowTheirPlace(text: String, message: String, place: Int) {
        guard place >= 0 else { return }
        let expected = "\(message)\n  \(text)\n  \(String(repeating: " ", count: place))^"
        #expect(throws: ParquetError(.argument, expected)) { _ = try WhereClauseTests.parse(text) }
    }

    @Test func theCaretStandsBelowItsPlaceInLongAndManyLinedText() {
        let long = String(repeating: "ok or ", count: 50) + "ok ok"
        do {
            _ = try WhereClauseTests.parse(long)
            Issue.record("it was accepted")
        } catch let error as ParquetError {
            let lines = error.message.split(separator: "\n")
            #expect(lines.count == 3 && lines[1].count <= 110)
            #expect(lines[1].dropFirst(lines[2].count - 1).hasPrefix("ok"))
        } catch {}
        #expect(throws: ParquetError(.argument, "a value should be here, not the end\n  ok =\n      ^")) {
            _ = try WhereClauseTests.parse("ok or\nok =")
        }
    }

    @Test func hostileTextIsRefusedOrRead() throws {
        for text in [
            String(repeating: "(", count: 500_000), String(repeating: "not ", count: 200_001) + "ok",
            String(repeating: "(ok) and ", count: 100_000), String(repeating: "'", count: 999_999),
            String(repeating: "a.", count: 400_000), String(repeating: " ", count: 2_000_000) + "ok",
        ] {
            _ = try? WhereClauseTests.parse(text)
        }
        let wide = try WhereClauseTests.parse(String(repeating: "ok or ", count: 50_000) + "ok")
        guard case .or(let parts) = wide else {
            Issue.record("no list")
            return
        }
        #expect(parts.count == 50_001)
        let depth = WhereClause.maximumDepth
        let nested = String(repeating: "not (", count: depth) + "ok" + String(repeating: ")", count: depth)
        _ = try BoundPredicate(WhereClauseTests.parse(nested), WhereClauseTests.schema)
        #expect(throws: ParquetError.self) { _ = try WhereClauseTests.parse("(" + nested + ")") }
    }

    @Test(arguments: 0..<50 as Range<UInt64>) func randomTextNeverTraps(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "ok", "and", "or", "not", "(", ")", "in", "between", "like", "escape", "is", "null", "=", "<", "<>", "'a'",
            "'",
            "\"", "\"at\"", "5", "1.5e", "-", ".", ",", "x'00'", "x'", "date", "'2025-02-24'", "time", "status_code",
            "action",
            "é", "\u{0}", "tags", "user", "user.name", "1e9999999999999999999", "escape '%'", "case",
        ]
        for _ in 0..<400 {
            let text = (0..<Int.random(in: 1..<12, using: &generator)).map { _ in
                pieces.randomElement(using: &generator)! + (Bool.random(using: &generator) ? " " : "")
            }.joined()
            guard let predicate = try? WhereClauseTests.parse(text) else { continue }
            // What is accepted, the schema accepts, too.
            #expect(throws: Never.self, "\(text)") { _ = try BoundPredicate(predicate, WhereClauseTests.schema) }
        }
    }

    /// Trees written down with many parentheses and with few are read as they were.
    @Test(arguments: 0..<200 as Range<UInt64>) func whatIsWrittenIsRead(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let (text, predicate) = WhereClauseTests.random(&generator, depth: 0)
        #expect(try WhereClauseTests.parse(text) == predicate, "\(text)")
    }

    /// A condition and what it is; `or` in parentheses below `and`, everything but a leaf below `not`.
    private static func random(_ generator: inout SeededGenerator, depth: Int) -> (String, Parquet.Predicate) {
        func word(_ word: String) -> String { Bool.random(using: &generator) ? word.uppercased() : word }
        let number = Int64.random(in: -1_000_000...1_000_000, using: &generator)
        switch Int.random(in: 0..<(depth < 4 ? 10 : 5), using: &generator) {
        case 0: return ("status_code \(word("is")) \(word("null"))", .isNull(["status_code"]))
        case 1: return ("status_code>\(number)", .comparison(["status_code"], .greater, .int64(number)))
        case 2:
            let text = ["", "'", "a''b", "%", "é\n\"", "and"].randomElement(using: &generator) ?? ""
            return (
                "\"action\" = '\(text.replacingOccurrences(of: "'", with: "''"))'",
                .comparison(["action"], .equal, .string(text))
            )
        case 3: return ("ok", .comparison(["ok"], .equal, .boolean(true)))
        case 4:
            return (
                "price \(word("in")) (\(number), 0.5)",
                .isIn(["price"], [.int64(number), .decimal(unscaled: 5, scale: 1)])
            )
        case 5, 6, 7, 8:
            let isAnd = Bool.random(using: &generator)
            let parts = (0..<Int.random(in: 2..<4, using: &generator)).map { _ in random(&generator, depth: depth + 1) }
            let texts = parts.map { part in
                switch part.1 {
                case .and, .or: "(\(part.0))"
                default: part.0
                }
            }
            let joined = texts.joined(separator: " \(word(isAnd ? "and" : "or")) ")
            return (joined, isAnd ? .and(parts.map(\.1)) : .or(parts.map(\.1)))
        default:
            let (text, predicate) = random(&generator, depth: depth + 1)
            if case .not(let inner) = predicate { return (text, .not(inner)) }
            return ("\(word("not")) (\(text))", .not(predicate))
        }
    }

    /// The conditions that DuckDB answered (`DuckDBPredicateTests`) as text, without its casts: the same rows.
    @Test func rowsThatDuckDBKeepsAreKept() async throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/predicate")
        let answers = try JSONDecoder().decode(
            [String: [Int64]].self, from: Data(contentsOf: folder.appending(path: "answers.json")))
        let file = try await ParquetFile(FileSource(folder.appending(path: "rows.parquet").path))
        let id = Column<Int64>("id")
        // Functions and byte strings in DuckDB's own notation, and a FLOAT beside a DOUBLE, which is no FLOAT here.
        let others = ["starts_with", "\\x", "::BLOB", "::DOUBLE"]
        var count = 0
        for (sql, rows) in answers where !others.contains(where: sql.contains) {
            let text = sql.replacing(/::[A-Z]+(\([0-9, ]+\))?/, with: "").replacing(
                /TIMESTAMP_[A-Z]+/, with: "TIMESTAMP")
            var ids: [Int64] = []
            let predicate = try Predicate(where: text, schema: file.schema)
            for try await batch in file.batches(of: id, where: predicate) { ids += try batch.values(of: id) }
            #expect(ids == rows, "\(text)")
            count += 1
        }
        #expect(count >= 95)
    }

    @Test func theNamesOfColumnsAreTold() throws {
        #expect(try WhereClause("a.b = 1 and (C is null or not \"a\".b in (2))").columnNames == ["a.b", "C"])
    }

    /// Names are as the schema has them afterwards, and mean the same where another column is called as they were.
    @Test func namesAreSpelledAsInTheSchema() throws {
        let fields = [
            SchemaField("A", .int64), SchemaField("B.c", .byteArray, logicalType: .string), SchemaField("D", .boolean),
        ]
        let schema = try Schema(fields: fields)
        let clause = try WhereClause("(a = 1 or a in (2) or not a is null) and \"b.c\" like 'x%' and d and true")
        let spelled = try clause.spelled(for: schema)
        #expect(spelled.columnNames == ["A", "B.c", "D"])
        #expect(try spelled.predicate(for: schema) == clause.predicate(for: schema))
        let other = try Schema(fields: fields + [SchemaField("a", .int64)])
        #expect(try spelled.predicate(for: other) == clause.predicate(for: schema))
        #expect(try clause.predicate(for: other) != clause.predicate(for: schema))
        #expect(throws: ParquetError.self) { try WhereClause("e = 1").spelled(for: schema) }
    }
}
