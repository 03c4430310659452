"""Where a conversion's time goes: samples of one thread by perf, added up by what their code is for."""

import argparse
import collections
import datetime
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from peers import report

# What a sample is for: the first pattern that a function of its stack, from the inside out, matches. Where none does, the next function is asked.
PARTS = [
    ("codec", r"^(ZSTD|HUF|FSE|snappy::|libdeflate)|\[libzstd|\[libsnappy|\[libdeflate|13ParquetCodecs"),
    ("finding values", r"11ParquetJSON(11JSONScanner|11StringStops|10PlaceTable|10JSONString|8RowTable)"),
    ("text to columns", r"11ParquetJSON"),
    ("dictionaries", r"7Parquet(19ByteArrayDictionary|16NumberDictionary|17DictionaryEncoder|26RLEBitPackingHybrid|12IndexArchive)"),
    ("pages, levels, statistics", r"7Parquet(?!JSON|Dataset|Bytes|Codecs|Inspect)[0-9A-Z]"),
    ("reading files", r"ChunkSource|14FileDescriptor|ksys_read|preadv|do_readv|vfs_readv"),
    ("conversion", r"14ParquetDataset"),
]
NAMES = [name for name, _ in PARTS] + ["start and the rest"]


def part(stack):
    for function in stack:
        for name, pattern in PARTS:
            if re.search(pattern, function):
                return name
    return NAMES[-1]


def samples(data):
    """The stacks of all samples, the innermost function first."""
    text = subprocess.run(
        ["perf", "script", "-i", data, "-F", "ip,sym,dso"], capture_output=True, text=True, errors="replace", check=True).stdout
    for block in text.split("\n\n"):
        stack = [line.strip().split(" ", 1)[-1] for line in block.splitlines() if line.strip()]
        if stack:
            yield [re.sub(r"\(.*/(lib\w+)[^/]*\)$", r"[\1", function) for function in stack]


def profile(command, data):
    subprocess.run(
        ["perf", "record", "-q", "-e", "cpu-clock", "-F", "2000", "-g", "-o", data, "taskset", "-c", "1", *command],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    counts = collections.Counter(part(stack) for stack in samples(data))
    return {name: counts[name] / 2000 for name in NAMES}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parkett", type=Path, required=True)
    parser.add_argument("--schema", type=Path, required=True, help="the contract of the sign-in events' four columns")
    parser.add_argument("--sign-in", type=Path, required=True)
    parser.add_argument("--http", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="where outputs and samples are kept for the time being")
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--codecs", type=lambda text: text.split(","), default=["zstd:1", "snappy", "zstd:3"])
    arguments = parser.parse_args()
    if not shutil.which("perf"):
        sys.exit("perf is needed: apt-get install linux-perf")
    arguments.work.mkdir(parents=True, exist_ok=True)
    tasks = [
        ("sign-in, 4 columns", arguments.sign_in, arguments.schema),
        ("sign-in, all keys", arguments.sign_in, None),
        ("HTTP, all keys", arguments.http, None),
    ]
    lines, entries = [], []
    for name, data, schema in tasks:
        if schema is None:
            schema = arguments.work / "profile.contract.json"
            schema.unlink(missing_ok=True)
            subprocess.run([arguments.parkett, "infer", data, "--output", schema], check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
        for codec in arguments.codecs:
            output = arguments.work / "profile"
            shutil.rmtree(output, ignore_errors=True)
            parts = profile(
                [arguments.parkett, "convert", data, output, "--all", "--schema", schema, "--codec", codec, "--threads", "1",
                 "--no-row-hashes", "--no-source-hashes", "--no-reread"], arguments.work / "profile.data")
            total = sum(parts.values())
            entries.append({"input": name, "codec": codec, "parts": parts})
            lines.append(f"| {name} | {codec} | {total:.2f} | " + " | ".join(f"{parts[part]:.2f}" for part in NAMES)
                         + f" | {100 * parts['codec'] / total:.0f} % |")
            print(lines[-1], flush=True)
            shutil.rmtree(output, ignore_errors=True)
    machine = report.machine()
    text = f"""# Where the time of a conversion goes

{datetime.date.today()}, {machine['processor']}, {machine['system']}. Seconds of one thread by samples (perf, cpu-clock, 2,000 a second), added up by what the code is for; the C and
Swift libraries' functions count for whoever calls them. Without hashes and without reading files again.

| input | codec | s | {" | ".join(NAMES)} | codec's share |
|---|---|--:|{"--:|" * len(NAMES)}--:|
""" + "\n".join(lines) + "\n"
    (arguments.results / "profile.md").write_text(text)
    (arguments.results / "profile.json").write_text(json.dumps(entries, indent=1) + "\n")


if __name__ == "__main__":
    main()
