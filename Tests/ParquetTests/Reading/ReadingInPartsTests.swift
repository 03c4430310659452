import ParquetBytes
import Synchronization
import Testing

@testable import Parquet

/// The same rows come whatever is read at a time, by however many tasks.
@Suite struct ReadingInPartsTests {
    /// A source that must be asked for each range, which it notes, and that may give too little.
    final class CountingSource: ByteSource {
        let name: String? = "counted"
        private let bytes: [UInt8]
        private let missing: Int
        private let ranges = Mutex<[Range<Int>]>([])

        init(_ bytes: [UInt8], missing: Int = 0) {
            self.bytes = bytes
            self.missing = missing
        }

        var asked: [Range<Int>] { ranges.withLock { $0 } }

        func byteCount() -> Int { bytes.count }

        func read(_ range: Range<Int>, into buffer: inout ByteBuffer) {
            ranges.withLock { $0.append(range) }
            buffer = ByteBuffer(Array(bytes[range].dropLast(missing)))
        }
    }

    /// Three row groups of three columns: numbers with nulls, long strings of chance, few strings.
    static func file(rowCount: Int, textLength: Int) throws -> [UInt8] {
        let schema = try Schema(fields: [
            SchemaField("n", .int64), SchemaField("s", .byteArray, logicalType: .string, repetition: .required),
            SchemaField("d", .byteArray, logicalType: .string),
        ])
        var options = WriterOptions()
        options.codec = .uncompressed
        options.rowGroupRowLimit = rowCount / 3 + 1
        let sink = MemorySink()
        var writer = try ParquetWriter(to: sink, schema: schema, options: options)
        var numbers: [Int64] = []
        var present = Bitmap()
        var strings = ByteArrayValues()
        var few = ByteArrayValues()
        for row in 0..<rowCount {
            present.append(row % 7 != 0)
            if row % 7 != 0 { numbers.append(Int64(row) &* 7_919) }
            strings.append((0..<textLength).map { UInt8(truncatingIfNeeded: 97 + (row &* 31 &+ $0 &* 7) % 26) })
            few.append("word \(row % 5)".utf8)
        }
        let batch = try RecordBatch(
            schema: schema,
            columns: [
                ColumnVector(presence: .validity(present), values: .int64(numbers)), ColumnVector(.byteArray(strings)),
                ColumnVector(presence: .validity(Bitmap(repeating: true, count: rowCount)), values: .byteArray(few)),
            ])
        try writer.append(batch)
        _ = try writer.finish()
        return sink.bytes
    }

    /// All values in order.
    static func read(_ source: some ByteSource, _ options: ReaderOptions) async throws -> [String] {
        var rows: [String] = []
        var reader = try await ParquetFile(source, options: options).reader()
        var batch = RecordBatch(schema: reader.schema)
        while try await reader.next(into: &batch) {
            for row in try batch.rows { rows.append(String(describing: row.values)) }
        }
        return rows
    }

    @Test(arguments: [1, 2, 3, 8], [1 << 20, 9_000, 100])
    func rowsAreTheSameInAnyParts(concurrency: Int, readAheadByteCount: Int) async throws {
        let bytes = try ReadingInPartsTests.file(rowCount: 3_000, textLength: 40)
        let expected = try await ReadingInPartsTests.read(MemorySource(bytes), ReaderOptions())
        #expect(expected.count == 3_000)
        for keepsDictionaries in [false, true] {
            var options = ReaderOptions()
            options.concurrency = concurrency
            options.readAheadByteCount = readAheadByteCount
            options.batchRowLimit = 61
            options.keepsDictionaries = keepsDictionaries
            let source = CountingSource(bytes)
            let rows = try await ReadingInPartsTests.read(source, options)
            #expect(rows == expected)
        }
    }

    /// Batches of long values fit the limit with any number of tasks.
    @Test(arguments: [1, 2, 4])
    func longValuesFitTheLimit(concurrency: Int) async throws {
        let bytes = try ReadingInPartsTests.file(rowCount: 2_000, textLength: 8_000)
        var options = ReaderOptions()
        options.memoryLimit = 64 << 20
        options.concurrency = concurrency
        var rowCount = 0
        var reader = try await ParquetFile(CountingSource(bytes), options: options).reader()
        var batch = RecordBatch(schema: reader.schema)
        while try await reader.next(into: &batch) { rowCount += batch.rowCount }
        #expect(rowCount == 2_000)
    }

    @Test func closeRangesAreReadAtOnce() async throws {
        let bytes = try ReadingInPartsTests.file(rowCount: 3_000, textLength: 40)
        let source = CountingSource(bytes)
        _ = try await ReadingInPartsTests.read(source, ReaderOptions())
        // The footer, then each row group.
        #expect(source.asked.count == 4)
        var options = ReaderOptions()
        options.coalescingGap = 0
        let file = try await ParquetFile(CountingSource(bytes), options: options)
        let few = CountingSource(bytes)
        var reader = try await ParquetFile(few, options: options).reader(columns: ["n"])
        var batch = RecordBatch(schema: reader.schema)
        while try await reader.next(into: &batch) {}
        let ranges = file.metadata.rowGroups.compactMap { $0.columns[0].metadata }.map { chunk in
            min(chunk.dataPageOffset, chunk.dictionaryPageOffset ?? .max)..<min(
                chunk.dataPageOffset, chunk.dictionaryPageOffset ?? .max) + chunk.totalCompressedSize
        }
        #expect(Array(few.asked.dropFirst()) == ranges)
    }

    @Test(arguments: [1, 2])
    func sourcesThatGiveTooLittleAreTold(concurrency: Int) async throws {
        let bytes = try ReadingInPartsTests.file(rowCount: 30, textLength: 4)
        var options = ReaderOptions()
        options.concurrency = concurrency
        let error = await #expect(throws: ParquetError.self) {
            try await ReadingInPartsTests.read(CountingSource(bytes, missing: 1), options)
        }
        #expect(error?.code == .io)
    }

    /// A reader that is let go of in the middle leaves nothing behind that waits.
    @Test func aReaderMayEndEarly() async throws {
        let bytes = try ReadingInPartsTests.file(rowCount: 3_000, textLength: 40)
        var options = ReaderOptions()
        options.concurrency = 3
        options.batchRowLimit = 10
        for count in 0..<20 {
            var reader = try await ParquetFile(CountingSource(bytes), options: options).reader()
            var batch = RecordBatch(schema: reader.schema)
            for _ in 0..<count { #expect(try await reader.next(into: &batch)) }
        }
    }

    /// The same error comes with any number of tasks, after the same batches.
    @Test(arguments: [1, 2, 4])
    func errorsComeInOrder(concurrency: Int) async throws {
        var bytes = try ReadingInPartsTests.file(rowCount: 3_000, textLength: 40)
        let file = try await ParquetFile(MemorySource(bytes))
        for column in [1, 2] {
            let chunk = try #require(file.metadata.rowGroups[1].columns[column].metadata)
            bytes[chunk.dataPageOffset + 100] ^= 0xFF
        }
        var options = ReaderOptions()
        options.concurrency = concurrency
        options.batchRowLimit = 100
        var reader = try await ParquetFile(MemorySource(bytes), options: options).reader()
        var batch = RecordBatch(schema: reader.schema)
        var rowCount = 0
        do {
            while try await reader.next(into: &batch) { rowCount += batch.rowCount }
            Issue.record("a changed page is read")
        } catch {
            #expect(error.code == .checksum)
            #expect(error.place.rowGroup == 1)
            #expect(error.place.column == "s")
            #expect(rowCount == file.metadata.rowGroups[0].rowCount)
        }
    }
}
