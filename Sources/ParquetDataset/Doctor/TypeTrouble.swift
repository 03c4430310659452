internal import Parquet

/// What an engine makes of a column that does not stand for what was meant.
struct Trouble: Hashable {
    let severity: Advice.Severity
    let rule: String
    let message: String
    let remedy: String

    init(_ severity: Advice.Severity, _ rule: String, _ message: String, _ remedy: String) {
        self.severity = severity
        self.rule = rule
        self.message = message
        self.remedy = remedy
    }
}

extension QueryEngine {
    /// What the engine does not read as it is meant in a column of this type; nil if it reads it well.
    func trouble(with column: ColumnDescriptor) -> Trouble? {
        let name = "column \(column.path)"
        if column.physicalType == .int96 {
            return Trouble(
                .warning, "int96",
                "\(name) is INT96: \(self.name) reads it as a timestamp, but has no statistics to skip by",
                "write INT64 with TIMESTAMP(MICROS) instead")
        }
        switch column.logicalType {
        case nil where column.physicalType == .byteArray:
            return Trouble(
                .hint, "unannotated-bytes",
                "\(name) is BYTE_ARRAY without an annotation: it is read as binary, not as text",
                "write it as STRING if it is text")
        case .timestamp(.nanos, _): return nanoseconds(name)
        case .time: return time(name)
        case .integer(let bitWidth, isSigned: false): return unsigned(name, bitWidth)
        case .decimal(let precision, _) where precision > 38:
            return self == .bigquery
                ? Trouble(
                    .warning, "wide-decimal", "\(name) has \(precision) digits: it becomes BIGNUMERIC",
                    "use at most 38 digits")
                : Trouble(
                    .error, "wide-decimal", "\(name) has \(precision) digits, \(self.name) reads at most 38",
                    "use at most 38 digits, or text")
        case .uuid where self != .trino && self != .duckdb:
            return Trouble(
                .warning, "uuid", "\(name) is UUID: \(self.name) reads its 16 bytes as binary", "write it as STRING")
        case .float16 where self != .duckdb:
            return Trouble(.error, "float16", "\(name) is FLOAT16, which \(self.name) does not read", "write FLOAT")
        case .interval where self != .duckdb:
            return Trouble(
                .error, "interval", "\(name) is INTERVAL, which \(self.name) does not read",
                "write numbers of months, days and milliseconds")
        case .json where self != .duckdb && self != .bigquery:
            return Trouble(
                .warning, "json", "\(name) is JSON: \(self.name) reads it as binary in tables that do not say string",
                "write it as STRING")
        case .bson:
            return Trouble(
                .warning, "bson", "\(name) is BSON: it is read as binary", "write groups, or JSON text as STRING")
        case .geometry, .geography:
            return self == .duckdb
                ? nil
                : Trouble(
                    .warning, "geospatial", "\(name) holds shapes: \(self.name) reads them as binary in WKB",
                    "convert them when they are read")
        default: return nil
        }
    }

    private func nanoseconds(_ name: String) -> Trouble? {
        switch self {
        case .athena, .spark:
            Trouble(
                .error, "nanoseconds", "\(name) is TIMESTAMP(NANOS), which \(self.name) does not read as a timestamp",
                "write MICROS or MILLIS")
        case .bigquery:
            Trouble(
                .warning, "nanoseconds", "\(name) is TIMESTAMP(NANOS): it is cut to microseconds",
                "write MICROS or MILLIS")
        case .trino, .duckdb: nil
        }
    }

    private func time(_ name: String) -> Trouble? {
        switch self {
        case .athena, .spark:
            Trouble(
                .error, "time", "\(name) is TIME, of which \(self.name) has no type",
                "write INT64 without an annotation, or text")
        case .trino, .duckdb, .bigquery: nil
        }
    }

    private func unsigned(_ name: String, _ bitWidth: Int) -> Trouble? {
        switch self {
        case .athena, .trino:
            Trouble(
                bitWidth == 64 ? .error : .warning, "unsigned-integer",
                "\(name) is unsigned, of which \(self.name) has no type: large values are negative or refused",
                bitWidth == 64 ? "write DECIMAL(20,0), or INT64 if no value is above 2^63 − 1" : "write INT64")
        case .spark where bitWidth == 64:
            Trouble(
                .warning, "unsigned-integer", "\(name) is unsigned with 64 bits: it becomes decimal(20,0)",
                "write INT64 if no value is above 2^63 − 1")
        case .bigquery where bitWidth == 64:
            Trouble(
                .error, "unsigned-integer", "\(name) is unsigned with 64 bits: values above 2^63 − 1 are refused",
                "write DECIMAL(20,0)")
        case .spark, .bigquery, .duckdb: nil
        }
    }

    /// What the engine does not take of a group's annotation.
    func trouble(withGroup path: [String], _ logicalType: LogicalType) -> Trouble? {
        guard case .variant = logicalType else { return nil }
        switch self {
        case .spark, .duckdb:
            return Trouble(
                .hint, "variant",
                "column \(path.joined(separator: ".")) is VARIANT: versions before Spark 4.0 and "
                    + "DuckDB 1.4 read a group of two binary fields", "use a current version")
        case .athena, .trino, .bigquery:
            return Trouble(
                .error, "variant",
                "column \(path.joined(separator: ".")) is VARIANT, which \(name) does not read from files",
                "write JSON text as STRING, or the fields as columns")
        }
    }

    /// What the engine does not take of a codec.
    func trouble(with codec: CompressionCodec) -> Trouble? {
        switch codec {
        case .uncompressed, .snappy, .gzip, .zstd: nil
        case .brotli where self != .duckdb:
            Trouble(
                .error, "codec", "pages are compressed with BROTLI, which \(name) does not read",
                "write ZSTD (parkett rewrite --codec zstd)")
        case .brotli: nil
        case .lzo:
            Trouble(
                .error, "codec", "pages are compressed with LZO, which few readers know", "write ZSTD")
        case .lz4:
            Trouble(
                .warning, "codec",
                "pages are compressed with the deprecated LZ4, which readers understand in different ways",
                "write ZSTD or LZ4_RAW (parkett rewrite --codec zstd)")
        case .lz4Raw where self == .athena:
            Trouble(
                .warning, "codec", "pages are compressed with LZ4_RAW, which Athena reads but not in Iceberg tables",
                "write ZSTD (parkett rewrite --codec zstd)")
        case .lz4Raw: nil
        case .unknown(let number):
            Trouble(.error, "codec", "pages are compressed with codec \(number), which is not known", "write ZSTD")
        }
    }

    /// What the engine does not take of an encoding.
    func trouble(with encoding: Encoding) -> Trouble? {
        switch encoding {
        case .alp:
            Trouble(
                .error, "encoding", "values are in the encoding ALP, which \(name) does not read yet",
                "write another one (parkett rewrite)")
        case .byteStreamSplit where self == .athena:
            Trouble(
                .warning, "encoding",
                "values are in the encoding BYTE_STREAM_SPLIT, of which Athena does not say that it reads it",
                "write the profile athena (parkett rewrite --profile athena)")
        case .unknown:
            Trouble(.error, "encoding", "values are in an encoding that is not known", "write another one")
        default: nil
        }
    }
}
