/// The order in which the bounds of a column's statistics are bounds (parquet.thrift, `ColumnOrder`).
public enum ColumnOrder: ThriftRecord, Sendable, Equatable {
    /// The order that the column's type defines.
    case typeDefined
    /// IEEE 754 totalOrder; floating-point columns.
    case ieee754TotalOrder
    /// Chronological; INT96 columns.
    case int96Timestamp
    /// An order that this version has no name for: bounds say nothing.
    case unknown(Int16)

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        switch self {
        case .typeDefined: writer.writeEmptyStruct(1)
        case .ieee754TotalOrder: writer.writeEmptyStruct(2)
        case .int96Timestamp: writer.writeEmptyStruct(3)
        case .unknown(let id): writer.writeEmptyStruct(id)
        }
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        self = .unknown(0)
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: self = .typeDefined
            case 2: self = .ieee754TotalOrder
            case 3: self = .int96Timestamp
            default: self = .unknown(field.id)
            }
            try reader.skip(field)
        }
    }
}
