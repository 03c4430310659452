import Parquet
import ParquetJSON
import Testing

/// What a column with the drift policy `widen` becomes by the values that do not fit it.
@Suite struct WideningNeedTests {
    /// The type that a column of `type` gets by the values of lines; `=` if it stays.
    private func widened(_ type: String, _ values: [String], read rule: String? = nil) throws -> String {
        let read = rule.map { ", \"read\": \"\($0)\"" } ?? ""
        let json = """
            {"contract": 1, "revision": 4, "columns": [
              {"name": "v", "type": "\(type)"\(read), "drift": "widen", "field_id": 7}, {"name": "w", "type": "int"}]}
            """
        let contract = try SchemaContract(json: Array(json.utf8))
        let lines = values.map { "{\"v\":\($0),\"w\":\"x\"}" }.joined(separator: "\n")
        let counts = try ParquetJSONTests.read(lines, by: json).1
        // A column without the policy asks for nothing.
        #expect(Set(counts.needs.keys).isSubset(of: ["v"]))
        guard let (wider, columns) = try contract.widened(for: counts.needs) else { return "=" }
        #expect(wider.revision == 5 && wider.columns[0].fieldID == 7 && wider.columns[1] == contract.columns[1])
        #expect(
            columns == [ColumnWidening(column: "v", before: contract.columns[0].type, after: wider.columns[0].type)])
        // Spark's list has the pair, and all that made the type fits it.
        #expect(TypeWidening.allows(contract.columns[0].type, to: wider.columns[0].type))
        let again = try ParquetJSONTests.read(lines, by: wider.json).1
        #expect(try wider.widened(for: again.needs) == nil)
        return wider.columns[0].type.name
    }

    @Test(arguments: [
        // Whole numbers: the shortest integer, then the shortest decimal.
        ("tinyint", ["128"], "smallint"), ("tinyint", ["-32769"], "int"), ("smallint", ["2147483648"], "bigint"),
        ("int", ["2147483648"], "bigint"), ("int", ["-2147483649", "9223372036854775807"], "bigint"),
        ("int", ["3e9"], "bigint"), ("int", ["9223372036854775808"], "decimal(19,0)"),
        ("int", ["-1", "1", "18446744073709551616"], "decimal(20,0)"),
        ("bigint", ["18446744073709551616"], "decimal(20,0)"), ("bigint", ["9223372036854775808"], "decimal(20,0)"),
        ("bigint", ["99999999999999999999999999999999999999"], "decimal(38,0)"),
        ("int", ["1e300"], "double"),
        // Fractions: doubles if they name them, else decimals.
        ("int", ["1697068800.5"], "double"), ("tinyint", ["0.1"], "double"),
        ("int", ["0.1", "9007199254740992"], "double"),
        ("int", ["0.5", "9007199254740993"], "decimal(17,1)"), ("int", ["0.12345678901234567890"], "decimal(29,19)"),
        ("int", ["1.10"], "double"), ("bigint", ["1.5"], "decimal(21,1)"),
        ("bigint", ["1.25", "0.5"], "decimal(22,2)"),
        // Decimals.
        ("decimal(5,2)", ["1000"], "decimal(6,2)"), ("decimal(5,2)", ["0.125"], "decimal(6,3)"),
        ("decimal(5,2)", ["\"1234.5678\""], "decimal(8,4)"), ("decimal(9,2)", ["1e9"], "decimal(12,2)"),
        // Floats.
        ("float", ["16777217"], "double"), ("float", ["1e39"], "double"),
    ])
    func theLeastType(from: String, values: [String], to: String) throws {
        #expect(try widened(from, values) == to)
        #expect(try widened(from, values.reversed()) == to)
    }

    @Test(arguments: [
        // Nothing that fits, nothing of another kind.
        ("int", ["1", "null"]), ("int", ["\"2147483648\"", "true", "{}", "[1]"]), ("bigint", ["1e300"]),
        ("boolean", ["1"]), ("string", ["1"]), ("double", ["9007199254740993"]), ("date", ["\"2025-01-25T00:00:00Z\""]),
        ("decimal(38,0)", ["0.5"]), ("decimal(30,0)", ["0.123456789"]),
        ("int", ["123456789012345678901234567890123456789"]),
        // Each alone would do, but no type holds both.
        ("int", ["1e300", "9007199254740993"]), ("bigint", ["0.123456789012345678", "999999999999999999999"]),
    ])
    func noType(from: String, values: [String]) throws {
        #expect(try widened(from, values) == "=")
    }

    /// What no type holds does not stand in the way of the others.
    @Test func othersAreLeft() throws {
        #expect(try widened("int", ["\"n/a\"", "2147483648", "[]"]) == "bigint")
        #expect(try widened("int", ["2147483648", "123456789012345678901234567890123456789"]) == "bigint")
    }

    @Test func instants() throws {
        let millis = "timestamp(millis)"
        #expect(try widened(millis, ["1697068800.000001"], read: "epoch_seconds") == "timestamp(micros)")
        #expect(try widened(millis, ["1697068800000.5"], read: "epoch_millis") == "timestamp(micros)")
        #expect(try widened(millis, ["1697068800.0000001"], read: "epoch_seconds") == "=")
        #expect(try widened(millis, ["\"2025-01-25T13:45:30.123456Z\""], read: "rfc3339") == "timestamp(micros)")
        #expect(try widened(millis, ["\"20250125T134530,123456Z\""], read: "iso8601") == "timestamp(micros)")
        #expect(try widened(millis, ["\"20250125T134530,123456Z\""], read: "rfc3339") == "=")
        #expect(try widened("timestamp(micros)", ["1697068800.0000001"], read: "epoch_seconds") == "=")
    }

    /// What lies in another column stays as it is, and is told; so are policies of their own.
    @Test func partsOfColumns() throws {
        let json = """
            {"contract": 1, "drift": "widen", "columns": [
              {"name": "device", "type": "struct<age:int>"}, {"name": "marks", "type": "array<int>"},
              {"name": "kept", "type": "int", "drift": "extra"}, {"name": "id", "type": "int", "required": true},
              {"name": "os", "type": "int", "from": "/system/os"}]}
            """
        let line = "{\"id\":1,\"device\":{\"age\":3000000000},\"marks\":[1,3000000000],\"kept\":3000000000,"
        let counts = try read(line + "\"system\":{\"os\":3000000000}}\n{\"id\":2,\"system\":7}", by: json).1
        #expect(counts.needs.keys.sorted() == ["/system", "device.age", "marks.element", "os"])
        #expect(counts.needs.mapValues { [$0.count, $0.otherCount] }["device.age"] == [0, 1])
        let widened = try SchemaContract(json: Array(json.utf8)).widened(for: counts.needs)
        #expect(widened?.columns == [ColumnWidening(column: "os", before: .int, after: .bigint)])
        #expect(failure("{\"id\":3000000000}", by: json)?.place.column == "id")
    }

    @Test func aContractThatIsGivenAgainKeepsWhatBecameWider() throws {
        func contract(_ type: String, _ drift: DriftPolicy) throws -> SchemaContract {
            let type = try #require(ContractType(name: type))
            return try SchemaContract(columns: [.init("v", type, drift: drift), .init("w", .int)])
        }
        let (kept, columns) = try contract("int", .widen).keepingWidenings(of: contract("bigint", .widen))
        #expect(kept.columns[0].type == .bigint && columns.map(\.column) == ["v"])
        // A type that is no wider one, or a column that has another policy, is what it is said to be.
        #expect(try contract("bigint", .widen).keepingWidenings(of: contract("int", .widen)).columns.isEmpty)
        #expect(try contract("int", .extra).keepingWidenings(of: contract("bigint", .widen)).columns.isEmpty)
    }
}
