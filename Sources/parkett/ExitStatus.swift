import ArgumentParser
import Foundation
import Parquet

/// What the process tells the shell. The numbers are explained by `parkett exit-codes`.
enum ExitStatus {
    static let failure = ExitCode(1)
    static let quarantined = ExitCode(3)
    static let nonePresent = ExitCode(4)
    static let outputExists = ExitCode(5)
    static let unsound = ExitCode(6)
    static let unchecked = ExitCode(7)
    static let locked = ExitCode(8)

    /// What a command ends with because of `error`.
    static func code(of error: ParquetError) -> ExitCode {
        switch error.code {
        case .argument: .validationFailure
        case .exists: outputExists
        case .quarantine: quarantined
        case .locked: locked
        case .malformed, .unsupported, .checksum, .schema, .limit, .io, .json, .contract, .input: failure
        }
    }

    /// Prints the error and gives what to throw for it.
    static func report(_ error: ParquetError) -> any Error {
        let code = code(of: error)
        guard code != .validationFailure else { return ValidationError(error.description) }
        printError(error.description)
        return code
    }

    static func printError(_ message: String) { print("Error: \(message)") }

    /// Writes a line to the standard error.
    static func print(_ line: String) {
        // Nobody is left to be told if the standard error is closed.
        try? FileHandle.standardError.write(contentsOf: Data("\(line)\n".utf8))
    }
}

/// An error with the exit code that it has.
struct CommandFailure: Error {
    var code: ExitCode
    var message: String
}
