internal import Parquet
internal import ParquetJSON

extension ErasureReport {
    /// What was found and done, for people: lines, each with a line feed.
    public var text: String {
        var lines: [String] = []
        let verb = isDryRun ? "would be removed" : "removed"
        for removal in removals {
            lines.append(
                "\(removal.partition)/\(removal.file): \(ErasureReport.count(removal.rowCount, "row")) \(verb)")
        }
        for removal in quarantine {
            let texts = removal.texts > 0 ? ", \(removal.texts) of them no JSON, which hold a value as text" : ""
            lines.append(
                "_parkett/\(removal.file): \(ErasureReport.count(removal.records + removal.texts, "line")) \(verb)\(texts)"
            )
        }
        if isEmpty { lines.append("nothing found") }
        if rowsByExtra > 0 {
            lines.append("\(ErasureReport.count(rowsByExtra, "row")) found for what stands in _extra")
        }
        if rewrittenRowGroups + copiedRowGroups > 0 {
            lines.append(
                "\(ErasureReport.count(rewrittenRowGroups, "row group")) written anew, the other \(copiedRowGroups) of "
                    + "these files copied byte for byte")
        }
        lines.append("searched: \(searched.text)")
        for name in searched.unknownNames {
            lines.append("no file has a column \(name): only _extra and quarantine were searched for it")
        }
        if !unhashedPartitions.isEmpty {
            lines.append(
                "rows of \(unhashedPartitions.map(\.description).joined(separator: ", ")) are not hashed: numbers of rows are "
                    + "compared, and nothing else is proved of what is left")
        }
        for receipt in receipts { lines.append("receipt \(receipt.number): \(receipt.hash)") }
        return lines.map { $0 + "\n" }.joined()
    }

    /// The same as JSON, without a line feed.
    ///
    /// - Parameters:
    ///   - certificate: of the erasure; nil if nothing was asked of one.
    public func json(_ certificate: ErasureCertificate?) -> String {
        String(decoding: document(certificate).bytes, as: UTF8.self)
    }

    /// The bytes of the file that proves the erasure to who asked for it.
    public func certificateFile(_ certificate: ErasureCertificate) -> [UInt8] {
        document(certificate).bytes + [0x0A]
    }

    private func document(_ certificate: ErasureCertificate?) -> CanonicalJSON {
        var members: [(key: String, value: CanonicalJSON)] = [
            ("certificate", .integer(1)), ("dry_run", .boolean(isDryRun)), ("rows", .integer(rowCount)),
            ("rows_by_extra", .integer(rowsByExtra)), ("lines", .integer(lineCount)),
            (
                "removals",
                .array(
                    removals.map {
                        .object([
                            "partition": .string($0.partition.description), "file": .string($0.file),
                            "rows": .integer($0.rowCount),
                        ])
                    })
            ),
            (
                "quarantine",
                .array(
                    quarantine.map {
                        .object([
                            "file": .string($0.file), "records": .integer($0.records), "texts": .integer($0.texts),
                        ])
                    })
            ),
            ("row_groups_rewritten", .integer(rewrittenRowGroups)), ("row_groups_copied", .integer(copiedRowGroups)),
            ("unhashed_partitions", .array(unhashedPartitions.map { .string($0.description) })),
            (
                "receipts",
                .array(
                    receipts.map {
                        .object(["number": .integer($0.number), "sha256": .string($0.hash.description)])
                    })
            ),
            ("searched", searched.document),
        ]
        if let certificate {
            members.append(("salt", .string(certificate.saltText)))
            members.append(("request", .string(certificate.request.description)))
        }
        return .object(CanonicalMembers(members))
    }

    /// A number and what is counted: `1 row`, `2 rows`.
    static func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }
}

extension ErasureReport.Searched {
    /// What was searched, in a sentence.
    fileprivate var text: String {
        let pruned =
            prunedPartitions > 0
            ? " (\(ErasureReport.count(prunedPartitions, "partition")) passed over: by their values or columns nothing there is asked for)"
            : ""
        let columns = columns.isEmpty ? "no columns" : "columns \(columns.joined(separator: ", "))"
        return "\(ErasureReport.count(rows, "row")) of \(ErasureReport.count(files, "file")) in "
            + "\(ErasureReport.count(partitions, "partition"))\(pruned), \(columns); _extra of "
            + "\(ErasureReport.count(filesWithExtra, "file")); \(ErasureReport.count(quarantineLines, "line")) in "
            + "\(ErasureReport.count(quarantineFiles, "file")) of quarantine"
    }

    fileprivate var document: CanonicalJSON {
        .object([
            "partitions": .integer(partitions), "partitions_passed_over": .integer(prunedPartitions),
            "files": .integer(files), "rows": .integer(rows), "columns": .array(columns.map { .string($0) }),
            "files_with_extra": .integer(filesWithExtra), "quarantine_files": .integer(quarantineFiles),
            "quarantine_lines": .integer(quarantineLines),
            "names_without_columns": .array(unknownNames.map { .string($0) }),
        ])
    }
}
