internal import Parquet

/// Rows that are in one collection and not in another, by their hashes: found pass by pass, each with a part of all hashes, so that the
/// memory does not grow with the rows.
struct RowDifference {
    /// Where a row is: of sources, the source's ordinal and its line; of files, the file's ordinal and its row.
    struct Place: Comparable {
        let file: Int
        let row: Int

        static func < (left: Place, right: Place) -> Bool { (left.file, left.row) < (right.file, right.row) }
    }

    private struct Entry {
        /// How many more there are of the one collection, or, below zero, of the other.
        var count = 0
        /// The first that is more.
        var first: Place
    }

    /// The most hashes that a pass keeps, about 100 bytes each.
    static let passRowCount = 1 << 20

    private let pass: Int
    private let passCount: Int
    private var entries: [Hash256: Entry] = [:]

    /// The pass number `pass` of so many over `rowCount` rows.
    init(pass: Int, passCount: Int) {
        self.pass = pass
        self.passCount = passCount
    }

    static func passCount(rowCount: Int) -> Int { rowCount / passRowCount + 1 }

    /// Takes a row in.
    ///
    /// - Parameter weight: 1 of the one collection, -1 of the other.
    mutating func add(_ hash: Hash256, at place: Place, weight: Int) {
        guard Int(hash.words[0] % UInt32(truncatingIfNeeded: passCount)) == pass else { return }
        var entry = entries[hash] ?? Entry(first: place)
        if entry.count == 0 { entry.first = place }
        entry.count += weight
        entries[hash] = entry.count == 0 ? nil : entry
    }

    /// Takes rows in that follow one another in a file, the first of them at `firstRow`.
    mutating func add(_ hashes: [Hash256], file: Int, firstRow: Int, weight: Int) {
        for (index, hash) in hashes.enumerated() {
            add(hash, at: Place(file: file, row: firstRow + index), weight: weight)
        }
    }

    /// How many rows are more in the collection of this weight.
    func count(weight: Int) -> Int {
        entries.values.reduce(0) { $0 + max(0, $1.count * weight) }
    }

    /// The first `limit` rows that are more often in the collection of this weight, each content once.
    func first(_ limit: Int, weight: Int) -> [Place] {
        Array(entries.values.filter { $0.count * weight > 0 }.map(\.first).sorted().prefix(limit))
    }

    /// The first row that is more often in the collection of this weight; nil if there is none in this pass.
    ///
    /// The place is that of a row with its content, which may be one of several.
    func first(weight: Int) -> Place? {
        entries.values.filter { $0.count * weight > 0 }.map(\.first).min()
    }
}
