"""Kills `parkett convert`, `erase` and `compact` at random moments, many times, and looks after each kill at what readers see, and after
the next run at what the dataset proves of itself.

    after a kill        each partition holds the rows it had, or the rows it should have: all of them, none twice
    after the next run  each holds the rows it should have, no file is left over, and `parkett verify` finds nothing

Between runs sources change, come late, and vanish. Then `parkett erase` and `parkett compact` are killed in the same way, between
runs that take late sources in. pyarrow is the reader.

usage: kill.py --parkett PATH [--kills 300] [--seed 1]"""

import argparse
import collections
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet

DAYS = 8
CHUNKS = 3
LINES = 400

CONTRACT = {
    "contract": 1,
    "columns": [
        {"name": "id", "type": "string", "required": True},
        {"name": "generation", "type": "bigint", "required": True},
        {"name": "kind", "type": "string"},
        {"name": "text", "type": "string"},
    ],
}


class Trial:
    """A dataset and its sources, and the rows of each partition: those it may have, and those it should have."""

    def __init__(self, parkett, directory, generator, by_columns):
        self.parkett, self.random, self.by_columns = parkett, generator, by_columns
        self.input, self.output = directory / "logs", directory / "table"
        self.schema = directory / "schema.json"
        self.schema.write_text(json.dumps(CONTRACT))
        self.generation = 0
        # partition -> the rows it may have now: a list of counters of (id, generation)
        self.known = {}
        self.sources = {}
        # Rows are given up for sources that are gone only on request.
        self.is_gone = False
        # How long a run takes, in seconds: kills come within it.
        self.usual = None
        self.kills = self.runs = self.rows = self.changed = 0
        for day in range(DAYS):
            for chunk in range(CHUNKS):
                self.write(day, chunk)

    # --- Sources ---

    def write(self, day, chunk):
        self.generation += 1
        lines, rows = [], []
        for line in range(LINES + self.random.randrange(50)):
            row = {"id": f"{day}-{chunk}-{line}", "generation": self.generation, "kind": f"k{line % 3}"}
            rows.append((row["id"], row["generation"], row["kind"]))
            lines.append(json.dumps(row | {"text": "%032x" % self.random.getrandbits(128)}))
            if self.random.random() < 0.01:
                lines.append("")
        if self.random.random() < 0.3:
            lines.insert(self.random.randrange(len(lines)), '{"id": "broken"')
        path = self.input / f"year=2025/month=03/day={day + 1:02}" / f"{chunk:02}-00.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        staged = path.with_suffix(".json.new")
        staged.write_text("\n".join(lines) + "\n")
        staged.rename(path)
        self.sources[day, chunk] = rows

    def change(self):
        """A source changes, comes late or vanishes."""
        self.changed += 1
        day = self.random.randrange(DAYS)
        chunks = [chunk for (other, chunk) in self.sources if other == day]
        choice = self.random.random()
        if choice < 0.5:
            self.write(day, self.random.choice(chunks))
        elif choice < 0.8 or len(chunks) < 2:
            self.write(day, max(chunks) + 1)
        else:
            chunk = self.random.choice(chunks)
            (self.input / f"year=2025/month=03/day={day + 1:02}" / f"{chunk:02}-00.json").unlink()
            del self.sources[day, chunk]
            self.is_gone = True

    def wanted(self):
        """The rows that partitions should have."""
        partitions = collections.defaultdict(collections.Counter)
        for (day, _), rows in self.sources.items():
            for row in rows:
                path = f"kind={row[2]}" if self.by_columns else f"year=2025/month=03/day={day + 1:02}"
                partitions[path][row[:2]] += 1
        return partitions

    # --- The dataset ---

    def seen(self):
        """The rows that a reader of the directory sees."""
        partitions = {}
        for directory, names, files in os.walk(self.output):
            names[:] = [name for name in names if not name.startswith((".", "_"))]
            files = [name for name in files if not name.startswith((".", "_"))]
            if not files:
                continue
            rows = collections.Counter()
            for name in files:
                table = pyarrow.parquet.ParquetFile(Path(directory) / name).read(columns=["id", "generation"])
                rows.update(zip(table["id"].to_pylist(), table["generation"].to_pylist()))
            partitions[str(Path(directory).relative_to(self.output))] = rows
        return partitions

    def convert(self):
        options = ["--max-quarantined", "50", "--codec", "zstd:1"]
        if self.by_columns:
            options += ["--partition-by", "kind", "--overwrite"]
        else:
            options += self.random.choice([[], [], ["--threads", "1"], ["--file-size", "64KB", "--row-group-size", "32KB"]])
            options += ["--overwrite"] if self.is_gone else self.random.choice([[], [], ["--overwrite"], ["--late", "add"]])
        return [self.parkett, "convert", self.input, self.output, "--schema", self.schema, "--all", *options]

    def fail(self, message):
        raise SystemExit(f"FAILED after {self.kills} kills: {message}\nkept in {self.output.parent}")

    def check_old_or_new(self, before, wanted):
        for path, rows in self.seen().items():
            if rows not in (before.get(path), wanted.get(path)):
                had = sum(before.get(path, {}).values())
                self.fail(f"{path} has {sum(rows.values())} rows that are neither the {had} before nor the "
                          f"{sum(wanted.get(path, {}).values())} to come")
        for path in before:
            if path not in self.seen() and wanted.get(path):
                self.fail(f"{path} is gone")

    def complete(self, command, wanted):
        """Runs to the end and checks all."""
        start = time.monotonic()
        result = subprocess.run(command, capture_output=True, text=True)
        seconds = time.monotonic() - start
        self.usual = seconds if self.usual is None else max(0.05, 0.8 * self.usual + 0.2 * seconds)
        if result.returncode != 0:
            self.fail(f"the next run exits with {result.returncode}: {result.stderr[-2000:]}")
        self.runs += 1
        self.is_gone = False
        seen = self.seen()
        if seen != wanted:
            self.fail(f"after a whole run the rows are not those that should be: "
                      f"{[path for path in wanted | seen if seen.get(path) != wanted.get(path)]}")
        left = [name for name in os.listdir(self.output) if name.startswith(".")]
        if left:
            self.fail(f"left over: {left}")
        verify = [self.parkett, "verify", self.output]
        if self.random.random() < 0.2:
            verify += ["--against-sources", self.input]
        result = subprocess.run(verify, capture_output=True, text=True)
        if result.returncode != 0:
            self.fail(f"{' '.join(map(str, verify))} exits with {result.returncode}: {result.stdout[-2000:]}{result.stderr[-1000:]}")
        self.rows = sum(sum(rows.values()) for rows in seen.values())
        return seen

    def kill(self, command, before, wanted):
        """Kills a run at a random moment, and checks that each partition is as it was or as it should be."""
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(self.random.uniform(0, 1.1 * self.usual))
        process.send_signal(signal.SIGKILL)
        self.kills += process.wait() == -signal.SIGKILL
        self.check_old_or_new(before, wanted)
        return before | self.seen()

    def run(self, kills):
        before = self.complete(self.convert(), self.wanted())
        while self.kills < kills:
            for _ in range(self.random.randrange(1, 4)):
                self.change()
            # Some kills in a row: the run that tidies up is killed, too.
            for _ in range(self.random.choice([1, 1, 1, 2, 3])):
                before = self.kill(self.convert(), before, self.wanted())
            before = self.complete(self.convert(), self.wanted())


class RewritingTrial(Trial):
    """A dataset whose files are merged and whose rows are erased."""

    def convert(self):
        return [self.parkett, "convert", self.input, self.output, "--schema", self.schema, "--all", "--max-quarantined", "50",
                "--late", "add"]

    def run(self, kills):
        before = self.complete(self.convert(), self.wanted())
        while self.kills < kills:
            # Late sources: files of their own, which can be merged.
            expected = {path: rows.copy() for path, rows in before.items()}
            for day in self.random.sample(range(DAYS), 3):
                chunk = 1 + max(chunk for other, chunk in self.sources if other == day)
                self.write(day, chunk)
                expected[f"year=2025/month=03/day={day + 1:02}"].update(row[:2] for row in self.sources[day, chunk])
            before = self.complete(self.convert(), expected)

            if self.random.random() < 0.5:
                command, wanted = [self.parkett, "compact", self.output], before
            else:
                ids = [f"{self.random.randrange(DAYS)}-{self.random.randrange(CHUNKS)}-{self.random.randrange(LINES)}" for _ in range(3)]
                clause = f"id in ({', '.join(repr(name) for name in ids)})"
                command = [self.parkett, "erase", self.output, "--where", clause]
                wanted = {path: collections.Counter({row: count for row, count in rows.items() if row[0] not in ids})
                          for path, rows in before.items()}
            for _ in range(self.random.choice([1, 1, 2])):
                before = self.kill(command, before, wanted)
            before = self.complete(command, wanted)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--parkett", required=True, type=Path)
    arguments.add_argument("--kills", type=int, default=300)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    directory = Path(tempfile.mkdtemp(prefix="kills-"))
    for name, share, kind, by_columns in (
            ("partitions by paths", 0.6, Trial, False), ("partitions by columns", 0.2, Trial, True),
            ("erasing and compacting", 0.2, RewritingTrial, False)):
        place = directory / name.replace(" ", "-")
        place.mkdir()
        trial = kind(given.parkett.resolve(), place, random.Random(given.seed), by_columns)
        trial.run(round(given.kills * share))
        print(f"{name}: {trial.kills} kills, {trial.runs} whole runs, {trial.changed} changes of sources, "
              f"{trial.rows} rows at the end: nothing half, nothing twice, nothing lost", flush=True)
    shutil.rmtree(directory)


if __name__ == "__main__":
    sys.exit(main())
