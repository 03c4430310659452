internal import ParquetBytes

// A value's hash is that of its PLAIN encoding, BYTE_ARRAY without its length.
extension BloomFilter {
    /// Whether an INT32 may be there.
    public func mightContain(_ value: Int32) -> Bool { mightContain(hash: BloomFilter.hash(value)) }
    /// Whether an INT64 may be there.
    public func mightContain(_ value: Int64) -> Bool { mightContain(hash: BloomFilter.hash(value)) }
    /// Whether a FLOAT may be there. Zeros of both signs are different values, and so are NaNs of different bits.
    public func mightContain(_ value: Float) -> Bool { mightContain(hash: BloomFilter.hash(value)) }
    /// Whether a DOUBLE may be there. Zeros of both signs are different values, and so are NaNs of different bits.
    public func mightContain(_ value: Double) -> Bool { mightContain(hash: BloomFilter.hash(value)) }
    /// Whether text may be there.
    public func mightContain(_ value: String) -> Bool { mightContain(Array(value.utf8)) }
    /// Whether a BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY or INT96 of these bytes may be there.
    public func mightContain(_ bytes: [UInt8]) -> Bool { mightContain(hash: BloomFilter.hash(bytes.rawBytes)) }

    /// Adds an INT32.
    public mutating func insert(_ value: Int32) { insert(hash: BloomFilter.hash(value)) }
    /// Adds an INT64.
    public mutating func insert(_ value: Int64) { insert(hash: BloomFilter.hash(value)) }
    /// Adds a FLOAT.
    public mutating func insert(_ value: Float) { insert(hash: BloomFilter.hash(value)) }
    /// Adds a DOUBLE.
    public mutating func insert(_ value: Double) { insert(hash: BloomFilter.hash(value)) }
    /// Adds text.
    public mutating func insert(_ value: String) { insert(Array(value.utf8)) }
    /// Adds a BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY or INT96.
    public mutating func insert(_ bytes: [UInt8]) { insert(hash: BloomFilter.hash(bytes.rawBytes)) }

    /// The hash of an INT32.
    public static func hash(_ value: Int32) -> UInt64 { XXHash64.hash(UInt32(bitPattern: value)) }
    /// The hash of an INT64.
    public static func hash(_ value: Int64) -> UInt64 { XXHash64.hash(UInt64(bitPattern: value)) }
    /// The hash of a FLOAT.
    public static func hash(_ value: Float) -> UInt64 { XXHash64.hash(value.bitPattern) }
    /// The hash of a DOUBLE.
    public static func hash(_ value: Double) -> UInt64 { XXHash64.hash(value.bitPattern) }
    /// The hash of a value that is bytes.
    public static func hash(_ bytes: RawSpan) -> UInt64 { XXHash64.hash(bytes) }
}
