/// The bytes of a BYTE_ARRAY or FIXED_LEN_BYTE_ARRAY that stands for a Swift value.
package struct ByteString: ParquetScalar {
    package var bytes: ArraySlice<UInt8>

    package init(bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    package static func field(_ request: FieldRequest) throws(ParquetError) -> SchemaField {
        try UInt8.arrayField(request)
    }

    package static func storage(
        of values: [ByteString], in column: ColumnDescriptor
    ) throws(FieldMisfit) -> ColumnValues {
        var stored = ByteArrayValues()
        stored.offsets.reserveCapacity(values.count + 1)
        for index in values.indices {
            try stored.append(values[index].bytes, count: values[index].bytes.count, at: index)
        }
        return .byteArray(stored)
    }

    package static func values(
        in storage: ColumnValues, of column: ColumnDescriptor, as logicalType: LogicalType?
    ) throws(FieldMisfit) -> [ByteString] {
        switch storage {
        case .byteArray(let values):
            return (0..<values.count).map { ByteString(bytes: values.bytes[values.range(at: $0)]) }
        case .fixedLengthByteArray(let values) where column.physicalType == .fixedLengthByteArray:
            return (0..<values.count).map {
                ByteString(bytes: values.bytes[$0 * values.length..<($0 + 1) * values.length])
            }
        default: throw FieldMisfit.type(column, [UInt8].self)
        }
    }
}
