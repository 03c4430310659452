import Foundation
import Logging
import ParquetJSON

/// Writes what is logged to the standard error, a line each:
///
///     2025-01-26T03:00:04.210Z info: partition converted files=1 partition="year=2025/month=01/date=25" rows=12
///     {"time":"2025-01-26T03:00:04.210Z","level":"info","message":"partition converted","files":1,...}
struct StandardErrorLog: LogHandler {
    let format: LogFormat
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(_ format: LogFormat, level: Logger.Level) {
        self.format = format
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) { $1 }
        let time = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        let line = StandardErrorLog.line(format, time, event.level, event.message.description, all)
        // Nobody is left to be told if the standard error is closed.
        try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
    }

    /// The line, and its end.
    static func line(
        _ format: LogFormat, _ time: String, _ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata
    ) -> String {
        let details = metadata.sorted { $0.key < $1.key }
        switch format {
        case .text:
            let start = "\(time) \(level.rawValue): \(PlainText.printable(message))"
            return details.reduce(start) { "\($0) \($1.key)=\(value($1.value))" } + "\n"
        case .json:
            let start = [("time", time), ("level", level.rawValue), ("message", message)]
                .map { "\(quoted($0)):\(quoted($1))" }
            return "{" + (start + details.map { "\(quoted($0)):\(json($1))" }).joined(separator: ",") + "}\n"
        }
    }

    /// Text without quotes where it cannot be misread.
    private static func value(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text), .stringConvertible(let text as String):
            let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3D && $0 != 0x5C }
            return isPlain && !text.isEmpty ? text : quoted(text)
        case .stringConvertible, .array, .dictionary: return json(value)
        }
    }

    private static func json(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): quoted(text)
        case .stringConvertible(let number as Int): "\(number)"
        case .stringConvertible(let number as Double) where number.isFinite: "\(number)"
        case .stringConvertible(let other): quoted("\(other)")
        case .array(let values): "[\(values.map(json).joined(separator: ","))]"
        case .dictionary(let members):
            "{\(members.sorted { $0.key < $1.key }.map { "\(quoted($0)):\(json($1))" }.joined(separator: ","))}"
        }
    }

    private static func quoted(_ text: String) -> String {
        String(decoding: CanonicalJSON.string(text).bytes, as: UTF8.self)
    }
}
