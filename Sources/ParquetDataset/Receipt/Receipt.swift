/// What a published partition is and what it was made of: a link of the dataset's chain of receipts.
///
/// A receipt tells the partition's whole state after it was published, not what changed: its outputs are all its files, its
/// sources all whose rows are in them. So the last receipt of a partition is what holds. The same input, options and versions give
/// the same bytes of the body: no time is in it.
public struct Receipt: Sendable, Equatable {
    /// Its number, from 1.
    public var number: Int
    /// The hash of the body of the receipt before; nil of the first.
    public var previous: Hash256?
    /// What was done.
    public var action: Action
    /// The partition.
    public var partition: PartitionPath
    /// The contract that the rows were made by.
    public var contract: Contract
    /// What did it.
    public var tool: Tool
    /// The options that the bytes of the outputs depend on, by name.
    public var options: [String: String]
    /// The sources whose rows the partition has.
    public var sources: [Source]
    /// All files of the partition, in the order of their rows; none if it was removed.
    public var outputs: [Output]
    /// The hashes of its rows.
    public var rows: Rows
    /// The rows of the sources that were erased from it, all together; nil if none were.
    public var erased: Erasure?
    /// The lines that are no rows; nil if there are none.
    public var quarantine: Quarantine?

    /// A receipt.
    public init(
        number: Int, previous: Hash256?, action: Action, partition: PartitionPath, contract: Contract, tool: Tool,
        options: [String: String], sources: [Source], outputs: [Output], rows: Rows, erased: Erasure? = nil,
        quarantine: Quarantine? = nil
    ) {
        self.number = number
        self.previous = previous
        self.action = action
        self.partition = partition
        self.contract = contract
        self.tool = tool
        self.options = options
        self.sources = sources
        self.outputs = outputs
        self.rows = rows
        self.erased = erased
        self.quarantine = quarantine
    }

    /// What was done to the partition.
    public enum Action: String, Sendable, Hashable, CaseIterable {
        /// It was made of its sources.
        case convert
        /// Its files were merged; its rows are the same.
        case compact
        /// Rows were erased from it.
        case erase
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
        /// The hash of its bytes.
        public var sha256: Hash256
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
            name: String, byteCount: Int, modifiedNanoseconds: Int64, sha256: Hash256, lines: Int, rows: Int,
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

    /// What stands for the partition's rows.
    public struct Rows: Sendable, Equatable {
        /// Their number.
        public var count: Int
        /// Their order-free hash.
        public var multiset: MultisetHash
        /// The root of the Merkle tree over them, in the order of the files and the rows in them.
        public var merkleRoot: Hash256

        /// What stands for some rows.
        public init(count: Int, multiset: MultisetHash, merkleRoot: Hash256) {
            self.count = count
            self.multiset = multiset
            self.merkleRoot = merkleRoot
        }
    }

    /// Rows that are in sources and no longer in the partition.
    public struct Erasure: Sendable, Equatable {
        /// Their number.
        public var rowCount: Int
        /// Their order-free hash: with that of the partition's rows it adds up to that of the sources'.
        public var multiset: MultisetHash
        /// What was asked for, as salted hashes, in the order it was done.
        public var requests: [Hash256]

        /// Rows that were erased.
        public init(rowCount: Int, multiset: MultisetHash, requests: [Hash256]) {
            self.rowCount = rowCount
            self.multiset = multiset
            self.requests = requests
        }
    }

    /// Lines that are no rows.
    public struct Quarantine: Sendable, Hashable {
        /// The path of their file below `_parkett`.
        public var file: String
        /// Their number.
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
