/// The states between the values of a line that have been seen.
///
/// A state is the path of the value before, from which follows what is open, the keys seen so far in the objects that are
/// open, and how many keys were there that the sink wants counted. So whether a key is there twice, and how many were
/// counted when the line ends, is known of a gap once and for all, as everything else is that happens in it.
struct LearnedStates: Sendable {
    static let maximumCount = 16_384
    /// Objects of more keys are not learned.
    static let maximumSeenKeys = 256
    /// The state between lines.
    static let betweenLines: Int32 = 0

    /// For each state, the path of the value before.
    private(set) var paths: [Int32] = [LearnedPaths.betweenLines]
    /// For each state, the keys seen so far.
    private(set) var seenKeys: [[Int32]] = [[]]
    /// For each state, how many keys there were so far in the line that the sink wants counted.
    private(set) var countedKeys: [Int] = [0]
    /// For each state, the first of the gaps that have been seen in it: reserved with the state, and learned later.
    private(set) var firstGaps: [Int32] = [0]
    /// For each state, how many gaps have been seen in it.
    var gapCounts: [UInt16] = [0]
    private var states: [Key: Int32] = [:]

    /// What makes a state.
    private struct Key: Hashable {
        var path: Int32
        var countedKeys: Int
        /// The hash of the keys, of so many bits that it stands for them.
        var seenKeys: UInt128

        func hash(into hasher: inout Hasher) {
            hasher.combine(UInt64(truncatingIfNeeded: seenKeys) &+ UInt64(truncatingIfNeeded: path))
        }
    }

    /// The state behind a value of `path`, new if there is room for it; -1 if there is none.
    mutating func state(
        _ path: Int32, _ seen: SeenKeys, paths known: LearnedPaths, gaps: inout LearnedGaps
    ) -> Int32 {
        guard path != LearnedPaths.betweenLines else { return LearnedStates.betweenLines }
        guard known.isKept(path), seen.paths.count <= LearnedStates.maximumSeenKeys else { return -1 }
        let key = Key(path: path, countedKeys: seen.countedKeys, seenKeys: seen.hash)
        if let state = states[key] { return state }
        guard paths.count < LearnedStates.maximumCount, seen.paths.allSatisfy(known.isKept) else { return -1 }
        let state = Int32(paths.count)
        paths.append(path)
        seenKeys.append(seen.paths)
        countedKeys.append(seen.countedKeys)
        firstGaps.append(gaps.reserve(for: state))
        gapCounts.append(0)
        states[key] = state
        return state
    }
}
