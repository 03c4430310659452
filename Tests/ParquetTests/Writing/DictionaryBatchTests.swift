import Parquet
import ParquetBytes
import ParquetTestSupport
import Testing

/// Values that a batch gives as a dictionary make the same file as those that it gives one by one.
@Suite struct DictionaryBatchTests {
    private func file(_ batches: [RecordBatch], _ options: WriterOptions) throws -> [UInt8] {
        let sink = MemorySink()
        var writer = try ParquetWriter(to: sink, schema: batches[0].schema, options: options)
        for batch in batches { try writer.append(batch) }
        _ = try writer.finish()
        return sink.bytes
    }

    /// `values` given as places in a dictionary of `distinct` and some strings that are not used.
    private func shared(_ places: [Int], _ distinct: [String], _ random: inout SeededGenerator) -> ColumnValues {
        var order = Array(distinct.indices)
        order.shuffle(using: &random)
        var numbers = [UInt32](repeating: 0, count: distinct.count)
        for (number, place) in order.enumerated() { numbers[place] = UInt32(number + 1) }
        return .dictionary(
            indices: places.map { numbers[$0] }, values: .byteArray(ByteArrayValues([""] + order.map { distinct[$0] })))
    }

    @Test(arguments: [(1, 3, 0), (2, 200, 1), (3, 5_000, 2), (4, 30, 3)] as [(UInt64, Int, Int)])
    func makesTheSameFile(seed: UInt64, distinctCount: Int, kind: Int) throws {
        var random = SeededGenerator(seed: seed)
        let schema = try Schema(fields: [
            SchemaField("a", .byteArray, repetition: .required), SchemaField("b", .byteArray),
            SchemaField("list", .byteArray, repetition: .repeated),
        ])
        let distinct = (0..<distinctCount).map { String(repeating: "x", count: $0 % 70) + String($0) }
        var plain: [RecordBatch] = []
        var dictionaries: [RecordBatch] = []
        for _ in 0..<8 {
            let rowCount = Int.random(in: 0..<6_000, using: &random)
            let validity = Bitmap((0..<rowCount).map { _ in Bool.random(using: &random) })
            var definition: [UInt16] = []
            var repetition: [UInt16] = []
            for _ in 0..<rowCount {
                let count = Int.random(in: 0..<4, using: &random)
                for element in 0..<max(count, 1) {
                    definition.append(count == 0 ? 0 : 1)
                    repetition.append(element == 0 ? 0 : 1)
                }
            }
            let presences: [Presence] = [
                .all(rowCount: rowCount), .validity(validity), .levels(definition: definition, repetition: repetition),
            ]
            let counts = [
                rowCount, validity.countOnes(in: 0..<rowCount), definition.reduce(0) { $0 + Int($1) },
            ]
            var one: [ColumnVector] = []
            var other: [ColumnVector] = []
            for (presence, count) in zip(presences, counts) {
                let places = (0..<count).map { _ in Int.random(in: 0..<distinct.count, using: &random) }
                one.append(
                    ColumnVector(presence: presence, values: .byteArray(ByteArrayValues(places.map { distinct[$0] }))))
                other.append(ColumnVector(presence: presence, values: shared(places, distinct, &random)))
            }
            plain.append(try RecordBatch(schema: schema, columns: one))
            dictionaries.append(try RecordBatch(schema: schema, columns: other))
        }
        var options = WriterOptions()
        if kind == 1 { options.pageByteLimit = 5_000 }
        if kind == 2 { options.dictionary = .never }
        if kind == 3 { options.rowGroupByteLimit = 100_000 }
        let areEqual = try file(plain, options) == file(dictionaries, options)
        #expect(areEqual)
    }
}
