import Foundation
import Parquet
import ParquetJSON
import SystemPackage
import Testing

@testable import ParquetDataset

/// Conversions of a scratch directory's `input`, and what came of them.
struct DatasetConversions {
    static let contract = """
        {"contract":1,"unknown_keys":"fail","columns":[{"name":"id","type":"bigint","required":true},
          {"name":"note","type":"string"}]}
        """

    let scratch: ScratchDirectory
    let store: any DatasetStore

    init(_ store: (any DatasetStore)? = nil) throws {
        scratch = try ScratchDirectory()
        self.store = store ?? LocalDatasetStore(scratch.path.appending("output"))
    }

    func write(_ name: String, _ ids: Range<Int>, note: String = "n") throws {
        try scratch.write("input/\(name)", ids.map { "{\"id\":\($0),\"note\":\"\(note)\($0)\"}\n" }.joined())
    }

    @discardableResult func convert(
        contract: String = DatasetConversions.contract, set: (inout ConversionOptions) -> Void = { _ in }
    ) async throws -> ConversionReport {
        var options = ConversionOptions()
        options.threads = 2
        set(&options)
        let plan = try ConversionPlan(input: scratch.path.appending("input"), selection: .all)
        return try await Conversion(
            plan: plan, contract: SchemaContract(json: Array(contract.utf8)), store: store, options: options
        ).run()
    }

    func partition(_ path: String) -> PartitionPath { DatasetStoreTests.partition(path) }

    /// The ids of a partition, file by file.
    func ids(_ path: String) async throws -> [[Int64]] {
        var all: [[Int64]] = []
        for file in try await store.files(in: partition(path)) {
            var ids: [Int64] = []
            let source = try await store.source(of: file, in: partition(path))
            for try await batch in try await ParquetFile(source).batches(columns: ["id"]) {
                guard case .int64(let values) = batch.columns[0].values else { continue }
                ids += values
            }
            all.append(ids)
        }
        return all
    }

    func receipts() async throws -> [Receipt] { try await ReceiptChain(store).all().map(\.receipt) }

    /// Checks the dataset against its receipts.
    func verify(_ sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let report = try await DatasetVerification(store).run()
        #expect(report.findings == [], sourceLocation: sourceLocation)
    }

    /// What stands for rows that are hashed in the order of `files`.
    static func hashes(_ files: [any ByteSource]) async throws -> (multiset: MultisetHash, tree: MerkleTree) {
        var multiset = MultisetHash()
        var tree = MerkleTree()
        for source in files {
            let file = try await ParquetFile(source)
            var hasher = RowHasher(schema: file.schema)
            for try await batch in file.batches() {
                var hashes: [Hash256] = []
                try hasher.append(hashesOf: batch, to: &hashes)
                multiset.insert(hashes)
                tree.append(hashes)
            }
        }
        return (multiset, tree)
    }
}
