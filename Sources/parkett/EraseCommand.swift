import ArgumentParser
import Foundation
import Parquet
import ParquetDataset
import SystemPackage

/// `parkett erase`: the right to be forgotten.
struct EraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Remove rows from a dataset, and prove that nothing else changed.",
        discussion: """
            Count first, then erase, and keep the certificate:

              parkett erase table --where "userId = 'X'" --dry-run
              parkett erase table --where "userId = 'X'" --certificate x.json --sources logs

            Only row groups that hold such rows are written anew; all others are copied byte \
            for byte, and files keep their names. A file without rows goes, and so does a \
            partition. Each partition changes in one step; what a killed run left is finished \
            by the next one.

            THE CLAUSE
              status_code >= 400 and action in ('login', 'logout') and year = 2025
              user.name like 'a%' and not (note is null or "order" = 7)

              Columns are named without regard to case; the values of partitions are columns,
              too, and partitions that cannot match are not read.

            WHAT IS SEARCHED
              The rows of all files. Column _extra: a row is removed, too, if its _extra has the
              key with a value that the clause is true of. Quarantine, that of published
              partitions and that of failed runs: a line is removed if it is a JSON object that
              the clause is true of, or if it is none and holds a value that the clause asks for
              by = or in, as a word. The output says what was searched.

            THE PROOF
              A receipt says how many rows were removed of which file, and has their order-free
              hash. Before anything is published, the rows that are left are hashed again: their
              hash and that of the removed rows add up to the one that the receipt before has.

            THE CERTIFICATE
              The receipt names what was asked as a salted hash only. The salt is printed and
              written to the certificate, and is kept nowhere else: without it nobody can tell
              from the dataset whom an erasure was about. The hash is SHA-256 of the line
              "parkett erase v1", the 16 bytes of the salt, and the clause in canonical spelling.

            THE SOURCES
              Sources are left as they are, and may still hold the person. With --sources they
              are searched, and lines that match are listed.

            EXIT CODES
              0    done; also if nothing was found
              1    something is wrong; each partition is as it was or as it should be
              8    another run is changing the dataset
              64   the arguments make no sense
            """)

    @Argument(help: "The output of conversions.", completion: .directory)
    var dataset: String

    @Option(name: .customLong("where"), help: ArgumentHelp("Which rows to remove.", valueName: "clause"))
    var clause: String

    @Flag(help: "Count the rows and lines, and change nothing.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "Write the certificate, with the salt, to this file; it must not be there.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var certificate: String?

    @Option(
        help: ArgumentHelp("Search the sources in this directory, the INPUT of conversions.", valueName: "directory"),
        completion: .directory)
    var sources: String?

    @OptionGroup var signing: SigningArguments

    @Flag(help: "Print JSON: a document, and a line for each source that holds what was asked for.")
    var json = false

    func run() async throws {
        do {
            let clause = try WhereClause(clause)
            if let certificate, FileManager.default.fileExists(atPath: certificate) {
                throw ParquetError(.argument, "is there already; give another name", at: .init(file: certificate))
            }
            guard FileManager.default.fileExists(atPath: dataset) else {
                throw ParquetError(.input, "there is no such dataset", at: .init(file: dataset))
            }
            let store = LocalDatasetStore(FilePath(dataset))
            let report: ErasureReport
            if dryRun {
                report = try await DatasetErasure(clause).count(in: store)
                try show(report, nil)
            } else {
                let proof = ErasureCertificate(of: clause)
                report = try await erase(clause, store, proof)
                try show(report, proof)
                try write(report.certificateFile(proof))
            }
            try await searchSources(clause, store, report)
        } catch let error as ParquetError {
            throw ExitStatus.report(error)
        }
    }

    private func erase(
        _ clause: WhereClause, _ store: LocalDatasetStore, _ proof: ErasureCertificate
    ) async throws(ParquetError) -> ErasureReport {
        let session = try await DatasetSession.begin(store, key: signing.key())
        Console.note(session.remarks, of: dataset)
        do throws(ParquetError) {
            let report = try await DatasetErasure(clause).run(in: session, certificate: proof)
            await session.end(removingReplaced: true)
            return report
        } catch {
            await session.end()
            throw error
        }
    }

    private func show(_ report: ErasureReport, _ proof: ErasureCertificate?) throws {
        if json {
            try Console.write(Array((report.json(proof) + "\n").utf8))
            return
        }
        var text = report.text
        if let proof { text += "salt: \(proof.saltText)\nrequest: \(proof.request)\n" }
        try Console.write(Array(text.utf8))
    }

    private func write(_ bytes: [UInt8]) throws(ParquetError) {
        guard let certificate else { return }
        do {
            try Data(bytes).write(to: URL(filePath: certificate), options: .atomic)
        } catch {
            throw ParquetError(
                .io, "the certificate cannot be written, keep the salt that was printed: \(error.localizedDescription)",
                at: .init(file: certificate))
        }
    }

    private func searchSources(
        _ clause: WhereClause, _ store: LocalDatasetStore, _ report: ErasureReport
    ) async throws {
        guard let sources else {
            if !report.sources.isEmpty {
                let names = report.sources.prefix(3).joined(separator: ", ")
                let more = report.sources.count > 3 ? " and \(report.sources.count - 3) more" : ""
                Console.note(
                    [
                        "the sources may still hold what was asked for, and would bring it back: \(names)\(more). "
                            + "--sources DIRECTORY searches them"
                    ], of: dataset)
            }
            return
        }
        // Those of other partitions, too, which may hold what became no row there.
        let names = try await allSources(store)
        let (present, findings) = try await SourceSearch(clause).run(names, in: FilePath(sources), of: store)
        for finding in findings {
            try Console.write(Array((json ? finding.json + "\n" : finding.text).utf8))
        }
        if !json {
            let held = findings.filter { !$0.lines.isEmpty }.count
            try Console.write(
                Array(
                    "\(present) of \(names.count) sources are in \(sources); \(held) still hold what was asked for\n"
                        .utf8))
        }
    }

    private func allSources(_ store: LocalDatasetStore) async throws(ParquetError) -> [String] {
        var names: Set<String> = []
        try await ReceiptChain(store).forEach { names.formUnion($0.receipt.sources.map(\.name)) }
        return names.sorted()
    }
}
