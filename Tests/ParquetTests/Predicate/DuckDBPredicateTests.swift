import Foundation
import Testing

@testable import Parquet

/// The rows of a file that DuckDB keeps are kept. `Tools/fixtures/predicate_answers.py` made file and answers.
@Suite struct DuckDBPredicateTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/predicate")

    private static func answers() throws -> [String: [Int64]] {
        try JSONDecoder().decode(
            [String: [Int64]].self, from: Data(contentsOf: folder.appending(path: "answers.json")))
    }

    private static let predicates: [(sql: String, predicate: Parquet.Predicate)] =
        truths + integers + floatingPoint + decimals + texts + times + groupsAndNulls

    @Test func everyAnswerHasItsPredicate() throws {
        #expect(try Set(DuckDBPredicateTests.answers().keys) == Set(DuckDBPredicateTests.predicates.map(\.sql)))
    }

    @Test(arguments: [false, true]) func rowsThatDuckDBKeepsAreKept(keepsDictionaries: Bool) async throws {
        let answers = try DuckDBPredicateTests.answers()
        let id = Column<Int64>("id")
        var options = ReaderOptions()
        options.batchRowLimit = 25
        options.keepsDictionaries = keepsDictionaries
        let path = DuckDBPredicateTests.folder.appending(path: "rows.parquet").path
        let file = try await ParquetFile(FileSource(path), options: options)
        for (sql, predicate) in DuckDBPredicateTests.predicates {
            var ids: [Int64] = []
            for try await batch in file.batches(of: id, where: predicate) { ids += try batch.values(of: id) }
            #expect(ids == answers[sql], "\(sql)")
        }
    }

    private static func compare(
        _ column: ColumnPath, _ comparison: Parquet.Predicate.Comparison, _ value: Value
    ) -> Parquet.Predicate {
        .comparison(column, comparison, value)
    }

    private static let truths: [(sql: String, predicate: Parquet.Predicate)] = [
        ("b", compare(["b"], .equal, .boolean(true))),
        ("NOT b", !compare(["b"], .equal, .boolean(true))),
        ("b > false", compare(["b"], .greater, .boolean(false))),
        ("b IN (true, false)", .isIn(["b"], [.boolean(true), .boolean(false)])),
    ]

    private static let integers: [(sql: String, predicate: Parquet.Predicate)] = [
        ("i8 > -1", compare(["i8"], .greater, .int32(-1))),
        ("i8 IN (1, 127, NULL)", .isIn(["i8"], [.int32(1), .int64(127), .null])),
        ("i8 NOT IN (1, 127, NULL)", !.isIn(["i8"], [.int32(1), .int64(127), .null])),
        ("i8 NOT IN (1, 127)", !.isIn(["i8"], [.int32(1), .int64(127)])),
        ("i32 = 1000000", compare(["i32"], .equal, .int64(1_000_000))),
        ("i32 <> 0", compare(["i32"], .notEqual, .int32(0))),
        ("i32 > 2147483647::BIGINT", compare(["i32"], .greater, .int64(2_147_483_647))),
        ("i32 < 2147483648", compare(["i32"], .less, .int64(2_147_483_648))),
        ("i32 <= 0.5::DECIMAL(3, 1)", compare(["i32"], .lessOrEqual, .double(0.5))),
        ("i32 > -7.5::DECIMAL(3, 1)", compare(["i32"], .greater, .float(-7.5))),
        ("i64 > 9007199254740992", compare(["i64"], .greater, .double(9_007_199_254_740_992))),
        (
            "i64 >= 9007199254740992.5::DECIMAL(30, 1)",
            compare(["i64"], .greaterOrEqual, .decimal(unscaled: 90_071_992_547_409_925, scale: 1))
        ),
        (
            "i64 = 9007199254740993.0::DECIMAL(30, 1)",
            compare(["i64"], .equal, .decimal(unscaled: 90_071_992_547_409_930, scale: 1))
        ),
        (
            "i64 IN (42, -1, 9223372036854775807, -9223372036854775808)",
            .isIn(["i64"], [.int32(42), .double(-1), .int64(.max), .double(-0x1p63)])
        ),
        ("u32 > 2147483647", compare(["u32"], .greater, .int32(.max))),
        ("u32 >= -1", compare(["u32"], .greaterOrEqual, .int32(-1))),
        ("u64 > 9223372036854775807", compare(["u64"], .greater, .int64(.max))),
        ("u64 = 18446744073709551615", compare(["u64"], .equal, .uint64(.max))),
        ("u64 < 18446744073709551616::HUGEINT", compare(["u64"], .less, .double(0x1p64))),
    ]

    private static let floatingPoint: [(sql: String, predicate: Parquet.Predicate)] = [
        ("f = 'nan'::FLOAT", compare(["f"], .equal, .double(.nan))),
        ("f > 1", compare(["f"], .greater, .int32(1))),
        ("f >= 'inf'::FLOAT", compare(["f"], .greaterOrEqual, .float(.infinity))),
        ("f < 'nan'::FLOAT", compare(["f"], .less, .float(.nan))),
        ("f = 0", compare(["f"], .equal, .float(0))),
        ("f = 0.1::DOUBLE", compare(["f"], .equal, .double(0.1))),
        ("f > 0.1::DOUBLE", compare(["f"], .greater, .double(0.1))),
        ("f = 0.1::FLOAT", compare(["f"], .equal, .float(0.1))),
        ("f IN (1.5, 'nan')", .isIn(["f"], [.double(1.5), .float(.nan)])),
        ("f NOT IN (1.5, 'nan')", !.isIn(["f"], [.double(1.5), .float(.nan)])),
        ("d = 'nan'", compare(["d"], .equal, .float(-.nan))),
        ("d <> 'nan'", compare(["d"], .notEqual, .double(.nan))),
        ("d > 'inf'", compare(["d"], .greater, .double(.infinity))),
        ("d <= 'inf'", compare(["d"], .lessOrEqual, .double(.infinity))),
        ("d < -1e299", compare(["d"], .less, .double(-1e299))),
        ("d = 0", compare(["d"], .equal, .double(-0.0))),
        ("d >= 0.1", compare(["d"], .greaterOrEqual, .double(0.1))),
        ("d IN (0.1, 3, NULL)", .isIn(["d"], [.double(0.1), .int32(3), .null])),
        ("NOT (d > 1)", !compare(["d"], .greater, .decimal(unscaled: 100, scale: 2))),
    ]

    private static func decimal(_ unscaled: Int128, _ scale: Int) -> Value {
        .decimal(unscaled: unscaled, scale: scale)
    }

    private static let decimals: [(sql: String, predicate: Parquet.Predicate)] = [
        ("dec9 > 1.05", compare(["dec9"], .greater, decimal(105, 2))),
        ("dec9 >= 1.050001::DECIMAL(18, 6)", compare(["dec9"], .greaterOrEqual, decimal(1_050_001, 6))),
        (
            "dec9 < 1.0500000001::DECIMAL(38, 10)",
            compare(["dec9"], .less, decimal(10_500_000_001, 10))
        ),
        ("dec9 = 1.1::DECIMAL(5, 1)", compare(["dec9"], .equal, decimal(11, 1))),
        ("dec9 = 0", compare(["dec9"], .equal, .int32(0))),
        ("dec9 IN (1.05, 1.1, 7)", .isIn(["dec9"], [decimal(1050, 3), decimal(11, 1), .int32(7)])),
        ("dec18 > 1.05::DECIMAL(9, 2)", compare(["dec18"], .greater, decimal(105, 2))),
        ("dec18 <= 1.0499995::DECIMAL(18, 7)", compare(["dec18"], .lessOrEqual, decimal(10_499_995, 7))),
        ("dec18 = -1.05", compare(["dec18"], .equal, decimal(-105, 2))),
        ("dec38 > 1.05", compare(["dec38"], .greater, decimal(105, 2))),
        ("dec38 < 1.05", compare(["dec38"], .less, decimal(105, 2))),
        ("dec38 = 1.05", compare(["dec38"], .equal, decimal(105, 2))),
        ("dec38 >= 1", compare(["dec38"], .greaterOrEqual, .double(1))),
        (
            "dec38 > 1234567890123456789012345678",
            compare(["dec38"], .greater, decimal(1_234_567_890_123_456_789_012_345_678, 0))
        ),
        (
            "dec38 IN (0, 1.0500000001, -1.05)",
            .isIn(["dec38"], [.int64(0), decimal(10_500_000_001, 10), decimal(-105, 2)])
        ),
    ]

    private static let s = Column<String?>("s")
    private static let x = Column<[UInt8]?>("x")

    private static let texts: [(sql: String, predicate: Parquet.Predicate)] = [
        ("s = 'a'", s == "a"),
        ("s <> 'a'", s != "a"),
        ("s < 'b'", s < "b"),
        ("s >= 'a_b'", s >= "a_b"),
        ("s > 'ab'", s > "ab"),
        ("s IN ('a', 'aéb', NULL)", .isIn(["s"], [.string("a"), .string("aéb"), .null])),
        ("s NOT IN ('a', 'aéb')", !s.isIn(["a", "aéb"])),
        ("s LIKE 'a%'", s.like("a%")),
        ("s NOT LIKE 'a%'", !s.like("a%")),
        ("s LIKE 'a!%' ESCAPE '!'", s.like("a!%", escape: "!")),
        ("s LIKE 'a_b'", s.like("a_b")),
        ("s LIKE 'a!_b' ESCAPE '!'", s.like("a!_b", escape: "!")),
        ("s LIKE '_'", s.like("_")),
        ("s LIKE '%b%'", s.like("%b%")),
        ("s LIKE ''", s.like("")),
        ("s LIKE 'abcdefghij'", s.like("abcdefghij")),
        ("s LIKE '%'", s.like("%")),
        ("starts_with(s, 'a')", s.hasPrefix("a")),
        (#"x = '\xff'::BLOB"#, x == [0xFF]),
        (#"x < '\xff'::BLOB"#, x < [0xFF]),
        (#"x > '\x00'::BLOB"#, x > [0]),
        ("x IN ('abc'::BLOB, ''::BLOB)", x.isIn([Array("abc".utf8), []])),
        (
            "u > '7fffffff-ffff-ffff-ffff-ffffffffffff'::UUID",
            compare(["u"], .greater, .uuid(.max >> 1))
        ),
        (
            "u <= '7fffffff-ffff-ffff-ffff-ffffffffffff'::UUID",
            compare(["u"], .lessOrEqual, .uuid(.max >> 1))
        ),
        (
            "u = '80000000-0000-0000-0000-000000000000'::UUID",
            compare(["u"], .equal, .uuid(1 << 127))
        ),
    ]

    /// Units after 2020-01-01T00:00:00.
    private static func of2020(_ count: Int64, _ unit: TimeUnit, isAdjustedToUTC: Bool = false) -> Value {
        .timestamp(1_577_836_800 * unit.perSecond + count, unit: unit, isAdjustedToUTC: isAdjustedToUTC)
    }

    private static let times: [(sql: String, predicate: Parquet.Predicate)] = [
        ("day < DATE '1970-01-01'", compare(["day"], .less, .date(days: 0))),
        ("day >= DATE '1970-01-01'", compare(["day"], .greaterOrEqual, .date(days: 0))),
        ("t > TIME '12:34:56.789'", compare(["t"], .greater, .time(45_296_789, unit: .millis, isAdjustedToUTC: false))),
        (
            "t < TIME '12:34:56.789001'",
            compare(["t"], .less, .time(45_296_789_001_000, unit: .nanos, isAdjustedToUTC: false))
        ),
        ("ms = TIMESTAMP_NS '2020-01-01 00:00:00.001'", compare(["ms"], .equal, of2020(1_000_000, .nanos))),
        ("ms < TIMESTAMP_NS '2020-01-01 00:00:00.001000001'", compare(["ms"], .less, of2020(1_000_001, .nanos))),
        ("ms >= TIMESTAMP '2020-01-01 00:00:00.000001'", compare(["ms"], .greaterOrEqual, of2020(1, .micros))),
        (
            "ms <= TIMESTAMP_NS '1969-12-31 23:59:59.999999999'",
            compare(["ms"], .lessOrEqual, .timestamp(-1, unit: .nanos, isAdjustedToUTC: false))
        ),
        ("us > TIMESTAMP_MS '2020-01-01 00:00:00.001'", compare(["us"], .greater, of2020(1, .millis))),
        (
            "us <= TIMESTAMP_NS '2020-01-01 00:00:00.001000001'",
            compare(["us"], .lessOrEqual, of2020(1_000_001, .nanos))
        ),
        (
            "us < TIMESTAMP '1970-01-01 00:00:00'",
            compare(["us"], .less, .timestamp(0, unit: .micros, isAdjustedToUTC: false))
        ),
        ("ns > TIMESTAMP_MS '2020-01-01 00:00:00.001'", compare(["ns"], .greater, of2020(1, .millis))),
        ("ns < TIMESTAMP '2020-01-01 00:00:00.001'", compare(["ns"], .less, of2020(1000, .micros))),
        ("ns = TIMESTAMP_MS '2020-01-01 00:00:00.001'", compare(["ns"], .equal, of2020(1, .millis))),
        (
            "utc > TIMESTAMPTZ '2020-01-01 00:00:00.001+00'",
            compare(["utc"], .greater, of2020(1, .millis, isAdjustedToUTC: true))
        ),
    ]

    private static let i32 = Column<Int32?>("i32")
    private static let d = Column<Double?>("d")

    private static let groupsAndNulls: [(sql: String, predicate: Parquet.Predicate)] = [
        ("grp.a > 1", compare(["grp", "a"], .greater, .int32(1))),
        ("grp.a IS NULL", .isNull(["grp", "a"])),
        ("grp.deep.c = 'x'", compare(["grp", "deep", "c"], .equal, .string("x"))),
        ("grp.deep.c IS NOT NULL", .isNotNull(["grp", "deep", "c"])),
        ("NOT (grp.deep.c = 'x')", !compare(["grp", "deep", "c"], .equal, .string("x"))),
        ("s IS NULL", s.isNull),
        ("s IS NOT NULL AND i32 IS NULL", s.isNotNull && i32.isNull),
        ("NOT (s = 'a' AND i32 > 0)", !(s == "a" && i32 > 0)),
        ("NOT (s = 'a' OR i32 > 0)", !(s == "a" || i32 > 0)),
        (
            "(s = 'a' OR d > 1) AND NOT (i8 IN (1, NULL) AND b)",
            (s == "a" || d > 1) && !(.isIn(["i8"], [.int32(1), .null]) && compare(["b"], .equal, .boolean(true)))
        ),
        ("i64 = NULL", compare(["i64"], .equal, .null)),
        ("NOT (i64 = NULL)", !compare(["i64"], .equal, .null)),
    ]
}
