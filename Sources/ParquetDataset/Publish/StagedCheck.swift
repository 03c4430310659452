internal import Parquet
internal import ParquetInspect

/// Reads staged files again before they are published: what was written is what can be read.
struct StagedCheck: Sendable {
    let staging: any StagedOutput
    /// Whether all of a file is read: its bytes are those that were given to it, all pages are decoded, and all that the file says of
    /// itself is compared. Else only its footer is.
    let rereads: Bool
    /// How many files are read at once.
    let concurrency: Int

    /// What receipts tell of `files`, in their order.
    ///
    /// - Throws: `ParquetError` with code `malformed` or `io` and the file, if one is not as it was written.
    func outputs(of files: [StagedFile]) async throws(ParquetError) -> [Receipt.Output] {
        let results = await withTaskGroup(of: (Int, Result<Receipt.Output, ParquetError>).self) { group in
            var results: [Int: Result<Receipt.Output, ParquetError>] = [:]
            for (place, file) in files.enumerated() {
                if place >= max(1, concurrency), let (done, result) = await group.next() { results[done] = result }
                group.addTask {
                    do throws(ParquetError) {
                        // Not within the tuple: the optimizer of Swift 6.3 loses what stands in it before the await.
                        let output = try await output(of: file)
                        return (place, .success(output))
                    } catch {
                        return (place, .failure(error))
                    }
                }
            }
            for await (done, result) in group { results[done] = result }
            return results
        }
        var outputs: [Receipt.Output] = []
        for place in files.indices {
            guard let result = results[place] else {
                preconditionFailure("every file is read")
            }
            outputs.append(try result.get())
        }
        return outputs
    }

    private func output(of file: StagedFile) async throws(ParquetError) -> Receipt.Output {
        let place = ParquetError.Place(file: file.partition.isRoot ? file.name : "\(file.partition)/\(file.name)")
        do throws(ParquetError) {
            let source = try await staging.source(of: file.name, in: file.partition)
            let parquet = try await ParquetFile(source)
            guard parquet.rowCount == file.rowCount, parquet.byteCount == file.byteCount else {
                throw ParquetError(
                    .malformed,
                    "\(file.rowCount) rows in \(file.byteCount) bytes were written, and \(parquet.rowCount) rows in "
                        + "\(parquet.byteCount) bytes are there")
            }
            if rereads { try await read(source, file) }
            return Receipt.Output(
                name: file.name, byteCount: file.byteCount, rowCount: file.rowCount, sha256: file.sha256,
                nulls: StagedCheck.nulls(of: parquet))
        } catch {
            throw ParquetError(
                error.code, "read again, the file that was written is not sound: \(error.message)", at: error.place
            ).at(place)
        }
    }

    private func read(_ source: any ByteSource, _ file: StagedFile) async throws(ParquetError) {
        guard try await Hash256(of: source) == file.sha256 else {
            throw ParquetError(.malformed, "its bytes are not those that were written")
        }
        let report = try await FileCheck.report(on: source)
        guard report.verdict == .unsound else { return }
        let finding = report.findings.first { $0.severity == .error }
        throw ParquetError(.malformed, finding?.message ?? "there are too many findings", at: finding?.place ?? .init())
    }

    /// The nulls of each column, as the footer tells them.
    private static func nulls(of file: ParquetFile) -> [Receipt.Nulls] {
        file.schema.columns.indices.map { column in
            let counts = file.metadata.rowGroups.map { rowGroup in
                rowGroup.columns.indices.contains(column)
                    ? rowGroup.columns[column].metadata?.statistics?.nullCount ?? 0 : 0
            }
            return Receipt.Nulls(column: file.schema.columns[column].path.names, count: counts.reduce(0, +))
        }
    }
}
