import ArgumentParser
import Foundation
import Parquet

/// `parkett man-pages`: manual pages made of the same words as the help.
struct ManPagesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man-pages",
        abstract: "Write the manual pages of all commands into a directory.",
        discussion: """
            parkett man-pages ~/.local/share/man/man1, and then man parkett-convert. For all users: \
            /usr/local/share/man/man1.
            """)

    @Argument(
        help: "The directory. It is made if it is missing; pages that are there are replaced.", completion: .directory)
    var directory: String

    func run() throws {
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            for page in ManPage.all(of: try CommandDescription.program()) {
                try Data(page.text.utf8)
                    .write(to: URL(filePath: directory).appending(path: page.fileName), options: .atomic)
            }
        } catch {
            throw ExitStatus.report(
                ParquetError(
                    .io, "cannot write the manual pages: \(error.localizedDescription)", at: .init(file: directory)))
        }
    }
}
