"""Runs jobs with this package and with its peers, each measurement in a process of its own, and prints them side by
side: python -m peers.compare --help"""

import argparse
import datetime
import json
import os
import sys
from pathlib import Path

from peers import report
from peers.running import ENGINES, Running

# What there is to do: whether the columns are named beforehand, or the keys are whatever the lines have, or only the schema is
# wanted; and with which audit log.
TASKS = {
    "sign-in-4": ("columns", "sign_in"),
    "sign-in-all": ("all-keys", "sign_in"),
    "http-all": ("all-keys", "http"),
    "sign-in-infer": ("infer", "sign_in"),
    "http-infer": ("infer", "http"),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=lambda text: text.split(","), default=list(TASKS))
    parser.add_argument("--parkett", type=Path, required=True)
    parser.add_argument("--schema", type=Path, required=True, help="the contract of the sign-in events' four columns")
    parser.add_argument("--sign-in", type=Path, required=True, help="the directory with the sign-in events")
    parser.add_argument("--http", type=Path, required=True, help="the directory with the HTTP records")
    parser.add_argument("--work", type=Path, required=True, help="where outputs are written and removed again")
    parser.add_argument("--results", type=Path, required=True, help="the directory for the tables and their numbers")
    parser.add_argument("-n", "--repetitions", type=int, default=5)
    parser.add_argument("--threads", type=lambda text: [int(part) for part in text.split(",")], default=[1, 2])
    parser.add_argument("--codecs", type=lambda text: text.split(","), default=["zstd-1", "zstd-3", "snappy"])
    parser.add_argument(
        "--schema-from", type=lambda text: text.split(","), default=["given", "all", "sample"],
        help="where the schema comes from, of tasks about whatever keys there are")
    parser.add_argument("--engines", type=lambda text: text.split(","), default=ENGINES)
    arguments = parser.parse_args()
    unknown = [task for task in arguments.tasks if task not in TASKS]
    if unknown:
        parser.error(f"{', '.join(unknown)} is none of the tasks {', '.join(TASKS)}")
    for name in ("parkett", "schema", "sign_in", "http", "work", "results"):
        setattr(arguments, name, getattr(arguments, name).resolve())
    arguments.work.mkdir(parents=True, exist_ok=True)
    arguments.results.mkdir(parents=True, exist_ok=True)

    has_failed = False
    for task in arguments.tasks:
        kind, shape = TASKS[task]
        running = Running(arguments, task, kind, getattr(arguments, shape))
        load = os.getloadavg()[0]
        runs, errors = running.run_all()
        rows = report.summarize(runs, running.input_bytes)
        text = report.document(arguments, running, rows, errors, datetime.date.today(), load)
        # Where no schema is given, the table stands beside the one where it is.
        name = task if kind != "all-keys" or "given" in arguments.schema_from else f"{task}-inferred"
        (arguments.results / f"{name}.md").write_text(text)
        failures = [
            {"threads": threads, "codec": codec, "engine": engine, "schema_from": schema_from, "error": message}
            for (threads, codec, engine, schema_from), message in errors.items()
        ]
        (arguments.results / f"{name}.json").write_text(
            json.dumps(
                {"machine": report.machine(), "input_bytes": running.input_bytes, "rows": rows, "failures": failures},
                indent=1) + "\n")
        print(text)
        has_failed = has_failed or bool(errors)
    sys.exit(1 if has_failed else 0)


if __name__ == "__main__":
    main()
