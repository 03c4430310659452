/// For which readers a file is written: it decides which encodings may be chosen for a column by its data.
///
/// Encodings that are asked for by name (`WriterOptions.ColumnOptions.encoding`) are not bound by it.
public enum CompatibilityProfile: Sendable, Hashable, CaseIterable {
    /// PLAIN and RLE_DICTIONARY, which every reader knows, the engines of Athena, Glue and older Spark versions included.
    case athena
    /// Also DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY, DELTA_BYTE_ARRAY, and RLE for booleans: what current
    /// versions of Spark, Trino, DuckDB, pyarrow and Polars all read.
    case modern
    /// Also BYTE_STREAM_SPLIT, and DELTA_BYTE_ARRAY for values of one length.
    case smallest

    /// The encodings besides a dictionary that may be chosen for columns of `type`, the usual one first.
    func encodings(of type: PhysicalType) -> [Encoding] {
        switch (self, type) {
        case (.athena, _), (_, .int96): [.plain]
        case (_, .boolean): [.plain, .rle]
        case (.modern, .int32), (.modern, .int64): [.plain, .deltaBinaryPacked]
        case (.smallest, .int32), (.smallest, .int64): [.plain, .deltaBinaryPacked, .byteStreamSplit]
        case (_, .byteArray): [.plain, .deltaLengthByteArray, .deltaByteArray]
        case (.modern, .float), (.modern, .double), (.modern, .fixedLengthByteArray): [.plain]
        case (.smallest, .float), (.smallest, .double): [.plain, .byteStreamSplit]
        case (.smallest, .fixedLengthByteArray): [.plain, .byteStreamSplit, .deltaByteArray]
        }
    }
}

extension Encoding {
    /// Whether values of `type` can be written in this encoding.
    func canEncode(_ type: PhysicalType) -> Bool {
        switch self {
        case .plain: true
        case .rle: type == .boolean
        case .rleDictionary: type != .boolean && type != .int96
        case .deltaBinaryPacked: type == .int32 || type == .int64
        case .deltaLengthByteArray: type == .byteArray
        case .deltaByteArray: type == .byteArray || type == .fixedLengthByteArray
        case .byteStreamSplit: type != .boolean && type != .byteArray && type != .int96
        case .alp: type == .float || type == .double
        case .plainDictionary, .bitPacked, .unknown: false
        }
    }
}
