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

    /// The groups of a batch's rows, as far as keys were looked at.
    private enum Numbers {
        /// All rows are of this one.
        case same(Int)
        case each([Int])

        /// That of the first row.
        var first: Int {
            switch self {
            case .same(let number): number
            case .each(let numbers): numbers.first ?? 0
            }
        }

        /// Those of all `count` rows.
        func array(_ count: Int) -> [Int] {
            switch self {
            case .same(let number): [Int](repeating: number, count: count)
            case .each(let numbers): numbers
            }
        }
    }

    /// Takes rows up; they stand for `count` rows together, or each for as many as `counts` says, or for itself.
    mutating func add(_ batch: RecordBatch, count: Int? = nil, counts weights: [Int]? = nil) throws(ParquetError) {
        for field in batch.schema.fields where fields[field.name] == nil { fields[field.name] = field }
        let rowCount = batch.rowCount
        guard rowCount > 0 else { return }
        let isPlain = count == nil && weights == nil && aggregates.isEmpty
        var values = BatchRows(batch)
        var numbers = Numbers.same(0)
        for (level, key) in keys.enumerated() {
            var codes = KeyColumn.Codes.same(0)
            if let place = try place(of: key, in: batch.schema) {
                let vector = batch.columns[place.column]
                if isPlain, level == keys.count - 1, case .same(let number) = numbers,
                    try addDistinct(vector, to: number, level, &values)
                {
                    return
                }
                codes = keyColumns[level].codes(vector)
            }
            numbers = try combine(numbers, codes, level, &values)
        }
        if let count {
            // All rows are of one group then.
            try add(count, to: numbers.first)
        } else if let weights {
            for (row, number) in numbers.array(rowCount).enumerated() { try add(weights[row], to: number) }
        } else {
            switch numbers {
            case .same(let number): try add(rowCount, to: number)
            case .each(let numbers): for number in numbers { counts[number] += 1 }
            }
        }
        guard !aggregates.isEmpty else { return }
        let groupNumbers = numbers.array(rowCount)
        for (index, aggregate) in aggregates.enumerated() {
            guard let place = try place(of: aggregate.column, in: batch.schema) else { continue }
            let all = try values.rows()
            try states[index].add(
                batch.columns[place.column], batch.schema.columns[place.column], groupNumbers,
                groupCount: groups.count
            ) { all[$0][place.field] }
        }
    }

    /// Counts rows whose last key is in `vector`, and which are of one combination of those before: how often each distinct value
    /// occurs is counted first, and these numbers are added.
    ///
    /// - Returns: whether that was done; it is not where the values are not given as indices, or most of them occur once.
    private mutating func addDistinct(
        _ vector: ColumnVector, to combination: Int, _ level: Int, _ values: inout BatchRows
    ) throws(ParquetError) -> Bool {
        let rowCount = vector.rowCount
        guard case .dictionary(let indices, let distinct) = vector.values, distinct.count <= rowCount else {
            return false
        }
        let occurrences = GroupTable.occurrences(indices, distinct.count)
        let nullCount = rowCount - indices.count
        var found = [Int](repeating: -1, count: distinct.count)
        var missingCount = 0
        for index in occurrences.indices where occurrences[index] > 0 {
            let code = keyColumns[level].code(ofDistinct: index, distinct)
            found[index] = combinations[level][GroupTable.pair(combination, code)] ?? -1
            if found[index] < 0 { missingCount += 1 }
        }
        var ofNull = nullCount == 0 ? nil : combinations[level][GroupTable.pair(combination, 0)]
        if missingCount > 0 || nullCount > 0 && ofNull == nil {
            // Groups are numbered as their first rows come.
            let rows = nullCount > 0 ? vector.presentRows : []
            var new: [(row: Int, index: Int?)] = []
            if nullCount > 0, ofNull == nil { new.append((rows.indices.first { rows[$0] != $0 } ?? rows.count, nil)) }
            for (place, index) in indices.enumerated() where missingCount > 0 && found[Int(index)] == -1 {
                found[Int(index)] = -2
                missingCount -= 1
                new.append((nullCount > 0 ? rows[place] : place, Int(index)))
            }
            for (row, index) in new.sorted(by: { $0.row < $1.row }) {
                guard let index else {
                    ofNull = try number(combination, 0, level, row, &values)
                    continue
                }
                let code = keyColumns[level].code(ofDistinct: index, distinct)
                found[index] = try number(combination, code, level, row, &values)
            }
        }
        for index in occurrences.indices where occurrences[index] > 0 { try add(occurrences[index], to: found[index]) }
        if let ofNull { try add(nullCount, to: ofNull) }
        return true
    }

    /// How often each number below `count` is among `indices`.
    private static func occurrences(_ indices: [UInt32], _ count: Int) -> [Int] {
        var occurrences = [Int](repeating: 0, count: count)
        var target = occurrences.mutableSpan
        let source = indices.span
        for place in 0..<source.count { target[Int(source[place])] &+= 1 }
        return occurrences
    }

    private static func pair(_ combination: Int, _ code: UInt32) -> UInt64 {
        UInt64(UInt32(truncatingIfNeeded: combination)) << 32 | UInt64(code)
    }

    /// The groups of rows that were of `numbers`, where the next key has `codes`.
    private mutating func combine(
        _ numbers: Numbers, _ codes: KeyColumn.Codes, _ level: Int, _ values: inout BatchRows
    ) throws(ParquetError) -> Numbers {
        let own: [UInt32]
        switch (numbers, codes) {
        case (.same(let combination), .same(let code)):
            return .same(try number(combination, code, level, 0, &values))
        case (.each(let numbers), .same(let code)): own = [UInt32](repeating: code, count: numbers.count)
        case (_, .each(let codes)): own = codes
        }
        var result = numbers.array(own.count)
        let common = result[0]
        var next: [Int] = []
        swap(&next, &followers[level].next)
        defer { followers[level] = (common, next) }
        if common != followers[level].combination { next.removeAll(keepingCapacity: true) }
        let codeCount = keyColumns[level].count + 1
        if next.count < codeCount { next += [Int](repeating: -1, count: codeCount - next.count) }
        for row in result.indices {
            let code = own[row]
            let isCommon = result[row] == common
            if isCommon, next[Int(code)] >= 0 {
                result[row] = next[Int(code)]
                continue
            }
            let number = try self.number(result[row], code, level, row, &values)
            if isCommon { next[Int(code)] = number }
            result[row] = number
        }
        return .each(result)
    }

    /// The number of a combination of values, which is that of its group where `level` is the last key: made for `row` if it is new.
    private mutating func number(
        _ combination: Int, _ code: UInt32, _ level: Int, _ row: Int, _ values: inout BatchRows
    ) throws(ParquetError) -> Int {
        let pair = GroupTable.pair(combination, code)
        if let known = combinations[level][pair] { return known }
        let isLast = level == keys.count - 1
        let new = isLast ? groups.count : combinations[level].count
        combinations[level][pair] = new
        guard isLast else { return new }
        let all = try values.rows()
        var group: [Value] = []
        for key in keys {
            group.append(try place(of: key, in: values.batch.schema).map { all[row][$0.field] } ?? .null)
        }
        groups.append(group)
        counts.append(0)
        return new
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

/// The rows of a batch, put together only where a value of theirs is wanted: of new groups, and for what is best of a group.
private struct BatchRows {
    let batch: RecordBatch
    private var known: Rows?

    init(_ batch: RecordBatch) {
        self.batch = batch
    }

    mutating func rows() throws(ParquetError) -> Rows {
        if let known { return known }
        let made = try batch.rows
        known = made
        return made
    }
}
