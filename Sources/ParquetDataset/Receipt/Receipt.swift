/// What was published and what it was made of: a link of the dataset's chain of receipts.
///
/// A receipt tells of one partition, or of all that were made of columns and published together: their sources are the same. It
/// tells their whole state after it, not what changed: the outputs are all files of a partition. So the last receipt of a partition
/// is what holds of its files. What they were made of the last receipt of the action `convert` tells; others name no sources. The
/// same input, options and versions give the same bytes of the body: no time is in it.
public struct Receipt: Sendable, Equatable {
    /// Its number, from 1.
    public var number: Int
    /// The hash of the body of the receipt before; nil of the first.
    public var previous: Hash256?
    /// What was done.
    public var action: Action
    /// The contract that the rows were made by.
    public var contract: Contract
    /// What did it.
    public var tool: Tool
    /// The options that the bytes of the outputs depend on, by name.
    public var options: [String: String]
    /// All sources whose rows the partitions have; none if they were not made of sources.
    public var sources: [Source]
    /// The partitions.
    public var partitions: [Partition]
    /// Whether the partitions were made of columns of the rows, and not of the sources' paths.
    public var isByColumns: Bool
    /// The order-free hash of the rows of all partitions; nil if rows are not hashed.
    public var multiset: MultisetHash?
    /// The rows that were erased by it; nil of other actions.
    public var erased: Erasure?
    /// The erasures before it whose rows the sources have and the partition has not: new sources were added to what was left.
    public var earlierErasures: [EarlierErasure]
    /// The files of lines that are no rows, as they are from now on: of sources, one for each partition of the input that has such.
    public var quarantines: [Quarantine]

    /// A receipt.
    public init(
        number: Int, previous: Hash256?, action: Action, contract: Contract, tool: Tool, options: [String: String],
        sources: [Source], partitions: [Partition], isByColumns: Bool = false, multiset: MultisetHash?,
        erased: Erasure? = nil, earlierErasures: [EarlierErasure] = [], quarantines: [Quarantine] = []
    ) {
        self.number = number
        self.previous = previous
        self.action = action
        self.contract = contract
        self.tool = tool
        self.options = options
        self.sources = sources
        self.partitions = partitions
        self.isByColumns = isByColumns
        self.multiset = multiset
        self.erased = erased
        self.earlierErasures = earlierErasures
        self.quarantines = quarantines
    }

    /// What was done to the partitions.
    public enum Action: String, Sendable, Hashable, CaseIterable {
        /// They were made of the sources.
        case convert
        /// Their files were merged; their rows are the same.
        case compact
        /// Rows were erased from them, or lines from quarantine.
        case erase
    }

    /// A partition.
    public struct Partition: Sendable, Hashable {
        /// Its path.
        public var path: PartitionPath
        /// All its files, in the order of their rows; none if it was removed.
        public var outputs: [Output]
        /// What stands for its rows.
        public var rows: Rows

        /// A partition.
        public init(path: PartitionPath, outputs: [Output], rows: Rows) {
            self.path = path
            self.outputs = outputs
            self.rows = rows
        }
    }

    /// A revision of the contract.
    public struct Contract: Sendable, Hashable {
        /// Its number.
        public var revision: Int
        /// The hash of the contract's bytes as they are stored.
        public var sha256: Hash256

        /// A revision.
        public init(revision: Int, sha256: Hash256) {
            self.revision = revision
            self.sha256 = sha256
        }
    }

    /// The program that did it.
    public struct Tool: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Its version.
        public var version: String
        /// The versions of the codecs' libraries, by name.
        public var libraries: [String: String]

        /// A program.
        public init(name: String, version: String, libraries: [String: String]) {
            self.name = name
            self.version = version
            self.libraries = libraries
        }
    }

    /// A source: a file of lines.
    public struct Source: Sendable, Hashable {
        /// Its path below the input, its parts joined by slashes.
        public var name: String
        /// Its size in bytes, which are the bytes that were read.
        public var byteCount: Int
        /// When it was last changed: nanoseconds since 1970-01-01T00:00:00Z.
        public var modifiedNanoseconds: Int64
        /// The hash of its bytes; nil if they were not hashed.
        public var sha256: Hash256?
        /// Its lines. They are rows, blank or in quarantine.
        public var lines: Int
        /// The lines that are rows.
        public var rows: Int
        /// The lines with nothing but white space.
        public var blankLines: Int
        /// The lines that are no rows and were set aside.
        public var quarantinedLines: Int

        /// A source.
        public init(
            name: String, byteCount: Int, modifiedNanoseconds: Int64, sha256: Hash256?, lines: Int, rows: Int,
            blankLines: Int, quarantinedLines: Int
        ) {
            self.name = name
            self.byteCount = byteCount
            self.modifiedNanoseconds = modifiedNanoseconds
            self.sha256 = sha256
            self.lines = lines
            self.rows = rows
            self.blankLines = blankLines
            self.quarantinedLines = quarantinedLines
        }
    }

    /// A file of the partition.
    public struct Output: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Its size in bytes.
        public var byteCount: Int
        /// Its rows.
        public var rowCount: Int
        /// The hash of its bytes.
        public var sha256: Hash256
        /// For each column in the order of the file, how many nulls it has.
        public var nulls: [Nulls]

        /// A file.
        public init(name: String, byteCount: Int, rowCount: Int, sha256: Hash256, nulls: [Nulls]) {
            self.name = name
            self.byteCount = byteCount
            self.rowCount = rowCount
            self.sha256 = sha256
            self.nulls = nulls
        }
    }

    /// The nulls of a column.
    public struct Nulls: Sendable, Hashable {
        /// The names from the root to the column.
        public var column: [String]
        /// How many values are missing.
        public var count: Int

        /// The nulls of a column.
        public init(column: [String], count: Int) {
            self.column = column
            self.count = count
        }
    }

    /// What stands for a partition's rows.
    public struct Rows: Sendable, Hashable {
        /// Their number.
        public var count: Int
        /// The digest of their order-free hash; nil if they are not hashed.
        public var digest: Hash256?
        /// The Merkle trees over them, in the order of the files and the rows in them: one for each time that rows were added. None
        /// if they are not hashed.
        public var trees: [Tree]

        /// What stands for some rows.
        public init(count: Int, digest: Hash256?, trees: [Tree]) {
            self.count = count
            self.digest = digest
            self.trees = trees
        }
    }

    /// A Merkle tree over some rows.
    public struct Tree: Sendable, Hashable {
        /// The number of rows.
        public var rowCount: Int
        /// Its root.
        public var root: Hash256

        /// A tree.
        public init(rowCount: Int, root: Hash256) {
            self.rowCount = rowCount
            self.root = root
        }
    }

    /// Rows that were erased.
    public struct Erasure: Sendable, Equatable {
        /// What was asked for, as a salted hash.
        public var request: Hash256
        /// The rows that were removed, file by file, as the files were called before.
        public var removals: [Removal]
        /// The order-free hash of the removed rows: with that of the rows that are left it adds up to what it was before. Nil if rows
        /// are not hashed.
        public var multiset: MultisetHash?

        /// Rows that were erased.
        public init(request: Hash256, removals: [Removal], multiset: MultisetHash?) {
            self.request = request
            self.removals = removals
            self.multiset = multiset
        }
    }

    /// Rows that were erased before new sources were added.
    public struct EarlierErasure: Sendable, Hashable {
        /// The number of the receipt that tells of it.
        public var receipt: Int
        /// The number of rows.
        public var rowCount: Int

        /// Rows that were erased before.
        public init(receipt: Int, rowCount: Int) {
            self.receipt = receipt
            self.rowCount = rowCount
        }
    }

    /// Rows that were removed from a file.
    public struct Removal: Sendable, Hashable {
        /// The file's partition.
        public var partition: PartitionPath
        /// The file's name.
        public var file: String
        /// The number of rows.
        public var rowCount: Int

        /// Rows that were removed from a file.
        public init(partition: PartitionPath, file: String, rowCount: Int) {
            self.partition = partition
            self.file = file
            self.rowCount = rowCount
        }
    }

    /// Lines that are no rows.
    public struct Quarantine: Sendable, Hashable {
        /// The path of their file below `_parkett`.
        public var file: String
        /// Their number; if there are none, there is no file.
        public var lines: Int
        /// The hash of the file's bytes.
        public var sha256: Hash256

        /// Lines in quarantine.
        public init(file: String, lines: Int, sha256: Hash256) {
            self.file = file
            self.lines = lines
            self.sha256 = sha256
        }
    }
}
