"""What the benchmarks are to show, and what they showed last: one table of all goals, from the tables' numbers, with what keeps those that are
missed from being met.

usage: python -m peers.goals [--results DIRECTORY]        writes DIRECTORY/goals.md"""

import argparse
import json
import re
import statistics
from pathlib import Path

from peers.running import OURS

# Times as fast as the fastest peer, by codec.
CONVERSIONS = [
    ("sign-in, all keys", "sign-in-all", {"zstd-1": 2.2, "snappy": 2.2, "zstd-3": 1.7}),
    ("HTTP, all keys", "http-all", {"zstd-1": 2.2, "snappy": 2.2, "zstd-3": 1.7}),
    ("sign-in, 4 columns", "sign-in-4", {"zstd-1": 2.0, "snappy": 2.0, "zstd-3": 1.7}),
]
INFERENCES = [("sign-in", "sign-in-infer"), ("HTTP", "http-infer")]
INFERENCE_GOAL = 1000
MEMORY_GOAL = 150
WRITING_GOAL = 1.5
SIZE_GOALS = {"parkett": 1.005, "parkett-smallest": 1.0}
SCALING_GOAL = 1.8
# As fast as the fastest, but for what two runs differ by.
LEVEL = 0.97


def verdict(isMet):
    return "met" if isMet else "**missed**"


def table(head, rows):
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
                     + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def load(results, name):
    file = results / f"{name}.json"
    return json.loads(file.read_text()) if file.exists() else None


def given(rows, threads, codec):
    return [row for row in rows if (row["threads"], row["codec"]) == (threads, codec) and row["schema_from"] in ("given", None)]


def profiles(results):
    """Of each input and codec the seconds of each part of one thread's time."""
    return {(entry["input"], entry["codec"].replace(":", "-")): entry["parts"] for entry in load(results, "profile") or []}


def conversions(results):
    parts = profiles(results)
    rows = []
    for name, task, goals in CONVERSIONS:
        measured = load(results, task)
        for codec, goal in goals.items():
            for threads in (1, 2):
                found = given(measured["rows"], threads, codec) if measured else []
                ours = next((row for row in found if row["engine"] == "parkett"), None)
                peers = [row for row in found if row["engine"] not in OURS]
                if not ours or not peers:
                    continue
                peer = min(peers, key=lambda row: row["seconds"])
                ratio = peer["seconds"] / ours["seconds"]
                own = parts.get((name, codec))
                share = own["codec"] / sum(own.values()) if own else None
                # What the codec and the system take is the same for whoever reads these bytes and writes those pages.
                fixed = share and (own["codec"] + own["reading files"]) / sum(own.values()) * ours["seconds"]
                rest = ours["seconds"] - fixed if own else None
                allowed = peer["seconds"] / goal - fixed if own else None
                rows.append([name, codec, threads, f"{peer['engine']} {peer['seconds']:.2f}", f"{ours['seconds']:.2f}", f"{ratio:.2f}", goal,
                             verdict(ratio >= goal), f"{100 * share:.0f} %" if own else "",
                             f"{rest:.2f}" if own else "", f"{allowed:.2f}" if own else ""])
    return table(["work", "codec", "threads", "fastest peer s", "ours s", "times as fast", "goal", "", "codec's share", "ours without codec and reading",
                  "the goal leaves for it"], rows)


def inference(results):
    rows = []
    for name, task in INFERENCES:
        measured = load(results, task)
        ours = next((row for row in measured["rows"] if row["engine"] == "parkett"), None) if measured else None
        if ours:
            rows.append([name, f"{ours['megabytes_per_second'] / 1000:.2f}", f"{measured['input_bytes'] / 1e9 / ours['least_seconds']:.2f}",
                         INFERENCE_GOAL // 1000, verdict(ours["megabytes_per_second"] >= INFERENCE_GOAL)])
    return table(["schema from all lines of", "GB/s of one core, median", "best run", "goal", ""], rows)


def sampling(results):
    rows = []
    for name, task in (("sign-in, all keys", "sign-in-all-inferred"), ("HTTP, all keys", "http-all-inferred")):
        measured = load(results, task)
        if not measured:
            continue
        ours = min((row for row in measured["rows"] if row["engine"] == "parkett"), key=lambda row: row["seconds"])
        peers = [row for row in measured["rows"] if row["engine"] not in OURS and row["schema_from"] == "sample"]
        for what in ("seconds", "whole_seconds"):
            peer = min(peers, key=lambda row: row[what])
            rows.append([name, "job" if what == "seconds" else "whole process", f"{ours[what]:.2f}", f"{peer['engine']} {peer[what]:.2f}",
                         verdict(ours[what] <= peer[what])])
    return table(["schema found out in the same run", "seconds of", "ours, from all lines", "fastest peer, from a sample", ""], rows)


def memory(results):
    rows = []
    for name, task, goals in CONVERSIONS:
        measured = load(results, task)
        peaks = [row["peak_megabytes"] for codec in goals for row in given(measured["rows"], 2, codec) if row["engine"] == "parkett"] if measured else []
        if peaks:
            rows.append([name, f"{max(peaks):.0f}", MEMORY_GOAL, verdict(max(peaks) <= MEMORY_GOAL)])
    return table(["work, 2 threads", "most MB (10^6) at any codec", "goal", ""], rows)


def written(results):
    """Of each column or log, codec and engine the medians of seconds and the bytes of pages."""
    runs = load(results, "write")
    return {(row["rows"], row["codec"], row["engine"]): (statistics.median(run["seconds"] for run in row["runs"]), row["runs"][0]["pages"])
            for row in runs["rows"] if row["threads"] == 1} if runs else {}


def writing(results):
    measured = written(results)
    rows = []
    for name in dict.fromkeys(key[0] for key in measured if key[0] not in ("sign-in", "http")):
        cells = [name]
        for codec in ("none", "snappy", "zstd:1"):
            ours = [measured[key][0] for key in measured if key[:2] == (name, codec) and key[2] == "parkett"]
            peers = [measured[key][0] for key in measured if key[:2] == (name, codec) and not key[2].startswith("parkett")]
            cells.append(min(peers) / ours[0] if ours and peers else 0)
        rows.append([name, *(f"{cell:.2f}" for cell in cells[1:]), verdict(cells[1] >= LEVEL), verdict(cells[1] >= WRITING_GOAL)])
    return table(["10 million values", "uncompressed", "snappy", "zstd-1", "uncompressed level with the fastest", f"outside the codec {WRITING_GOAL} times"], rows)


def sizes(results):
    measured = written(results)
    rows = []
    for log in ("sign-in", "http"):
        for codec in ("snappy", "zstd:1", "zstd:3"):
            peers = [value[1] for key, value in measured.items() if key[:2] == (log, codec) and not key[2].startswith("parkett")]
            if not peers:
                continue
            ratios = {engine: measured[log, codec, engine][1] / min(peers) for engine in SIZE_GOALS}
            rows.append([log, codec, *(f"{ratios[engine]:.4f}" for engine in SIZE_GOALS),
                         *(verdict(ratios[engine] <= goal) for engine, goal in SIZE_GOALS.items())])
    return table(["log", "codec", "profile athena / smallest peer", "profile smallest / smallest peer", "athena within 0.5 %", "smallest no larger"], rows)


def scaling(results):
    text = (results / "scaling.md").read_text()
    rows = []
    for chunks, _, _, ratio, _, limit in re.findall(r"\| (plain|gzip|zstd) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|", text):
        rows.append([chunks, ratio, limit, f"{100 * float(ratio) / float(limit):.0f} %", SCALING_GOAL, verdict(float(ratio) >= SCALING_GOAL),
                     "" if float(limit) >= SCALING_GOAL else "the machine does not have it"])
    return table(["chunks", "2 threads / 1", "two processes / 1", "reached of that", "goal", "", ""], rows)


def reading(results):
    measured = load(results, "read")
    seconds = {}
    for row in measured["rows"] if measured else []:
        key = (row["file"], row["columns"] or "all", row["threads"])
        seconds.setdefault(key, {})[row["engine"]] = statistics.median(run["seconds"] for run in row["runs"])
    rows = []
    for (file, columns, threads), engines in seconds.items():
        peers = {engine: value for engine, value in engines.items() if engine.endswith("-stream")}
        peer = min(peers, key=peers.get)
        ratios = [peers[peer] / engines[engine] for engine in ("parkett", "parkett-dictionaries")]
        rows.append([file, columns, threads, f"{peer} {1000 * peers[peer]:.0f}", *(f"{ratio:.2f}" for ratio in ratios),
                     verdict(max(ratios) >= LEVEL)])
    return table(["file", "columns", "threads", "fastest stream ms", "/ ours, strings as bytes", "/ ours, dictionaries as they are", "level"], rows)


def parts(results):
    entries = load(results, "profile") or []
    if not entries:
        return ""
    names = list(entries[0]["parts"])
    return table(["input", "codec", *names], [[entry["input"], entry["codec"], *(f"{entry['parts'][name]:.2f}" for name in names)] for entry in entries])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, default=Path("Benchmarks/results"))
    results = parser.parse_args().results
    documents = [json.loads(file.read_text()) for file in sorted(results.glob("*.json"))]
    machines = {document["machine"]["processor"] for document in documents if isinstance(document, dict) and "processor" in document.get("machine", {})}
    text = f"""# Goals, and what was measured

Made by `python -m peers.goals` of the numbers beside it; each table's own file has its date, machine, versions and all engines. Machines: {", ".join(sorted(machines))}.

## JSON lines to Parquet

Against the fastest peer of each row, schemas given, medians. *Without codec and reading* is what is left of our time without what the codec and read() take, by the
samples of `profile.md`; beside it what would be left if the goal were met with the same codec and the same files.

{conversions(results)}

Where one thread's time goes, in seconds (`profile.md`):

{parts(results)}

## Finding out the schema

{inference(results)}

{sampling(results)}

## Memory

{memory(results)}

These prove nothing, as their peers. With hashes of sources and rows, through standard input: `Documentation/Promises.md`; `Tools/trials` fail above limits.

## Threads

{scaling(results)}

## Writing from memory

The fastest peer's time / ours, one thread. Outside the codec is what they are without one.

{writing(results)}

{sizes(results)}

## Reading

Streams against streams: the fastest peer's time / ours, which reuses its batches. Polars' strings share a dictionary's bytes, as our dictionaries do.

{reading(results)}
"""
    (results / "goals.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
