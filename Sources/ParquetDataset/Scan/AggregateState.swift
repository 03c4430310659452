internal import ParquetBytes
internal import Parquet

/// What is known so far of one aggregate, for each group.
struct AggregateState {
    private let aggregate: DatasetCount.Aggregate
    private var best: [(key: OrderKey, value: Value)?] = []
    private var integers: [Int128?] = []
    private var floats: [Double?] = []
    private var scale: Int?
    private var column = KeyColumn()
    private var pairs: Set<UInt64> = []
    private var distinctCounts: [Int] = []

    /// A value in the order of its column.
    private enum OrderKey: Comparable {
        case integer(Int128)
        /// NaN is above all.
        case float(Double)
        case bytes([UInt8])

        static func < (left: OrderKey, right: OrderKey) -> Bool {
            switch (left, right) {
            case (.integer(let left), .integer(let right)): left < right
            case (.float(let left), .float(let right)): !left.isNaN && (right.isNaN || left < right)
            case (.bytes(let left), .bytes(let right)): left.lexicographicallyPrecedes(right)
            case (.integer, _), (.float, _), (.bytes, _): false
            }
        }
    }

    init(_ aggregate: DatasetCount.Aggregate) {
        self.aggregate = aggregate
    }

    /// Takes a column of a batch up, whose rows belong to `groups`.
    mutating func add(
        _ vector: ColumnVector, _ descriptor: ColumnDescriptor, _ groups: [Int], groupCount: Int,
        _ value: (Int) -> Value
    ) throws(ParquetError) {
        grow(groupCount)
        let rows = vector.presentRows
        switch aggregate {
        case .distinct:
            let codes: [UInt32] =
                switch column.codes(vector) {
                case .same(let code): [UInt32](repeating: code, count: vector.rowCount)
                case .each(let codes): codes
                }
            for row in rows where pairs.insert(UInt64(groups[row]) << 32 | UInt64(codes[row])).inserted {
                distinctCounts[groups[row]] += 1
            }
        case .least, .greatest:
            let isLeast = if case .least = aggregate { true } else { false }
            // Of a batch only the best of each group becomes a value.
            for (group, row, key) in try AggregateState.best(vector, rows, descriptor, groups, groupCount, isLeast) {
                if let known = best[group]?.key, isLeast ? !(key < known) : !(known < key) { continue }
                best[group] = (key, value(row))
            }
        case .sum:
            if case .decimal(_, let scale)? = descriptor.logicalType { self.scale = scale }
            if let sums = try AggregateState.sums(vector, rows, descriptor, groups, groupCount) {
                for group in sums.indices {
                    guard let number = sums[group] else { continue }
                    try add(number, to: group, descriptor)
                }
            } else {
                let values = try vector.values.resolved()
                for (place, row) in rows.enumerated() {
                    switch try AggregateState.key(values, place, descriptor) {
                    case .integer(let number) where descriptor.isSummable:
                        try add(number, to: groups[row], descriptor)
                    case .float(let number): floats[groups[row]] = (floats[groups[row]] ?? 0) + number
                    case .integer, .bytes:
                        throw ParquetError(
                            .schema, "values of this type have no sum", at: .init(column: "\(descriptor.path)"))
                    }
                }
            }
            for sum in integers where scale == nil && sum != nil && Int64(exactly: sum ?? 0) == nil {
                throw AggregateState.overflow(descriptor)
            }
        }
    }

    private mutating func add(_ number: Int128, to group: Int, _ column: ColumnDescriptor) throws(ParquetError) {
        let (sum, overflow) = (integers[group] ?? 0).addingReportingOverflow(number)
        guard !overflow else { throw AggregateState.overflow(column) }
        integers[group] = sum
    }

    /// The sums of the values of each group, nil where it has none; nil altogether for values that are no numbers of 32 or 64 bits.
    private static func sums(
        _ vector: ColumnVector, _ rows: [Int], _ column: ColumnDescriptor, _ groups: [Int], _ groupCount: Int
    ) throws(ParquetError) -> [Int128?]? {
        guard column.isSummable, column.physicalType == .int32 || column.physicalType == .int64 else { return nil }
        // As many numbers of 64 bits as a batch has rows do not exceed 128 bits.
        var sums = [Int128](repeating: 0, count: groupCount)
        var isThere = [Bool](repeating: false, count: groupCount)
        func add<Number: BinaryInteger>(_ values: [Number]) {
            for (place, row) in rows.enumerated() {
                sums[groups[row]] &+= Int128(values[place])
                isThere[groups[row]] = true
            }
        }
        switch (try vector.values.resolved(), column.isUnsigned) {
        case (.int32(let values), false): add(values)
        case (.int32(let values), true): add(values.map { UInt32(bitPattern: $0) })
        case (.int64(let values), false): add(values)
        case (.int64(let values), true): add(values.map { UInt64(bitPattern: $0) })
        case (.boolean, _), (.float, _), (.double, _), (.byteArray, _), (.fixedLengthByteArray, _), (.dictionary, _):
            return nil
        }
        return zip(sums, isThere).map { $1 ? $0 : nil }
    }

    /// The best value of each group that has some: its row, the first one of several, and its key.
    private static func best(
        _ vector: ColumnVector, _ rows: [Int], _ column: ColumnDescriptor, _ groups: [Int], _ groupCount: Int,
        _ isLeast: Bool
    ) throws(ParquetError) -> [(group: Int, row: Int, key: OrderKey)] {
        // The place of each group's best value.
        var places = [Int](repeating: -1, count: groupCount)
        func find<Number: Comparable>(_ values: [Number]) {
            for (place, row) in rows.enumerated() {
                let known = places[groups[row]]
                if known < 0 || (isLeast ? values[place] < values[known] : values[known] < values[place]) {
                    places[groups[row]] = place
                }
            }
        }
        switch (vector.values, column.isUnsigned) {
        case (.int32(let values), false): find(values)
        case (.int32(let values), true): find(values.map { UInt32(bitPattern: $0) })
        case (.int64(let values), false): find(values)
        case (.int64(let values), true): find(values.map { UInt64(bitPattern: $0) })
        case (.dictionary(let indices, let distinct), _):
            // Each distinct value has its key made once, and each index a rank.
            var keys: [OrderKey?] = [OrderKey?](repeating: nil, count: distinct.count)
            for index in indices where keys[Int(index)] == nil {
                keys[Int(index)] = try key(distinct, Int(index), column)
            }
            let order = keys.indices.filter { keys[$0] != nil }.sorted { left, right in
                guard let left = keys[left], let right = keys[right] else { return false }
                return left < right
            }
            var ranks = [Int](repeating: 0, count: keys.count)
            for (rank, index) in order.enumerated() {
                let isSame = rank > 0 && !isLess(keys[order[rank - 1]], keys[index])
                ranks[index] = isSame ? ranks[order[rank - 1]] : rank
            }
            find(indices.map { ranks[Int($0)] })
        case (.boolean, _), (.float, _), (.double, _), (.byteArray, _), (.fixedLengthByteArray, _):
            var keys: [OrderKey?] = [OrderKey?](repeating: nil, count: groupCount)
            for (place, row) in rows.enumerated() {
                let key = try key(vector.values, place, column)
                let group = groups[row]
                if let known = keys[group], isLeast ? !(key < known) : !(known < key) { continue }
                keys[group] = key
                places[group] = place
            }
        }
        var found: [(group: Int, row: Int, key: OrderKey)] = []
        for group in places.indices where places[group] >= 0 {
            found.append((group, rows[places[group]], try key(vector.values, places[group], column)))
        }
        return found
    }

    private static func isLess(_ left: OrderKey?, _ right: OrderKey?) -> Bool {
        guard let left, let right else { return false }
        return left < right
    }

    private static func overflow(_ column: ColumnDescriptor) -> ParquetError {
        ParquetError(.limit, "the sum is too large", at: .init(column: "\(column.path)"))
    }

    private mutating func grow(_ groupCount: Int) {
        let missing = groupCount - best.count
        guard missing > 0 else { return }
        best += [(key: OrderKey, value: Value)?](repeating: nil, count: missing)
        integers += [Int128?](repeating: nil, count: missing)
        floats += [Double?](repeating: nil, count: missing)
        distinctCounts += [Int](repeating: 0, count: missing)
    }

    private static func key(
        _ values: ColumnValues, _ place: Int, _ column: ColumnDescriptor
    ) throws(ParquetError) -> OrderKey {
        let isUnsigned = column.isUnsigned
        switch values {
        case .boolean(let values): return .integer(values[place] ? 1 : 0)
        case .int32(let values):
            return .integer(isUnsigned ? Int128(UInt32(bitPattern: values[place])) : Int128(values[place]))
        case .int64(let values):
            return .integer(isUnsigned ? Int128(UInt64(bitPattern: values[place])) : Int128(values[place]))
        case .float(let values): return .float(Double(values[place]))
        case .double(let values): return .float(values[place])
        case .byteArray(let values):
            return try key(Array(values.bytes[values.range(at: place)]), column)
        case .fixedLengthByteArray(let values):
            return try key(Array(values.bytes[place * values.length..<(place + 1) * values.length]), column)
        case .dictionary(let indices, let values): return try key(values, Int(indices[place]), column)
        }
    }

    private static func key(_ bytes: [UInt8], _ column: ColumnDescriptor) throws(ParquetError) -> OrderKey {
        switch column.logicalType {
        case .decimal:
            guard bytes.count <= 16 else {
                throw ParquetError(
                    .unsupported, "decimals of more than 38 digits are not compared here",
                    at: .init(column: "\(column.path)"))
            }
            var number: Int128 = bytes.first ?? 0 >= 0x80 ? -1 : 0
            for byte in bytes { number = number << 8 | Int128(byte) }
            return .integer(number)
        case .float16: return .float(Double(Float(binary16: UInt16(bytes[0]) | UInt16(bytes[1]) << 8)))
        case .interval, .variant, .geometry, .geography, .file, .list, .map, .unknown:
            throw ParquetError(.schema, "values of this type have no order", at: .init(column: "\(column.path)"))
        case .string, .enumeration, .date, .time, .timestamp, .integer, .json, .bson, .uuid, nil:
            guard column.physicalType != .int96 else {
                throw ParquetError(.unsupported, "INT96 is not compared here", at: .init(column: "\(column.path)"))
            }
            return .bytes(bytes)
        }
    }

    /// What came out for a group.
    func value(_ group: Int) -> Value {
        guard group < best.count else { return AggregateState.isCount(aggregate) ? .int64(0) : .null }
        switch aggregate {
        case .distinct: return .int64(Int64(distinctCounts[group]))
        case .least, .greatest: return best[group]?.value ?? .null
        case .sum:
            if let sum = floats[group] { return .double(sum) }
            guard let sum = integers[group] else { return .null }
            if let scale { return .decimal(unscaled: sum, scale: scale) }
            return .int64(Int64(truncatingIfNeeded: sum))
        }
    }

    private static func isCount(_ aggregate: DatasetCount.Aggregate) -> Bool {
        if case .distinct = aggregate { true } else { false }
    }
}

extension ColumnDescriptor {
    /// Whether values are whole numbers without a sign.
    fileprivate var isUnsigned: Bool {
        if case .integer(_, isSigned: false)? = logicalType { true } else { false }
    }

    /// Whether values are numbers, of which there are sums.
    fileprivate var isSummable: Bool {
        switch logicalType {
        case .integer, .decimal, nil: physicalType != .boolean
        default: false
        }
    }
}
