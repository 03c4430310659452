import Parquet
import ParquetJSON
import Testing

/// The type of the values of one path, pair by pair.
@Suite struct InferenceLatticeTests {
    @Test(arguments: [
        (["true", "false"], "boolean"),
        (["1", "-7"], "bigint"),
        (["9223372036854775807", "-9223372036854775808"], "bigint"),
        (["9223372036854775808"], "decimal(38,0)"),
        (["-9223372036854775809", "1"], "decimal(38,0)"),
        (["99999999999999999999999999999999999999"], "decimal(38,0)"),
        (["100000000000000000000000000000000000000"], "json"),
        (["1.5"], "double"),
        (["1697068800", "1697068800.500"], "double"),
        (["1e3"], "double"),
        (["1e400"], "json"),
        (["9007199254740992", "0.5"], "double"),
        // 2^53 + 1 is no double, and 16 digits before the point with 1 behind it are 17.
        (["9007199254740993", "0.5"], "decimal(17,1)"),
        (["9007199254740993", "1e3"], "json"),
        (["9223372036854775808", "0.25"], "decimal(21,2)"),
        (["12345678901234567890123456789012345678", "0.5"], "json"),
        (["\"a\"", "\"\""], "string"),
        (["\"2025-01-25\""], "date"),
        (["\"2025-01-25\"", "\"2025-02-30\""], "string"),
        (["\"2025-01-25T13:45:30Z\"", "\"2025-01-25t13:45:30.125+01:00\""], "timestamp(millis) rfc3339"),
        (["\"2025-01-25T13:45:30.125000Z\""], "timestamp(millis) rfc3339"),
        (["\"2025-01-25T13:45:30.1250Z\"", "\"2025-01-25T13:45:30.125001Z\""], "timestamp(micros) rfc3339"),
        (["\"2025-01-25T13:45:30.1234567Z\""], "string"),
        (["\"2025-01-25T13:45Z\"", "\"2025-01-25T13:45:30Z\""], "timestamp(millis) iso8601"),
        (["\"2025-01-25T13:45:30,5+0100\""], "timestamp(millis) iso8601"),
        (["\"20250125T134530Z\""], "timestamp(millis) iso8601"),
        (["\"2025-01-25 13:45:30\""], "timestamp(millis) iso8601"),
        (["\"2025-01-25T13:45:30\"", "\"2025-01-25T13:45:30Z\""], "string"),
        (["\"2025-01-25\"", "\"2025-01-25T13:45:30Z\""], "string"),
        (["\"2025-01-25T13:45:30Z\"", "\"\""], "string"),
        (["\"5d41402a-bc4b-2a76-b971-9d911017c592\""], "string"),
        (["{}"], "json"),
        (["{\"a\":1}", "{}"], "struct<a:bigint>"),
        (["[]"], "array<string>"),
        (["[]", "[\"a\"]"], "array<string>"),
        (["[null]"], "array<string>"),
        (["[1]", "[2.5]"], "array<double>"),
        (["[1]", "[\"a\"]"], "array<json>"),
        (["[[1],[]]", "[[2,3]]"], "array<array<bigint>>"),
        (["[{\"a\":1}]", "[{\"b\":\"x\"}]"], "array<struct<a:bigint,b:string>>"),
        (["true", "1"], "json"),
        (["1", "\"1\""], "json"),
        (["{\"a\":1}", "\"x\""], "json"),
        (["{\"a\":1}", "[1]"], "json"),
        (["[1]", "1"], "json"),
    ])
    func typeOf(_ values: [String], _ type: String) throws {
        for values in [values, values.reversed(), values + ["null"], ["null"] + values] {
            let lines = values.map { "{\"v\":\($0)}" }
            #expect(try columns(lines) == ["v \(type)"])
            // What is absent says nothing.
            #expect(try columns(lines + ["{}"]) == ["v \(type)"])
        }
    }

    @Test func nullAlone() throws {
        #expect(try type(of: "null") == "string")
    }

    @Test func options() throws {
        var options = InferenceOptions()
        options.usesInt32 = true
        options.usesUUID = true
        #expect(try type(of: "2147483647", "-2147483648", options: options) == "int")
        #expect(try type(of: "2147483648", options: options) == "bigint")
        #expect(try type(of: "\"5d41402a-bc4b-2a76-b971-9d911017c592\"", options: options) == "uuid")
        #expect(
            try type(of: "\"5d41402a-bc4b-2a76-b971-9d911017c592\"", "\"5d41402a\"", options: options) == "string")
    }

    @Test(arguments: [
        (ReadRule.epochSeconds, ["1697068800", "1697068800.500"], "timestamp(millis) epoch_seconds"),
        (.epochSeconds, ["1697068800.1234"], "timestamp(micros) epoch_seconds"),
        (.epochSeconds, ["1697068800.1234567"], "double"),
        (.epochMillis, ["1697068800000"], "timestamp(millis) epoch_millis"),
        (.epochMillis, ["1697068800000.5"], "timestamp(micros) epoch_millis"),
        (.epochMicros, ["1697068800000000"], "timestamp(micros) epoch_micros"),
        (.epochNanos, ["1697068800000000001"], "timestamp(nanos) epoch_nanos"),
        (.epochSeconds, ["\"x\""], "string"),
    ])
    func epoch(_ rule: ReadRule, _ values: [String], _ type: String) throws {
        var options = InferenceOptions()
        options.epochs = ["v": rule]
        let lines = values.map { "{\"v\":\($0)}" }
        #expect(try columns(lines, options: options) == ["v \(type)"])
        options.epochs = ["/v": rule]
        #expect(try columns(lines, options: options) == ["v \(type)"])
    }

    @Test func epochOfNoColumn() throws {
        var options = InferenceOptions()
        options.epochs = ["w": .epochSeconds]
        #expect(
            throws: ParquetError(.argument, "no such column was seen, so it holds no instants", at: .init(column: "w"))
        ) {
            _ = try columns(["{\"v\":1}"], options: options)
        }
    }

    @Test func names() throws {
        #expect(
            try inferred("{\"userId\":1,\"userid\":\"a\",\"USERID\":true,\"a.b-c\":2,\"_extra\":3,\"é\":4,\"\":5}")
                .contract
                .columns.map { "\($0.name) \($0.from)" } == [
                    "userid_3 /userId", "userid /userid", "userid_2 /USERID", "a_b_c /a.b-c", "__2 /é", "_ /",
                ])
        var options = InferenceOptions()
        options.keepsCase = true
        #expect(
            try inferred("{\"userId\":1,\"other key\":2}", options: options).contract.columns.map(\.name)
                == ["userId", "other_key"])
    }
}
