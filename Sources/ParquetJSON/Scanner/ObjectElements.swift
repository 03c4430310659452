internal import Parquet
internal import ParquetBytes

/// The elements of an array of objects that are alike: their keys are among those of columns and come in the order of these, there is no
/// space between the parts, and no part of a value is a column of its own. The text was validated.
struct ObjectElements: Sendable {
    /// The keys in the order of the columns, each as `"key":`, with as many bytes for each.
    private var keys: [UInt8] = []
    /// Of each key the bytes that count, and the slot of its values.
    private var members: [(length: Int, slot: Int32)] = []

    /// The bytes that a key has, quotes and colon included, and those that are kept for it.
    private static let longestKey = 32

    /// The elements of a table of which `tree` leads to the columns; nil if a key is long, or one of the columns lies deeper.
    init?(_ tree: JSONColumnTree) {
        guard !tree.nodes[0].children.isEmpty else { return nil }
        for child in tree.nodes[0].children {
            let node = tree.nodes[Int(child.node)]
            let key = node.quotedKey + [0x3A]
            guard node.children.isEmpty, key.count <= ObjectElements.longestKey else { return nil }
            keys += key + repeatElement(0, count: ObjectElements.longestKey - key.count)
            members.append((key.count, node.slot))
        }
    }

    /// The most elements of an array of `byteCount` bytes: each has a key, a value and a comma.
    static func mostElements(ofByteCount byteCount: Int) -> Int { byteCount / 7 + 1 }

    /// Puts the places of the values of the elements of the array at `start` into `places`, where there must be room for
    /// `mostElements`: that in slot `s` of element `e` into `places[s * capacity + first + e]`, and that of the element itself into
    /// slot 0.
    ///
    /// - Returns: the row behind the last element; negative if there is anything that is not alike, and what was written is of no use.
    func take(
        _ text: RawSpan, ofArrayAt start: Int, into places: inout MutableSpan<UInt64>, capacity: Int, slotCount: Int,
        from first: Int
    ) throws(ParquetError) -> Int {
        guard let padded = PaddedBytes(text) else { return -1 }
        var row = first
        var offset = start &+ 1
        if text.loadUInt8(at: offset) == 0x5D { return row }
        while true {
            guard padded.isInBounds(offset), padded.loadUInt8(at: offset) == 0x7B else { return -1 }
            for slot in 1..<slotCount { places[slot &* capacity &+ row] = 0 }
            let element = offset
            // Members begin with "{" or ",".
            var next = 0
            repeat {
                guard let member = member(padded, at: offset, from: next) else { return -1 }
                next = member &+ 1
                let value = offset &+ 1 &+ members[member].length
                guard let (end, bits) = try ObjectElements.scalar(text, padded, at: value), padded.isInBounds(end)
                else { return -1 }
                places[Int(members[member].slot) &* capacity &+ row] = bits
                offset = end
            } while padded.loadUInt8(at: offset) == 0x2C
            guard padded.loadUInt8(at: offset) == 0x7D else { return -1 }
            offset &+= 1
            places[row] = JSONPlace(start: element, end: offset, kind: .object).bits
            row &+= 1
            let byte = padded.loadUInt8(at: offset &- 1, plus: 1)
            if byte == 0x5D { return row }
            guard byte == 0x2C else { return -1 }
            offset &+= 1
        }
    }

    /// The member whose key is behind the byte at `offset`, of those from `first` on.
    @inline(__always)
    private func member(_ text: PaddedBytes, at offset: Int, from first: Int) -> Int? {
        guard text.isInBounds(offset) else { return nil }
        let one = text.loadBytes16(at: offset, plus: 1)
        let other = text.loadBytes16(at: offset, plus: 17)
        let known = keys.rawBytes
        for member in first..<members.count {
            let length = members[member].length
            let place = member &* ObjectElements.longestKey
            let same =
                ObjectElements.equalities(one, known.loadBytes16(at: place))
                | ObjectElements.equalities(other, known.loadBytes16(at: place &+ 16)) << 16
            // All bytes that count are equal if the first that is not is none of them.
            if (~same).trailingZeroBitCount >= length { return member }
        }
        return nil
    }

    /// A one for each of the bytes that are equal.
    @inline(__always)
    private static func equalities(_ bytes: SIMD16<UInt8>, _ others: SIMD16<UInt8>) -> UInt64 {
        ((bytes ^ others).signed .== SIMD16<Int8>(repeating: 0)).bits
    }

    /// The place behind the value at `offset` and its place's bits; nil if it is an object or array, or at the end of the text.
    @inline(__always)
    private static func scalar(
        _ text: RawSpan, _ padded: PaddedBytes, at offset: Int
    ) throws(ParquetError) -> (end: Int, bits: UInt64)? {
        guard padded.isInBounds(offset) else { return nil }
        let byte = padded.loadUInt8(at: offset)
        if byte == 0x22 {
            // A string of up to fifteen bytes without escapes, or any.
            let length = (StringStops.stops(padded.loadBytes16(at: offset, plus: 1)) | 1 << 16).trailingZeroBitCount
            if length < 16, padded.loadUInt8(at: offset, plus: length &+ 1) == 0x22 {
                let end = offset &+ 1 &+ length
                return (end &+ 1, JSONPlace(start: offset &+ 1, end: end, kind: .string).bits)
            }
            let (end, hasEscapes) = try JSONString.end(in: text, from: offset &+ 1)
            return (end &+ 1, JSONPlace(start: offset &+ 1, end: end, kind: .string, hasEscapes: hasEscapes).bits)
        }
        if byte <= 0x39, let number = JSONScalar.shortNumber(padded, at: offset, plus: 0, firstByte: byte) {
            return number
        }
        guard byte != 0x7B, byte != 0x5B, byte > 0x20 else { return nil }
        let (end, place) = try JSONScalar.any(text, at: offset)
        return (end, place.bits)
    }
}
