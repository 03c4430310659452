internal import Parquet

// What a footer alone tells of a column chunk's bloom filter.

extension ColumnMetadata {
    /// How many of the values that are not in the chunk seem to be in it at most: if all its values are different. Nil if
    /// the footer does not tell the filter's size.
    var maximumFalsePositiveShare: Double? {
        guard let length = bloomFilterLength, length > 0 else { return nil }
        // Headers take less than a block.
        let blockCount = Int(length) / 32
        guard blockCount > 0, valueCount >= 0 else { return nil }
        let (present, overflow) = valueCount.subtractingReportingOverflow(statistics?.nullCount ?? 0)
        guard !overflow, present >= 0 else { return nil }
        return BloomFilter.falsePositiveShare(distinctCount: present, blockCount: blockCount)
    }

    /// Whether all data pages are dictionary-coded, so that the dictionary says exactly which values there are.
    var isOnlyDictionaryCoded: Bool {
        guard let encodingStatistics, dictionaryPageOffset != nil else { return false }
        let data = encodingStatistics.filter { $0.pageType == .dataPage || $0.pageType == .dataPageV2 }
        return !data.isEmpty && data.allSatisfy { $0.encoding == .rleDictionary || $0.encoding == .plainDictionary }
    }
}

enum BloomFilterErrors {
    /// A share in percent with two digits that count: 0.98 %, 12 %.
    static func percent(_ share: Double) -> String {
        let percent = share * 100
        var unit = 1.0
        while percent * unit < 10, unit < 10_000 { unit *= 10 }
        let rounded = (percent * unit).rounded(.up)
        let whole = Int(rounded / unit)
        let digits = Int(rounded) - whole * Int(unit)
        guard unit > 1 else { return "\(whole) %" }
        let text = String(digits)
        let zeros = String(repeating: "0", count: max(0, String(Int(unit)).count - 1 - text.count))
        return "\(whole).\(zeros)\(text) %"
    }
}
