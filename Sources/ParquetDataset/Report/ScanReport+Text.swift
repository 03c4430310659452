internal import Parquet
internal import ParquetJSON

extension ScanReport {
    /// The report for people: tables as text, each line with a line feed.
    public var text: String {
        typealias Numbers = ReportNumbers
        var text = "storage  JSON \(Numbers.bytes(storage.jsonByteCount)) in \(storage.jsonFileCount) files, gzip "
        text += "\(Numbers.bytes(storage.jsonGzipByteCount)); Parquet \(Numbers.bytes(storage.parquetByteCount)) in "
        text += "\(storage.parquetFileCount) files, \(storageShares)\n"
        text += "rows     \(Numbers.grouped(storage.rowCount)) of \(storage.dayCount) "
        text += "\(storage.dayCount == 1 ? "day" : "days")\(storage.hasDays ? "" : ", assumed")\n\n"
        var rows = [["query", "rows", "JSON", "gzip", "Parquet", "fewer than JSON", "than gzip", "seconds"]]
        for query in queries {
            rows.append([
                query.query.name, Numbers.grouped(query.rowCount), Numbers.bytes(query.jsonByteCount),
                Numbers.bytes(query.jsonGzipByteCount), Numbers.bytes(query.readByteCount),
                Numbers.percent(query.reduction), Numbers.percent(query.gzipReduction),
                Numbers.fixed(query.seconds, 4),
            ])
        }
        text += ScanReport.table(rows) + "\n" + pricingText + "\n\n"
        rows = [["dollars a month", "asked a day"] + Form.all.map(\.title)]
        for query in queries {
            rows.append(
                [query.query.name, Numbers.grouped(query.query.perDay ?? pricing.queriesPerDay)]
                    + Form.all.map { Numbers.dollars(monthlyPrice(query, $0)) })
        }
        rows.append(["all", ""] + Form.all.map { Numbers.dollars(monthlyPrice($0)) })
        return text + ScanReport.table(rows)
    }

    /// How large the Parquet files are beside the JSON.
    var storageShares: String {
        func share(_ whole: Int) -> String {
            whole > 0 ? ReportNumbers.fixed(100 * Double(storage.parquetByteCount) / Double(whole), 1) + " %" : "–"
        }
        return "\(share(storage.jsonByteCount)) of JSON and \(share(storage.jsonGzipByteCount)) of gzip"
    }

    /// What the prices are of.
    var pricingText: String {
        "Prices of engines that bill \(ReportNumbers.dollars(pricing.pricePerTerabyte)) per TB scanned and at least "
            + "\(ReportNumbers.bytes(pricing.minimumByteCount)) a query, at \(ReportNumbers.grouped(pricing.eventsPerDay)) events a "
            + "day: \(ReportNumbers.fixed(scale, scale < 10 ? 2 : 0)) times what was measured."
    }

    /// Columns as wide as they must be, the first to the left and the others to the right.
    private static func table(_ rows: [[String]]) -> String {
        var widths: [Int] = []
        for row in rows {
            for (place, cell) in row.enumerated() {
                if place == widths.count { widths.append(0) }
                widths[place] = max(widths[place], cell.count)
            }
        }
        return rows.map { row in
            row.enumerated().map { place, cell in
                let space = String(repeating: " ", count: widths[place] - cell.count)
                return place == 0 ? cell + space : space + cell
            }.joined(separator: "  ") + "\n"
        }.joined()
    }

    /// The report as JSON, without a line feed. Money is in dollars.
    public var jsonText: String { String(decoding: document.bytes, as: UTF8.self) }

    private var document: CanonicalJSON {
        .object([
            "report": .integer(1), "json": .string(json), "parquet": .string(parquet),
            "storage": .object([
                "json_files": .integer(storage.jsonFileCount), "json_bytes": .integer(storage.jsonByteCount),
                "json_gzip_bytes": .integer(storage.jsonGzipByteCount),
                "parquet_files": .integer(storage.parquetFileCount),
                "parquet_bytes": .integer(storage.parquetByteCount), "rows": .integer(storage.rowCount),
                "days": .integer(storage.dayCount), "days_are_named": .boolean(storage.hasDays),
            ]),
            "pricing": .object([
                "per_terabyte": .number(pricing.pricePerTerabyte), "minimum_bytes": .integer(pricing.minimumByteCount),
                "events_per_day": .number(pricing.eventsPerDay), "queries_per_day": .number(pricing.queriesPerDay),
                "scale": .number(scale),
            ]),
            "queries": .array(queries.map(document)), "monthly": prices { monthlyPrice($0) },
        ])
    }

    private func document(_ query: Query) -> CanonicalJSON {
        .object([
            "name": .string(query.query.name), "query": .string(query.query.text), "rows": .integer(query.rowCount),
            "per_day": .number(query.query.perDay ?? pricing.queriesPerDay),
            "json_files": .integer(query.jsonFileCount), "json_bytes": .integer(query.jsonByteCount),
            "json_gzip_bytes": .integer(query.jsonGzipByteCount), "read_bytes": .integer(query.readByteCount),
            "explained_bytes": .integer(query.explanation.scan.readByteCount), "reads": .integer(query.readCount),
            "columns_bytes": .integer(query.readByteCounts[.columns] ?? 0),
            "row_groups_bytes": .integer(query.readByteCounts[.rowGroups] ?? 0),
            "reduction_percent": query.reduction.map { .number($0) } ?? .null,
            "gzip_reduction_percent": query.gzipReduction.map { .number($0) } ?? .null,
            "seconds": .number(query.seconds), "price": prices { price(query, $0) },
            "monthly": prices { monthlyPrice(query, $0) },
        ])
    }

    private func prices(_ price: (Form) -> Double) -> CanonicalJSON {
        .object(CanonicalMembers(Form.all.map { (key: $0.key, value: .number(price($0))) }))
    }
}

extension ScanReport.Form {
    /// What it is called in tables.
    var title: String {
        switch self {
        case .json: "JSON"
        case .jsonGzip: "gzip"
        case .parquet(.columns): "columns"
        case .parquet(.rowGroups): "row groups"
        case .parquet(.pages): "pages"
        }
    }
}
