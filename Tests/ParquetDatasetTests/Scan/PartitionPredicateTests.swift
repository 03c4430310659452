import Parquet
import SystemPackage
import Testing

@testable import ParquetDataset

@Suite struct PartitionPredicateTests {
    private func file(_ path: String) -> DatasetFile {
        let directories = path.split(separator: "/").map(String.init).dropLast()
        return DatasetFile(path: path, byteCount: 1, partition: PartitionPath(directories: Array(directories)))
    }

    @Test func typesComeFromAllValues() throws {
        let files = [
            file("t/n=1/day=2025-02-24/word=a%2Fb/mixed=1/f"),
            file("t/n=-07/day=2024-02-29/word=__HIVE_DEFAULT_PARTITION__/mixed=x/f"),
            file("t/n=__HIVE_DEFAULT_PARTITION__/day=2025-02-25/word=7/mixed=2025-02-24/f"),
        ]
        let partitions = PartitionColumns(files)
        #expect(
            partitions.fields == [
                SchemaField("n", .int64), SchemaField("day", .int32, logicalType: .date),
                SchemaField("word", .byteArray, logicalType: .string),
                SchemaField("mixed", .byteArray, logicalType: .string),
            ])
        let rows = try files.map { try partitions.row($0.partition).rows[0].values }
        // 20,143 days from 1970 to 2025-02-24, and 19,782 to 2024-02-29.
        #expect(
            rows == [
                [.int64(1), .date(days: 20_143), .string("a/b"), .string("1")],
                [.int64(-7), .date(days: 19_782), .null, .string("x")],
                [.null, .date(days: 20_144), .string("7"), .string("2025-02-24")],
            ])
    }

    @Test func daysThatTheCalendarLacksAreText() {
        let partitions = PartitionColumns([file("t/day=2025-02-30/f")])
        #expect(partitions.fields == [SchemaField("day", .byteArray, logicalType: .string)])
    }

    /// What is left of a predicate where p is 5, q is null, and r is in no row.
    private func rest(_ predicate: Parquet.Predicate) throws -> PartitionPredicate {
        let partitions = PartitionColumns([file("t/p=5/q=__HIVE_DEFAULT_PARTITION__/f"), file("t/p=5/q=1/f")])
        let known = try partitions.row(file("t/p=5/q=__HIVE_DEFAULT_PARTITION__/f").partition)
        return try PartitionPredicate(predicate, known: known, isAbsent: { $0 == ["r"] })
    }

    private func compare(_ name: String, _ comparison: Parquet.Predicate.Comparison, _ number: Int64)
        -> Parquet.Predicate
    {
        .comparison([name], comparison, .int64(number))
    }

    @Test func whatIsKnownIsSettled() throws {
        func answer(_ predicate: Parquet.Predicate) throws -> Bool? {
            guard case .settled(let answer) = try rest(predicate) else {
                Issue.record("\(predicate) is not settled")
                return nil
            }
            return answer
        }
        #expect(try answer(compare("p", .equal, 5)) == true)
        #expect(try answer(compare("p", .less, 5)) == false)
        #expect(try answer(compare("q", .equal, 1)) == nil)
        #expect(try answer(.not(compare("q", .equal, 1))) == nil)
        #expect(try answer(.isNull(["q"])) == true)
        #expect(try answer(.isNull(["r"])) == true)
        #expect(try answer(compare("r", .equal, 1)) == nil)
        #expect(try answer(.isIn(["r"], [])) == false)
        #expect(try answer(.and([compare("p", .equal, 5), .isNull(["q"])])) == true)
        #expect(try answer(.and([compare("q", .equal, 5), compare("x", .equal, 1), compare("p", .equal, 6)])) == false)
        #expect(try answer(.or([compare("x", .equal, 1), compare("p", .equal, 5)])) == true)
        #expect(try answer(.or([compare("q", .equal, 1), compare("p", .equal, 6)])) == nil)
        #expect(try answer(.and([])) == true)
        #expect(try answer(.or([])) == false)
    }

    @Test func whatIsNotKnownIsLeft() throws {
        let asked = compare("x", .equal, 1)
        func left(_ predicate: Parquet.Predicate) throws -> Parquet.Predicate? {
            guard case .rest(let rest) = try rest(predicate) else { return nil }
            return rest
        }
        #expect(try left(.and([compare("p", .equal, 5), asked])) == asked)
        #expect(try left(.or([compare("p", .equal, 6), asked])) == asked)
        #expect(try left(.not(.and([compare("p", .equal, 5), asked]))) == .not(asked))
        // Unknown stays: neither this nor its opposite is true.
        let unknown = Parquet.Predicate.comparison(["x"], .equal, .null)
        #expect(try left(.and([compare("q", .equal, 1), asked])) == .and([asked, unknown]))
        #expect(try left(.or([compare("q", .equal, 1), asked])) == .or([asked, unknown]))
    }
}
