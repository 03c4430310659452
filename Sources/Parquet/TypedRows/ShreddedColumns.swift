/// The columns of a batch, one after the other, as values are taken apart.
public struct ShreddedColumns: Sendable {
    private let columns: [ColumnDescriptor]
    private(set) var vectors: [ColumnVector] = []

    /// The columns of `schema`.
    @usableFromInline
    init(of schema: Schema) {
        self.init(schema.columns)
    }

    init(_ columns: [ColumnDescriptor]) {
        self.columns = columns
        vectors.reserveCapacity(columns.count)
    }

    /// The next column, which the next vector is for.
    ///
    /// - Throws: `ParquetError` with code `schema` if there is none: the type has more columns than when it was asked for its
    ///   schema.
    public func next() throws(ParquetError) -> ColumnDescriptor {
        guard vectors.count < columns.count else {
            throw ParquetError(.schema, "there are more columns than the schema has, \(columns.count)")
        }
        return columns[vectors.count]
    }

    /// Appends the next column, whose values stand at the open places of `levels`.
    public mutating func append(_ values: ColumnValues, at levels: OpenLevels) {
        vectors.append(ColumnVector(presence: levels.presence, values: values))
    }
}
