internal import Parquet
internal import ParquetBytes

/// A walk over the value at a place, down into objects and arrays, for what the scanner tells as a whole: the elements of arrays,
/// and maps. The text was validated.
struct ValueWalk {
    /// Where the value's line is.
    let place: SightingPlace
    /// Whether a key occurred again in some object of the block: only then they are looked for. The last one counts.
    let hasDuplicateKeys: Bool

    /// Sees what is in the object or array that starts at `start`; `node` is its path. The value itself was seen.
    func enter(_ text: RawSpan, at start: Int, of node: Int32, in tree: inout InferenceTree) throws(ParquetError) {
        _ =
            text.loadUInt8(at: start) == 0x7B
            ? try self.object(text, start, node, &tree) : try array(text, start, node, &tree)
    }

    /// Sees the value at `start`, in the object or array that starts at `object`.
    ///
    /// - Returns: the place behind it.
    private func value(
        _ text: RawSpan, _ start: Int, in object: Int, _ node: Int32, _ tree: inout InferenceTree
    ) throws(ParquetError) -> Int {
        let byte = text.loadUInt8(at: start)
        guard byte == 0x7B || byte == 0x5B else {
            let (end, found) = try JSONScalar.any(text, at: start)
            tree.note(node) { sighting in
                sighting.note(kind: found.kind, count: 1, first: place)
                sighting.stands(start - object)
                guard !found.isNull else { return }
                sighting.begin(text, found, at: place)
                sighting.take(text, found, at: place)
            }
            return end
        }
        let end: Int
        if tree.nodes[Int(node)].level >= InferenceTree.maximumLevel {
            end = try ValueWalk.end(text, start)
        } else {
            end =
                byte == 0x7B ? try self.object(text, start, node, &tree) : try array(text, start, node, &tree)
        }
        let whole = JSONPlace(start: start, end: end, kind: byte == 0x7B ? .object : .array)
        tree.note(node) { sighting in
            sighting.note(kind: whole.kind, count: 1, first: place)
            sighting.stands(start - object)
            sighting.begin(text, whole, at: place)
            sighting.takeWhole(text, whole)
        }
        return end
    }

    private func object(
        _ text: RawSpan, _ start: Int, _ node: Int32, _ tree: inout InferenceTree
    ) throws(ParquetError) -> Int {
        if hasDuplicateKeys {
            for member in try JSONExtent.lastMembers(text, of: start) {
                let child = try self.child(text, member.keyPlace, node, &tree)
                if child >= 0 { _ = try value(text, member.value, in: start, child, &tree) }
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
            let place = JSONPlace(start: key, end: end, kind: .string, hasEscapes: hasEscapes)
            let child = try self.child(text, place, node, &tree)
            offset = child < 0 ? try ValueWalk.end(text, offset) : try value(text, offset, in: start, child, &tree)
            offset = GapWalk.behindSpace(text, offset)
        }
        return offset + 1
    }

    @inline(__always)
    private func child(
        _ text: RawSpan, _ key: JSONPlace, _ node: Int32, _ tree: inout InferenceTree
    ) throws(ParquetError) -> Int32 {
        let child: Int32
        if key.hasEscapes {
            let bytes = try JSONString.unescaped(text, from: key.start, to: key.end)
            child = self.child(bytes.rawBytes, node, &tree)
        } else {
            child = self.child(text.bytes(key.start..<key.end), node, &tree)
        }
        return child
    }

    private func child(_ key: RawSpan, _ node: Int32, _ tree: inout InferenceTree) -> Int32 {
        let child = tree.child(key, of: node)
        guard child < 0, !tree.crowded.isEmpty else { return child }
        tree.settle()
        return tree.child(key, of: node)
    }

    private func array(
        _ text: RawSpan, _ start: Int, _ node: Int32, _ tree: inout InferenceTree
    ) throws(ParquetError) -> Int {
        var offset = GapWalk.behindSpace(text, start + 1)
        if text.loadUInt8(at: offset) == 0x5D { return offset + 1 }
        let elements = tree.elements(of: node)
        while true {
            offset =
                elements < 0 ? try ValueWalk.end(text, offset) : try value(text, offset, in: start, elements, &tree)
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
