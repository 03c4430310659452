public import ParquetCodecs

/// How a file is written. The defaults are what Athena, Trino and Spark read best.
public struct WriterOptions: Sendable, Equatable {
    /// For which readers: which encodings may be chosen by the data.
    public var profile = CompatibilityProfile.athena
    /// The layout of data pages.
    public var dataPageVersion = DataPageVersion.v1
    /// The compression of pages.
    public var codec: PageCodec = .zstd(level: 1)
    /// A row group is closed when it takes about this many bytes in the file.
    public var rowGroupByteLimit = 16 << 20
    /// The most rows of a row group.
    public var rowGroupRowLimit = 1 << 20
    /// A data page is closed when its values in PLAIN take this many bytes before compression; one longer value makes a page
    /// of its own. Pages of a dictionary-coded chunk close by rows.
    public var pageByteLimit = 1 << 20
    /// The most rows of a data page. A page of lists also ends at four times as many values, nulls included, unless a single
    /// row has more.
    public var pageRowLimit = 80_000
    /// Whether the file gets column and offset indexes, by which readers pass over pages.
    public var writesPageIndex = true
    /// Whether pages carry a CRC-32, by which readers notice damage.
    public var writesChecksums = true
    /// Bloom filters for columns whose values have one way to be written: integers, byte arrays and fixed-length byte arrays.
    /// Nil is none. Floating-point columns get one only where it is asked for by column.
    public var bloomFilters: BloomFilterOptions?
    /// In which order the bounds of floating-point columns are bounds.
    public var floatingPointOrder = FloatingPointOrder.typeDefined
    /// What the rows are sorted by, the first column first. The writer takes the caller's word for it.
    public var sortingColumns: [Sorting] = []
    /// Whether column chunks may be dictionary-coded.
    public var dictionary = DictionaryPolicy.automatic
    /// A row group is closed when a column's dictionary grows beyond this many bytes, so that the chunk can stay wholly
    /// dictionary-coded.
    public var dictionaryByteLimit = 2 << 20
    /// Longer minima and maxima of byte arrays are cut to this many bytes, and marked as not exact. A maximum that nothing so
    /// short is above, since it begins with 0xFF or U+10FFFF alone, is cut to up to 4 times as many; where that does not do
    /// either, the bounds are left out, and with them the chunk's column index.
    public var statisticsByteLimit = 64
    /// How many threads encode columns; about as many more may compress full pages meanwhile. The bytes of a file do not depend on it.
    public var concurrency = 1
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

    /// A column that rows are sorted by.
    public struct Sorting: Sendable, Hashable {
        /// The column.
        public var column: ColumnPath
        /// Whether values fall.
        public var isDescending: Bool
        /// Whether nulls come before values.
        public var areNullsFirst: Bool

        /// Rows sorted by `column`.
        public init(_ column: ColumnPath, isDescending: Bool = false, areNullsFirst: Bool = false) {
            self.column = column
            self.isDescending = isDescending
            self.areNullsFirst = areNullsFirst
        }
    }

    /// What is different for one column; nil leaves the file's option.
    public struct ColumnOptions: Sendable, Equatable {
        /// The compression of the column's pages.
        public var codec: PageCodec?
        /// Whether the column may be dictionary-coded.
        public var dictionary: DictionaryPolicy?
        /// The encoding of all its values, instead of the one that suits the data: PLAIN, RLE_DICTIONARY, RLE (booleans),
        /// DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY, DELTA_BYTE_ARRAY, BYTE_STREAM_SPLIT or ALP.
        public var encoding: Encoding?
        /// The column's bloom filters.
        public var bloomFilter: BloomFilterPolicy?
        /// Free key-value pairs of each of its column chunks, in order.
        public var keyValueMetadata: [KeyValue]?

        /// Nothing different but for what is given.
        public init(
            codec: PageCodec? = nil, dictionary: DictionaryPolicy? = nil, encoding: Encoding? = nil,
            bloomFilter: BloomFilterPolicy? = nil, keyValueMetadata: [KeyValue]? = nil
        ) {
            self.codec = codec
            self.dictionary = dictionary
            self.encoding = encoding
            self.bloomFilter = bloomFilter
            self.keyValueMetadata = keyValueMetadata
        }
    }

    /// The bloom filters that `column` gets where nothing is said of it.
    func bloomFilter(for column: ColumnDescriptor) -> BloomFilterOptions? {
        switch column.physicalType {
        case .int32, .int64, .byteArray: bloomFilters
        case .fixedLengthByteArray: column.logicalType == .float16 ? nil : bloomFilters
        case .boolean, .int96, .float, .double: nil
        }
    }

    /// - Throws: `ParquetError` with code `argument` if an option is out of its range, or names no column of `schema`;
    ///   with code `unsupported` for a codec that is not built in.
    func check(against schema: Schema) throws(ParquetError) {
        let positive = [
            ("rowGroupByteLimit", rowGroupByteLimit), ("rowGroupRowLimit", rowGroupRowLimit),
            ("pageByteLimit", pageByteLimit), ("pageRowLimit", pageRowLimit),
            ("dictionaryByteLimit", dictionaryByteLimit), ("statisticsByteLimit", statisticsByteLimit),
            ("concurrency", concurrency),
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
        try bloomFilters?.check()
        for (path, column) in columns {
            guard let index = schema.columnIndex(of: path) else {
                throw ParquetError(.argument, "options for a column that the schema does not have: \(path)")
            }
            if let codec = column.codec { try check(codec) }
            if let encoding = column.encoding, !encoding.canEncode(schema.columns[index].physicalType) {
                throw ParquetError(
                    .argument, "\(schema.columns[index].physicalType.name) cannot be written in \(encoding.name)",
                    at: .init(column: path.description))
            }
            let place = ParquetError.Place(column: path.description)
            if case .with(let filter) = column.bloomFilter {
                try filter.check()
                guard schema.columns[index].physicalType != .boolean else {
                    throw ParquetError(.argument, "booleans have no bloom filters", at: place)
                }
            }
            guard column.encoding == nil || column.dictionary == nil else {
                throw ParquetError(
                    .argument, "an encoding leaves no choice of a dictionary: give one of both", at: place)
            }
        }
        for sorting in sortingColumns where schema.columnIndex(of: sorting.column) == nil {
            throw ParquetError(.argument, "sorted by a column that the schema does not have: \(sorting.column)")
        }
    }

    /// `sortingColumns` as a row group's metadata has them; nil if there are none.
    func sortingColumns(of schema: Schema) -> [SortingColumn]? {
        let columns = sortingColumns.compactMap { sorting in
            schema.columnIndex(of: sorting.column).map {
                SortingColumn(
                    columnIndex: Int32(clamping: $0), isDescending: sorting.isDescending,
                    areNullsFirst: sorting.areNullsFirst)
            }
        }
        return columns.isEmpty ? nil : columns
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
        // A chunk has what was chosen for it, or if it is without a page, what is chosen from.
        case .automatic: .zstd
        }
    }
}
