internal import ParquetBytes

/// Page indexes of several columns of a row group, read with few requests.
struct PageIndexes: Sendable {
    /// By the columns' places in the schema.
    var columns: [Int: ColumnIndex] = [:]
    var offsets: [Int: OffsetIndex] = [:]
    /// The bytes that were read.
    var byteCount = 0
}

extension ParquetFile {
    /// The page indexes of row group `rowGroup`: the offset indexes of `columns`, and where `hasBounds` their column indexes, too.
    ///
    /// An index in which there is something that this version does not know is left out, and so are offset indexes of Arrow in which
    /// pages share a row, contrary to the specification.
    ///
    /// - Throws: `ParquetError` as `offsetIndex(rowGroup:column:)`.
    nonisolated(nonsending) func pageIndexes(
        rowGroup: Int, columns: [Int], hasBounds: Bool
    ) async throws(ParquetError) -> PageIndexes {
        var parts: [(column: Int, isOffsets: Bool)] = []
        var ranges: [Range<Int>] = []
        for column in columns {
            let chunk = try columnChunk(rowGroup: rowGroup, column: column)
            do throws(ParquetError) {
                if let offset = chunk.offsetIndexOffset, let length = chunk.offsetIndexLength, length != 0 {
                    ranges.append(try range(of: "offset index", at: offset, count: Int(length)))
                    parts.append((column, true))
                }
                if hasBounds, let offset = chunk.columnIndexOffset, let length = chunk.columnIndexLength, length != 0 {
                    ranges.append(try range(of: "column index", at: offset, count: Int(length)))
                    parts.append((column, false))
                }
            } catch {
                throw error.at(place(rowGroup: rowGroup, column: column))
            }
        }
        var indexes = PageIndexes()
        for fetch in RowGroupPlan.fetches(ranges, gap: options.coalescingGap) {
            let bytes: SharedBytes
            if let shared = try source.shareAll(fetch.range) {
                bytes = shared
            } else {
                var buffer = ByteBuffer()
                try await source.readAll(fetch.range, into: &buffer)
                bytes = SharedBytes(buffer)
            }
            indexes.byteCount += fetch.range.count
            for part in fetch.columns {
                let start = ranges[part].lowerBound - fetch.range.lowerBound
                let column = parts[part].column
                do throws(ParquetError) {
                    try indexes.add(
                        bytes.extracting(start..<start + ranges[part].count), at: ranges[part].lowerBound, column,
                        isOffsets: parts[part].isOffsets, self, rowGroup)
                } catch  where error.code == .unsupported {
                    continue
                } catch {
                    throw error.at(place(rowGroup: rowGroup, column: column))
                }
            }
        }
        return indexes
    }
}

extension PageIndexes {
    fileprivate mutating func add(
        _ bytes: SharedBytes, at offset: Int, _ column: Int, isOffsets: Bool, _ file: ParquetFile, _ rowGroup: Int
    ) throws(ParquetError) {
        if isOffsets {
            var reader = CompactReader(bytes.bytes, baseOffset: offset)
            let locations = try OffsetIndex(from: &reader).pageLocations
            guard zip(locations, locations.dropFirst()).allSatisfy({ $0.firstRowIndex != $1.firstRowIndex }) else {
                return
            }
            offsets[column] = try file.offsetIndex(bytes.bytes, at: offset, rowGroup: rowGroup)
        } else {
            columns[column] = try file.columnIndex(bytes.bytes, at: offset, column: column)
        }
    }
}
