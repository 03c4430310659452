internal import Parquet

/// What lies where in a file, as its footer says.
struct FileLayout: Sendable {
    private struct Part {
        let range: Range<Int>
        let name: String
        let place: ParquetError.Place
    }

    private var parts: [Part] = []
    private var starts: [Int] = []
    /// Where the furthest of the parts up to each ends.
    private var ends: [Int] = []

    /// The parts of `file`, as far as they have a place.
    init(_ file: ParquetFile) {
        let footer = file.byteCount - Footer.byteCount - file.metadataByteCount
        add(footer, file.byteCount - footer, "footer", ParquetError.Place())
        for (ordinal, rowGroup) in file.metadata.rowGroups.enumerated() {
            for (chunk, column) in zip(rowGroup.columns, file.schema.columns) where chunk.filePath == nil {
                let place = ParquetError.Place(rowGroup: ordinal, column: column.path.description)
                if let metadata = chunk.metadata {
                    add(metadata.startOffset, metadata.totalCompressedSize, "chunk", place)
                    if let offset = metadata.bloomFilterOffset, offset != 0 {
                        add(offset, metadata.bloomFilterLength.map { Int($0) } ?? 1, "bloom filter", place)
                    }
                }
                if let offset = chunk.columnIndexOffset {
                    add(offset, Int(chunk.columnIndexLength ?? 1), "column index", place)
                }
                if let offset = chunk.offsetIndexOffset {
                    add(offset, Int(chunk.offsetIndexLength ?? 1), "offset index", place)
                }
            }
        }
        parts.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
        starts = parts.map(\.range.lowerBound)
        var end = Footer.magic.count
        for part in parts {
            end = max(end, part.range.upperBound)
            ends.append(end)
        }
    }

    private mutating func add(_ offset: Int, _ count: Int, _ name: String, _ place: ParquetError.Place) {
        let (end, overflow) = offset.addingReportingOverflow(count)
        guard offset >= 0, count > 0, !overflow else { return }
        parts.append(Part(range: offset..<end, name: name, place: place))
    }

    /// Where the first part behind the one at `offset` begins.
    func nextStart(after offset: Int) -> Int {
        let next = partCount(beginningUpTo: offset)
        return next < starts.count ? starts[next] : offset
    }

    /// Where the parts that begin before `offset` end: at least behind the magic.
    func previousEnd(before offset: Int) -> Int {
        let count = partCount(beginningUpTo: offset - 1)
        return count > 0 ? ends[count - 1] : Footer.magic.count
    }

    private func partCount(beginningUpTo offset: Int) -> Int {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] > offset { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Notes parts that overlap.
    func check(_ log: inout FindingLog) {
        var last: Part?
        for part in parts {
            defer { if part.range.upperBound > last?.range.upperBound ?? 0 { last = part } }
            guard let last, part.range.lowerBound < last.range.upperBound else { continue }
            var place = part.place
            place.byteOffset = part.range.lowerBound
            let owner = last.place.description
            log.error(
                .overlap,
                "the \(part.name) begins within the \(last.name)\(owner.isEmpty ? "" : " of \(owner)"), which ends at "
                    + "\(last.range.upperBound)", at: place)
        }
    }
}

extension ColumnMetadata {
    /// Where the chunk's first page is, as far as the metadata tell.
    var startOffset: Int {
        guard let dictionaryPageOffset, dictionaryPageOffset > 0 else { return dataPageOffset }
        // Where there is nothing but a dictionary page, the other offset may be 0.
        if dataPageOffset == 0 { return dictionaryPageOffset }
        return min(dataPageOffset, dictionaryPageOffset)
    }
}
