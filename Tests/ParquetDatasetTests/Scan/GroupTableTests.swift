import Parquet
import ParquetBytes
import ParquetTestSupport
import Testing

@testable import ParquetDataset

/// Groups of batches whose columns are laid out in every way, beside counting row by row.
@Suite struct GroupTableTests {
    /// A column of `texts`, as values or as indices of a dictionary that may have values nobody has.
    private func vector(_ texts: [String?], isDictionary: Bool, _ random: inout SeededGenerator) -> ColumnVector {
        let present = texts.compactMap { $0 }
        var values = ColumnValues.byteArray(ByteArrayValues(present))
        if isDictionary {
            let distinct = Array(Set(present + ["never", "nowhere"])).sorted().shuffled(using: &random)
            values = .dictionary(
                indices: present.map { text in UInt32(distinct.firstIndex(of: text) ?? 0) },
                values: .byteArray(ByteArrayValues(distinct)))
        }
        let hasNulls = present.count < texts.count
        return ColumnVector(
            presence: hasNulls || Bool.random(using: &random)
                ? .validity(Bitmap(texts.map { $0 != nil })) : .all(rowCount: texts.count), values: values)
    }

    @Test(arguments: 0..<60)
    func groupsAreThoseOfRows(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let keys = ["a", "b", "c"].prefix(Int.random(in: 1...3, using: &random))
        let schema = try Schema(fields: keys.map { SchemaField($0, .byteArray, logicalType: .string) })
        var table = GroupTable(keys: Array(keys), aggregates: [])
        var expected: [(key: [String?], count: Int)] = []
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let rowCount = Int.random(in: 1...200, using: &random)
            var columns: [[String?]] = []
            for _ in keys {
                let most: Int = [1, 3, 40, 300].randomElement(using: &random) ?? 1
                let distinct = Int.random(in: 1...most, using: &random)
                let nulls: Double = [0.0, 0.1, 1.0].randomElement(using: &random) ?? 0
                columns.append(
                    (0..<rowCount).map { _ in
                        Double.random(in: 0..<1, using: &random) < nulls
                            ? nil
                            : String(repeating: "x", count: .random(in: 0..<distinct, using: &random) % 11)
                                + "\(Int.random(in: 0..<distinct, using: &random))"
                    })
            }
            let vectors = columns.map { vector($0, isDictionary: Bool.random(using: &random), &random) }
            try table.add(RecordBatch(schema: schema, columns: vectors))
            for row in 0..<rowCount {
                let key = columns.map { $0[row] }
                if let place = expected.firstIndex(where: { $0.key == key }) {
                    expected[place].count += 1
                } else {
                    expected.append((key, 1))
                }
            }
        }
        let groups = try table.partial()
        #expect(groups.counts == expected.map(\.count))
        let rows = try groups.rows.rows.map {
            $0.values.map { value in if case .string(let text) = value { text } else { nil as String? } }
        }
        #expect(rows == expected.map(\.key))
        // The largest first, of those of one size that which was met first.
        let sorted = expected.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
        let result = try table.result().rows.map { row in row.values.map { "\($0)" } }
        #expect(
            result
                == sorted.map { group in
                    group.element.key.map { "\($0.map(Value.string) ?? .null)" } + [
                        "\(Value.int64(Int64(group.element.count)))"
                    ]
                })
    }

    @Test func numbersOfValuesAreThoseOfADictionary() {
        var random = SeededGenerator(seed: 5)
        var numbers = ValueNumbers()
        var known: [[UInt8]: UInt32] = [:]
        var knownNumbers: [UInt64: UInt32] = [:]
        for _ in 0..<20_000 {
            if Bool.random(using: &random) {
                let value = UInt64.random(in: 0..<5_000, using: &random) << UInt64.random(in: 0..<40, using: &random)
                let code = numbers.code(of: value)
                #expect(code == knownNumbers[value] ?? UInt32(known.count + knownNumbers.count + 1))
                knownNumbers[value] = code
            } else {
                let bytes = (0..<Int.random(in: 0..<20, using: &random)).map { _ in
                    UInt8.random(in: 0..<2, using: &random)
                }
                let padded = [9, 9] + bytes + [9]
                let code = numbers.code(of: padded.rawBytes, 2, 2 + bytes.count)
                #expect(code == known[bytes] ?? UInt32(known.count + knownNumbers.count + 1))
                known[bytes] = code
            }
        }
        #expect(numbers.count == known.count + knownNumbers.count)
        #expect(known.count > 1_000)
    }
}
