"""What Benchmarks/scan measured, as tables of text and as a page with charts."""

import html
import math

from peers.scan_data import KINDS

OURS = ("parkett", "sorted", "bloom")
NAMES = {"json": "JSON", "gzip": "JSON, gzip", "plain": "parquetjs-like", "duckdb": "DuckDB's files", "polars": "Polars' files",
         "pyarrow": "pyarrow's files", "parkett": "ours", "sorted": "ours, sorted", "bloom": "ours, bloom filters"}
ENGINE_NAMES = {"parkett": "parkett", "duckdb": "DuckDB", "polars": "Polars", "pyarrow": "pyarrow", "chdb": "chdb"}


def size(count):
    for unit in ("B", "kB", "MB", "GB"):
        if count < 999.5 or unit == "GB":
            return f"{count:.0f} {unit}" if unit == "B" or count >= 99.95 else f"{count:.3g} {unit}"
        count /= 1000


def percent(part, whole):
    left = 100 * part / whole if whole else 100
    return f"{100 - left:.1f} %" if left >= 1 else f"{100 - left:.2f} %" if left >= 0.1 else f"{100 - left:.3f} %"


def origin(about, logs):
    processor = about["machine"]
    return (f"{about['date']}, {processor['processor']}, {processor['processors']} processors, {processor['memory_bytes'] / 2**30:.0f} "
            f"GiB, {processor['system']}; load before the run {about['load']:.1f}. "
            + ", ".join(f"{ENGINE_NAMES[name]} {version}" for name, version in sorted(about["versions"].items())) + ".")


def busy(about):
    """What is to be known of times that were taken while others were at work."""
    load, processors = about["load"], about["machine"]["processors"]
    return "" if load <= processors / 2 else (
        f"Others were at work on the machine meanwhile (load {load:.1f} of {processors} processors): the times are no more than a hint. "
        "Bytes and answers do not depend on it.")


def seconds(query, threads, kind, engine):
    return next((row["median"] for row in query["seconds"]
                 if (row["threads"], row["kind"], row["engine"]) == (threads, kind, engine)), None)


def rank(about, query, threads, kind):
    """Our time beside that of the fastest peer on the same files."""
    ours = seconds(query, threads, kind, "parkett")
    peers = [value for engine in about["engines"] if engine != "parkett"
             and (value := seconds(query, threads, kind, engine)) is not None]
    return ours / min(peers) if ours and peers else None


def all_threads(logs):
    return sorted({row["threads"] for log in logs for query in log["queries"] for row in query["seconds"]})


def goals(about, logs):
    """What was aimed at, and what came out: lines of (goal, measured, whether it is reached)."""
    lines = []
    for log in logs:
        def read(name, kind):
            query = next(query for query in log["queries"] if query["name"] == name)
            return query["bytes"][kind], query["bytes"]["json"]
        if log["log"] == "sign-in":
            for name, kind, bound in (("errors of one day by action", "parkett", 99), ("errors of 30 days by day and action", "parkett", 99),
                                      ("one user's trail over 30 days", "sorted", 99.9)):
                ours, json = read(name, kind)
                lines.append((f"{name}, {NAMES[kind]}: at least {bound} % fewer bytes than JSON", percent(ours, json),
                              100 * (1 - ours / json) >= bound))
        share = 100 * log["storage"]["parkett"] / log["storage"]["json"]
        lines.append((f"{log['log']}: storage at most 15 % of JSON (profile athena, zstd:1)", f"{share:.1f} %", share <= 15))
        for threads in all_threads(logs):
            for query in log["queries"]:
                ratios = [ratio for kind in KINDS if (ratio := rank(about, query, threads, kind)) is not None]
                bound = 1 if query["selective"] else 1.3
                if ratios:
                    lost = sum(ratio > bound for ratio in ratios)
                    lines.append((f"{log['log']}, {query['name']}, {threads} threads: at most {bound} of the fastest peer's time",
                                  f"{min(ratios):.2f} to {max(ratios):.2f}" + (f"; not on {lost} of {len(ratios)} kinds" if lost else ""),
                                  not lost))
    return lines


def tables(about, logs):
    lines = ["# Scanning, side by side", "", origin(about, logs), "",
             "30 days of sign-in events and of HTTP records by `parkett generate`, as JSON and as Parquet, a file for each partition. "
             "Bytes of JSON are the files that directories leave, read whole; bytes of Parquet are those that our scan asks of the files, "
             "counted as it asks, of the other writers' files, too: what a reader that prunes pages has to read of them. "
             "No user is in more than 0.005 % of the rows. Seconds are medians of "
             f"{about['rounds']} interleaved processes, each the median of {about['inner']} runs after one that is not counted; files in the "
             "page cache, processes pinned to as many processors as threads, start-up not included. All engines gave the same "
             + ("answers. " if not any(log["wrong"] for log in logs) else "answers, but for some: see the errors. ") + busy(about), ""]
    for log in logs:
        kinds = ["json", "gzip", *KINDS]
        lines += [f"## {log['log']}: {log['rows']:,} rows, {log['events_per_day']:,} a day", "", "### Storage", "",
                  "| files | bytes | of JSON |", "|---|--:|--:|"]
        for kind in kinds:
            what = KINDS.get(kind, NAMES[kind])
            lines.append(f"| {what} | {log['storage'][kind]:,} | {100 * log['storage'][kind] / log['storage']['json']:.1f} % |")
        lines += ["", "### Bytes read", "", "| query | rows | " + " | ".join(NAMES[kind] for kind in kinds)
                  + " | ours / JSON | sorted / JSON |", "|---|--:|" + "--:|" * (len(kinds) + 2)]
        for query in log["queries"]:
            cells = [size(query["bytes"][kind]) for kind in kinds]
            cells += ["−" + percent(query["bytes"][kind], query["bytes"]["json"]) for kind in ("parkett", "sorted")]
            lines.append(f"| {query['name']} | {query['rows']:,} | {' | '.join(cells)} |")
        for threads in all_threads(logs):
            lines += ["", f"### Milliseconds, {threads} {'thread' if threads == 1 else 'threads'}", "",
                      "| query | files | " + " | ".join(ENGINE_NAMES[engine] for engine in about["engines"]) + " | ours / fastest peer |",
                      "|---|---|" + "--:|" * (len(about["engines"]) + 1)]
            for query in log["queries"]:
                for kind in KINDS:
                    cells = [seconds(query, threads, kind, engine) for engine in about["engines"]]
                    ratio = rank(about, query, threads, kind)
                    lines.append(f"| {query['name']} | {NAMES[kind]} | "
                                 + " | ".join("failed" if cell is None else f"{cell * 1000:.1f}" for cell in cells)
                                 + f" | {ratio:.2f} |" if ratio else " | – |")
        lines.append("")
    lines += ["## What was aimed at", "", "| goal | measured | reached |", "|---|--:|---|"]
    lines += [f"| {goal} | {measured} | {'yes' if reached else '**no**'} |" for goal, measured, reached in goals(about, logs)]
    return "\n".join(lines) + "\n"


COLORS = {"json": "#b4472e", "gzip": "#d99a3d", "plain": "#8a8f98", "duckdb": "#b9a400", "polars": "#5d87ad", "pyarrow": "#8e6bb0",
          "parkett": "#57a773", "sorted": "#14532d", "bloom": "#0f766e"}
ENGINE_COLORS = {"parkett": "#14532d", "duckdb": "#b9a400", "polars": "#5d87ad", "pyarrow": "#8e6bb0", "chdb": "#c26a7d"}


def bars(marks, title):
    """(name, value, text, color) as bars from zero on, each with its name above it."""
    top = max(value for _, value, _, _ in marks)
    body = ""
    for index, (name, value, text, color) in enumerate(marks):
        y = index * 40
        body += (f'<text x="0" y="{y + 14}">{html.escape(name)}</text><text class="value" x="100%" y="{y + 14}">{html.escape(text)}</text>'
                 f'<rect class="track" x="0" y="{y + 19}" width="100%" height="11" rx="2"/>'
                 f'<rect fill="{color}" x="0" y="{y + 19}" width="{max(0.3, 100 * value / top):.2f}%" height="11" rx="2"/>\n')
    return svg(body, len(marks) * 40, title)


def dots(rows, title, step):
    """(name, note, [(label, value, color)]) on an axis whose steps are factors of ten, `step` says how they are called."""
    values = [value for _, _, marks in rows for _, value, _ in marks if value > 0]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    def x(value):
        return 5 + 90 * (math.log10(value) - low) / max(1, high - low)
    ticks = grid = ""
    for power in range(low, high + 1):
        grid += f'<line class="grid" x1="{x(10**power):.2f}%" x2="{x(10**power):.2f}%" y1="0" y2="24"/>'
        if (power - low) % (2 if high - low > 5 else 1) == 0:
            ticks += f'<text class="tick" x="{x(10**power):.2f}%" y="14">{step(10**power)}</text>'
    text = f'<div class="chart" role="group" aria-label="{html.escape(title)}">\n' + svg(ticks, 20, "Axis")
    for name, note, marks in rows:
        places = [(label, value, color) for label, value, color in marks if value > 0]
        body = grid + (f'<line class="span" x1="{min(x(value) for _, value, _ in places):.2f}%" '
                       f'x2="{max(x(value) for _, value, _ in places):.2f}%" y1="12" y2="12"/>')
        for label, value, color in places:
            body += (f'<circle fill="{color}" fill-opacity="0.9" stroke="#fff" cx="{x(value):.2f}%" cy="12" r="6">'
                     f'<title>{html.escape(label)}</title></circle>')
        text += (f'<div class="dots"><p><strong>{html.escape(name)}</strong> <span>{html.escape(note)}</span></p>'
                 + svg(body, 24, name) + "</div>\n")
    return text + "</div>\n"


def svg(body, height, title):
    return (f'<svg role="img" aria-label="{html.escape(title)}" width="100%" height="{height}" xmlns="http://www.w3.org/2000/svg">\n'
            f"<title>{html.escape(title)}</title>\n{body}</svg>\n")


def legend(items):
    return '<ul class="legend">' + "".join(
        f'<li><i style="background:{color}"></i>{html.escape(name)}</li>' for name, color in items) + "</ul>"


def html_table(head, rows):
    rows = [[row[0]] + [cell.replace(" ", "\u00a0") if len(cell) < 12 else cell for cell in row[1:]] for row in rows]
    text = "<table>\n<thead><tr>" + "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in head) + "</tr></thead>\n<tbody>\n"
    for row in rows:
        text += "<tr>" + "".join(f'<td data-label="{html.escape(name)}">{html.escape(cell)}</td>' for name, cell in zip(head, row)) + "</tr>\n"
    return text + "</tbody>\n</table>\n"


def page(about, logs, style):
    parts = [f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>Scanning, side by side</title>
<style>{style}</style>
</head>
<body>
<h1>Scanning, side by side</h1>
<p class="soft">{html.escape(origin(about, logs))}</p>
<p>Thirty days of two audit logs, as JSON and as Parquet of several writers. Of JSON, the files that directories leave are read whole;
of Parquet, the bytes are counted that our scan asks of the files, of the other writers' files, too. {busy(about)}</p>"""]
    kinds = ["json", "gzip", *KINDS]
    for log in logs:
        parts.append(f"<h2>{log['log']}: what {log['rows']:,} rows take</h2>")
        parts.append(bars([(NAMES[kind], log["storage"][kind],
                            f"{size(log['storage'][kind])}, {100 * log['storage'][kind] / log['storage']['json']:.1f} %", COLORS[kind])
                           for kind in kinds], f"Bytes stored, {log['log']}"))
        parts.append(f"<h2>{log['log']}: bytes that each query reads</h2><p class=\"soft\">Each step to the right is ten times as much; "
                     "the percentages are of our sorted files beside JSON.</p>")
        parts.append(legend([(NAMES[kind], COLORS[kind]) for kind in kinds]))
        parts.append(dots([
            (query["name"], "−" + percent(query["bytes"]["sorted"], query["bytes"]["json"]),
             [(f"{NAMES[kind]}: {size(query['bytes'][kind])}", query["bytes"][kind], COLORS[kind]) for kind in kinds])
            for query in log["queries"]], f"Bytes read, {log['log']}", size))
        head = ["query", "rows", "JSON", "gzip", *(NAMES[kind] for kind in KINDS)]
        parts.append(html_table(head, [[query["name"], f"{query['rows']:,}", *(size(query["bytes"][kind]) for kind in kinds)]
                                       for query in log["queries"]]))
        for threads in all_threads(logs):
            parts.append(f"<h2>{log['log']}: time, {threads} {'thread' if threads == 1 else 'threads'}</h2>"
                         "<p class=\"soft\">Each engine on our sorted files; each step is ten times as long. The numbers are our time beside the "
                         "fastest peer's.</p>")
            parts.append(legend([(ENGINE_NAMES[engine], ENGINE_COLORS[engine]) for engine in about["engines"]]))
            rows = []
            for query in log["queries"]:
                found = [(engine, seconds(query, threads, "sorted", engine)) for engine in about["engines"]]
                ratio = rank(about, query, threads, "sorted")
                rows.append((query["name"], f"{ratio:.2f} ×" if ratio else "",
                             [(f"{ENGINE_NAMES[engine]}: {value * 1000:.1f} ms", value, ENGINE_COLORS[engine])
                              for engine, value in found if value]))
            parts.append(dots(rows, f"Time, {log['log']}, {threads} threads", duration))
    parts.append("<h2>What was aimed at</h2>" + html_table(
        ["goal", "measured", "reached"], [[goal, measured, "yes" if reached else "no"] for goal, measured, reached in goals(about, logs)]))
    parts.append(f"<p class=\"soft\">Medians of {about['rounds']} interleaved processes, each the median of {about['inner']} runs; files in "
                 "the page cache; start-up not included. scan.md has all files and engines.</p>\n</body>\n</html>\n")
    return "\n".join(parts)


def duration(value):
    return f"{value * 1000:g} ms" if value < 1 else f"{value:g} s"
