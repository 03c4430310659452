/// The keys that were seen so far in the objects that are open, innermost last.
///
/// A key is told to be there twice by its mark: where it was seen last, compared with where its object begins. So nothing
/// needs to be searched, nor cleared from object to object.
struct SeenKeys: Sendable {
    /// What is remembered of a path.
    private struct Mark: Sendable {
        /// The place of the last key in the text.
        var lastKey: UInt32 = 0
        /// The place where the object or array began last.
        var begin: UInt32 = 0
    }

    /// The paths of the keys.
    private(set) var paths: [Int32] = []
    /// The exclusive or of a random number of 128 bits for each of them: the same for the same keys in any order, and for
    /// no others.
    private(set) var hash: UInt128 = 0
    /// How many keys there were so far in the line that the sink wants counted.
    var countedKeys = 0
    private var marks: [Mark] = []
    private let seeds = (UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max))

    /// Starts a text, of which the places start anew.
    mutating func beginText(pathCount: Int) {
        marks.removeAll(keepingCapacity: true)
        removeAll()
        resize(to: pathCount)
    }

    /// Makes room for `count` paths.
    mutating func resize(to count: Int) {
        if count < marks.count { marks.removeLast(marks.count - count) }
        while marks.count < count { marks.append(Mark()) }
    }

    /// Nothing is open.
    mutating func removeAll() {
        paths.removeAll(keepingCapacity: true)
        hash = 0
        countedKeys = 0
    }

    /// Goes on at `place` with objects open in which `seen` were seen.
    mutating func restore(_ seen: [Int32], countedKeys: Int, at place: Int, paths known: LearnedPaths) {
        removeAll()
        self.countedKeys = countedKeys
        for path in seen {
            marks[Int(known.paths[Int(path)].parent)].begin = UInt32(truncatingIfNeeded: place - 1)
            marks[Int(path)].lastKey = UInt32(truncatingIfNeeded: place)
            append(path)
        }
    }

    /// The object at `path` begins.
    mutating func begin(_ path: Int32, at place: Int) {
        marks[Int(path)].begin = UInt32(truncatingIfNeeded: place)
    }

    /// The key of `path` occurs in `object`.
    ///
    /// - Returns: whether it occurred in it before.
    mutating func insert(_ path: Int32, in object: Int32, at place: Int) -> Bool {
        let isDuplicate = marks[Int(path)].lastKey > marks[Int(object)].begin
        marks[Int(path)].lastKey = UInt32(truncatingIfNeeded: place)
        if !isDuplicate { append(path) }
        return isDuplicate
    }

    /// The object at `path` ends.
    mutating func end(_ path: Int32, paths known: LearnedPaths) {
        while let last = paths.last, known.paths[Int(last)].parent == path {
            hash ^= number(last)
            paths.removeLast()
        }
    }

    private mutating func append(_ path: Int32) {
        paths.append(path)
        hash ^= number(path)
    }

    /// A number that looks random (SplitMix64), so that nobody can choose keys of the same hash.
    private func number(_ path: Int32) -> UInt128 {
        func number(_ seed: UInt64) -> UInt64 {
            var value = seed &+ UInt64(truncatingIfNeeded: path) &* 0x9E37_79B9_7F4A_7C15
            value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
            return value ^ value >> 31
        }
        return UInt128(number(seeds.0)) << 64 | UInt128(number(seeds.1))
    }
}
