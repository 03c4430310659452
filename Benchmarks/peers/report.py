"""What was measured, as tables."""

import os
import platform
import re
import statistics
import sys
from pathlib import Path

from peers.running import OURS, input_files


def schema_from(running, engine, part):
    """Where an engine's schema comes from, for people."""
    return "given" if part in ("given", None) else running.looked_at.get(engine, {}).get(part, part)



def summarize(runs, input_bytes):
    rows = []
    for (threads, codec, engine, part), results in runs.items():
        def median(name):
            return statistics.median(result[name] for result in results)

        rows.append({
            "threads": threads, "codec": codec, "engine": engine, "schema_from": part,
            "version": results[0].get("version"), "repetitions": len(results), "seconds": median("seconds"),
            "least_seconds": min(r["seconds"] for r in results), "whole_seconds": median("whole_seconds"),
            "cpu_seconds": median("cpu_seconds"), "megabytes_per_second": input_bytes / 1e6 / median("seconds"),
            "peak_megabytes": median("peak_megabytes"), "bytes": results[0].get("bytes"),
            "keeps_order": results[0].get("keeps_order"), "differing": results[0].get("differing"),
        })
    return rows


def group(row):
    """What a row is compared within: those that are given the schema, and those that find it out in whichever way."""
    return "inferred" if row["schema_from"] in ("all", "sample") else "given"


def fastest_peer(running, rows, row):
    """The fastest of the rows of other engines with which `row` competes, else None."""
    peers = [peer for peer in rows if peer["engine"] not in OURS and group(peer) == group(row)]
    if running.kind == "infer":
        # Looking at a sample is no competition.
        peers = [peer for peer in peers if schema_from(running, peer["engine"], peer["schema_from"]) == "all lines"]
    return min(peers, key=lambda peer: peer["seconds"], default=None)


def document(arguments, running, rows, errors, date, load):
    about = machine()
    versions = {row["engine"]: row["version"] for row in rows if row["version"]}
    lines = [
        f"# {running.task}: {'the schema of JSON lines' if running.kind == 'infer' else 'JSON lines to Parquet'}, side by side",
        "",
        f"{date}, {about['processor']}, {about['processors']} processors, "
        f"{about['memory_bytes'] / 2**30:.0f} GiB, {about['system']}; load before the run {load:.1f}. "
        f"{running.input_bytes / 1e6:.1f} MB of JSON in {len(input_files(running.data))} files, in the page cache. "
        f"Medians of {arguments.repetitions} runs (of what takes longer than 15 s, one), runs interleaved, each in a process of its own that is pinned to as many "
        f"processors as it has threads. Seconds are those of the job inside the process, imports and start-up apart"
        + ("; where parkett infers, those of its whole process." if running.kind != "columns" else "."),
        "", "`parkett` does what its peers do; `parkett-proving` is what it does by itself: it hashes sources, rows and files for its "
        "receipt, and reads its files again before it publishes them.",
        "", "Peers: " + ", ".join(f"{name} {version}" for name, version in versions.items()) + ".",
    ]
    if running.kind != "columns":
        lines += [
            "",
            "The schema is given; or found out in the same run, from all lines or from a sample, as the engine does it by itself. "
            "A schema that is given is what the same engine has inferred from all lines before. Rows are compared with the fastest "
            + ("peer that looks at all lines." if running.kind == "infer" else
               "peer that was given its schema, or that found it out in whichever way.")]
    lines += ["", summary(running, rows), ""]
    for threads in arguments.threads:
        for codec in dict.fromkeys(row["codec"] for row in rows):
            lines += table(running, threads, codec, rows, errors) + [""]
    return "\n".join(lines)


def summary(running, rows):
    """Ours beside the fastest peer, a row for each number of threads, codec, and whether the schema was given."""
    lines = ["| threads | codec | ours | schema | ours s | fastest peer | s | times as fast |", "|--:|---|---|---|--:|---|--:|--:|"]
    for own in rows:
        here = [row for row in rows if (row["threads"], row["codec"]) == (own["threads"], own["codec"])]
        peer = fastest_peer(running, here, own)
        if own["engine"] not in OURS or peer is None:
            continue
        name = peer["engine"]
        if group(peer) == "inferred":
            name += f" ({schema_from(running, name, peer['schema_from'])})"
        lines.append(
            f"| {own['threads']} | {own['codec']} | {own['engine']} | {schema_from(running, 'parkett', own['schema_from'])} | {own['seconds']:.2f} "
            f"| {name} | {peer['seconds']:.2f} | {peer['seconds'] / own['seconds']:.2f} |")
    return "\n".join(lines)


def table(running, threads, codec, rows, errors):
    here = [row for row in rows if (row["threads"], row["codec"]) == (threads, codec)]
    title = "inference" if running.kind == "infer" else codec
    lines = [f"### {title}, {threads} {'thread' if threads == 1 else 'threads'}", ""]
    head = ["engine", "schema from", "runs", "seconds", "fastest peer's", "MB/s of JSON", "whole process s", "CPU s", "peak MB"]
    if running.kind != "infer":
        head += ["MB out", "keeps the order", "values that differ"]
    lines += [f"| {' | '.join(head)} |", "|---|---|" + "--:|" * (8 if running.kind != "infer" else 7)
              + ("---|---|" if running.kind != "infer" else "")]
    for row in sorted(here, key=lambda row: row["seconds"]):
        peer = fastest_peer(running, here, row)
        ratio = f"{peer['seconds'] / row['seconds']:.2f} ×" if peer else "–"
        source = schema_from(running, row["engine"], row["schema_from"])
        cells = [row["engine"], source, str(row["repetitions"]), f"{row['seconds']:.2f}", ratio, f"{row['megabytes_per_second']:,.0f}",
                 f"{row['whole_seconds']:.2f}", f"{row['cpu_seconds']:.2f}", f"{row['peak_megabytes']:,.0f}"]
        if running.kind != "infer":
            cells += [f"{row['bytes'] / 1e6:.1f}", "yes" if row["keeps_order"] else "no", differing(row["differing"])]
        lines.append(f"| {' | '.join(cells)} |")
    for (error_threads, error_codec, engine, part), message in errors.items():
        if (error_threads, error_codec) == (threads, codec):
            source = schema_from(running, engine, part)
            lines.append(f"| {engine} | {source} | failed: {message.splitlines()[-1] if message else ''} |")
    return lines


def differing(leaves):
    if not leaves:
        return "none"
    return f"{len(leaves)} keys: {', '.join(leaves[:3])}{' …' if len(leaves) > 3 else ''}"


def machine():
    model = platform.processor() or platform.machine()
    memory = 0
    if sys.platform == "linux":
        found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
        model = found[1] if found else model
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"processor": model, "processors": os.cpu_count(), "memory_bytes": memory, "system": platform.platform()}
