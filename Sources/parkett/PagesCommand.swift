import ArgumentParser
import Parquet
import ParquetInspect

/// `parkett pages`: the pages of files.
struct PagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pages",
        abstract: "Print the pages of Parquet files, their indexes and bloom filters.",
        discussion: """
            For each column chunk: its pages with offsets, sizes, encodings, counts, checksums and bounds; the entries \
            of the offset index and the column index side by side; the bloom filter and how full it is; level \
            histograms.
            """)

    @Argument(help: "The files to read.", completion: .file(extensions: ["parquet"]))
    var files: [String]

    @Option(help: ArgumentHelp("Only these columns, separated by commas.", valueName: "names"))
    var columns: String?

    @Option(help: ArgumentHelp("Only these row groups, counted from 0: 0,3-5.", valueName: "ordinals"))
    var rowGroups: OrdinalsArgument?

    @Flag(help: "Print a JSON document for each column chunk.")
    var json = false

    func run() async throws {
        let names = columns.map { $0.split(separator: ",").map(String.init) }
        for path in files {
            let file = try await ParquetFile(FileSource(path))
            do throws(ParquetError) {
                var report = try PagesReport(file, columns: names, rowGroups: rowGroups?.ordinals)
                var isFirst = true
                while let chunk = try await report.nextChunk() {
                    let text = json ? chunk.json(file: path) : (isFirst ? "" : "\n") + chunk.text
                    isFirst = false
                    do { try Console.write(Array(text.utf8)) } catch {
                        throw ParquetError(.io, "the standard output cannot be written: \(error)")
                    }
                }
            } catch {
                throw error.at(.init(file: path))
            }
        }
    }
}

/// Ordinals on the command line: `0`, `0,2`, `1-3`.
struct OrdinalsArgument: ExpressibleByArgument {
    let ordinals: [Int]

    /// What is beyond this is a mistake.
    private static let limit = 1 << 20

    init?(argument: String) {
        var ordinals: [Int] = []
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first >= 0,
                first <= last,
                last <= OrdinalsArgument.limit
            else { return nil }
            ordinals += first...last
        }
        self.ordinals = ordinals
    }
}
