internal import Parquet
internal import SystemPackage

/// The walk over an input directory that finds the chunks of the selected partitions.
///
/// Names starting with `_` or `.` are passed over with all they contain, and so are directories whose day levels say that
/// no selected day can lie in them. Symbolic links are followed, to files and to directories; one that leads back to a
/// directory it lies in, or nowhere, is an error.
struct InputTree {
    private let selection: DaySelection
    private let layout: PathLayout?
    private let pattern: PathPattern?
    private(set) var chunks: [(partition: PartitionPath, chunk: InputChunk)] = []
    /// Files that are neither chunks nor hidden, and chunks that belong to no day although days are selected.
    private(set) var others: [Other] = []
    /// Whether a directory says something about its day.
    private(set) var namesDays = false

    /// A file or directory that does not belong.
    struct Other {
        let path: String
        let reason: String
        /// Whether it is a chunk that only lacks a day.
        var isChunkWithoutDay = false
    }

    /// The deepest nesting of directories that is followed.
    static let maxDepth = 64

    init(input: InputPath, selection: DaySelection, layout: PathLayout?) throws(ParquetError) {
        self.selection = selection
        self.layout = layout
        switch input {
        case .standardInput:
            pattern = nil
            guard selection == .all else {
                throw ParquetError(
                    .argument, "standard input has no directories that could name days; convert all of it with --all")
            }
            chunks.append((PartitionPath(directories: []), try InputChunk.standardInput()))
        case .pattern(let pattern):
            self.pattern = pattern
            let root = FilePath(pattern.root)
            guard case .directory(let identity) = try PlatformFile.kind(of: root) else {
                throw ParquetError(
                    .input, "is no directory that the pattern could look in", at: .init(file: root.string))
            }
            try walk(root, directories: [], ancestors: [identity])
        case .path(let path):
            pattern = nil
            try add(path)
        }
    }

    private mutating func add(_ input: FilePath) throws(ParquetError) {
        switch try PlatformFile.kind(of: input) {
        case .directory(let identity):
            try walk(input, directories: [], ancestors: [identity])
        case .regular(let byteCount, let modified):
            // One file alone is a dataset of one chunk.
            let name = input.lastComponent?.string ?? input.string
            try addFile(input, name: name, directories: [], (byteCount, modified), isNamed: true)
        case .other, .brokenLink:
            throw ParquetError(
                .input,
                "the input is neither a directory nor a file; give the directory above the partitions, or - for standard "
                    + "input", at: .init(file: input.string))
        }
    }

    private mutating func walk(
        _ directory: FilePath, directories: [String], ancestors: [FileIdentity]
    ) throws(ParquetError) {
        guard directories.count < InputTree.maxDepth else {
            throw ParquetError(
                .input, "directories are nested more than \(InputTree.maxDepth) deep", at: .init(file: directory.string)
            )
        }
        for name in try PlatformFile.names(in: directory) where !name.hasPrefix("_") && !name.hasPrefix(".") {
            let path = pattern?.root == "." && directories.isEmpty ? FilePath(name) : directory.appending(name)
            let inner = directories + [name]
            // Of what the pattern does not reach nothing needs to be known.
            if let pattern, !pattern.matches(inner), !pattern.mayLie(in: inner) { continue }
            switch try PlatformFile.kind(of: path) {
            case .directory(let identity):
                if let pattern, !pattern.mayLie(in: inner) { continue }
                guard !ancestors.contains(identity) else {
                    throw ParquetError(
                        .input, "the symbolic link leads back to a directory it lies in; remove it",
                        at: .init(file: path.string))
                }
                if enters(inner) { try walk(path, directories: inner, ancestors: ancestors + [identity]) }
            case .regular(let byteCount, let modified):
                if let pattern, !pattern.matches(inner) { continue }
                try addFile(
                    path, name: name, directories: directories, (byteCount, modified), isNamed: pattern != nil)
            case .other:
                others.append(Other(path: path.string, reason: "is neither a file nor a directory"))
            case .brokenLink:
                throw ParquetError(.input, "the symbolic link leads nowhere", at: .init(file: path.string))
            }
        }
    }

    /// The partition of chunks in these directories, or that which directories below them begin with; nil if they do not fit
    /// the layout.
    private func partition(_ directories: [String]) -> PartitionPath? {
        guard let layout else { return PartitionPath(directories: directories) }
        return layout.levels(of: directories).map { PartitionPath(levels: $0) }
    }

    /// Whether the directory can hold a selected day. One whose day cannot be read is not entered and counts as other.
    private mutating func enters(_ directories: [String]) -> Bool {
        let path = directories.joined(separator: "/")
        guard let partition = partition(directories) else {
            others.append(Other(path: path, reason: "does not fit the layout \(layout?.description ?? "")"))
            return false
        }
        guard case .days(let range) = selection else { return true }
        let day = partition.day
        if day.isAny { namesDays = true }
        guard day.mayHold(range) else { return false }
        if let level = day.unreadable.first {
            others.append(Other(path: path, reason: "has the level '\(level)', which is neither a number nor a day"))
            return false
        }
        if day.isComplete, day.day == nil {
            others.append(Other(path: path, reason: "names a day that the calendar does not have"))
            return false
        }
        return true
    }

    /// - Parameters:
    ///   - state: the file's size, and when it was last changed.
    ///   - isNamed: whether the file was named, itself or by a pattern: then it is a chunk whatever its name.
    private mutating func addFile(
        _ path: FilePath, name: String, directories: [String], _ state: (byteCount: Int, modifiedNanoseconds: Int64),
        isNamed: Bool
    ) throws(ParquetError) {
        var format = ChunkFormat(fileName: name)
        if format == nil, isNamed { format = try ChunkFormat(contentsOf: path) }
        guard let format else {
            let endings = ChunkFormat.endings.joined(separator: ", ")
            others.append(
                Other(path: path.string, reason: "does not end in \(endings), or one of these with .gz or .zst"))
            return
        }
        guard let partition = partition(directories), directories.count >= layout?.depth ?? 0 else {
            others.append(Other(path: path.string, reason: "lies above the layout \(layout?.description ?? "")"))
            return
        }
        if case .days = selection, partition.day.day == nil {
            let reason = "lies in no directory that names a day (year=…/month=…/date=…)"
            others.append(Other(path: path.string, reason: reason, isChunkWithoutDay: true))
            return
        }
        let relativePath = (directories + [name]).joined(separator: "/")
        chunks.append(
            (
                partition,
                InputChunk(
                    path: path, relativePath: relativePath, format: format, byteCount: state.byteCount,
                    modifiedNanoseconds: state.modifiedNanoseconds)
            ))
    }
}
