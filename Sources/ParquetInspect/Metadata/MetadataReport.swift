public import Parquet

/// What a file's footer says: sizes, row groups, column chunks, encodings and statistics, as text or as JSON.
public struct MetadataReport: Sendable {
    let file: ParquetFile

    /// A report on `file`.
    public init(_ file: ParquetFile) {
        self.file = file
    }

    /// What a reader should be told about the schema, a line each: annotations that this version does not know or that
    /// make no sense, whose fields are read as their physical type.
    public var notes: [String] {
        file.metadata.schemaNotes.map(\.description)
    }
}

extension ColumnOrder {
    /// The order's name in the specification.
    var name: String {
        switch self {
        case .typeDefined: "TYPE_ORDER"
        case .ieee754TotalOrder: "IEEE_754_TOTAL_ORDER"
        case .int96Timestamp: "INT96_TIMESTAMP_ORDER"
        case .unknown(let id): "column order \(id)"
        }
    }
}
