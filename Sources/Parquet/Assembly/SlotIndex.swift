internal import ParquetBytes

/// The way from a slot of a node to its value among those that are there.
struct SlotIndex: Sendable {
    /// For each slot the value's place, -1 for null; nil if no slot is null.
    private let places: [Int32]?

    init(_ column: NestedColumn) {
        guard let validity = column.validity else {
            places = nil
            return
        }
        var places: [Int32] = []
        places.reserveCapacity(validity.count)
        var next: Int32 = 0
        for slot in 0..<validity.count {
            let isPresent = validity[slot]
            places.append(isPresent ? next : -1)
            if isPresent { next += 1 }
        }
        self.places = places
    }

    /// The place of the value in `slot`; nil for null.
    func place(_ slot: Int) -> Int? {
        guard let places else { return slot }
        return places[slot] < 0 ? nil : Int(places[slot])
    }

    /// Whether `slot` is not null.
    func isPresent(_ slot: Int) -> Bool {
        places.map { $0[slot] >= 0 } ?? true
    }
}
