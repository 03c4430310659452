/// Recognises lists and maps in all the structures that writers have used for them (LogicalTypes.md, "Lists", "Maps" and
/// their backward-compatibility rules).
///
///     optional group tags (LIST) {            list of nullable strings, itself nullable
///       repeated group list {
///         optional binary element (STRING); } }
///     optional group tags (LIST) {            list of strings: the repeated field is the element
///       repeated binary array (STRING); }
///     repeated binary tags (STRING);          list of strings, not nullable
///
/// An annotation that its structure does not bear out is passed over, and the group is a group.
struct FieldShapeBuilder {
    /// What lies above a field.
    struct Context {
        /// The definition level of the parent, where it is there.
        var definitionLevel: Int
        var repetitionLevel: Int
        /// The definition level of the innermost repeated field.
        var slotDefinitionLevel: Int

        static let root = Context(definitionLevel: 0, repetitionLevel: 0, slotDefinitionLevel: 0)

        /// What lies above the fields of a repeated field found here.
        var repeated: Context {
            Context(
                definitionLevel: definitionLevel + 1, repetitionLevel: repetitionLevel + 1,
                slotDefinitionLevel: definitionLevel + 1)
        }
    }

    /// The place of the next leaf in the schema's columns.
    private var nextColumn = 0

    /// The shape of `field` with its repetition.
    mutating func shape(of field: SchemaField, in context: Context) -> FieldShape {
        switch field.repetition {
        case .required, .optional: return content(of: field, in: context)
        case .repeated:
            let first = nextColumn
            let element = content(of: field, in: context.repeated)
            return make(field, .list(element: element), in: context, isNullable: false, from: first)
        }
    }

    /// The shape of `field`, of which a repetition is counted in `context` already.
    private mutating func content(of field: SchemaField, in context: Context) -> FieldShape {
        let isNullable = field.repetition == .optional
        var inner = context
        if isNullable { inner.definitionLevel += 1 }
        let first = nextColumn
        let kind: FieldShape.Kind
        switch field.content {
        case .leaf:
            kind = .leaf(column: nextColumn)
            nextColumn += 1
        case .group(let fields, let logicalType):
            if logicalType == .list, let list = list(of: fields, named: field.name, in: inner) {
                kind = list
            } else if logicalType == .map, let map = map(of: fields, in: inner) {
                kind = map
            } else {
                let children = fields.map { shape(of: $0, in: inner) }
                kind = field.isVariant ? .variant(children) : .group(children)
            }
        }
        return make(field, kind, in: context, isNullable: isNullable, from: first)
    }

    /// The list that a group of `fields` annotated with LIST is; nil if it is none.
    private mutating func list(
        of fields: [SchemaField], named name: String, in context: Context
    ) -> FieldShape.Kind? {
        guard fields.count == 1, let repeated = fields.first, repeated.repetition == .repeated else { return nil }
        if case .group(let children, _) = repeated.content, children.count == 1, let element = children.first,
            element.repetition != .repeated, repeated.name != "array", repeated.name != name + "_tuple"
        {
            return .list(element: shape(of: element, in: context.repeated))
        }
        // Without a layer of its own for the element, the repeated field is the element.
        return .list(element: content(of: repeated, in: context.repeated))
    }

    /// The map that a group of `fields` annotated with MAP is; nil if it is none. Key and value are known by their
    /// position, whatever they are called. Keys without values are a list: a set, written as a map.
    private mutating func map(of fields: [SchemaField], in context: Context) -> FieldShape.Kind? {
        guard fields.count == 1, let pair = fields.first, pair.repetition == .repeated,
            case .group(let children, _) = pair.content, children.count <= 2, let key = children.first,
            key.repetition != .repeated
        else { return nil }
        let keyShape = shape(of: key, in: context.repeated)
        guard children.count == 2 else { return .list(element: keyShape) }
        return .map(key: keyShape, value: shape(of: children[1], in: context.repeated))
    }

    private func make(
        _ field: SchemaField, _ kind: FieldShape.Kind, in context: Context, isNullable: Bool, from first: Int
    ) -> FieldShape {
        FieldShape(
            name: field.name, kind: kind, isNullable: isNullable,
            definitionLevel: context.definitionLevel + (isNullable ? 1 : 0), repetitionLevel: context.repetitionLevel,
            slotDefinitionLevel: context.slotDefinitionLevel, columns: first..<nextColumn)
    }
}

extension SchemaField {
    /// Whether the field is a VARIANT with the parts that one must have (VariantEncoding.md, "Variant in Parquet";
    /// VariantShredding.md, "Value Shredding"). The parts are known by their names.
    fileprivate var isVariant: Bool {
        guard case .group(let fields, .variant) = content, fields.count == Set(fields.map(\.name)).count else {
            return false
        }
        return fields.contains { $0.name == "metadata" && $0.isBinary }
            && fields.contains { $0.name == "value" && $0.isBinary || $0.name == "typed_value" }
            && fields.allSatisfy { ["metadata", "value", "typed_value"].contains($0.name) }
            && fields.allSatisfy { $0.repetition != .repeated && ($0.name != "value" || $0.isBinary) }
    }

    private var isBinary: Bool {
        if case .leaf(type: .byteArray, _, _) = content { return true }
        return false
    }
}
