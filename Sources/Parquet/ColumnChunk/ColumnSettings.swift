internal import ParquetCodecs

/// What a file's options come to for one column.
struct ColumnSettings: Sendable {
    let column: ColumnDescriptor
    let codec: PageCodec
    let pageVersion: DataPageVersion
    let pageByteLimit: Int
    let pageRowLimit: Int
    /// The most levels of a page: more than rows only in columns that repeat.
    let pageLevelLimit: Int
    let dictionaryByteLimit: Int
    let statisticsByteLimit: Int
    let floatingPointOrder: FloatingPointOrder
    let dictionary: DictionaryUse
    /// The encodings besides a dictionary to choose from, the usual one first.
    let encodings: [Encoding]
    let bloomFilter: BloomFilterOptions?
    let keyValueMetadata: [KeyValue]?
    let writesPageIndex: Bool

    enum DictionaryUse: Sendable {
        case never
        case whereSmaller
        case always
    }

    init(_ column: ColumnDescriptor, _ options: WriterOptions) {
        let own = options.columns[column.path]
        self.column = column
        codec = own?.codec ?? options.codec
        pageVersion = options.dataPageVersion
        pageByteLimit = options.pageByteLimit
        pageRowLimit = options.pageRowLimit
        pageLevelLimit = column.maxRepetitionLevel > 0 ? 4 * options.pageRowLimit : options.pageRowLimit
        dictionaryByteLimit = options.dictionaryByteLimit
        statisticsByteLimit = options.statisticsByteLimit
        floatingPointOrder = options.floatingPointOrder
        switch own?.encoding {
        case nil:
            dictionary = (own?.dictionary ?? options.dictionary) == .automatic ? .whereSmaller : .never
            encodings = options.profile.encodings(of: column.physicalType)
        case .rleDictionary:
            dictionary = .always
            encodings = [.plain]
        case .some(let encoding):
            dictionary = .never
            encodings = [encoding]
        }
        bloomFilter =
            switch own?.bloomFilter {
            case nil: options.bloomFilter(for: column)
            case .never: nil
            case .with(let filter): filter
            }
        keyValueMetadata = own?.keyValueMetadata
        writesPageIndex = options.writesPageIndex
    }

    /// In which order the column's bounds are, as the footer says it.
    var columnOrder: ColumnOrder {
        let isFloatingPoint =
            column.physicalType == .float || column.physicalType == .double || column.logicalType == .float16
        return isFloatingPoint && floatingPointOrder == .ieee754TotalOrder ? .ieee754TotalOrder : .typeDefined
    }
}
