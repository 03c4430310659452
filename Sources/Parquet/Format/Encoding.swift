/// How values or levels are laid out in a page (parquet.thrift, `Encoding`; Encodings.md).
public enum Encoding: RawRepresentable, Sendable, Hashable {
    /// Values back to back.
    case plain
    /// The old name of `rleDictionary` in data pages and of `plain` in dictionary pages.
    case plainDictionary
    /// Runs and bit-packed groups; for levels, booleans and dictionary indices.
    case rle
    /// Bit-packed levels, highest bit first; deprecated.
    case bitPacked
    /// Differences in blocks of bit-packed miniblocks; INT32 and INT64.
    case deltaBinaryPacked
    /// Lengths as differences, then all bytes; BYTE_ARRAY.
    case deltaLengthByteArray
    /// Lengths of prefixes shared with the value before, and the rest; BYTE_ARRAY and FIXED_LEN_BYTE_ARRAY.
    case deltaByteArray
    /// Places in the dictionary page's values.
    case rleDictionary
    /// A stream for each byte of the values.
    case byteStreamSplit
    /// Decimal-like floating-point numbers as bit-packed integers; FLOAT and DOUBLE.
    case alp
    /// A number that this version has no name for.
    case unknown(Int32)

    /// The encoding with the specification's number `rawValue`.
    public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .plain
        case 2: self = .plainDictionary
        case 3: self = .rle
        case 4: self = .bitPacked
        case 5: self = .deltaBinaryPacked
        case 6: self = .deltaLengthByteArray
        case 7: self = .deltaByteArray
        case 8: self = .rleDictionary
        case 9: self = .byteStreamSplit
        case 10: self = .alp
        default: self = .unknown(rawValue)
        }
    }

    /// The encoding's number in the specification.
    public var rawValue: Int32 {
        switch self {
        case .plain: 0
        case .plainDictionary: 2
        case .rle: 3
        case .bitPacked: 4
        case .deltaBinaryPacked: 5
        case .deltaLengthByteArray: 6
        case .deltaByteArray: 7
        case .rleDictionary: 8
        case .byteStreamSplit: 9
        case .alp: 10
        case .unknown(let number): number
        }
    }

    /// The encoding's name in the specification.
    public var name: String {
        switch self {
        case .plain: "PLAIN"
        case .plainDictionary: "PLAIN_DICTIONARY"
        case .rle: "RLE"
        case .bitPacked: "BIT_PACKED"
        case .deltaBinaryPacked: "DELTA_BINARY_PACKED"
        case .deltaLengthByteArray: "DELTA_LENGTH_BYTE_ARRAY"
        case .deltaByteArray: "DELTA_BYTE_ARRAY"
        case .rleDictionary: "RLE_DICTIONARY"
        case .byteStreamSplit: "BYTE_STREAM_SPLIT"
        case .alp: "ALP"
        case .unknown(let number): "encoding \(number)"
        }
    }
}
