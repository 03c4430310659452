import Parquet

/// A file of this package's writer with all that it can say of its rows: two row groups of several pages, indexes, bloom
/// filters, checksums, sizes, sorting columns, and columns of every encoding and kind of level.
enum OwnFile: String, Sendable, CaseIterable {
    /// Pages of version 1, and bounds in the order of the types.
    case version1
    /// Pages of version 2, and floating-point numbers in IEEE 754 total order.
    case version2

    static let rowCounts = [170, 130]
    private static let rows = rowCounts.reduce(0, +)

    private struct Part {
        let field: SchemaField
        let encoding: Encoding
        let vector: ColumnVector
    }

    /// A column of the rows' values, of which nil is null.
    private static func part<Element>(
        _ field: SchemaField, _ encoding: Encoding, _ value: (Int) -> Element?, _ values: ([Element]) -> ColumnValues
    ) -> Part {
        let all = (0..<rows).map(value)
        let present = all.compactMap { $0 }
        return Part(
            field: field, encoding: encoding,
            vector: ColumnVector(
                presence: present.count == rows ? .all(rowCount: rows) : .validity(Bitmap(all.map { $0 != nil })),
                values: values(present)))
    }

    private static func bytes(_ number: Int, count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (min($0, 7) * 8)) }
    }

    private static func fixed(_ length: Int) -> ([[UInt8]]) -> ColumnValues {
        { .fixedLengthByteArray(FixedLengthByteArrayValues(length: length, bytes: Array($0.joined()))) }
    }

    private static var flatParts: [Part] {
        let words = ["sign", "login", "reject", "öffnen", "logout"]
        return [
            part(SchemaField("id", .int64, repetition: .required), .deltaBinaryPacked, { Int64($0 / 2) * 3 }) {
                .int64($0)
            },
            // Rows of the same id are in the order of their kind, nulls last.
            part(SchemaField("kind", .int32), .rleDictionary, { $0 % 2 == 0 ? Int32($0 % 7) : nil }) { .int32($0) },
            // The second page of the first row group has nothing but nulls.
            part(
                SchemaField("word", .byteArray, logicalType: .string), .rleDictionary,
                { (40..<80).contains($0) || $0 % 5 == 0 ? nil : words[$0 * $0 % 5] + "\($0 / 40 % 3)" }
            ) { .byteArray(ByteArrayValues($0)) },
            // Longer than bounds are.
            part(
                SchemaField("text", .byteArray, logicalType: .string), .deltaByteArray,
                { $0 % 6 == 0 ? nil : "\(10 + $0 * 37 % 89)" + String(repeating: "é", count: 20 + $0 % 40) }
            ) { .byteArray(ByteArrayValues($0)) },
            part(
                SchemaField("raw", .byteArray, repetition: .required), .deltaLengthByteArray,
                { bytes($0 * 7919, count: 3 + $0 % 5) }
            ) { rows in
                var values = ByteArrayValues()
                for row in rows { values.append(row) }
                return .byteArray(values)
            },
            part(
                SchemaField("price", .double), .byteStreamSplit,
                { $0 % 9 == 0 ? nil : $0 % 11 == 0 ? .nan : Double($0 * 31 % 97 + $0 / 40) / 4 - 10 }
            ) { .double($0) },
            part(
                SchemaField("single", .float, repetition: .required), .rleDictionary,
                { $0 % 13 == 0 ? .nan : Float($0 % 17 - 5 + $0 / 40) }
            ) { .float($0) },
            part(
                SchemaField("half", .fixedLengthByteArray, typeLength: 2, logicalType: .float16), .plain,
                { $0 % 8 == 0 ? nil : [UInt8(($0 * 29 + $0 / 40) % 256), $0 % 10 == 0 ? 0x7E : UInt8(0x40 + $0 % 9)] },
                fixed(2)),
            part(
                SchemaField(
                    "amount", .fixedLengthByteArray, typeLength: 9, logicalType: .decimal(precision: 20, scale: 2),
                    repetition: .required), .plain, { bytes($0 * 997 - 150_000, count: 9) }, fixed(9)),
            part(
                SchemaField("cents", .int32, logicalType: .decimal(precision: 7, scale: 2)), .plain,
                { $0 % 4 == 0 ? nil : Int32($0 * 71 % 1000) - 500 }
            ) { .int32($0) },
            part(SchemaField("flag", .boolean), .rle, { $0 % 3 == 0 ? nil : $0 % 2 == 0 }) { .boolean($0) },
            part(
                SchemaField(
                    "at", .int64, logicalType: .timestamp(unit: .micros, isAdjustedToUTC: true), repetition: .required),
                .byteStreamSplit, { 1_700_000_000_000_000 - Int64($0) * 1_000_003 }
            ) { .int64($0) },
        ]
    }

    /// Lists of optional texts, and a number in an optional group: levels with something to tell.
    private static var nestedParts: [Part] {
        var definition: [UInt16] = []
        var repetition: [UInt16] = []
        var tags: [String] = []
        for row in 0..<rows {
            if row % 7 == 0 {
                definition.append(UInt16(row / 7 % 2))
                repetition.append(0)
                continue
            }
            for place in 0...row % 3 {
                let isNull = (row + place) % 5 == 0
                definition.append(isNull ? 2 : 3)
                repetition.append(place == 0 ? 0 : 1)
                if !isNull { tags.append("tag \((row * 3 + place) % 19)") }
            }
        }
        let ages = (0..<rows).map { UInt16($0 % 5 == 0 ? 0 : $0 % 4 == 0 ? 1 : 2) }
        return [
            Part(
                field: SchemaField(
                    "tags",
                    group: [
                        SchemaField(
                            "list", group: [SchemaField("element", .byteArray, logicalType: .string)],
                            repetition: .repeated)
                    ], logicalType: .list, repetition: .optional), encoding: .rleDictionary,
                vector: ColumnVector(
                    presence: .levels(definition: definition, repetition: repetition),
                    values: .byteArray(ByteArrayValues(tags)))),
            Part(
                field: SchemaField("person", group: [SchemaField("age", .int32)], repetition: .optional),
                encoding: .plain,
                vector: ColumnVector(
                    presence: .levels(definition: ages, repetition: nil),
                    values: .int32(ages.indices.filter { ages[$0] == 2 }.map { Int32($0 * 37 % 101) }))),
        ]
    }

    static let columnCount = 14

    /// The bytes of the file.
    ///
    /// - Parameter column: the one column that it has beside the two by which it is sorted; nil is all.
    func bytes(column: Int? = nil) throws -> [UInt8] {
        var parts = OwnFile.flatParts + OwnFile.nestedParts
        if let column { parts = parts[...1] + [parts[max(column, 2)]] }
        let schema = try Schema(fields: parts.map(\.field))
        var options = WriterOptions()
        options.dataPageVersion = self == .version1 ? .v1 : .v2
        options.floatingPointOrder = self == .version1 ? .typeDefined : .ieee754TotalOrder
        options.codec = self == .version1 ? .snappy : .zstd(level: 1)
        options.rowGroupRowLimit = OwnFile.rowCounts[0]
        options.pageRowLimit = 40
        options.sortingColumns = [.init(["id"]), .init(["kind"])]
        for (part, column) in zip(parts, schema.columns) {
            let filter = BloomFilterOptions(includesDictionaryChunks: true)
            options.columns[column.path] = WriterOptions.ColumnOptions(
                encoding: part.encoding, bloomFilter: column.physicalType == .boolean ? nil : .with(filter))
        }
        let batch = try RecordBatch(schema: schema, columns: parts.map(\.vector))
        return try WrittenFileTests.write([batch], schema, options)
    }
}
