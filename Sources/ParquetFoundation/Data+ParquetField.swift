#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif
public import Parquet

extension Data: ParquetScalar {
    /// BYTE_ARRAY; what the bytes mean can be requested as for `[UInt8]`.
    public static func field(_ request: FieldRequest) throws(ParquetError) -> SchemaField {
        try [UInt8].field(request)
    }

    /// The bytes.
    public static func storage(of values: [Data], in column: ColumnDescriptor) throws(FieldMisfit) -> ColumnValues {
        var stored = ByteArrayValues()
        for (index, value) in values.enumerated() { try stored.append(value, count: value.count, at: index) }
        return .byteArray(stored)
    }

    /// The bytes.
    public static func values(
        in storage: ColumnValues, of column: ColumnDescriptor, as logicalType: LogicalType?
    ) throws(FieldMisfit) -> [Data] {
        try ByteString.values(in: storage, of: column, as: logicalType).map { Data($0.bytes) }
    }
}
