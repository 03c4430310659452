/// How files are read.
public struct ReaderOptions: Sendable, Equatable {
    /// The most rows of a batch.
    public var batchRowLimit = 8192
    /// The most bytes that pages, dictionaries and the batch may take in memory together, beside the column chunks as they
    /// are stored. A file that needs more is refused with code `limit`.
    public var memoryLimit = 1 << 30
    /// Whether pages are compared with their checksums, where they have some.
    public var verifiesChecksums = true

    /// The defaults.
    public init() {}

    /// - Throws: `ParquetError` with code `argument` if an option is out of its range.
    func check() throws(ParquetError) {
        for (name, value) in [("batchRowLimit", batchRowLimit), ("memoryLimit", memoryLimit)] where value < 1 {
            throw ParquetError(.argument, "\(name) is \(value), it must be above 0")
        }
    }
}
