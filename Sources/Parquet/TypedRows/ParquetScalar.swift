/// A Swift type whose values stand in one column.
public protocol ParquetScalar: ParquetField {
    /// `values` as `column` stores them. The column is the one that `field(_:)` gave.
    ///
    /// - Throws: `FieldMisfit` if a value is beyond what the column holds.
    static func storage(of values: [Self], in column: ColumnDescriptor) throws(FieldMisfit) -> ColumnValues

    /// The values in `storage`, which are those of `column`: any of a file, whoever wrote it. They are never a dictionary.
    ///
    /// - Parameters:
    ///   - storage: the values as they are stored.
    ///   - column: the column that they are of.
    ///   - logicalType: what the values shall mean, where the reader says so.
    /// - Throws: `FieldMisfit` if the column is not of this type, or a value beyond it.
    static func values(
        in storage: ColumnValues, of column: ColumnDescriptor, as logicalType: LogicalType?
    ) throws(FieldMisfit) -> [Self]
}

extension ParquetScalar {
    /// Stores the values in the next column.
    public static func shred(
        _ values: [Self], into columns: inout ShreddedColumns, at levels: OpenLevels
    ) throws(ParquetError) {
        let column = try columns.next()
        do throws(FieldMisfit) {
            columns.append(try storage(of: values, in: column), at: levels)
        } catch {
            throw error.error(levels, column: column.path.description)
        }
    }

    /// Reads the values of the column.
    @inlinable
    public static func assemble(_ column: AssembledColumn) throws(ParquetError) -> [Self] {
        let leaf = try column.leaf()
        guard let indices = leaf.indices else {
            return try values(of: leaf, as: column.logicalType)
        }
        let distinct = try values(of: leaf, as: column.logicalType)
        var values: [Self] = []
        values.reserveCapacity(indices.count)
        for index in indices { values.append(distinct[Int(index)]) }
        return values
    }

    /// The values of a leaf, be they all or the distinct ones.
    @inlinable
    static func values(of leaf: AssembledColumn.Leaf, as logicalType: LogicalType?) throws(ParquetError) -> [Self] {
        do throws(FieldMisfit) {
            return try values(in: leaf.values, of: leaf.column, as: logicalType)
        } catch {
            throw leaf.error(error)
        }
    }
}
