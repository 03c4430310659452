internal import Foundation
public import Parquet

/// A line that became no row: where it came from, why, and its bytes.
///
/// As JSON, one a line, with sorted keys:
///
///     {"byte":5120,"code":"contract","column":"status_code","line":17,"place":5151,"raw":"{\"id\":…}","reason":"…","source":"year=2025/…/00-00.json"}
///
/// `raw_base64` stands in the place of `raw` where the bytes are no UTF-8.
public struct QuarantinedLine: Sendable, Equatable {
    /// The path of its chunk below the input.
    public var source: String
    /// The line in the chunk, from 1.
    public var line: Int
    /// The byte in the chunk's text, decompressed, at which the line starts, from 0.
    public var byteOffset: Int
    /// The kind of the reason: `json`, `contract` or `limit`.
    public var code: ParquetError.Code
    /// Why it is no row, in one sentence.
    public var reason: String
    /// The column that it does not fit, if it is one.
    public var column: String?
    /// The byte in the chunk's text that the reason is about.
    public var place: Int?
    /// The line without its line feed.
    public var raw: [UInt8]

    /// A line of these parts.
    public init(
        source: String, line: Int, byteOffset: Int, code: ParquetError.Code, reason: String, column: String? = nil,
        place: Int? = nil, raw: [UInt8]
    ) {
        self.source = source
        self.line = line
        self.byteOffset = byteOffset
        self.code = code
        self.reason = reason
        self.column = column
        self.place = place
        self.raw = raw
    }

    /// The line that `json` describes.
    ///
    /// - Throws: `ParquetError` with code `json` if it is no such description.
    public init(json: [UInt8]) throws(ParquetError) {
        do {
            self = try JSONDecoder().decode(Record.self, from: Data(json)).quarantinedLine()
        } catch let error as ParquetError {
            throw error
        } catch {
            throw ParquetError(.json, "this is no quarantined line: \(error)")
        }
    }

    /// The line as JSON, without a line feed.
    public var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and whole numbers always encode.
        guard let data = try? encoder.encode(Record(self)) else { preconditionFailure("a record does not encode") }
        return [UInt8](data)
    }

    /// The members as they are stored.
    private struct Record: Codable {
        var source: String
        var line: Int
        var byte: Int
        var code: String
        var reason: String
        var column: String?
        var place: Int?
        var raw: String?
        var raw_base64: Data?

        init(_ line: QuarantinedLine) {
            source = line.source
            self.line = line.line
            byte = line.byteOffset
            code = line.code.rawValue
            reason = line.reason
            column = line.column
            place = line.place
            if let text = String(validating: line.raw, as: UTF8.self) {
                raw = text
            } else {
                raw_base64 = Data(line.raw)
            }
        }

        func quarantinedLine() throws -> QuarantinedLine {
            guard let code = ParquetError.Code(rawValue: code) else {
                throw ParquetError(.json, "\"code\" is \"\(self.code)\", which no line is quarantined for")
            }
            guard line > 0, byte >= 0, (raw == nil) != (raw_base64 == nil) else {
                throw ParquetError(.json, "this is no quarantined line: a number or the line's bytes make no sense")
            }
            return QuarantinedLine(
                source: source, line: line, byteOffset: byte, code: code, reason: reason, column: column, place: place,
                raw: raw.map { Array($0.utf8) } ?? raw_base64.map { [UInt8]($0) } ?? [])
        }
    }
}
