"""Runs one job with this package and with its peers, each measurement in a process of its own, and prints them side by
side: python -m peers.compare --help"""

import argparse
import datetime
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENGINES = ["parkett", "duckdb", "polars", "datafusion", "pyarrow", "chdb"]


def measure(command, threads, environment):
    """Runs `command` on the first `threads` processors: seconds, seconds of CPU, the most megabytes resident, output."""
    if shutil.which("taskset"):
        processors = sorted(os.sched_getaffinity(0))[:threads]
        command = ["taskset", "-c", ",".join(map(str, processors)), *command]
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors, env=environment, cwd=HERE.parent)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        text = output.read()
        if process.returncode != 0:
            raise RuntimeError(f"exit code {process.returncode}: {errors.read().strip()[-400:]}")
    # Linux counts kibibytes, macOS bytes.
    scale = 1 if sys.platform == "darwin" else 1024
    return {
        "whole_seconds": seconds,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_megabytes": usage.ru_maxrss * scale / 1e6,
    }, text


def run_parkett(arguments, output, codec, threads):
    name = codec.replace("-", ":")
    command = [
        arguments.parkett, "convert", arguments.data, output, "--schema", arguments.schema, "--all", "--codec", name,
        "--threads", str(threads), "--json",
    ]
    result, text = measure(list(map(str, command)), threads, dict(os.environ))
    result["seconds"] = own_seconds(text)
    if result["seconds"] is None:
        result["seconds"] = result["whole_seconds"]
    return result


def own_seconds(text):
    """The seconds that the conversion itself says it took, in the last JSON object with that member; else None."""
    for line in reversed(text.splitlines()):
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict) and isinstance(event.get("seconds"), (int, float)):
            return event["seconds"]
    return None


def run_peer(engine, arguments, output, codec, threads):
    name, _, level = codec.partition("-")
    job = {
        "directory": str(arguments.data), "files": [str(path) for path in input_files(arguments.data)],
        "output": str(output), "codec": name, "level": int(level) if level else None, "threads": threads,
    }
    command = [sys.executable, "-m", "peers.child", engine, arguments.task, json.dumps(job)]
    result, text = measure(command, threads, dict(os.environ))
    own = json.loads(text.splitlines()[-1])
    return result | own


def input_files(directory):
    return sorted(directory.rglob("*.json"), key=bytes)


def verify(arguments, path):
    command = [sys.executable, "-m", "peers.verify", arguments.task, str(path)]
    done = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip()[-400:])
    return json.loads(done.stdout)


def byte_count(path):
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def warm(directory):
    """Brings the input into the page cache."""
    total = 0
    for path in input_files(directory):
        with path.open("rb", buffering=0) as file:
            while piece := file.read(1 << 20):
                total += len(piece)
    return total


def run_all(arguments):
    expected = verify(arguments, arguments.data)["checksum"]
    hours = len(input_files(arguments.data))
    runs, errors = {}, {}
    for repetition in range(arguments.repetitions):
        warm(arguments.data)
        for threads in arguments.threads:
            for codec in arguments.codecs:
                for engine in arguments.engines:
                    key = (threads, codec, engine)
                    if key in errors:
                        continue
                    output = arguments.work / f"{engine}.parquet"
                    remove(output)
                    try:
                        if engine == "parkett":
                            result = run_parkett(arguments, output, codec, threads)
                        else:
                            result = run_peer(engine, arguments, output, codec, threads)
                        result["bytes"] = byte_count(output)
                        if repetition == 0:
                            found = verify(arguments, output)
                            if found["checksum"] != expected:
                                raise RuntimeError(f"wrote {found['checksum']}, the input holds {expected}")
                            result["hour_changes"] = found["hour_changes"]
                            result["keeps_order"] = found["hour_changes"] < hours
                        runs.setdefault(key, []).append(result)
                        print(f"{repetition + 1}/{arguments.repetitions} {threads} threads {codec:8} {engine:10} "
                              f"{result['seconds']:.2f} s", file=sys.stderr, flush=True)
                    except (RuntimeError, OSError) as error:
                        errors[key] = str(error)
                        print(f"{threads} threads {codec} {engine}: {error}", file=sys.stderr, flush=True)
                    remove(output)
    return runs, errors


def summarize(runs, input_bytes):
    rows = []
    for (threads, codec, engine), results in runs.items():
        def median(name):
            return statistics.median(result[name] for result in results)

        rows.append({
            "threads": threads, "codec": codec, "engine": engine, "version": results[0].get("version"),
            "repetitions": len(results), "seconds": median("seconds"), "least_seconds": min(r["seconds"] for r in results),
            "whole_seconds": median("whole_seconds"), "cpu_seconds": median("cpu_seconds"),
            "megabytes_per_second": input_bytes / 1e6 / median("seconds"), "peak_megabytes": median("peak_megabytes"),
            "bytes": results[0]["bytes"], "keeps_order": results[0]["keeps_order"],
        })
    return rows


def table(arguments, rows, errors):
    lines = []
    for threads in arguments.threads:
        for codec in arguments.codecs:
            here = [row for row in rows if (row["threads"], row["codec"]) == (threads, codec)]
            own = next((row for row in here if row["engine"] == "parkett"), None)
            lines += [
                f"### {codec}, {threads} {'thread' if threads == 1 else 'threads'}", "",
                "| engine | seconds | of ours | MB/s of JSON | whole process s | CPU s | peak MB | MB out | keeps the order |",
                "|---|--:|--:|--:|--:|--:|--:|--:|---|",
            ]
            for row in sorted(here, key=lambda row: row["seconds"]):
                ratio = f"{row['seconds'] / own['seconds']:.2f} ×" if own else "–"
                lines.append(
                    f"| {row['engine']} | {row['seconds']:.2f} | {ratio} | {row['megabytes_per_second']:,.0f} "
                    f"| {row['whole_seconds']:.2f} | {row['cpu_seconds']:.2f} | {row['peak_megabytes']:,.0f} "
                    f"| {row['bytes'] / 1e6:.1f} | {'yes' if row['keeps_order'] else 'no'} |"
                )
            for (error_threads, error_codec, engine), message in errors.items():
                if (error_threads, error_codec) == (threads, codec):
                    lines.append(f"| {engine} | failed: {message.splitlines()[-1] if message else ''} |")
            lines.append("")
    return "\n".join(lines)


def machine():
    model = platform.processor() or platform.machine()
    memory = 0
    if sys.platform == "linux":
        found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
        model = found[1] if found else model
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"processor": model, "processors": os.cpu_count(), "memory_bytes": memory, "system": platform.platform()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--task", default="sign-in-4")
    parser.add_argument("--parkett", type=Path, required=True)
    parser.add_argument("--schema", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, help="the directory with the input")
    parser.add_argument("--work", type=Path, required=True, help="where outputs are written and removed again")
    parser.add_argument("--results", type=Path, required=True, help="the directory for the table and its numbers")
    parser.add_argument("-n", "--repetitions", type=int, default=3)
    parser.add_argument("--threads", type=lambda text: [int(part) for part in text.split(",")], default=[1, 2])
    parser.add_argument("--codecs", type=lambda text: text.split(","), default=["zstd-1", "zstd-3", "snappy"])
    parser.add_argument("--engines", type=lambda text: text.split(","), default=ENGINES)
    arguments = parser.parse_args()
    for name in ("parkett", "schema", "data", "work", "results"):
        setattr(arguments, name, getattr(arguments, name).resolve())
    arguments.work.mkdir(parents=True, exist_ok=True)
    arguments.results.mkdir(parents=True, exist_ok=True)

    input_bytes = warm(arguments.data)
    load = os.getloadavg()[0]
    runs, errors = run_all(arguments)
    rows = summarize(runs, input_bytes)
    about = machine()
    versions = {row["engine"]: row["version"] for row in rows if row["version"]}
    text = "\n".join([
        f"# {arguments.task}: JSON lines to Parquet, side by side", "",
        f"{datetime.date.today()}, {about['processor']}, {about['processors']} processors, "
        f"{about['memory_bytes'] / 2**30:.0f} GiB, {about['system']}; load before the run {load:.1f}. "
        f"{input_bytes / 1e6:.1f} MB of JSON in {len(input_files(arguments.data))} files, in the page cache. "
        f"Medians of {arguments.repetitions}, runs interleaved, each in a process of its own that is pinned to as many "
        f"processors as it has threads. Seconds are those of the job inside the process, imports and start-up apart.",
        "", "Peers: " + ", ".join(f"{name} {version}" for name, version in versions.items()) + ".", "",
        table(arguments, rows, errors),
    ])
    (arguments.results / f"{arguments.task}.md").write_text(text)
    failures = [{"threads": t, "codec": c, "engine": e, "error": m} for (t, c, e), m in errors.items()]
    (arguments.results / f"{arguments.task}.json").write_text(
        json.dumps({"machine": about, "input_bytes": input_bytes, "rows": rows, "failures": failures}, indent=1) + "\n"
    )
    print(text)
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()
