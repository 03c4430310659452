import Parquet
import ParquetBytes
import ParquetJSON

@testable import ParquetDataset

/// Datasets with receipts for tests: rows of a few columns, in row groups, files and partitions that the test chooses.
enum SampleDataset {
    struct Row: Equatable, Hashable {
        var id: Int64
        var user: String?
        var amount: Double?
        var extra: String?
    }

    static let id = Column<Int64>("id")
    static let user = Column<String?>("userId")
    static let amount = Column<Double?>("amount")
    static let extra = Column<String?>("_extra")
    static func schema() throws -> Schema { try Schema(id, user, amount, extra) }

    /// `userId` stands elsewhere in lines.
    static let contract = Array(
        """
        {"contract":1,"revision":1,"columns":[{"name":"id","type":"bigint"},
        {"name":"userId","type":"string","from":"/user/id"},{"name":"amount","type":"double"}]}
        """.utf8)

    static func batch(_ rows: [Row]) throws -> RecordBatch {
        var batch = RecordBatch(schema: try schema())
        batch[id] = rows.map(\.id)
        batch[user] = rows.map(\.user)
        batch[amount] = rows.map(\.amount)
        batch[extra] = rows.map(\.extra)
        return batch
    }

    /// A file with these row groups.
    static func file(_ rowGroups: [[Row]], _ options: WriterOptions = WriterOptions()) throws -> [UInt8] {
        let sink = MemorySink()
        var writer = try ParquetWriter(to: sink, schema: schema(), options: options)
        for rows in rowGroups {
            try writer.append(try batch(rows))
            try writer.closeRowGroup()
        }
        try writer.finish()
        return sink.bytes
    }

    static func rows(_ file: ParquetFile) async throws -> [Row] {
        var rows: [Row] = []
        for try await batch in file.batches() {
            let ids = try batch.values(of: id), users = try batch.values(of: user)
            let amounts = try batch.values(of: amount), extras = try batch.values(of: extra)
            for index in ids.indices {
                rows.append(Row(id: ids[index], user: users[index], amount: amounts[index], extra: extras[index]))
            }
        }
        return rows
    }

    /// All rows of a dataset, in the order of partitions and files.
    static func rows(_ store: any DatasetStore) async throws -> [Row] {
        var rows: [Row] = []
        for partition in try await store.partitions() {
            for file in try await store.files(in: partition) {
                rows += try await self.rows(ParquetFile(store.source(of: file, in: partition)))
            }
        }
        return rows
    }

    /// Lines that the rows may have been made of.
    static func lines(_ rows: [Row]) -> [UInt8] {
        rows.flatMap { row in
            let user = row.user.map { "\"\($0)\"" } ?? "null"
            return Array("{\"id\":\(row.id),\"user\":{\"id\":\(user)}}\n".utf8)
        }
    }

    /// Publishes a partition of `files`, each with its row groups, with a receipt as a conversion writes it.
    static func publish(
        _ session: DatasetSession, _ path: String, _ files: [(name: String, rowGroups: [[Row]])], isHashed: Bool = true,
        options: WriterOptions = WriterOptions(), quarantined: [QuarantinedLine] = []
    ) async throws {
        let partition = DatasetStoreTests.partition(path)
        var tally = StoredRowTally(isHashed: isHashed)
        var outputs: [Receipt.Output] = []
        for (name, rowGroups) in files {
            let bytes = try file(rowGroups, options)
            let sink = try session.staging.makeSink(name, in: partition)
            try sink.write(bytes.rawBytes)
            try sink.finish()
            let nulls = try await tally.add(ParquetFile(MemorySource(bytes)))
            outputs.append(
                .init(
                    name: name, byteCount: bytes.count, rowCount: rowGroups.reduce(0) { $0 + $1.count },
                    sha256: Hash256(of: bytes), nulls: nulls))
        }
        let source = lines(files.flatMap { $0.rowGroups.flatMap { $0 } })
        var publication = Publication(
            action: .convert, contract: (1, contract),
            partitions: [.init(path: partition, outputs: outputs, rows: tally.rows)])
        publication.multiset = tally.multiset
        publication.sources = [
            .init(
                name: "\(path)/a.json", byteCount: source.count, modifiedNanoseconds: 1, sha256: Hash256(of: source),
                lines: tally.count + quarantined.count, rows: tally.count, blankLines: 0,
                quarantinedLines: quarantined.count)
        ]
        if !quarantined.isEmpty {
            var bytes: [UInt8] = []
            for line in quarantined { bytes += line.json + [0x0A] }
            let file = "quarantine/\(path).jsonl"
            try await session.store.replace(file, bytes)
            publication.quarantines = [.init(file: file, lines: quarantined.count, sha256: Hash256(of: bytes))]
        }
        try await session.publish(publication)
    }
}
