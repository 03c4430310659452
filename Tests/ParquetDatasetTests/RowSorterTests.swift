import Parquet
import ParquetBytes
import ParquetTestSupport
import SystemPackage
import Testing

@testable import ParquetDataset

/// Sorting rows of every type against a stable sort of their values one by one, which knows nothing of keys or runs.
@Suite struct RowSorterTests {
    /// A type to sort by, and how two values compare: bytes in PLAIN, by the order that the specification defines.
    struct Sorted: CustomTestStringConvertible, Sendable {
        let name: String
        let column: RandomColumn

        var testDescription: String { name }

        init(
            _ name: String, _ type: PhysicalType, typeLength: Int? = nil, _ logicalType: LogicalType? = nil,
            _ distribution: RandomColumn.Distribution = .few, layers: [RandomColumn.Layer] = []
        ) {
            self.name = name
            column = RandomColumn(
                "key", type, typeLength: typeLength, logicalType: logicalType, isOptional: true, layers: layers,
                distribution: distribution)
        }
    }

    static let types = [
        Sorted("boolean", .boolean, nil, .any), Sorted("int32", .int32, nil, .any), Sorted("few int32", .int32),
        Sorted("unsigned int32", .int32, .integer(bitWidth: 32, isSigned: false), .any),
        Sorted("int64", .int64, nil, .any),
        Sorted("unsigned int64", .int64, .integer(bitWidth: 64, isSigned: false), .any),
        Sorted("timestamp", .int64, .timestamp(unit: .micros, isAdjustedToUTC: true), .any),
        Sorted("decimal", .int64, .decimal(precision: 18, scale: 2), .any),
        Sorted("long decimal", .fixedLengthByteArray, typeLength: 7, .decimal(precision: 15, scale: 0), .any),
        Sorted("float", .float, nil, .any), Sorted("double", .double, nil, .any),
        Sorted("text", .byteArray, .string, .any), Sorted("few texts", .byteArray, .string),
        Sorted("long prefix", .byteArray, .string, .rising),
        Sorted("uuid", .fixedLengthByteArray, typeLength: 16, .uuid, .any),
        Sorted("in a struct", .int64, nil, .few, layers: [.optionalGroup, .optionalGroup]),
        Sorted("required in a struct", .byteArray, .string, .any, layers: [.requiredGroup]),
    ]

    @Test(arguments: types, [true, false])
    func rowsComeInTheOrderOfAReferenceSort(_ type: Sorted, isDescending: Bool) throws {
        for areNullsFirst in [true, false] {
            for (seed, collecting) in [(UInt64(1), 1 << 30), (2, 20_000), (3, 1)] {
                try check(type, isDescending, areNullsFirst, seed: seed, collecting: collecting)
            }
        }
    }

    /// Sorts random rows by `type`, and compares with what sorting their values one by one gives, row numbers included.
    private func check(
        _ type: Sorted, _ isDescending: Bool, _ areNullsFirst: Bool, seed: UInt64, collecting: Int
    ) throws {
        var random = SeededGenerator(seed: seed)
        let nested = RandomColumn(
            "nested", .byteArray, logicalType: .string, isOptional: true, layers: [.list, .list], distribution: .any)
        let flags = RandomColumn("flags", .boolean, isOptional: true, layers: [.list], distribution: .any)
        let schema = try Schema(fields: [
            type.column.field, SchemaField("row", .int64, repetition: .required), nested.field, flags.field,
        ])
        var expected: [(key: [UInt8]?, row: Int64, rest: [String])] = []
        let descriptor = schema.columns[0]
        let order = try #require(ValueOrder(descriptor, .typeDefined))
        let scratch = try ScratchDirectory()
        let encoder = KeyEncoder([
            KeyEncoder.Part(
                column: 0, descriptor: descriptor, isDescending: isDescending, areNullsFirst: areNullsFirst)
        ])
        let shares = SortShares(collecting: collecting, merging: min(collecting, 1 << 20), frame: 2000)
        let sorter = RowSorter(schema.columns, encoder, shares: shares, directory: scratch.path.appending("runs"))
        for size in [0, 250, 1, 64, 133] {
            let first = Int64(expected.count)
            let columns = [
                type.column.vector(rowCount: size, &random),
                ColumnVector(.int64((0..<Int64(size)).map { first + $0 })),
                nested.vector(rowCount: size, &random), flags.vector(rowCount: size, &random),
            ]
            try RecordBatch(schema: schema, columns: columns).check()
            for row in 0..<size {
                expected.append(
                    (
                        columns[0].bytes(row, descriptor.maxDefinitionLevel), first + Int64(row),
                        try columns.dropFirst(2).map { try $0.text(row) }
                    ))
            }
            try sorter.append(columns)
        }
        // Not a comparison that a sort could rely on being total: NaN is placed by hand.
        func rank(_ bytes: [UInt8]?) -> Int {
            guard let bytes else { return areNullsFirst ? -2 : 2 }
            return order.contains(bytes) ? 0 : isDescending ? -1 : 1
        }
        let sorted = expected.enumerated().sorted { left, right in
            let ranks = (rank(left.element.key), rank(right.element.key))
            if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
            if let first = left.element.key, let second = right.element.key, ranks.0 == 0 {
                let comparison = order.compare(first, second)
                if comparison == .less { return !isDescending }
                if comparison == .greater { return isDescending }
            }
            return left.offset < right.offset
        }.map(\.element)
        var found = 0
        try sorter.finish { rows throws(ParquetError) in
            try RecordBatch(schema: schema, columns: rows).check()
            guard case .int64(let numbers) = rows[1].values else { return }
            for row in numbers.indices {
                #expect(numbers[row] == sorted[found].row)
                #expect(rows[0].bytes(row, descriptor.maxDefinitionLevel) == sorted[found].key)
                #expect(
                    try rows.dropFirst(2).map { column throws(ParquetError) in try column.text(row) }
                        == sorted[found].rest)
                found += 1
            }
        }
        #expect(found == expected.count)
        #expect(scratch.files().isEmpty, "runs are removed")
        #expect((sorter.spilledRowCount > 0) == (collecting < 1 << 30))
    }

    @Test func manyRunsAreMergedInSeveralPassesWithinTheMemory() throws {
        let schema = try Schema(fields: [
            SchemaField("key", .int64), SchemaField("row", .int64, repetition: .required),
            SchemaField("text", .byteArray, logicalType: .string, repetition: .required),
        ])
        let scratch = try ScratchDirectory()
        let encoder = KeyEncoder([KeyEncoder.Part(column: 0, descriptor: schema.columns[0])])
        // A run for each batch of 100 rows, of which about four frames fit.
        let shares = SortShares(collecting: 1, merging: 60_000, frame: 12_000)
        let sorter = RowSorter(schema.columns, encoder, shares: shares, directory: scratch.path)
        var random = SeededGenerator(seed: 4)
        var keys: [Int64] = []
        for _ in 0..<60 {
            let first = Int64(keys.count)
            let next = (0..<100).map { _ in Int64.random(in: -20..<20, using: &random) }
            keys += next
            try sorter.append([
                ColumnVector(.int64(next)), ColumnVector(.int64((first..<first + 100).map { $0 })),
                ColumnVector(.byteArray(ByteArrayValues((0..<100).map { String(repeating: "x", count: $0) }))),
            ])
        }
        #expect(scratch.files().count == 60)
        var rows: [Int64] = []
        try sorter.finish { batch throws(ParquetError) in
            guard case .int64(let numbers) = batch[1].values else { return }
            rows += numbers
        }
        #expect(sorter.spilledRowCount > 6000)
        #expect(rows == keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.map(Int64.init))
        #expect(scratch.files().isEmpty)
    }

    @Test func damagedRunsAreNoticed() throws {
        let schema = try Schema(fields: [SchemaField("key", .int64, repetition: .required)])
        let scratch = try ScratchDirectory()
        let encoder = KeyEncoder([KeyEncoder.Part(column: 0, descriptor: schema.columns[0])])
        let sorter = RowSorter(
            schema.columns, encoder, shares: SortShares(collecting: 1, merging: 1 << 20, frame: 1 << 16),
            directory: scratch.path)
        for _ in 0..<2 { try sorter.append([ColumnVector(.int64((0..<1000).map { $0 &* 7919 }))]) }
        var bytes = try #require(scratch.bytes(of: "run-2"))
        bytes[bytes.count / 2] ^= 1
        try scratch.write("run-2", bytes)
        let error = #expect(throws: ParquetError.self) { try sorter.finish { _ in } }
        #expect(error?.code == .checksum)
    }

    @Test func zeroBytesInTextDoNotMixUpKeys() throws {
        let texts = ["", "\u{0}", "\u{0}\u{0}", "\u{0}a", "a", "a\u{0}", "a\u{0}\u{FF}", "a\u{1}", "ab", "\u{FF}"]
        let schema = try Schema(fields: [
            SchemaField("a", .byteArray, logicalType: .string, repetition: .required),
            SchemaField("b", .byteArray, logicalType: .string, repetition: .required),
        ])
        for isDescending in [false, true] {
            let encoder = KeyEncoder(
                (0..<2).map {
                    KeyEncoder.Part(column: $0, descriptor: schema.columns[$0], isDescending: isDescending)
                })
            var pairs = texts.flatMap { left in texts.map { [left, $0] } }
            pairs.shuffle()
            let scratch = try ScratchDirectory()
            let sorter = RowSorter(
                schema.columns, encoder, shares: SortShares(collecting: 1 << 20, merging: 1 << 20, frame: 1 << 20),
                directory: scratch.path)
            try sorter.append(
                (0..<2).map { place in
                    ColumnVector(.byteArray(ByteArrayValues(pairs.map { $0[place] })))
                })
            var found: [[String]] = []
            try sorter.finish { rows throws(ParquetError) in
                guard case .byteArray(let first) = rows[0].values, case .byteArray(let second) = rows[1].values else {
                    return
                }
                for row in 0..<first.count {
                    found.append([
                        String(decoding: first[row], as: UTF8.self), String(decoding: second[row], as: UTF8.self),
                    ])
                }
            }
            let expected = pairs.sorted { left, right in
                for (first, second) in zip(left, right) where Array(first.utf8) != Array(second.utf8) {
                    return first.utf8.lexicographicallyPrecedes(second.utf8) != isDescending
                }
                return false
            }
            #expect(found.map { $0.map { Array($0.utf8) } } == expected.map { $0.map { Array($0.utf8) } })
        }
    }
}

extension ColumnVector {
    /// A row's value in PLAIN, nil for null. The column does not repeat.
    fileprivate func bytes(_ row: Int, _ maxDefinitionLevel: Int) -> [UInt8]? {
        var places: [Int32] = []
        findValues(maxDefinitionLevel, into: &places)
        let place = Int(places[row])
        guard place >= 0 else { return nil }
        switch values {
        case .boolean(let values): return [values[place] ? 1 : 0]
        case .int32(let values): return littleEndian(UInt64(UInt32(bitPattern: values[place])), 4)
        case .int64(let values): return littleEndian(UInt64(bitPattern: values[place]), 8)
        case .float(let values): return littleEndian(UInt64(values[place].bitPattern), 4)
        case .double(let values): return littleEndian(values[place].bitPattern, 8)
        case .byteArray(let values): return values[place]
        case .fixedLengthByteArray(let values): return values[place]
        case .dictionary: return nil
        }
    }

    private func littleEndian(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    }

    /// What a row of a nested column holds, its levels included.
    fileprivate func text(_ row: Int) throws(ParquetError) -> String {
        var selection = Bitmap(repeating: false, count: rowCount)
        selection[row] = true
        guard let schema = try? Schema(fields: [SchemaField("x", values.physicalType)]) else { return "" }
        var batch = RecordBatch(schema: schema)
        batch.columns = [self]
        return "\(batch.filtered(by: selection).columns[0])"
    }
}
