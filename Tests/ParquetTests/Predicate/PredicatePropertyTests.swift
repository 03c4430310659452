import ParquetTestSupport
import Testing

@testable import Parquet

@Suite struct PredicatePropertyTests {
    @Test(arguments: 0..<150 as Range<UInt64>) func rowsThatTheOracleKeepsAreKept(seed: UInt64) throws {
        let rowCount = [1, 63, 64, 65, 200][Int(seed % 5)]
        var source = try RandomPredicates(seed: seed, rowCount: rowCount)
        let rows = try source.batch.rows
        for _ in 0..<10 {
            let predicate = source.next(depth: 4)
            let expected = rows.filter { PredicateOracle.answer(predicate, $0) == true }
            let filtered = try source.batch.filtered(where: predicate)
            try filtered.check()
            #expect(filtered.rowCount == expected.count, "\(predicate)")
            for (row, other) in zip(try filtered.rows, expected) where row.values != other.values {
                // NaN does not equal itself; its description does.
                #expect("\(row.values)" == "\(other.values)", "\(predicate)")
            }
        }
    }
}
