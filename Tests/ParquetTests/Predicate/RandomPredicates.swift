import ParquetTestSupport

@testable import Parquet

/// A batch of random columns and rows, and random predicates about it.
struct RandomPredicates {
    /// `id`, which numbers the rows, columns `c0`, `c1`, … of which some are in groups, and `tags`, which repeats.
    let batch: RecordBatch
    private let columns: [(path: ColumnPath, kind: RandomColumnKind)]
    private var random: SeededGenerator

    init(seed: UInt64, rowCount: Int, kinds: [RandomColumnKind] = RandomColumnKind.allCases) throws {
        var random = SeededGenerator(seed: seed)
        var fields = [SchemaField("id", .int64, repetition: .required)]
        var columns: [(path: ColumnPath, kind: RandomColumnKind)] = []
        for index in 0..<Int.random(in: 1...5, using: &random) {
            let kind = kinds.randomElement(using: &random) ?? .int64
            let name = "c\(index)"
            let leaf = kind.field(name, repetition: Bool.random(using: &random) ? .required : .optional)
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                columns.append((["g\(index)", name], kind))
                fields.append(
                    SchemaField(
                        "g\(index)", group: [leaf], repetition: Bool.random(using: &random) ? .required : .optional))
            case 1:
                columns.append((["g\(index)", "h", name], kind))
                fields.append(SchemaField("g\(index)", group: [SchemaField("h", group: [leaf])]))
            default:
                columns.append(([name], kind))
                fields.append(leaf)
            }
        }
        fields.append(SchemaField("tags", .int32, repetition: .repeated))
        let schema = try Schema(fields: fields)
        var vectors: [ColumnVector] = [ColumnVector(.int64((0..<rowCount).map(Int64.init)))]
        for (index, column) in columns.enumerated() {
            vectors.append(
                RandomPredicates.vector(schema.columns[index + 1], column.kind, rowCount, &random))
        }
        let repetition = (0..<rowCount).flatMap { _ in
            [0] + [UInt16](repeating: 1, count: .random(in: 0...2, using: &random))
        }
        vectors.append(
            ColumnVector(
                presence: .levels(definition: repetition.map { _ in 1 }, repetition: repetition),
                values: .int32(repetition.indices.map(Int32.init))))
        batch = try RecordBatch(schema: schema, columns: vectors)
        self.columns = columns
        self.random = random
    }

    private static func vector(
        _ column: ColumnDescriptor, _ kind: RandomColumnKind, _ rowCount: Int, _ random: inout SeededGenerator
    ) -> ColumnVector {
        let top = column.maxDefinitionLevel
        let nullShare: Double = [0, 0.1, 0.9].randomElement(using: &random) ?? 0
        let definition = (0..<rowCount).map { _ in
            Double.random(in: 0..<1, using: &random) < nullShare
                ? UInt16.random(in: 0...UInt16(top), using: &random) : UInt16(top)
        }
        let count = definition.count { $0 == top }
        let presence: Presence =
            if count == rowCount, Bool.random(using: &random) {
                .all(rowCount: rowCount)
            } else if top == 1 {
                .validity(Bitmap(definition.map { $0 == 1 }))
            } else {
                .levels(definition: definition, repetition: nil)
            }
        guard Bool.random(using: &random) else {
            return ColumnVector(presence: presence, values: kind.values(count, &random))
        }
        let distinctCount = Int.random(in: 1...20, using: &random)
        return ColumnVector(
            presence: presence,
            values: .dictionary(
                indices: (0..<count).map { _ in .random(in: 0..<UInt32(distinctCount), using: &random) },
                values: kind.values(distinctCount, &random)))
    }

    mutating func next(depth: Int) -> Parquet.Predicate {
        switch depth == 0 ? 9 : Int.random(in: 0..<10, using: &random) {
        case 0, 1, 2: .and((0..<Int.random(in: 0...3, using: &random)).map { _ in next(depth: depth - 1) })
        case 3, 4, 5: .or((0..<Int.random(in: 0...3, using: &random)).map { _ in next(depth: depth - 1) })
        case 6, 7: .not(next(depth: depth - 1))
        default: leaf()
        }
    }

    private mutating func leaf() -> Parquet.Predicate {
        guard let (path, kind) = columns.randomElement(using: &random) else { return .or([]) }
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return .isNull(path)
        case 1, 2, 3:
            let many = [30, 300].randomElement(using: &random) ?? 30
            let count = Int.random(in: 0..<10, using: &random) == 0 ? many : Int.random(in: 0...3, using: &random)
            return .isIn(path, (0..<count).map { _ in literal(kind) })
        case 4 where kind.isText:
            let pattern = ["", "a", "a%", "%b", "_", "__", "a_b", "%a%", "a!%", "a%c%", "é_", "%", "_%", "!_%!!"]
            return .like(
                path, pattern.randomElement(using: &random) ?? "", escape: Bool.random(using: &random) ? "!" : nil)
        case 5 where kind.isBytes:
            return .hasPrefix(path, kind.literal(&random))
        default:
            let comparison =
                kind == .interval
                ? [.equal, .notEqual].randomElement(using: &random)
                : Parquet.Predicate.Comparison.allCases.randomElement(using: &random)
            return .comparison(path, comparison ?? .equal, literal(kind))
        }
    }

    private mutating func literal(_ kind: RandomColumnKind) -> Value {
        Int.random(in: 0..<15, using: &random) == 0 ? .null : kind.literal(&random)
    }
}
