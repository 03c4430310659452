internal import Parquet

/// Looks at one file: its types, codecs and encodings, and what it has to skip by.
struct FileDoctor {
    private let engine: QueryEngine

    init(_ engine: QueryEngine) { self.engine = engine }

    func look(at file: ParquetFile, called name: String, _ log: inout AdviceLog) {
        var troubles: [Trouble] = []
        func add(_ trouble: Trouble?) {
            // Once a file, however many columns or row groups have it.
            if let trouble, !troubles.contains(trouble) { troubles.append(trouble) }
        }
        for column in file.schema.columns { add(engine.trouble(with: column)) }
        for field in file.schema.fields { groups(field, [], add) }
        var unsummed: [String] = []
        var outdated: [String] = []
        var unindexed: [String] = []
        var halfDictionaries: [String] = []
        for (place, column) in file.schema.columns.enumerated() {
            let chunks = file.metadata.rowGroups.compactMap {
                $0.columns.indices.contains(place) && $0.rowCount > 0 ? $0.columns[place] : nil
            }
            for chunk in chunks {
                guard let metadata = chunk.metadata else { continue }
                add(engine.trouble(with: metadata.codec))
                for encoding in metadata.encodings { add(engine.trouble(with: encoding)) }
            }
            guard column.isOrdered else { continue }
            let path = column.path.description
            if chunks.contains(where: { $0.metadata?.lacksBounds == true }) {
                let isOutdated = chunks.contains { $0.metadata?.statistics?.deprecatedMax != nil }
                if isOutdated { outdated.append(path) } else { unsummed.append(path) }
            }
            if chunks.contains(where: {
                ($0.columnIndexOffset == nil || $0.offsetIndexOffset == nil) && $0.metadata != nil
            }) {
                unindexed.append(path)
            }
            if chunks.contains(where: { $0.metadata?.leavesDictionary == true }) { halfDictionaries.append(path) }
        }
        if !unsummed.isEmpty {
            add(
                Trouble(
                    .warning, "no-statistics",
                    "no least and greatest values of \(FileDoctor.list(unsummed)): row groups cannot be skipped by them",
                    "write the file anew (parkett rewrite)"))
        }
        if !outdated.isEmpty {
            add(
                Trouble(
                    .warning, "outdated-statistics",
                    "only the deprecated min and max of \(FileDoctor.list(outdated)), which readers pass over where order is in doubt",
                    "write the file anew (parkett rewrite)"))
        }
        if engine.usesPageIndexes, !unindexed.isEmpty, file.metadata.rowGroups.contains(where: { $0.rowCount > 20_000 })
        {
            add(
                Trouble(
                    .hint, "no-page-index", "no page index of \(FileDoctor.list(unindexed)): pages cannot be skipped",
                    "write the file anew (parkett rewrite)"))
        }
        if engine.filtersByDictionary, !halfDictionaries.isEmpty {
            add(
                Trouble(
                    .hint, "part-dictionary",
                    "some pages of \(FileDoctor.list(halfDictionaries)) leave their dictionary: \(engine.name) cannot filter by it",
                    "write smaller row groups, if the column is filtered by"))
        }
        for trouble in troubles { log.add(trouble, in: name) }
    }

    private func groups(_ field: SchemaField, _ path: [String], _ add: (Trouble?) -> Void) {
        guard case .group(let children, let logicalType) = field.content else { return }
        let own = path + [field.name]
        if let logicalType { add(engine.trouble(withGroup: own, logicalType)) }
        if engine == .bigquery || engine == .athena, case .list? = logicalType, children.first?.isBareElement == true {
            add(
                Trouble(
                    .hint, "two-level-list", "the list \(own.joined(separator: ".")) has two levels instead of three",
                    "write the file anew (parkett rewrite)"))
        }
        for child in children { groups(child, own, add) }
    }

    /// Names for a sentence, not too many of them.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(5).joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }
}

extension SchemaField {
    /// Whether the one child of a list is its element itself.
    fileprivate var isBareElement: Bool {
        guard repetition == .repeated else { return false }
        if case .leaf = content { return true }
        return false
    }
}

extension ColumnDescriptor {
    /// Whether values have an order that statistics can go by.
    fileprivate var isOrdered: Bool {
        guard physicalType != .int96 else { return false }
        switch logicalType {
        case .interval, .geometry, .geography, .unknown, .variant: return false
        default: return true
        }
    }
}

extension ColumnMetadata {
    /// Whether there are values and no bounds of them.
    fileprivate var lacksBounds: Bool {
        guard valueCount > 0, statistics?.nullCount != valueCount else { return false }
        // Of a column of NaNs alone there are none.
        if let nans = statistics?.nanCount, nans > 0 { return false }
        return statistics?.minValue == nil || statistics?.maxValue == nil
    }

    /// Whether there is a dictionary and pages that do not use it.
    fileprivate var leavesDictionary: Bool {
        guard let pages = encodingStatistics, pages.contains(where: { $0.pageType == .dictionaryPage }) else {
            return false
        }
        return pages.contains {
            ($0.pageType == .dataPage || $0.pageType == .dataPageV2) && $0.encoding != .rleDictionary
                && $0.encoding != .plainDictionary && $0.count > 0
        }
    }
}
