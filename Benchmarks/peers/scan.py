"""What named queries read of a month of two logs as JSON and as Parquet of several writers, and how long engines take for them:
python -m peers.scan --help"""

import argparse
import datetime
import json
import os
import pickle
import shutil
import statistics
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

from peers import scan_queries
from peers.report import machine
from peers.running import measure
from peers.scan_child import digest
from peers.scan_data import KINDS, make
from peers.scan_page import page, tables

ENGINES = ["parkett", "duckdb", "polars", "pyarrow", "chdb"]


def arguments_of_command():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parkett", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--events", type=int, required=True)
    parser.add_argument("--records", type=int, required=True)
    parser.add_argument("-n", "--rounds", type=int, default=3)
    parser.add_argument("--inner", type=int, default=3, help="runs of each query in a process, of which the median counts")
    parser.add_argument("--threads", type=lambda text: [int(part) for part in text.split(",")], default=[1, 2])
    parser.add_argument("--engines", type=lambda text: text.split(","), default=ENGINES)
    parser.add_argument("--logs", type=lambda text: text.split(","), default=["sign-in", "http"])
    parser.add_argument("--keep", action="store_true", help="keep the datasets for the next run")
    arguments = parser.parse_args()
    for name in ("parkett", "work", "results"):
        setattr(arguments, name, getattr(arguments, name).resolve())
    return arguments


def parkett_answer(parkett, dataset, query):
    """The rows that scan or count print, hashed as those of the peers."""
    asked = query.parkett()
    command = [parkett, "scan" if query.count_by is None else "count", dataset]
    if query.columns:
        command += ["--columns", ",".join(query.columns)]
    if query.count_by:
        command += ["--by", ",".join(query.count_by)]
    if "where" in asked:
        command += ["--where", asked["where"]]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = [json.loads(line, parse_float=Decimal) for line in text.splitlines()]
    for row in rows:
        for moment in ("at", "time"):
            if row.get(moment):
                row[moment] = datetime.datetime.fromisoformat(row[moment].replace("Z", "+00:00"))
    columns = sorted(rows[0]) if rows else []
    return digest(columns, ([row[column] for column in columns] for row in rows))


def report(parkett, lines, dataset, queries, repetitions=1, threads=1):
    return [parkett, "report", lines, dataset, "--queries", queries, "--json", "--repetitions", repetitions, "--threads", threads]


def stored(directory):
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())


def samples(arguments, log, work):
    """A user and an id of the log: of a user with about as many rows as there are days, and of a row in the middle."""
    if log == "sign-in":
        file = work / "json/year=2025/month=02/date=10/10-00.json"
        row = json.loads(file.read_text().splitlines()[100])
        return scan_queries.sign_in("u-314624", row["id"])
    file = work / "json/account_id=1001/date=2025-02-10/records.json"
    return scan_queries.http(json.loads(file.read_text().splitlines()[100])["identifier"])


def measure_log(arguments, log):
    work = arguments.work / log
    per_day = arguments.events if log == "sign-in" else arguments.records
    contract = Path("Examples") / ("signin-all.contract.json" if log == "sign-in" else "http.contract.json")
    print(f"{log}: making files", file=sys.stderr, flush=True)
    make(arguments.parkett, log, work, per_day, scan_queries.DAYS, contract.resolve(),
         "user_id,at" if log == "sign-in" else "identifier")
    queries = samples(arguments, log, work)
    (work / "queries.json").write_text(json.dumps({"queries": [query.parkett() for query in queries]}))
    (work / "queries.pickle").write_bytes(pickle.dumps(queries))
    # What JSON takes is measured once; other reports are of Parquet alone.
    (work / "none").mkdir(exist_ok=True)
    (work / "none/none.json").write_text("{}\n")

    print(f"{log}: counting bytes", file=sys.stderr, flush=True)
    reports, answers, wrong = {}, {}, []
    for kind in KINDS:
        lines = work / "json" if kind == "sorted" else work / "none"
        command = report(arguments.parkett, lines, work / kind, work / "queries.json")
        if kind == "sorted":
            command += ["--html", work / "report.html"]
        result = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True)
        reports[kind] = json.loads(result.stdout)
        for query, measured in zip(queries, reports[kind]["queries"]):
            if measured["read_bytes"] != measured["explained_bytes"]:
                wrong.append(f"{log}, {kind}, {query.name}: {measured['read_bytes']} bytes were counted, {measured['explained_bytes']} "
                             "explained")
            answer = parkett_answer(arguments.parkett, work / kind, query)
            compare(answers, wrong, log, kind, query, "parkett", answer)

    runs, versions = {}, {}
    for turn in range(arguments.rounds):
        for threads in arguments.threads:
            for kind in KINDS:
                for engine in arguments.engines:
                    run(arguments, work, queries, turn, threads, kind, engine, runs, versions, answers, wrong, log)
    whole = reports["sorted"]["storage"]
    storage = {"json": whole["json_bytes"], "gzip": whole["json_gzip_bytes"]} | {kind: stored(work / kind) for kind in KINDS}
    rows = []
    for index, query in enumerate(queries):
        of_json = reports["sorted"]["queries"][index]
        rows.append({
            "name": query.name, "query": of_json["query"], "rows": of_json["rows"], "selective": query.is_selective,
            "answer": answers[query.name], "bytes": {"json": of_json["json_bytes"], "gzip": of_json["json_gzip_bytes"]} | {
                kind: reports[kind]["queries"][index]["read_bytes"] for kind in KINDS},
            "by_columns": {kind: reports[kind]["queries"][index]["columns_bytes"] for kind in KINDS},
            "by_row_groups": {kind: reports[kind]["queries"][index]["row_groups_bytes"] for kind in KINDS},
            "seconds": [
                {"threads": threads, "kind": kind, "engine": engine, "median": statistics.median(found[index]), "runs": found[index]}
                for (threads, kind, engine), found in runs.items() if index in found],
        })
    result = {"log": log, "events_per_day": per_day, "days": whole["days"], "rows": whole["rows"], "storage": storage,
              "queries": rows, "versions": versions, "wrong": wrong}
    style = (work / "report.html").read_text().split("<style>")[1].split("</style>")[0]
    if not arguments.keep:
        shutil.rmtree(work)
    return result, style


def run(arguments, work, queries, turn, threads, kind, engine, runs, versions, answers, wrong, log):
    """One process, which answers all queries; the medians of each go to `runs`."""
    try:
        if engine == "parkett":
            command = report(arguments.parkett, work / "none", work / kind, work / "queries.json", arguments.inner, threads)
            _, text = measure(list(map(str, command)), threads, dict(os.environ))
            own = json.loads(text)
            seconds = [query["seconds"] for query in own["queries"]]
        else:
            command = [sys.executable, "-m", "peers.scan_child", engine, work / kind, threads, arguments.inner,
                       work / "queries.pickle", 1 if turn == 0 else 0]
            _, text = measure(list(map(str, command)), threads, dict(os.environ) | {"POLARS_MAX_THREADS": str(threads)})
            own = json.loads(text.splitlines()[-1])
            versions[engine] = own["version"]
            seconds = [statistics.median(query["seconds"]) for query in own["queries"]]
            if turn == 0:
                for query, measured in zip(queries, own["queries"]):
                    compare(answers, wrong, log, kind, query, engine, measured["answer"])
    except (RuntimeError, OSError) as error:
        wrong.append(f"{log}, {kind}, {engine}, {threads} threads: {error}")
        return
    found = runs.setdefault((threads, kind, engine), {})
    for index, value in enumerate(seconds):
        found.setdefault(index, []).append(value)
    print(f"{turn + 1}/{arguments.rounds} {log} {threads} threads {kind} {engine} "
          + " ".join(f"{value * 1000:.1f}" for value in seconds), file=sys.stderr, flush=True)


def compare(answers, wrong, log, kind, query, engine, answer):
    known = answers.setdefault(query.name, answer)
    if (known["rows"], known["sha256"]) != (answer["rows"], answer["sha256"]):
        wrong.append(f"{log}, {kind}, {query.name}: {engine} gives {answer['rows']} rows, {answer['sample']}; "
                     f"expected are {known['rows']}, {known['sample']}")


def main():
    arguments = arguments_of_command()
    load, begin = os.getloadavg()[0], time.time()
    logs, style = [], ""
    for log in arguments.logs:
        result, style = measure_log(arguments, log)
        logs.append(result)
    about = {"date": str(datetime.date.today()), "machine": machine(), "load": load, "seconds": time.time() - begin,
             "rounds": arguments.rounds, "inner": arguments.inner, "engines": arguments.engines,
             "versions": {name: version for log in logs for name, version in log["versions"].items()} | {
                 "parkett": subprocess.run([arguments.parkett, "--version"], capture_output=True, text=True).stdout.strip()}}
    arguments.results.mkdir(parents=True, exist_ok=True)
    text = tables(about, logs)
    (arguments.results / "scan.md").write_text(text)
    (arguments.results / "scan.json").write_text(json.dumps({"about": about, "logs": logs}, indent=1) + "\n")
    (arguments.results / "scan.html").write_text(page(about, logs, style))
    print(text)
    wrong = [line for log in logs for line in log["wrong"]]
    for line in wrong:
        print(line, file=sys.stderr)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
