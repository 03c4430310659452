import Parquet
import ParquetJSON
import Testing

@Suite struct TypeWideningTests {
    /// What Spark said of the pairs of these types.
    @Test func pairs() throws {
        let names = [
            "tinyint", "smallint", "int", "bigint", "float", "double", "decimal(5,2)", "decimal(9,2)", "decimal(12,2)",
            "decimal(12,4)", "decimal(10,0)", "decimal(20,0)", "decimal(22,2)", "decimal(24,4)", "decimal(38,2)",
            "date", "timestamp(millis)", "timestamp(micros)", "boolean", "string", "json",
        ]
        let allowed: [String: Set<String>] = [
            "tinyint": [
                "smallint", "int", "bigint", "double", "decimal(12,2)", "decimal(10,0)", "decimal(20,0)",
                "decimal(22,2)", "decimal(24,4)", "decimal(38,2)",
            ],
            "smallint": [
                "int", "bigint", "double", "decimal(12,2)", "decimal(10,0)", "decimal(20,0)", "decimal(22,2)",
                "decimal(24,4)", "decimal(38,2)",
            ],
            "int": [
                "bigint", "double", "decimal(12,2)", "decimal(10,0)", "decimal(20,0)", "decimal(22,2)",
                "decimal(24,4)", "decimal(38,2)",
            ],
            "bigint": ["decimal(20,0)", "decimal(22,2)", "decimal(24,4)", "decimal(38,2)"],
            "float": ["double"],
            "decimal(5,2)": [
                "decimal(9,2)", "decimal(12,2)", "decimal(12,4)", "decimal(22,2)", "decimal(24,4)", "decimal(38,2)",
            ],
            "decimal(9,2)": ["decimal(12,2)", "decimal(12,4)", "decimal(22,2)", "decimal(24,4)", "decimal(38,2)"],
            "decimal(12,2)": ["decimal(22,2)", "decimal(24,4)", "decimal(38,2)"],
            "decimal(12,4)": ["decimal(24,4)"],
            "decimal(10,0)": ["decimal(12,2)", "decimal(20,0)", "decimal(22,2)", "decimal(24,4)", "decimal(38,2)"],
            "decimal(20,0)": ["decimal(22,2)", "decimal(24,4)", "decimal(38,2)"],
            "decimal(22,2)": ["decimal(24,4)", "decimal(38,2)"],
            "timestamp(millis)": ["timestamp(micros)"],
        ]
        for old in names {
            for new in names where old != new {
                let types = (try #require(ContractType(name: old)), try #require(ContractType(name: new)))
                #expect(
                    TypeWidening.allows(types.0, to: types.1) == (allowed[old]?.contains(new) ?? false),
                    "\(old) to \(new)")
            }
        }
    }

    @Test func nested() {
        let array = ContractType.array(.init(element: .int))
        #expect(TypeWidening.allows(array, to: array))
        #expect(!TypeWidening.allows(array, to: .array(.init(element: .bigint))))
    }
}
