public import Parquet
public import SystemPackage

/// What a conversion reads: the selected partitions of an input directory with their chunks, in order.
public struct ConversionPlan: Sendable {
    /// The input: the directory above the partitions, a file, a pattern of files, or `-` for standard input.
    public let input: FilePath
    /// What directories mean that are no `key=value` ones; nil if there is nothing to it.
    public let layout: PathLayout?
    /// What was selected.
    public let selection: DaySelection
    /// The selected partitions that are there, in the bytewise order of their paths. Empty if none is present.
    public private(set) var partitions: [InputPartition]
    /// The selected days that no partition has, as ranges.
    public let absentDays: [DateRange]
    /// What a reader of the logs should know about the input, a sentence each.
    public let warnings: [String]

    /// The size of all chunks in bytes.
    public var byteCount: Int { partitions.reduce(0) { $0 + $1.byteCount } }

    /// Lists the input and selects from it.
    ///
    /// A directory is searched for chunks, whose names tell that they are. So are the directories of a pattern such as
    /// `logs/*/2025-*.json.gz`, but what it names are chunks whatever they are called, and a file alone is, too; where the
    /// ending does not tell how it is compressed, the first bytes do. Of standard input these are read here.
    ///
    /// - Parameter layout: what directories mean that are no `key=value` ones. They count from the input directory, of a
    ///   pattern from the last directory before its first wildcard or `key=value` name.
    /// - Parameter ignoreOtherFiles: whether files that are not chunks, and chunks outside of any day although days are
    ///   selected, are passed over instead of being an error.
    /// - Throws: `ParquetError` with code `input` if the tree is not laid out as it should be, `io` if it cannot be read.
    public init(
        input: FilePath, selection: DaySelection, layout: PathLayout? = nil, ignoreOtherFiles: Bool = false
    ) throws(ParquetError) {
        let source = try InputPath(input)
        let tree = try InputTree(input: source, selection: selection, layout: layout)
        if !ignoreOtherFiles { try ConversionPlan.checkDays(tree, input: input) }
        if let other = tree.others.min(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }),
            !ignoreOtherFiles
        {
            let more = tree.others.count > 1 ? " (one of \(tree.others.count) that do not belong)" : ""
            throw ParquetError(
                .input, "\(other.reason)\(more); move it away or pass --ignore-other-files",
                at: .init(file: other.path))
        }

        self.input = input
        self.layout = layout
        self.selection = selection
        partitions = Dictionary(grouping: tree.chunks, by: \.partition)
            .map { path, members in
                InputPartition(
                    path: path,
                    chunks: members.map(\.chunk).sorted {
                        $0.relativePath.utf8.lexicographicallyPrecedes($1.relativePath.utf8)
                    })
            }
            .sorted { $0.path.description.utf8.lexicographicallyPrecedes($1.path.description.utf8) }
        try ConversionPlan.checkNesting(partitions)

        var warnings: [String] = []
        switch selection {
        case .all: absentDays = []
        case .days(let range):
            absentDays = ConversionPlan.gaps(in: range, present: partitions.compactMap(\.day))
            for gap in absentDays {
                warnings.append("no chunks for \(gap)\(gap.count > 1 ? " (\(gap.count) days)" : "")")
            }
        }
        warnings += ConversionPlan.ambiguousSpellings(partitions)
        self.warnings = warnings
    }

    /// The plan of the partitions for which `isKept` says so.
    func keeping(_ isKept: (InputPartition) -> Bool) -> ConversionPlan {
        var plan = self
        plan.partitions = partitions.filter(isKept)
        return plan
    }

    /// Whether standard input is read, which can be done but once.
    public var readsStandardInput: Bool { partitions.contains { $0.chunks.contains(where: \.isStandardInput) } }

    /// The plan that reads a file instead of standard input, which is read to its end for that. It can be converted after it was
    /// looked at, but not twice at a time. Other plans stay as they are.
    ///
    /// - Parameter output: the directory in which the file is made; it has no name, and is gone with the plan.
    /// - Throws: `ParquetError` with code `io` if it cannot be read, or there is no room for it.
    public func spoolingStandardInput(in output: FilePath) throws(ParquetError) -> ConversionPlan {
        guard readsStandardInput else { return self }
        var plan = self
        plan.partitions = []
        for partition in partitions {
            var chunks: [InputChunk] = []
            for chunk in partition.chunks { chunks.append(try chunk.spooled(in: output)) }
            plan.partitions.append(InputPartition(path: partition.path, chunks: chunks))
        }
        return plan
    }

    /// Where days are selected, some directory must name one.
    private static func checkDays(_ tree: InputTree, input: FilePath) throws(ParquetError) {
        guard !tree.namesDays, tree.chunks.isEmpty, tree.others.contains(where: \.isChunkWithoutDay) else { return }
        throw ParquetError(
            .input,
            "no directory of the input names a day (date=2025-01-25, year=2025/month=01/date=25); convert all of it with "
                + "--all, or say with --layout where the day stands", at: .init(file: input.string))
    }

    /// A partition's directory must not lie in another's: its files could not be told from the other's.
    private static func checkNesting(_ partitions: [InputPartition]) throws(ParquetError) {
        let paths = Set(partitions.map(\.path))
        for partition in partitions {
            for length in 0..<partition.path.components.count {
                let outer = PartitionPath(directories: Array(partition.path.components[..<length]))
                guard outer.components.count == length, paths.contains(outer) else { continue }
                throw ParquetError(
                    .input,
                    "chunks lie in \(partition.path) and also above it, in \(outer); "
                        + "a partition's chunks belong in its deepest key=value directory")
            }
        }
    }

    /// The parts of `range` that none of the days `present` covers.
    static func gaps(in range: DateRange, present: [CalendarDay]) -> [DateRange] {
        var gaps: [DateRange] = []
        var next = range.first.daysSince1970
        func addGap(upTo end: Int) {
            guard next <= end, let first = CalendarDay(daysSince1970: next), let last = CalendarDay(daysSince1970: end)
            else { return }
            gaps.append(DateRange(first: first, last: last))
        }
        for day in present.sorted() {
            addGap(upTo: day.daysSince1970 - 1)
            next = max(next, day.daysSince1970 + 1)
        }
        addGap(upTo: range.last.daysSince1970)
        return gaps
    }

    /// Paths that differ only in how they spell the same day, such as `month=2` and `month=02`.
    private static func ambiguousSpellings(_ partitions: [InputPartition]) -> [String] {
        struct Meaning: Hashable {
            let levels: [[String]]
        }
        let groups = Dictionary(grouping: partitions.filter { $0.day != nil }) { partition in
            Meaning(
                levels: partition.path.levels.map { level in
                    [level.key, CalendarDay.number(level.value).map(String.init) ?? level.value]
                })
        }
        return groups.values.filter { $0.count > 1 }
            .map { group in
                let spellings = group.map(\.path.description).joined(separator: " and ")
                return "\(spellings) are the same day spelled differently; each is converted to its own partition"
            }
            .sorted()
    }
}
