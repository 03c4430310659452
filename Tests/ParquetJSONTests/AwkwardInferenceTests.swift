import Parquet
import ParquetJSON
import Testing

/// Input on which engines that infer schemas differ. Each test says what DuckDB 2.0, Polars, pyarrow, ClickHouse (chdb) and
/// DataFusion make of it with their default settings.
@Suite struct AwkwardInferenceTests {
    /// All five fail. DuckDB leaves nothing, the others a partial file.
    @Test func aBadLine() throws {
        let lines = [String](repeating: "{\"a\":1}", count: 5_000)
        for bad in ["{\"a\":1", "{\"a\":1}}", "nope"] {
            let error = #expect(throws: ParquetError.self) {
                _ = try inference([(lines + [bad] + lines).joined(separator: "\n")])
            }
            #expect(error?.code == .json)
            #expect(error?.place.line == 5_001)
        }
    }

    /// DuckDB fails; Polars, ClickHouse and DataFusion drop the key silently; pyarrow keeps it.
    @Test func aKeyFirstSeenLate() throws {
        let lines = [String](repeating: "{\"a\":1}", count: 30_000) + ["{\"a\":1,\"late\":\"x\"}"]
        let result = try inference([lines.joined(separator: "\n")]).result()
        #expect(result.contract.columns.map(\.name) == ["a", "late"])
        #expect(result.keys[1].presentCount == 1)
    }

    /// DuckDB and DataFusion make 1697068800 of it; Polars and ClickHouse fail; pyarrow keeps it.
    @Test func aFractionAfterIntegers() throws {
        let lines = [String](repeating: "{\"at\":1697068800}", count: 30_000) + ["{\"at\":1697068800.5}"]
        #expect(try columns(lines) == ["at double"])
        var options = InferenceOptions()
        options.epochs = ["at": .epochSeconds]
        #expect(try columns(lines, options: options) == ["at timestamp(millis) epoch_seconds"])
    }

    /// DuckDB, pyarrow and DataFusion round it to a double; Polars writes a file that cannot be read; ClickHouse keeps it.
    @Test func anIntegerAbove64Bits() throws {
        #expect(try type(of: "1", "18446744073709551616") == "decimal(38,0)")
    }

    /// DuckDB, Polars and DataFusion fail; pyarrow and ClickHouse write it, and the file cannot be read.
    @Test func textThatIsNoUTF8() throws {
        let lines = Array("{\"a\":\"x\"}\n{\"a\":\"".utf8) + [0xFF] + Array("\"}\n".utf8)
        let error = #expect(throws: ParquetError.self) {
            _ = try withBytes(lines) { bytes throws(ParquetError) in
                var inference = try SchemaInference()
                return try inference.read(bytes, chunk: 0, block: 0)
            }
        }
        #expect(error?.code == .json)
        #expect(error?.place.line == 2)
    }

    /// Polars makes NUL of it; the others fail.
    @Test func aLoneSurrogate() {
        let error = #expect(throws: ParquetError.self) { _ = try inference(["{\"a\":\"\\ud83d\"}"]) }
        #expect(error?.code == .json)
    }

    /// DuckDB, pyarrow and ClickHouse fail; Polars keeps the first, DataFusion the last value, as we do.
    @Test func aKeyTwice() throws {
        let result = try inferred("{\"a\":\"x\",\"a\":1}")
        #expect(result.contract.columns == [.init("a", .bigint)])
        #expect(result.counts.duplicateKeys == 1)
    }

    /// The last one counts within arrays and maps, too; those before it are not seen.
    @Test func aKeyTwiceInAnArray() throws {
        let result = try inferred(
            "{\"a\":[{\"k\":\"x\",\"k\":1,\"o\":{\"p\":true,\"p\":null}}]}", "{\"a\":[{\"k\":2}]}")
        #expect(result.contract.columns.map(\.type.name) == ["array<struct<k:bigint,o:struct<p:string>>>"])
        #expect(result.keys.first { $0.path == "a[].k" }?.presentCount == 2)
        #expect(result.keys.first { $0.path == "a[].o.p" }?.presentCount == 1)
        #expect(result.counts.duplicateKeys == 2)
        let pairs = (0..<1_100).map { "\"k\($0)\":1" }.joined(separator: ",")
        let map = try inferred("{\"m\":{\(pairs)}}", "{\"m\":{\"k\":\"x\",\"k\":2}}")
        #expect(map.contract.columns.map(\.type.name) == ["map<string,bigint>"])
    }

    /// Polars makes `[null]` of the second; DataFusion fails; the others are right.
    @Test func anEmptyArrayFirst() throws {
        #expect(try type(of: "[]", "[\"a\"]") == "array<string>")
    }

    /// DuckDB makes JSON text of it, Polars text; the others fail.
    @Test func anObjectAndAString() throws {
        let result = try inferred("{\"a\":{\"b\":1}}", "{\"a\":\"x\"}")
        #expect(result.contract.columns == [.init("a", .json)])
        #expect(result.notes.count == 1)
    }

    /// DuckDB makes one odd column, DataFusion none; the others fail.
    @Test func anEmptyFile() {
        #expect(throws: ParquetError.self) { _ = try inference([""]).result() }
    }

    /// pyarrow fails; the others are right.
    @Test func aLineOf20Megabytes() throws {
        let result = try inferred("{\"a\":\"\(String(repeating: "x", count: 20 << 20))\"}")
        #expect(result.contract.columns == [.init("a", .string)])
        #expect(result.keys[0].longest == 20 << 20)
        #expect(result.keys[0].example.utf8.count < 100)
    }
}
