import Parquet

/// A column of values that are always the same.
struct BenchmarkColumn {
    let schema: Schema
    let batches: [RecordBatch]
    let path: ColumnPath

    /// How many rows a batch has: about as many as a block of a conversion.
    private static let batchRowCount = 2_500

    /// - Throws: `UnknownName` if there is no such kind.
    init(_ kind: String, rowCount: Int) throws {
        var numbers = Numbers()
        let field: SchemaField
        let make: (Int) -> ColumnVector
        switch kind {
        case "int64-sorted":
            field = SchemaField("c", .int64, repetition: .required)
            var last: Int64 = 1_740_000_000_000
            make = { count in
                ColumnVector(
                    .int64(
                        (0..<count).map { _ in
                            last += Int64(numbers.next() % 1000)
                            return last
                        }))
            }
        case "int64-random":
            field = SchemaField("c", .int64, repetition: .required)
            make = { count in
                ColumnVector(.int64((0..<count).map { _ in Int64(truncatingIfNeeded: numbers.next()) }))
            }
        case "nullable-int64":
            field = SchemaField("c", .int64)
            make = { count in
                let isThere = (0..<count).map { _ in numbers.next() % 4 > 0 }
                return ColumnVector(
                    presence: .validity(Bitmap(isThere)),
                    values: .int64(isThere.filter { $0 }.map { _ in Int64(numbers.next() % 1_000_000) }))
            }
        case "double":
            field = SchemaField("c", .double, repetition: .required)
            make = { count in ColumnVector(.double((0..<count).map { _ in Double(numbers.next() % 10_000_000) / 100 }))
            }
        case "boolean":
            field = SchemaField("c", .boolean, repetition: .required)
            make = { count in ColumnVector(.boolean((0..<count).map { _ in numbers.next() % 3 == 0 })) }
        case "low-cardinality-string":
            field = SchemaField("c", .byteArray, logicalType: .string, repetition: .required)
            let actions = ["sign_in", "sign_out", "token_refresh", "mfa_challenge", "password_change", "consent"]
            make = { count in
                ColumnVector(
                    .byteArray(ByteArrayValues((0..<count).map { _ in actions[Int(numbers.next() % 6)] })))
            }
        case "uuid-string":
            field = SchemaField("c", .byteArray, logicalType: .string, repetition: .required)
            make = { count in ColumnVector(.byteArray(ByteArrayValues((0..<count).map { _ in numbers.uuid() }))) }
        case "list-int64":
            field = SchemaField(
                "c", group: [SchemaField("list", group: [SchemaField("element", .int64)], repetition: .repeated)],
                logicalType: .list)
            make = { count in
                var definition: [UInt16] = []
                var repetition: [UInt16] = []
                var values: [Int64] = []
                for _ in 0..<count {
                    let length = Int(numbers.next() % 5)
                    definition += length == 0 ? [1] : [UInt16](repeating: 3, count: length)
                    repetition += length == 0 ? [0] : [0] + [UInt16](repeating: 1, count: length - 1)
                    for _ in 0..<length { values.append(Int64(numbers.next() % 1_000_000)) }
                }
                return ColumnVector(
                    presence: .levels(definition: definition, repetition: repetition), values: .int64(values))
            }
        default: throw UnknownName(name: kind)
        }
        let schema = try Schema(fields: [field])
        self.schema = schema
        path = schema.columns[0].path
        var batches: [RecordBatch] = []
        var rest = rowCount
        while rest > 0 {
            let count = min(rest, BenchmarkColumn.batchRowCount)
            batches.append(try RecordBatch(schema: schema, columns: [make(count)]))
            rest -= count
        }
        self.batches = batches
    }
}

/// Numbers that look random and are always the same (a linear congruential generator, its high bits).
private struct Numbers {
    private var state: UInt64 = 1

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) ^ (state << 31)
    }

    mutating func uuid() -> String {
        var digits = ""
        for index in 0..<32 {
            if [8, 12, 16, 20].contains(index) { digits += "-" }
            digits += String((next() >> 7) & 15, radix: 16)
        }
        return digits
    }
}
