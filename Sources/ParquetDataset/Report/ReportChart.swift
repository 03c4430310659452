/// Charts as inline SVG. Widths are percentages, so that a chart fills what room it has and its letters keep their size.
enum ReportChart {
    /// A value with what it is called and the class that colours it.
    struct Mark {
        var label: String
        var value: Double
        var text: String
        var style: String
    }

    /// Bars from zero on, each with its name above it.
    static func bars(_ marks: [Mark], title: String) -> String {
        let top = marks.map(\.value).max() ?? 0
        var body = ""
        for (index, mark) in marks.enumerated() {
            let y = index * 44
            let width = top > 0 ? max(0.3, 100 * mark.value / top) : 0.3
            body += "<text x=\"0\" y=\"\(y + 14)\">\(HTMLText.escaped(mark.label))</text>"
            body += "<text class=\"value\" x=\"100%\" y=\"\(y + 14)\">\(HTMLText.escaped(mark.text))</text>"
            body += "<rect class=\"track\" x=\"0\" y=\"\(y + 20)\" width=\"100%\" height=\"12\" rx=\"2\"/>"
            body += "<rect class=\"\(mark.style)\" x=\"0\" y=\"\(y + 20)\" width=\"\(ReportNumbers.fixed(width, 2))%\" "
            body += "height=\"12\" rx=\"2\"/>\n"
        }
        return svg(body, height: marks.count * 44, title: title)
    }

    /// A line for each of `rows` on an axis of bytes whose steps are factors of ten, with a dot for each value.
    static func dots(_ rows: [(name: String, note: String, marks: [Mark])], title: String) -> String {
        let values = rows.flatMap { $0.marks.map { max(1, $0.value) } }
        var low = 1.0
        while low * 10 <= values.min() ?? 1 { low *= 10 }
        var high = low * 10
        while high < values.max() ?? 1 { high *= 10 }
        var decades: [Double] = []
        var next = low
        while next <= high {
            decades.append(next)
            next *= 10
        }
        // Dots and the names of steps have their room on both sides.
        func x(_ value: Double) -> Double {
            var share = 0.0
            for (step, start) in decades.dropLast().enumerated() where value >= start {
                share = (Double(step) + fraction(value / start)) / Double(max(1, decades.count - 1))
            }
            return 5 + 90 * share
        }
        let every = decades.count > 6 ? 2 : 1
        var ticks = ""
        var grid = ""
        for (step, value) in decades.enumerated() {
            let place = ReportNumbers.fixed(x(value), 2)
            grid += "<line class=\"grid\" x1=\"\(place)%\" x2=\"\(place)%\" y1=\"0\" y2=\"24\"/>"
            guard step % every == 0 else { continue }
            ticks += "<text class=\"tick\" x=\"\(place)%\" y=\"14\">\(ReportNumbers.bytes(value))</text>"
        }
        // Names are text of the page, which breaks where there is no room.
        var text = "<div class=\"chart\" role=\"group\" aria-label=\"\(HTMLText.escaped(title))\">\n"
        text += svg(ticks, height: 20, title: "Axis")
        for row in rows {
            text += "<div class=\"dots\"><p><strong>\(HTMLText.escaped(row.name))</strong> "
            text += "<span>\(HTMLText.escaped(row.note))</span></p>"
            let places = row.marks.map { x(max(1, $0.value)) }
            var body = grid
            if let first = places.min(), let last = places.max() {
                body += "<line class=\"span\" x1=\"\(ReportNumbers.fixed(first, 2))%\" "
                body += "x2=\"\(ReportNumbers.fixed(last, 2))%\" y1=\"12\" y2=\"12\"/>"
            }
            for (mark, place) in zip(row.marks, places) {
                body += "<circle class=\"\(mark.style)\" cx=\"\(ReportNumbers.fixed(place, 2))%\" cy=\"12\" r=\"6\">"
                body += "<title>\(HTMLText.escaped("\(mark.label): \(mark.text)"))</title></circle>"
            }
            text += svg(body, height: 24, title: row.name) + "</div>\n"
        }
        return text + "</div>\n"
    }

    /// The part of a step that `ratio`, from 1 to 10, is: its decimal logarithm, by halving.
    private static func fraction(_ ratio: Double) -> Double {
        var ratio = min(max(ratio, 1), 10)
        guard ratio < 10 else { return 1 }
        var result = 0.0
        var part = 0.5
        for _ in 0..<20 {
            // Squaring a number doubles its logarithm.
            ratio *= ratio
            if ratio >= 10 {
                ratio /= 10
                result += part
            }
            part /= 2
        }
        return result
    }

    private static func svg(_ body: String, height: Int, title: String) -> String {
        let name = HTMLText.escaped(title)
        return "<svg role=\"img\" aria-label=\"\(name)\" width=\"100%\" height=\"\(height)\" "
            + "xmlns=\"http://www.w3.org/2000/svg\">\n<title>\(name)</title>\n\(body)</svg>\n"
    }
}
