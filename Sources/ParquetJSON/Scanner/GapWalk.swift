internal import Parquet
internal import ParquetBytes

/// A walk over one gap, byte by byte: from behind a value to the next scalar value or the end of the line.
///
/// It keeps no stack: which objects and arrays are open follows from the path.
struct GapWalk {
    /// What is expected next.
    enum Step {
        /// The `{` of a line.
        case line
        /// A comma, the end of the object or array, or the end of the line.
        case behindValue
        /// A value of `path`.
        case value
        /// Nothing: a scalar value or the next line is here.
        case done
    }

    /// The next byte.
    var offset: Int
    /// The path of the last value, or of the value that is expected.
    var path: Int32
    /// What is expected next.
    var step = Step.line
    /// Whether the gap can stand for itself: a line that ends with the text cannot.
    private(set) var isLearnable = true

    init(offset: Int, path: Int32) {
        self.offset = offset
        self.path = path
    }

    /// Takes the `{` of a line and the first key.
    mutating func beginLine(
        _ text: RawSpan, _ paths: inout LearnedPaths, _ sink: inout some JSONSink, _ happenings: inout [GapOperation]
    ) throws(ParquetError) {
        skipSpace(text)
        guard peek(text) == 0x7B else {
            throw .json("a line must be a JSON object, but starts with \(found(text))", at: offset)
        }
        path = LearnedPaths.root
        happenings.append(GapOperation(kind: .begin, path: path, offset: Int32(offset)))
        try beginObject(text, &paths, &sink, &happenings)
    }

    /// Takes one step.
    mutating func advance(
        _ text: RawSpan, _ paths: inout LearnedPaths, _ sink: inout some JSONSink, _ happenings: inout [GapOperation]
    ) throws(ParquetError) {
        skipSpace(text)
        switch step {
        case .line, .done: break
        case .behindValue:
            switch paths.paths[Int(path)].link {
            case .betweenLines, .root: try endLine(text)
            case .member: try goOnInObject(text, &paths, &sink, &happenings)
            case .element: try goOnInArray(text, &paths, &happenings)
            }
        case .value:
            switch peek(text) {
            case 0x7B:
                happenings.append(GapOperation(kind: .begin, path: path, offset: Int32(offset)))
                try beginObject(text, &paths, &sink, &happenings)
            case 0x5B:
                happenings.append(GapOperation(kind: .begin, path: path, offset: Int32(offset)))
                try beginArray(text, &paths, &sink, &happenings)
            case nil, 0x0A: throw .json("\(found(text)) where a value should be", at: offset)
            default: step = .done
            }
        }
    }

    private mutating func beginObject(
        _ text: RawSpan, _ paths: inout LearnedPaths, _ sink: inout some JSONSink, _ happenings: inout [GapOperation]
    ) throws(ParquetError) {
        offset &+= 1
        skipSpace(text)
        if peek(text) == 0x7D {
            happenings.append(GapOperation(kind: .endObject, path: path, offset: Int32(offset)))
            offset &+= 1
            step = .behindValue
        } else {
            try key(of: path, text, &paths, &sink, &happenings)
        }
    }

    private mutating func beginArray(
        _ text: RawSpan, _ paths: inout LearnedPaths, _ sink: inout some JSONSink, _ happenings: inout [GapOperation]
    ) throws(ParquetError) {
        offset &+= 1
        skipSpace(text)
        if peek(text) == 0x5D {
            happenings.append(GapOperation(kind: .endArray, path: path, offset: Int32(offset)))
            offset &+= 1
            step = .behindValue
        } else {
            path = try paths.element(of: path, sink: &sink, at: offset)
            step = .value
        }
    }

    private mutating func goOnInObject(
        _ text: RawSpan, _ paths: inout LearnedPaths, _ sink: inout some JSONSink, _ happenings: inout [GapOperation]
    ) throws(ParquetError) {
        let object = paths.paths[Int(path)].parent
        switch peek(text) {
        case 0x2C:
            offset &+= 1
            skipSpace(text)
            try key(of: object, text, &paths, &sink, &happenings)
        case 0x7D:
            happenings.append(GapOperation(kind: .endObject, path: object, offset: Int32(offset)))
            offset &+= 1
            path = object
        default: throw .json("\(found(text)) where a comma or the end of the object should be", at: offset)
        }
    }

    private mutating func goOnInArray(
        _ text: RawSpan, _ paths: inout LearnedPaths, _ happenings: inout [GapOperation]
    ) throws(ParquetError) {
        switch peek(text) {
        case 0x2C:
            offset &+= 1
            step = .value
        case 0x5D:
            let array = paths.paths[Int(path)].parent
            happenings.append(GapOperation(kind: .endArray, path: array, offset: Int32(offset)))
            offset &+= 1
            path = array
        default: throw .json("\(found(text)) where a comma or the end of the array should be", at: offset)
        }
    }

    private mutating func key(
        of object: Int32, _ text: RawSpan, _ paths: inout LearnedPaths, _ sink: inout some JSONSink,
        _ happenings: inout [GapOperation]
    ) throws(ParquetError) {
        guard peek(text) == 0x22 else { throw .json("\(found(text)) where a key should be", at: offset) }
        let quote = offset
        let (end, hasEscapes) = try JSONString.end(in: text, from: quote &+ 1)
        if hasEscapes {
            let key = try JSONString.unescaped(text, from: quote &+ 1, to: end)
            path = try paths.member(key.rawBytes, of: object, sink: &sink, at: quote)
        } else {
            path = try paths.member(text.bytes(quote &+ 1..<end), of: object, sink: &sink, at: quote)
        }
        happenings.append(GapOperation(kind: .key, path: path, offset: Int32(quote)))
        offset = end &+ 1
        skipSpace(text)
        guard peek(text) == 0x3A else { throw .json("\(found(text)) where a colon should be", at: offset) }
        offset &+= 1
        step = .value
    }

    private mutating func endLine(_ text: RawSpan) throws(ParquetError) {
        let byte = peek(text)
        guard byte == nil || byte == 0x0A else { throw .json("\(found(text)) behind the line's object", at: offset) }
        isLearnable = byte != nil
        offset &+= byte == nil ? 0 : 1
        path = LearnedPaths.betweenLines
        step = .done
    }

    private func peek(_ text: RawSpan) -> UInt8? {
        offset < text.byteCount ? text.loadUInt8(at: offset) : nil
    }

    private mutating func skipSpace(_ text: RawSpan) {
        offset = GapWalk.behindSpace(text, offset)
    }

    /// The first place at or behind `offset` that holds no space, tab or carriage return.
    static func behindSpace(_ text: RawSpan, _ offset: Int) -> Int {
        var place = offset
        while place < text.byteCount {
            let byte = text.loadUInt8(at: place)
            guard byte == 0x20 || byte == 0x09 || byte == 0x0D else { return place }
            place &+= 1
        }
        return place
    }

    /// What is here, for a message.
    private func found(_ text: RawSpan) -> String {
        switch peek(text) {
        case nil: "the text ends"
        case .some(0x0A): "the line ends"
        case .some(let byte): JSONString.quoted(byte)
        }
    }
}
