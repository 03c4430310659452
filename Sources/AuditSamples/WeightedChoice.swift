/// Draws an index with the given weights by one look into a table.
struct WeightedChoice: Sendable {
    private let slots: [UInt8]

    /// At most 256 weights, none negative, not all zero.
    init(_ weights: [Int]) {
        let total = weights.reduce(0, +)
        precondition(weights.count <= 256 && total > 0)
        var slots: [UInt8] = []
        slots.reserveCapacity(WeightedChoice.slotCount)
        var cumulated = 0
        for (index, weight) in weights.enumerated() {
            cumulated += weight
            let end = cumulated * WeightedChoice.slotCount / total
            slots.append(contentsOf: repeatElement(UInt8(index), count: end - slots.count))
        }
        self.slots = slots
    }

    /// The index that `bits` falls on.
    func index(_ bits: UInt64) -> Int {
        Int(slots[Int(bits % UInt64(WeightedChoice.slotCount))])
    }

    private static let slotCount = 4096
}

/// Ready-made pieces of JSON text, each with the weight it is drawn with.
struct WeightedTexts: Sendable {
    let texts: [[UInt8]]
    let choice: WeightedChoice

    init(_ entries: [(weight: Int, text: String)]) {
        texts = entries.map { Array($0.text.utf8) }
        choice = WeightedChoice(entries.map(\.weight))
    }

    /// The text that `bits` falls on.
    func text(_ bits: UInt64) -> [UInt8] {
        texts[choice.index(bits)]
    }
}
