/// What stands before a bloom filter's bits (parquet.thrift, `BloomFilterHeader`; BloomFilter.md).
///
/// Algorithm, hash and compression are unions of which the specification knows one member each, number 1: split blocks,
/// xxHash and none. Other numbers are kept; such a filter cannot be asked.
public struct BloomFilterHeader: ThriftRecord, Sendable, Equatable {
    /// The bytes of the bits, which follow.
    public var byteCount: Int32
    /// How hashes set bits; 1 is BLOCK.
    public var algorithm: Int16
    /// How values are hashed; 1 is XXHASH.
    public var hash: Int16
    /// How the bits are compressed; 1 is UNCOMPRESSED.
    public var compression: Int16

    /// A header of the given fields.
    public init(byteCount: Int32, algorithm: Int16 = 1, hash: Int16 = 1, compression: Int16 = 1) {
        self.byteCount = byteCount
        self.algorithm = algorithm
        self.hash = hash
        self.compression = compression
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        writer.writeField(1, byteCount)
        writer.writeField(2, EmptyUnion(id: algorithm))
        writer.writeField(3, EmptyUnion(id: hash))
        writer.writeField(4, EmptyUnion(id: compression))
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var byteCount: Int32?
        var algorithm: EmptyUnion?
        var hash: EmptyUnion?
        var compression: EmptyUnion?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: byteCount = try reader.readInt32(field)
            case 2: algorithm = try reader.readRecord(field)
            case 3: hash = try reader.readRecord(field)
            case 4: compression = try reader.readRecord(field)
            default: try reader.skip(field)
            }
        }
        self.byteCount = try reader.require(byteCount, "BloomFilterHeader.numBytes")
        self.algorithm = try reader.require(algorithm, "BloomFilterHeader.algorithm").id
        self.hash = try reader.require(hash, "BloomFilterHeader.hash").id
        self.compression = try reader.require(compression, "BloomFilterHeader.compression").id
    }
}

/// A union whose members have no fields, so that the member's number is all it says.
private struct EmptyUnion: ThriftRecord {
    var id: Int16

    init(id: Int16) {
        self.id = id
    }

    func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        writer.writeEmptyStruct(id)
        writer.endStruct()
    }

    init(from reader: inout CompactReader) throws(ParquetError) {
        id = 0
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            id = field.id
            try reader.skip(field)
        }
    }
}
