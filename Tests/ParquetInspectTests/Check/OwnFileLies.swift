import Parquet
import ParquetBytes
import ParquetInspect

/// A lie about one place of a file, and the rule that it breaks there.
struct OwnFileLie: Sendable {
    let name: String
    let rule: CheckRule
    var severity = Finding.Severity.error
    /// What else is wrong in consequence.
    var also: Set<CheckRule> = []
    var place = ParquetError.Place()
    let tell: @Sendable (inout LyingFile) throws -> Void

    init(
        _ name: String, _ rule: CheckRule, _ severity: Finding.Severity = .error, also: Set<CheckRule> = [],
        page: Int? = nil, _ tell: @escaping @Sendable (inout LyingFile) throws -> Void
    ) {
        self.name = name
        self.rule = rule
        self.severity = severity
        self.also = also
        self.place.page = page
        self.tell = tell
    }
}

/// The lies that can be told of one column chunk of `file`.
struct OwnFileLies {
    let file: LyingFile
    let rowGroup: Int
    let column: Int
    let chunk: ColumnMetadata
    let pages: [LyingFile.Page]
    let columnIndex: ColumnIndex
    let offsetIndex: OffsetIndex
    /// The page with which data begin.
    var firstDataPage: Int { chunk.dictionaryPageOffset == nil ? 0 : 1 }

    init(_ file: LyingFile, _ rowGroup: Int, _ column: Int) throws {
        self.file = file
        self.rowGroup = rowGroup
        self.column = column
        guard let chunk = file.metadata.rowGroups[rowGroup].columns[column].metadata else {
            throw ParquetError(.argument, "no metadata")
        }
        self.chunk = chunk
        pages = try file.pages(rowGroup, column)
        columnIndex = try file.columnIndex(rowGroup, column)
        offsetIndex = try file.offsetIndex(rowGroup, column)
    }

    /// All of them, at the column chunk's place.
    var all: [OwnFileLie] {
        let path = chunk.path.joined(separator: ".")
        let lies = statistics + counts + offsets + encodings + filters + columnIndexes + offsetIndexes + pageBytes
        return (lies + pageStatistics).map { lie in
            var lie = lie
            lie.place.rowGroup = rowGroup
            lie.place.column = path
            return lie
        }
    }

    private func inChunk(
        _ name: String, _ rule: CheckRule, _ severity: Finding.Severity = .error, also: Set<CheckRule> = [],
        _ change: @escaping @Sendable (inout ColumnMetadata) -> Void
    ) -> OwnFileLie {
        let (rowGroup, column) = (rowGroup, column)
        return OwnFileLie(name, rule, severity, also: also) { $0.chunk(rowGroup, column, change) }
    }

    private func inStatistics(
        _ name: String, _ rule: CheckRule, _ change: @escaping @Sendable (inout StatisticsRecord) -> Void
    ) -> OwnFileLie {
        inChunk(name, rule) { chunk in
            guard var record = chunk.statistics else { return }
            change(&record)
            chunk.statistics = record
        }
    }

    func inColumnIndex(
        _ name: String, _ rule: CheckRule, page: Int? = nil, also: Set<CheckRule> = [],
        _ change: @escaping @Sendable (inout ColumnIndex) -> Void
    ) -> OwnFileLie {
        let (rowGroup, column) = (rowGroup, column)
        return OwnFileLie(name, rule, also: also, page: page.map { $0 + firstDataPage }) {
            try $0.columnIndex(rowGroup, column, change)
        }
    }

    func inOffsetIndex(
        _ name: String, page: Int, rule: CheckRule = .offsetIndex,
        _ change: @escaping @Sendable (inout OffsetIndex) -> Void
    ) -> OwnFileLie {
        let (rowGroup, column) = (rowGroup, column)
        return OwnFileLie(name, rule, page: page + firstDataPage) { try $0.offsetIndex(rowGroup, column, change) }
    }

    private var statistics: [OwnFileLie] {
        guard let record = chunk.statistics, let min = record.minValue, let max = record.maxValue else { return [] }
        var lies = [
            inStatistics("minimum too great", .bounds) { $0.minValue = max },
            inStatistics("maximum too small", .bounds) { $0.maxValue = min },
            inStatistics("minimum too great, said to be cut", .bounds) {
                $0.minValue = max
                $0.isMinValueExact = false
            },
            inStatistics("maximum too small, nothing said", .bounds) {
                $0.maxValue = min
                $0.isMaxValueExact = nil
            },
            inStatistics("bounds swapped", .bounds) { swap(&$0.minValue, &$0.maxValue) },
            inStatistics("null_count too great", .nullCount) { $0.nullCount? += 1 },
            inStatistics("null_count too small", .nullCount) { $0.nullCount? -= 1 },
            inStatistics("nan_count", .nanCount) { $0.nanCount = ($0.nanCount ?? 0) + 1 },
            inStatistics("distinct_count", .distinctCount) { $0.distinctCount = 1 },
        ]
        if record.isMinValueExact == false {
            lies.append(inStatistics("a cut minimum said to be exact", .exactBounds) { $0.isMinValueExact = true })
        }
        if record.isMaxValueExact == false {
            lies.append(inStatistics("a cut maximum said to be exact", .exactBounds) { $0.isMaxValueExact = true })
        }
        if chunk.type == .int32 || chunk.type == .int64 {
            // The highest byte has the sign, and no value is near the end of the type.
            lies.append(inStatistics("minimum too small", .exactBounds) { $0.minValue?[min.count - 1] = 0x80 })
            lies.append(inStatistics("maximum too great", .exactBounds) { $0.maxValue?[max.count - 1] = 0x7F })
        }
        guard let sizes = chunk.sizeStatistics else { return lies }
        for step in [-1, 1] {
            if sizes.unencodedByteArrayByteCount != nil {
                lies.append(
                    inChunk("byte array bytes \(step)", .sizeStatistics) {
                        $0.sizeStatistics?.unencodedByteArrayByteCount? += step
                    })
            }
            for level in sizes.definitionLevelHistogram?.indices ?? 0..<0 {
                lies.append(
                    inChunk("definition level \(level), \(step)", .sizeStatistics) {
                        $0.sizeStatistics?.definitionLevelHistogram?[level] += step
                    })
            }
            for level in sizes.repetitionLevelHistogram?.indices ?? 0..<0 {
                lies.append(
                    inChunk("repetition level \(level), \(step)", .sizeStatistics) {
                        $0.sizeStatistics?.repetitionLevelHistogram?[level] += step
                    })
            }
        }
        return lies
    }

    private var counts: [OwnFileLie] {
        let rowGroup = rowGroup
        return [-1, 1].flatMap { step in
            [
                inChunk("num_values \(step)", .valueCount) { $0.valueCount += step },
                OwnFileLie("total_uncompressed_size \(step)", .size) { [column] in
                    $0.chunk(rowGroup, column) { $0.totalUncompressedSize += step }
                    $0.metadata.rowGroups[rowGroup].totalByteSize += step
                },
                OwnFileLie("total_compressed_size \(step)", .size, also: [.overlap]) { [column] in
                    $0.chunk(rowGroup, column) { $0.totalCompressedSize += step }
                    $0.metadata.rowGroups[rowGroup].totalCompressedSize? += step
                },
            ]
        }
    }

    private var offsets: [OwnFileLie] {
        var lies: [OwnFileLie] = []
        let body = file.body.count
        for step in [-1, 1] {
            lies.append(inChunk("data_page_offset \(step)", .offset, also: [.overlap]) { $0.dataPageOffset += step })
            if chunk.dictionaryPageOffset != nil {
                lies.append(
                    inChunk("dictionary_page_offset \(step)", .offset, also: [.overlap]) {
                        $0.dictionaryPageOffset? += step
                    })
            }
            if chunk.bloomFilterOffset != nil {
                lies.append(
                    inChunk("bloom_filter_offset \(step)", .bloomFilter, also: [.overlap]) {
                        $0.bloomFilterOffset? += step
                    })
                lies.append(
                    inChunk("bloom_filter_length \(step)", .bloomFilter, also: [.overlap]) {
                        $0.bloomFilterLength? += Int32(step)
                    })
            }
            for (name, rule, path) in [
                ("column_index_offset", .columnIndex, \.columnIndexOffset),
                ("offset_index_offset", .offsetIndex, \.offsetIndexOffset),
            ] as [(String, CheckRule, WritableKeyPath<ColumnChunkMetadata, Int?> & Sendable)] {
                lies.append(
                    OwnFileLie("\(name) \(step)", rule, also: [.overlap]) { [rowGroup, column] in
                        $0.metadata.rowGroups[rowGroup].columns[column][keyPath: path]? += step
                    })
            }
            for (name, rule, path) in [
                ("column_index_length", .columnIndex, \.columnIndexLength),
                ("offset_index_length", .offsetIndex, \.offsetIndexLength),
            ] as [(String, CheckRule, WritableKeyPath<ColumnChunkMetadata, Int32?> & Sendable)] {
                lies.append(
                    OwnFileLie("\(name) \(step)", rule, also: [.overlap]) { [rowGroup, column] in
                        $0.metadata.rowGroups[rowGroup].columns[column][keyPath: path]? += Int32(step)
                    })
            }
        }
        if chunk.dictionaryPageOffset != nil {
            lies.append(
                inChunk("no dictionary_page_offset", .offset, also: [.overlap]) { $0.dictionaryPageOffset = nil })
            lies.append(
                inChunk("the two offsets swapped", .offset) { [chunk] in
                    $0.dictionaryPageOffset = chunk.dataPageOffset
                    $0.dataPageOffset = chunk.dictionaryPageOffset ?? 0
                })
        } else {
            lies.append(
                inChunk("a dictionary behind the data", .offset) { $0.dictionaryPageOffset = $0.dataPageOffset + 1 })
        }
        lies.append(inChunk("data_page_offset behind all", .offset, also: [.overlap]) { $0.dataPageOffset = body })
        return lies
    }

    private var encodings: [OwnFileLie] {
        var lies: [OwnFileLie] = []
        let used = Set(pages.compactMap { $0.header.dataPage?.encoding ?? $0.header.dataPageV2?.encoding })
        for encoding in used {
            lies.append(
                inChunk("encodings without \(encoding.name)", .encodings) { $0.encodings.removeAll { $0 == encoding } })
        }
        for place in (chunk.encodingStatistics ?? []).indices {
            lies += [
                inChunk("encoding_stats \(place), a page too many", .encodingStatistics) {
                    $0.encodingStatistics?[place].count += 1
                },
                inChunk("encoding_stats \(place), another encoding", .encodingStatistics) {
                    $0.encodingStatistics?[place].encoding = .bitPacked
                },
                inChunk("encoding_stats \(place) missing", .encodingStatistics) {
                    $0.encodingStatistics?.remove(at: place)
                },
            ]
            let isSecond = chunk.encodingStatistics?[place].pageType == .dataPageV2
            guard isSecond || chunk.encodingStatistics?[place].pageType == .dataPage else { continue }
            lies.append(
                inChunk("encoding_stats \(place), the other version", .encodingStatistics, .warning) {
                    $0.encodingStatistics?[place].pageType = isSecond ? .dataPage : .dataPageV2
                })
        }
        return lies
    }

    private var filters: [OwnFileLie] {
        guard let offset = chunk.bloomFilterOffset, let length = chunk.bloomFilterLength else { return [] }
        var reader = CompactReader(file.body.rawBytes.extracting(offset..<offset + Int(length)))
        guard (try? BloomFilterHeader(from: &reader)) != nil else { return [] }
        // Each bit is there for the sake of a value.
        let bits = offset + reader.offset..<offset + Int(length)
        guard let place = bits.first(where: { file.body[$0] != 0 }) else { return [] }
        return [
            OwnFileLie("a value that the filter lacks", .bloomFilter) { $0.body[place] &= $0.body[place] - 1 },
            OwnFileLie("an empty filter", .bloomFilter) { for place in bits { $0.body[place] = 0 } },
        ]
    }
}
