internal import Parquet
internal import ParquetBytes

/// Makes keys of rows, column at a time: bytes that order as the rows do.
///
/// Each part of a key begins with a byte for null: 0 where nulls come first, 2 where they come last; a value has 1, and behind it
///
///     integers, floating point   big-endian, the sign changed so that unsigned bytes order as the numbers do
///     fixed length               the bytes; of decimals with the sign bit turned
///     byte arrays                the bytes, 00 as 00 FF, then 00 00: a prefix comes before what it begins
///
/// Of a falling part the value's bytes are inverted.
struct KeyEncoder: Sendable {
    /// A part of a key.
    struct Part: Sendable {
        /// The column, by its place among the sorted ones.
        var column: Int
        var descriptor: ColumnDescriptor
        var isDescending = false
        var areNullsFirst = false
        /// Whether numbers are in IEEE 754 total order.
        var isTotalOrder = false
        /// The level of partitions that the part stands for.
        var level: PartitionLevel?
    }

    let parts: [Part]
    private var places: [Int32] = []
    private var cursors: [UInt32] = []

    init(_ parts: [Part]) {
        self.parts = parts
    }

    /// Checks that rows can be sorted by the column.
    static func check(_ descriptor: ColumnDescriptor) throws(ParquetError) {
        let isOrdered: Bool =
            switch descriptor.logicalType {
            case .interval, .variant, .geometry, .geography, .file, .list, .map, .float16: false
            case .decimal: descriptor.physicalType != .byteArray
            case .string, .enumeration, .date, .time, .timestamp, .integer, .unknown, .json, .bson, .uuid, nil:
                descriptor.physicalType != .int96
            }
        guard isOrdered else {
            throw ParquetError(
                .unsupported, "rows cannot be sorted by a column of its type",
                at: .init(column: descriptor.path.description))
        }
    }

    /// Appends the keys of rows.
    ///
    /// - Throws: `ParquetError` with code `limit` if all keys take 4 GiB or more, `input` for a value that makes no partition.
    mutating func append(_ columns: [ColumnVector], rowCount: Int, to table: inout KeyTable) throws(ParquetError) {
        var values: [KeyValues] = []
        for part in parts {
            let vector = columns[part.column]
            if let level = part.level {
                values.append(try level.keyValues(vector.values))
            } else {
                values.append(try KeyValues(vector.values, part.descriptor, isTotalOrder: part.isTotalOrder))
            }
        }
        // Lengths first, then the places of the keys, then their bytes.
        let first = table.count
        let start = table.bytes.count
        cursors.removeAll(keepingCapacity: true)
        cursors.append(contentsOf: repeatElement(0, count: rowCount))
        for (part, values) in zip(parts, values) {
            columns[part.column].findValues(part.descriptor.maxDefinitionLevel, into: &places)
            values.addLengths(places, to: &cursors)
        }
        var end = start
        table.offsets.resizeUninitialized(to: first + 1 + rowCount)
        for row in 0..<rowCount {
            let length = Int(cursors[row])
            cursors[row] = UInt32(truncatingIfNeeded: end)
            end += length
            guard end <= KeyTable.byteLimit else {
                throw ParquetError(.limit, "the keys that rows are sorted by take more than 4 GiB")
            }
            table.offsets[first + 1 + row] = UInt32(end)
        }
        table.bytes.resizeUninitialized(to: end)
        for (part, values) in zip(parts, values) {
            if parts.count > 1 { columns[part.column].findValues(part.descriptor.maxDefinitionLevel, into: &places) }
            values.store(
                places, null: part.areNullsFirst ? 0 : 2, inverting: part.isDescending ? 0xFF : 0, at: &cursors,
                in: &table.bytes)
        }
    }
}

extension ColumnVector {
    /// For each row the place of its value, -1 for null. The column does not repeat.
    func findValues(_ maxDefinitionLevel: Int, into places: inout [Int32]) {
        places.removeAll(keepingCapacity: true)
        switch presence {
        case .all(let rowCount):
            places.reserveCapacity(rowCount)
            for row in 0..<rowCount { places.append(Int32(truncatingIfNeeded: row)) }
        case .validity(let bitmap):
            places.reserveCapacity(bitmap.count)
            var next: Int32 = 0
            for row in 0..<bitmap.count {
                let isThere = bitmap[row]
                places.append(isThere ? next : -1)
                if isThere { next &+= 1 }
            }
        case .levels(let definition, _):
            places.reserveCapacity(definition.count)
            var next: Int32 = 0
            for level in definition {
                let isThere = Int(level) == maxDefinitionLevel
                places.append(isThere ? next : -1)
                if isThere { next &+= 1 }
            }
        }
    }
}
