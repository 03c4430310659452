import Foundation
import Testing

/// What `parkett verify` finds of datasets that `parkett convert` made.
@Suite struct VerifyCommandTests {
    private static let schema = """
        {"contract":1,"columns":[{"name":"id","type":"string","required":true},{"name":"n","type":"bigint"},
        {"name":"tags","type":"array<string>"}]}
        """
    /// The key of RFC 8410, section 10.3, and its public half.
    private static let privateKey = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
        -----END PRIVATE KEY-----

        """
    private static let publicKey = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
        -----END PUBLIC KEY-----

        """

    private static func line(_ number: Int) -> String {
        "{\"id\":\"id \(number)\",\"n\":\(number % 7 == 0 ? "null" : "\(number)"),\"tags\":[\"a\",\"\(number % 3)\"]}"
    }

    /// Has `body` look at a dataset of two days, and converts with more arguments than the usual ones.
    private static func withDataset(
        _ arguments: [String] = [], _ body: (Program) throws -> Void
    ) throws {
        try Program.inScratchDirectory { program in
            try program.write("schema.json", schema)
            try program.write("key.pem", privateKey)
            try program.write("key.pub.pem", publicKey)
            for day in 1...2 {
                for hour in 0...1 {
                    let first = day * 10_000 + hour * 1_000
                    var lines = (first..<first + 500).map(line)
                    lines.insert("", at: 100)
                    // The same row twice counts twice.
                    lines.append(lines[0])
                    if hour == 1 { lines.insert("no row", at: 300) }
                    try program.write(
                        "logs/date=2025-01-0\(day)/0\(hour)-00.json", lines.joined(separator: "\n") + "\n")
                }
            }
            let run = try program.run(
                ["convert", "logs", "table", "--all", "--schema", "schema.json", "--max-quarantined", "10"] + arguments)
            #expect(run.exitCode == 0, "\(run.errors)")
            try body(program)
        }
    }

    private static func change(_ program: Program, _ file: String, _ change: (inout Data) -> Void) throws {
        let url = program.directory.appendingPathComponent(file)
        var data = try Data(contentsOf: url)
        change(&data)
        try data.write(to: url)
    }

    @Test(arguments: [
        [], ["--sort-by", "n desc"], ["--partition-by", "n"], ["--sign-key", "key.pem"], ["--threads", "1"],
    ])
    func wholeDatasetsAreProven(arguments: [String]) throws {
        try VerifyCommandTests.withDataset(arguments) { program in
            let signed = arguments.first == "--sign-key"
            let run = try program.run(
                ["verify", "table", "--against-sources", "logs"] + (signed ? ["--key", "key.pub.pem"] : []))
            #expect(run.exitCode == 0, "\(run.output)\(run.errors)")
            #expect(run.output.contains("all as recorded"))
            #expect(run.output.contains(signed ? ", all signed;" : "receipt"))
            #expect(run.output.contains("the rows of the files are their lines, 2004 rows compared"), "\(run.output)")
            #expect(run.output.contains("4 sources"))
            #expect(run.output.contains("they may be deleted"))
        }
    }

    @Test func oneCharacterOfOneLineIsFound() throws {
        try VerifyCommandTests.withDataset { program in
            try VerifyCommandTests.change(program, "logs/date=2025-01-02/00-00.json") { data in
                let place = data.range(of: Data("id 20333".utf8))!.upperBound - 1
                data[place] = UInt8(ascii: "8")
            }
            let run = try program.run(["verify", "table", "--against-sources", "logs"])
            #expect(run.exitCode == 6)
            // The blank line is the 101st.
            #expect(
                run.output.contains("date=2025-01-02/00-00.json: line 335 is no row of the files, and the first such"),
                "\(run.output)")
            #expect(run.output.contains("2 sources, "))
        }
    }

    @Test func oneBitOfOneFileIsFound() throws {
        try VerifyCommandTests.withDataset { program in
            try VerifyCommandTests.change(program, "table/date=2025-01-01/part-00000.parquet") { data in
                data[data.count / 2] ^= 0x10
            }
            let run = try program.run(["verify", "table"])
            #expect(run.exitCode == 6)
            #expect(
                run.output.hasPrefix("date=2025-01-01/part-00000.parquet: its bytes are not those"), "\(run.output)")
        }
    }

    @Test func receiptsThatAreRemovedOrSignedByOthersAreFound() throws {
        try VerifyCommandTests.withDataset(["--sign-key", "key.pem"]) { program in
            let head = try program.run(["verify", "table", "--key", "key.pub.pem", "--json"]).output
            let hash = try #require(head.range(of: "\"head\":\"").map { String(head[$0.upperBound...].prefix(64)) })
            #expect(try program.run(["verify", "table", "--head", hash]).exitCode == 0)
            try program.remove("table/_parkett/receipts/00000002.json")
            let run = try program.run(["verify", "table", "--head", hash])
            #expect(run.exitCode == 6)
            #expect(run.output.contains("the last receipt is "), "\(run.output)")
            #expect(run.output.contains("no receipt names the file; it was added"))
            try program.remove("table/_parkett/receipts/00000001.json")
            #expect(try program.run(["verify", "table"]).exitCode == 6)
        }
        try VerifyCommandTests.withDataset { program in
            let run = try program.run(["verify", "table", "--key", "key.pub.pem"])
            #expect(run.exitCode == 6)
            #expect(run.output.contains("00000001.json: the receipt is not signed"))
        }
    }

    @Test func quarantineIsPartOfIt() throws {
        try VerifyCommandTests.withDataset { program in
            let files = program.lineFiles("table/_parkett/quarantine")
            #expect(files.count == 2)
            try VerifyCommandTests.change(program, "table/_parkett/quarantine/\(files[0])") { data in
                data[data.firstIndex(of: UInt8(ascii: "o"))!] = UInt8(ascii: "a")
            }
            let run = try program.run(["verify", "table"])
            #expect(run.exitCode == 6)
            #expect(run.output.contains("_parkett/quarantine/\(files[0]): its bytes are not those"), "\(run.output)")
        }
    }

    @Test(arguments: [[], ["--sort-by", "n desc"], ["--partition-by", "tag:n"]])
    func linesAreProvenWithoutTheData(arguments: [String]) throws {
        try VerifyCommandTests.withDataset(arguments) { program in
            let line = VerifyCommandTests.line(20_123)
            let proof = try program.run(["verify", "table", "--inclusion", line])
            #expect(proof.exitCode == 0, "\(proof.errors)")
            try program.write("proof.json", proof.output)
            let number = try #require(
                proof.output.range(of: "\"receipt\":").map { proof.output[$0.upperBound...].prefix(1) })
            let receipt = "table/_parkett/receipts/0000000\(number).json"
            let check = try program.run(["verify", "--proof", "proof.json", "--receipt", receipt])
            #expect(check.exitCode == 0, "\(check.errors)")
            #expect(check.output.hasPrefix("the row is row "))
            // Another row than the proven one, another receipt.
            let digit = try #require(proof.output.range(of: "\"row\":\"")).upperBound
            var changed = proof.output
            let other = changed[digit] == "A" ? "B" : "A"
            changed.replaceSubrange(digit...digit, with: other)
            try program.write("changed.json", changed)
            #expect(try program.run(["verify", "--proof", "changed.json", "--receipt", receipt]).exitCode == 6)
            #expect(try program.run(["verify", "table", "--inclusion", VerifyCommandTests.line(999)]).exitCode == 4)
            #expect(try program.run(["verify", "table", "--inclusion", "no row"]).exitCode == 1)
        }
    }

    @Test func sourcesMayBeGone() throws {
        try VerifyCommandTests.withDataset { program in
            try program.remove("logs/date=2025-01-01/01-00.json")
            let run = try program.run(["verify", "table", "--against-sources", "logs"])
            #expect(run.exitCode == 0, "\(run.output)")
            #expect(
                run.output.contains(
                    "date=2025-01-01/01-00.json no longer there: what was made of them could not be compared"))
            #expect(run.output.contains("2 sources, "))
        }
    }
}

extension Program {
    fileprivate func remove(_ path: String) throws {
        try FileManager.default.removeItem(at: directory.appendingPathComponent(path))
    }

    /// The files of JSON lines below a directory.
    fileprivate func lineFiles(_ path: String) -> [String] {
        let root = directory.appendingPathComponent(path).path
        let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".jsonl") }.sorted()
    }
}
