internal import Parquet
internal import ParquetBytes

/// Values for messages: as they are written, cut short.
enum MisfitText {
    /// The most bytes that are shown of a value.
    static let maximumLength = 60

    /// The value at `place`, a string with its quotes.
    static func excerpt(_ text: RawSpan, _ place: JSONPlace) -> String {
        place.kind == .string ? excerpt(text, place.start - 1..<place.end + 1) : excerpt(text, place.start..<place.end)
    }

    /// The string whose opening quote is at `start`.
    static func excerpt(_ text: RawSpan, from start: Int) -> String {
        guard let string = try? JSONString.end(in: text, from: start + 1) else { return "\"\"" }
        return excerpt(text, start..<string.end + 1)
    }

    /// The error that the key whose opening quote is at `start` is unknown.
    static func unknownKey(_ text: RawSpan, at start: Int) -> ParquetError {
        ParquetError(
            .contract,
            "the key \(excerpt(text, from: start)) is in no column's \"from\"",
            at: .init(byteOffset: start))
    }

    private static func excerpt(_ text: RawSpan, _ range: Range<Int>) -> String {
        guard range.count > maximumLength else {
            return String(decoding: JSONValue.copy(text, range), as: UTF8.self)
        }
        var end = range.lowerBound + maximumLength
        while end > range.lowerBound, text.loadUInt8(at: end) & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: JSONValue.copy(text, range.lowerBound..<end), as: UTF8.self) + "…"
    }
}
