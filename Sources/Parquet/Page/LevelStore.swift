internal import ParquetBytes

/// The levels of some rows of a column (README.md of parquet-format, "Nested Encoding"), in the smallest form that holds them:
/// nothing for a required column, a bit for an optional one of the root, else a byte each: no schema is so deep (`Schema.maxDepth`) that
/// there are greater levels.
struct LevelStore: Sendable {
    private let maxDefinitionLevel: Int
    private let maxRepetitionLevel: Int
    /// How many levels it is likely to hold in the end, if it holds many.
    private let expectedCount: Int
    /// The number of levels: values and missing values.
    private(set) var count = 0
    private var validity = Bitmap()
    private var definition: [UInt8] = []
    private var repetition: [UInt8] = []

    /// How many levels are many.
    private static let manyCount = 4_096

    init(_ column: ColumnDescriptor, expectedCount: Int) {
        maxDefinitionLevel = column.maxDefinitionLevel
        maxRepetitionLevel = column.maxRepetitionLevel
        self.expectedCount = expectedCount
    }

    private var isNested: Bool { maxDefinitionLevel > 1 || maxRepetitionLevel > 0 }

    /// The memory that the levels take, in bytes.
    var memoryByteCount: Int { validity.count / 8 + definition.count + repetition.count }

    /// How many of the levels are those of a value.
    var presentCount: Int {
        if maxDefinitionLevel == 0 { return count }
        guard isNested else { return validity.countOnes(in: 0..<count) }
        return definition.span.count(of: UInt8(clamping: maxDefinitionLevel))
    }

    /// Forgets the levels and keeps the memory.
    mutating func removeAll() {
        count = 0
        validity.removeAll()
        definition.removeAll(keepingCapacity: true)
        repetition.removeAll(keepingCapacity: true)
    }

    /// Appends the levels `levels` of `source`.
    mutating func append(_ source: Presence, _ levels: Range<Int>) {
        count += levels.count
        guard maxDefinitionLevel > 0 else { return }
        if isNested, count > definition.capacity, count > LevelStore.manyCount {
            // Growing by doubling would copy all of them again and again.
            let capacity = max(min(expectedCount, 8 * count), 2 * definition.capacity)
            definition.reserveCapacity(capacity)
            if maxRepetitionLevel > 0 { repetition.reserveCapacity(capacity) }
        }
        switch source {
        case .all:
            if isNested {
                definition.append(contentsOf: repeatElement(UInt8(clamping: maxDefinitionLevel), count: levels.count))
            } else {
                validity.append(repeating: true, count: levels.count)
            }
        case .validity(let bitmap): validity.append(bitmap, levels)
        case .levels(let definition, let repetition):
            self.definition.append(narrowing: definition.span.extracting(levels))
            if let repetition { self.repetition.append(narrowing: repetition.span.extracting(levels)) }
        }
    }

    /// The levels, as a batch has them.
    var presence: Presence {
        if maxDefinitionLevel == 0 { return .all(rowCount: count) }
        guard isNested else { return .validity(validity) }
        return .levels(
            definition: definition.map(UInt16.init),
            repetition: maxRepetitionLevel > 0 ? repetition.map(UInt16.init) : nil)
    }

    /// Appends the levels as a page has them, repetition before definition.
    ///
    /// - Parameter hasLengths: whether each kind begins with its length in four bytes, as in pages of version 1.
    /// - Returns: the bytes of each kind.
    func encode(hasLengths: Bool, into target: inout ByteBuffer) -> (repetition: Int, definition: Int) {
        let start = target.count
        if maxRepetitionLevel > 0 {
            LevelStore.encode(hasLength: hasLengths, into: &target) {
                RLEBitPackingHybridEncoder.encode(
                    repetition, 0..<count, bitWidth: LevelStore.bitWidth(maxRepetitionLevel), into: &$0)
            }
        }
        let middle = target.count
        if maxDefinitionLevel > 0 {
            LevelStore.encode(hasLength: hasLengths, into: &target) {
                if isNested {
                    RLEBitPackingHybridEncoder.encode(
                        definition, 0..<count, bitWidth: LevelStore.bitWidth(maxDefinitionLevel), into: &$0)
                } else {
                    RLEBitPackingHybridEncoder.encode(validity, into: &$0)
                }
            }
        }
        return (middle - start, target.count - middle)
    }

    private static func encode(
        hasLength: Bool, into target: inout ByteBuffer, _ body: (inout ByteBuffer) -> Void
    ) {
        let start = target.count
        if hasLength { target.append(UInt32(0)) }
        body(&target)
        guard hasLength else { return }
        let byteCount = target.count - start - 4
        var bytes = target.mutableBytes
        bytes.store(UInt32(clamping: byteCount), at: start)
    }

    /// The bits of a level of at most `maximum`.
    static func bitWidth(_ maximum: Int) -> Int { Int.bitWidth - maximum.leadingZeroBitCount }

    /// The most bytes that `levelCount` levels of `column` take in `pageCount` pages.
    static func maximumByteCount(_ column: ColumnDescriptor, levelCount: Int, pageCount: Int) -> Int {
        [column.maxRepetitionLevel, column.maxDefinitionLevel].reduce(0) { total, maximum in
            guard maximum > 0 else { return total }
            // A length and the last group of each page.
            return total + RLEBitPackingHybridEncoder.maximumByteCount(of: levelCount, bitWidth: bitWidth(maximum))
                + pageCount * 40
        }
    }

    /// How often each definition level occurs, from 0 on; nil where the number of nulls says as much.
    var definitionLevelHistogram: [Int]? {
        maxDefinitionLevel > 1 ? LevelStore.histogram(definition, maxDefinitionLevel) : nil
    }

    /// How often each repetition level occurs, from 0 on; nil for a column that does not repeat.
    var repetitionLevelHistogram: [Int]? {
        maxRepetitionLevel > 0 ? LevelStore.histogram(repetition, maxRepetitionLevel) : nil
    }

    /// Up to which maximum a pass for each level takes less than one that adds to counters, where each waits for the last.
    private static let countedLevelLimit = 8

    private static func histogram(_ levels: [UInt8], _ maximum: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: maximum + 1)
        let span = levels.span
        if maximum <= countedLevelLimit {
            for level in 1...maximum { counts[level] = span.count(of: UInt8(level)) }
            counts[0] = span.count - counts.reduce(0, +)
        } else {
            for index in span.indices { counts[Int(span[index])] &+= 1 }
        }
        return counts
    }
}
