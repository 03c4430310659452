import ArgumentParser
import Parquet

/// How Parquet files are written: the options that `convert` and `rewrite` share.
struct WriterArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            none, snappy, gzip[:level], zstd[:level], lz4-raw, brotli[:quality], or auto: for each column of a row group the \
            smallest of none, zstd:1 and zstd:3.
            """))
    var codec = CodecArgument(.zstd(level: 1))

    @Option(
        help: ArgumentHelp(
            """
            For which readers. athena: all there are. modern: also the delta encodings, which current Spark, Trino, DuckDB, \
            pyarrow and Polars read. smallest: every encoding of the format that is no preview.
            """))
    var profile = ProfileArgument.athena

    @Option(help: "The bytes of a row group in the file.")
    var rowGroupSize = SizeArgument(16 << 20)

    @Option(help: "The bytes of a page before compression.")
    var pageSize = SizeArgument(1 << 20)

    @Option(help: "The most rows of a page.")
    var pageRows = WriterOptions().pageRowLimit

    @Option(help: "The version of data pages, 1 or 2. Every reader knows 1.")
    var pageVersion = PageVersionArgument.v1

    @Flag(help: "Write bloom filters for integers, strings and binary data, except where a dictionary tells as much.")
    var bloomFilters = false

    @Flag(inversion: .prefixedNo, help: "Write page indexes, by which readers pass over pages.")
    var pageIndex = true

    @Flag(help: "Give the bounds of floating-point columns in IEEE 754 total order.")
    var totalOrder = false

    /// `--profile`.
    enum ProfileArgument: String, CaseIterable, ExpressibleByArgument {
        case athena, modern, smallest
    }

    /// `--page-version`.
    enum PageVersionArgument: String, CaseIterable, ExpressibleByArgument {
        case v1 = "1"
        case v2 = "2"
    }

    func apply(to options: inout WriterOptions) {
        options.codec = codec.codec
        switch profile {
        case .athena: options.profile = .athena
        case .modern: options.profile = .modern
        case .smallest: options.profile = .smallest
        }
        options.rowGroupByteLimit = rowGroupSize.bytes
        options.pageByteLimit = pageSize.bytes
        options.pageRowLimit = pageRows
        options.dataPageVersion = pageVersion == .v1 ? .v1 : .v2
        options.bloomFilters = bloomFilters ? BloomFilterOptions() : nil
        options.writesPageIndex = pageIndex
        options.floatingPointOrder = totalOrder ? .ieee754TotalOrder : .typeDefined
    }
}
