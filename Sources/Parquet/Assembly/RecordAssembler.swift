internal import ParquetBytes

/// Turns the levels of a batch's columns into nulls and list ends (README.md of parquet-format, "Nested Encoding").
///
/// A column stores, for each value or missing value, at which repeated field of its path the row goes on (repetition) and
/// how many fields of its path that may be missing are there (definition). For `optional group tags (LIST)` of
/// `optional` elements, the rows `["a", null]`, `[]`, `null` are
///
///     repetition  0  1  0  0        0 begins a row, 1 goes on in the list
///     definition  3  2  1  0        0 null list, 1 empty list, 2 null element, 3 element
///     offsets     0 2 2 2           validity of the list 1 1 0, of the elements 1 0
///
/// Each node of the tree is found with one pass over the levels of a column. Columns that share a node must agree on it,
/// so the others are held against the first.
public struct RecordAssembler: Sendable {
    /// The schema of the batches.
    public let schema: Schema
    /// What the fields of a row are.
    public let shapes: [FieldShape]

    /// An assembler of batches of `schema`, which lacks the columns that are not read of `whole`, the file's schema.
    public init(schema: Schema, of whole: Schema? = nil) {
        self.schema = schema
        shapes = FieldShape.shapes(of: schema, within: whole ?? schema)
    }

    /// The fields of the rows of `batch`.
    ///
    /// Values are shared with the batch: a reader can reuse the batch's memory only once the result is let go of.
    ///
    /// - Throws: `ParquetError` with code `malformed` if levels contradict each other, within a column or between two;
    ///   `limit` if a column has 2³¹ levels or more; `schema` if the batch has another schema or columns of different
    ///   numbers of rows.
    public func assemble(_ batch: RecordBatch) throws(ParquetError) -> [NestedColumn] {
        guard batch.columns.count == schema.columns.count else {
            throw ParquetError(.schema, "\(batch.columns.count) columns in the batch, not \(schema.columns.count)")
        }
        let rowCount = batch.rowCount
        for index in batch.columns.indices {
            let presence = batch.columns[index].presence
            if case .levels(let definition, let repetition?) = presence, definition.count != repetition.count {
                throw ParquetError(
                    .malformed, "\(definition.count) definition levels and \(repetition.count) repetition levels",
                    at: place(index))
            }
            guard presence.levelCount <= Int32.max else {
                throw ParquetError(.limit, "a batch of \(presence.levelCount) levels", at: place(index))
            }
            guard presence.rowCount == rowCount else {
                throw ParquetError(
                    .schema, "\(presence.rowCount) rows, the first column has \(rowCount)", at: place(index))
            }
        }
        var fields: [NestedColumn] = []
        for shape in shapes { fields.append(try assemble(shape, slotCount: rowCount, batch)) }
        return fields
    }

    private func place(_ column: Int) -> ParquetError.Place {
        ParquetError.Place(column: schema.columns[column].path.description)
    }

    private func assemble(
        _ shape: FieldShape, slotCount: Int, _ batch: RecordBatch
    ) throws(ParquetError) -> NestedColumn {
        let isList: Bool
        switch shape.kind {
        case .leaf(let column): return try leaf(shape, column, slotCount: slotCount, batch)
        case .group, .variant: isList = false
        case .list, .map: isList = true
        }
        var validity: Bitmap?
        // Where nothing is below, no levels say how many there are.
        var offsets = [Int32](repeating: 0, count: isList && shape.columns.isEmpty ? slotCount + 1 : 0)
        for column in shape.columns where isList || shape.isNullable {
            let presence = batch.columns[column].presence
            let walk = LevelWalk(shape)
            let found: Bitmap?
            let foundOffsets: [Int32]
            do {
                found = shape.isNullable ? walk.validity(presence) : nil
                foundOffsets = isList ? try walk.offsets(presence) : []
            } catch {
                throw error.at(place(column))
            }
            if column == shape.columns.lowerBound {
                validity = found
                offsets = foundOffsets
                guard found.map({ $0.count == slotCount }) ?? true, !isList || offsets.count == slotCount + 1 else {
                    throw ParquetError(
                        .malformed, "the levels do not fit those of the columns around", at: place(column))
                }
            } else if found != validity || foundOffsets != offsets {
                let first = schema.columns[shape.columns.lowerBound].path
                throw ParquetError(
                    .malformed,
                    "the levels contradict those of column \(first): \(shape.name) differs in "
                        + (foundOffsets != offsets ? "length" : "where it is null"), at: place(column))
            }
        }
        let elementCount = Int(offsets.last ?? 0)
        let content: NestedColumn.Content
        switch shape.kind {
        case .leaf(let column): content = .leaf(column: column, values: batch.columns[column].values)
        case .group(let shapes):
            content = .group(try assemble(shapes, slotCount: slotCount, batch))
        case .variant(let shapes):
            content = .variant(try assemble(shapes, slotCount: slotCount, batch))
        case .list(let element):
            content = .list(offsets: offsets, element: try assemble(element, slotCount: elementCount, batch))
        case .map(let key, let value):
            content = .map(
                offsets: offsets, key: try assemble(key, slotCount: elementCount, batch),
                value: try assemble(value, slotCount: elementCount, batch))
        }
        return NestedColumn(name: shape.name, slotCount: slotCount, validity: validity, content: content)
    }

    private func assemble(
        _ shapes: [FieldShape], slotCount: Int, _ batch: RecordBatch
    ) throws(ParquetError) -> [NestedColumn] {
        var fields: [NestedColumn] = []
        for shape in shapes { fields.append(try assemble(shape, slotCount: slotCount, batch)) }
        return fields
    }

    private func leaf(
        _ shape: FieldShape, _ column: Int, slotCount: Int, _ batch: RecordBatch
    ) throws(ParquetError) -> NestedColumn {
        let vector = batch.columns[column]
        // Above the leaf may be groups that can be missing, even where the leaf itself is required.
        let validity = LevelWalk(shape).validity(vector.presence)
        let found = validity?.count ?? LevelWalk(shape).slotCount(vector.presence)
        guard found == slotCount else {
            throw ParquetError(
                .malformed, "the levels make \(found) places, those of the columns around \(slotCount)",
                at: place(column))
        }
        let present = validity.map { $0.countOnes(in: 0..<$0.count) } ?? slotCount
        guard present == vector.values.count else {
            throw ParquetError(
                .malformed, "\(vector.values.count) values for \(present) places", at: place(column))
        }
        return NestedColumn(
            name: shape.name, slotCount: slotCount, validity: present == slotCount ? nil : validity,
            content: .leaf(column: column, values: vector.values))
    }
}
