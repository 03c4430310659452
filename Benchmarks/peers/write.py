"""Writes the same rows from memory with this package and its peers, each measurement in a process of its own, and prints
them side by side: python -m peers.write --help"""

import argparse
import datetime
import json
import os
import statistics
import sys
from pathlib import Path

from peers.report import machine
from peers.running import measure

ENGINES = ["parkett", "parkett-modern", "parkett-smallest", "pyarrow", "polars", "duckdb", "datafusion"]
AUDIT_LOGS = ["sign-in", "http"]
AUDIT_CODECS = ["snappy", "zstd:1", "zstd:3"]
FILES = ["int64-sorted", "int64-random", "double", "low-cardinality-string", "uuid-string"]
CODECS = ["none", "snappy", "zstd:1"]


def run(engine, arguments, file, codec, threads):
    output = arguments.data / "output.parquet"
    if engine.startswith("parkett"):
        profile = engine.partition("-")[2] or "athena"
        command = [arguments.writer, file, output, "--codec", codec, "--profile", profile, "--threads", threads,
                   "--repetitions", arguments.inner]
    else:
        command = [sys.executable, "-m", "peers.write_child", engine, file, output, codec, threads, arguments.inner]
    result, text = measure(list(map(str, command)), threads, dict(os.environ))
    own = json.loads(text.splitlines()[-1])
    # The first write meets a file that is not there yet, and memory that is new.
    return result | own | {"seconds": statistics.median(own["seconds"][1:] or own["seconds"])}


def run_all(arguments):
    runs, errors = {}, {}
    for repetition in range(arguments.repetitions):
        for threads in arguments.threads:
            for name in arguments.files:
                file = arguments.data / f"{name}.parquet"
                file.read_bytes()
                for codec in AUDIT_CODECS if name in AUDIT_LOGS else arguments.codecs:
                    for engine in arguments.engines:
                        key = (name, codec, threads, engine)
                        if key in errors:
                            continue
                        try:
                            result = run(engine, arguments, file, codec, threads)
                            runs.setdefault(key, []).append(result)
                            print(f"{repetition + 1}/{arguments.repetitions} {threads} threads {name} {codec} {engine} "
                                  f"{result['seconds'] * 1000:.0f} ms {result['bytes'] / 1e6:.2f} MB",
                                  file=sys.stderr, flush=True)
                        except (RuntimeError, OSError) as error:
                            errors[key] = str(error)
                            print(f"{key}: {error}", file=sys.stderr, flush=True)
    return runs, errors


def table(arguments, runs):
    lines = ["| rows | codec | threads | " + " | ".join(arguments.engines) + " | fastest peer / ours |",
             "|---|---|--:|" + "--:|" * (len(arguments.engines) + 1)]
    for name in arguments.files:
        if name in AUDIT_LOGS:
            continue
        for codec in arguments.codecs:
            for threads in arguments.threads:
                cells, seconds = [], {}
                for engine in arguments.engines:
                    results = runs.get((name, codec, threads, engine))
                    if not results:
                        cells.append("")
                        continue
                    seconds[engine] = statistics.median(result["seconds"] for result in results)
                    cells.append(f"{seconds[engine] * 1000:.0f} ms, {results[0]['bytes'] / 1e6:.1f} MB")
                peers = [value for engine, value in seconds.items() if not engine.startswith("parkett")]
                ratio = f"{min(peers) / seconds['parkett']:.2f}" if peers and "parkett" in seconds else ""
                lines.append(f"| {name} | {codec} | {threads} | " + " | ".join(cells) + f" | {ratio} |")
    return "\n".join(lines)


def size_table(arguments, runs):
    """The bytes of the audit logs in pages, and behind them what indexes, bloom filters and the footer take."""
    lines = ["| rows | codec | " + " | ".join(arguments.engines) + " | ours athena, smallest / smallest peer |",
             "|---|---|" + "--:|" * (len(arguments.engines) + 1)]
    for name in AUDIT_LOGS:
        for codec in AUDIT_CODECS:
            cells, pages = [], {}
            for engine in arguments.engines:
                results = runs.get((name, codec, arguments.threads[0], engine))
                if not results:
                    cells.append("")
                    continue
                pages[engine] = results[0]["pages"]
                rest = results[0]["bytes"] - results[0]["pages"]
                cells.append(f"{pages[engine] / 1e6:.2f} + {rest / 1e6:.2f} MB, "
                             f"{statistics.median(result['seconds'] for result in results) * 1000:.0f} ms")
            peers = [value for engine, value in pages.items() if not engine.startswith("parkett")]
            ratios = [f"{pages[engine] / min(peers):.4f}" for engine in ("parkett", "parkett-smallest")
                      if engine in pages and peers]
            lines.append(f"| {name} | {codec} | " + " | ".join(cells) + f" | {', '.join(ratios)} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writer", type=Path, required=True, help="the write-benchmark of this package")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("-n", "--repetitions", type=int, default=3)
    parser.add_argument("--inner", type=int, default=4, help="writings in each process; the first does not count")
    for name, default in (("engines", ENGINES), ("files", AUDIT_LOGS + FILES), ("codecs", CODECS)):
        parser.add_argument(f"--{name}", type=lambda text: text.split(","), default=default)
    parser.add_argument("--threads", type=lambda text: [int(part) for part in text.split(",")], default=[1])
    arguments = parser.parse_args()
    for name in ("writer", "data", "results"):
        setattr(arguments, name, getattr(arguments, name).resolve())
    load = os.getloadavg()[0]
    runs, errors = run_all(arguments)
    about = machine()
    versions = {key[3]: results[0]["version"] for key, results in runs.items() if "version" in results[0]}
    text = "\n".join([
        "# Writing from memory, side by side", "",
        f"{datetime.date.today()}, {about['processor']}, {about['processors']} processors, "
        f"{about['memory_bytes'] / 2**30:.0f} GiB, {about['system']}; load before the run {load:.1f}. Milliseconds to write 10 "
        "million required values of one column that lie in memory in the engine's own form, to a file in the page cache, and "
        f"the file's size; medians of {arguments.repetitions} processes, runs interleaved, each the median of "
        f"{arguments.inner - 1} writings after one that does not count, pinned to as many processors as threads. Every engine "
        "with its own defaults but for codec, level and threads; ours also write checksums and page indexes.", "",
        "Peers: " + ", ".join(f"{name} {version}" for name, version in versions.items()) + ".", "",
        table(arguments, runs), "",
        "## All keys of the audit logs", "",
        "Megabytes of pages, then of indexes, filters and footer, and milliseconds to write them. Types are the same for all: "
        "text for text, UUIDs included.", "",
        size_table(arguments, runs), "",
    ])
    arguments.results.mkdir(parents=True, exist_ok=True)
    (arguments.results / "write.md").write_text(text)
    rows = [{"rows": key[0], "codec": key[1], "threads": key[2], "engine": key[3], "runs": results}
            for key, results in runs.items()]
    (arguments.results / "write.json").write_text(json.dumps({"machine": about, "rows": rows}, indent=1) + "\n")
    print(text)
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()
