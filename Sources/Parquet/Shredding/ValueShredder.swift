internal import ParquetBytes

/// Takes values apart, node by node from the fields of a row down to the columns.
///
/// All values of a node are taken at once, so that each column is decided on once for all rows, and the way down is no
/// longer than the schema is deep.
struct ValueShredder {
    /// The columns so far, those not reached yet being empty.
    private(set) var vectors: [ColumnVector]
    private let columns: [ColumnDescriptor]

    init(columns: [ColumnDescriptor]) {
        self.columns = columns
        vectors = columns.map {
            ColumnVector(ColumnValues(empty: $0.physicalType, typeLength: $0.typeLength))
        }
    }

    /// Shreds `values`, those at the open places of `levels`, into the columns under `shape`.
    ///
    /// - Throws: `ParquetError`; see `RowShredder.takeBatch()`.
    mutating func shred(_ values: [Value], _ shape: FieldShape, _ levels: OpenLevels) throws(ParquetError) {
        guard shape.isNullable else { return try content(values, shape, levels) }
        var present: [Value] = []
        present.reserveCapacity(values.count)
        var isPresent = Bitmap()
        for value in values {
            if case .null = value {
                isPresent.append(false)
            } else {
                isPresent.append(true)
                present.append(value)
            }
        }
        try content(present, shape, levels.optional(isPresent))
    }

    /// Shreds values that are not null.
    private mutating func content(_ values: [Value], _ shape: FieldShape, _ levels: OpenLevels) throws(ParquetError) {
        switch shape.kind {
        case .leaf(let column):
            let storage = LeafStorage(columns[column])
            do throws(FieldMisfit) {
                vectors[column] = ColumnVector(presence: levels.presence, values: try storage.values(values))
            } catch {
                throw self.error(error, shape, levels)
            }
        case .group(let fields): try groups(values, fields, shape, levels)
        case .list(let element):
            var elements: [Value] = []
            var counts: [Int] = []
            for (index, value) in values.enumerated() {
                guard case .list(let list) = value else { throw misfit(value, index, "a list", shape, levels) }
                counts.append(list.count)
                elements.append(contentsOf: list)
            }
            try shred(elements, element, levels.repeated(counts))
        case .map(let key, let value):
            var keys: [Value] = []
            var mapped: [Value] = []
            var counts: [Int] = []
            for (index, value) in values.enumerated() {
                guard case .map(let entries) = value else { throw misfit(value, index, "a map", shape, levels) }
                counts.append(entries.count)
                for entry in entries {
                    keys.append(entry.key)
                    mapped.append(entry.value)
                }
            }
            let inside = levels.repeated(counts)
            try shred(keys, key, inside)
            try shred(mapped, value, inside)
        case .variant(let parts): try variants(values, parts, shape, levels)
        }
    }

    private mutating func groups(
        _ values: [Value], _ fields: [FieldShape], _ shape: FieldShape, _ levels: OpenLevels
    ) throws(ParquetError) {
        let names = fields.map(\.name)
        var columns = [[Value]](repeating: [], count: fields.count)
        for index in columns.indices { columns[index].reserveCapacity(values.count) }
        for (index, value) in values.enumerated() {
            guard case .group(let group) = value else { throw misfit(value, index, "a group", shape, levels) }
            if group.names == names {
                for field in fields.indices { columns[field].append(group.values[field]) }
            } else {
                for name in group.names where !names.contains(name) {
                    throw error(FieldMisfit("a field \(name) that the group has not", at: index), shape, levels)
                }
                for field in fields.indices { columns[field].append(group[names[field]] ?? .null) }
            }
        }
        for (field, values) in zip(fields, columns) { try shred(values, field, levels) }
    }

    private mutating func variants(
        _ values: [Value], _ parts: [FieldShape], _ shape: FieldShape, _ levels: OpenLevels
    ) throws(ParquetError) {
        guard parts.contains(where: { $0.name == "value" }),
            parts.allSatisfy({ $0.name != "typed_value" || $0.isNullable })
        else {
            throw ParquetError(
                .unsupported, "\(shape.name) has no place for variants that are not shredded",
                at: .init(column: place(shape)))
        }
        var encoder = VariantEncoder()
        var metadata: [Value] = []
        var encoded: [Value] = []
        for (index, value) in values.enumerated() {
            guard case .variant(let variant) = value else { throw misfit(value, index, "a variant", shape, levels) }
            do throws(ParquetError) {
                let binary = try encoder.encode(variant)
                metadata.append(.bytes(binary.metadata))
                encoded.append(.bytes(binary.value))
            } catch {
                throw self.error(FieldMisfit(error.message, at: index, code: error.code), shape, levels)
            }
        }
        for part in parts {
            switch part.name {
            case "metadata": try shred(metadata, part, levels)
            case "value": try shred(encoded, part, levels)
            default: try shred([Value](repeating: .null, count: values.count), part, levels)
            }
        }
    }

    private func misfit(
        _ value: Value, _ index: Int, _ wanted: String, _ shape: FieldShape, _ levels: OpenLevels
    ) -> ParquetError {
        error(FieldMisfit("\(value.shortDescription) where \(wanted) is wanted", at: index), shape, levels)
    }

    private func error(_ misfit: FieldMisfit, _ shape: FieldShape, _ levels: OpenLevels) -> ParquetError {
        misfit.error(levels, column: place(shape))
    }

    /// The path of the first column of `shape`; groups have none of their own.
    private func place(_ shape: FieldShape) -> String {
        shape.columns.isEmpty ? shape.name : columns[shape.columns.lowerBound].path.description
    }
}

extension Value {
    /// The value for an error's message.
    var shortDescription: String {
        if case .null = self { return "null" }
        let text = String(describing: self)
        return text.count <= 60 ? text : text.prefix(60) + "…"
    }
}
