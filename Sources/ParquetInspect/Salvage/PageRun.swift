internal import Parquet
internal import ParquetBytes
internal import ParquetCodecs

/// Pages that lie one behind the other and of which only the first may be a dictionary: a column chunk does not go beyond them.
struct PageRun: Sendable {
    /// Their places among all pages.
    let pages: Range<Int>
    /// Whether what comes behind them is missing or damaged, and is not the next column chunk.
    let endsInDamage: Bool

    /// The runs of the pages that were found.
    static func all(_ scan: PageScan) -> [PageRun] {
        var runs: [PageRun] = []
        var start = 0
        for place in scan.pages.indices {
            let page = scan.pages[place]
            let isLast = place + 1 == scan.pages.count
            let next = isLast ? nil : scan.pages[place + 1]
            let isBroken = page.isDamaged || next.map { $0.isDamaged || $0.offset != page.end } ?? false
            guard isLast || isBroken || next?.isDictionary == true else { continue }
            runs.append(PageRun(pages: start..<place + 1, endsInDamage: isBroken))
            start = place + 1
        }
        return runs
    }

    /// What the pages are if they are those of a column.
    struct Reading: Sendable {
        /// The rows of each page; nil if it is none of such a column.
        var rows: [Int?]
        /// The values of each page, nulls included.
        var values: [Int]
    }

    /// Reads the pages as those of `column`, compressed with `codec`.
    ///
    /// - Throws: `ParquetError` with code `io`.
    func reading(
        _ column: ColumnDescriptor, _ codec: CompressionCodec, _ scan: PageScan, _ source: any ByteSource,
        memoryLimit: Int
    ) async throws(ParquetError) -> Reading {
        var reading = Reading(
            rows: [Int?](repeating: nil, count: pages.count), values: [Int](repeating: 0, count: pages.count))
        let range = scan.pages[pages.lowerBound].offset..<scan.pages[pages.upperBound - 1].end
        var chunk = ColumnChunkPages(column, range, codec: codec, windowByteCount: 4 << 20)
        var decompressor = PageDecompressor()
        while true {
            do throws(ParquetError) {
                switch try chunk.next(&decompressor, byteLimit: memoryLimit) {
                case .end: return reading
                case .needs(let needed):
                    if let shared = try source.sharedBytes(needed) {
                        chunk.supply(shared, at: needed.lowerBound)
                    } else {
                        var buffer = chunk.takeWindow().takeBuffer()
                        try await source.read(needed, into: &buffer)
                        chunk.supply(SharedBytes(buffer), at: needed.lowerBound)
                    }
                case .passed: continue
                case .page(let header):
                    guard reading.rows.indices.contains(chunk.pages.ordinal) else { return reading }
                    guard header.type == .dataPage || header.type == .dataPageV2 else { continue }
                    let rows =
                        column.maxRepetitionLevel == 0
                        ? chunk.valueCount : chunk.repetitionLevels.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
                    if case .wrong = chunk.pages.checksum { continue }
                    if let told = header.dataPageV2?.rowCount, Int(told) != rows { continue }
                    reading.rows[chunk.pages.ordinal] = rows
                    reading.values[chunk.pages.ordinal] = chunk.valueCount
                }
            } catch {
                guard error.code != .io else { throw error }
                // A page that is none of the column's is passed over; without a header there is no way on.
                if chunk.pages.header == nil { return reading }
            }
        }
    }
}
