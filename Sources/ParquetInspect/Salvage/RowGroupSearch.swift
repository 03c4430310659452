internal import Parquet

/// Puts pages together to row groups: the chunks of all columns, one behind the other in the order of the schema, with equal numbers
/// of rows.
///
/// Pages do not say which column they are of, nor where a chunk ends; a dictionary begins one. So a row group may be cut out in
/// several ways, of which most contradict what comes behind it. Only row groups are taken that every way has which is possible.
struct RowGroupSearch {
    /// A way to go on from a page: a whole row group, or one that the end of the file or damage cuts off.
    private struct Step {
        let start: Int
        /// The page behind it; nil if it is cut off.
        let end: Int?
        var rowGroup: SalvagedRowGroup?
    }

    private let scan: PageScan
    private let source: any ByteSource
    private let columns: [ColumnDescriptor]
    /// The codecs that each column may have.
    private let codecs: [[CompressionCodec]]
    private let memoryLimit: Int
    private let runs: [PageRun]
    /// For each page its run.
    private var runOfPage: [Int] = []
    private var readings: [Key: PageRun.Reading] = [:]

    /// Columns that read the same pages alike.
    private struct Key: Hashable {
        let run: Int
        let codec: CompressionCodec
        let type: PhysicalType
        let typeLength: Int?
        let definition: Int
        let repetition: Int
    }

    init(
        _ scan: PageScan, _ source: any ByteSource, _ columns: [ColumnDescriptor], codecs: [[CompressionCodec]],
        memoryLimit: Int
    ) {
        self.scan = scan
        self.source = source
        self.columns = columns
        self.codecs = codecs
        self.memoryLimit = memoryLimit
        runs = PageRun.all(scan)
        for (index, run) in runs.enumerated() {
            runOfPage += [Int](repeating: index, count: run.pages.count)
        }
    }

    /// The row groups that are certain, in order.
    mutating func rowGroups() async throws(ParquetError) -> [SalvagedRowGroup] {
        var found: [SalvagedRowGroup] = []
        for (place, region) in regions.enumerated() where place == 0 || isAperiodic {
            // Pages are closed when they are full, all but a chunk's last: where that leaves no way, pages of any sizes may be.
            var certain = certain(try await steps(in: region, areFull: true), region)
            if certain.isEmpty { certain = self.certain(try await steps(in: region, areFull: false), region) }
            found += certain
        }
        return found
    }

    /// The pages between damages, where row groups begin at the first one. Behind damage that is so only where columns cannot be taken
    /// for others.
    private var regions: [Range<Int>] {
        var regions: [Range<Int>] = []
        var start = 0
        for run in runs where run.endsInDamage || run.pages.upperBound == scan.pages.count {
            regions.append(start..<run.pages.upperBound)
            start = run.pages.upperBound
        }
        return regions
    }

    /// Whether no columns could be taken for the ones that follow them a row group long.
    private var isAperiodic: Bool {
        let kinds = columns.map { column in
            "\(column.physicalType.storageName) \(column.typeLength ?? 0) \(column.maxDefinitionLevel) \(column.maxRepetitionLevel)"
        }
        return (1..<max(1, kinds.count)).allSatisfy { shift in
            kinds.indices.contains { kinds[$0] != kinds[($0 + shift) % kinds.count] }
        }
    }

    // MARK: All ways

    /// The steps of all ways from the first page of `region` on.
    private mutating func steps(in region: Range<Int>, areFull: Bool) async throws(ParquetError) -> [Step] {
        var steps: [Step] = []
        var pending: Set<Int> = [region.lowerBound]
        while let place = pending.min(), place < region.upperBound {
            pending.remove(place)
            for step in try await nextSteps(place, areFull: areFull) {
                steps.append(step)
                if let end = step.end { pending.insert(end) }
            }
        }
        return steps
    }

    /// The row groups of `steps` that all ways have which end well: behind the last page of the region, or, if there is none such or
    /// something is damaged there, where a row group is cut off.
    private func certain(_ steps: [Step], _ region: Range<Int>) -> [SalvagedRowGroup] {
        let isWhole = region.upperBound == scan.pages.count && steps.contains { $0.end == region.upperBound }
        // Backwards: which steps lead to an end.
        var live: Set<Int> = [region.upperBound]
        var kept: [Step] = []
        for step in steps.sorted(by: { $0.start > $1.start }) {
            guard step.end.map({ live.contains($0) }) ?? !isWhole else { continue }
            live.insert(step.start)
            kept.append(step)
        }
        guard live.contains(region.lowerBound) else { return [] }
        let ordered = kept.sorted { ($0.start, $0.end ?? .max) < ($1.start, $1.end ?? .max) }
        var rowGroups: [SalvagedRowGroup] = []
        // The farthest end of the steps before the next one: within it other ways go on.
        var reach = region.lowerBound
        for (index, step) in ordered.enumerated() {
            let isAlone =
                reach <= step.start && (index + 1 == ordered.count || ordered[index + 1].start >= step.end ?? .max)
            if isAlone, let rowGroup = step.rowGroup { rowGroups.append(rowGroup) }
            reach = max(reach, step.end ?? .max)
        }
        return rowGroups
    }

    /// The ways to go on from page `place`.
    private mutating func nextSteps(_ place: Int, areFull: Bool) async throws(ParquetError) -> [Step] {
        var steps: [Step] = []
        let run = runs[runOfPage[place]]
        var isContradicted = true
        for codec in codecs[0] {
            let reading = try await reading(runOfPage[place], columns[0], codec)
            var rows = 0
            var values = 0
            let firstData = scan.pages[place].isDictionary ? place + 1 : place
            if firstData == run.pages.upperBound || scan.pages[firstData].isDamaged
                || reading.rows[firstData - run.pages.lowerBound] != nil
            {
                isContradicted = false
            }
            for page in firstData..<run.pages.upperBound {
                guard let own = reading.rows[page - run.pages.lowerBound], !scan.pages[page].isDamaged else { break }
                rows += own
                values += reading.values[page - run.pages.lowerBound]
                let pages = place..<page + 1
                guard rows > 0, !areFull || isFull(pages, reading, run) else { continue }
                let first = SalvagedRowGroup.Chunk(pages: pages, codec: codec, valueCount: values)
                if let step = try await step(place, first, rows: rows, areFull: areFull) { steps.append(step) }
            }
            // The first codec that fits.
            if !steps.isEmpty { break }
        }
        if steps.isEmpty, !isContradicted, run.endsInDamage || run.pages.upperBound == scan.pages.count {
            steps.append(Step(start: place, end: nil))
        }
        return steps
    }

    /// The row group whose first column is `first`; nil if what follows contradicts it.
    private mutating func step(
        _ start: Int, _ first: SalvagedRowGroup.Chunk, rows: Int, areFull: Bool
    ) async throws(ParquetError) -> Step? {
        var chunks = [first]
        for index in columns.indices.dropFirst() {
            let place = chunks[index - 1].pages.upperBound
            guard place < scan.pages.count else { return Step(start: start, end: nil) }
            if runs[runOfPage[place]].pages.lowerBound == place, place > 0, runs[runOfPage[place] - 1].endsInDamage {
                return Step(start: start, end: nil)
            }
            switch try await chunk(index, place, rows: rows, areFull: areFull) {
            case .whole(let chunk): chunks.append(chunk)
            case .cut: return Step(start: start, end: nil)
            case .none: return nil
            }
        }
        let rowGroup = SalvagedRowGroup(rowCount: rows, chunks: chunks)
        return Step(start: start, end: rowGroup.pages.upperBound, rowGroup: rowGroup)
    }

    private enum Fit {
        case whole(SalvagedRowGroup.Chunk)
        /// The pages are those of the column, and end too early for a reason.
        case cut
        case none
    }

    /// The chunk of column `index` with `rows` rows that begins at page `place`.
    private mutating func chunk(
        _ index: Int, _ place: Int, rows: Int, areFull: Bool
    ) async throws(ParquetError) -> Fit {
        let run = runs[runOfPage[place]]
        var isCut = false
        for codec in codecs[index] {
            let reading = try await reading(runOfPage[place], columns[index], codec)
            var sum = 0
            var values = 0
            var isContradicted = false
            for page in place..<run.pages.upperBound {
                if page == place, scan.pages[page].isDictionary { continue }
                if scan.pages[page].isDamaged { break }
                guard let own = reading.rows[page - run.pages.lowerBound] else {
                    isContradicted = true
                    break
                }
                sum += own
                values += reading.values[page - run.pages.lowerBound]
                guard sum < rows else {
                    if sum == rows, !areFull || isFull(place..<page + 1, reading, run) {
                        return .whole(.init(pages: place..<page + 1, codec: codec, valueCount: values))
                    }
                    isContradicted = true
                    break
                }
            }
            let endsEarly = run.endsInDamage || run.pages.upperBound == scan.pages.count
            if !isContradicted, endsEarly { isCut = true }
        }
        return isCut ? .cut : .none
    }

    /// Whether all of the pages but the last are about as full as the fullest, in rows or in bytes.
    private func isFull(_ pages: Range<Int>, _ reading: PageRun.Reading, _ run: PageRun) -> Bool {
        let data = pages.filter { !scan.pages[$0].isDictionary }
        guard data.count > 1 else { return true }
        let rows = data.map { reading.rows[$0 - run.pages.lowerBound] ?? 0 }
        let bytes = data.map { Int(scan.pages[$0].header.uncompressedByteCount) }
        let mostRows = rows.max() ?? 0, mostBytes = bytes.max() ?? 0
        return data.indices.dropLast().allSatisfy { rows[$0] >= mostRows / 4 * 3 || bytes[$0] >= mostBytes / 4 * 3 }
    }

    private mutating func reading(
        _ run: Int, _ column: ColumnDescriptor, _ codec: CompressionCodec
    ) async throws(ParquetError) -> PageRun.Reading {
        let key = Key(
            run: run, codec: codec, type: column.physicalType, typeLength: column.typeLength,
            definition: column.maxDefinitionLevel, repetition: column.maxRepetitionLevel)
        if let known = readings[key] { return known }
        let reading = try await runs[run].reading(column, codec, scan, source, memoryLimit: memoryLimit)
        readings[key] = reading
        return reading
    }
}

extension PhysicalType {
    /// What types whose pages read alike are called.
    fileprivate var storageName: String {
        switch self {
        case .int32, .float: "4 bytes"
        case .int64, .double: "8 bytes"
        case .boolean, .int96, .byteArray, .fixedLengthByteArray: name
        }
    }
}
