internal import ParquetBytes
public import Parquet
internal import ParquetJSON
public import SystemPackage

/// Searches the sources that a dataset was made of, which an erasure leaves as they are.
public struct SourceSearch: Sendable {
    /// The lines of a source that hold what was asked for.
    public struct Finding: Sendable, Equatable {
        /// The source's name in the receipts.
        public var source: String
        /// Its lines, from 1; of records that stand otherwise, their numbers.
        public var lines: [Int]
        /// Why it could not be searched, or not to its end.
        public var problem: String?
    }

    private let clause: WhereClause

    /// A search for what `clause` is true of.
    public init(_ clause: WhereClause) {
        self.clause = clause
    }

    /// Searches those of the sources `names` that are in `directory`.
    ///
    /// - Parameter store: the dataset, whose last contract tells which keys of lines are which columns.
    /// - Returns: how many of them are there, and those that hold what was asked for or could not be searched.
    /// - Throws: `ParquetError` with code `argument` if the clause cannot be asked.
    public func run(
        _ names: [String], in directory: FilePath, of store: any DatasetStore
    ) async throws(ParquetError) -> (present: Int, findings: [Finding]) {
        let chain = ReceiptChain(store)
        var contract: SchemaContract?
        if let head = try await chain.head(), let receipt = try await chain.receipt(head.number) {
            // One of another version says nothing of keys.
            contract = try? SchemaContract(json: try await store.contract(receipt.receipt.contract))
        }
        let search = try LineSearch(clause, contract: contract)
        var present = 0
        var findings: [Finding] = []
        for name in names {
            let parts = name.split(separator: "/").map(String.init)
            let path = parts.reduce(directory) { $0.appending($1) }
            guard !parts.contains(".."), PlatformFile.exists(path) else { continue }
            present += 1
            var finding = Finding(source: name, lines: [])
            let constants = PartitionPath(directories: parts.dropLast()).values
            do throws(ParquetError) {
                try SourceSearch.search(path, name, search, constants, &finding.lines)
            } catch {
                finding.problem = error.description
            }
            if !finding.lines.isEmpty || finding.problem != nil { findings.append(finding) }
        }
        return (present, findings)
    }

    private static func search(
        _ path: FilePath, _ name: String, _ search: LineSearch, _ constants: [(key: String, value: String?)],
        _ found: inout [Int]
    ) throws(ParquetError) {
        guard case .regular(let byteCount, _) = try PlatformFile.kind(of: path) else {
            throw ParquetError(.input, "is no file", at: .init(file: path.string))
        }
        let chunk = InputChunk(
            path: path, relativePath: name, format: try ChunkFormat(contentsOf: path), byteCount: byteCount)
        let reader = try RecordReader(chunk)
        var number = 0
        var lines: [Int] = []
        while true {
            let counts = try reader.next { text throws(ParquetError) in
                var counts = LineCounts()
                var start = 0
                while start < text.byteCount {
                    let end = LineChunker.lineEnd(in: text, from: start)
                    counts.lines += 1
                    let line = ByteBuffer(copying: text.bytes(start..<end)).takeArray()
                    switch try search.finding(line, constants: constants) {
                    case .nothing: break
                    case .record, .text: lines.append(number + counts.lines)
                    }
                    start = end + 1
                }
                return counts
            }
            guard let counts else { break }
            number += counts.lines
        }
        found = lines
    }
}

extension SourceSearch.Finding {
    /// The finding for people: lines, each with a line feed.
    public var text: String {
        var text = ""
        if !lines.isEmpty {
            let shown = lines.prefix(20).map(String.init).joined(separator: ", ")
            let more = lines.count > 20 ? " and \(lines.count - 20) more" : ""
            text += "\(source): still in \(lines.count == 1 ? "line" : "lines") \(shown)\(more)\n"
        }
        if let problem { text += "\(source): not searched to its end: \(problem)\n" }
        return text
    }

    /// The finding as JSON, without a line feed.
    public var json: String {
        let document = CanonicalJSON.object([
            "source": .string(source), "lines": .array(lines.map { .integer($0) }),
            "problem": problem.map { .string($0) } ?? .null,
        ])
        return String(decoding: document.bytes, as: UTF8.self)
    }
}
