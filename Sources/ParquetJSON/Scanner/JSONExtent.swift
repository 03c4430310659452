internal import Parquet
internal import ParquetBytes

/// Walking over JSON that was validated before: where values end, and the members of objects.
enum JSONExtent {
    /// A member of an object.
    struct Member {
        /// The place of the opening quote of its key.
        var key: Int
        /// The place of its key's text, without the quotes.
        var keyPlace: JSONPlace
        /// The place of its value.
        var value: Int
    }

    /// The place behind the value at `start`.
    static func end(_ text: RawSpan, of start: Int) throws(ParquetError) -> Int {
        let byte = text.loadUInt8(at: start)
        guard byte == 0x7B || byte == 0x5B else { return try JSONScalar.any(text, at: start).end }
        var depth = 0
        var offset = start
        while true {
            // What is neither a bracket nor a string needs no look.
            switch text.loadUInt8(at: offset) {
            case 0x7B, 0x5B: depth &+= 1
            case 0x7D, 0x5D:
                depth &-= 1
                if depth == 0 { return offset &+ 1 }
            case 0x22: offset = try JSONString.end(in: text, from: offset &+ 1).end
            default: break
            }
            offset &+= 1
        }
    }

    /// The place of the value at `start`, an object or array as a whole.
    static func place(_ text: RawSpan, of start: Int) throws(ParquetError) -> (end: Int, place: JSONPlace) {
        let byte = text.loadUInt8(at: start)
        guard byte == 0x7B || byte == 0x5B else { return try JSONScalar.any(text, at: start) }
        let end = try end(text, of: start)
        return (end, JSONPlace(start: start, end: end, kind: byte == 0x7B ? .object : .array))
    }

    /// The member whose key starts at `quote`.
    @inline(__always)
    static func member(_ text: RawSpan, at quote: Int) throws(ParquetError) -> Member {
        let (end, hasEscapes) = try JSONString.end(in: text, from: quote &+ 1)
        let colon = GapWalk.behindSpace(text, end &+ 1)
        return Member(
            key: quote,
            keyPlace: JSONPlace(start: quote &+ 1, end: end, kind: .string, hasEscapes: hasEscapes),
            value: GapWalk.behindSpace(text, colon &+ 1))
    }

    /// The place of the first key or element of the object or array at `start`; nil if it is empty.
    @inline(__always)
    static func first(_ text: RawSpan, in start: Int) -> Int? {
        let offset = GapWalk.behindSpace(text, start &+ 1)
        let byte = text.loadUInt8(at: offset)
        return byte == 0x7D || byte == 0x5D ? nil : offset
    }

    /// The place of the next key or element behind a value that ends at `end`; nil if there is none.
    @inline(__always)
    static func next(_ text: RawSpan, behind end: Int) -> Int? {
        let offset = GapWalk.behindSpace(text, end)
        return text.loadUInt8(at: offset) == 0x2C ? GapWalk.behindSpace(text, offset &+ 1) : nil
    }

    /// How many elements the array at `start` has.
    static func count(_ text: RawSpan, of start: Int) throws(ParquetError) -> Int {
        var count = 0
        var offset = first(text, in: start)
        while let element = offset {
            count &+= 1
            offset = next(text, behind: try end(text, of: element))
        }
        return count
    }

    /// The members of the object at `start` in the order of the text, of those with the same key the last one.
    static func lastMembers(_ text: RawSpan, of start: Int) throws(ParquetError) -> [Member] {
        var members: [Member] = []
        var last: [[UInt8]: Int] = [:]
        var isReplaced: [Bool] = []
        var offset = first(text, in: start)
        while let quote = offset {
            let member = try member(text, at: quote)
            let key = try JSONString.unescaped(text, from: member.keyPlace.start, to: member.keyPlace.end)
            if let earlier = last.updateValue(members.count, forKey: key) { isReplaced[earlier] = true }
            members.append(member)
            isReplaced.append(false)
            offset = next(text, behind: try end(text, of: member.value))
        }
        return members.indices.filter { !isReplaced[$0] }.map { members[$0] }
    }
}
