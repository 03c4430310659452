internal import ParquetBytes

/// The passes over a column's levels that find one node of the tree above it.
struct LevelWalk {
    private let definitionLevel: UInt16
    private let repetitionLevel: UInt16
    private let slotDefinitionLevel: UInt16

    /// Passes for the node `shape`.
    init(_ shape: FieldShape) {
        // Schemas are at most 128 deep.
        definitionLevel = UInt16(clamping: shape.definitionLevel)
        repetitionLevel = UInt16(clamping: shape.repetitionLevel)
        slotDefinitionLevel = UInt16(clamping: shape.slotDefinitionLevel)
    }

    /// The node's slots, one for those that are not null; nil if the node cannot be null.
    func validity(_ presence: Presence) -> Bitmap? {
        guard definitionLevel > slotDefinitionLevel else { return nil }
        switch presence {
        case .all: return Bitmap(repeating: true, count: presence.rowCount)
        case .validity(let bitmap): return bitmap
        case .levels(let definition, nil):
            var bits = Bitmap()
            let definitions = definition.span
            for index in definitions.indices { bits.append(definitions[index] >= definitionLevel) }
            return bits
        case .levels(let definition, .some(let repetition)):
            var bits = Bitmap()
            let definitions = definition.span
            let repetitions = repetition.span
            for index in definitions.indices {
                let level = definitions[index]
                if repetitions[index] <= repetitionLevel, level >= slotDefinitionLevel {
                    bits.append(level >= definitionLevel)
                }
            }
            return bits
        }
    }

    /// The number of the node's slots.
    func slotCount(_ presence: Presence) -> Int {
        switch presence {
        case .all, .validity, .levels(_, nil): return presence.levelCount
        case .levels(let definition, .some(let repetition)):
            let definitions = definition.span
            let repetitions = repetition.span
            var count = 0
            for index in definitions.indices
            where repetitions[index] <= repetitionLevel && definitions[index] >= slotDefinitionLevel {
                count += 1
            }
            return count
        }
    }

    /// The ends of the lists in the slots of the node, which is a list or map; 0 first.
    ///
    /// DuckDB writes a null array of fixed size as so many levels, all of which say that there is no list. They add nothing.
    ///
    /// - Throws: `ParquetError` with code `malformed` if a list goes on that did not begin.
    func offsets(_ presence: Presence) throws(ParquetError) -> [Int32] {
        guard case .levels(let definition, .some(let repetition)) = presence else {
            throw ParquetError(.malformed, "a repeated column without repetition levels")
        }
        let definitions = definition.span
        let repetitions = repetition.span
        let inside = repetitionLevel + 1
        var offsets: [Int32] = [0]
        // A slot more than there are, for what stands before the first.
        offsets.reserveCapacity(definition.count + 1)
        var count: Int32 = 0
        var isOpen = false
        var hasElements = false
        for index in definitions.indices {
            let repeats = repetitions[index]
            let level = definitions[index]
            let isElement = level > definitionLevel
            if repeats < inside {
                if isOpen { offsets.append(count) }
                isOpen = level >= slotDefinitionLevel
                hasElements = isElement
                if isElement { count &+= 1 }
            } else if repeats == inside, isElement || hasElements {
                guard isElement, isOpen, hasElements else {
                    throw ParquetError(
                        .malformed,
                        "level \(index) goes on with repetition \(repeats) in a list that is not there")
                }
                count &+= 1
            }
        }
        if isOpen { offsets.append(count) }
        return offsets
    }
}
