internal import ParquetBytes

extension ParquetFile {
    /// A reader as `reader(columns:rowGroups:where:)`; of `columns` there may be none, and the batches then only have rows.
    package func reader(
        someColumns columns: [String], rowGroups: Range<Int>? = nil, where predicate: Predicate?,
        isPlanOnly: Bool = false
    ) throws(ParquetError) -> BatchReader {
        guard columns.isEmpty else {
            return try reader(columns: columns, rowGroups: rowGroups, where: predicate, isPlanOnly: isPlanOnly)
        }
        return try reader(of: .none(of: schema), rowGroups: rowGroups, where: predicate, isPlanOnly: isPlanOnly)
    }

    /// The number of rows that `predicate` is true of (`matchedRowCount`), and what it took to find it out.
    package nonisolated(nonsending) func countRows(
        where predicate: Predicate
    ) async throws(ParquetError) -> ScanExplanation {
        var reader = try reader(of: .none(of: schema), where: predicate)
        var batch = RecordBatch(schema: reader.schema)
        while try await reader.next(into: &batch) {}
        return reader.explanation
    }

    /// The figures of a file that was opened and of which nothing else was read.
    package func openingExplanation(matchedRowCount: Int?) -> ScanExplanation {
        var explanation = ScanExplanation()
        explanation.footerByteCount = openingByteCount
        guard let matchedRowCount else { return explanation }
        explanation.rowGroupCount = metadata.rowGroups.count
        explanation.rowCount = rowCount
        explanation.matchedRowCount = matchedRowCount
        return explanation
    }

    /// For each row group two rows with the least and the greatest values of the fields `names` of the root, as the statistics have
    /// them; nil where they do not say for certain that these are values of the column.
    package func exactBounds(of names: [String]) throws(ParquetError) -> RecordBatch? {
        let projection = try Projection(names, of: schema)
        var columns: [ColumnVector] = []
        for index in projection.selection {
            let column = schema.columns[index]
            guard column.isFlat else { return nil }
            var validity = Bitmap()
            var plain = ByteBuffer()
            var count = 0
            for rowGroup in metadata.rowGroups where rowGroup.rowCount > 0 {
                guard rowGroup.columns.indices.contains(index), let chunk = rowGroup.columns[index].metadata else {
                    return nil
                }
                if let nulls = chunk.statistics?.nullCount, nulls == chunk.valueCount, nulls == rowGroup.rowCount {
                    validity.append(repeating: false, count: 2)
                    continue
                }
                guard let bounds = chunk.statistics?.exactBounds(column, metadata.columnOrder(index)) else {
                    return nil
                }
                for bound in [bounds.min, bounds.max] {
                    if column.physicalType == .byteArray { plain.append(UInt32(clamping: bound.count)) }
                    plain.append(bound)
                }
                validity.append(repeating: true, count: 2)
                count += 2
            }
            var values = ColumnValues(empty: column.physicalType, typeLength: column.typeLength)
            var decoder = PlainDecoder(range: 0..<plain.count)
            try decoder.decode(count, from: plain.bytes, into: &values, byteLimit: options.memoryLimit)
            columns.append(ColumnVector(presence: .validity(validity), values: values))
        }
        var fields = projection.schema.fields
        for index in fields.indices { fields[index].repetition = .optional }
        return try RecordBatch(schema: Schema(name: schema.name, fields: fields), columns: columns)
    }
}

extension StatisticsRecord {
    /// The least and the greatest value, if they certainly are values of `column`.
    fileprivate func exactBounds(_ column: ColumnDescriptor, _ order: ColumnOrder?) -> (min: [UInt8], max: [UInt8])? {
        guard let bounds = bounds(column, order), let min = bounds.min, let max = bounds.max else { return nil }
        switch column.physicalType {
        case .int32, .int64:
            guard isMinValueExact ?? true, isMaxValueExact ?? true else { return nil }
        case .byteArray:
            // Bounds of byte strings may be cut, and only the flags tell.
            guard isMinValueExact == true, isMaxValueExact == true else { return nil }
        // Booleans are bits in PLAIN; bounds of floating-point numbers leave NaN and the sign of zero out.
        case .boolean, .float, .double, .int96, .fixedLengthByteArray: return nil
        }
        return (min, max)
    }
}
