internal import Parquet

/// What an erasure found, and did.
public struct ErasureReport: Sendable, Equatable {
    /// A file of lines that are no rows.
    public struct QuarantineRemoval: Sendable, Equatable {
        /// Its path below `_parkett`.
        public var file: String
        /// The lines that were found as JSON objects.
        public var records: Int
        /// The lines that are no JSON and hold what was asked for as text.
        public var texts: Int
    }

    /// What was searched.
    public struct Searched: Sendable, Equatable {
        /// The partitions of which files were read.
        public var partitions = 0
        /// Those whose own values settle that nothing of them is asked for.
        public var prunedPartitions = 0
        /// The files.
        public var files = 0
        /// The rows.
        public var rows = 0
        /// The columns that were asked, in any of the files.
        public var columns: [String] = []
        /// The files with a column `_extra`, which was searched, too.
        public var filesWithExtra = 0
        /// The files of lines that are no rows.
        public var quarantineFiles = 0
        /// The lines in them.
        public var quarantineLines = 0
        /// The names in the where-clause that are neither columns nor values of partitions anywhere.
        public var unknownNames: [String] = []
    }

    /// A receipt of it.
    public struct Link: Sendable, Equatable {
        /// Its number.
        public var number: Int
        /// Its hash.
        public var hash: Hash256
    }

    /// Whether it was only counted.
    public var isDryRun = false
    /// The rows, file by file.
    public var removals: [Receipt.Removal] = []
    /// How many of them were found for what stands in `_extra` alone.
    public var rowsByExtra = 0
    /// The lines that are no rows.
    public var quarantine: [QuarantineRemoval] = []
    /// What was searched.
    public var searched = Searched()
    /// The row groups that were written anew, and those that were copied byte for byte within the same files.
    public var rewrittenRowGroups = 0
    /// The latter.
    public var copiedRowGroups = 0
    /// The partitions whose rows are not hashed: their numbers of rows were compared, and nothing else is proved.
    public var unhashedPartitions: [PartitionPath] = []
    /// The receipts, one for each partition; none if nothing was found.
    public var receipts: [Link] = []
    /// The sources of the partitions that rows or lines were found in; they may still hold what was asked for.
    public var sources: [String] = []

    /// How many rows were found.
    public var rowCount: Int { removals.reduce(0) { $0 + $1.rowCount } }
    /// How many lines were found.
    public var lineCount: Int { quarantine.reduce(0) { $0 + $1.records + $1.texts } }
    /// Whether nothing was found.
    public var isEmpty: Bool { rowCount == 0 && lineCount == 0 }
}
