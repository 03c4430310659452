import Parquet
import ParquetInspect
import ParquetTestSupport
import Testing

/// Files that this package writes.
@Suite struct WrittenFileTests {
    static func write(_ batches: [RecordBatch], _ schema: Schema, _ options: WriterOptions) throws -> [UInt8] {
        let sink = MemorySink()
        var writer = try ParquetWriter(to: sink, schema: schema, options: options)
        for batch in batches { try writer.append(batch) }
        _ = try writer.finish()
        return sink.bytes
    }

    static func file(_ fields: [SchemaField], _ columns: [ColumnVector]) throws -> [UInt8] {
        let schema = try Schema(fields: fields)
        return try write([RecordBatch(schema: schema, columns: columns)], schema, WriterOptions())
    }

    @Test(arguments: [.uncompressed, .snappy, .gzip(level: 1), .zstd(level: 1), .lz4Raw] as [PageCodec])
    func theyAreSound(codec: PageCodec) async throws {
        for (seed, sizes) in [[1], [700, 3], [3000, 3000, 50], [0], []].enumerated() {
            for (pageByteLimit, rowGroupByteLimit) in [(1 << 20, 1 << 24), (2000, 100_000), (200, 20_000)] {
                var random = try RandomBatches(seed: UInt64(seed), longestString: 60)
                var options = WriterOptions()
                options.codec = codec
                options.pageByteLimit = pageByteLimit
                options.rowGroupByteLimit = rowGroupByteLimit
                let batches = try sizes.map { try random.next(rowCount: $0) }
                let bytes = try WrittenFileTests.write(batches, random.schema, options)
                let report = try await FileCheck.report(on: MemorySource(bytes))
                #expect(report.findings == [], "seed \(seed), pages of \(pageByteLimit) bytes")
                #expect(report.verdict == .sound)
                #expect(report.counts.rows == sizes.reduce(0, +))
                #expect(report.counts.values == report.counts.rows * random.schema.columns.count)
            }
        }
    }

    /// What cannot be known is not an error, nor is it passed over.
    @Test func aSmallMemoryLimitLeavesPagesUnchecked() async throws {
        var random = try RandomBatches(seed: 5, longestString: 200)
        let batch = try random.next(rowCount: 20_000)
        let bytes = try WrittenFileTests.write([batch], random.schema, WriterOptions())
        var options = ReaderOptions()
        options.memoryLimit = 40_000
        let report = try await FileCheck.report(on: MemorySource(bytes), options: options)
        #expect(report.verdict == .unchecked)
        #expect(report.findings.allSatisfy { $0.severity == .unchecked })
    }

    @Test func brokenTextIsFound() async throws {
        var texts = ByteArrayValues(["one"])
        texts.append([0x61, 0xFF])
        let bytes = try WrittenFileTests.file(
            [SchemaField("text", .byteArray, logicalType: .string, repetition: .required)],
            [ColumnVector(.byteArray(texts))])
        let report = try await FileCheck.report(on: MemorySource(bytes))
        #expect(report.findings.map(\.rule) == [.logicalType])
        #expect(report.findings.first?.place.column == "text")
        #expect(report.findings.first?.place.rowGroup == 0)
    }

    struct Sorted: Sendable, CustomTestStringConvertible {
        let name: String
        let first: [Int64?]
        let second: [String?]
        let columns: [SortingColumn]
        let isSorted: Bool

        var testDescription: String { name }
    }

    static func column(_ index: Int32, descending: Bool = false, nullsFirst: Bool = false) -> SortingColumn {
        SortingColumn(columnIndex: index, isDescending: descending, areNullsFirst: nullsFirst)
    }

    static let sortings: [Sorted] = [
        Sorted(
            name: "rising", first: [1, 2, 2, 9], second: [nil, nil, nil, nil], columns: [column(0)], isSorted: true),
        Sorted(name: "not rising", first: [1, 3, 2], second: [nil, nil, nil], columns: [column(0)], isSorted: false),
        Sorted(
            name: "falling", first: [3, 2, 2, 1], second: [nil, nil, nil, nil], columns: [column(0, descending: true)],
            isSorted: true),
        Sorted(
            name: "not falling", first: [3, 2, 4], second: [nil, nil, nil], columns: [column(0, descending: true)],
            isSorted: false),
        Sorted(name: "nulls last", first: [1, 2, nil], second: [nil, nil, nil], columns: [column(0)], isSorted: true),
        Sorted(name: "nulls not last", first: [nil, 1], second: [nil, nil], columns: [column(0)], isSorted: false),
        Sorted(
            name: "nulls first", first: [nil, nil, 1], second: [nil, nil, nil], columns: [column(0, nullsFirst: true)],
            isSorted: true),
        Sorted(
            name: "nulls not first", first: [1, nil], second: [nil, nil], columns: [column(0, nullsFirst: true)],
            isSorted: false),
        Sorted(
            name: "nulls first, falling", first: [nil, 2, 1], second: [nil, nil, nil],
            columns: [column(0, descending: true, nullsFirst: true)], isSorted: true),
        Sorted(
            name: "nulls last, falling", first: [2, 1, nil], second: [nil, nil, nil],
            columns: [column(0, descending: true)], isSorted: true),
        Sorted(
            name: "two columns", first: [1, 1, 2, 2], second: ["a", "b", "a", nil], columns: [column(0), column(1)],
            isSorted: true),
        Sorted(
            name: "second column out of order", first: [1, 1, 2, 2], second: ["a", "b", "b", "a"],
            columns: [column(0), column(1)], isSorted: false),
        Sorted(
            name: "the other column first", first: [1, 3, 2], second: ["a", "b", "c"], columns: [column(1), column(0)],
            isSorted: true),
    ]

    @Test(arguments: sortings)
    func sortingIsChecked(sorted: Sorted) async throws {
        let rows = sorted.first.count
        // Many rows, so that there are several pages; equal rows side by side stay sorted.
        let repeats = 1 << 10
        let first = sorted.first.flatMap { [Int64?](repeating: $0, count: repeats) }
        let second = sorted.second.flatMap { [String?](repeating: $0, count: repeats) }
        let schema = try Schema(fields: [
            SchemaField("a", .int64), SchemaField("b", .byteArray, logicalType: .string),
        ])
        let batch = try RecordBatch(
            schema: schema,
            columns: [
                ColumnVector(
                    presence: .validity(Bitmap(first.map { $0 != nil })), values: .int64(first.compactMap { $0 })),
                ColumnVector(
                    presence: .validity(Bitmap(second.map { $0 != nil })),
                    values: .byteArray(ByteArrayValues(second.compactMap { $0 }))),
            ])
        var options = WriterOptions()
        options.pageByteLimit = 600
        var file = try await LyingFile(WrittenFileTests.write([batch], schema, options))
        #expect(file.metadata.rowGroups.first?.rowCount == rows * repeats)
        file.metadata.rowGroups[0].sortingColumns = sorted.columns
        let report = try await file.report()
        #expect(report.findings.map(\.rule) == (sorted.isSorted ? [] : [.sorting]), "\(report.text())")
    }
}
