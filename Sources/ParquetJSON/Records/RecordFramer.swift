internal import Parquet
public import ParquetBytes

/// Makes lines of records that stand otherwise in a text: in an array, one after another, over several lines.
///
/// It does no IO and keeps no record: bytes go in, in pieces of any length, and whole records come out, one a line, with a map
/// of where each byte was. Line feeds between the tokens of a record become spaces; else its bytes stay what they are. What
/// stands around records is validated here, to the byte; what is in them by the parser of lines, which finds the errors of
/// all that the framer takes for a record.
///
/// An error ends the text. It is not thrown but kept in the map, behind the records before it: these come first. A record
/// that is broken off, or never ends, is handed out as a last line that lacks its line feed, so that the parser may say what
/// is wrong in it.
public struct RecordFramer: Sendable {
    private enum Phase: Sendable {
        /// Before the first byte, or within a byte order mark.
        case start
        /// Between records that follow each other.
        case between
        /// Around an array of records.
        case envelope
        /// Between the records of an array.
        case elements
        case record
        /// Behind an error.
        case over
    }

    /// The longest record that is accepted, in bytes.
    public let maximumRecordLength: Int
    /// How many bytes of the source were taken.
    public private(set) var byteOffset: Int
    /// The line of the source that the next byte is in, from 1.
    public private(set) var line: Int

    private let unwrapsItems: Bool
    private var phase = Phase.start
    private var markLength = 0
    private var envelope: RecordEnvelope?
    private var boundary = RecordBoundary()
    /// How many bytes of the framed text belong to the record that is open.
    private var recordLength = 0
    /// Where the record that is open starts.
    private var recordPlace = (byteOffset: 0, line: 1)
    private var item = AttributeValueUnwrapper()

    /// A framer of records of a shape.
    ///
    /// - Parameters:
    ///   - shape: the shape of the text. `auto` and `lines` are framed as `concatenated` is, which both are.
    ///   - maximumRecordLength: the longest record that is accepted, in bytes, what was left out of it included.
    ///   - byteOffset: the place of the first byte in its text, for the places of errors.
    ///   - line: its line, from 1.
    public init(
        _ shape: RecordShape, maximumRecordLength: Int = LineChunker.defaultMaximumLineLength, byteOffset: Int = 0,
        line: Int = 1
    ) {
        self.maximumRecordLength = maximumRecordLength
        self.byteOffset = byteOffset
        self.line = line
        switch shape {
        case .auto, .lines, .concatenated: unwrapsItems = false
        case .dynamoDB: unwrapsItems = true
        case .array:
            unwrapsItems = false
            envelope = RecordEnvelope(JSONPointer(keys: []))
        case .under(let pointer):
            unwrapsItems = false
            envelope = RecordEnvelope(pointer)
        }
        if byteOffset > 0 { phase = outside }
    }

    /// The phase before and behind all records.
    private var outside: Phase { envelope == nil ? .between : .envelope }

    /// Frames the bytes of `source` behind `offset`, which is advanced, until they are used up, or a record has ended and `text`
    /// holds `count` bytes or more, or there is an error.
    ///
    /// - Parameters:
    ///   - text: gets the records, each with a line feed, and the start of one that has not ended.
    ///   - map: of `text`; gets what is known of them.
    public mutating func frame(
        _ source: RawSpan, at offset: inout Int, into text: inout ByteBuffer, _ map: inout FrameMap, upTo count: Int
    ) {
        do throws(ParquetError) {
            while offset < source.byteCount {
                switch phase {
                case .start: try takeMark(source, &offset)
                case .between: try takeBetween(source, &offset)
                case .envelope: try takeEnvelope(source, &offset, &map)
                case .elements: try takeElements(source, &offset)
                case .record:
                    if recordLength == 0 { map.begin(text: text.count, source: byteOffset, line: line) }
                    if try takeRecord(source, &offset, into: &text, &map), text.count >= count { return }
                case .over:
                    byteOffset += source.byteCount - offset
                    offset = source.byteCount
                }
            }
        } catch {
            fail(error, text, &map)
        }
    }

    /// Says that the text has ended.
    public mutating func finish(into text: ByteBuffer, _ map: inout FrameMap) {
        do throws(ParquetError) {
            switch phase {
            case .start, .between, .envelope, .elements:
                guard markLength % 3 == 0 else { throw .json("the byte order mark is broken off", at: byteOffset) }
                try envelope?.finish(at: byteOffset)
            case .record:
                throw .json(
                    "the text ends within the record that starts on line \(recordPlace.line), byte "
                        + "\(recordPlace.byteOffset)", at: byteOffset)
            case .over: break
            }
        } catch {
            fail(error, text, &map)
        }
    }

    /// Keeps `error`, and has the open record count as a line, unless it was found in its unwrapped form.
    private mutating func fail(_ error: ParquetError, _ text: ByteBuffer, _ map: inout FrameMap) {
        map.failure = error.at(.init(line: line))
        if phase == .record, recordLength > 0 { map.wholeByteCount = text.count }
        phase = .over
    }

    private mutating func takeMark(_ source: RawSpan, _ offset: inout Int) throws(ParquetError) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let byte = source.loadUInt8(at: offset)
        guard byte == mark[markLength] else {
            guard markLength == 0 else { throw .json("the byte order mark is broken off", at: byteOffset) }
            phase = outside
            return
        }
        markLength += 1
        offset += 1
        byteOffset += 1
        if markLength == 3 { phase = outside }
    }

    /// Takes the next byte, of which nothing is kept.
    private mutating func pass(_ byte: UInt8, _ offset: inout Int) {
        offset &+= 1
        byteOffset &+= 1
        if byte == 0x0A { line &+= 1 }
    }

    private mutating func takeBetween(_ source: RawSpan, _ offset: inout Int) throws(ParquetError) {
        while offset < source.byteCount {
            let byte = source.loadUInt8(at: offset)
            if byte == 0x7B {
                beginRecord()
                return
            }
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else {
                throw .json("a record must be an object, but starts with \(JSONString.quoted(byte))", at: byteOffset)
            }
            pass(byte, &offset)
        }
    }

    private mutating func takeEnvelope(
        _ source: RawSpan, _ offset: inout Int, _ map: inout FrameMap
    ) throws(ParquetError) {
        while offset < source.byteCount, phase == .envelope {
            let byte = source.loadUInt8(at: offset)
            if try envelope?.take(byte, at: byteOffset) ?? false { phase = .elements }
            pass(byte, &offset)
        }
        map.ignoredKeys += envelope?.ignoredKeys ?? 0
        envelope?.ignoredKeys = 0
    }

    private mutating func takeElements(_ source: RawSpan, _ offset: inout Int) throws(ParquetError) {
        while offset < source.byteCount, phase == .elements {
            let byte = source.loadUInt8(at: offset)
            switch try envelope?.takeBetweenRecords(byte, at: byteOffset) ?? .nothing {
            case .nothing: break
            case .arrayEnd: phase = .envelope
            case .recordStart:
                beginRecord()
                return
            }
            pass(byte, &offset)
        }
    }

    private mutating func beginRecord() {
        phase = .record
        boundary.reset()
        recordLength = 0
        recordPlace = (byteOffset, line)
    }

    /// Copies bytes of the open record.
    ///
    /// - Returns: whether it has ended.
    private mutating func takeRecord(
        _ source: RawSpan, _ offset: inout Int, into text: inout ByteBuffer, _ map: inout FrameMap
    ) throws(ParquetError) -> Bool {
        while true {
            let start = offset
            let stop = boundary.advance(source, &offset)
            let isEnd = if case .recordEnd = stop { true } else { false }
            if isEnd { offset += 1 }
            text.append(source.extracting(start..<offset))
            byteOffset += offset - start
            recordLength += offset - start
            guard recordLength <= maximumRecordLength else {
                throw ParquetError(
                    .limit, "a record is longer than the limit of \(maximumRecordLength) bytes",
                    at: .init(line: recordPlace.line, byteOffset: recordPlace.byteOffset))
            }
            switch stop {
            case .pieceEnd: return false
            case .broken(let message): throw .json(message, at: byteOffset)
            case .lineFeed:
                map.addLineFeed(at: text.count)
                text.append(UInt8(0x20))
                recordLength += 1
                pass(0x0A, &offset)
            case .recordEnd:
                try endRecord(&text, &map)
                return true
            }
        }
    }

    private mutating func endRecord(_ text: inout ByteBuffer, _ map: inout FrameMap) throws(ParquetError) {
        if unwrapsItems {
            let start = text.count - recordLength
            recordLength = 0
            try item.unwrap(&text, from: start, &map)
        }
        recordLength = 0
        text.append(UInt8(0x0A))
        map.wholeByteCount = text.count
        map.recordCount += 1
        envelope?.endRecord()
        phase = envelope == nil ? .between : .elements
    }
}
