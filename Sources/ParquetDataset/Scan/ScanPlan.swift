internal import Parquet

/// What a scan asks of files with one schema.
struct ScanPlan: Sendable {
    /// The files' schema.
    let schema: Schema
    /// The fields that no directory hides, as the first file spells them, and those of the directories.
    let wholeSchema: Schema
    /// The columns of the files that are handed out, as these files spell them.
    let names: [String]
    /// The fields that the first file spells in another case, by their names here.
    let renames: [String: String]
    /// The columns of directories that are handed out, as their places among those that there are.
    let partitionPlaces: [Int]
    private let partitions: PartitionColumns
    /// The paths of columns and groups, of which the columns that are asked for are some.
    private let known: Schema
    private let predicate: Predicate?
    /// The fields that other files have and these have not, where they are null.
    private let absent: Set<String>
    private var answers: PartitionAnswers
    /// What was left of the clause for the last partition, and whether no row can be so.
    private var last: (predicate: Predicate, isNever: Bool)?

    /// - Parameters:
    ///   - schema: the files' schema.
    ///   - firstSchema: that of the dataset's first file, whose columns others may lack.
    ///   - columns: the columns that are asked for; nil: all.
    /// - Throws: `ParquetError` with code `argument` if the clause or a column does not go with the schema.
    init(
        _ schema: Schema, firstSchema: Schema?, _ partitions: PartitionColumns, _ columns: [String]?,
        _ clause: WhereClause?
    ) throws(ParquetError) {
        self.schema = schema
        self.partitions = partitions
        let own = schema.fields.filter { !partitions.contains($0.name) }
        let whole = try Schema(name: schema.name, reading: own + partitions.fields)
        let spellings = ScanPlan.spellings(own, firstSchema?.fields.filter { !partitions.contains($0.name) } ?? [])
        renames = spellings.renames
        wholeSchema = try ScanPlan.renamed(whole, renames)
        let others = firstSchema?.fields.filter { spellings.absent.contains($0.name) } ?? []
        absent = Set(others.map(\.name))
        known = others.isEmpty ? whole : try Schema(name: schema.name, reading: whole.fields + others)
        predicate = try clause?.predicate(for: known)
        answers = try PartitionAnswers(partitions)
        var spelled = columns
        if let columns { spelled = try known.spelled(columns) }
        partitionPlaces = partitions.fields.indices.filter { spelled?.contains(partitions.fields[$0].name) ?? true }
        let found = spelled ?? schema.fields.map(\.name)
        let absent = absent
        names = found.filter { name in
            guard !partitions.contains(name) else { return false }
            let field = String(name.prefix { $0 != "." })
            let isThere = spelled == nil || schema.fields.contains { $0.name == field || $0.name == name }
            // What the first file has, others may lack.
            return isThere || !absent.contains(field) && !absent.contains(name)
        }
    }

    /// Those of the fields `own` that are one of `first` spelled in another case, with the name there, and those of `first` that are not
    /// among `own`. Engines that know no case, as Athena's and Hive's, take such fields for one column, whichever file came first.
    ///
    /// Where a file tells fields apart by case alone, names mean those that are called exactly so.
    private static func spellings(
        _ own: [SchemaField], _ first: [SchemaField]
    ) -> (renames: [String: String], absent: Set<String>) {
        let missing = Set(first.map(\.name)).subtracting(own.map(\.name))
        guard !missing.isEmpty else { return ([:], []) }
        let ownNames = Dictionary(grouping: own.map(\.name)) { $0.lowercased() }
        let firstCounts = Dictionary(grouping: first) { $0.name.lowercased() }.mapValues(\.count)
        var spellings: (renames: [String: String], absent: Set<String>) = ([:], [])
        for name in missing {
            let folded = name.lowercased()
            if let near = ownNames[folded], near.count == 1, firstCounts[folded] == 1 {
                spellings.renames[near[0]] = name
            } else {
                spellings.absent.insert(name)
            }
        }
        return spellings
    }

    /// `schema` with fields called as `renames` says.
    static func renamed(_ schema: Schema, _ renames: [String: String]) throws(ParquetError) -> Schema {
        guard schema.fields.contains(where: { renames[$0.name] != nil }) else { return schema }
        var fields = schema.fields
        for index in fields.indices { fields[index].name = renames[fields[index].name] ?? fields[index].name }
        return try Schema(name: schema.name, reading: fields)
    }

    /// `names` as the columns are spelled.
    ///
    /// - Throws: `ParquetError` with code `argument` if one may mean several.
    func spelled(_ names: [String]) throws(ParquetError) -> [String] { try known.spelled(names) }

    /// `clause` as the columns are spelled.
    ///
    /// - Throws: `ParquetError` with code `argument` if a name may mean several.
    func spelled(_ clause: WhereClause) throws(ParquetError) -> WhereClause { try clause.spelled(for: known) }

    /// What is left of the clause for files in `partition`, nil if there is none; and whether no row of them can be wanted.
    mutating func rest(
        _ partition: PartitionPath
    ) throws(ParquetError) -> (rest: PartitionPredicate?, isNever: Bool) {
        guard let predicate else { return (nil, false) }
        let absent = absent
        let rest = try answers.rest(of: predicate, partitions.spelled(partition)) {
            absent.contains($0.names.first ?? "")
        }
        switch rest {
        case .settled(let answer): return (rest, answer != true)
        case .rest(let left):
            if let last, last.predicate == left { return (rest, last.isNever) }
            let isNever = try left.isNever(for: schema)
            last = (left, isNever)
            return (rest, isNever)
        }
    }
}

extension Schema {
    /// `names` as the columns and groups are spelled that they mean: those called exactly so, else those that differ only in case.
    /// What is not there stays as it is.
    ///
    /// - Throws: `ParquetError` with code `argument` if a name differs from several only in case.
    func spelled(_ names: [String]) throws(ParquetError) -> [String] {
        var spelled: [String] = []
        var paths: [String]?
        for name in names {
            if fields.contains(where: { $0.name == name }) {
                spelled.append(name)
                continue
            }
            let known = paths ?? pathsOfColumnsAndGroups
            paths = known
            let folded = name.lowercased()
            let near = known.contains(name) ? [name] : known.filter { $0.lowercased() == folded }
            guard near.count < 2 else {
                let listed = near.map { "\"\($0)\"" }.joined(separator: " and ")
                throw ParquetError(
                    .argument, "the column \(name) may be \(listed); write it as it is in the file")
            }
            spelled.append(near.first ?? name)
        }
        return spelled
    }

    /// The paths of all columns and of the groups around them, in dot notation, each once.
    private var pathsOfColumnsAndGroups: [String] {
        var paths: [String] = []
        var seen: Set<String> = []
        for column in columns {
            for end in column.path.names.indices {
                let path = column.path.names[...end].joined(separator: ".")
                if seen.insert(path).inserted { paths.append(path) }
            }
        }
        return paths
    }
}
