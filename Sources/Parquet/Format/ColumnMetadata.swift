/// The column chunk's own part of a row group's metadata (parquet.thrift, `ColumnMetaData`). Offsets count from the file's
/// first byte.
public struct ColumnMetadata: ThriftRecord, Sendable, Equatable {
    /// How values are stored.
    public var type: PhysicalType
    /// All encodings of levels and values that occur.
    public var encodings: [Encoding]
    /// The names from the root to the column.
    public var path: [String]
    /// How pages are compressed.
    public var codec: CompressionCodec
    /// The number of values, nulls included.
    public var valueCount: Int
    /// The bytes of all pages with their headers, pages before compression.
    public var totalUncompressedSize: Int
    /// The bytes of all pages with their headers, pages as stored.
    public var totalCompressedSize: Int
    /// What the writer noted.
    public var keyValueMetadata: [KeyValue]?
    /// The first data page.
    public var dataPageOffset: Int
    /// The index page; nobody writes one.
    public var indexPageOffset: Int?
    /// The dictionary page.
    public var dictionaryPageOffset: Int?
    /// What is known of the values.
    public var statistics: StatisticsRecord?
    /// How many pages have which encoding.
    public var encodingStatistics: [PageEncodingStatistics]?
    /// The bloom filter's header.
    public var bloomFilterOffset: Int?
    /// The bytes of the bloom filter, header included.
    public var bloomFilterLength: Int32?
    /// How much memory the values take.
    public var sizeStatistics: SizeStatistics?
    /// What is known of the shapes, in GEOMETRY and GEOGRAPHY columns.
    public var geospatialStatistics: GeospatialStatistics? {
        get { boxedGeospatialStatistics.value }
        set { boxedGeospatialStatistics = Boxed(newValue) }
    }
    private var boxedGeospatialStatistics: Boxed<GeospatialStatistics>

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        writer.writeField(1, type.rawValue)
        writer.writeListHeader(2, of: .int32, count: encodings.count)
        for element in encodings { writer.writeElement(element.rawValue) }
        writer.writeListHeader(3, of: .binary, count: path.count)
        for element in path { writer.writeElement(element) }
        writer.writeField(4, codec.rawValue)
        writer.writeField(5, valueCount)
        writer.writeField(6, totalUncompressedSize)
        writer.writeField(7, totalCompressedSize)
        if let keyValueMetadata { writer.writeField(8, keyValueMetadata) }
        writer.writeField(9, dataPageOffset)
        if let indexPageOffset { writer.writeField(10, indexPageOffset) }
        if let dictionaryPageOffset { writer.writeField(11, dictionaryPageOffset) }
        if let statistics { writer.writeField(12, statistics) }
        if let encodingStatistics { writer.writeField(13, encodingStatistics) }
        if let bloomFilterOffset { writer.writeField(14, bloomFilterOffset) }
        if let bloomFilterLength { writer.writeField(15, bloomFilterLength) }
        if let sizeStatistics { writer.writeField(16, sizeStatistics) }
        if let geospatialStatistics { writer.writeField(17, geospatialStatistics) }
        writer.endStruct()
    }
}

// Both call the memberwise initializer, which the compiler makes as long as there is no other in the struct itself: one that
// sets field by field copies the struct once it is whole, which takes a tenth of the time that a footer takes.
extension ColumnMetadata {
    /// A record of the given fields.
    public init(
        type: PhysicalType, encodings: [Encoding], path: [String], codec: CompressionCodec, valueCount: Int,
        totalUncompressedSize: Int, totalCompressedSize: Int, keyValueMetadata: [KeyValue]? = nil, dataPageOffset: Int,
        indexPageOffset: Int? = nil, dictionaryPageOffset: Int? = nil, statistics: StatisticsRecord? = nil,
        encodingStatistics: [PageEncodingStatistics]? = nil, bloomFilterOffset: Int? = nil,
        bloomFilterLength: Int32? = nil, sizeStatistics: SizeStatistics? = nil,
        geospatialStatistics: GeospatialStatistics? = nil
    ) {
        self.init(
            type: type, encodings: encodings, path: path, codec: codec,
            valueCount: valueCount, totalUncompressedSize: totalUncompressedSize,
            totalCompressedSize: totalCompressedSize, keyValueMetadata: keyValueMetadata,
            dataPageOffset: dataPageOffset, indexPageOffset: indexPageOffset,
            dictionaryPageOffset: dictionaryPageOffset, statistics: statistics,
            encodingStatistics: encodingStatistics, bloomFilterOffset: bloomFilterOffset,
            bloomFilterLength: bloomFilterLength, sizeStatistics: sizeStatistics,
            boxedGeospatialStatistics: Boxed(geospatialStatistics))
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var type: PhysicalType?
        var encodings: [Encoding]?
        var path: [String]?
        var codec: CompressionCodec?
        var valueCount: Int?
        var totalUncompressedSize: Int?
        var totalCompressedSize: Int?
        var keyValueMetadata: [KeyValue]?
        var dataPageOffset: Int?
        var indexPageOffset: Int?
        var dictionaryPageOffset: Int?
        var statistics: StatisticsRecord?
        var encodingStatistics: [PageEncodingStatistics]?
        var bloomFilterOffset: Int?
        var bloomFilterLength: Int32?
        var sizeStatistics: SizeStatistics?
        var geospatialStatistics = Boxed<GeospatialStatistics>.absent
        reader.repeated.beginChunk()
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: type = try reader.readPhysicalType(field)
            case 2: encodings = try reader.readEncodings(field)
            case 3: path = try reader.readPath(field)
            case 4: codec = CompressionCodec(rawValue: try reader.readInt32(field))
            case 5: valueCount = try reader.readInt(field)
            case 6: totalUncompressedSize = try reader.readInt(field)
            case 7: totalCompressedSize = try reader.readInt(field)
            case 8: keyValueMetadata = try reader.readRecords(field)
            case 9: dataPageOffset = try reader.readInt(field)
            case 10: indexPageOffset = try reader.readInt(field)
            case 11: dictionaryPageOffset = try reader.readInt(field)
            case 12: statistics = try reader.readRecord(field)
            case 13: encodingStatistics = try reader.readPageEncodings(field)
            case 14: bloomFilterOffset = try reader.readInt(field)
            // Writers of a fork have other things under numbers that were free then.
            case 15 where field.type == .int32: bloomFilterLength = try reader.readInt32(field)
            case 16 where field.type == .structure: sizeStatistics = try reader.readRecord(field)
            case 17 where field.type == .structure: geospatialStatistics = Boxed(try reader.readRecord(field))
            default: try reader.skip(field)
            }
        }
        self.init(
            type: try reader.require(type, "ColumnMetaData.type"),
            encodings: try reader.require(encodings, "ColumnMetaData.encodings"),
            path: try reader.require(path, "ColumnMetaData.path_in_schema"),
            codec: try reader.require(codec, "ColumnMetaData.codec"),
            valueCount: try reader.require(valueCount, "ColumnMetaData.num_values"),
            totalUncompressedSize: try reader.require(
                totalUncompressedSize, "ColumnMetaData.total_uncompressed_size"),
            totalCompressedSize: try reader.require(totalCompressedSize, "ColumnMetaData.total_compressed_size"),
            keyValueMetadata: keyValueMetadata,
            dataPageOffset: try reader.require(dataPageOffset, "ColumnMetaData.data_page_offset"),
            indexPageOffset: indexPageOffset, dictionaryPageOffset: dictionaryPageOffset, statistics: statistics,
            encodingStatistics: encodingStatistics, bloomFilterOffset: bloomFilterOffset,
            bloomFilterLength: bloomFilterLength, sizeStatistics: sizeStatistics,
            boxedGeospatialStatistics: geospatialStatistics)
    }
}
