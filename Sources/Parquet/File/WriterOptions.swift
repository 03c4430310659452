public import ParquetCodecs

/// How a file is written. The defaults are what Athena, Trino and Spark read best.
public struct WriterOptions: Sendable, Equatable {
    /// The compression of pages.
    public var codec: PageCodec = .zstd(level: 1)
    /// A row group is closed when it takes about this many bytes in the file.
    public var rowGroupByteLimit = 16 << 20
    /// The most rows of a row group.
    public var rowGroupRowLimit = 1 << 20
    /// A data page is closed when its values in PLAIN take this many bytes before compression; one longer value makes a page
    /// of its own. Pages of a dictionary-coded chunk close by rows.
    public var pageByteLimit = 1 << 20
    /// The most rows of a data page.
    public var pageRowLimit = 20_000
    /// Whether column chunks may be dictionary-coded.
    public var dictionary = DictionaryPolicy.automatic
    /// A row group is closed when a column's dictionary grows beyond this many bytes, so that the chunk can stay wholly
    /// dictionary-coded.
    public var dictionaryByteLimit = 2 << 20
    /// Longer minima and maxima of byte arrays are cut to this many bytes, and marked as not exact.
    public var statisticsByteLimit = 64
    /// Free key-value pairs of the footer, in order.
    public var keyValueMetadata: [KeyValue] = []
    /// What is different for single columns.
    public var columns: [ColumnPath: ColumnOptions] = [:]

    /// The defaults.
    public init() {}

    /// Whether a column chunk is dictionary-coded. It is wholly so or not at all: readers such as Trino then use the
    /// dictionary as an exact filter.
    public enum DictionaryPolicy: Sendable, Equatable {
        /// Where it measures smaller.
        case automatic
        /// Not at all.
        case never
    }

    /// What is different for one column; nil leaves the file's option.
    public struct ColumnOptions: Sendable, Equatable {
        /// The compression of the column's pages.
        public var codec: PageCodec?
        /// Whether the column may be dictionary-coded.
        public var dictionary: DictionaryPolicy?

        /// Nothing different.
        public init(codec: PageCodec? = nil, dictionary: DictionaryPolicy? = nil) {
            self.codec = codec
            self.dictionary = dictionary
        }
    }

    /// - Throws: `ParquetError` with code `argument` if an option is out of its range, or names no column of `schema`;
    ///   with code `unsupported` for a codec that is not built in.
    func check(against schema: Schema) throws(ParquetError) {
        let positive = [
            ("rowGroupByteLimit", rowGroupByteLimit), ("rowGroupRowLimit", rowGroupRowLimit),
            ("pageByteLimit", pageByteLimit), ("pageRowLimit", pageRowLimit),
            ("dictionaryByteLimit", dictionaryByteLimit), ("statisticsByteLimit", statisticsByteLimit),
        ]
        for (name, value) in positive where value < 1 {
            throw ParquetError(.argument, "\(name) is \(value), it must be above 0")
        }
        guard statisticsByteLimit <= 1 << 20 else {
            throw ParquetError(.argument, "statisticsByteLimit is at most \(1 << 20)")
        }
        // Sizes of pages and offsets within them are 32-bit numbers in the format.
        guard pageByteLimit <= 1 << 28, dictionaryByteLimit <= 1 << 28, pageRowLimit <= 1 << 28 else {
            throw ParquetError(.argument, "pageByteLimit, pageRowLimit and dictionaryByteLimit are at most \(1 << 28)")
        }
        try check(codec)
        for (path, column) in columns {
            guard schema.columnIndex(of: path) != nil else {
                throw ParquetError(.argument, "options for a column that the schema does not have: \(path)")
            }
            if let codec = column.codec { try check(codec) }
        }
    }

    private func check(_ codec: PageCodec) throws(ParquetError) {
        do throws(CodecError) {
            try codec.checkAvailability()
        } catch {
            throw ParquetError(.unsupported, error.message)
        }
        do throws(CodecError) {
            try codec.check()
        } catch {
            throw ParquetError(.argument, error.message)
        }
    }
}

extension PageCodec {
    /// The codec's number in the footer.
    var compressionCodec: CompressionCodec {
        switch self {
        case .uncompressed: .uncompressed
        case .snappy: .snappy
        case .gzip: .gzip
        case .zstd: .zstd
        case .brotli: .brotli
        case .lz4Raw: .lz4Raw
        case .lz4: .lz4
        }
    }
}
