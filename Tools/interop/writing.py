"""Rewrites files of other engines, and files made here of every type, nesting and distribution of values, with `parkett rewrite`
in many ways, and has six engines read what it wrote: each must read from the new file what it reads from the old one, value by
value. Our own check must find nothing, and `parkett cat` must print the rows that went into the old file.

What an engine cannot read is a closed list (known_failures.py)."""

import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet

from findings import Finding
import canonical
import covering
import file_columns
import filters
import grid_files
import known_failures
import random_files
import reading
import table_engines

# How many files of random types and values are rewritten, and how often each file is.
RANDOM_FILE_COUNT = int(os.environ.get("PARQUET_RANDOM_FILES", 40))
REWRITES = {"fixtures": 3, "grid": 8, "random": 3}


@dataclass
class Source:
    """A file that is rewritten: `path`, and the rows it holds, as `parkett cat` prints them. `leaves` are triples of the path,
    the physical type, and traits."""
    kind: str
    name: str
    path: str
    lines: list
    leaves: list = field(default_factory=list)


def _be_quiet():
    # Polars prints each panic, though it is caught.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _pool():
    # The engines have threads, which a forked process would wait for in vain.
    return ProcessPoolExecutor(2, multiprocessing.get_context("spawn"), _be_quiet)


# --- Sources ------------------------------------------------------------------------------------------------------------

def _leaves(path, *traits):
    return [(leaf.path, leaf.physical, (("repeated", leaf.is_repeated), *traits)) for leaf in file_columns.leaves(path)]


def _fixture(path):
    lines = path.with_suffix(".jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    return Source("fixtures", f"fixtures/{path.name}", str(path), lines, _leaves(path))


def _grid(directory, nesting, distribution):
    path = Path(directory) / f"grid-{nesting}-{distribution}.parquet".replace(" ", "-")
    table = grid_files.write(path, nesting, distribution)
    fields, columns = canonical.from_table(table, pyarrow.parquet.ParquetFile(path).schema)
    lines = canonical.lines(fields, columns, table.num_rows)
    traits = ("nesting", nesting), ("distribution", distribution)
    return Source("grid", f"grid/{nesting}, {distribution}", str(path), lines, _leaves(path, *traits))


def _random(directory, seed):
    path = Path(directory) / f"random-{seed}.parquet"
    lines = random_files.write(path, seed)
    return Source("random", f"random/{seed}", str(path), lines, _leaves(path))


def _make(arguments):
    maker, *rest = arguments
    return maker(*rest)


def sources(pool, fixtures, directory, only):
    made = [(_fixture, path) for path in sorted(fixtures.glob("*.parquet")) if only in f"write, fixtures/{path.name}"]
    made += [(_grid, directory, *pair) for pair in grid_files.combinations() if only in f"write, grid/{pair[0]}, {pair[1]}"]
    made += [(_random, directory, seed) for seed in range(RANDOM_FILE_COUNT) if only in f"write, random/{seed}"]
    return list(pool.map(_make, made, chunksize=4))


# --- One file, in a process of its own ----------------------------------------------------------------------------------

def _run(*arguments):
    return subprocess.run([str(argument) for argument in arguments], capture_output=True)


def _check(parkett, outputs):
    """What `parkett check` finds in each of the files: one list of sentences each."""
    documents = []
    decoder = json.JSONDecoder()
    text = _run(parkett, "check", "--json", *outputs).stdout.decode()
    place = 0
    while place < len(text):
        document, place = decoder.raw_decode(text, place)
        documents.append(document)
        while place < len(text) and text[place].isspace():
            place += 1
    found = {document["file"]: document for document in documents}
    for output in outputs:
        if document := found.get(str(output)):
            sentences = [f"{item['rule']} in {item['column']}: {item['message']}" for item in document["findings"]]
            yield sentences or ([] if document["verdict"] == "sound" else [document["verdict"]])
        else:
            yield ["no report"]


class Comparison:
    """Reads one source and what it was rewritten to, with every engine."""

    def __init__(self, parkett, source):
        self.parkett = parkett
        self.source = source
        self.originals = {}
        # Of the file itself and what it was rewritten to.
        self.columns_of = {}

    def columns(self, path):
        """Of each column of the table its leaves: their types and encodings."""
        if path not in self.columns_of:
            columns = {}
            for leaf, encoding in zip(file_columns.leaves(path), file_columns.encodings(self.parkett, path)):
                words = [leaf.physical, leaf.logical, encoding, "repeated" if leaf.is_repeated else ""]
                columns.setdefault(leaf.column, []).append(" ".join(word for word in words if word))
            self.columns_of[path] = {name: "; ".join(dict.fromkeys(leaves)) for name, leaves in columns.items()}
        return self.columns_of[path]

    def original(self, engine, columns=None):
        key = engine, None if columns is None else tuple(columns)
        if key not in self.originals:
            self.originals[key] = table_engines.read(engine, self.source.path, columns)
        return self.originals[key]

    def _problem(self, engine, path, columns=None):
        expected, problem = self.original(engine, columns)
        if problem:
            # Nothing to compare with: what the engine cannot read, it need not read.
            return None
        actual, problem = table_engines.read(engine, path, columns)
        return problem or table_engines.difference(actual, expected)

    def findings(self, engine, path, rewrite):
        problem = "not read"
        if engine != "fastparquet":
            problem = self._problem(engine, path)
            if problem is None and self.original(engine)[1] is None:
                return
        columns, before = self.columns(path), self.columns(self.source.path)
        asked = [
            name for name in columns
            if not known_failures.must_not_be_asked(engine, f"{columns[name]}; {before[name]}", rewrite)
        ]
        # All columns together but those that are known to fail, and these one by one.
        possible = {
            name: Finding(engine, self.source.name, rewrite, "", name, leaves)
            for name, leaves in columns.items() if name in asked
        }
        suspects = [name for name, finding in possible.items() if known_failures.may_fail(finding)]
        others = [name for name in asked if name not in suspects]
        if others and (self.original(engine, others)[1] or self._problem(engine, path, others)):
            suspects = asked
        found = 0
        for name in suspects:
            if message := self._problem(engine, path, [name]):
                found += 1
                possible[name].message = message
                yield possible[name]
        if not found and problem and engine != "fastparquet":
            yield Finding(engine, self.source.name, rewrite, problem)


def check_source(parkett, source, rewrites, directory, engines, keeps_outputs=False):
    """The findings of all rewrites of a file, how many readings were compared, and by which engine the file cannot be read."""
    findings, written, compared = [], [], 0
    for number, rewrite in enumerate(rewrites):
        output = Path(directory) / f"{Path(source.path).stem}-{number}.parquet"
        result = _run(parkett, "rewrite", source.path, output, *rewrite.arguments())
        if result.returncode:
            text = result.stderr.decode(errors="replace").strip()
            command = " ".join(map(str, rewrite.arguments()))
            findings.append(Finding("parkett rewrite", source.name, command, f"exit code {result.returncode}: {text[-300:]}"))
        else:
            written.append((rewrite, output))
    for (rewrite, output), sentences in zip(written, _check(parkett, [output for _, output in written])):
        compared += 2
        if sentences:
            findings.append(Finding("parkett check", source.name, " ".join(rewrite.arguments()), "; ".join(sentences[:3])))
        lines, problem = reading.cat(parkett, output)
        if problem := problem or reading.difference(lines, source.lines, loosely=False):
            findings.append(Finding("parkett cat", source.name, " ".join(rewrite.arguments()), problem))
    # No other engine here reads ALP.
    written = [(rewrite, output) for rewrite, output in written if "ALP" not in rewrite.encodings.values()]
    comparison = Comparison(parkett, source)
    seconds = {}
    for engine in engines:
        start = time.process_time()
        for rewrite, output in written:
            compared += 1
            findings += comparison.findings(engine, output, " ".join(rewrite.arguments()))
        seconds[engine] = time.process_time() - start
    unreadable = {engine: problem for (engine, columns), (_, problem) in comparison.originals.items() if problem and columns is None}
    for rewrite, output in written:
        if keeps_outputs:
            rewrite.of_columns = comparison.columns(output)
        else:
            output.unlink()
    return findings, compared, unreadable, seconds, written if keeps_outputs else []


# --- All ----------------------------------------------------------------------------------------------------------------

def designs(found, everything):
    """The rewrites of each source, and the pairs of options that never meet."""
    design = covering.Design()
    rewrites = []
    for source in found:
        if any(physical not in covering.ENCODINGS for _, physical, _ in source.leaves):
            # INT96, which is refused.
            rewrites.append([covering.Rewrite({}, {})])
        elif everything:
            rewrites.append(list(covering.all_rewrites(source.leaves)))
        else:
            rewrites.append(design.rewrites(source.leaves, REWRITES[source.kind]))
        floats = [path for path, physical, _ in source.leaves if physical in ("FLOAT", "DOUBLE")]
        if floats and source.kind != "fixtures":
            options = {"page size": random.Random(source.name).choice(list(covering.FILE_OPTIONS["page size"]))}
            rewrites[-1].append(covering.Rewrite(options, dict.fromkeys(floats, "ALP")))
    return rewrites, design.missing()


def check(report, parkett, fixtures, only="", everything=False, spark=None):
    with tempfile.TemporaryDirectory(prefix="parkett-interop-") as directory, _pool() as pool:
        found = sources(pool, fixtures, directory, only)
        rewrites, missing = designs(found, everything)
        if not only and not everything:
            report.check("write, pairs of options", f"{len(missing)} never meet: {sorted(missing, key=str)[:3]}" if missing else None)
        jobs = [
            pool.submit(check_source, parkett, source, options, directory, list(table_engines.ENGINES), spark)
            for source, options in zip(found, rewrites)
        ]
        filtered = {names: pool.submit(filters.check_table, parkett, *names, directory) for names in filters.jobs() if only in f"write, filters, {', '.join(names)}"}
        findings, seconds, written = [], {}, []
        for source, job in zip(found, jobs):
            try:
                here, compared, unreadable, took, outputs = job.result()
            except Exception as error:
                findings.append(Finding("run", source.name, "", "".join(traceback.format_exception(error))[-1500:]))
                continue
            report.passed += compared - len(here)
            findings += here
            written += [(source, rewrite, output) for rewrite, output in outputs]
            for engine, message in unreadable.items():
                findings.append(Finding(engine, source.name, known_failures.UNREAD, message))
            for engine, value in took.items():
                seconds[engine] = seconds.get(engine, 0) + value
        for job in filtered.values():
            here, compared = job.result()
            report.passed += compared - len(here)
            findings += here
        if spark:
            here, compared = _spark(written if spark == "all" else covering_files(written))
            report.passed += max(0, compared - len(here))
            findings += here
        known_failures.report(report, findings, is_whole=not only, engines={*seconds, "parkett rewrite", *(["Spark"] if spark else [])})
        print("write: " + ", ".join(f"{engine} {value:.0f} s" for engine, value in seconds.items()))


def _features(source, rewrite):
    """What reading the file shows: for each leaf its types with its encoding, and encodings, codecs, page versions and nestings
    in pairs."""
    leaves = {leaf for column in rewrite.of_columns.values() for leaf in column.split("; ")}
    options = {(name, rewrite.options.get(name)) for name in ("codec", "page version")}
    nestings = {trait for _, _, traits in source.leaves for trait in traits if trait[0] == "nesting"}
    words = {word for leaf in leaves for word in leaf.replace("+", " ").split()}
    encodings = {("encoding", word) for word in words & covering.ENCODING_NAMES}
    found = leaves | {tuple(sorted(map(str, options)))}
    found |= {(option, other) for option in options for other in encodings | nestings}
    return found | {(nesting, encoding) for nesting in nestings for encoding in encodings}


def covering_files(written):
    """Few of the files that together show all that all of them show."""
    features = [_features(source, rewrite) for source, rewrite, _ in written]
    missing, chosen = set().union(*features), []
    while missing:
        best = max(range(len(written)), key=lambda index: len(features[index] & missing))
        chosen.append(best)
        missing -= features[best]
    return [written[index] for index in sorted(chosen)]


def _spark(written):
    """The findings of Spark, which starts so slowly that one process reads all files."""
    pairs = [(source.path, str(output)) for source, _, output in written]
    script = Path(__file__).with_name("spark_reading.py")
    start = time.monotonic()
    result = subprocess.run([sys.executable, str(script)], input=json.dumps(pairs), capture_output=True, text=True)
    lines = result.stdout.splitlines()
    if len(lines) != len(pairs):
        return [Finding("Spark", "all", "", f"{len(lines)} of {len(pairs)} answers: {result.stderr[-500:]}")], 0
    findings, unread = [], set()
    for (source, rewrite, _), line in zip(written, lines):
        answer = json.loads(line)
        for column, message in answer["problems"] + answer["untyped"]:
            leaves = rewrite.of_columns.get(column, "")
            findings.append(Finding("Spark", source.name, " ".join(rewrite.arguments()), message, column, leaves))
        unread |= {(source.name, message) for _, message in answer["unread"]}
    findings += [Finding("Spark", name, known_failures.UNREAD, message) for name, message in sorted(unread)]
    print(f"write: Spark read {len(written)} files in {time.monotonic() - start:.0f} s", flush=True)
    return findings, len(written)
