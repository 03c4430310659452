import Parquet
import ParquetBytes
import ParquetTestSupport
import SystemPackage
import Testing

@testable import ParquetDataset

@Suite struct DatasetErasureTests {
    typealias Row = SampleDataset.Row

    /// A clause and the same in Swift.
    struct Question: Sendable {
        let clause: String
        let isWanted: @Sendable (_ row: Row, _ day: Int) -> Bool
    }

    static let questions: [Question] = [
        .init(clause: "userId = 'u3'") { row, _ in row.user == "u3" },
        .init(clause: "USERID in ('u1', 'u4') and not amount < 50") { row, _ in
            (row.user == "u1" || row.user == "u4") && row.amount.map { $0 >= 50 } == true
        },
        .init(clause: "day = 2 and userId is null") { row, day in day == 2 && row.user == nil },
        .init(clause: "id between 10 and 29 or day >= '3' and amount > 90") { row, day in
            (10...29).contains(row.id) || day >= 3 && row.amount.map { $0 > 90 } == true
        },
        .init(clause: "day = 1") { _, day in day == 1 },
        .init(clause: "userId like 'u%' and not (day in (1, 2) or id > 1000000)") { row, day in
            row.user != nil && !(day == 1 || day == 2)
        },
        .init(clause: "userId = 'nobody'") { _, _ in false },
        .init(clause: "id >= 0") { _, _ in true },
    ]

    static func erase(_ store: any DatasetStore, _ clause: String) async throws -> ErasureReport {
        let session = try await DatasetSession.begin(store)
        let clause = try WhereClause(clause)
        do {
            let report = try await DatasetErasure(clause).run(in: session, certificate: ErasureCertificate(of: clause))
            await session.end()
            return report
        } catch {
            await session.end()
            throw error
        }
    }

    /// The bytes of each row group's chunks.
    private static func chunks(_ store: any DatasetStore) async throws -> [String: [[UInt8]]] {
        var found: [String: [[UInt8]]] = [:]
        for partition in try await store.partitions() {
            for stored in try await store.files(in: partition) {
                let source = try await store.source(of: stored, in: partition)
                let file = try await ParquetFile(source)
                var buffer = ByteBuffer()
                found["\(partition)/\(stored.name)"] = []
                for rowGroup in file.metadata.rowGroups {
                    var bytes: [UInt8] = []
                    for column in rowGroup.columns {
                        let range = try #require(column.metadata)
                            .range(fileByteCount: file.byteCount, createdBy: nil)
                        try await source.read(range, into: &buffer)
                        bytes += buffer.takeArray()
                        buffer = ByteBuffer()
                    }
                    found["\(partition)/\(stored.name)"]?.append(bytes)
                }
            }
        }
        return found
    }

    /// The rows that are left are those that a filter in Swift leaves, row groups without others have the same bytes, and the receipts
    /// alone prove it.
    @Test(arguments: DatasetErasureTests.questions.indices, 0..<3) func whatIsAskedGoesAndNothingElse(
        question: Int, seed: Int
    ) async throws {
        let question = DatasetErasureTests.questions[question]
        var random = SeededGenerator(seed: UInt64(seed))
        let scratch = try ScratchDirectory()
        let store = DatasetStoreTests.store(seed == 2 ? .bucket : .directory, scratch)
        let session = try await DatasetSession.begin(store)
        var rowGroups: [String: [[Row]]] = [:]
        var nextID: Int64 = 0
        for day in 1...3 {
            var files: [(name: String, rowGroups: [[Row]])] = []
            for file in 0..<Int.random(in: 1...3, using: &random) {
                let groups = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                    (0..<Int.random(in: 1...40, using: &random)).map { _ in
                        nextID += 1
                        return Row(
                            id: nextID,
                            user: Int.random(in: 0..<5, using: &random) == 0
                                ? nil : "u\(Int.random(in: 0..<6, using: &random))",
                            amount: Int.random(in: 0..<5, using: &random) == 0
                                ? nil : Double(Int.random(in: 0..<100, using: &random)))
                    }
                }
                files.append(("part-0000\(file).parquet", groups))
                rowGroups["day=\(day)/part-0000\(file).parquet"] = groups
            }
            try await SampleDataset.publish(session, "day=\(day)", files)
        }
        await session.end()
        let before = try await DatasetErasureTests.chunks(store)

        let counted = try await DatasetErasure(WhereClause(question.clause)).count(in: store)
        let report = try await DatasetErasureTests.erase(store, question.clause)
        #expect(counted.removals == report.removals && counted.isDryRun)
        func isWanted(_ row: Row, _ file: String) -> Bool {
            question.isWanted(row, file.utf8.dropFirst(4).first.map { Int($0) - 0x30 } ?? 0)
        }
        let after = try await DatasetErasureTests.chunks(store)
        var expected: [Row] = []
        for (file, groups) in rowGroups.sorted(by: { $0.key < $1.key }) {
            let left = groups.map { $0.filter { !isWanted($0, file) } }
            expected += left.flatMap { $0 }
            let own = after[file] ?? []
            #expect(own.count == left.filter { !$0.isEmpty }.count)
            var place = 0
            for (index, group) in groups.enumerated() where !left[index].isEmpty {
                if left[index].count == group.count { #expect(own[place] == before[file]?[index]) }
                place += 1
            }
        }
        #expect(try await SampleDataset.rows(store) == expected)
        #expect(report.rowCount == rowGroups.values.joined().joined().count - expected.count)

        let verified = try await DatasetVerification(store).run()
        #expect(verified.findings == [])
        #expect(verified.rows == expected.count)
        let receipts = try await ReceiptChain(store).all()
        #expect(receipts.count == 3 + Set(report.removals.map(\.partition)).count)
        #expect(receipts.dropFirst(3).flatMap { $0.receipt.erased?.removals ?? [] } == report.removals)
        let ledger = try await SourceLedger.current(store, ReceiptChain(store))
        for erased in receipts.dropFirst(3).map(\.receipt) {
            let path = try #require(erased.partitions.first?.path)
            #expect(erased.action == .erase && erased.partitions.count == 1 && ledger[path]?.isErased == true)
            // The hash of the partition before is that of what is left and of what was removed.
            let made = try #require(receipts.first { $0.receipt.partitions.first?.path == path })
            let left = try #require(erased.multiset)
            let removed = try #require(erased.erased?.multiset)
            #expect(left + removed == made.receipt.multiset)
        }
    }

    /// Options that the footer tells of stay: codecs, sorting, bloom filters, indexes, key-value pairs.
    @Test func filesAreWrittenAsTheyWere() async throws {
        let scratch = try ScratchDirectory()
        let store = LocalDatasetStore(scratch.path)
        var options = WriterOptions()
        options.codec = .snappy
        options.dataPageVersion = .v2
        options.sortingColumns = [.init(["id"])]
        options.bloomFilters = BloomFilterOptions(includesDictionaryChunks: true)
        options.columns[["amount"]] = .init(codec: .gzip(level: 6))
        options.keyValueMetadata = [KeyValue(key: "team", value: "audit")]
        let session = try await DatasetSession.begin(store)
        let rows = (0..<100).map { Row(id: Int64($0), user: "u\($0 % 7)", amount: Double($0)) }
        try await SampleDataset.publish(
            session, "", [("a.parquet", [Array(rows[..<50]), Array(rows[50...])])], options: options)
        await session.end()
        let report = try await DatasetErasureTests.erase(store, "id = 7")
        #expect(report.rewrittenRowGroups == 1 && report.copiedRowGroups == 1)
        let file = try await ParquetFile(FileSource(scratch.path.appending("a.parquet")))
        #expect(file.metadata.keyValueMetadata == options.keyValueMetadata)
        for rowGroup in file.metadata.rowGroups {
            #expect(rowGroup.sortingColumns?.map(\.columnIndex) == [0])
            let columns = rowGroup.columns.compactMap(\.metadata)
            #expect(columns.map(\.codec) == [.snappy, .snappy, .gzip, .snappy])
            #expect(columns[0].bloomFilterOffset != nil && columns[1].bloomFilterOffset != nil)
            #expect(columns[2].bloomFilterOffset == nil)
            #expect(rowGroup.columns.allSatisfy { $0.offsetIndexOffset != nil })
            #expect(columns[0].encodingStatistics?.contains { $0.pageType == .dataPageV2 } == true)
        }
        let filter = try await file.bloomFilter(rowGroup: 0, column: 0)
        #expect(filter != nil)
    }

    /// What stands in `_extra` under the asked key counts as the column's value; other keys and values do not.
    @Test func extraIsSearched() async throws {
        let scratch = try ScratchDirectory()
        let store = LocalDatasetStore(scratch.path)
        let session = try await DatasetSession.begin(store)
        let rows = [
            Row(id: 1, user: "X", extra: nil), Row(id: 2, user: nil, extra: #"{"user":{"id":"X"}}"#),
            Row(id: 3, user: nil, extra: #"{"user":{"id":["X"]},"owner":"X"}"#),
            Row(id: 4, user: "Y", extra: #"{"owner":"X"}"#), Row(id: 5, user: "Y", extra: #"{"USER":{"ID":"X"}}"#),
            Row(id: 6, user: "Y", extra: #"{"n":"X","user":{"id":"Z"}}"#),
        ]
        try await SampleDataset.publish(session, "day=1", [("a.parquet", [rows])])
        await session.end()
        let report = try await DatasetErasureTests.erase(store, "userId = 'X'")
        #expect(try await SampleDataset.rows(store).map(\.id) == [3, 4, 6])
        #expect(report.rowsByExtra == 2 && report.searched.filesWithExtra == 1)
        // A key that is no column.
        let other = try await DatasetErasureTests.erase(store, "owner = 'X'")
        #expect(try await SampleDataset.rows(store).map(\.id) == [6])
        #expect(other.searched.unknownNames == ["owner"])
        #expect(try await DatasetVerification(store).run().findings == [])
    }

    private static func line(_ text: String, _ number: Int) -> QuarantinedLine {
        QuarantinedLine(
            source: "day=1/a.json", line: number, byteOffset: 0, code: .json, reason: "no row", raw: Array(text.utf8))
    }

    private static let lines = [
        #"{"user":{"id":"X"},"id":"seven"}"#, #"{"user":{"id":"X","#, #"{"user":{"id":"XY","#,
        #"{"user":{"id":"Y"},"note":"X"}"#, #"not json X"#, #"{"userId":"X"}"#,
    ]

    @Test(arguments: DatasetStoreTests.Kind.allCases) func quarantineIsSearched(
        kind: DatasetStoreTests.Kind
    ) async throws {
        let scratch = try ScratchDirectory()
        let store = DatasetStoreTests.store(kind, scratch)
        let session = try await DatasetSession.begin(store)
        let quarantined = DatasetErasureTests.lines.enumerated().map { DatasetErasureTests.line($1, $0 + 1) }
        try await SampleDataset.publish(
            session, "day=1", [("a.parquet", [[Row(id: 1, user: "Y")]])], quarantined: quarantined)
        let failed = "failed/20250101T000000Z-1/day=2.jsonl"
        if kind == .directory { try await store.replace(failed, quarantined.flatMap { $0.json + [0x0A] }) }
        await session.end()
        let report = try await DatasetErasureTests.erase(store, "userId = 'X'")
        #expect(report.rowCount == 0)
        #expect(report.quarantine.map(\.file) == ["quarantine/day=1.jsonl"] + (kind == .directory ? [failed] : []))
        #expect(report.quarantine.allSatisfy { $0.records == 2 && $0.texts == 2 })
        #expect(report.sources == ["day=1/a.json"])
        let left = try #require(try await store.record("quarantine/day=1.jsonl", limit: 1 << 20))
        #expect(left == [quarantined[2], quarantined[3]].flatMap { $0.json + [0x0A] })
        if kind == .directory { #expect(try await store.record(failed, limit: 1 << 20) == left) }
        #expect(try await DatasetVerification(store).run().findings == [])
        #expect(try await store.records(in: "pending") == [])
        let receipt = try #require(try await ReceiptChain(store).receipt(2)).receipt
        #expect(receipt.quarantines.map(\.lines) == [2] && receipt.partitions.isEmpty)
        // The rest of the file goes.
        _ = try await DatasetErasureTests.erase(store, "userId in ('XY', 'Y') and not day = 2")
        #expect(try await store.record("quarantine/day=1.jsonl", limit: 1 << 20) == nil)
        #expect(try await SampleDataset.rows(store) == [])
        #expect(try await DatasetVerification(store).run().findings == [])
    }

    @Test func withoutHashesNumbersAreCompared() async throws {
        let scratch = try ScratchDirectory()
        let store = LocalDatasetStore(scratch.path)
        let session = try await DatasetSession.begin(store)
        let rows = (0..<10).map { Row(id: Int64($0), user: "u\($0 % 2)") }
        try await SampleDataset.publish(session, "day=1", [("a.parquet", [rows])], isHashed: false)
        try await SampleDataset.publish(session, "day=2", [("a.parquet", [rows])])
        await session.end()
        let report = try await DatasetErasureTests.erase(store, "userId = 'u1'")
        #expect(report.unhashedPartitions.map(\.description) == ["day=1"])
        // One receipt for each partition.
        let receipts = try await ReceiptChain(store).all().suffix(2).map(\.receipt)
        #expect(receipts.map { $0.erased?.multiset == nil } == [true, false])
        #expect(receipts.map { $0.erased?.removals.map(\.rowCount) } == [[5], [5]])
        #expect(report.text.contains("rows of day=1 are not hashed"))
        #expect(try await DatasetVerification(store).run().findings == [])
    }

    /// What is not as recorded is not touched.
    @Test func changedDatasetsAreRefused() async throws {
        for change in 0..<4 {
            let scratch = try ScratchDirectory()
            let store = LocalDatasetStore(scratch.path)
            let session = try await DatasetSession.begin(store)
            try await SampleDataset.publish(
                session, "day=1", [("a.parquet", [[Row(id: 1, user: "X"), Row(id: 2, user: "Y")]])])
            await session.end()
            var bytes = try #require(scratch.bytes(of: "day=1/a.parquet"))
            switch change {
            // A bit of the footer's writer, which no reader minds.
            case 0: bytes[bytes.count - 12] ^= 1
            case 1: bytes.append(0)
            default: break
            }
            try scratch.write("day=1/a.parquet", bytes)
            if change == 2 { try scratch.write("day=1/b.parquet", bytes) }
            if change == 3 { try scratch.write("day=2/a.parquet", bytes) }
            await #expect(throws: ParquetError.self) { _ = try await DatasetErasureTests.erase(store, "userId = 'X'") }
            #expect(scratch.bytes(of: "day=1/a.parquet") == bytes)
            #expect(try await ReceiptChain(store).count() == 1)
            #expect(try store.leftovers() == [])
        }
    }

    @Test func clausesThatFitNothingAreErrors() async throws {
        let scratch = try ScratchDirectory()
        let store = LocalDatasetStore(scratch.path)
        let session = try await DatasetSession.begin(store)
        try await SampleDataset.publish(session, "day=1", [("a.parquet", [[Row(id: 1, user: "7")]])])
        await session.end()
        // Text that is compared with a number would match nothing, which is not what was meant.
        await #expect(throws: ParquetError.self) { _ = try await DatasetErasureTests.erase(store, "userId = 7") }
        #expect(try await DatasetErasureTests.erase(store, "userId = '8'").isEmpty)
    }

    /// The hash that the receipt has is that of salt and clause, and of no other.
    @Test func certificatesProveWhatWasAsked() throws {
        let clause = try WhereClause("USERID='X'   and(amount!=1)")
        #expect(clause.canonicalText == #""USERID" = 'X' and "amount" <> 1"#)
        let certificate = ErasureCertificate(of: clause, salt: Array(0..<16))
        // printf 'parkett erase v1\n\x00…\x0f"USERID" = '\''X'\'' and "amount" <> 1' | sha256sum
        let bytes = Array("parkett erase v1\n".utf8) + Array(0..<16) + Array(#""USERID" = 'X' and "amount" <> 1"#.utf8)
        #expect(certificate.request == Hash256(of: bytes))
        #expect(ErasureCertificate(of: clause) != ErasureCertificate(of: clause))
        #expect(try ErasureCertificate.request(WhereClause("userid = 'X'"), salt: Array(0..<16)) != certificate.request)
    }

    @Test func sourcesAreSearchedLineByLine() async throws {
        let scratch = try ScratchDirectory()
        let store = LocalDatasetStore(scratch.path.appending("table"))
        let session = try await DatasetSession.begin(store)
        let rows = (0..<10).map { Row(id: Int64($0), user: "u\($0 % 3)") }
        try await SampleDataset.publish(session, "day=1", [("a.parquet", [rows])])
        await session.end()
        try scratch.write("logs/day=1/a.json", SampleDataset.lines(rows) + Array("{\"cut\":\"u1\"".utf8))
        let search = SourceSearch(try WhereClause("userId = 'u1' and day = 1"))
        let (present, findings) = try await search.run(
            ["day=1/a.json", "day=1/gone.json"], in: scratch.path.appending("logs"), of: store)
        #expect(present == 1)
        #expect(findings.map(\.lines) == [[2, 5, 8, 11]])
        // The partition alone decides, of which the lines say nothing.
        try scratch.write("logs/team=red/a.json", "{\"id\":1}\n{\"id\":2,\"team\":\"blue\"}\n")
        let team = SourceSearch(try WhereClause("team = 'red'"))
        let found = try await team.run(["team=red/a.json"], in: scratch.path.appending("logs"), of: store)
        #expect(found.findings.map(\.lines) == [[1]])
    }
}
