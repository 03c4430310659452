internal import Parquet
internal import ParquetBytes
internal import ParquetJSON

/// The rows of one source as they are written by a conversion: read again, block by block, on the calling thread.
final class SourceRows {
    private let source: ChunkSource
    private let block: LineBlock
    private var reader: JSONLinesReader
    private let columns: FileColumns
    private var hasher: RowHasher
    private var linesBefore = 0
    private var isOver = false
    /// What was counted so far.
    private(set) var counts = LineCounts()

    init(
        _ chunk: InputChunk, _ reader: JSONLinesReader, _ columns: FileColumns, records: RecordShape
    ) throws(ParquetError) {
        let budget = try MemoryBudget(
            total: ConversionOptions().memoryByteCount, threads: 1, writer: WriterOptions(),
            hasZstd: chunk.format == .zstd, maximumLineByteCount: LineChunker.defaultMaximumLineLength)
        source = try ChunkSource(chunk, records: records, index: 0, budget: budget)
        block = LineBlock(schema: reader.schema)
        self.reader = reader
        self.columns = columns
        hasher = RowHasher(schema: columns.schema)
    }

    /// The hashes of the next rows; nil if there are no more.
    func next() throws(ParquetError) -> [Hash256]? {
        guard !isOver else { return nil }
        linesBefore += block.sourceLineCount
        source.begin(block)
        filling: while true {
            switch try source.isStaged ? source.unpack(into: block, mayGrow: true) : source.fill(block, mayGrow: true) {
            case .needsRead: try source.readRaw()
            case .needsFraming, .needsRoom: continue
            case .lines: break filling
            case .last:
                isOver = true
                break filling
            }
        }
        try block.parse(&reader, mayReject: true)
        counts += block.counts
        var hashes: [Hash256] = []
        try hasher.append(hashesOf: columns.written(of: block.batch), to: &hashes)
        return hashes
    }

    /// The lines, from 1, of the rows that were read last; of records that do not stand one a line, that of the block's first.
    var lines: [Int] {
        let rowCount = block.batch.rowCount
        if block.isFramed {
            return Array(repeating: block.map.source(of: 0)?.line ?? linesBefore + 1, count: rowCount)
        }
        let text = block.text.bytes.extracting(block.lines)
        let rejected = Set(block.rejected.map(\.line))
        var lines: [Int] = []
        var start = 0
        var line = 0
        while start < text.byteCount, lines.count < rowCount {
            let end = LineChunker.lineEnd(in: text, from: start)
            line += 1
            if !rejected.contains(line), !SourceRows.isBlank(text.bytes(start..<end)) {
                lines.append(linesBefore + line)
            }
            start = end + 1
        }
        // Of lines with several records each, the rest is not known.
        lines += Array(repeating: linesBefore + 1, count: rowCount - lines.count)
        return lines
    }

    private static func isBlank(_ line: RawSpan) -> Bool {
        for offset in 0..<line.byteCount where ![0x20, 0x09, 0x0D].contains(line.loadUInt8(at: offset)) { return false }
        return true
    }
}
