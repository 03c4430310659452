import Parquet
import Testing

@testable import ParquetJSON

/// Columns that lie in an object of the line.
@Suite struct PassageTests {
    private let contract = """
        {"contract": 1, "unknown_keys": "fail", "drift": "fail", "columns": [
          {"name": "id", "type": "bigint"}, {"name": "os", "type": "string", "from": "/device/os"}]}
        """

    @Test func objectsAndNullsAreThere() throws {
        let lines = """
            {"id":1,"device":{"os":"a"}}
            {"id":2,"device":{}}
            {"id":3,"device":null}
            {"id":4}
            """
        let (batch, counts) = try read(lines, by: contract)
        #expect(strings(batch, 1) == ["a", nil, nil, nil])
        #expect(counts.rows == 4)
    }

    /// What is no object would hide the column: it does not fit, instead of becoming null.
    @Test(arguments: ["\"str\"", "[{\"os\":\"y\"}]", "7", "true", "[]"])
    func otherValuesDoNotFit(value: String) {
        let lines = "{\"id\":1,\"device\":{\"os\":\"a\"}}\n{\"id\":2,\"device\":\(value)}\n{\"id\":\"x\"}\n"
        let error = failure(lines, by: contract)
        #expect(error?.code == .contract && error?.place.line == 2, "\(String(describing: error))")
        #expect(error?.message.contains("/device") == true)
    }

    @Test func keysBesideTheColumnAreUnknown() {
        let error = failure("{\"id\":1,\"device\":{\"os\":\"a\",\"model\":1}}\n", by: contract)
        #expect(error?.code == .contract && error?.message.contains("model") == true)
    }

    @Test func theEarlierMisfitIsTold() {
        let error = failure("{\"id\":\"x\"}\n{\"device\":1}\n", by: contract)
        #expect(error?.place.line == 1 && error?.place.column == "id")
    }
}
