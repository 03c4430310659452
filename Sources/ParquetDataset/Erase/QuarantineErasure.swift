internal import Parquet
internal import ParquetJSON

/// Searches the files of lines that are no rows: those of partitions, which receipts tell of, and those that were set aside with
/// what was not published.
struct QuarantineErasure: Sendable {
    /// What was found in a file.
    public struct Search: Sendable {
        /// The file's path below `_parkett`.
        var file: String
        /// The lines that were searched.
        var lineCount = 0
        /// The lines that are found as JSON objects.
        var recordCount = 0
        /// Those that are no JSON objects and hold what is asked for as text.
        var textCount = 0
        /// The file's bytes without them; nil if none is found.
        var rest: [UInt8]?
        /// The number of the receipt whose partitions' lines it has; nil if receipts do not tell of it.
        var converted: Int?

        var foundCount: Int { recordCount + textCount }
    }

    private let store: any DatasetStore
    private let clause: WhereClause

    init(_ store: any DatasetStore, _ clause: WhereClause) {
        self.store = store
        self.clause = clause
    }

    private static let byteLimit = 1 << 30

    /// Searches the files `known`, which are as recorded, and all others that are kept.
    ///
    /// - Throws: `ParquetError` with the file, and the line if that is none of quarantine.
    func run(
        _ known: [QuarantineRecords.File], _ contracts: [Int: SchemaContract]
    ) async throws(ParquetError) -> [Search] {
        var searches: [Search] = []
        var paths: Set<String> = []
        for file in known {
            paths.insert(file.state.file)
            let place = ParquetError.Place(file: "\(store.name)/\(ContractStore.directoryName)/\(file.state.file)")
            guard let bytes = try await store.record(file.state.file, limit: QuarantineErasure.byteLimit),
                Hash256(of: bytes) == file.state.sha256
            else {
                throw ParquetError(
                    .input,
                    "the file is not the one that was recorded; parkett verify tells what is not as it should be",
                    at: place)
            }
            var search = try self.search(bytes, file.state.file, contracts[file.converted])
            search.converted = file.converted
            searches.append(search)
        }
        let newest = contracts.max { $0.key < $1.key }?.value
        for folder in ["quarantine", "failed"] {
            for path in try await files(in: folder, depth: 0) where !paths.contains(path) {
                guard let bytes = try await store.record(path, limit: QuarantineErasure.byteLimit) else { continue }
                searches.append(try search(bytes, path, newest))
            }
        }
        return searches
    }

    /// The files of lines below a folder of records, in the order of their paths.
    private func files(in folder: String, depth: Int) async throws(ParquetError) -> [String] {
        guard depth < InputTree.maxDepth else { return [] }
        var found: [String] = []
        for name in try await store.records(in: folder) {
            let path = "\(folder)/\(name)"
            if name.hasSuffix(".jsonl") {
                found.append(path)
            } else {
                found += try await files(in: path, depth: depth + 1)
            }
        }
        return found
    }

    private func search(
        _ bytes: [UInt8], _ path: String, _ contract: SchemaContract?
    ) throws(ParquetError) -> Search {
        let lines = try LineSearch(clause, contract: contract)
        var search = Search(file: path)
        var rest: [UInt8] = []
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: true) {
            search.lineCount += 1
            let quarantined: QuarantinedLine
            do throws(ParquetError) {
                quarantined = try QuarantinedLine(json: Array(line))
            } catch {
                throw error.at(
                    .init(
                        file: "\(store.name)/\(ContractStore.directoryName)/\(path)", line: search.lineCount))
            }
            let directories = quarantined.source.split(separator: "/").dropLast().map(String.init)
            let constants = PartitionPath(directories: directories).values
            switch try lines.finding(quarantined.raw, constants: constants) {
            case .nothing:
                rest += line
                rest.append(0x0A)
            case .record: search.recordCount += 1
            case .text: search.textCount += 1
            }
        }
        if search.foundCount > 0 { search.rest = rest }
        return search
    }
}
