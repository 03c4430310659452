internal import Parquet
internal import ParquetBytes

/// A walk over the value at a place, down into objects and arrays, for what the scanner tells as a whole: the elements of arrays,
/// and maps. It keeps where values are, of each path. The text was validated.
struct ValueWalk: ~Escapable {
    private let text: RawSpan
    private let padded: PaddedBytes
    private let lines: BlockLines
    /// Whether a key occurred again in some object of the block: only then they are looked for. The last one counts.
    private let hasDuplicateKeys: Bool
    /// The row of the value.
    private var row: UInt32 = 0

    @_lifetime(copy text, copy padded)
    init(_ text: RawSpan, _ padded: PaddedBytes, _ lines: BlockLines, hasDuplicateKeys: Bool) {
        self.hasDuplicateKeys = hasDuplicateKeys
        self.text = text
        self.padded = padded
        self.lines = lines
    }

    /// Walks over what is in the object or array that starts at `start` in `row`; `node` is its path. The value itself was seen.
    mutating func enter(
        _ start: Int, row: UInt32, of node: Int32, _ tree: inout InferenceTree, _ log: inout ElementLog
    ) throws(ParquetError) {
        self.row = row
        _ =
            text.loadUInt8(at: start) == 0x7B
            ? try object(start, node, &tree, &log) : try array(start, node, &tree, &log)
    }

    /// Has the tree see what was kept.
    func finish(_ tree: inout InferenceTree, _ log: inout ElementLog) {
        log.empty(into: &tree, text, padded, lines)
    }

    /// Walks over the value at `start`, in the object or array that starts at `object`.
    ///
    /// - Returns: the place behind it.
    private func value(
        _ start: Int, in object: Int, _ node: Int32, _ tree: inout InferenceTree, _ log: inout ElementLog
    ) throws(ParquetError) -> Int {
        let byte = text.loadUInt8(at: start)
        let end: Int
        var bits: UInt64
        if byte == 0x7B || byte == 0x5B {
            if tree.nodes[Int(node)].level >= InferenceTree.maximumLevel {
                end = try ValueWalk.end(text, start)
            } else {
                end =
                    byte == 0x7B
                    ? try self.object(start, node, &tree, &log) : try array(start, node, &tree, &log)
            }
            bits = JSONPlace(start: start, end: end, kind: byte == 0x7B ? .object : .array).bits
        } else {
            let found = try JSONScalar.any(text, at: start)
            end = found.end
            bits = found.place.bits
            if found.place.isNull { bits = JSONPlace(start: start, end: end, kind: .null).bits }
        }
        log.append(bits, node, row: row, distance: start &- object)
        if log.isFull { finish(&tree, &log) }
        return end
    }

    private func object(
        _ start: Int, _ node: Int32, _ tree: inout InferenceTree, _ log: inout ElementLog
    ) throws(ParquetError) -> Int {
        var guess = 0
        if hasDuplicateKeys {
            for member in try JSONExtent.lastMembers(text, of: start) {
                let key = member.keyPlace
                let child = try self.child(key.start..<key.end, key.hasEscapes, node, &guess, &tree, &log)
                if child >= 0 { _ = try value(member.value, in: start, child, &tree, &log) }
            }
            return try JSONExtent.end(text, of: start)
        }
        var offset = GapWalk.behindSpace(text, start + 1)
        while text.loadUInt8(at: offset) != 0x7D {
            if text.loadUInt8(at: offset) == 0x2C { offset = GapWalk.behindSpace(text, offset + 1) }
            let key = offset + 1
            let (end, hasEscapes) = try JSONString.end(in: text, from: key)
            offset = GapWalk.behindSpace(text, end + 1)
            offset = GapWalk.behindSpace(text, offset + 1)
            let child = try self.child(key..<end, hasEscapes, node, &guess, &tree, &log)
            offset =
                child < 0 ? try ValueWalk.end(text, offset) : try value(offset, in: start, child, &tree, &log)
            offset = GapWalk.behindSpace(text, offset)
        }
        return offset + 1
    }

    @inline(__always)
    private func child(
        _ key: Range<Int>, _ hasEscapes: Bool, _ node: Int32, _ guess: inout Int, _ tree: inout InferenceTree,
        _ log: inout ElementLog
    ) throws(ParquetError) -> Int32 {
        guard hasEscapes else { return child(text.bytes(key), node, &guess, &tree, &log) }
        let bytes = try JSONString.unescaped(text, from: key.lowerBound, to: key.upperBound)
        return child(bytes.rawBytes, node, &guess, &tree, &log)
    }

    private func child(
        _ key: RawSpan, _ node: Int32, _ guess: inout Int, _ tree: inout InferenceTree, _ log: inout ElementLog
    ) -> Int32 {
        let child = tree.child(key, of: node, guess: &guess)
        guard child < 0, !tree.crowded.isEmpty else { return child }
        // The paths that were kept would not be there any longer.
        finish(&tree, &log)
        tree.settle()
        return tree.child(key, of: node, guess: &guess)
    }

    private func array(
        _ start: Int, _ node: Int32, _ tree: inout InferenceTree, _ log: inout ElementLog
    ) throws(ParquetError) -> Int {
        var offset = GapWalk.behindSpace(text, start + 1)
        if text.loadUInt8(at: offset) == 0x5D { return offset + 1 }
        let elements = tree.elements(of: node)
        while true {
            offset =
                elements < 0
                ? try ValueWalk.end(text, offset) : try value(offset, in: start, elements, &tree, &log)
            offset = GapWalk.behindSpace(text, offset)
            if text.loadUInt8(at: offset) == 0x5D { return offset + 1 }
            offset = GapWalk.behindSpace(text, offset + 1)
        }
    }

    /// The place behind the value at `start`, however deeply it is nested.
    static func end(_ text: RawSpan, _ start: Int) throws(ParquetError) -> Int {
        var offset = start
        var depth = 0
        repeat {
            switch text.loadUInt8(at: offset) {
            case 0x7B, 0x5B:
                depth += 1
                offset += 1
            case 0x7D, 0x5D:
                depth -= 1
                offset += 1
            case 0x2C, 0x3A, 0x20, 0x09, 0x0D: offset += 1
            default: offset = try JSONScalar.any(text, at: offset).end
            }
        } while depth > 0
        return offset
    }
}
