import ArgumentParser
import Foundation
import Parquet
import ParquetDataset
import SystemPackage

/// `parkett compact`: few files instead of many.
struct CompactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact",
        abstract: "Merge the small files of a dataset's partitions.",
        discussion: """
            parkett compact table
            parkett compact table --partition year=2025/month=01/date=25 --file-size 128MiB

            Files that follow one another become one as long as their bytes stay within \
            --file-size. Row groups are copied byte for byte; those below --minimum-row-group \
            are decoded and written into larger ones. Rows and their order stay the same, and so \
            do the hashes that receipts have of them: they are computed again before anything is \
            published. Of datasets whose rows are not hashed, numbers of rows are compared. Each \
            partition changes in one step, and gets a receipt.

            Files of different schemas become one if all columns of one are in the other, and \
            those that it has besides may be null. Others are left apart, and the output says so.

            EXIT CODES
              0    done; also if nothing was to be done
              1    something is wrong; each partition is as it was or as it should be
              8    another run is changing the dataset
              64   the arguments make no sense
            """)

    @Argument(help: "The output of conversions.", completion: .directory)
    var dataset: String

    @Option(help: "About how large files become.")
    var fileSize = SizeArgument(CompactionOptions().fileByteLimit)

    @Option(
        help: ArgumentHelp("Only this partition, such as year=2025/month=01/date=25.", valueName: "path"))
    var partition: String?

    @Option(help: "Row groups with fewer bytes are merged by writing their rows anew. 1 copies all.")
    var minimumRowGroup = SizeArgument(CompactionOptions().minimumRowGroupByteCount)

    @OptionGroup var signing: SigningArguments

    @Flag(help: "Print a JSON line for each partition.")
    var json = false

    func run() async throws {
        do {
            guard FileManager.default.fileExists(atPath: dataset) else {
                throw ParquetError(.input, "there is no such dataset", at: .init(file: dataset))
            }
            var options = CompactionOptions()
            options.fileByteLimit = fileSize.bytes
            options.minimumRowGroupByteCount = minimumRowGroup.bytes
            let session = try await DatasetSession.begin(LocalDatasetStore(FilePath(dataset)), key: signing.key())
            Console.note(session.remarks, of: dataset)
            do throws(ParquetError) {
                let path = partition.map { PartitionPath(directories: $0.split(separator: "/").map(String.init)) }
                let outcomes = try await DatasetCompaction(options).run(in: session, partition: path)
                await session.end()
                try show(outcomes)
            } catch {
                await session.end()
                throw error
            }
        } catch let error as ParquetError {
            throw ExitStatus.report(error)
        }
    }

    private func show(_ outcomes: [CompactionOutcome]) throws(ParquetError) {
        var text = outcomes.map { json ? $0.json + "\n" : $0.text }.joined()
        if !json, !outcomes.contains(where: \.isChanged) { text += "nothing to be done\n" }
        do {
            try Console.write(Array(text.utf8))
        } catch {
            throw ParquetError(.io, "cannot write to standard output: \(error)")
        }
    }
}
