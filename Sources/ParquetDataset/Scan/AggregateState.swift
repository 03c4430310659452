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
    /// The groups that a batch has values of: only these are looked at behind it, so that its work does not grow with all that were met.
    private var touched: [Int] = []
    /// For each group the place of its best value in the batch, or -1, or the sum of its values there.
    private var places: [Int] = []
    private var sums: [Int128] = []

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
            for (group, row, key) in try bestOfBatch(vector, rows, descriptor, groups, isLeast) {
                if let known = best[group]?.key, isLeast ? !(key < known) : !(known < key) { continue }
                best[group] = (key, value(row))
            }
        case .sum:
            if case .decimal(_, let scale)? = descriptor.logicalType { self.scale = scale }
            if try !addNumbers(vector, rows, descriptor, groups) {
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
        }
    }

    private mutating func add(_ number: Int128, to group: Int, _ column: ColumnDescriptor) throws(ParquetError) {
        let (sum, overflow) = (integers[group] ?? 0).addingReportingOverflow(number)
        guard !overflow else { throw AggregateState.overflow(column) }
        integers[group] = sum
    }

    /// Adds the values of each group, if they are numbers of 32 or 64 bits.
    ///
    /// - Returns: whether they are.
    /// - Throws: `ParquetError` with code `limit` if a sum that is no decimal leaves INT64.
    private mutating func addNumbers(
        _ vector: ColumnVector, _ rows: [Int], _ column: ColumnDescriptor, _ groups: [Int]
    ) throws(ParquetError) -> Bool {
        guard column.isSummable, column.physicalType == .int32 || column.physicalType == .int64 else { return false }
        switch (try vector.values.resolved(), column.isUnsigned) {
        case (.int32(let values), false): addUp(values, rows, groups)
        case (.int32(let values), true): addUp(values.map { UInt32(bitPattern: $0) }, rows, groups)
        case (.int64(let values), false): addUp(values, rows, groups)
        case (.int64(let values), true): addUp(values.map { UInt64(bitPattern: $0) }, rows, groups)
        case (.boolean, _), (.float, _), (.double, _), (.byteArray, _), (.fixedLengthByteArray, _), (.dictionary, _):
            return false
        }
        for group in touched {
            try add(sums[group], to: group, column)
            if scale == nil, let sum = integers[group], Int64(exactly: sum) == nil {
                throw AggregateState.overflow(column)
            }
            sums[group] = 0
            places[group] = -1
        }
        touched.removeAll(keepingCapacity: true)
        return true
    }

    /// Adds values to the sums of their groups. As many numbers of 64 bits as a batch has rows do not exceed 128 bits.
    private mutating func addUp<Number: BinaryInteger>(_ values: [Number], _ rows: [Int], _ groups: [Int]) {
        for (place, row) in rows.enumerated() {
            let group = groups[row]
            if places[group] < 0 { touch(group, place) }
            sums[group] &+= Int128(values[place])
        }
    }

    /// Notes that the batch has values of `group`, of which the first one is at `place`.
    private mutating func touch(_ group: Int, _ place: Int) {
        places[group] = place
        touched.append(group)
    }

    /// The best value of each group that has some: its row, the first one of several, and its key.
    private mutating func bestOfBatch(
        _ vector: ColumnVector, _ rows: [Int], _ column: ColumnDescriptor, _ groups: [Int], _ isLeast: Bool
    ) throws(ParquetError) -> [(group: Int, row: Int, key: OrderKey)] {
        switch (vector.values, column.isUnsigned) {
        case (.int32(let values), false): findBest(values, rows, groups, isLeast)
        case (.int32(let values), true): findBest(values.map { UInt32(bitPattern: $0) }, rows, groups, isLeast)
        case (.int64(let values), false): findBest(values, rows, groups, isLeast)
        case (.int64(let values), true): findBest(values.map { UInt64(bitPattern: $0) }, rows, groups, isLeast)
        case (.dictionary(let indices, let distinct), _):
            let ranks = try AggregateState.ranks(indices, distinct, column)
            findBest(indices.map { ranks[Int($0)] }, rows, groups, isLeast)
        case (.boolean, _), (.float, _), (.double, _), (.byteArray, _), (.fixedLengthByteArray, _):
            var keys: [Int: OrderKey] = [:]
            for (place, row) in rows.enumerated() {
                let key = try AggregateState.key(vector.values, place, column)
                let group = groups[row]
                if let known = keys[group], isLeast ? !(key < known) : !(known < key) { continue }
                keys[group] = key
                if places[group] < 0 { touch(group, place) } else { places[group] = place }
            }
        }
        var found: [(group: Int, row: Int, key: OrderKey)] = []
        for group in touched {
            found.append((group, rows[places[group]], try AggregateState.key(vector.values, places[group], column)))
            places[group] = -1
        }
        touched.removeAll(keepingCapacity: true)
        return found
    }

    /// Finds the place of each group's best value.
    private mutating func findBest<Number: Comparable>(
        _ values: [Number], _ rows: [Int], _ groups: [Int], _ isLeast: Bool
    ) {
        for (place, row) in rows.enumerated() {
            let group = groups[row]
            let known = places[group]
            if known < 0 {
                touch(group, place)
            } else if isLeast ? values[place] < values[known] : values[known] < values[place] {
                places[group] = place
            }
        }
    }

    /// For each distinct value that is used a number that orders as the values do: each has its key made once.
    private static func ranks(
        _ indices: [UInt32], _ distinct: ColumnValues, _ column: ColumnDescriptor
    ) throws(ParquetError) -> [Int] {
        var keys: [OrderKey?] = [OrderKey?](repeating: nil, count: distinct.count)
        for index in indices where keys[Int(index)] == nil {
            keys[Int(index)] = try key(distinct, Int(index), column)
        }
        let order = keys.indices.filter { keys[$0] != nil }.sorted { isLess(keys[$0], keys[$1]) }
        var ranks = [Int](repeating: 0, count: keys.count)
        for (rank, index) in order.enumerated() {
            let isSame = rank > 0 && !isLess(keys[order[rank - 1]], keys[index])
            ranks[index] = isSame ? ranks[order[rank - 1]] : rank
        }
        return ranks
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
        places += [Int](repeating: -1, count: missing)
        sums += [Int128](repeating: 0, count: missing)
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
