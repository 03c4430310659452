internal import ParquetBytes
internal import Parquet

/// Numbers the different values of a column as they are met, from 1 on; null is 0.
struct KeyColumn {
    /// The numbers of a batch's rows.
    enum Codes {
        /// All rows have this one.
        case same(UInt32)
        case each([UInt32])
    }

    private var numbers = ValueNumbers()
    /// The dictionary that was met last, and the numbers of its values, 0 for those not met yet.
    private var distinct: ColumnValues?
    private var distinctCodes: [UInt32] = []

    /// How many different values there are.
    var count: Int { numbers.count }

    /// The number of the value of each row of `vector`, which does not repeat.
    mutating func codes(_ vector: ColumnVector) -> Codes {
        guard vector.values.count > 0 else { return .same(0) }
        let rowCount = vector.rowCount
        if case .dictionary(_, let distinct) = vector.values, distinct.count == 1, vector.values.count == rowCount {
            return .same(code(distinct, 0))
        }
        let own = codes(of: vector.values)
        return .each(own.count < rowCount ? KeyColumn.spread(own, vector) : own)
    }

    /// The number of value `index` of `distinct`, a dictionary that is met with many batches.
    mutating func code(ofDistinct index: Int, _ distinct: ColumnValues) -> UInt32 {
        turn(to: distinct)
        if distinctCodes[index] == 0 { distinctCodes[index] = code(distinct, index) }
        return distinctCodes[index]
    }

    /// `own`, a number for each value, at the rows that have values.
    private static func spread(_ own: [UInt32], _ vector: ColumnVector) -> [UInt32] {
        var result = [UInt32](repeating: 0, count: vector.rowCount)
        let rows = vector.presentRows
        var target = result.mutableSpan
        for place in 0..<min(rows.count, own.count) { target[rows[place]] = own[place] }
        return result
    }

    /// The number of each value.
    private mutating func codes(of values: ColumnValues) -> [UInt32] {
        switch values {
        case .dictionary(let indices, let distinct):
            turn(to: distinct)
            var result = [UInt32](repeating: 0, count: indices.count)
            var target = result.mutableSpan
            let source = indices.span
            for place in 0..<source.count {
                let index = Int(source[place])
                if distinctCodes[index] == 0 { distinctCodes[index] = code(distinct, index) }
                target[place] = distinctCodes[index]
            }
            return result
        case .byteArray(let values):
            let strings = values.bytes.rawBytes
            let ends = values.offsets.span
            var result: [UInt32] = []
            result.reserveCapacity(values.count)
            for place in 0..<values.count {
                result.append(numbers.code(of: strings, Int(ends[place]), Int(ends[place &+ 1])))
            }
            return result
        case .boolean, .int32, .int64, .float, .double, .fixedLengthByteArray:
            var result: [UInt32] = []
            result.reserveCapacity(values.count)
            for place in 0..<values.count { result.append(code(values, place)) }
            return result
        }
    }

    private mutating func turn(to distinct: ColumnValues) {
        // Of one and the same array this takes no time, and of another one with the same values from the second time on.
        let isSame = self.distinct == distinct
        self.distinct = distinct
        if isSame { return }
        distinctCodes = [UInt32](repeating: 0, count: distinct.count)
    }

    private mutating func code(_ values: ColumnValues, _ index: Int) -> UInt32 {
        switch values {
        case .boolean(let values): return numbers.code(of: values[index] ? 1 : 0)
        case .int32(let values): return numbers.code(of: UInt64(truncatingIfNeeded: values[index]))
        case .int64(let values): return numbers.code(of: UInt64(bitPattern: values[index]))
        // Zeros of both signs are one value, and so are all NaNs.
        case .float(let values):
            let value = values[index]
            return numbers.code(of: UInt64((value.isNaN ? .nan : value == 0 ? 0 : value).bitPattern))
        case .double(let values):
            let value = values[index]
            return numbers.code(of: (value.isNaN ? .nan : value == 0 ? 0 : value).bitPattern)
        case .byteArray(let values):
            let range = values.range(at: index)
            return numbers.code(of: values.bytes.rawBytes, range.lowerBound, range.upperBound)
        case .fixedLengthByteArray(let values):
            return numbers.code(of: values.bytes.rawBytes, index * values.length, (index + 1) * values.length)
        case .dictionary(let indices, let values): return code(values, Int(indices[index]))
        }
    }
}

extension ColumnVector {
    /// The rows that have values, in order, of a column that does not repeat.
    var presentRows: [Int] {
        switch presence {
        case .all(let rowCount): return Array(0..<rowCount)
        case .validity(let bitmap):
            var rows: [Int] = []
            rows.reserveCapacity(bitmap.oneCount)
            for index in 0..<bitmap.wordCount {
                var word = bitmap.word(at: index)
                while word != 0 {
                    rows.append(index &* 64 &+ word.trailingZeroBitCount)
                    word &= word &- 1
                }
            }
            return rows
        case .levels(let definition, _):
            let top = definition.max() ?? 0
            return values.count == 0 ? [] : definition.indices.filter { definition[$0] == top }
        }
    }
}
