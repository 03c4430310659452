package import Parquet

extension Schema {
    /// The column whose path in dot notation is `name`.
    ///
    /// - Parameter purpose: what the column is wanted for: `to sort by`.
    /// - Throws: `ParquetError` with code `argument` that lists names which are near, if there is no such column or it repeats.
    func column(_ name: String, _ purpose: String) throws(ParquetError) -> Int {
        guard let index = columns.firstIndex(where: { $0.path.description == name }) else {
            if fields.contains(where: { $0.name == name }) {
                throw ParquetError(
                    .argument, "\(name) is nested and no column \(purpose); name one of its parts, as in \(name).id")
            }
            throw NearNames.error("there is no column \(name) \(purpose)", name, columns.map(\.path.description))
        }
        guard columns[index].maxRepetitionLevel == 0 else {
            throw ParquetError(.argument, "\(name) lies in an array or a map and is no column \(purpose)")
        }
        return index
    }
}

/// Names that somebody may have meant who wrote another.
package enum NearNames {
    /// An error that says `message` and which of `names` are near `name`.
    package static func error(_ message: String, _ name: String, _ names: [String]) -> ParquetError {
        let near = nearest(name, names)
        let hint = near.isEmpty ? "there are " + listed(names) : "did you mean " + near.joined(separator: " or ") + "?"
        return ParquetError(.argument, "\(message); \(hint)")
    }

    private static func listed(_ names: [String]) -> String {
        names.prefix(10).joined(separator: ", ") + (names.count > 10 ? ", …" : "")
    }

    /// At most three of `names`: those with few letters changed first, then those that contain the name or lie in it.
    package static func nearest(_ name: String, _ names: [String]) -> [String] {
        let wanted = Array(name.lowercased().utf8)
        let most = max(1, wanted.count / 3)
        let ranked = names.compactMap { candidate -> (rank: Int, name: String)? in
            let other = candidate.lowercased()
            let distance = distance(wanted, Array(other.utf8))
            if distance <= most { return (distance, candidate) }
            let contains = other.contains(name.lowercased()) || name.lowercased().contains(other)
            return contains ? (most + 1, candidate) : nil
        }
        return ranked.sorted { ($0.rank, $0.name) < ($1.rank, $1.name) }.prefix(3).map(\.name)
    }

    /// The edit distance of Levenshtein.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for place in right.indices {
                let changed = diagonal + (right[place] == byte ? 0 : 1)
                diagonal = row[place + 1]
                row[place + 1] = min(changed, min(row[place], diagonal) + 1)
            }
        }
        return row[right.count]
    }
}
