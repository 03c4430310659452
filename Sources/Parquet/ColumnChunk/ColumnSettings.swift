internal import ParquetCodecs

/// What a file's options come to for one column.
struct ColumnSettings: Sendable {
    let column: ColumnDescriptor
    /// The codec that candidates are measured with, and of pages if there is no choice.
    let codec: PageCodec
    /// The codecs to choose from, the quickest first.
    let codecs: [PageCodec]
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
    /// The ways to choose from in which the codec looks for what values in PLAIN repeat.
    let matchings: [ValueMatching]
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
        let given = own?.codec ?? options.codec
        codec = given == .automatic ? .zstd(level: 1) : given
        codecs = given == .automatic ? PageCodec.automaticChoices : [given]
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
        matchings = ColumnSettings.matchings(of: column.physicalType)
        bloomFilter =
            switch own?.bloomFilter {
            case nil: options.bloomFilter(for: column)
            case .never: nil
            case .with(let filter): filter
            }
        keyValueMetadata = own?.keyValueMetadata
        writesPageIndex = options.writesPageIndex
    }

    private static func matchings(of type: PhysicalType) -> [ValueMatching] {
        switch type {
        case .byteArray: [.none, .byteArrays, .similarByteArrays]
        case .int32: [.none, .numbers(width: 4)]
        case .int64, .double: [.none, .numbers(width: 8)]
        case .boolean, .int96, .float, .fixedLengthByteArray: [.none]
        }
    }

    /// In which order the column's bounds are, as the footer says it.
    var columnOrder: ColumnOrder {
        let isFloatingPoint =
            column.physicalType == .float || column.physicalType == .double || column.logicalType == .float16
        return isFloatingPoint && floatingPointOrder == .ieee754TotalOrder ? .ieee754TotalOrder : .typeDefined
    }
}
