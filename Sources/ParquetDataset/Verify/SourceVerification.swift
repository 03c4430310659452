public import Parquet
internal import ParquetBytes
public import ParquetJSON
public import SystemPackage

/// Checks that a dataset's rows are those of its sources: reads the sources and the files again, and compares both with what the
/// receipts say of the rows.
///
///     sources → rows → order-free hash = that of the receipt = that of the files + that of the rows that were erased
public struct SourceVerification: Sendable {
    /// Something that is not as it should be.
    public struct Finding: Sendable, Hashable, CustomStringConvertible {
        /// The source or the file, below the input or the dataset.
        public let file: String
        /// What is wrong, with the line or row if it is known.
        public let reason: String

        /// Both in a sentence.
        public var description: String { "\(file): \(reason)" }
    }

    /// What was compared, and what is wrong.
    public struct Report: Sendable, Equatable {
        /// The receipts whose sources were read.
        public var receipts = 0
        /// The sources that were read.
        public var sources = 0
        /// Their bytes.
        public var byteCount = 0
        /// The rows of sources that are those of the files.
        public var rows = 0
        /// The rows of sources that were erased from the files since.
        public var erasedRows = 0
        /// The names of sources that are no longer there; what was made of them could not be compared.
        public var missing: [String] = []
        /// The sources that are proven to be in the dataset and need not be kept for it, with their bytes.
        public var provenSources = 0
        /// Their bytes.
        public var provenByteCount = 0
        /// What is wrong.
        public var findings: [Finding] = []

        /// Whether all that could be compared is the same.
        public var isWhole: Bool { findings.isEmpty }
    }

    private let store: any DatasetStore
    private let input: FilePath
    private let hashKey: HashKey?
    private let chain: ReceiptChain

    /// A comparison of the dataset in `store` with the sources in `input`, which is what was converted: a directory, a pattern or a file.
    ///
    /// - Parameter hashKey: the key of hashed columns, if there are such.
    public init(_ store: any DatasetStore, input: FilePath, hashKey: HashKey? = nil) {
        self.store = store
        self.input = input
        self.hashKey = hashKey
        chain = ReceiptChain(store)
    }

    /// Compares all of it.
    ///
    /// - Parameter progress: is told of each source before it is read.
    /// - Throws: `ParquetError` if the input or the dataset cannot be listed, or the chain of receipts is broken.
    public func run(
        progress: @Sendable (_ source: String) -> Void = { _ in }
    ) async throws(ParquetError) -> Report {
        var report = Report()
        let chunks = try chunks()
        let ledger = try await SourceLedger.current(store, chain)
        let erasures = try await erasures()
        let receipts = CachedReceipts(chain)
        for number in Set(ledger.partitions.compactMap { ledger[$0]?.converted }).sorted() {
            let receipt = try await receipts.receipt(number).receipt
            let comparison = Comparison(
                receipt: receipt, live: receipt.partitions.filter { ledger[$0.path]?.converted == number },
                latest: Dictionary(
                    receipt.partitions.compactMap { partition in
                        ledger[partition.path].map { (partition.path, $0.latest) }
                    }, uniquingKeysWith: { first, _ in first }),
                erasures: erasures.filter { $0.number > number },
                earlierErasures: erasures.filter { erasure in
                    receipt.earlierErasures.contains { $0.receipt == erasure.number }
                }, receipts: receipts)
            try await compare(comparison, chunks, &report, progress)
        }
        return report
    }

    /// What is compared for one receipt.
    private struct Comparison {
        let receipt: Receipt
        /// The partitions of which it still tells what they were made of.
        let live: [Receipt.Partition]
        /// The last receipts of partitions.
        let latest: [PartitionPath: Int]
        /// Receipts of erased rows since.
        let erasures: [Receipt]
        /// Receipts of rows that were erased before its sources were added to.
        let earlierErasures: [Receipt]
        let receipts: CachedReceipts
    }

    /// The files of the input by their names.
    private func chunks() throws(ParquetError) -> [String: InputChunk] {
        let plan = try ConversionPlan(input: input, selection: .all, ignoreOtherFiles: true)
        return Dictionary(
            plan.partitions.flatMap(\.chunks).map { ($0.relativePath, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private func erasures() async throws(ParquetError) -> [Receipt] {
        var erasures: [Receipt] = []
        try await chain.forEach { if $0.receipt.action == .erase { erasures.append($0.receipt) } }
        return erasures
    }

    private func compare(
        _ comparison: Comparison, _ chunks: [String: InputChunk], _ report: inout Report,
        _ progress: @Sendable (String) -> Void
    ) async throws(ParquetError) {
        let receipt = comparison.receipt
        report.receipts += 1
        let found = receipt.sources.compactMap { source in chunks[source.name].map { (source, $0) } }
        report.missing += receipt.sources.map(\.name).filter { chunks[$0] == nil }
        let conversion = try await RecordedConversion(receipt, in: store, hashKey: hashKey)

        let lines = try await sum(of: found, conversion, &report, progress)
        var isSame = lines.isRecorded && found.count == receipt.sources.count
        var erased = MultisetHash()
        var erasedRows = 0
        for erasure in comparison.earlierErasures {
            if let multiset = erasure.erased?.multiset { erased += multiset }
        }
        for earlier in receipt.earlierErasures {
            erasedRows.addUpToMax(earlier.rowCount)
            let erasure = comparison.earlierErasures.first { $0.number == earlier.receipt }
            let removed = erasure?.erased?.removals.reduce(into: 0) { sum, removal in
                if receipt.partitions.contains(where: { $0.path == removal.partition }) {
                    sum.addUpToMax(removal.rowCount)
                }
            }
            guard removed != earlier.rowCount else { continue }
            isSame = false
            report.findings.append(
                Finding(
                    file: ReceiptChain.path(receipt.number),
                    reason:
                        "it tells of \(earlier.rowCount) rows erased before, receipt \(earlier.receipt) of \(removed ?? 0)"
                ))
        }
        if isSame, let recorded = receipt.multiset, (recorded + erased).digest != lines.multiset.digest {
            isSame = false
            report.findings.append(
                Finding(file: ReceiptChain.path(receipt.number), reason: "its rows are not those of the sources' lines")
            )
        }

        // The files.
        var stored = StoredRows(store)
        var sum = MultisetHash()
        for partition in comparison.live {
            let latest = try await latestState(of: partition, comparison)
            do throws(ParquetError) {
                let (files, trees, count) = try await stored.sum(of: latest)
                sum += files
                var gone = MultisetHash()
                for erasure in comparison.erasures
                where erasure.partitions.contains(where: { $0.path == partition.path }) {
                    if let multiset = erasure.erased?.multiset { gone += multiset }
                    let rows = erasure.erased?.removals.reduce(0) { $0 + $1.rowCount } ?? 0
                    erasedRows.addUpToMax(rows)
                }
                erased += gone
                let isRecorded =
                    count == latest.rows.count && (latest.rows.digest == nil || latest.rows.digest == files.digest)
                    && (latest.rows.digest == nil || trees == latest.rows.trees)
                let isConverted = partition.rows.digest == nil || partition.rows.digest == (files + gone).digest
                guard !isRecorded || !isConverted else { continue }
                isSame = false
                report.findings.append(
                    Finding(
                        file: partition.path.description,
                        reason: isRecorded
                            ? "its rows, with those that were erased, are not the ones that were converted"
                            : "the rows in its files, or their order, are not the recorded ones"))
            } catch {
                isSame = false
                report.findings.append(Finding(file: partition.path.description, reason: error.description))
            }
        }
        let isAllLive = comparison.live.count == receipt.partitions.count
        // Without recorded hashes, sources and files are compared with each other.
        if isSame, receipt.multiset == nil, isAllLive, (sum + erased).digest != lines.multiset.digest {
            isSame = false
            report.findings.append(
                Finding(
                    file: ReceiptChain.path(receipt.number),
                    reason: "the rows of the files are not those of the sources"))
        }
        if isSame {
            // With neither a recorded hash of the rows nor all of their files, a source is what it was only if its bytes are; and of lines in
            // quarantine nothing else tells.
            let areRowsCompared = receipt.multiset != nil || isAllLive
            let proven = found.filter { source, _ in
                source.sha256 != nil || areRowsCompared && source.quarantinedLines == 0
            }
            if areRowsCompared { report.rows += lines.rows }
            report.erasedRows.addUpToMax(erasedRows)
            report.provenSources += proven.count
            report.provenByteCount += proven.reduce(0) { $0 + $1.1.byteCount }
        } else if found.count == receipt.sources.count, isAllLive,
            let first = try? await firstDifference(comparison, found, conversion)
        {
            report.findings.append(first)
        }
    }

    /// What the lines of sources come to.
    private struct LineSum {
        /// Whether bytes and counts are those that the receipt tells of.
        var isRecorded = true
        var rows = 0
        var multiset = MultisetHash()
    }

    /// Reads sources and compares each with what the receipt tells of it.
    private func sum(
        of sources: [(Receipt.Source, InputChunk)], _ conversion: RecordedConversion, _ report: inout Report,
        _ progress: @Sendable (String) -> Void
    ) async throws(ParquetError) -> LineSum {
        var sum = LineSum()
        for (source, chunk) in sources {
            progress(source.name)
            report.sources += 1
            report.byteCount += chunk.byteCount
            var findings: [String] = []
            do throws(ParquetError) {
                // Of a source that was not hashed the rows are compared, and nothing else.
                if let recorded = source.sha256 {
                    let hash = try await Hash256(of: FileSource(chunk.path))
                    if hash != recorded { findings.append("its bytes are not those that were converted") }
                }
                let reader = try SourceRows(chunk, conversion.reader, conversion.columns, records: conversion.records)
                while let hashes = try reader.next() { sum.multiset += hashes.multiset }
                let counts = reader.counts
                sum.rows += counts.rows
                if counts.rows != source.rows || counts.rejectedLines != source.quarantinedLines
                    || counts.blankLines != source.blankLines
                {
                    findings.append(
                        "\(counts.rows) rows, \(counts.rejectedLines) lines that are none and \(counts.blankLines) blank ones, "
                            + "recorded are \(source.rows), \(source.quarantinedLines) and \(source.blankLines)")
                }
            } catch {
                findings.append(error.description)
            }
            sum.isRecorded = sum.isRecorded && findings.isEmpty
            report.findings += findings.map { Finding(file: source.name, reason: $0) }
        }
        return sum
    }

    /// What a partition is by its last receipt.
    private func latestState(
        of partition: Receipt.Partition, _ comparison: Comparison
    ) async throws(ParquetError) -> Receipt.Partition {
        guard let number = comparison.latest[partition.path], number != comparison.receipt.number else {
            return partition
        }
        return try await comparison.receipts.partition(partition.path, in: number) ?? partition
    }

    /// The first line that is no row of the files; else the first row of the files that is no line.
    private func firstDifference(
        _ comparison: Comparison, _ sources: [(Receipt.Source, InputChunk)], _ conversion: RecordedConversion
    ) async throws(ParquetError) -> Finding? {
        let passCount = RowDifference.passCount(rowCount: comparison.receipt.sources.reduce(0) { $0 + $1.rows })
        var firstLine: RowDifference.Place?
        var firstRow: (place: RowDifference.Place, name: String)?
        for pass in 0..<passCount {
            var difference = RowDifference(pass: pass, passCount: passCount)
            var files: [String] = []
            for partition in comparison.live {
                var stored = StoredRows(store)
                try await stored.forEach(of: latestState(of: partition, comparison)) { hashes, file, before in
                    let name = "\(partition.path)/\(file)"
                    if files.last != name { files.append(name) }
                    for (row, hash) in hashes.enumerated() {
                        difference.add(hash, at: .init(file: files.count - 1, row: before + row), weight: -1)
                    }
                }
            }
            for (index, source) in sources.enumerated() {
                let reader = try SourceRows(
                    source.1, conversion.reader, conversion.columns, records: conversion.records)
                while let hashes = try reader.next() {
                    for (hash, line) in zip(hashes.leaves, reader.lines) {
                        difference.add(hash, at: .init(file: index, row: line), weight: 1)
                    }
                }
            }
            if let line = difference.first(weight: 1), firstLine.map({ line < $0 }) ?? true { firstLine = line }
            if let row = difference.first(weight: -1), firstRow.map({ row < $0.place }) ?? true {
                firstRow = (row, files[row.file])
            }
        }
        if let firstLine {
            return Finding(
                file: sources[firstLine.file].0.name,
                reason: "line \(firstLine.row) is no row of the files, and the first such")
        }
        return firstRow.map {
            Finding(file: $0.name, reason: "row \($0.place.row + 1) is no line of the sources, and the first such")
        }
    }
}
