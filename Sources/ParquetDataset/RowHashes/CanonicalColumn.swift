internal import Parquet
internal import ParquetBytes

/// What is the same for all values of a column in canonical rows.
struct CanonicalColumn {
    /// Which of the schema's columns it is.
    let place: Int
    /// The path and the kind.
    let prefix: [UInt8]
    let kind: CanonicalKind
    /// Whether it has neither levels nor more than one name.
    let isFlat: Bool
    /// The definition level of a value.
    let top: UInt16
    /// For each definition level, how many names of the path there are.
    let depths: [UInt8]

    /// The columns of `schema` in the order of their paths.
    static func all(of schema: Schema) -> [CanonicalColumn] {
        var repetitions: [[Repetition]] = []
        collect(schema.fields, [], &repetitions)
        return schema.columns.indices.map { CanonicalColumn(schema.columns[$0], place: $0, repetitions[$0]) }
            .enumerated()
            .sorted { left, right in
                let first = left.element.prefix, second = right.element.prefix
                return first == second ? left.offset < right.offset : first.lexicographicallyPrecedes(second)
            }
            .map(\.element)
    }

    /// The repetitions of the fields on the way to each leaf.
    private static func collect(_ fields: [SchemaField], _ above: [Repetition], _ found: inout [[Repetition]]) {
        for field in fields {
            let path = above + [field.repetition]
            switch field.content {
            case .leaf: found.append(path)
            case .group(let children, _): collect(children, path, &found)
            }
        }
    }

    private init(_ column: ColumnDescriptor, place: Int, _ repetitions: [Repetition]) {
        self.place = place
        kind = CanonicalKind(column)
        var prefix = ByteBuffer()
        prefix.appendVarint(UInt64(column.path.names.count))
        for name in column.path.names {
            prefix.appendVarint(UInt64(name.utf8.count))
            prefix.append(Array(name.utf8))
        }
        prefix.append(kind.header)
        self.prefix = prefix.takeArray()
        isFlat = column.isFlat
        top = UInt16(clamping: column.maxDefinitionLevel)
        var depths = [UInt8](repeating: 0, count: column.maxDefinitionLevel + 1)
        var level = 0
        for (index, repetition) in repetitions.enumerated() {
            if repetition != .required { level += 1 }
            // The name is there from this level on.
            for place in level..<depths.count { depths[place] = UInt8(clamping: index + 1) }
        }
        self.depths = depths
    }
}

extension CanonicalColumn {
    /// A column of a batch that is read some rows at a time.
    struct Reading {
        private let values: ColumnValues
        private let presence: Presence
        /// The row, from the first of the ones that were asked for last, of each of their values.
        private var rows: [Int32] = []
        /// The first of these values.
        private var firstValue = 0
        private var nextValue = 0
        /// Of nested columns: where the levels of each of the rows end, and the first of them.
        private var levelEnds: [Int] = []
        private var firstLevel = 0
        private var nextLevel = 0

        init(_ vector: ColumnVector, _ column: CanonicalColumn) throws(ParquetError) {
            values = try vector.values.resolved()
            switch vector.presence {
            case .all(let count) where !column.isFlat:
                presence = .levels(definition: [UInt16](repeating: column.top, count: count), repetition: nil)
            case .validity(let bits) where !column.isFlat:
                presence = .levels(definition: (0..<bits.count).map { bits[$0] ? column.top : 0 }, repetition: nil)
            case .all, .validity, .levels: presence = vector.presence
            }
        }

        /// Goes on to the rows `range`, which follow those before.
        mutating func advance(rows range: Range<Int>, _ column: CanonicalColumn) {
            rows.removeAll(keepingCapacity: true)
            firstValue = nextValue
            switch presence {
            case .all:
                rows.append(contentsOf: 0..<Int32(truncatingIfNeeded: range.count))
            case .validity(let bits):
                for row in range where bits[row] { rows.append(Int32(truncatingIfNeeded: row &- range.lowerBound)) }
            case .levels(let definition, let repetition):
                let definitions = definition.span
                firstLevel = nextLevel
                levelEnds.removeAll(keepingCapacity: true)
                if let repetition {
                    let repetitions = repetition.span
                    var row: Int32 = -1
                    while nextLevel < definitions.count {
                        if repetitions[nextLevel] == 0 {
                            if Int(row) + 1 == range.count { break }
                            if row >= 0 { levelEnds.append(nextLevel) }
                            row &+= 1
                        }
                        if definitions[nextLevel] == column.top { rows.append(row) }
                        nextLevel &+= 1
                    }
                    levelEnds.append(nextLevel)
                } else {
                    for row in range {
                        if definitions[row] == column.top {
                            rows.append(Int32(truncatingIfNeeded: row &- range.lowerBound))
                        }
                        if !column.isFlat { levelEnds.append(row + 1) }
                    }
                    nextLevel = range.upperBound
                }
            }
            nextValue += rows.count
        }

        /// The levels of row `row`; none if it is left out.
        @inline(__always)
        private func levels(of row: Int, _ definitions: [UInt16], _ column: CanonicalColumn) -> Range<Int> {
            let start = row == 0 ? firstLevel : levelEnds[row &- 1]
            let end = levelEnds[row]
            if end &- start == 1, column.depths[Int(definitions[start])] == 0 { return start..<start }
            return start..<end
        }

        /// Adds to `sizes` what each row takes.
        func addSizes(to sizes: inout [Int], _ column: CanonicalColumn) {
            if !column.isFlat, case .levels(let definitions, _) = presence {
                for row in levelEnds.indices {
                    let count = levels(of: row, definitions, column).count
                    if count > 0 { sizes[row] += column.prefix.count + LEB128.byteCount(count) + 2 * count }
                }
            }
            let prefixCount = column.isFlat ? column.prefix.count : 0
            if let byteCount = column.kind.valueByteCount {
                for row in rows { sizes[Int(row)] += prefixCount + byteCount }
            } else {
                addSizesOfByteStrings(to: &sizes, prefixCount, isDecimal: column.kind.layout == .decimal)
            }
        }

        private func addSizesOfByteStrings(to sizes: inout [Int], _ prefixCount: Int, isDecimal: Bool) {
            func add(_ index: Int, _ count: Int) {
                sizes[Int(rows[index])] += prefixCount + LEB128.byteCount(count) + count
            }
            switch values {
            case .byteArray(let values):
                for index in rows.indices {
                    let range = values.range(at: firstValue + index)
                    let extra = isDecimal ? DecimalBytes.extraCount(values.bytes, range) : 0
                    add(index, range.count - extra)
                }
            case .fixedLengthByteArray(let values):
                for index in rows.indices {
                    let start = (firstValue + index) * values.length
                    let extra = isDecimal ? DecimalBytes.extraCount(values.bytes, start..<start + values.length) : 0
                    add(index, values.length - extra)
                }
            case .int32(let values):
                for index in rows.indices { add(index, DecimalBytes.count(Int64(values[firstValue + index]))) }
            case .int64(let values):
                for index in rows.indices { add(index, DecimalBytes.count(values[firstValue + index])) }
            case .boolean, .float, .double, .dictionary: preconditionFailure("values of another type than the column's")
            }
        }

        /// Writes each row's part at its place in `places`, and moves that behind it.
        func write(to bytes: inout [UInt8], at places: inout [Int], _ column: CanonicalColumn) {
            if !column.isFlat, case .levels(let definitions, let repetitions) = presence {
                var target = bytes.mutableRawBytes
                for row in levelEnds.indices {
                    let levels = levels(of: row, definitions, column)
                    guard !levels.isEmpty else { continue }
                    var place = places[row]
                    target.copyOverwriting(from: column.prefix.rawBytes, at: 0, count: column.prefix.count, to: place)
                    place = LEB128.write(levels.count, to: &target, at: place &+ column.prefix.count)
                    for level in levels {
                        target.store(UInt8(truncatingIfNeeded: repetitions?[level] ?? 0), at: place)
                        target.store(column.depths[Int(definitions[level])], at: place &+ 1)
                        place &+= 2
                    }
                    places[row] = place
                }
            }
            let prefix = column.isFlat ? column.prefix : []
            var writer = CanonicalValueWriter(prefix: prefix, rows: rows, firstValue: firstValue)
            writer.write(values, column.kind.layout, to: &bytes, at: &places)
        }
    }
}
