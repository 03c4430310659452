internal import ParquetBytes
internal import Parquet

/// Numbers the different values of a column as they are met, from 1 on; null is 0.
struct KeyColumn {
    private enum Key: Hashable {
        case number(UInt64)
        case bytes([UInt8])
    }

    private var codes: [Key: UInt32] = [:]
    /// The dictionary that was met last, and the numbers of its values, 0 for those not met yet.
    private var distinct: ColumnValues?
    private var distinctCodes: [UInt32] = []

    /// How many different values there are.
    var count: Int { codes.count }

    /// The number of the value of each row of `vector`, which does not repeat.
    mutating func codes(_ vector: ColumnVector) -> [UInt32] {
        let own = codes(of: vector.values)
        guard own.count < vector.rowCount else { return own }
        var result = [UInt32](repeating: 0, count: vector.rowCount)
        for (row, code) in zip(vector.presentRows, own) { result[row] = code }
        return result
    }

    /// The number of each value.
    private mutating func codes(of values: ColumnValues) -> [UInt32] {
        guard case .dictionary(let indices, let values) = values else {
            var result: [UInt32] = []
            result.reserveCapacity(values.count)
            for place in 0..<values.count { result.append(code(values, place)) }
            return result
        }
        if distinct != values {
            distinct = values
            distinctCodes = [UInt32](repeating: 0, count: values.count)
        }
        var result = [UInt32](repeating: 0, count: indices.count)
        for (place, index) in indices.enumerated() {
            let index = Int(index)
            if distinctCodes[index] == 0 { distinctCodes[index] = code(values, index) }
            result[place] = distinctCodes[index]
        }
        return result
    }

    private mutating func code(_ values: ColumnValues, _ index: Int) -> UInt32 {
        let key: Key =
            switch values {
            case .boolean(let values): .number(values[index] ? 1 : 0)
            case .int32(let values): .number(UInt64(truncatingIfNeeded: values[index]))
            case .int64(let values): .number(UInt64(bitPattern: values[index]))
            // Zeros of both signs are one value, and so are all NaNs.
            case .float(let values):
                .number(UInt64((values[index].isNaN ? .nan : values[index] == 0 ? 0 : values[index]).bitPattern))
            case .double(let values):
                .number((values[index].isNaN ? .nan : values[index] == 0 ? 0 : values[index]).bitPattern)
            case .byteArray(let values): .bytes(Array(values.bytes[values.range(at: index)]))
            case .fixedLengthByteArray(let values):
                .bytes(Array(values.bytes[index * values.length..<(index + 1) * values.length]))
            case .dictionary(let indices, let values): .number(UInt64(code(values, Int(indices[index]))))
            }
        if let known = codes[key] { return known }
        let next = UInt32(truncatingIfNeeded: codes.count + 1)
        codes[key] = next
        return next
    }
}

extension ColumnVector {
    /// The rows that have values, in order, of a column that does not repeat.
    var presentRows: [Int] {
        switch presence {
        case .all(let rowCount): return Array(0..<rowCount)
        case .validity(let bitmap): return (0..<bitmap.count).filter { bitmap[$0] }
        case .levels(let definition, _):
            let top = definition.max() ?? 0
            return values.count == 0 ? [] : definition.indices.filter { definition[$0] == top }
        }
    }
}
