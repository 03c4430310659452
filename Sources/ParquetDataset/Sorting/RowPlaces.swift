internal import Parquet
internal import ParquetBytes

/// Where the levels and values of each row of a column begin.
enum RowPlaces: Sendable {
    /// A value for each row.
    case everyRow
    /// At most a value for each row: how many there are before each 64th row.
    case ranked([UInt32])
    /// Where the levels and values of each row begin, and where those of the last one end; no levels are given where each row has
    /// one.
    case spread(levels: [UInt32]?, values: [UInt32])

    init(_ vector: ColumnVector, maxDefinitionLevel: Int) {
        switch vector.presence {
        case .all: self = .everyRow
        case .validity(let bitmap):
            var before: [UInt32] = []
            before.reserveCapacity(bitmap.wordCount)
            var count: UInt32 = 0
            for index in 0..<bitmap.wordCount {
                before.append(count)
                count &+= UInt32(bitmap.word(at: index).nonzeroBitCount)
            }
            self = .ranked(before)
        case .levels(let definition, let repetition):
            var levels: [UInt32] = []
            var values: [UInt32] = []
            values.reserveCapacity(vector.rowCount + 1)
            if repetition != nil { levels.reserveCapacity(vector.rowCount + 1) }
            var valueCount: UInt32 = 0
            for index in definition.indices {
                if let repetition {
                    if repetition[index] == 0 {
                        levels.append(UInt32(truncatingIfNeeded: index))
                        values.append(valueCount)
                    }
                } else {
                    values.append(valueCount)
                }
                if Int(definition[index]) == maxDefinitionLevel { valueCount &+= 1 }
            }
            values.append(valueCount)
            levels.append(UInt32(truncatingIfNeeded: definition.count))
            self = .spread(levels: repetition == nil ? nil : levels, values: values)
        }
    }

    /// The memory that it takes.
    var byteCount: Int {
        switch self {
        case .everyRow: 0
        case .ranked(let before): before.capacity * 4
        case .spread(let levels, let values): ((levels?.capacity ?? 0) + values.capacity) * 4
        }
    }
}

/// Rows to take some from: a batch, and where its rows begin.
struct RowSource: Sendable {
    let columns: [ColumnVector]
    let places: [RowPlaces]
    let rowCount: Int
    /// The memory that it takes.
    let byteCount: Int

    init(_ columns: [ColumnVector], _ descriptors: [ColumnDescriptor]) {
        self.columns = columns
        places = zip(columns, descriptors).map { RowPlaces($0, maxDefinitionLevel: $1.maxDefinitionLevel) }
        rowCount = columns.first?.rowCount ?? 0
        var byteCount = 0
        for column in columns { byteCount += column.values.byteCount + column.presence.byteCount + 64 }
        for place in places { byteCount += place.byteCount }
        self.byteCount = byteCount
    }
}
