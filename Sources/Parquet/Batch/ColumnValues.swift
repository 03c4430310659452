/// The values of a column in a batch, without slots for nulls: a closed set over the physical storages.
public enum ColumnValues: Sendable, Equatable {
    /// BOOLEAN.
    case boolean([Bool])
    /// INT32.
    case int32([Int32])
    /// INT64.
    case int64([Int64])
    /// FLOAT.
    case float([Float])
    /// DOUBLE.
    case double([Double])
    /// BYTE_ARRAY.
    case byteArray(ByteArrayValues)
    /// FIXED_LEN_BYTE_ARRAY.
    case fixedLengthByteArray(FixedLengthByteArrayValues)
    /// Values given as places in a list of distinct values, as a dictionary-coded column chunk has them.
    indirect case dictionary(indices: [UInt32], values: ColumnValues)

    /// The number of values.
    public var count: Int {
        switch self {
        case .boolean(let values): values.count
        case .int32(let values): values.count
        case .int64(let values): values.count
        case .float(let values): values.count
        case .double(let values): values.count
        case .byteArray(let values): values.count
        case .fixedLengthByteArray(let values): values.count
        case .dictionary(let indices, _): indices.count
        }
    }

    /// The physical type the values have.
    public var physicalType: PhysicalType {
        switch self {
        case .boolean: .boolean
        case .int32: .int32
        case .int64: .int64
        case .float: .float
        case .double: .double
        case .byteArray: .byteArray
        case .fixedLengthByteArray: .fixedLengthByteArray
        case .dictionary(_, let values): values.physicalType
        }
    }

    /// No values of the physical type `type`. INT96 has no storage of its own yet and is held as twelve bytes each.
    public init(empty type: PhysicalType, typeLength: Int? = nil) {
        self =
            switch type {
            case .boolean: .boolean([])
            case .int32: .int32([])
            case .int64: .int64([])
            case .int96: .fixedLengthByteArray(FixedLengthByteArrayValues(length: 12))
            case .float: .float([])
            case .double: .double([])
            case .byteArray: .byteArray(ByteArrayValues())
            case .fixedLengthByteArray: .fixedLengthByteArray(FixedLengthByteArrayValues(length: typeLength ?? 0))
            }
    }
}
