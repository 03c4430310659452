internal import Parquet
internal import ParquetBytes

/// A path as the scanner knows it: from the root of a line down through keys and into arrays.
struct LearnedPath: Sendable {
    /// How a path is reached from its parent.
    enum Link: UInt8, Sendable {
        /// The place between lines.
        case betweenLines
        /// The object that a line is.
        case root
        /// A key of an object.
        case member
        /// Any element of an array.
        case element
    }

    /// The path of the object or array that this one is in.
    var parent: Int32
    /// How it is reached from there.
    var link: Link
    /// Whether the sink wants to be told of every occurrence of the key.
    var wantsKey: Bool
    /// How many objects and arrays it is in.
    var depth: UInt16
    /// What the sink calls it.
    var node: Int32
    /// What the sink calls its values, or -1 if it does not want them.
    var slot: Int32
    /// Whether the key's occurrences are counted.
    var isCounted: Bool
    /// The path of the elements, if this has been seen as an array.
    var elements: Int32 = -1
    /// The next path whose key has the same hash.
    var sameHash: Int32 = -1
    /// The key in `LearnedPaths.keys`.
    var keyStart: Int32
    /// The key's length in bytes.
    var keyLength: Int32
}

/// The paths that have been seen, found by parent and key.
///
/// So that input full of ever new keys cannot fill the memory, only so many paths are kept: those beyond serve the line
/// they occur in and are forgotten with it.
struct LearnedPaths: Sendable {
    /// How deeply objects and arrays may be nested.
    static let maximumDepth = 512
    static let maximumCount = 8_192
    static let maximumKeyBytes = 1 << 20
    /// The place between lines, and the object that a line is.
    static let betweenLines: Int32 = 0
    static let root: Int32 = 1

    var paths: [LearnedPath] = []
    private var keys: [UInt8] = []
    private var firstByHash: [Int: Int32] = [:]
    /// How many paths are kept when a line ends.
    private(set) var keptCount = 0
    private var keptKeyBytes = 0

    /// Only the place between lines and the root, which the sink calls node 0.
    init() {
        for link in [LearnedPath.Link.betweenLines, .root] {
            paths.append(
                LearnedPath(
                    parent: 0, link: link, wantsKey: false, depth: 0, node: 0, slot: -1, isCounted: false, keyStart: 0,
                    keyLength: 0))
        }
        keptCount = 2
    }

    /// Whether the path outlives its line.
    func isKept(_ path: Int32) -> Bool { path < keptCount }

    /// The path of `key` in the object at `parent`.
    mutating func member(
        _ key: RawSpan, of parent: Int32, sink: inout some JSONSink, at byteOffset: Int
    ) throws(ParquetError) -> Int32 {
        let hash = LearnedPaths.hash(key, parent)
        var candidate = firstByHash[hash] ?? -1
        while candidate >= 0 {
            let path = paths[Int(candidate)]
            if path.parent == parent, path.keyLength == key.byteCount, path.link == .member {
                let known = keys.rawBytes.bytes(Int(path.keyStart)..<Int(path.keyStart + path.keyLength))
                if RawSpan.areEqual(known, key) { return candidate }
            }
            candidate = path.sameHash
        }
        let parentNode = paths[Int(parent)].node
        let interest = parentNode < 0 ? .none : sink.interest(inKey: key, of: parentNode)
        let index = try append(.member, interest, parent: parent, keyLength: key.byteCount, at: byteOffset)
        for offset in 0..<key.byteCount { keys.append(key.loadUInt8(at: offset)) }
        paths[Int(index)].sameHash = firstByHash[hash] ?? -1
        firstByHash[hash] = index
        return index
    }

    /// The path of the elements of the array at `parent`.
    mutating func element(
        of parent: Int32, sink: inout some JSONSink, at byteOffset: Int
    ) throws(ParquetError) -> Int32 {
        let known = paths[Int(parent)].elements
        if known >= 0 { return known }
        let parentNode = paths[Int(parent)].node
        let interest = parentNode < 0 ? .none : sink.interest(inElementsOf: parentNode)
        let index = try append(.element, interest, parent: parent, keyLength: 0, at: byteOffset)
        paths[Int(parent)].elements = index
        return index
    }

    private mutating func append(
        _ link: LearnedPath.Link, _ interest: JSONInterest, parent: Int32, keyLength: Int, at byteOffset: Int
    ) throws(ParquetError) -> Int32 {
        let depth = paths[Int(parent)].depth + 1
        guard depth <= LearnedPaths.maximumDepth else {
            throw .json("values are nested more than \(LearnedPaths.maximumDepth) deep", at: byteOffset)
        }
        guard let index = Int32(exactly: paths.count), let keyStart = Int32(exactly: keys.count),
            let keyLength = Int32(exactly: keyLength)
        else {
            throw ParquetError(.limit, "a line has more than 2^31 keys", at: .init(byteOffset: byteOffset))
        }
        paths.append(
            LearnedPath(
                parent: parent, link: link, wantsKey: interest.wantsKey, depth: depth, node: interest.node,
                slot: interest.slot, isCounted: interest.isCounted, keyStart: keyStart, keyLength: keyLength))
        return index
    }

    /// Ends a line: new paths are kept as long as there is room, else forgotten.
    ///
    /// - Returns: whether some had to be forgotten.
    mutating func endLine() -> Bool {
        guard paths.count > keptCount else { return false }
        if paths.count <= LearnedPaths.maximumCount, keys.count <= LearnedPaths.maximumKeyBytes {
            keptCount = paths.count
            keptKeyBytes = keys.count
            return false
        }
        for index in (keptCount..<paths.count).reversed() {
            let path = paths[index]
            if path.link == .element {
                paths[Int(path.parent)].elements = -1
            } else {
                let hash = hash(ofKeyOf: path)
                firstByHash[hash] = path.sameHash >= 0 ? path.sameHash : nil
            }
        }
        paths.removeLast(paths.count - keptCount)
        keys.resize(to: keptKeyBytes)
        return true
    }

    private func hash(ofKeyOf path: LearnedPath) -> Int {
        let key = keys.rawBytes.bytes(Int(path.keyStart)..<Int(path.keyStart + path.keyLength))
        return LearnedPaths.hash(key, path.parent)
    }

    private static func hash(_ key: RawSpan, _ parent: Int32) -> Int {
        var hasher = Hasher()
        hasher.combine(parent)
        var offset = 0
        while offset &+ 8 <= key.byteCount {
            hasher.combine(key.loadUInt64(at: offset))
            offset &+= 8
        }
        var rest: UInt64 = UInt64(truncatingIfNeeded: key.byteCount)
        while offset < key.byteCount {
            rest = rest << 8 | UInt64(key.loadUInt8(at: offset))
            offset &+= 1
        }
        hasher.combine(rest)
        return hasher.finalize()
    }
}

extension RawSpan {
    /// Whether both spans hold the same bytes.
    static func areEqual(_ left: RawSpan, _ right: RawSpan) -> Bool {
        guard left.byteCount == right.byteCount else { return false }
        var offset = 0
        while offset &+ 8 <= left.byteCount {
            if left.loadUInt64(at: offset) != right.loadUInt64(at: offset) { return false }
            offset &+= 8
        }
        while offset < left.byteCount {
            if left.loadUInt8(at: offset) != right.loadUInt8(at: offset) { return false }
            offset &+= 1
        }
        return true
    }
}
