import ArgumentParser
import Foundation
import Parquet

/// What the process tells the shell. The same numbers stand in the help of `convert` and `check`.
enum ExitStatus {
    static let failure = ExitCode(1)
    static let quarantined = ExitCode(3)
    static let nonePresent = ExitCode(4)
    static let outputExists = ExitCode(5)
    static let unsound = ExitCode(6)
    static let unchecked = ExitCode(7)
    static let locked = ExitCode(8)

    /// Prints the error and gives what to throw for it.
    static func report(_ error: ParquetError) -> any Error {
        switch error.code {
        case .argument: return ValidationError(error.description)
        case .exists:
            printError(error.description)
            return outputExists
        case .quarantine:
            printError(error.description)
            return quarantined
        case .locked:
            printError(error.description)
            return locked
        case .malformed, .unsupported, .checksum, .schema, .limit, .io, .json, .contract, .input:
            printError(error.description)
            return failure
        }
    }

    static func printError(_ message: String) {
        FileHandle.standardError.write(Data("Error: \(message)\n".utf8))
    }
}
