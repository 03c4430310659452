internal import Parquet
internal import ParquetInspect

/// Holds the schemas of a dataset's files beside one another, and beside the names of directories.
struct SchemaComparison {
    private let engine: QueryEngine

    /// A column as some files have it.
    private struct Form {
        let type: String
        let name: String
        let firstFile: String
        var fileCount = 1
    }

    private var fileCount = 0
    /// By the path in small letters, in the order in which they were met.
    private var forms: [String: [Form]] = [:]
    private var paths: [String] = []
    /// The keys of directories, the outermost first, and the first file below them.
    private var levels: [(keys: [String], firstFile: String)] = []

    init(_ engine: QueryEngine) { self.engine = engine }

    /// Takes a file's schema in.
    mutating func add(_ schema: Schema, of file: DatasetFile, _ log: inout AdviceLog) {
        fileCount += 1
        var seen: [String: String] = [:]
        for column in schema.columns {
            let name = column.path.description
            let folded = name.lowercased()
            if let other = seen.updateValue(name, forKey: folded), other != name {
                log.add(
                    Trouble(
                        .error, "name-collision",
                        "the columns \(other) and \(name) differ in case alone: \(engine.name) takes them for one",
                        "rename one of them"), in: file.path)
            }
            add(Form(type: column.typeText, name: name, firstFile: file.path), folded)
        }
        let keys = file.partition.values.map(\.key)
        if !levels.contains(where: { $0.keys == keys }) { levels.append((keys, file.path)) }
        for field in schema.fields where keys.contains(where: { $0.lowercased() == field.name.lowercased() }) {
            log.add(duplicate(field.name), in: file.path)
        }
    }

    private mutating func add(_ form: Form, _ folded: String) {
        guard var known = forms[folded] else {
            forms[folded] = [form]
            paths.append(folded)
            return
        }
        if let place = known.firstIndex(where: { $0.type == form.type && $0.name == form.name }) {
            known[place].fileCount += 1
        } else {
            known.append(form)
        }
        forms[folded] = known
    }

    private func duplicate(_ name: String) -> Trouble {
        let message = "the column \(name) is in the files and in the names of the directories"
        let remedy = "leave the column out of the files, or call the directories otherwise"
        switch engine {
        case .athena:
            return Trouble(
                .error, "duplicate-partition-column", "\(message): Athena refuses a table with both", remedy)
        case .bigquery:
            return Trouble(
                .error, "duplicate-partition-column", "\(message): BigQuery refuses to infer partitions then", remedy)
        case .trino, .spark, .duckdb:
            return Trouble(
                .warning, "duplicate-partition-column",
                "\(message): \(engine.name) shows the values of the directories", remedy)
        }
    }

    /// Tells what is different between the files.
    func finish(_ log: inout AdviceLog) {
        for path in paths {
            let forms = forms[path] ?? []
            let types = SchemaComparison.different(forms.map(\.type))
            if types.count > 1, let first = forms.first, let other = forms.first(where: { $0.type != first.type }) {
                log.add(
                    Trouble(
                        .error, "type-drift",
                        "column \(first.name) is \(first.type) in \(SchemaComparison.files(first.fileCount)) "
                            + "(\(first.firstFile)) and \(other.type) in \(SchemaComparison.files(other.fileCount)) "
                            + "(\(other.firstFile))"
                            + (types.count > 2 ? ", and \(types.count - 2) other types elsewhere" : ""),
                        "convert the sources of one of them again with one schema"))
            }
            let names = SchemaComparison.different(forms.map(\.name))
            if names.count > 1 {
                log.add(
                    Trouble(
                        engine == .duckdb ? .warning : .error, "case-drift",
                        "a column is called \(names.joined(separator: " and ")) in different files",
                        "call it the same everywhere, in small letters"))
            }
            let count = forms.reduce(0) { $0 + $1.fileCount }
            if count < fileCount, let first = forms.first {
                log.add(
                    Trouble(
                        .hint, "missing-column",
                        "column \(first.name) is in \(count) of \(fileCount) files and null in the others"
                            + (engine == .duckdb ? ", if they are read with union_by_name" : "")
                            + (engine == .spark ? ", if they are read with a schema or mergeSchema" : ""),
                        "nothing, if that is meant"))
            }
            if let first = forms.first, engine != .duckdb, names.count == 1, first.name != path {
                log.add(
                    Trouble(
                        .hint, "capital-letters",
                        "the column \(first.name) has capital letters, which catalogs store as small ones",
                        "name columns in small letters"))
            }
        }
        if levels.count > 1 {
            let spelled = levels.prefix(2).map { level in
                (level.keys.isEmpty ? "no key=value directory" : level.keys.joined(separator: "/"))
                    + " (\(level.firstFile))"
            }
            log.add(
                Trouble(
                    .error, "mixed-partitions",
                    "files lie below different levels: \(spelled.joined(separator: " and "))",
                    "keep them in different datasets, or move files to the same levels"))
        }
        for key in SchemaComparison.different(levels.flatMap(\.keys)) where key != key.lowercased() && engine != .duckdb
        {
            log.add(
                Trouble(
                    engine == .athena ? .warning : .hint, "capital-letters",
                    "the directories' key \(key) has capital letters, which catalogs store as small ones",
                    "name directories in small letters"))
        }
    }

    private static func different(_ texts: [String]) -> [String] {
        var different: [String] = []
        for text in texts where !different.contains(text) { different.append(text) }
        return different
    }

    private static func files(_ count: Int) -> String { count == 1 ? "1 file" : "\(count) files" }
}

extension ColumnDescriptor {
    /// The type as an engine sees it, without whether values may be missing.
    fileprivate var typeText: String {
        var text = physicalType.messageTypeName
        if let typeLength { text += "(\(typeLength))" }
        if let logicalType { text += " (\(logicalType.messageTypeName))" }
        if maxRepetitionLevel > 0 { text += " repeated" }
        return text
    }
}
