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

    /// The schema that a footer's elements describe. A converted type without a logical type is read as the logical type
    /// that it stands for.
    ///
    /// - Throws: `ParquetError` with code `malformed` if the elements are not a tree, or as `init(name:fields:)`.
    public init(elements: [SchemaElement]) throws(ParquetError) {
        guard let root = elements.first else { throw ParquetError(.malformed, "the schema has no root") }
        var next = 1
        let fields = try Schema.fields(of: root, in: elements, next: &next, depth: 0)
        guard next == elements.count else {
            throw ParquetError(.malformed, "\(elements.count - next) schema elements belong to no group")
        }
        try self.init(name: root.name, fields: fields)
    }

    private static func fields(
        of parent: SchemaElement, in elements: [SchemaElement], next: inout Int, depth: Int
    ) throws(ParquetError) -> [SchemaField] {
        let count = Int(parent.childCount ?? 0)
        guard count >= 0, count <= elements.count - next else {
            throw ParquetError(
                .malformed, "the schema's group \(parent.name) has \(count) children, \(elements.count - next) are left"
            )
        }
        guard depth < maxDepth else {
            throw ParquetError(.malformed, "the schema is nested more than \(maxDepth) deep")
        }
        var fields: [SchemaField] = []
        for _ in 0..<count {
            // The children before may have used up the elements.
            guard next < elements.count else {
                throw ParquetError(.malformed, "the schema's group \(parent.name) lacks children")
            }
            let element = elements[next]
            next += 1
            let repetition = element.repetition ?? .required
            let logicalType = element.logicalType ?? element.convertedLogicalType
            if let type = element.type, element.childCount ?? 0 == 0 {
                // Some writers give a length to types that have none.
                let typeLength = type == .fixedLengthByteArray ? element.typeLength.map(Int.init) : nil
                fields.append(
                    SchemaField(
                        element.name, type, typeLength: typeLength, logicalType: logicalType, repetition: repetition,
                        fieldID: element.fieldID))
            } else {
                let children = try Schema.fields(of: element, in: elements, next: &next, depth: depth + 1)
                fields.append(
                    SchemaField(
                        element.name, group: children, logicalType: logicalType, repetition: repetition,
                        fieldID: element.fieldID))
            }
        }
        return fields
    }
}

extension SchemaElement {
    /// The logical type that the converted type stands for.
    var convertedLogicalType: LogicalType? {
        convertedType?.logicalType(precision: precision, scale: scale)
    }

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
