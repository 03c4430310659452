internal import Parquet

/// The columns that are keys of maps and may be null as far as the schema goes, which keys must not be.
struct MapKeys: Sendable {
    private var nullLevels: [Int: Int] = [:]

    init(_ schema: Schema) {
        for shape in FieldShape.shapes(of: schema) { collect(shape) }
    }

    /// The definition level of a key that is null, if the column has keys that can be.
    func nullLevel(ofColumn column: Int) -> Int? { nullLevels[column] }

    private mutating func collect(_ shape: FieldShape) {
        switch shape.kind {
        case .leaf: break
        case .group(let fields), .variant(let fields): for field in fields { collect(field) }
        case .list(let element): collect(element)
        case .map(let key, let value):
            if case .leaf(let column) = key.kind, key.isNullable { nullLevels[column] = key.definitionLevel - 1 }
            collect(key)
            collect(value)
        }
    }
}
