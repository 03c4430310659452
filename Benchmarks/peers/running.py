"""The runs of one task: each a process of its own, those of the engines in turns, their first outputs compared with the input."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Besides parkett, which does what its peers do, it with all that it does by itself.
OURS = ["parkett", "parkett-proving"]
ENGINES = [*OURS, "duckdb", "polars", "datafusion", "pyarrow", "chdb", "fastparquet"]
# What takes longer than so many seconds runs once.
SLOW_SECONDS = 15
# What writes no nested columns, and has no threads.
FLAT_ONLY = ["fastparquet"]


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


def input_files(directory):
    return sorted(directory.rglob("*.json"), key=bytes)


def byte_count(path):
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*.parquet"))


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


class Running:
    """The runs of `task` over the lines in `data`."""

    def __init__(self, arguments, task, kind, data):
        self.arguments = arguments
        self.task = task
        self.kind = kind
        self.data = data
        self.input_bytes = warm(data)
        # For each engine, what it looks at for a schema.
        self.looked_at = {"parkett": {"all": "all lines"}}
        # The contract and the peers' schemas that were inferred before, where they are given.
        self.contract = arguments.work / f"{task}.contract.json"

    def entrants(self):
        """Each engine with each place that its schema can come from."""
        for engine in self.arguments.engines:
            if engine in FLAT_ONLY and self.kind != "columns" or engine == "parkett-proving" and self.kind == "infer":
                continue
            if self.kind == "columns":
                yield engine, None
            elif engine == "parkett-proving":
                yield from ((engine, part) for part in ["given"] if part in self.arguments.schema_from)
            elif self.kind == "infer":
                yield from ((engine, part) for part in (["all"] if engine == "parkett" else ["all", "sample"]))
            else:
                parts = ["given", "all"] if engine == "parkett" else ["given", "all", "sample"]
                yield from ((engine, part) for part in parts if part in self.arguments.schema_from)

    def run_all(self):
        """The results and the errors by threads, codec, engine, and where the schema came from."""
        runs, errors = {}, {}
        expected = self.verify(self.data) if self.kind != "infer" else None
        codecs = self.arguments.codecs if self.kind != "infer" else ["none"]
        schema_errors = self.infer_schemas() if self.kind == "all-keys" else {}
        for repetition in range(self.arguments.repetitions):
            warm(self.data)
            for threads in self.arguments.threads:
                for codec in codecs:
                    for engine, schema_from in self.entrants():
                        key = (threads, codec, engine, schema_from)
                        if schema_from == "given" and engine in schema_errors:
                            errors[key] = schema_errors[engine]
                        if key in errors:
                            continue
                        if repetition > 0 and runs.get(key, [{"seconds": 0}])[0]["seconds"] > SLOW_SECONDS:
                            continue
                        if threads > 1 and engine in FLAT_ONLY:
                            continue
                        try:
                            result = self.run(engine, codec, threads, schema_from, expected if repetition == 0 else None)
                            runs.setdefault(key, []).append(result)
                            print(
                                f"{self.task} {repetition + 1}/{self.arguments.repetitions} {threads} threads {codec:8} "
                                f"{engine:10} {schema_from or '':6} {result['seconds']:.2f} s", file=sys.stderr, flush=True)
                        except (RuntimeError, OSError) as error:
                            errors[key] = str(error)
                            print(f"{self.task} {key}: {error}", file=sys.stderr, flush=True)
        return runs, errors

    def run(self, engine, codec, threads, schema_from, expected):
        """One run. Its output is compared with what is `expected`, if that is given."""
        output = self.arguments.work / f"{engine}.parquet"
        remove(output)
        try:
            if engine in OURS:
                result = self.run_parkett(output, codec, threads, schema_from, proves=engine == "parkett-proving")
            else:
                result = self.run_peer(engine, output, codec, threads, schema_from)
            if self.kind == "infer":
                return result
            result["bytes"] = byte_count(output)
            if expected is not None:
                result |= self.compare(self.verify(output), expected)
            return result
        finally:
            remove(output)

    def compare(self, found, expected):
        if found["checksum"] != expected["checksum"]:
            raise RuntimeError(f"wrote {found['checksum']}, the input holds {expected['checksum']}")
        if self.kind == "columns":
            return {"keeps_order": found["hour_changes"] < len(input_files(self.data)), "differing": []}
        # What a sample did not show is lost, and some engines cannot tell what is null from what is empty.
        differing = [leaf for leaf, value in expected["leaves"].items() if found["leaves"][leaf] != value]
        return {"keeps_order": found["order"] == expected["order"], "differing": differing}

    def run_parkett(self, output, codec, threads, schema_from, proves=False):
        parkett = self.arguments.parkett
        if self.kind == "infer":
            command = [parkett, "infer", self.data, "--threads", threads, "--json"]
        else:
            command = [parkett, "convert", self.data, output, "--all", "--codec", codec.replace("-", ":"),
                       "--threads", threads, "--json"]
            if not proves:
                # The peers prove nothing: without hashes for receipts, and without reading files again, both do the same.
                command += ["--no-row-hashes", "--no-source-hashes", "--no-reread"]
            if schema_from == "given":
                command += ["--schema", self.contract]
            elif schema_from is None:
                command += ["--schema", self.arguments.schema]
        result, text = measure(list(map(str, command)), threads, dict(os.environ))
        # Where it has inferred, the process as a whole counts: it says only how long the conversion took.
        own = None if schema_from == "all" else own_seconds(text)
        result["seconds"] = result["whole_seconds"] if own is None else own
        return result

    def run_peer(self, engine, output, codec, threads, schema_from, keeps_schema=False):
        name, _, level = codec.partition("-")
        job = {
            "directory": str(self.data), "files": [str(path) for path in input_files(self.data)], "output": str(output),
            "codec": name, "level": int(level) if level else None, "threads": threads,
        }
        if schema_from is not None:
            job["schema_from"] = schema_from
        if schema_from == "given" or keeps_schema:
            job["schema_file"] = str(self.schema_file(engine))
        task = self.task if self.kind == "columns" else "infer" if keeps_schema else self.kind
        command = [sys.executable, "-m", "peers.child", engine, task, json.dumps(job)]
        result, text = measure(command, threads, dict(os.environ))
        own = json.loads(text.splitlines()[-1])
        self.looked_at[engine] = own.pop("looked_at")
        return result | own

    def infer_schemas(self):
        """Has each engine infer the schema that is given later, from all lines; the errors of those that could not."""
        errors = {}
        for engine in self.arguments.engines:
            if engine == "parkett-proving" or engine in FLAT_ONLY:
                continue
            try:
                if engine == "parkett":
                    command = [self.arguments.parkett, "infer", self.data, "--output", self.contract]
                    measure(list(map(str, command)), os.cpu_count() or 1, dict(os.environ))
                else:
                    threads = max(self.arguments.threads)
                    self.run_peer(engine, self.arguments.work / "none", "zstd-1", threads, "all", keeps_schema=True)
            except (RuntimeError, OSError) as error:
                errors[engine] = f"its own inference from all lines failed: {error}"
                print(f"{self.task} {engine}: {errors[engine]}", file=sys.stderr, flush=True)
        return errors

    def schema_file(self, engine):
        return self.arguments.work / f"{self.task}.{engine}.schema"

    def verify(self, path):
        command = [sys.executable, "-m", "peers.verify", self.task, str(path)]
        done = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip()[-400:])
        return json.loads(done.stdout)
