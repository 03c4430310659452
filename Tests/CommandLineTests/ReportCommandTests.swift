import Foundation
import Testing

@Suite struct ReportCommandTests {
    /// A day of made-up events as JSON and as a dataset.
    private func withLog(_ body: (Program) throws -> Void) throws {
        try Program.inScratchDirectory { program in
            _ = try program.run("generate", "signin", "logs", "--events", "3000")
            let contract =
                "{\"contract\": 1, \"unknown_keys\": \"drop\", \"columns\": [{\"name\": \"id\", \"type\": \"string\"}, "
                + "{\"name\": \"action\", \"type\": \"string\"}, {\"name\": \"status_code\", \"type\": \"int\"}]}"
            try Data(contract.utf8).write(to: program.directory.appendingPathComponent("contract.json"))
            let run = try program.run("convert", "logs", "table", "--schema", "contract.json", "--all")
            #expect(run.exitCode == 0)
            try body(program)
        }
    }

    @Test func reportsAsTextJSONAndPage() throws {
        try withLog { program in
            let queries =
                "{\"queries\": [{\"name\": \"errors\", \"count_by\": [\"action\"], \"where\": \"status_code >= 400 and date = 24\"}]}"
            try Data(queries.utf8).write(to: program.directory.appendingPathComponent("q.json"))
            let run = try program.run(
                "report", "logs", "table", "--queries", "q.json", "--json", "--html", "r.html", "--events-per-day",
                "6000")
            #expect(run.exitCode == 0, "\(run.errors)")
            let document = try #require(
                JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
            let query = try #require((document["queries"] as? [[String: Any]])?.first)
            #expect(query["read_bytes"] as? Int == query["explained_bytes"] as? Int)
            #expect((document["storage"] as? [String: Any])?["rows"] as? Int == 3000)
            #expect((document["pricing"] as? [String: Any])?["scale"] as? Double == 2)
            // The explanation of count tells the same.
            let count = try program.run(
                "count", "table", "--by", "action", "--where", "status_code >= 400 and date = 24", "--explain")
            let read = try #require(query["read_bytes"] as? Int)
            #expect(count.errors.contains("bytes that are read: \(read) ("))
            let page = try String(
                contentsOf: program.directory.appendingPathComponent("r.html"), encoding: .utf8)
            #expect(page.hasPrefix("<!DOCTYPE html>"))
            let text = try program.run("report", "logs", "table", "--queries", "q.json").output
            #expect(text.contains("errors"))
            #expect(text.contains("dollars a month"))
        }
    }

    @Test func brokenQueriesAreTold() throws {
        try withLog { program in
            let queries = "{\"queries\": [\n  {\"name\": \"errors\", \"where\": \"status_code >= \"}]}"
            try Data(queries.utf8).write(to: program.directory.appendingPathComponent("q.json"))
            let run = try program.run("report", "logs", "table", "--queries", "q.json")
            #expect(run.exitCode == 1)
            #expect(run.errors.contains("q.json: line 2: byte "))
            #expect(run.errors.contains("queries[0] (\"errors\"), where: "))
            #expect(try program.run("report", "logs", "table", "--queries", "none.json").exitCode == 1)
        }
    }
}
