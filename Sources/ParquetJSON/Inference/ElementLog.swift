internal import Parquet
internal import ParquetBytes

/// The values that lie within arrays and maps, in the order in which they were come across: kept until there are enough to see them
/// path by path.
struct ElementLog: Sendable {
    private struct Entry: Sendable {
        var place: UInt64
        var node: Int32
        var row: UInt32
        /// From the start of the object or array to the value in it.
        var distance: UInt32
    }

    private static let capacity = 4_096

    private var entries: [Entry] = []
    /// For each path, how many entries there are, and then where the next one goes.
    private var places: [Int] = []
    /// For each path, the greatest distance.
    private var farthest: [Int] = []
    /// The paths that have entries.
    private var nodes: [Int32] = []
    private var sortedPlaces: [UInt64] = []
    private var sortedRows: [UInt32] = []

    var isFull: Bool { entries.count >= ElementLog.capacity }

    /// Keeps that a value of the path `node` is at `place`, which is not zero.
    @inline(__always)
    mutating func append(_ place: UInt64, _ node: Int32, row: UInt32, distance: Int) {
        entries.append(
            Entry(place: place, node: node, row: row, distance: UInt32(truncatingIfNeeded: distance)))
    }

    /// Has `tree` see the values, and forgets them.
    @inline(never)
    mutating func empty(
        into tree: inout InferenceTree, _ text: RawSpan, _ padded: PaddedBytes, _ lines: BlockLines
    ) {
        guard !entries.isEmpty else { return }
        if places.count < tree.nodes.count {
            places.resize(to: tree.nodes.count)
            farthest.resize(to: tree.nodes.count)
        }
        for entry in entries {
            let node = Int(entry.node)
            if places[node] == 0 { nodes.append(entry.node) }
            places[node] += 1
            farthest[node] = max(farthest[node], Int(entry.distance))
        }
        var end = 0
        for node in nodes {
            end += places[Int(node)]
            places[Int(node)] = end - places[Int(node)]
        }
        sortedPlaces.resize(to: entries.count)
        sortedRows.resize(to: entries.count)
        for entry in entries {
            let place = places[Int(entry.node)]
            places[Int(entry.node)] = place + 1
            sortedPlaces[place] = entry.place
            sortedRows[place] = entry.row
        }
        var start = 0
        for node in nodes {
            let end = places[Int(node)]
            let values = PathValues(
                sortedPlaces.span.extracting(start..<end), sortedRows.span.extracting(start..<end),
                farthest: farthest[Int(node)])
            tree.see(node, text, padded, values, lines)
            start = end
        }
        for node in nodes {
            places[Int(node)] = 0
            farthest[Int(node)] = 0
        }
        nodes.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
    }
}
