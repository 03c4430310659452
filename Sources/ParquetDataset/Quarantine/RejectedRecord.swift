internal import Parquet
internal import ParquetBytes
internal import ParquetJSON

/// A line of a block that is no row, with its bytes.
struct RejectedRecord: Sendable {
    /// Its line: from 1, in the block, or in the chunk if the block was framed.
    var line: Int
    /// Whether `line` counts from the start of the block.
    var isLineOfBlock: Bool
    /// The byte of the chunk's text at which it starts.
    var byteOffset: Int
    /// Why it is none; its place is meaningless but for the column.
    var reason: ParquetError
    /// The byte of the chunk's text that the reason is about.
    var place: Int?
    var raw: [UInt8]

    /// - Parameters:
    ///   - lines: what was read.
    ///   - map: where it comes from, if it was framed.
    ///   - blockOffset: the byte of the chunk's text at which it starts, if it was not.
    init(_ rejected: RejectedLine, of lines: RawSpan, _ map: FrameMap?, blockOffset: Int) {
        let start = map?.source(of: rejected.bytes.lowerBound)
        line = start?.line ?? rejected.line
        isLineOfBlock = map == nil
        byteOffset = start?.byteOffset ?? blockOffset + rejected.bytes.lowerBound
        reason = rejected.reason
        place = rejected.reason.place.byteOffset.map { offset in
            guard let map else { return blockOffset + offset }
            return map.source(of: offset)?.byteOffset ?? offset
        }
        raw = ByteBuffer(copying: lines.bytes(rejected.bytes)).takeArray()
    }

    /// The line as it is kept, of the chunk `source`, of which `linesBefore` come before the block.
    func quarantined(source: String, linesBefore: Int) -> QuarantinedLine {
        QuarantinedLine(
            source: source, line: line + (isLineOfBlock ? linesBefore : 0), byteOffset: byteOffset, code: reason.code,
            reason: reason.message, column: reason.place.column, place: place, raw: raw)
    }
}
