internal import ParquetBytes
public import Parquet
public import SystemPackage
internal import Synchronization

/// A dataset in a directory: partitions appear by one rename of a directory or one exchange of two (`Staging`).
public struct LocalDatasetStore: DatasetStore {
    /// The dataset's directory.
    public let directory: FilePath

    /// The dataset in `directory`, which may be missing.
    public init(_ directory: FilePath) {
        self.directory = directory
    }

    /// The directory's path.
    public var name: String { directory.string }

    /// The directories that hold files whose names start with neither a dot nor an underscore.
    public func partitions() throws(ParquetError) -> [PartitionPath] {
        guard PlatformFile.exists(directory) else { return [] }
        var found: [PartitionPath] = []
        try collect([], into: &found)
        return found.sorted { $0.description.utf8.lexicographicallyPrecedes($1.description.utf8) }
    }

    private func collect(_ components: [String], into found: inout [PartitionPath]) throws(ParquetError) {
        guard components.count < LocalDatasetStore.maximumDepth else {
            throw ParquetError(
                .limit, "directories are nested more than \(LocalDatasetStore.maximumDepth) deep",
                at: .init(file: directory.string))
        }
        let partition = PartitionPath(components: components)
        let path = directory.appending(partition)
        var hasFiles = false
        for name in try PlatformFile.names(in: path) where LocalDatasetStore.isVisible(name) {
            switch try PlatformFile.kind(of: path.appending(name)) {
            case .directory: try collect(components + [name], into: &found)
            case .regular, .other, .brokenLink: hasFiles = true
            }
        }
        if hasFiles { found.append(partition) }
    }

    /// Everything in the partition's directory that is no directory and not hidden.
    public func files(in partition: PartitionPath) throws(ParquetError) -> [StoredFile] {
        let path = directory.appending(partition)
        guard PlatformFile.exists(path) else { return [] }
        var files: [StoredFile] = []
        for name in try PlatformFile.names(in: path) where LocalDatasetStore.isVisible(name) {
            switch try PlatformFile.kind(of: path.appending(name)) {
            case .directory: break
            case .regular(let byteCount, _): files.append(StoredFile(name: name, byteCount: byteCount))
            case .other, .brokenLink: files.append(StoredFile(name: name, byteCount: 0))
            }
        }
        return files
    }

    /// The file's bytes.
    public func source(of file: StoredFile, in partition: PartitionPath) throws(ParquetError) -> any ByteSource {
        try FileSource(directory.appending(partition).appending(file.name))
    }

    /// Its directory must hold nothing else that is not hidden.
    public func checkReplaceable(_ partition: PartitionPath) throws(ParquetError) {
        try OutputPartition(partition, in: directory).checkReplaceable()
    }

    /// Begins to stage in a hidden directory of the dataset's.
    public func beginStaging() throws(ParquetError) -> any StagedOutput {
        LocalStagedOutput(staging: try Staging(output: directory))
    }

    /// The hidden directory of a run.
    public func resumeStaging(_ name: String) throws(ParquetError) -> (any StagedOutput)? {
        guard let staging = Staging(output: directory, name: name) else { return nil }
        // Whether its run waited for the disk is not known.
        staging.waitsForDisk.withLock { $0 = true }
        return LocalStagedOutput(staging: staging)
    }

    /// Hidden directories of staging.
    public func leftovers() -> [String] { Staging.leftovers(in: directory) }

    /// Removes hidden directories of staging.
    public func removeLeftovers(restoring: Bool) throws(ParquetError) {
        for name in Staging.names(in: directory) {
            guard let staging = Staging(output: directory, name: name) else { continue }
            if restoring { try staging.restoreReplaced() }
            try PlatformFile.removeTree(staging.root)
        }
        try removeUnfinished(directory.appending(ContractStore.directoryName), depth: 0)
    }

    /// Removes hidden files of records that were not finished. Locks are passed over: others may be at them.
    private func removeUnfinished(_ folder: FilePath, depth: Int) throws(ParquetError) {
        guard depth < LocalDatasetStore.maximumDepth, PlatformFile.exists(folder) else { return }
        for name in try PlatformFile.names(in: folder) {
            let path = folder.appending(name)
            if case .directory = try PlatformFile.kind(of: path) {
                if depth > 0 || name != DatasetLock.folder { try removeUnfinished(path, depth: depth + 1) }
            } else if name.hasPrefix("."), name.hasSuffix(".tmp") || name.hasPrefix(".record-") {
                try PlatformFile.removeTree(path)
            }
        }
    }

    /// The names in a folder of `_parkett` that are not hidden.
    public func records(in folder: String) throws(ParquetError) -> [String] {
        let path = self.path(of: folder)
        guard PlatformFile.exists(path) else { return [] }
        return try PlatformFile.names(in: path).filter { !$0.hasPrefix(".") }
    }

    /// The paths of all files below a folder of `_parkett` that are not hidden.
    public func recordPaths(below folder: String) throws(ParquetError) -> [String] {
        var found: [String] = []
        try collectRecords(folder, 0, into: &found)
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func collectRecords(_ folder: String, _ depth: Int, into found: inout [String]) throws(ParquetError) {
        guard depth < LocalDatasetStore.maximumDepth else { return }
        for name in try records(in: folder) {
            let path = "\(folder)/\(name)"
            if case .directory = try PlatformFile.kind(of: self.path(of: path)) {
                try collectRecords(path, depth + 1, into: &found)
            } else {
                found.append(path)
            }
        }
    }

    /// The record's bytes.
    public func record(_ path: String, limit: Int) throws(ParquetError) -> [UInt8]? {
        let file = self.path(of: path)
        guard PlatformFile.exists(file) else { return nil }
        do {
            let descriptor = try FileDescriptor.open(file, .readOnly, options: .closeOnExec)
            defer { try? descriptor.close() }
            var buffer = ByteBuffer()
            var hasMore = true
            // In steps, since files grow and sizes of files that are none are not told.
            while hasMore, buffer.count <= limit {
                hasMore = try descriptor.fill(&buffer, upTo: min(limit + 1, max(1 << 16, buffer.count * 2)))
            }
            guard buffer.count <= limit else { throw tooLong(path, buffer.count, limit) }
            return buffer.takeArray()
        } catch let error as ParquetError {
            throw error
        } catch {
            throw ParquetError(.io, "cannot read it: \(error)", at: .init(file: file.string))
        }
    }

    /// Writes a hidden file and links it to its name, which fails if the name is taken.
    public func create(_ path: String, _ bytes: [UInt8]) throws(ParquetError) -> Bool {
        let target = self.path(of: path)
        let folder = target.removingLastComponent()
        if PlatformFile.exists(target) { return false }
        try PlatformFile.makeDirectories(folder)
        let staged = folder.appending(".record-\(String(UInt64.random(in: .min ... .max), radix: 16))")
        defer { try? PlatformFile.removeTree(staged) }
        let sink = try FileSink(staged)
        try sink.write(bytes.rawBytes)
        try sink.finish()
        guard try PlatformRecordFile.link(staged, to: target) else { return false }
        try PlatformFile.synchronize(directory: folder)
        return true
    }

    /// Writes a hidden file and renames it.
    public func replace(_ path: String, _ bytes: [UInt8]) throws(ParquetError) {
        let target = self.path(of: path)
        try PlatformFile.makeDirectories(target.removingLastComponent())
        let sink = try FileSink(target)
        try sink.write(bytes.rawBytes)
        try sink.finish()
    }

    /// A hidden file that is renamed when it is finished.
    public func makeSink(_ path: String) throws(ParquetError) -> any StagedSink {
        let target = self.path(of: path)
        try PlatformFile.makeDirectories(target.removingLastComponent())
        return try FileSink(target)
    }

    /// Removes the record's file, and the folders above it that are empty then.
    public func remove(_ path: String) throws(ParquetError) {
        let target = self.path(of: path)
        guard PlatformFile.exists(target) else { return }
        try PlatformFile.removeTree(target)
        try PlatformFile.synchronize(directory: target.removingLastComponent())
        var folder = target.removingLastComponent()
        while folder != directory, (try? PlatformFile.removeEmptyDirectory(folder)) != nil {
            folder = folder.removingLastComponent()
        }
    }

    private func path(of record: String) -> FilePath {
        record.split(separator: "/").reduce(directory.appending(ContractStore.directoryName)) { path, part in
            precondition(part != "..", "records lie below their folder")
            return path.appending(String(part))
        }
    }

    private static func isVisible(_ name: String) -> Bool { !name.hasPrefix(".") && !name.hasPrefix("_") }

    private static let maximumDepth = 128
}

/// Partitions in the hidden directory of a run.
struct LocalStagedOutput: StagedOutput {
    let staging: Staging

    var name: String { staging.name }

    func makeSink(_ file: String, in partition: PartitionPath) throws(ParquetError) -> any StagedSink {
        try staging.makeDirectory(of: partition)
        return try FileSink(staging.directory(of: partition).appending(file))
    }

    var scratchDirectory: FilePath? { staging.root }

    func begin(_ partition: PartitionPath) throws(ParquetError) { _ = try staging.makeNewDirectory(of: partition) }

    func makeSinkOfMany(_ file: String, in partition: PartitionPath) throws(ParquetError) -> any ByteSink {
        let path = staging.directory(of: partition).appending(file)
        guard staging.synchronizesAtOnce else { return try FileSink(path) }
        staging.waitsForDisk.withLock { $0 = true }
        return try StagedFileSink(path)
    }

    /// Gives the file a second name: the one in its place goes when the partition is replaced.
    func keep(
        _ file: StoredFile, in partition: PartitionPath, of store: any DatasetStore
    ) async throws(ParquetError) {
        try staging.makeDirectory(of: partition)
        let target = staging.directory(of: partition).appending(file.name)
        if let store = store as? LocalDatasetStore,
            (try? PlatformRecordFile.link(store.directory.appending(partition).appending(file.name), to: target))
                == true
        {
            return
        }
        try await copy(file, in: partition, of: store)
    }

    func source(of file: String, in partition: PartitionPath) throws(ParquetError) -> any ByteSource {
        try FileSource(staging.directory(of: partition).appending(file))
    }

    func publish(_ partition: PartitionPath, files: [String]) throws(ParquetError) {
        let staged = try self.staged(partition)
        guard files.isEmpty || staged == LocalStagedOutput.sorted(files) else {
            // A run that ended on the way moved the others to their place.
            let target = staging.output.appending(partition)
            let rest = Set(files).subtracting(staged)
            guard staged.allSatisfy(files.contains), rest.allSatisfy({ PlatformFile.exists(target.appending($0)) })
            else { throw unlike(staged, files, partition) }
            return try staging.moveFiles(partition, to: target)
        }
        try staging.publish(partition, hasFiles: !files.isEmpty)
    }

    /// All of them wait for the disk once.
    func publish(_ partitions: [StagedPartition]) throws(ParquetError) {
        guard partitions.count > 1 || staging.waitsForDisk.withLock({ $0 }) else {
            for partition in partitions { try publish(partition.path, files: partition.files) }
            return
        }
        var held: Set<PartitionPath> = []
        var whole: [PartitionPath] = []
        for partition in partitions {
            guard try staged(partition.path) == LocalStagedOutput.sorted(partition.files) else {
                // A run that ended on the way moved some of its files to their place.
                try publish(partition.path, files: partition.files)
                continue
            }
            if !partition.files.isEmpty { whole.append(partition.path) }
            if try OutputPartition(partition.path, in: staging.output).holdsFiles { held.insert(partition.path) }
        }
        try staging.publish(whole, replacing: held)
        for partition in partitions where partition.files.isEmpty {
            try staging.publish(partition.path, hasFiles: false)
        }
    }

    func remove(_ partition: PartitionPath) throws(ParquetError) { try staging.removeFiles(of: partition) }

    func discard() { staging.discard() }

    /// The names of the files that are staged of a partition, in bytewise order.
    private func staged(_ partition: PartitionPath) throws(ParquetError) -> [String] {
        let directory = staging.directory(of: partition)
        guard PlatformFile.exists(directory) else { return [] }
        var staged: [String] = []
        for name in try PlatformFile.names(in: directory) {
            // Partitions inside of this one are staged below it.
            if case .directory = try PlatformFile.kind(of: directory.appending(name)) { continue }
            staged.append(name)
        }
        return staged
    }

    private static func sorted(_ files: [String]) -> [String] {
        files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func unlike(_ staged: [String], _ files: [String], _ partition: PartitionPath) -> ParquetError {
        ParquetError(
            .argument,
            "staged are \(staged.joined(separator: ", ")), to be published \(files.joined(separator: ", "))",
            at: .init(file: staging.directory(of: partition).string))
    }
}
