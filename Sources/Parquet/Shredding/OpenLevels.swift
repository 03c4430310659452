public import ParquetBytes

/// The levels that all columns under a node share, on the way from the rows down to the columns (README.md of
/// parquet-format, "Nested Encoding").
///
/// Each step of the way answers for every open place what stands there: an optional field whether it is null, a list how
/// many elements it has. Places where something is missing are closed and keep their level. For `optional group tags (LIST)` of
/// `optional` elements, the rows `["a", null]`, `[]`, `null` go
///
///     rows                definition  0 0 0                       all three places are open at level 0
///     tags is there?      definition  1 1 0                       two are open at level 1
///     of 2 and 0 elements definition  2 2 1 0   repetition 0 1 0 0  two are open at level 2
///     element is there?   definition  3 2 1 0   repetition 0 1 0 0  one is open at level 3: there is one value
///
/// `LevelWalk` goes the same way back.
public struct OpenLevels: Sendable {
    /// The places so far.
    private enum Places: Sendable {
        /// So many places, all open.
        case all(Int)
        /// Open places are ones, places closed at level 0 are zeros.
        case validity(Bitmap)
        /// A level for each place; those of the definition level reached are open.
        case levels(definition: [UInt16], repetition: [UInt16]?)
    }

    private var places: Places
    /// The definition level of the open places.
    private var definitionLevel: UInt16 = 0
    /// How many lists were entered.
    private var repetitionLevel: UInt16 = 0
    /// How many places are open: as many values go on from here.
    public private(set) var openCount: Int

    /// The places of `rowCount` rows.
    public init(rowCount: Int) {
        places = .all(rowCount)
        openCount = rowCount
    }

    /// The levels under an optional field that is there where `isPresent` has a one.
    ///
    /// - Precondition: there is a bit for each open place.
    public func optional(_ isPresent: Bitmap) -> OpenLevels {
        precondition(isPresent.count == openCount, "a bit for each open place")
        var next = self
        next.definitionLevel += 1
        next.openCount = isPresent.countOnes(in: 0..<isPresent.count)
        switch places {
        case .all where next.openCount == openCount, .validity where next.openCount == openCount:
            break
        case .all where definitionLevel == 0:
            next.places = .validity(isPresent)
        case .all:
            var definition: [UInt16] = []
            definition.reserveCapacity(isPresent.count)
            for index in 0..<isPresent.count {
                definition.append(isPresent[index] ? next.definitionLevel : definitionLevel)
            }
            next.places = .levels(definition: definition, repetition: nil)
        case .validity, .levels:
            let (levels, repetition) = allLevels
            next.places = .all(0)
            var definition = levels
            raise(&definition, isPresent)
            next.places = .levels(definition: definition, repetition: repetition)
        }
        return next
    }

    /// Raises the open places of `definition` that are ones of `isPresent`.
    private func raise(_ definition: inout [UInt16], _ isPresent: Bitmap) {
        var levels = definition.mutableSpan
        var bit = 0
        for index in levels.indices where levels[index] == definitionLevel {
            if isPresent[bit] { levels[index] = definitionLevel + 1 }
            bit += 1
        }
    }

    /// The levels under a list of `counts` elements.
    ///
    /// - Precondition: there is a count for each open place, none is negative.
    public func repeated(_ counts: [Int]) -> OpenLevels {
        precondition(counts.count == openCount, "a count for each open place")
        var next = self
        next.definitionLevel += 1
        next.repetitionLevel += 1
        next.openCount = counts.reduce(0, +)
        let (levels, repetitions) = allLevels
        var definition: [UInt16] = []
        var repetition: [UInt16] = []
        let placeCount = levels.count + max(0, next.openCount - counts.count)
        definition.reserveCapacity(placeCount)
        repetition.reserveCapacity(placeCount)
        let from = levels.span
        let lists = counts.span
        var list = 0
        for index in from.indices {
            let level = from[index]
            let begin = repetitions?[index] ?? 0
            guard level == definitionLevel else {
                definition.append(level)
                repetition.append(begin)
                continue
            }
            let count = lists[list]
            list += 1
            repetition.append(begin)
            definition.append(count == 0 ? level : next.definitionLevel)
            if count > 1 {
                for _ in 1..<count {
                    repetition.append(next.repetitionLevel)
                    definition.append(next.definitionLevel)
                }
            }
        }
        next.places = .levels(definition: definition, repetition: repetition)
        return next
    }

    /// The presence of a column that ends here: its values are those of the open places.
    var presence: Presence {
        switch places {
        case .all(let count): return .all(rowCount: count)
        case .validity(let bitmap) where definitionLevel == 1: return .validity(bitmap)
        case .validity:
            let (definition, repetition) = allLevels
            return .levels(definition: definition, repetition: repetition)
        case .levels(let definition, let repetition):
            return .levels(definition: definition, repetition: repetition)
        }
    }

    private var allLevels: (definition: [UInt16], repetition: [UInt16]?) {
        switch places {
        case .all(let count):
            return ([UInt16](repeating: definitionLevel, count: count), nil)
        case .validity(let bitmap):
            var definition: [UInt16] = []
            definition.reserveCapacity(bitmap.count)
            for index in 0..<bitmap.count { definition.append(bitmap[index] ? definitionLevel : 0) }
            return (definition, nil)
        case .levels(let definition, let repetition):
            return (definition, repetition)
        }
    }

    /// The row of the open place `index`.
    func row(ofOpenPlace index: Int) -> Int {
        let (definition, repetition) = allLevels
        var open = -1
        var row = -1
        for place in definition.indices {
            if repetition?[place] ?? 0 == 0 { row += 1 }
            if definition[place] == definitionLevel { open += 1 }
            if open == index { break }
        }
        return row
    }
}
