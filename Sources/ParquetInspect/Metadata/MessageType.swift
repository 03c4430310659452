public import Parquet

extension Schema {
    /// The schema in the textual form of parquet-java, its "message type":
    ///
    ///     message schema {
    ///       required int64 id = 1;
    ///       optional binary action (STRING) = 2;
    ///     }
    public var messageType: String {
        var text = "message \(name) {\n"
        for field in fields { Schema.append(field, indent: "  ", to: &text) }
        return text + "}\n"
    }

    private static func append(_ field: SchemaField, indent: String, to text: inout String) {
        text += indent
        switch field.repetition {
        case .required: text += "required "
        case .optional: text += "optional "
        case .repeated: text += "repeated "
        }
        let annotation: LogicalType?
        switch field.content {
        case .leaf(let type, let typeLength, let logicalType):
            text += type.messageTypeName
            if let typeLength { text += "(\(typeLength))" }
            annotation = logicalType
        case .group(_, let logicalType):
            text += "group"
            annotation = logicalType
        }
        text += " " + field.name
        if let annotation { text += " (\(annotation.messageTypeName))" }
        if let fieldID = field.fieldID { text += " = \(fieldID)" }
        switch field.content {
        case .leaf: text += ";\n"
        case .group(let children, _):
            text += " {\n"
            for child in children { append(child, indent: indent + "  ", to: &text) }
            text += indent + "}\n"
        }
    }
}

extension PhysicalType {
    /// The type's name in a message type.
    package var messageTypeName: String {
        switch self {
        case .boolean: "boolean"
        case .int32: "int32"
        case .int64: "int64"
        case .int96: "int96"
        case .float: "float"
        case .double: "double"
        case .byteArray: "binary"
        case .fixedLengthByteArray: "fixed_len_byte_array"
        }
    }
}

extension LogicalType {
    private static func geographyName(_ crs: String?, _ algorithm: EdgeInterpolationAlgorithm?) -> String {
        switch (crs, algorithm) {
        case (nil, nil): "GEOGRAPHY"
        case (let crs?, nil): "GEOGRAPHY(\(crs))"
        case (nil, let algorithm?): "GEOGRAPHY(OGC:CRS84,\(algorithm.name))"
        case (let crs?, let algorithm?): "GEOGRAPHY(\(crs),\(algorithm.name))"
        }
    }

    /// The type's annotation in a message type.
    package var messageTypeName: String {
        switch self {
        case .string: "STRING"
        case .map: "MAP"
        case .list: "LIST"
        case .enumeration: "ENUM"
        case .decimal(let precision, let scale): "DECIMAL(\(precision),\(scale))"
        case .date: "DATE"
        case .time(let unit, let isAdjustedToUTC): "TIME(\(unit.rawValue.uppercased()),\(isAdjustedToUTC))"
        case .timestamp(let unit, let isAdjustedToUTC): "TIMESTAMP(\(unit.rawValue.uppercased()),\(isAdjustedToUTC))"
        case .integer(let bitWidth, let isSigned): "INTEGER(\(bitWidth),\(isSigned))"
        case .unknown: "UNKNOWN"
        case .json: "JSON"
        case .bson: "BSON"
        case .uuid: "UUID"
        case .float16: "FLOAT16"
        case .interval: "INTERVAL"
        case .variant(let specificationVersion): specificationVersion.map { "VARIANT(\($0))" } ?? "VARIANT"
        case .geometry(let crs): crs.map { "GEOMETRY(\($0))" } ?? "GEOMETRY"
        case .geography(let crs, let algorithm): LogicalType.geographyName(crs, algorithm)
        case .file: "FILE"
        }
    }
}
