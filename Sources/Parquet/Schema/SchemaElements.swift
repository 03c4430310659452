extension Schema {
    /// The schema as the footer has it: depth first, the root first, with logical type and old converted type wherever
    /// both exist.
    public func elements() -> [SchemaElement] {
        var elements = [SchemaElement(name: name, childCount: Int32(clamping: fields.count))]
        Schema.append(fields, to: &elements)
        return elements
    }

    private static func append(_ fields: [SchemaField], to elements: inout [SchemaElement]) {
        for field in fields {
            var element = SchemaElement(repetition: field.repetition, name: field.name, fieldID: field.fieldID)
            switch field.content {
            case .leaf(let type, let typeLength, let logicalType):
                element.type = type
                element.typeLength = typeLength.map { Int32(clamping: $0) }
                element.annotate(logicalType)
                elements.append(element)
            case .group(let children, let logicalType):
                element.childCount = Int32(clamping: children.count)
                element.annotate(logicalType)
                elements.append(element)
                append(children, to: &elements)
            }
        }
    }

    /// The schema that a footer's elements describe.
    ///
    /// Files are read whatever their annotations say: a logical type wins over a converted type, and one that does not go
    /// with its field is passed over (`FileMetadata.schemaNotes` tells which). A field without a repetition is required,
    /// groups may be empty, names may repeat.
    ///
    /// - Throws: `ParquetError` with code `malformed` if the elements are not a tree or FIXED_LEN_BYTE_ARRAY lacks its
    ///   length; with code `limit` if the columns' paths have an absurd size together.
    public init(elements: [SchemaElement]) throws(ParquetError) {
        var tree = SchemaTree(elements)
        let fields = try tree.root()
        try self.init(name: elements.first?.name ?? "", reading: fields)
    }
}

extension SchemaElement {
    /// Sets logical type, converted type, and a decimal's precision and scale.
    mutating func annotate(_ logicalType: LogicalType?) {
        self.logicalType = logicalType
        convertedType = logicalType.flatMap { ConvertedType($0) }
        if case .decimal(let precision, let scale) = logicalType {
            self.precision = Int32(clamping: precision)
            self.scale = Int32(clamping: scale)
        }
    }
}
