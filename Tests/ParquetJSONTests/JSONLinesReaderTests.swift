import Parquet
import Testing

@testable import ParquetJSON

@Suite struct JSONLinesReaderTests {
    @Test func signInLines() throws {
        let (batch, counts) = try read(
            """
            {"id":"a1","action":"login","at":1697068800.5,"status_code":200,"device":{"os":"linux","v":1}}
            {"id":"a2","action":null,"at":1697068801,"scopes":["r","w"],"device":{"os":"mac","v":1.5}}

            {"status_code":404,"at":-1.001,"id":"","action":"log\\u00e9\\n","device":{}}
            {"id":"a4","action":"login","at":1697068800.5,"status_code":200,"device":{"os":"linux","v":1}}
            {"id":"a5","id":"a6"}
            """, by: signIn)
        #expect(counts == LineCounts(lines: 6, rows: 5, blankLines: 1, duplicateKeys: 1, unknownKeys: 5))
        #expect(strings(batch, 0) == ["a1", "a2", "", "a4", "a6"])
        #expect(strings(batch, 1) == ["login", nil, "logé\n", "login", nil])
        #expect(int64s(batch, 2) == [1_697_068_800_500, 1_697_068_801_000, -1001, 1_697_068_800_500, nil])
        #expect(int32s(batch, 3) == [200, nil, 404, 200, nil])
    }
}
