internal import ParquetBytes
internal import Parquet

/// The groups of rows that were met, with what is known of each.
struct GroupTable {
    private let keys: [String]
    private let aggregates: [DatasetCount.Aggregate]
    private var keyColumns: [KeyColumn]
    /// For each key the number of the combination of values up to it, by the one before and the value's code.
    private var combinations: [[UInt64: Int]]
    private var groups: [[Value]] = []
    private var counts: [Int] = []
    private var states: [AggregateState]
    private var fields: [String: SchemaField] = [:]
    /// For each key the combinations that follow one of those before it, by the value's code: rows that lie together mostly have that.
    private var followers: [(combination: Int, next: [Int])]

    init(keys: [String], aggregates: [DatasetCount.Aggregate]) {
        self.keys = keys
        self.aggregates = aggregates
        keyColumns = keys.map { _ in KeyColumn() }
        combinations = keys.map { _ in [:] }
        followers = keys.map { _ in (-1, []) }
        states = aggregates.map(AggregateState.init)
        if keys.isEmpty {
            groups = [[]]
            counts = [0]
        }
    }

    /// Takes rows up; they stand for `count` rows together, or each for as many as `counts` says, or for itself.
    mutating func add(_ batch: RecordBatch, count: Int? = nil, counts weights: [Int]? = nil) throws(ParquetError) {
        for field in batch.schema.fields where fields[field.name] == nil { fields[field.name] = field }
        guard batch.rowCount > 0 else { return }
        // Rows are put together only where a value of theirs is wanted: of new groups, and for what is best of a group.
        var rows: Rows?
        var numbers = [Int](repeating: 0, count: batch.rowCount)
        for (level, key) in keys.enumerated() {
            let codes: [UInt32]
            if let place = try place(of: key, in: batch.schema) {
                codes = keyColumns[level].codes(batch.columns[place.column])
            } else {
                codes = [UInt32](repeating: 0, count: batch.rowCount)
            }
            let isLast = level == keys.count - 1
            var (common, next) = followers[level]
            followers[level] = (-1, [])
            if common != numbers[0] { next.removeAll(keepingCapacity: true) }
            common = numbers[0]
            let codeCount = keyColumns[level].count + 1
            if next.count < codeCount { next += [Int](repeating: -1, count: codeCount - next.count) }
            defer { followers[level] = (common, next) }
            for row in numbers.indices {
                let code = Int(codes[row])
                let isCommon = numbers[row] == common
                if isCommon, next[code] >= 0 {
                    numbers[row] = next[code]
                    continue
                }
                let pair = UInt64(UInt32(truncatingIfNeeded: numbers[row])) << 32 | UInt64(codes[row])
                if let known = combinations[level][pair] {
                    if isCommon { next[code] = known }
                    numbers[row] = known
                    continue
                }
                let new = isLast ? groups.count : combinations[level].count
                combinations[level][pair] = new
                if isCommon { next[code] = new }
                numbers[row] = new
                if isLast {
                    let all: Rows
                    if let rows { all = rows } else { all = try batch.rows }
                    rows = all
                    groups.append(
                        try keys.map { key throws(ParquetError) in
                            try self.place(of: key, in: batch.schema).map { all[row][$0.field] } ?? .null
                        })
                    counts.append(0)
                }
            }
        }
        if let count {
            // All rows are of one group then.
            try add(count, to: numbers[0])
        } else if let weights {
            for (row, number) in numbers.enumerated() { try add(weights[row], to: number) }
        } else {
            for number in numbers { counts[number] += 1 }
        }
        for (index, aggregate) in aggregates.enumerated() {
            guard let place = try place(of: aggregate.column, in: batch.schema) else { continue }
            let all: Rows
            if let rows { all = rows } else { all = try batch.rows }
            rows = all
            try states[index].add(
                batch.columns[place.column], batch.schema.columns[place.column], numbers, groupCount: groups.count
            ) { all[$0][place.field] }
        }
    }

    /// Counts so many rows more of a group, which is what files say.
    private mutating func add(_ count: Int, to group: Int) throws(ParquetError) {
        let (sum, overflow) = counts[group].addingReportingOverflow(count)
        guard !overflow else { throw ParquetError(.malformed, "no dataset has \(count) rows more") }
        counts[group] = sum
    }

    /// The places of the column called `name` among the columns and the fields; nil if there is none, and all is null.
    private func place(of name: String, in schema: Schema) throws(ParquetError) -> (column: Int, field: Int)? {
        let field = schema.fields.firstIndex { $0.name == name }
        if let field, let column = schema.columnIndex(named: name), schema.columns[column].isFlat {
            return (column, field)
        }
        guard field == nil, !schema.columns.contains(where: { $0.path.description == name }) else {
            throw ParquetError(
                .schema, "only columns that are in no group or list are counted by", at: .init(column: name))
        }
        return nil
    }

    /// The groups as rows of their keys, in the order in which they were met, and how many rows each has: what another table
    /// takes up.
    func partial() throws(ParquetError) -> (rows: RecordBatch, counts: [Int]) {
        // Of a key that no row had a column of, all values are null: it is left out.
        let known = keys.indices.filter { fields[keys[$0]] != nil }
        guard !known.isEmpty else {
            var rows = RecordBatch(schema: try Schema(name: "groups", reading: []))
            rows.setRowCountWithoutColumns(groups.count)
            return (rows, counts)
        }
        var shown: [SchemaField] = []
        for place in known {
            guard var field = fields[keys[place]] else { continue }
            field.repetition = .optional
            shown.append(field)
        }
        var shredder = try RowShredder(schema: Schema(fields: shown))
        for group in groups { shredder.append(known.map { group[$0] }) }
        return (try shredder.takeBatch(), counts)
    }

    /// A row for each group.
    func result() throws(ParquetError) -> RecordBatch {
        var shown: [SchemaField] = []
        for key in keys {
            var field = fields[key] ?? SchemaField(key, .byteArray, logicalType: .string)
            field.repetition = .optional
            shown.append(field)
        }
        shown.append(SchemaField("count", .int64, repetition: .required))
        for aggregate in aggregates { shown.append(aggregate.field(fields[aggregate.column])) }
        var shredder = try RowShredder(schema: Schema(fields: shown))
        // The largest first, of those of one size that which was met first.
        for number in groups.indices.sorted(by: { (counts[$1], $0) < (counts[$0], $1) }) {
            shredder.append(groups[number] + [.int64(Int64(counts[number]))] + states.map { $0.value(number) })
        }
        return try shredder.takeBatch()
    }
}

extension DatasetCount.Aggregate {
    /// The field of the result, where `field` is that of the column.
    fileprivate func field(_ field: SchemaField?) -> SchemaField {
        switch self {
        case .distinct: return SchemaField(name, .int64, repetition: .required)
        case .least, .greatest:
            var result = field ?? SchemaField(name, .int64)
            result.name = name
            result.repetition = .optional
            return result
        case .sum:
            guard case .leaf(let type, _, let logicalType)? = field?.content else { return SchemaField(name, .int64) }
            if case .decimal(_, let scale)? = logicalType {
                return SchemaField(
                    name, .fixedLengthByteArray, typeLength: 16, logicalType: .decimal(precision: 38, scale: scale))
            }
            return SchemaField(name, type == .float || type == .double ? .double : .int64)
        }
    }
}
