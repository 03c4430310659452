import Parquet
import ParquetBytes
import ParquetTestSupport
import Testing

@testable import ParquetDataset

/// Aggregates of columns of every storage, as values and as indices, beside going through the rows.
@Suite struct AggregateStateTests {
    /// A kind of column: its field, and values of which rows have some.
    private struct Kind {
        let field: SchemaField
        let distinct: ColumnValues
        /// What each of them is in a result.
        let values: [Value]
        /// Their places in their order.
        let order: [Int]
        let numbers: [Int128]?
    }

    private static let kinds: [Kind] = [
        Kind(
            field: SchemaField("v", .int32), distinct: .int32([5, -7, .max, .min, 0]),
            values: [.int32(5), .int32(-7), .int32(.max), .int32(.min), .int32(0)], order: [3, 1, 4, 0, 2],
            numbers: [5, -7, Int128(Int32.max), Int128(Int32.min), 0]),
        Kind(
            field: SchemaField("v", .int32, logicalType: .integer(bitWidth: 32, isSigned: false)),
            distinct: .int32([5, -7, 0]), values: [.uint32(5), .uint32(4_294_967_289), .uint32(0)], order: [1, 2, 0],
            numbers: [5, 4_294_967_289, 0]),
        Kind(
            field: SchemaField("v", .int64), distinct: .int64([1 << 40, -1, 3]),
            values: [.int64(1 << 40), .int64(-1), .int64(3)], order: [2, 0, 1], numbers: [1 << 40, -1, 3]),
        Kind(
            field: SchemaField("v", .double), distinct: .double([2.5, -1, .nan, .infinity]),
            values: [.double(2.5), .double(-1), .double(.nan), .double(.infinity)], order: [1, 0, 3, 2], numbers: nil),
        Kind(
            field: SchemaField("v", .byteArray, logicalType: .string),
            distinct: .byteArray(ByteArrayValues(["b", "", "ba", "é", "a"])),
            values: ["b", "", "ba", "é", "a"].map { .string($0) }, order: [2, 0, 3, 4, 1], numbers: nil),
        Kind(
            field: SchemaField("v", .boolean), distinct: .boolean([true, false]),
            values: [.boolean(true), .boolean(false)], order: [1, 0], numbers: nil),
    ]

    /// The values at `indices`.
    private func plain(_ distinct: ColumnValues, _ indices: [Int]) -> ColumnValues {
        switch distinct {
        case .boolean(let values): .boolean(indices.map { values[$0] })
        case .int32(let values): .int32(indices.map { values[$0] })
        case .int64(let values): .int64(indices.map { values[$0] })
        case .float(let values): .float(indices.map { values[$0] })
        case .double(let values): .double(indices.map { values[$0] })
        case .byteArray(let values):
            .byteArray(
                ByteArrayValues(indices.map { String(decoding: values.bytes[values.range(at: $0)], as: UTF8.self) }))
        case .fixedLengthByteArray, .dictionary: distinct
        }
    }

    @Test(arguments: 0..<120)
    func aggregatesAreThoseOfRows(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let kind = AggregateStateTests.kinds[Int(seed) % AggregateStateTests.kinds.count]
        let schema = try Schema(fields: [SchemaField("k", .int32, repetition: .required), kind.field])
        var aggregates: [DatasetCount.Aggregate] = [.least("v"), .greatest("v"), .distinct("v")]
        if kind.numbers != nil { aggregates.append(.sum("v")) }
        var table = GroupTable(keys: ["k"], aggregates: aggregates)
        var rowsOfGroups: [Int32: [Int?]] = [:]
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let rowCount = Int.random(in: 1...40, using: &random)
            let keys = (0..<rowCount).map { _ in Int32.random(in: 0..<3, using: &random) }
            let rows = (0..<rowCount).map { _ in
                Int.random(in: 0..<4, using: &random) == 0
                    ? nil : Int.random(in: 0..<kind.distinct.count, using: &random)
            }
            let present = rows.compactMap { $0 }
            let values: ColumnValues =
                Bool.random(using: &random)
                ? .dictionary(indices: present.map { UInt32($0) }, values: kind.distinct)
                : plain(kind.distinct, present)
            let vector = ColumnVector(presence: .validity(Bitmap(rows.map { $0 != nil })), values: values)
            try table.add(RecordBatch(schema: schema, columns: [ColumnVector(.int32(keys)), vector]))
            for (key, row) in zip(keys, rows) { rowsOfGroups[key, default: []].append(row) }
        }
        for row in try table.result().rows {
            guard case .int32(let key)? = row["k"], let all = rowsOfGroups[key] else {
                Issue.record("\(row)")
                continue
            }
            let present = all.compactMap { $0 }
            func shown(_ index: Int?) -> String { "\(index.map { kind.values[$0] } ?? .null)" }
            let least = present.min { kind.order[$0] < kind.order[$1] }
            let greatest = present.max { kind.order[$0] < kind.order[$1] }
            #expect("\(row["min_v"] ?? .null)" == shown(least))
            #expect("\(row["max_v"] ?? .null)" == shown(greatest))
            #expect(row["distinct_v"] == .int64(Int64(Set(present).count)))
            #expect(row["count"] == .int64(Int64(all.count)))
            guard let numbers = kind.numbers else { continue }
            let sum = present.reduce(0 as Int128) { $0 + numbers[$1] }
            #expect(row["sum_v"] == (present.isEmpty ? .null : .int64(Int64(sum))))
        }
    }
}
