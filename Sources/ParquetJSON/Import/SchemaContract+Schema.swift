public import Parquet

extension SchemaContract {
    /// The contract of a Parquet schema: a column for each of its fields, with the same names and field ids, read from the keys of the
    /// names. Lists and maps may be of any of the forms that writers have used; a column `_extra` of text is left out, as it is made
    /// by the program.
    ///
    /// - Parameters:
    ///   - schema: the schema.
    ///   - timestamps: how timestamps are read, which a schema does not say.
    ///   - epochs: how those columns are read that hold instants as numbers, by path: `at`, `device.seen`.
    /// - Throws: `ParquetError` with code `schema`, naming the column, for types that a contract does not have: times of day, unsigned
    ///   numbers of 64 bits, intervals, shapes, variants, maps of other keys than text, repeated fields outside of lists.
    public init(
        schema: Schema, timestamps: ReadRule = .rfc3339, epochs: [String: ReadRule] = [:]
    ) throws(ParquetError) {
        let importer = SchemaImport(timestamps: timestamps, epochs: epochs)
        var columns: [Column] = []
        for field in schema.fields where field.name != SchemaContract.extraColumnName {
            columns.append(try importer.column(field, path: field.name))
        }
        try self.init(columns: columns)
    }
}

/// Columns from fields of a Parquet schema.
struct SchemaImport {
    let timestamps: ReadRule
    let epochs: [String: ReadRule]

    func column(_ field: SchemaField, path: String) throws(ParquetError) -> SchemaContract.Column {
        guard field.repetition != .repeated else { throw error("is repeated and in no list", path) }
        let (type, read) = try type(field, path: path)
        return SchemaContract.Column(
            field.name, type, read: read, required: field.repetition == .required, fieldID: field.fieldID)
    }

    private func type(_ field: SchemaField, path: String) throws(ParquetError) -> (ContractType, ReadRule?) {
        switch field.content {
        case .leaf(let type, let length, let logicalType):
            let type = try leaf(type, length, logicalType, path)
            guard type.needsReadRule else { return (type, nil) }
            return (type, epochs[path] ?? timestamps)
        case .group(let fields, let logicalType):
            switch logicalType {
            case .list?: return (.array(try element(field, fields, path)), nil)
            case .map?: return (.map(try value(fields, path)), nil)
            case nil:
                var columns: [SchemaContract.Column] = []
                for inner in fields { columns.append(try column(inner, path: "\(path).\(inner.name)")) }
                return (.structure(columns), nil)
            case .some(let other): throw error("is a \(other.name), which contracts do not have", path)
            }
        }
    }

    /// The elements of a list (LogicalTypes.md, "Lists", with the rules for backward compatibility).
    private func element(
        _ list: SchemaField, _ fields: [SchemaField], _ path: String
    ) throws(ParquetError) -> SchemaContract.Column {
        guard fields.count == 1, fields[0].repetition == .repeated else {
            throw error("is a list whose group has not one repeated field", path)
        }
        var element = fields[0]
        if case .group(let inner, _) = element.content, inner.count == 1, element.name != "array",
            element.name != "\(list.name)_tuple"
        {
            element = inner[0]
        }
        element.repetition = .optional
        let (type, read) = try type(element, path: "\(path).element")
        return SchemaContract.Column(element: type, read: read, fieldID: element.fieldID)
    }

    private func value(_ fields: [SchemaField], _ path: String) throws(ParquetError) -> SchemaContract.Column {
        guard fields.count == 1, case .group(let pair, _) = fields[0].content, pair.count == 2 else {
            throw error("is a map whose group has not one repeated group of key and value", path)
        }
        guard case .leaf(.byteArray, _, .string?) = pair[0].content else {
            throw error("is a map whose keys are not text", path)
        }
        let (type, read) = try type(pair[1], path: "\(path).value")
        return SchemaContract.Column(value: type, read: read, fieldID: pair[1].fieldID)
    }

    private func leaf(
        _ type: PhysicalType, _ length: Int?, _ logicalType: LogicalType?, _ path: String
    ) throws(ParquetError) -> ContractType {
        switch logicalType {
        case .string?, .enumeration?: return .string
        case .json?: return .json
        case .uuid?: return .uuid
        case .date?: return .date
        case .timestamp(let unit, _)?: return .timestamp(unit)
        case .decimal(let precision, let scale)?:
            guard precision <= ContractType.maximumPrecision else {
                throw error("has \(precision) digits, and a contract's decimals have up to 38", path)
            }
            return .decimal(precision: precision, scale: scale)
        case .integer(let bitWidth, let isSigned)?:
            // An unsigned number needs the next wider type.
            switch (bitWidth, isSigned) {
            case (8, true): return .tinyint
            case (16, true), (8, false): return .smallint
            case (32, true), (16, false): return .int
            case (64, true), (32, false): return .bigint
            default: throw error("is an unsigned number of 64 bits, which contracts do not have", path)
            }
        case nil: break
        case .some(let other): throw error("is a \(other.name), which contracts do not have", path)
        }
        switch type {
        case .boolean: return .boolean
        case .int32: return .int
        case .int64: return .bigint
        case .int96: return .timestamp(.nanos)
        case .float: return .float
        case .double: return .double
        case .byteArray: return .binary
        case .fixedLengthByteArray:
            throw error("is of \(length ?? 0) bytes of no logical type, which contracts do not have", path)
        }
    }

    private func error(_ message: String, _ path: String) -> ParquetError {
        ParquetError(.schema, message, at: .init(column: path))
    }
}
