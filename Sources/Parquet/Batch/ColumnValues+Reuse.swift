extension ColumnValues {
    /// Removes all values and keeps the memory.
    mutating func removeAll() {
        // The payload is taken out of the enum first: changing it in place would copy the array.
        switch self {
        case .boolean(var values):
            self = .boolean([])
            values.removeAll(keepingCapacity: true)
            self = .boolean(values)
        case .int32(var values):
            self = .int32([])
            values.removeAll(keepingCapacity: true)
            self = .int32(values)
        case .int64(var values):
            self = .int64([])
            values.removeAll(keepingCapacity: true)
            self = .int64(values)
        case .float(var values):
            self = .float([])
            values.removeAll(keepingCapacity: true)
            self = .float(values)
        case .double(var values):
            self = .double([])
            values.removeAll(keepingCapacity: true)
            self = .double(values)
        case .byteArray(var values):
            self = .byteArray(ByteArrayValues())
            values.removeAll()
            self = .byteArray(values)
        case .fixedLengthByteArray(var values):
            self = .fixedLengthByteArray(FixedLengthByteArrayValues(length: values.length))
            values.bytes.removeAll(keepingCapacity: true)
            self = .fixedLengthByteArray(values)
        case .dictionary(var indices, let values):
            // The distinct values may be those of a file, which other batches share.
            self = .dictionary(indices: [], values: values)
            indices.removeAll(keepingCapacity: true)
            self = .dictionary(indices: indices, values: values)
        }
    }

    /// Roughly how many bytes of memory the values take; of indices without the values they stand for, which others share.
    var byteCount: Int {
        switch self {
        case .boolean(let values): values.count
        case .int32(let values): values.count * 4
        case .int64(let values): values.count * 8
        case .float(let values): values.count * 4
        case .double(let values): values.count * 8
        case .byteArray(let values): values.bytes.count + values.offsets.count * 4
        case .fixedLengthByteArray(let values): values.bytes.count
        case .dictionary(let indices, _): indices.count * 4
        }
    }

    /// Whether values of `column` can be stored.
    func hasStorage(of column: ColumnDescriptor) -> Bool {
        switch self {
        case .fixedLengthByteArray(let values):
            values.length == (column.physicalType == .int96 ? 12 : column.typeLength)
        case .dictionary(_, let values): values.hasStorage(of: column)
        case .boolean, .int32, .int64, .float, .double, .byteArray: physicalType == column.physicalType
        }
    }
}
