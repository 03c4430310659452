internal import Parquet
internal import ParquetBytes

/// Copying JSON that was validated before.
enum JSONText {
    /// Appends `text[range]`.
    static func append(_ text: RawSpan, _ range: Range<Int>, to bytes: inout [UInt8]) {
        let end = bytes.count
        bytes.resizeUninitialized(to: end + range.count)
        var target = bytes.mutableRawBytes
        target.copy(from: text, at: range.lowerBound, count: range.count, to: end)
    }

    /// Appends the value `text[range]`, without the white space outside of its strings.
    ///
    /// - Throws: `ParquetError` with code `json` if it was not validated.
    static func appendCompact(_ text: RawSpan, _ range: Range<Int>, to bytes: inout [UInt8]) throws(ParquetError) {
        let first = text.loadUInt8(at: range.lowerBound)
        guard first == 0x7B || first == 0x5B else { return append(text, range, to: &bytes) }
        var start = range.lowerBound
        var offset = start
        while offset < range.upperBound {
            switch text.loadUInt8(at: offset) {
            case 0x22: offset = try JSONString.end(in: text, from: offset &+ 1).end &+ 1
            case 0x20, 0x09, 0x0D:
                append(text, start..<offset, to: &bytes)
                offset = GapWalk.behindSpace(text, offset)
                start = offset
            default: offset &+= 1
            }
        }
        append(text, start..<range.upperBound, to: &bytes)
    }
}
