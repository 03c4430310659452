/// What a field of a schema is once its lists and maps are recognised, and at which levels it exists.
///
/// A repeated field that no annotation explains is a required list of required elements (LogicalTypes.md, "Nested Types").
public struct FieldShape: Sendable, Equatable {
    /// The field's name. The element of a list, and the key and value of a map, keep the names they have in the file.
    public let name: String
    /// What the field is.
    public indirect enum Kind: Sendable, Equatable {
        /// Values: the column at this place of the schema's `columns`.
        case leaf(column: Int)
        /// Fields side by side.
        case group([FieldShape])
        /// Any number of one thing.
        case list(element: FieldShape)
        /// Any number of pairs.
        case map(key: FieldShape, value: FieldShape)
        /// A VARIANT: `metadata`, and `value`, `typed_value` or both.
        case variant([FieldShape])
    }

    /// What the field is.
    public internal(set) var kind: Kind
    /// Whether it can be null where its parent is there.
    public let isNullable: Bool
    /// The least definition level at which it is there and not null.
    public let definitionLevel: Int
    /// How many repeated fields of the path lie above it.
    public let repetitionLevel: Int
    /// The least definition level at which it has a slot: that of the innermost repeated field above, 0 without one.
    public let slotDefinitionLevel: Int
    /// The columns under it, as places in the schema's `columns`.
    public internal(set) var columns: Range<Int>

    /// The shapes of the fields of `schema`.
    public static func shapes(of schema: Schema) -> [FieldShape] {
        var builder = FieldShapeBuilder()
        return schema.fields.map { builder.shape(of: $0, in: .root) }
    }

    /// The shapes of the fields of `schema`, which is `whole` without some of its columns. What a list or a map is, is
    /// decided by the fields it has in the file, not by those that are read.
    public static func shapes(of schema: Schema, within whole: Schema) -> [FieldShape] {
        guard schema != whole else { return shapes(of: schema) }
        guard let places = whole.columnPlaces(of: schema) else { return shapes(of: schema) }
        var next = 0
        var newPlaces = [Int?](repeating: nil, count: whole.columns.count)
        for place in places {
            newPlaces[place] = next
            next += 1
        }
        return shapes(of: whole).compactMap { $0.pruned(newPlaces) }
    }

    /// The shape without the columns that have no new place; nil if none is left.
    private func pruned(_ newPlaces: [Int?]) -> FieldShape? {
        let kept = columns.compactMap { newPlaces[$0] }
        guard let first = kept.first, let last = kept.last else { return nil }
        var shape = self
        shape.columns = first..<last + 1
        switch kind {
        case .leaf: shape.kind = .leaf(column: first)
        case .group(let fields): shape.kind = .group(fields.compactMap { $0.pruned(newPlaces) })
        case .variant(let fields):
            let left = fields.compactMap { $0.pruned(newPlaces) }
            shape.kind = shape.columns.count == columns.count ? .variant(left) : .group(left)
        case .list(let element):
            if let element = element.pruned(newPlaces) { shape.kind = .list(element: element) }
        case .map(let key, let value):
            let left = [key, value].compactMap { $0.pruned(newPlaces) }
            // Half of a map is a list of half pairs.
            shape.kind =
                left.count == 2
                ? .map(key: left[0], value: left[1]) : .list(element: key.pair(of: left, columns: shape.columns))
        }
        return shape
    }

    /// The pair of which this key is the first part, with `fields` of it.
    private func pair(of fields: [FieldShape], columns: Range<Int>) -> FieldShape {
        FieldShape(
            name: "key_value", kind: .group(fields), isNullable: false, definitionLevel: slotDefinitionLevel,
            repetitionLevel: repetitionLevel, slotDefinitionLevel: slotDefinitionLevel, columns: columns)
    }
}

extension Schema {
    /// Where the columns of `part`, which is this schema without some of its columns, are in `columns`; nil if `part` is
    /// something else.
    fileprivate func columnPlaces(of part: Schema) -> [Int]? {
        var places: [Int] = []
        var next = 0
        for column in part.columns {
            while next < columns.count, columns[next] != column { next += 1 }
            guard next < columns.count else { return nil }
            places.append(next)
            next += 1
        }
        return places
    }
}
