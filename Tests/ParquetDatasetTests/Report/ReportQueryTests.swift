import Parquet
import Testing

@testable import ParquetDataset

/// The file of queries, and what is wrong with such files.
@Suite struct ReportQueryTests {
    private func list(_ text: String) throws -> [ReportQuery] { try ReportQuery.list(json: Array(text.utf8)) }

    @Test func queriesAreRead() throws {
        let queries = try list(
            """
            {"queries": [
              {"name": "trail", "columns": ["at", "action"], "where": "user_id = 'u1'", "per_day": 2.5},
              {"name": "errors", "count_by": ["action"], "max": ["at"], "where": "status >= 400"},
              {"name": "all", "count_by": []}, {"name": "rows"}]}
            """)
        #expect(queries.map(\.name) == ["trail", "errors", "all", "rows"])
        #expect(
            queries.map(\.text) == [
                "select at, action where user_id = 'u1'",
                "select action, count(*), max(at) where status >= 400 group by action", "select count(*)", "select *",
            ])
        #expect(queries.map(\.perDay) == [2.5, nil, nil, nil])
    }

    @Test(arguments: [
        ("{\"queries\": [\n{\"name\": \"a\", \"colums\": []}]}", 2, "\"colums\" is no member of queries[0]"),
        ("{\"queries\": [\n{\"name\": \"a\"},\n{\"columns\": [\"x\"]}]}", 3, "queries[1] needs a \"name\""),
        (
            "{\"queries\": [{\"name\": \"a\",\n\"columns\": [\"x\"], \"count_by\": []}]}", 2,
            "queries[0] (\"a\") asks for rows"
        ),
        (
            "{\"queries\": [{\"name\": \"a\", \"columns\": [\"x\",\n7]}]}", 2,
            "queries[0].columns[1] must be a column's name"
        ),
        ("{\"queries\": [{\"name\": \"a\",\n\n\"where\": \"x = = 1\"}]}", 3, "queries[0] (\"a\"), where: "),
        ("{\"queries\": [{\"name\": \"a\", \"per_day\": -1}]}", 1, "queries[0].per_day must be a number"),
        ("{\"queries\": [{\"name\": \"a\"},\n {\"name\": \"a\"}]}", 2, "queries[1] is called \"a\", as one before"),
        ("{\"queries\": {}}", 1, "the file needs \"queries\", an array"), ("\n[]", 2, "the file must be an object"),
        ("{\"queries\": []}", 1, "\"queries\" is empty"), ("{\"queries\":\n [}", 2, ""),
    ])
    func errorsNameThePlace(text: String, line: Int, message: String) throws {
        let error = try #require(throws: ParquetError.self) { try list(text) }
        #expect(error.place.line == line, "\(error)")
        #expect(error.place.byteOffset != nil)
        #expect(error.message.hasPrefix(message), "\(error)")
        #expect(error.code == (message.isEmpty ? .json : .input))
    }
}
