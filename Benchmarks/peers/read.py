"""Reads the same Parquet files with this package and its peers, each measurement in a process of its own, and prints them
side by side: python -m peers.read --help"""

import argparse
import datetime
import json
import os
import statistics
import sys
from pathlib import Path

from peers.report import machine
from peers.running import measure

ENGINES = ["parkett", "parkett-dictionaries", "polars", "polars-stream", "pyarrow", "pyarrow-stream", "duckdb-stream",
           "datafusion-stream"]
CASES = [
    ("sign-in", None), ("sign-in", "action,status_code"), ("int64", None), ("double", None), ("dictionary-string", None),
    ("random-string", None), ("nullable-int64", None),
]


def run(engine, arguments, file, columns, threads):
    if engine.startswith("parkett"):
        command = [arguments.reader, file, "--threads", threads, "--repetitions", arguments.inner, "--mapped",
                   "--batch", 16384]
        command += ["--columns", columns] if columns else []
        command += ["--dictionaries"] if engine.endswith("dictionaries") else []
    else:
        command = [sys.executable, "-m", "peers.read_child", engine, file, columns or "-", threads, arguments.inner]
    result, text = measure(list(map(str, command)), threads, dict(os.environ))
    own = json.loads(text.splitlines()[-1])
    return result | own | {"seconds": statistics.median(own["seconds"])}


def run_all(arguments):
    runs, errors, rows = {}, {}, {}
    for repetition in range(arguments.repetitions):
        for threads in arguments.threads:
            for name, columns in CASES:
                file = arguments.data / f"{name}.parquet"
                file.read_bytes()
                for engine in arguments.engines:
                    key = (name, columns, threads, engine)
                    if key in errors:
                        continue
                    try:
                        result = run(engine, arguments, file, columns, threads)
                        if rows.setdefault(name, result["rows"]) != result["rows"]:
                            raise RuntimeError(f"{result['rows']} rows instead of {rows[name]}")
                        runs.setdefault(key, []).append(result)
                        print(f"{repetition + 1}/{arguments.repetitions} {threads} threads {name} {columns or ''} {engine} "
                              f"{result['seconds'] * 1000:.0f} ms", file=sys.stderr, flush=True)
                    except (RuntimeError, OSError) as error:
                        errors[key] = str(error)
                        print(f"{key}: {error}", file=sys.stderr, flush=True)
    return runs, errors


def table(arguments, runs, errors):
    lines = ["| file | columns | threads | " + " | ".join(arguments.engines) + " | ours / fastest peer |",
             "|---|---|--:|" + "--:|" * (len(arguments.engines) + 1)]
    for name, columns in CASES:
        for threads in arguments.threads:
            cells, seconds = [], {}
            for engine in arguments.engines:
                key = (name, columns, threads, engine)
                if key in runs:
                    seconds[engine] = statistics.median(result["seconds"] for result in runs[key])
                    cells.append(f"{seconds[engine] * 1000:.0f}")
                else:
                    cells.append("failed" if key in errors else "")
            peers = [value for engine, value in seconds.items() if not engine.startswith("parkett")]
            ratios = [f"{seconds[engine] / min(peers):.2f}" for engine in arguments.engines
                      if engine.startswith("parkett") and engine in seconds and peers]
            lines.append(f"| {name} | {columns or 'all'} | {threads} | " + " | ".join(cells) + f" | {' / '.join(ratios)} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", type=Path, required=True, help="the read-benchmark of this package")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("-n", "--repetitions", type=int, default=3)
    parser.add_argument("--inner", type=int, default=5, help="readings in each process, of which the median counts")
    parser.add_argument("--threads", type=lambda text: [int(part) for part in text.split(",")], default=[1, 2])
    parser.add_argument("--engines", type=lambda text: text.split(","), default=ENGINES)
    arguments = parser.parse_args()
    for name in ("reader", "data", "results"):
        setattr(arguments, name, getattr(arguments, name).resolve())
    load = os.getloadavg()[0]
    runs, errors = run_all(arguments)
    about = machine()
    versions = {key[3]: results[0]["version"] for key, results in runs.items() if "version" in results[0]}
    text = "\n".join([
        "# Reading, side by side", "",
        f"{datetime.date.today()}, {about['processor']}, {about['processors']} processors, "
        f"{about['memory_bytes'] / 2**30:.0f} GiB, {about['system']}; load before the run {load:.1f}. Milliseconds to decode "
        f"every value, files in the page cache; medians of {arguments.repetitions} processes, runs interleaved, each the median "
        f"of {arguments.inner} readings, pinned to as many processors as threads. `parkett` maps the file, as Polars does, and "
        "streams batches of 16,384 rows into reused memory, "
        "strings as offsets and bytes; `parkett-dictionaries` hands dictionary-coded columns out as indices and values, the way "
        "Polars' string views share a dictionary's bytes. `polars` and `pyarrow` make a table, the others stream.",
        "", "Peers: " + ", ".join(f"{name} {version}" for name, version in versions.items()) + ".", "",
        table(arguments, runs, errors), "",
        "Most memory resident, MB, largest of all cases: " + ", ".join(
            f"{engine} {max(result['peak_megabytes'] for key, results in runs.items() if key[3] == engine for result in results):,.0f}"
            for engine in arguments.engines) + ".", "",
    ])
    arguments.results.mkdir(parents=True, exist_ok=True)
    (arguments.results / "read.md").write_text(text)
    rows = [{"file": key[0], "columns": key[1], "threads": key[2], "engine": key[3], "runs": results}
            for key, results in runs.items()]
    (arguments.results / "read.json").write_text(json.dumps({"machine": about, "rows": rows}, indent=1) + "\n")
    print(text)
    for key, message in errors.items():
        print(f"{key}: {message}", file=sys.stderr)
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()
