internal import Parquet

extension ScanReport {
    /// The report as one page of HTML that needs nothing else: charts are inline SVG, and there are no scripts.
    ///
    /// - Parameter date: what the page says it was made on, as people write it; nil: nothing.
    public func html(date: String? = nil) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title>What queries read</title>
        <style>
        \(ReportStyle.sheet)
        </style>
        </head>
        <body>
        <h1>What queries read</h1>
        <p class="soft">\(origin(date))</p>
        \(facts)
        <h2>Storage</h2>
        \(storageChart)
        <h2>Bytes that each query reads</h2>
        <p>Each step to the right is ten times as much. JSON is read whole, as far as directories leave its files; of Parquet \
        the bytes are counted that the scan asks of the files.</p>
        \(ScanReport.legend([.json, .jsonGzip, .parquet(.pages)]))
        \(readChart)
        \(readTable)
        <h2>What that costs</h2>
        <p>\(HTMLText.escaped(pricingText)) Parquet is billed by the columns that are read alone, by what row groups' \
        statistics leave of them, or by what is left of pages.</p>
        \(costChart)
        \(costTable)
        <h2>The queries</h2>
        \(queryList)
        <h2>How it was measured</h2>
        <p class="soft">A terabyte has 10<sup>12</sup> bytes and a month 30 days. Bytes of a query are scaled with the rows of \
        the log\(storage.hasDays ? "" : ", which is taken for one day"); of sorted files, footers and pages that are read grow less than \
        that. gzip is level 6. Times are medians of scans of files in the page cache, by one process.</p>
        </body>
        </html>

        """
    }

    private func origin(_ date: String?) -> String {
        var text = "\(ReportNumbers.grouped(storage.rowCount)) rows of \(storage.dayCount) "
        text += storage.dayCount == 1 ? "day" : "days"
        text += ": " + HTMLText.escaped(json) + " as JSON, " + HTMLText.escaped(parquet) + " as Parquet"
        if let date { text += ". " + HTMLText.escaped(date) }
        return text
    }

    private var facts: String {
        let read = queries.reduce(0) { $0 + $1.readByteCount }
        let json = queries.reduce(0) { $0 + $1.jsonByteCount }
        let reduction = json > 0 ? 100 * (1 - Double(read) / Double(json)) : nil
        let best = queries.compactMap(\.reduction).max()
        return """
            <dl class="facts">
            <div><dt>Fewer bytes read, all queries</dt><dd>\(ReportNumbers.percent(reduction))<small>at best \
            \(ReportNumbers.percent(best))</small></dd></div>
            <div><dt>Storage</dt><dd>\(ReportNumbers.bytes(storage.parquetByteCount))<small>\(storageShares)</small></dd></div>
            <div><dt>A month, Parquet</dt><dd>\(ReportNumbers.dollars(monthlyPrice(.parquet(.pages))))<small>instead of \
            \(ReportNumbers.dollars(monthlyPrice(.json))) of JSON, \(ReportNumbers.dollars(monthlyPrice(.jsonGzip))) of \
            gzip</small></dd></div>
            </dl>
            """
    }

    private var storageChart: String {
        let sizes: [(String, Int, Form)] = [
            ("JSON", storage.jsonByteCount, .json), ("JSON, gzip", storage.jsonGzipByteCount, .jsonGzip),
            ("Parquet", storage.parquetByteCount, .parquet(.pages)),
        ]
        return ReportChart.bars(
            sizes.map { name, count, form in
                .init(label: name, value: Double(count), text: ReportNumbers.bytes(count), style: form.style)
            }, title: "Bytes stored")
    }

    private static func legend(_ forms: [Form]) -> String {
        let items = forms.map { "<li><i class=\"\($0.style)\"></i>\($0.name)</li>" }
        return "<ul class=\"legend\">\(items.joined())</ul>"
    }

    private var readChart: String {
        ReportChart.dots(
            queries.map { query in
                let marks = [Form.json, .jsonGzip, .parquet(.pages)].map { form in
                    let count = byteCount(query, form)
                    return ReportChart.Mark(
                        label: form.name, value: Double(count), text: ReportNumbers.bytes(count), style: form.style)
                }
                let fewer = query.reduction.map { "\(ReportNumbers.percent($0)) fewer" } ?? ""
                return (query.query.name, fewer, marks)
            }, title: "Bytes read by each query")
    }

    private var readTable: String {
        var rows: [[String]] = []
        for query in queries {
            rows.append([
                query.query.name, ReportNumbers.grouped(query.rowCount), ReportNumbers.bytes(query.jsonByteCount),
                ReportNumbers.bytes(query.jsonGzipByteCount), ReportNumbers.bytes(query.readByteCount),
                ReportNumbers.percent(query.reduction), ReportNumbers.percent(query.gzipReduction),
                ReportNumbers.duration(query.seconds),
            ])
        }
        return ScanReport.table(
            ["query", "rows", "JSON", "gzip", "Parquet", "fewer than JSON", "fewer than gzip", "time"], rows)
    }

    private var costChart: String {
        ReportChart.bars(
            Form.all.map { form in
                .init(
                    label: form.name, value: monthlyPrice(form),
                    text: "\(ReportNumbers.dollars(monthlyPrice(form))) a month", style: form.style)
            }, title: "Dollars a month")
    }

    private var costTable: String {
        var rows: [[String]] = []
        for query in queries {
            rows.append(
                [query.query.name, ReportNumbers.grouped(query.query.perDay ?? pricing.queriesPerDay)]
                    + Form.all.map { ReportNumbers.dollars(monthlyPrice(query, $0)) })
        }
        rows.append(["All, a month", ""] + Form.all.map { ReportNumbers.dollars(monthlyPrice($0)) })
        return ScanReport.table(
            ["query, dollars a month", "asked a day"] + Form.all.map(\.title), rows, lastIsTotal: true)
    }

    private var queryList: String {
        queries.map { query in
            "<p><strong>\(HTMLText.escaped(query.query.name))</strong><br/><code>\(HTMLText.escaped(query.query.text))</code></p>"
        }.joined(separator: "\n")
    }

    private static func table(_ head: [String], _ rows: [[String]], lastIsTotal: Bool = false) -> String {
        var text = "<table>\n<thead><tr>"
        for cell in head { text += "<th scope=\"col\">\(HTMLText.escaped(cell))</th>" }
        text += "</tr></thead>\n<tbody>\n"
        for (index, row) in rows.enumerated() {
            text += lastIsTotal && index == rows.count - 1 ? "<tr class=\"total\">" : "<tr>"
            for (place, cell) in row.enumerated() {
                text += "<td data-label=\"\(HTMLText.escaped(head[place]))\">\(HTMLText.escaped(cell))</td>"
            }
            text += "</tr>\n"
        }
        return text + "</tbody>\n</table>"
    }
}

extension ScanReport.Form {
    /// The class that colours it.
    fileprivate var style: String {
        switch self {
        case .json: "json"
        case .jsonGzip: "gzip"
        case .parquet(.columns): "columns"
        case .parquet(.rowGroups): "groups"
        case .parquet(.pages): "pages"
        }
    }

    /// What it is called on the page.
    fileprivate var name: String {
        switch self {
        case .json: "JSON"
        case .jsonGzip: "JSON, gzip"
        case .parquet(.columns): "Parquet, by columns"
        case .parquet(.rowGroups): "Parquet, by row groups"
        case .parquet(.pages): "Parquet, by pages"
        }
    }
}
