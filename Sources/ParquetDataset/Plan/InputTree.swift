internal import Parquet
internal import SystemPackage

/// The walk over an input directory that finds the chunks of the selected partitions.
///
/// Names starting with `_` or `.` are passed over with all they contain, and so are directories whose day levels say that
/// no selected day can lie in them. Symbolic links are followed, to files and to directories; one that leads back to a
/// directory it lies in, or nowhere, is an error.
struct InputTree {
    private let selection: DaySelection
    private(set) var chunks: [(partition: PartitionPath, chunk: InputChunk)] = []
    /// Files that are neither chunks nor hidden, and chunks that belong to no day although days are selected.
    private(set) var others: [Other] = []

    /// A file or directory that does not belong.
    struct Other {
        let path: String
        let reason: String
    }

    /// The deepest nesting of directories that is followed.
    static let maxDepth = 64

    init(input: FilePath, selection: DaySelection) throws(ParquetError) {
        self.selection = selection
        let kind = try PlatformFile.kind(of: input)
        switch kind {
        case .directory(let identity):
            try walk(input, directories: [], ancestors: [identity])
        case .regular(let byteCount):
            // One file alone is a dataset of one chunk.
            let name = input.lastComponent?.string ?? input.string
            try addFile(input, name: name, directories: [], byteCount: byteCount)
        case .other, .brokenLink:
            throw ParquetError(
                .input, "the input is neither a directory nor a file; give the directory above the partitions",
                at: .init(file: input.string))
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
            let path = directory.appending(name)
            switch try PlatformFile.kind(of: path) {
            case .directory(let identity):
                guard !ancestors.contains(identity) else {
                    throw ParquetError(
                        .input, "the symbolic link leads back to a directory it lies in; remove it",
                        at: .init(file: path.string))
                }
                let inner = directories + [name]
                if enters(inner) { try walk(path, directories: inner, ancestors: ancestors + [identity]) }
            case .regular(let byteCount):
                try addFile(path, name: name, directories: directories, byteCount: byteCount)
            case .other:
                others.append(Other(path: path.string, reason: "is neither a file nor a directory"))
            case .brokenLink:
                throw ParquetError(.input, "the symbolic link leads nowhere", at: .init(file: path.string))
            }
        }
    }

    /// Whether the directory can hold a selected day. One whose day cannot be read is not entered and counts as other.
    private mutating func enters(_ directories: [String]) -> Bool {
        guard case .days(let range) = selection else { return true }
        let day = PartitionPath(directories: directories).day
        guard day.mayHold(range) else { return false }
        let path = directories.joined(separator: "/")
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

    private mutating func addFile(
        _ path: FilePath, name: String, directories: [String], byteCount: Int
    ) throws(ParquetError) {
        guard let format = ChunkFormat(fileName: name) else {
            let endings = ChunkFormat.endings.joined(separator: ", ")
            others.append(
                Other(path: path.string, reason: "does not end in \(endings), or one of these with .gz or .zst"))
            return
        }
        let partition = PartitionPath(directories: directories)
        if case .days = selection, partition.day.day == nil {
            others.append(
                Other(path: path.string, reason: "lies in no directory that names a day (year=…/month=…/date=…)"))
            return
        }
        let relativePath = (directories + [name]).joined(separator: "/")
        chunks.append(
            (partition, InputChunk(path: path, relativePath: relativePath, format: format, byteCount: byteCount)))
    }
}
