import ArgumentParser
import Dispatch
import Foundation
import Logging
import Parquet
import ParquetDataset

/// A run of `convert` as its operators see it: signals end it orderly, and its end is told, measured and made an exit code.
struct ConversionRun {
    let printer: EventPrinter
    let reporting: ReportingArguments
    let output: String

    /// Does `body`, and throws what the process is to end with.
    func perform(_ body: @escaping @Sendable () async throws -> Void) async throws {
        // That nobody reads what is told is no reason to leave files half written.
        _ = signal(SIGPIPE, SIG_IGN)
        let start = ContinuousClock.now
        // A plan changes nothing on the disk.
        let metrics = reporting.dryRun ? nil : reporting.metricsFile.map { MetricsFile(path: $0, output: output) }
        if !Settings.origins.isEmpty {
            printer.report(EventMessage(.debug, "options: " + Settings.origins.joined(separator: ", ")))
        }
        for remark in Settings.remarks { printer.report(EventMessage.warning(remark)) }
        let signals = SignalWatch()
        let task = Task {
            try metrics?.check()
            try await body()
        }
        signals.onSignal {
            task.cancel()
            StandardInput.giveUp()
            // Not at once: the printer may wait for somebody to read what it tells, and the next signal must come through.
            DispatchQueue.global().async {
                printer.report(EventMessage(.notice, "stopping; a second signal ends the program at once"))
            }
        }
        var failure: CommandFailure?
        do {
            try await task.value
            printer.finish(output: output, error: nil)
        } catch {
            printer.finish(output: output, error: error)
            failure = ConversionRun.failure(error)
            if let code = signals.exitCode {
                failure = CommandFailure(
                    code: code, message: "stopped; partitions that were complete are kept in \(output)")
            }
        }
        if failure == nil, printer.outputIsClosed {
            failure = CommandFailure(
                code: ExitStatus.failure,
                message: "standard output was closed before everything was told; the conversion itself is complete")
        }
        do throws(ParquetError) {
            let elapsed = ContinuousClock.now - start
            try metrics?.write(
                printer.totals,
                MetricsFile.End(
                    exitCode: failure?.code.rawValue ?? 0, time: Date().timeIntervalSince1970,
                    seconds: elapsed / .seconds(1)))
        } catch {
            // What went wrong before comes first.
            failure = failure ?? ConversionRun.failure(error)
        }
        guard let failure else { return }
        try end(failure)
    }

    private static func failure(_ error: any Error) -> CommandFailure {
        switch error {
        case let error as ParquetError: CommandFailure(code: ExitStatus.code(of: error), message: error.description)
        case let error as CommandFailure: error
        default: CommandFailure(code: ExitStatus.failure, message: "\(error)")
        }
    }

    /// Tells of the failure, and throws its code.
    private func end(_ failure: CommandFailure) throws {
        if reporting.logFormat == nil, failure.code == .validationFailure {
            // It is followed by how the command is used.
            throw ValidationError(failure.message)
        }
        var message = EventMessage(
            .error, failure.message, ["exit_code": .stringConvertible(Int(failure.code.rawValue))])
        message.sentence = "Error: \(failure.message)"
        printer.report(message)
        throw failure.code
    }
}
