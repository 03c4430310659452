internal import Parquet
internal import SystemPackage

/// Where the files of partitions are written before they are complete, and how they come to their places.
///
/// Everything is written below a hidden directory of the output, `.parkett-staging-RANDOM`: the new files below `new`,
/// with the paths of their partitions; runs of rows that are sorted below `runs`; what is replaced goes to `replaced` where two directories cannot be exchanged in
/// one step. It is on the output's file system, so a partition comes to its place by a rename. At no time is a partition's
/// data nowhere: the old files are removed when the new ones are in place and the directory says so durably.
final class Staging: Sendable {
    static let namePrefix = ".parkett-staging-"

    let output: FilePath
    let root: FilePath
    private let madeOutput: Bool

    /// Makes the hidden directory, and the output directory if it is missing.
    init(output: FilePath) throws(ParquetError) {
        self.output = output
        madeOutput = !PlatformFile.exists(output)
        try PlatformFile.makeDirectories(output)
        let unique = String(UInt64.random(in: .min ... .max), radix: 16)
        root = output.appending(Staging.namePrefix + unique)
        try PlatformFile.makeDirectory(root)
    }

    /// The hidden directory of a run before; nil if it is not there.
    init?(output: FilePath, name: String) {
        guard name.hasPrefix(Staging.namePrefix), FilePath.Component(name) != nil else { return nil }
        self.output = output
        madeOutput = false
        root = output.appending(name)
        guard PlatformFile.exists(root) else { return nil }
    }

    /// The name of the hidden directory.
    var name: String { root.lastComponent?.string ?? "" }

    /// The names of hidden directories that runs before this one left, because they were killed or still go on.
    static func names(in output: FilePath) -> [String] {
        let names = (try? PlatformFile.names(in: output)) ?? []
        return names.filter { $0.hasPrefix(namePrefix) }
    }

    /// The paths of those directories.
    static func leftovers(in output: FilePath) -> [String] { names(in: output).map { output.appending($0).string } }

    /// Moves what was being replaced back to where nothing is in its place.
    func restoreReplaced() throws(ParquetError) { try restore([]) }

    private func restore(_ names: [String]) throws(ParquetError) {
        let directory = names.reduce(root.appending("replaced")) { $0.appending($1) }
        guard PlatformFile.exists(directory) else { return }
        for name in try PlatformFile.names(in: directory) {
            let old = directory.appending(name)
            let target = names.reduce(output) { $0.appending($1) }.appending(name)
            if !PlatformFile.exists(target) {
                try PlatformFile.rename(old, to: target)
                try PlatformFile.synchronize(directory: target.removingLastComponent())
            } else if case .directory = try PlatformFile.kind(of: old) {
                try restore(names + [name])
            }
        }
    }

    /// The directory in which the new files of a partition are written.
    func directory(of partition: PartitionPath) -> FilePath {
        root.appending("new").appending(partition)
    }

    /// Where rows are kept that are sorted and do not fit the memory.
    var runs: FilePath { root.appending("runs") }

    /// Whether the system can wait for all files of a file system at once, so that no file needs to be waited for by itself.
    var synchronizesAtOnce: Bool { PlatformFile.synchronizesFileSystems }

    /// Makes the directory for the new files of a partition that comes once.
    ///
    /// - Throws: `ParquetError` with code `input` if it is there: then the file system takes two names for one.
    func makeNewDirectory(of partition: PartitionPath) throws(ParquetError) -> FilePath {
        let directory = directory(of: partition)
        try PlatformFile.makeDirectories(directory.removingLastComponent())
        guard !PlatformFile.exists(directory) else {
            throw ParquetError(
                .input,
                "the output's file system does not tell this partition from another whose name differs in case or in how "
                    + "its letters are composed; write to another one", at: .init(file: partition.description))
        }
        try PlatformFile.makeDirectory(directory)
        return directory
    }

    /// Makes the directory for the new files of a partition.
    func makeDirectory(of partition: PartitionPath) throws(ParquetError) {
        try PlatformFile.makeDirectories(directory(of: partition))
    }

    /// Removes the new files of a partition, which is begun again.
    func removeFiles(of partition: PartitionPath) throws(ParquetError) {
        try PlatformFile.removeTree(directory(of: partition))
    }

    /// Puts the new files of a partition in the place of the old ones.
    ///
    /// - Parameter hasFiles: whether there are new files; without rows there are none, and what is replaced is removed.
    func publish(_ partition: PartitionPath, hasFiles: Bool) throws(ParquetError) {
        let target = output.appending(partition)
        let isHeld = try OutputPartition(partition, in: output).holdsFiles
        if partition.isRoot || (!isHeld && PlatformFile.exists(target)) {
            // A directory that stays: the output itself, or one with nothing in it but hidden names.
            try publishFiles(partition, to: target, hasFiles: hasFiles)
            return
        }
        if hasFiles {
            let staged = directory(of: partition)
            try PlatformFile.synchronize(directory: staged)
            let parent = target.removingLastComponent()
            try PlatformFile.makeDirectories(parent)
            if !isHeld {
                try PlatformFile.rename(staged, to: target)
                try PlatformFile.synchronize(directory: parent)
                return
            }
            if try PlatformFile.exchange(staged, target) {
                try PlatformFile.synchronize(directory: parent)
                try PlatformFile.removeTree(staged)
                return
            }
        }
        guard isHeld else { return }
        let replaced = root.appending("replaced").appending(partition)
        try PlatformFile.makeDirectories(replaced.removingLastComponent())
        try PlatformFile.rename(target, to: replaced)
        if hasFiles { try PlatformFile.rename(directory(of: partition), to: target) }
        try PlatformFile.synchronize(directory: target.removingLastComponent())
        try PlatformFile.removeTree(replaced)
    }

    /// Puts many partitions in their places, each in one step. It waits for the disk once before and once after, not for each, and
    /// removes what was replaced when the new files are there durably.
    ///
    /// - Parameters:
    ///   - partitions: partitions with new files.
    ///   - held: those of them that the output holds.
    func publish(_ partitions: [PartitionPath], replacing held: Set<PartitionPath>) throws(ParquetError) {
        guard synchronizesAtOnce else {
            for partition in partitions { try publish(partition, hasFiles: true) }
            return
        }
        try PlatformFile.synchronizeFileSystem(of: root)
        var exchanged: [FilePath] = []
        var parent: FilePath?
        for partition in partitions {
            let target = output.appending(partition)
            if target.removingLastComponent() != parent {
                parent = target.removingLastComponent()
                if let parent { try PlatformFile.makeDirectories(parent) }
            }
            let staged = directory(of: partition)
            if held.contains(partition) {
                if try PlatformFile.exchange(staged, target) {
                    exchanged.append(staged)
                } else {
                    try publish(partition, hasFiles: true)
                }
            } else if PlatformFile.exists(target) {
                try publish(partition, hasFiles: true)
            } else {
                try PlatformFile.rename(staged, to: target)
            }
        }
        try PlatformFile.synchronizeFileSystem(of: output)
        for old in exchanged { try PlatformFile.removeTree(old) }
    }

    /// Moves the old files out of a directory that stays, and the new ones in.
    private func publishFiles(
        _ partition: PartitionPath, to target: FilePath, hasFiles: Bool
    ) throws(ParquetError) {
        let replaced = root.appending("replaced").appending(partition)
        let old = try PlatformFile.names(in: target).filter { !$0.hasPrefix(".") && $0.hasSuffix(".parquet") }
        if !old.isEmpty { try PlatformFile.makeDirectories(replaced) }
        for name in old { try PlatformFile.rename(target.appending(name), to: replaced.appending(name)) }
        if hasFiles { try moveFiles(partition, to: target) }
        try PlatformFile.synchronize(directory: target)
        if !old.isEmpty { try PlatformFile.removeTree(replaced) }
    }

    /// Moves the new files of a partition into a directory.
    func moveFiles(_ partition: PartitionPath, to target: FilePath) throws(ParquetError) {
        let staged = directory(of: partition)
        for name in try PlatformFile.names(in: staged) {
            // Partitions inside of this one are staged below it.
            if case .directory = try PlatformFile.kind(of: staged.appending(name)) { continue }
            try PlatformFile.rename(staged.appending(name), to: target.appending(name))
        }
        try PlatformFile.synchronize(directory: target)
    }

    /// Removes the hidden directory with the files that were not published, and the output directory if this run made it
    /// and nothing is in it. What was replaced and could not be removed stays.
    func discard() {
        try? PlatformFile.removeTree(root.appending("new"))
        try? PlatformFile.removeTree(runs)
        if !PlatformFile.exists(root.appending("replaced")) || containsNoFile(root.appending("replaced")) {
            try? PlatformFile.removeTree(root)
        }
        if madeOutput { try? PlatformFile.removeEmptyDirectory(output) }
    }

    private func containsNoFile(_ directory: FilePath) -> Bool {
        guard let names = try? PlatformFile.names(in: directory) else { return false }
        return names.allSatisfy { name in
            let path = directory.appending(name)
            guard case .directory? = try? PlatformFile.kind(of: path) else { return false }
            return containsNoFile(path)
        }
    }
}

extension FilePath {
    /// This path with the directories of a partition behind it.
    func appending(_ partition: PartitionPath) -> FilePath {
        partition.components.reduce(self) { $0.appending($1) }
    }
}
