import Parquet
import ParquetInspect

/// Lies of the page index, and of the pages themselves.
extension OwnFileLies {
    var columnIndexes: [OwnFileLie] {
        let index = columnIndex
        var lies: [OwnFileLie] = []
        for page in index.nullPages.indices {
            if !index.nullPages[page], index.minValues[page] != index.maxValues[page] {
                let (min, max) = (index.minValues[page], index.maxValues[page])
                lies += [
                    inColumnIndex("a page's minimum", .bounds, page: page, also: [.boundaryOrder]) {
                        $0.minValues[page] = max
                    },
                    inColumnIndex("a page's maximum", .bounds, page: page, also: [.boundaryOrder]) {
                        $0.maxValues[page] = min
                    },
                ]
            }
            lies.append(
                inColumnIndex("null_pages", .columnIndex, page: page, also: [.bounds, .boundaryOrder]) {
                    $0.nullPages[page].toggle()
                })
            if index.nullCounts != nil {
                lies.append(inColumnIndex("null_counts", .nullCount, page: page) { $0.nullCounts?[page] += 1 })
            }
            if index.nanCounts != nil {
                lies.append(inColumnIndex("nan_counts", .nanCount, page: page) { $0.nanCounts?[page] += 1 })
            }
            for (name, path) in [
                ("repetition", \.repetitionLevelHistograms), ("definition", \.definitionLevelHistograms),
            ] as [(String, WritableKeyPath<ColumnIndex, [Int]?> & Sendable)] {
                guard let histograms = index[keyPath: path] else { continue }
                let levels = histograms.count / index.nullPages.count
                for level in 0..<levels {
                    lies.append(
                        inColumnIndex("\(name) level \(level)", .sizeStatistics, page: page) {
                            $0[keyPath: path]?[page * levels + level] += 1
                        })
                }
            }
        }
        // The first two pages that have values.
        let valued = index.nullPages.indices.filter { !index.nullPages[$0] }
        if valued.count > 1 {
            let (one, other) = (valued[0], valued[1])
            if index.minValues[one] != index.minValues[other] {
                lies.append(
                    inColumnIndex("minima swapped", .bounds, also: [.boundaryOrder]) { $0.minValues.swapAt(one, other) }
                )
            }
            if index.maxValues[one] != index.maxValues[other] {
                lies.append(
                    inColumnIndex("maxima swapped", .bounds, also: [.boundaryOrder]) { $0.maxValues.swapAt(one, other) }
                )
            }
            let areEqual = Set(valued.map { [index.minValues[$0], index.maxValues[$0]] }).count == 1
            for order in [BoundaryOrder.ascending, .descending, .unknown(7)] where order != index.boundaryOrder {
                // Bounds that are all the same are in either order.
                if order == .descending, areEqual { continue }
                lies.append(inColumnIndex("boundary order \(order.name)", .boundaryOrder) { $0.boundaryOrder = order })
            }
        }
        lies.append(
            inColumnIndex("a page too few", .columnIndex) {
                $0.nullPages.removeLast()
                $0.minValues.removeLast()
                $0.maxValues.removeLast()
                $0.nullCounts?.removeLast()
                $0.nanCounts?.removeLast()
                $0.repetitionLevelHistograms = nil
                $0.definitionLevelHistograms = nil
            })
        return lies
    }

    var offsetIndexes: [OwnFileLie] {
        var lies: [OwnFileLie] = []
        for page in offsetIndex.pageLocations.indices {
            for step in [-1, 1] {
                lies += [
                    inOffsetIndex("offset \(step)", page: page) { $0.pageLocations[page].offset += step },
                    inOffsetIndex("size \(step)", page: page) {
                        $0.pageLocations[page].compressedByteCount += Int32(step)
                    },
                    inOffsetIndex("first row \(step)", page: page) { $0.pageLocations[page].firstRowIndex += step },
                ]
                if offsetIndex.unencodedByteArrayByteCounts != nil {
                    lies.append(
                        inOffsetIndex("byte array bytes \(step)", page: page, rule: .sizeStatistics) {
                            $0.unencodedByteArrayByteCounts?[page] += step
                        })
                }
            }
            if page > 0 {
                lies.append(
                    inOffsetIndex("locations swapped", page: page) { $0.pageLocations.swapAt(page, page - 1) })
            }
        }
        return lies
    }

    var pageBytes: [OwnFileLie] {
        let (rowGroup, column) = (rowGroup, column)
        return pages.indices.flatMap { page in
            let body = pages[page].bodyRange
            var lies = [body.lowerBound, (body.lowerBound + body.upperBound) / 2, body.upperBound - 1].map { place in
                OwnFileLie("a flipped bit at \(place - body.lowerBound)", .checksum, page: page) {
                    $0.body[place] ^= 0x10
                }
            }
            lies.append(
                OwnFileLie("another checksum", .checksum, page: page) {
                    try $0.pageHeader(rowGroup, column, page) { $0.checksum = ($0.checksum ?? 0) ^ 1 }
                })
            guard pages[page].header.dataPageV2 != nil else { return lies }
            for step in [-1, 1] as [Int32] {
                lies.append(
                    OwnFileLie("the header's nulls \(step)", .pageHeader, page: page) {
                        try $0.pageHeader(rowGroup, column, page) { $0.dataPageV2?.nullCount += step }
                    })
                lies.append(
                    OwnFileLie("the header's rows \(step)", .pageHeader, page: page) {
                        try $0.pageHeader(rowGroup, column, page) { $0.dataPageV2?.rowCount += step }
                    })
            }
            return lies
        }
    }

    /// Statistics in headers, which the writer leaves out and others do not: those of the column index, and one of them wrong.
    var pageStatistics: [OwnFileLie] {
        let (rowGroup, column, first, index) = (rowGroup, column, firstDataPage, columnIndex)
        func lie(
            _ name: String, _ rule: CheckRule, _ page: Int,
            _ change: @escaping @Sendable (inout StatisticsRecord) -> Void
        ) -> OwnFileLie {
            OwnFileLie("the header's \(name)", rule, page: page + first) {
                var record = StatisticsRecord(
                    nullCount: index.nullCounts?[page], maxValue: index.maxValues[page],
                    minValue: index.minValues[page], nanCount: index.nanCounts?[page])
                change(&record)
                try $0.pageHeader(rowGroup, column, page + first) {
                    $0.dataPage?.statistics = record
                    $0.dataPageV2?.statistics = record
                }
            }
        }
        return index.nullPages.indices.flatMap { page -> [OwnFileLie] in
            guard !index.nullPages[page], index.minValues[page] != index.maxValues[page] else { return [] }
            return [
                lie("minimum", .bounds, page) { $0.minValue = $0.maxValue },
                lie("maximum", .bounds, page) { $0.maxValue = $0.minValue },
                lie("null_count", .nullCount, page) { $0.nullCount? += 1 },
                lie("nan_count", .nanCount, page) { $0.nanCount = ($0.nanCount ?? 0) + 1 },
            ]
        }
    }
}
