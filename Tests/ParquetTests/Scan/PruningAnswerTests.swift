import Testing

@testable import Parquet

/// What bounds, counts of nulls and their gaps allow to be said of predicates, by hand.
@Suite struct PruningAnswerTests {
    private static let id = SchemaField("c", .int32, repetition: .optional)

    /// The answer to `predicate` of a chunk of `count` values of `field` with these statistics.
    private func answer(
        _ field: SchemaField, _ predicate: Parquet.Predicate, _ statistics: StatisticsRecord?, count: Int = 10,
        order: ColumnOrder? = .typeDefined
    ) throws -> PruningAnswer {
        let schema = try Schema(fields: [field])
        let column = schema.columns[0]
        guard case .leaf(let leaf) = try BoundPredicate(predicate, schema).root else {
            Issue.record("\(predicate) is no question to a column")
            return .some
        }
        let metadata = ColumnMetadata(
            type: column.physicalType, encodings: [.plain], path: ["c"], codec: .uncompressed, valueCount: count,
            totalUncompressedSize: 0, totalCompressedSize: 0, dataPageOffset: 4, statistics: statistics)
        return leaf.test.answer(LeafBounds(metadata, column, order))
    }

    private func bytes(_ number: Int32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> Int32(8 * $0)) }
    }

    private func bytes(_ number: Double) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> UInt64(8 * $0)) }
    }

    private func numbers(_ min: Int32?, _ max: Int32?, nulls: Int? = 0) -> StatisticsRecord {
        StatisticsRecord(nullCount: nulls, maxValue: max.map(bytes), minValue: min.map(bytes))
    }

    @Test(
        arguments: [
            // Of values from 3 to 7.
            (.less, 3, .none), (.less, 4, .some), (.less, 7, .some), (.less, 8, .all),
            (.lessOrEqual, 2, .none), (.lessOrEqual, 3, .some), (.lessOrEqual, 7, .all),
            (.greater, 7, .none), (.greater, 6, .some), (.greater, 3, .some), (.greater, 2, .all),
            (.greaterOrEqual, 8, .none), (.greaterOrEqual, 7, .some), (.greaterOrEqual, 3, .all),
            (.equal, 2, .none), (.equal, 3, .some), (.equal, 8, .none),
            (.notEqual, 2, .all), (.notEqual, 3, .some), (.notEqual, 8, .all),
        ] as [(Parquet.Predicate.Comparison, Int32, PruningAnswer)])
    func comparisonsWithBounds(
        comparison: Parquet.Predicate.Comparison, literal: Int32, expected: PruningAnswer
    ) throws {
        let predicate = Parquet.Predicate.comparison(["c"], comparison, .int32(literal))
        #expect(try answer(PruningAnswerTests.id, predicate, numbers(3, 7)) == expected)
        // A null among them is not among all.
        let withNull: PruningAnswer = expected == .all ? .some : expected
        #expect(try answer(PruningAnswerTests.id, predicate, numbers(3, 7, nulls: 1)) == withNull)
        #expect(try answer(PruningAnswerTests.id, predicate, numbers(3, 7, nulls: nil)) == withNull)
        #expect(try answer(PruningAnswerTests.id, predicate, numbers(3, 7, nulls: 10)) == .none)
        #expect(try answer(PruningAnswerTests.id, predicate, nil) == .some)
        // Bounds that contradict each other say nothing.
        #expect(try answer(PruningAnswerTests.id, predicate, numbers(7, 3)) == .some)
    }

    @Test func oneValueIsKnown() throws {
        let equal = Parquet.Predicate.comparison(["c"], .equal, .int32(5))
        let notEqual = Parquet.Predicate.comparison(["c"], .notEqual, .int32(5))
        #expect(try answer(PruningAnswerTests.id, equal, numbers(5, 5)) == .all)
        #expect(try answer(PruningAnswerTests.id, notEqual, numbers(5, 5)) == .none)
        #expect(try answer(PruningAnswerTests.id, .isIn(["c"], [.int32(4), .int32(5)]), numbers(5, 5)) == .all)
        #expect(try answer(PruningAnswerTests.id, .not(.isIn(["c"], [.int32(4), .int32(5)])), numbers(5, 5)) == .none)
    }

    @Test func setsFallBetweenBounds() throws {
        let set = Parquet.Predicate.isIn(["c"], [.int32(1), .int32(10), .int32(20)])
        #expect(try answer(PruningAnswerTests.id, set, numbers(2, 9)) == .none)
        #expect(try answer(PruningAnswerTests.id, set, numbers(2, 10)) == .some)
        #expect(try answer(PruningAnswerTests.id, set, numbers(21, 30)) == .none)
        #expect(try answer(PruningAnswerTests.id, set, numbers(nil, 0)) == .none)
        #expect(try answer(PruningAnswerTests.id, set, numbers(nil, 1)) == .some)
        #expect(try answer(PruningAnswerTests.id, .not(set), numbers(2, 9)) == .all)
    }

    @Test func nullsAreCounted() throws {
        #expect(try answer(PruningAnswerTests.id, .isNull(["c"]), numbers(3, 7)) == .none)
        #expect(try answer(PruningAnswerTests.id, .isNull(["c"]), numbers(3, 7, nulls: 2)) == .some)
        #expect(try answer(PruningAnswerTests.id, .isNull(["c"]), numbers(nil, nil, nulls: 10)) == .all)
        #expect(try answer(PruningAnswerTests.id, .isNull(["c"]), numbers(3, 7, nulls: nil)) == .some)
        #expect(try answer(PruningAnswerTests.id, .isNotNull(["c"]), numbers(3, 7)) == .all)
        #expect(try answer(PruningAnswerTests.id, .isNotNull(["c"]), numbers(nil, nil, nulls: 10)) == .none)
    }

    @Test func unsignedNumbersAreOrderedAsSuch() throws {
        let field = SchemaField(
            "c", .int32, logicalType: .integer(bitWidth: 32, isSigned: false), repetition: .required)
        let above = Parquet.Predicate.comparison(["c"], .greater, .int64(3_000_000_000))
        // From 1 to 4,294,967,295.
        #expect(try answer(field, above, numbers(1, -1)) == .some)
        #expect(try answer(field, above, numbers(1, 2)) == .none)
        // Signed bounds of old say nothing of them.
        let old = StatisticsRecord(deprecatedMax: bytes(5 as Int32), deprecatedMin: bytes(-1 as Int32), nullCount: 0)
        #expect(try answer(field, above, old) == .some)
        // Of signed numbers they do.
        let signed = SchemaField("c", .int32, repetition: .required)
        #expect(try answer(signed, .comparison(["c"], .greater, .int32(5)), old) == .none)
    }

    @Test func anOrderMustBeKnown() throws {
        let predicate = Parquet.Predicate.comparison(["c"], .less, .int32(3))
        #expect(try answer(PruningAnswerTests.id, predicate, numbers(3, 7), order: nil) == .some)
    }

    @Test func notANumberIsAboveTheHighest() throws {
        let field = SchemaField("c", .double, repetition: .required)
        func record(_ min: Double, _ max: Double, nans: Int?) -> StatisticsRecord {
            StatisticsRecord(nullCount: 0, maxValue: bytes(max), minValue: bytes(min), nanCount: nans)
        }
        let above = Parquet.Predicate.comparison(["c"], .greater, .double(7))
        let below = Parquet.Predicate.comparison(["c"], .less, .double(8))
        // NaN is above all numbers, and bounds leave it out.
        #expect(try answer(field, above, record(3, 7, nans: nil)) == .some)
        #expect(try answer(field, above, record(3, 7, nans: 1)) == .some)
        #expect(try answer(field, above, record(3, 7, nans: 0)) == .none)
        #expect(try answer(field, below, record(3, 7, nans: nil)) == .some)
        #expect(try answer(field, below, record(3, 7, nans: 0)) == .all)
        #expect(try answer(field, .comparison(["c"], .less, .double(3)), record(3, 7, nans: nil)) == .none)
        // A bound that is NaN is none.
        #expect(try answer(field, below, record(3, .nan, nans: 0)) == .some)
        #expect(try answer(field, .comparison(["c"], .greater, .double(2)), record(.nan, 7, nans: 0)) == .some)
        // Zeros of both signs are one number.
        #expect(try answer(field, .comparison(["c"], .equal, .double(0)), record(-0.0, 0, nans: 0)) == .all)
        #expect(try answer(field, .comparison(["c"], .less, .double(0)), record(-0.0, 1, nans: 0)) == .none)
        #expect(try answer(field, .comparison(["c"], .equal, .double(-0.0)), record(0, 1, nans: 0)) == .some)
    }

    @Test func prefixesAndPatternsFallBetweenBounds() throws {
        let field = SchemaField("c", .byteArray, logicalType: .string, repetition: .required)
        func record(_ min: String, _ max: String) -> StatisticsRecord {
            StatisticsRecord(nullCount: 0, maxValue: Array(max.utf8), minValue: Array(min.utf8))
        }
        func prefix(_ text: String) -> Parquet.Predicate { .hasPrefix(["c"], .string(text)) }
        #expect(try answer(field, prefix("ab"), record("ac", "z")) == .none)
        #expect(try answer(field, prefix("ab"), record("a", "aa")) == .none)
        #expect(try answer(field, prefix("ab"), record("a", "ab")) == .some)
        #expect(try answer(field, prefix("ab"), record("abc", "z")) == .some)
        #expect(try answer(field, prefix("ab"), record("aba", "abz")) == .all)
        // A maximum that was cut and raised is no value, and still bounds.
        #expect(try answer(field, prefix("ab"), record("ab", "ac")) == .some)
        #expect(try answer(field, .not(prefix("ab")), record("ac", "z")) == .all)
        #expect(try answer(field, .not(prefix("ab")), record("aba", "abz")) == .none)
        #expect(try answer(field, .like(["c"], "ab%d"), record("ac", "z")) == .none)
        #expect(try answer(field, .like(["c"], "ab%d"), record("aba", "abz")) == .some)
        #expect(try answer(field, .not(.like(["c"], "ab%d")), record("ac", "z")) == .all)
        #expect(try answer(field, .like(["c"], "%d"), record("ac", "z")) == .some)
    }

    @Test func decimalsInBytesAreNumbers() throws {
        let field = SchemaField(
            "c", .fixedLengthByteArray, typeLength: 2, logicalType: .decimal(precision: 4, scale: 1),
            repetition: .required)
        // From -0.1 to 0.1.
        let record = StatisticsRecord(nullCount: 0, maxValue: [0, 1], minValue: [0xFF, 0xFF])
        func below(_ unscaled: Int128) -> Parquet.Predicate {
            .comparison(["c"], .less, .decimal(unscaled: unscaled, scale: 1))
        }
        #expect(try answer(field, below(-1), record) == .none)
        #expect(try answer(field, below(0), record) == .some)
        #expect(try answer(field, below(2), record) == .all)
        #expect(try answer(field, below(300), record) == .all)
    }

    @Test func typesWithoutOrderSayNothing() throws {
        let interval = SchemaField(
            "c", .fixedLengthByteArray, typeLength: 12, logicalType: .interval, repetition: .required)
        let zeros = [UInt8](repeating: 0, count: 12)
        let record = StatisticsRecord(nullCount: 0, maxValue: zeros, minValue: zeros)
        let other = Parquet.Predicate.comparison(["c"], .equal, .interval(months: 1, days: 0, milliseconds: 0))
        #expect(try answer(interval, other, record) == .some)
        let instant = SchemaField("c", .int96, repetition: .required)
        let later = Parquet.Predicate.comparison(["c"], .greater, .int96(julianDay: 2_440_589, nanosecondsOfDay: 0))
        #expect(try answer(instant, later, record) == .some)
    }
}
