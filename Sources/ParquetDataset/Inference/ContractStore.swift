public import Parquet
internal import ParquetBytes
public import ParquetJSON
public import SystemPackage

/// The contract that is kept beside the files it made: `OUTPUT/_parkett/contract.json`.
///
/// Engines and conversions pass over names that start with an underscore.
public struct ContractStore: Sendable {
    /// The contract's file.
    public let path: FilePath
    /// The contract that was there at first, nil if there was none.
    public let stored: SchemaContract?
    private let output: FilePath
    private let madeOutput: Bool

    /// The name of the directory in the output.
    public static let directoryName = "_parkett"

    /// The store of the output directory `output`.
    ///
    /// - Throws: `ParquetError` with the path, if the file is there and cannot be read or is no contract.
    public init(output: FilePath) throws(ParquetError) {
        self.output = output
        path = output.appending(ContractStore.directoryName).appending("contract.json")
        madeOutput = !PlatformFile.exists(output)
        guard PlatformFile.exists(path) else {
            stored = nil
            return
        }
        do throws(ParquetError) {
            stored = try SchemaContract(json: ContractStore.bytes(path))
        } catch {
            throw error.at(.init(file: path.string))
        }
    }

    /// What came of a contract that is given beside a stored one.
    public struct Revision: Sendable {
        /// The contract to use.
        public var contract: SchemaContract
        /// What is different from the stored one; nil if nothing is, or there is none.
        public var difference: ContractDifference?
        /// The columns that keep the wider types that they have in the stored one.
        public var kept: [ColumnWidening] = []
    }

    /// What `contract` is to be stored as: with the revision that it has if there is no other, with the stored one's if both say
    /// the same, else with the next one. A column with the drift policy `widen` keeps the wider type that it came to have: files have
    /// it.
    ///
    /// - Throws: `ParquetError` with code `schema` if the two make no contract.
    public func revised(_ contract: SchemaContract) throws(ParquetError) -> Revision {
        guard let stored else { return Revision(contract: contract) }
        var (revised, kept) = try contract.keepingWidenings(of: stored)
        let difference = ContractDifference(from: stored, to: revised)
        guard !difference.isEmpty || revised.columns.map(\.name) != stored.columns.map(\.name) else {
            return Revision(contract: stored, kept: kept)
        }
        revised.revision = max(contract.revision, stored.revision + 1)
        return Revision(contract: revised, difference: difference, kept: kept)
    }

    /// Stores `contract`: the file is replaced in one step.
    public func write(_ contract: SchemaContract) throws(ParquetError) {
        let directory = path.removingLastComponent()
        try PlatformFile.makeDirectories(directory)
        let staged = directory.appending(".contract-\(UInt64.random(in: .min ... .max)).json")
        do {
            let descriptor = try FileDescriptor.open(
                staged, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: [
                    .ownerReadWrite, .groupRead, .otherRead,
                ])
            do {
                try descriptor.writeAll(Array(contract.json.utf8))
                try descriptor.close()
            } catch {
                try? descriptor.close()
                throw error
            }
        } catch {
            try? PlatformFile.removeTree(staged)
            throw ParquetError(.io, "cannot write it: \(error)", at: .init(file: staged.string))
        }
        try PlatformFile.rename(staged, to: path)
        try PlatformFile.synchronize(directory: directory)
    }

    /// Puts back what was there at first, because nothing came of the conversion.
    public func revert() {
        if let stored {
            try? write(stored)
            return
        }
        try? PlatformFile.removeTree(path)
        try? PlatformFile.removeEmptyDirectory(path.removingLastComponent())
        if madeOutput { try? PlatformFile.removeEmptyDirectory(output) }
    }

    private static func bytes(_ path: FilePath) throws(ParquetError) -> [UInt8] {
        do {
            let descriptor = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
            defer { try? descriptor.close() }
            var buffer = ByteBuffer()
            guard try !descriptor.fill(&buffer, upTo: maximumByteCount) else { throw Errno.fileTooLarge }
            let bytes = buffer.bytes
            return (0..<bytes.byteCount).map { bytes.loadUInt8(at: $0) }
        } catch {
            throw ParquetError(.io, "cannot read it: \(error)", at: .init(file: path.string))
        }
    }

    /// The most bytes of a stored contract.
    private static let maximumByteCount = 64 << 20
}
