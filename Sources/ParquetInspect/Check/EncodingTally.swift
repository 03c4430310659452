internal import Parquet

/// Which pages a chunk has, in which encodings, and where the first ones are.
struct EncodingTally: Sendable {
    private struct Kind: Hashable {
        let type: Int32
        let encoding: Int32
    }

    private var counts: [Kind: Int] = [:]
    private var valueEncodings: Set<Encoding> = []
    /// Encodings of levels and of the dictionary page, which some writers do not list.
    private var otherEncodings: Set<Encoding> = []
    private var dataPageOffset: Int?
    private var dictionaryPageOffset: Int?

    /// Takes the page at byte `offset` into account.
    mutating func add(_ header: PageHeader, _ column: ColumnDescriptor, at offset: Int) {
        let encoding: Encoding
        if let page = header.dataPage, header.type == .dataPage {
            dataPageOffset = dataPageOffset ?? offset
            encoding = page.encoding
            if column.maxDefinitionLevel > 0 { otherEncodings.insert(page.definitionLevelEncoding) }
            if column.maxRepetitionLevel > 0 { otherEncodings.insert(page.repetitionLevelEncoding) }
        } else if let page = header.dataPageV2, header.type == .dataPageV2 {
            dataPageOffset = dataPageOffset ?? offset
            encoding = page.encoding
            if column.maxDefinitionLevel > 0 { otherEncodings.insert(.rle) }
        } else if let page = header.dictionaryPage, header.type == .dictionaryPage {
            dictionaryPageOffset = dictionaryPageOffset ?? offset
            encoding = page.encoding
        } else {
            return
        }
        if header.type == .dictionaryPage {
            otherEncodings.insert(encoding)
        } else {
            valueEncodings.insert(encoding)
        }
        counts[Kind(type: header.type.rawValue, encoding: encoding.rawValue), default: 0] += 1
    }

    /// The counts with data pages of both versions taken together.
    private static func withoutVersions(_ counts: [Kind: Int]) -> [Kind: Int] {
        var merged: [Kind: Int] = [:]
        for (kind, count) in counts where count != 0 {
            let type = kind.type == PageType.dataPageV2.rawValue ? PageType.dataPage.rawValue : kind.type
            merged[Kind(type: type, encoding: kind.encoding), default: 0] += count
        }
        return merged
    }

    /// Compares with what the chunk's metadata say.
    ///
    /// - Parameter isComplete: whether all pages were met.
    func check(_ metadata: ColumnMetadata, isComplete: Bool, _ log: inout FindingLog) {
        if let dataPageOffset, metadata.dataPageOffset == dictionaryPageOffset {
            log.warn(
                .offset,
                "the chunk's data_page_offset is that of the dictionary page, the first data page is at \(dataPageOffset)"
            )
        } else if let dataPageOffset, metadata.dataPageOffset != dataPageOffset {
            log.error(
                .offset,
                "the chunk's data_page_offset is \(metadata.dataPageOffset), the first data page is at \(dataPageOffset)"
            )
        }
        if let dictionaryPageOffset {
            if let told = metadata.dictionaryPageOffset {
                if told != dictionaryPageOffset {
                    log.error(
                        .offset,
                        "the chunk's dictionary_page_offset is \(told), the dictionary page is at "
                            + "\(dictionaryPageOffset)")
                }
            } else {
                let message = "the chunk's dictionary_page_offset is missing, the page is at \(dictionaryPageOffset)"
                if metadata.dataPageOffset == dictionaryPageOffset {
                    log.warn(.offset, message)
                } else {
                    log.error(.offset, message)
                }
            }
        } else if let told = metadata.dictionaryPageOffset, dataPageOffset != nil {
            // Some writers leave 0 where there is none.
            if told == 0 {
                log.warn(.offset, "the chunk's dictionary_page_offset is 0, where no page can be")
            } else {
                log.error(.offset, "the chunk's dictionary_page_offset is \(told), but there is no dictionary page")
            }
        }
        let listed = Set(metadata.encodings)
        for encoding in valueEncodings.sorted(by: { $0.rawValue < $1.rawValue }) where !listed.contains(encoding) {
            log.error(.encodings, "the chunk's encodings lack \(encoding.name), which a page has")
        }
        let unlisted = otherEncodings.subtracting(valueEncodings).subtracting(listed)
        if !unlisted.isEmpty {
            let names = unlisted.map(\.name).sorted().joined(separator: ", ")
            log.warn(.encodings, "the chunk's encodings lack \(names), which levels or the dictionary have")
        }
        if isComplete { checkStatistics(metadata, &log) }
    }

    private func checkStatistics(_ metadata: ColumnMetadata, _ log: inout FindingLog) {
        guard let statistics = metadata.encodingStatistics else { return }
        var told: [Kind: Int] = [:]
        for entry in statistics {
            told[Kind(type: entry.pageType.rawValue, encoding: entry.encoding.rawValue), default: 0] += Int(entry.count)
        }
        guard told != counts else { return }
        if EncodingTally.withoutVersions(told) == EncodingTally.withoutVersions(counts) {
            return log.warn(.encodingStatistics, "the chunk's encoding_stats mistake the version of the data pages")
        }
        let kinds = Set(told.keys).union(counts.keys).sorted { ($0.type, $0.encoding) < ($1.type, $1.encoding) }
        for kind in kinds where told[kind] ?? 0 != counts[kind] ?? 0 {
            log.error(
                .encodingStatistics,
                "the chunk's encoding_stats tell \(told[kind] ?? 0) pages of \(PageType(rawValue: kind.type).name) in "
                    + "\(Encoding(rawValue: kind.encoding).name), there are \(counts[kind] ?? 0)")
        }
    }
}
