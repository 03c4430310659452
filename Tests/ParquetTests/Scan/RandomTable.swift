import ParquetBytes
import ParquetCodecs
import ParquetTestSupport

@testable import Parquet

/// A random table in a file that was written in a random way.
struct RandomTable {
    var source: RandomPredicates
    let bytes: [UInt8]
    /// The rows in the order of the file.
    private let parts: [RecordBatch]
    let schema: Schema
    private var random: SeededGenerator

    init(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed ^ 0xABCD)
        let rowCount = [1, 40, 200, 500].randomElement(using: &random) ?? 1
        // INT96 is read only.
        let kinds = RandomColumnKind.allCases.filter { $0 != .int96 }
        var source = try RandomPredicates(seed: seed, rowCount: rowCount, kinds: kinds)
        // Columns that are not asked, nested ones among them.
        var fields = source.batch.schema.fields
        var columns = source.batch.columns
        for index in 0..<Int.random(in: 1...3, using: &random) {
            let types: [PhysicalType] = [.boolean, .int32, .int64, .float, .double, .byteArray, .fixedLengthByteArray]
            let type = types.randomElement(using: &random) ?? .int32
            let column = RandomColumn(
                "x\(index)", type, typeLength: type == .fixedLengthByteArray ? 3 : nil,
                isOptional: Bool.random(using: &random),
                layers: (0..<Int.random(in: 0...2, using: &random)).compactMap { _ in
                    RandomColumn.Layer.allCases.randomElement(using: &random)
                }, distribution: RandomColumn.Distribution.allCases.randomElement(using: &random) ?? .any)
            fields.append(column.field)
            columns.append(column.vector(rowCount: rowCount, &random))
        }
        let schema = try Schema(fields: fields)
        let whole = try RecordBatch(schema: schema, columns: columns)
        // Rows that a few predicates are true of come first, so that these are false for whole pages.
        var parts = [whole]
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let predicate = source.next(depth: 1)
            parts = try parts.flatMap { part in
                [try part.filtered(where: predicate), try part.filtered(where: .not(predicate))]
                    + [try RandomTable.unknown(part, predicate)]
            }
        }
        parts.removeAll { $0.rowCount == 0 }
        self.parts = parts
        self.schema = schema
        let sink = MemorySink()
        var writer = try ParquetWriter(to: sink, schema: schema, options: RandomTable.writerOptions(schema, &random))
        for part in parts { try writer.append(part) }
        _ = try writer.finish()
        bytes = sink.bytes
        self.source = source
        self.random = random
    }

    /// The rows that `predicate` is true of.
    func rows(_ predicate: Parquet.Predicate) throws -> [Row] {
        try parts.flatMap { try $0.filtered(where: predicate).rows }
    }

    /// All steps, none, all but one, or one alone.
    mutating func prunings() -> [Set<PruningLevel>] {
        let all = Set(PruningLevel.allCases)
        let level = PruningLevel.allCases.randomElement(using: &random) ?? .statistics
        return [all, [], all.subtracting([level]), [level]]
    }

    /// Some columns, or all.
    mutating func columns() -> [String]? {
        guard Bool.random(using: &random) else { return nil }
        let names = schema.fields.map(\.name).filter { _ in Bool.random(using: &random) }
        return names.isEmpty ? nil : names
    }

    mutating func readerOptions(_ pruning: Set<PruningLevel>) -> ReaderOptions {
        var options = ReaderOptions()
        options.pruning = pruning
        options.batchRowLimit = [1, 7, 64, 8192].randomElement(using: &random) ?? 7
        options.concurrency = [1, 1, 2, 3].randomElement(using: &random) ?? 1
        options.coalescingGap = [0, 40, 64 << 10].randomElement(using: &random) ?? 0
        options.keepsDictionaries = Bool.random(using: &random)
        // Little room: windows instead of whole chunks, and several segments of a row group.
        if Int.random(in: 0..<4, using: &random) == 0 { options.readAheadByteCount = 200 }
        if Int.random(in: 0..<4, using: &random) == 0 { options.memoryLimit = 1 << 19 }
        return options
    }

    private static func writerOptions(_ schema: Schema, _ random: inout SeededGenerator) -> WriterOptions {
        var options = WriterOptions()
        options.profile = CompatibilityProfile.allCases.randomElement(using: &random) ?? .athena
        options.dataPageVersion = Bool.random(using: &random) ? .v1 : .v2
        options.codec = [.uncompressed, .snappy, .zstd(level: 1)].randomElement(using: &random) ?? .uncompressed
        options.pageRowLimit = [1, 3, 20, 10_000].randomElement(using: &random) ?? 1
        options.rowGroupRowLimit = [10, 90, 1 << 20].randomElement(using: &random) ?? 10
        options.writesPageIndex = Int.random(in: 0..<4, using: &random) > 0
        options.floatingPointOrder = Bool.random(using: &random) ? .typeDefined : .ieee754TotalOrder
        options.dictionary = Bool.random(using: &random) ? .automatic : .never
        options.statisticsByteLimit = [1, 64].randomElement(using: &random) ?? 64
        let filters = BloomFilterOptions(falsePositiveShare: 0.1, includesDictionaryChunks: true)
        options.bloomFilters = Bool.random(using: &random) ? filters : nil
        for column in schema.columns {
            var choice = WriterOptions.ColumnOptions()
            if Bool.random(using: &random), column.physicalType != .boolean { choice.bloomFilter = .with(filters) }
            if Bool.random(using: &random) {
                choice.encoding = RandomTable.encodings.filter { $0.canEncode(column.physicalType) }
                    .randomElement(using: &random)
            }
            options.columns[column.path] = choice
        }
        return options
    }

    private static let encodings: [Encoding] = [
        .plain, .rle, .rleDictionary, .deltaBinaryPacked, .deltaLengthByteArray, .deltaByteArray, .byteStreamSplit,
        .alp,
    ]

    /// The rows of which `predicate` is neither true nor false.
    private static func unknown(_ batch: RecordBatch, _ predicate: Parquet.Predicate) throws -> RecordBatch {
        var filter = BatchFilter(
            try BoundPredicate(predicate, batch.schema), batch.schema, selection: Array(batch.schema.columns.indices))
        var opposite = BatchFilter(
            try BoundPredicate(.not(predicate), batch.schema), batch.schema,
            selection: Array(batch.schema.columns.indices))
        var rest = filter.selection(of: batch)
        rest.formUnion(opposite.selection(of: batch))
        rest.invert()
        return batch.filtered(by: rest)
    }
}

/// Bytes in memory that are copied when they are read, as those of a file are.
struct UnsharedSource: ByteSource {
    private let source: MemorySource
    private let isShared: Bool
    let name: String? = "table"

    init(bytes: [UInt8], isShared: Bool) {
        source = MemorySource(bytes)
        self.isShared = isShared
    }

    func byteCount() -> Int { source.byteCount() }

    func read(_ range: Range<Int>, into buffer: inout ByteBuffer) throws(ParquetError) {
        try source.read(range, into: &buffer)
    }

    func sharedBytes(_ range: Range<Int>) throws(ParquetError) -> SharedBytes? {
        isShared ? try source.sharedBytes(range) : nil
    }
}
