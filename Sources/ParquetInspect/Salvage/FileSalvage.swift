internal import ParquetBytes
internal import ParquetCodecs
public import Parquet

/// Recovers whole row groups of a file whose footer is lost: from the headers of its pages and a schema that is known otherwise.
///
/// A row group is kept if all its column chunks are complete, can be decoded, and agree in their number of rows, and if its pages can be put
/// together in no other way. Their bytes are copied; statistics, indexes and bloom filters, which stand in the footer or behind the row
/// groups, are not made anew.
public struct FileSalvage: Sendable {
    /// What was recovered.
    public struct Report: Sendable, Equatable {
        /// A row group.
        public struct RowGroup: Sendable, Equatable {
            /// Where it lies in the broken file.
            public var bytes: Range<Int>
            /// Its rows.
            public var rowCount: Int
        }

        /// The pages that were found.
        public var pageCount = 0
        /// The row groups that are kept.
        public var rowGroups: [RowGroup] = []
        /// What was not recovered, a sentence each with its bytes.
        public var losses: [String] = []

        /// The rows that are kept.
        public var rowCount: Int { rowGroups.reduce(0) { $0 + $1.rowCount } }
    }

    private let schema: Schema
    private let codecs: [[CompressionCodec]]
    private let memoryLimit: Int

    /// All that pages may be compressed with, those first that their bytes tell best.
    private static let allCodecs: [CompressionCodec] = [.uncompressed, .zstd, .gzip, .snappy, .lz4Raw, .brotli, .lz4]

    /// Recovers files of this schema.
    public init(schema: Schema, memoryLimit: Int = ReaderOptions().memoryLimit) {
        self.schema = schema
        self.memoryLimit = memoryLimit
        codecs = schema.columns.map { _ in FileSalvage.allCodecs }
    }

    /// Recovers files that were written as `sibling` was.
    public init(like sibling: ParquetFile) {
        schema = sibling.schema
        memoryLimit = sibling.options.memoryLimit
        let rowGroups = sibling.metadata.rowGroups
        codecs = schema.columns.indices.map { index in
            var own: [CompressionCodec] = []
            for rowGroup in rowGroups where rowGroup.columns.indices.contains(index) {
                if let codec = rowGroup.columns[index].metadata?.codec, !own.contains(codec) { own.append(codec) }
            }
            return own.isEmpty ? FileSalvage.allCodecs : own
        }
    }

    /// Writes what can be recovered of `source` to `sink`, which is aborted if that is nothing.
    ///
    /// - Throws: `ParquetError` with code `input` if the file has a footer, `malformed` if nothing can be recovered, `io`, and what the
    ///   sink throws.
    public func run(_ source: any ByteSource, to sink: any ByteSink) async throws(ParquetError) -> Report {
        do throws(ParquetError) {
            let report = try await recover(source, to: sink)
            try sink.finish()
            return report
        } catch {
            sink.abort()
            throw error.at(.init(file: source.name))
        }
    }

    private func recover(_ source: any ByteSource, to sink: any ByteSink) async throws(ParquetError) -> Report {
        let byteCount = try await source.byteCount()
        if let file = try? await ParquetFile(source) {
            throw ParquetError(
                .input,
                "the file has its footer, with \(file.metadata.rowGroups.count) row groups: parkett check tells what is wrong with it"
            )
        }
        let scan = try await PageScan(source, byteCount: byteCount, memoryLimit: memoryLimit)
        guard !schema.columns.isEmpty, !scan.pages.isEmpty else {
            throw ParquetError(.malformed, "there are no pages in the \(byteCount) bytes of the file")
        }
        var search = RowGroupSearch(
            scan, source, schema.columns, codecs: codecs, memoryLimit: memoryLimit)
        let rowGroups = try await search.rowGroups()
        var report = Report(pageCount: scan.pages.count)
        report.rowGroups = rowGroups.map {
            .init(
                bytes: scan.pages[$0.pages.lowerBound].offset..<scan.pages[$0.pages.upperBound - 1].end,
                rowCount: $0.rowCount)
        }
        report.losses = losses(scan, rowGroups)
        guard !rowGroups.isEmpty else {
            throw ParquetError(
                .malformed,
                "no row group can be recovered with this schema from \(scan.pages.count) pages: \(report.losses.joined(separator: "; "))"
            )
        }
        try await write(rowGroups, scan, source, to: sink)
        return report
    }

    /// What is not in `rowGroups`, in the order of the bytes.
    private func losses(_ scan: PageScan, _ rowGroups: [SalvagedRowGroup]) -> [String] {
        var losses: [(place: Int, text: String)] = []
        var next = 0
        for pages in rowGroups.map(\.pages) + [scan.pages.count..<scan.pages.count] {
            if next < pages.lowerBound {
                let start = scan.pages[next].offset, end = scan.pages[pages.lowerBound - 1].end
                losses.append(
                    (
                        start,
                        "bytes \(start) to \(end): \(pages.lowerBound - next) pages make no whole row group, or could be cut in "
                            + "more than one way"
                    ))
            }
            next = pages.upperBound
        }
        for page in scan.pages where page.isDamaged {
            losses.append((page.offset, "byte \(page.offset): the page's checksum is not that of its bytes"))
        }
        if let place = scan.cutPageOffset { losses.append((place, "byte \(place): the file ends within a page")) }
        for gap in scan.gaps where gap.upperBound < (scan.pages.last?.offset ?? 0) {
            losses.append((gap.lowerBound, "bytes \(gap.lowerBound) to \(gap.upperBound): no pages"))
        }
        return losses.sorted { $0.place < $1.place }.map(\.text)
    }

    private func write(
        _ rowGroups: [SalvagedRowGroup], _ scan: PageScan, _ source: any ByteSource, to sink: any ByteSink
    ) async throws(ParquetError) {
        let magic = Footer.magic
        try sink.write(magic.rawBytes)
        var position = magic.count
        var encoded = ByteBuffer()
        var buffer = ByteBuffer()
        for (ordinal, rowGroup) in rowGroups.enumerated() {
            let start = position
            var columns: [ColumnChunkMetadata] = []
            for (chunk, column) in zip(rowGroup.chunks, schema.columns) {
                columns.append(chunk.metadata(column, scan, at: position))
                let range = chunk.range(scan)
                var offset = range.lowerBound
                while offset < range.upperBound {
                    let end = min(range.upperBound, offset + 4 << 20)
                    try await source.read(offset..<end, into: &buffer)
                    try sink.write(buffer.bytes)
                    offset = end
                }
                position += range.count
            }
            let metadata = RowGroupMetadata(
                columns: columns,
                totalByteSize: columns.reduce(0) { $0 + ($1.metadata?.totalUncompressedSize ?? 0) },
                rowCount: rowGroup.rowCount, fileOffset: start, totalCompressedSize: position - start,
                ordinal: Int16(exactly: ordinal))
            encoded.append(metadata.encoded())
        }
        let footer = FileMetadata.encode(
            schema: schema.elements(), rowCount: rowGroups.reduce(0) { $0 + $1.rowCount },
            rowGroupCount: rowGroups.count, encodedRowGroups: encoded.bytes, keyValueMetadata: nil,
            createdBy: "swift-parquet version \(ParquetVersion.current) (build 0)", columnOrders: nil)
        guard let count = UInt32(exactly: footer.count) else {
            throw ParquetError(.limit, "a footer of \(footer.count) bytes exceeds the format's 4 GiB")
        }
        try sink.write(footer.rawBytes)
        let trailer = Footer.trailer(metadataByteCount: count)
        try sink.write(trailer.rawBytes)
    }
}
