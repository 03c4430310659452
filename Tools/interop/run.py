"""Eight parts. `convert` converts JSON lines with `parkett convert` and compares every value that pyarrow, DuckDB and Polars read
from the files with the lines, parsed by Python alone. `nested` does so with nested columns and `_extra`, and with columns that become wider,
`sort` with rows that are sorted and partitions made of columns. `infer` compares the types that
`parkett infer` finds with those of DuckDB, Polars and pyarrow. `write` rewrites files of other engines and files of every type with
`parkett rewrite` in many ways and compares what six engines read from the new and the old file. `read` compares what `parkett cat`
reads from other engines' files with what they read. `scan` compares the rows that `parkett scan` keeps with those that DuckDB keeps.
`sql` has DuckDB and Spark run the README's SQL. Prints what failed and ends with a count; exits with 1 if anything failed."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import contracts
import engines
import inference
import metadata
import nested
import reading
import scan
import shapes
import sorting
import sql
import widened
import writing
from cases import cases
from source import expected_columns, read_chunk


class Report:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, name, problem):
        if problem:
            self.failed += 1
            print(f"FAILED  {name}: {problem}", flush=True)
        else:
            self.passed += 1


def command(*arguments):
    result = subprocess.run([str(a) for a in arguments], capture_output=True, text=True)
    if result.returncode == 0:
        return None
    return f"exit code {result.returncode}: {(result.stderr or result.stdout).strip()[-600:]}"


def make_input(case, parkett, directory):
    if case.generate:
        shape, *options = case.generate
        problem = command(parkett, "generate", shape, directory, *options)
        if problem:
            raise RuntimeError(f"generate: {problem}")
    for path, data in case.files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(data)


def partitions(directory, pattern):
    """The files of each partition, both in bytewise order."""
    found = {}
    for path in sorted(directory.rglob(pattern), key=lambda path: bytes(path)):
        if path.is_file():
            found.setdefault(str(path.parent.relative_to(directory)), []).append(path)
    return found


def check_partition(report, name, case, codec, files, expected):
    """Every engine's values of the files of one partition, and what their footers say."""
    row = 0
    for position, path in enumerate(files):
        place = f"{name}, {path.name}"
        if path.name != f"part-{position:05}.parquet":
            report.check(place, "the name is not the next one")
        if case.file_size:
            size = path.stat().st_size
            report.check(f"{place}, size", f"{size} bytes" if size > case.file_size else None)
        count = None
        for engine, read in engines.ENGINES.items():
            try:
                columns = read(path, case.contract)
            except Exception as error:
                report.check(f"{place}, {engine}", f"{type(error).__name__}: {error}")
                continue
            count = len(next(iter(columns.values())))
            for column in case.contract["columns"]:
                key = column["name"]
                slice_ = expected[key][row : row + count]
                report.check(
                    f"{place}, {engine}, {key}", engines.difference(columns[key], slice_, column["type"])
                )
        if count is None:
            return
        try:
            here = {key: values[row : row + count] for key, values in expected.items()}
            found = list(metadata.problems(path, case.contract, here, codec))
        except Exception as error:
            found = [f"{type(error).__name__}: {error}"]
        report.check(f"{place}, footer", "; ".join(found[:5]))
        row += count
    total = len(next(iter(expected.values())))
    report.check(f"{name}, rows", None if row == total else f"{row} of {total}")


def run_case(report, case, parkett, directory):
    source = directory / "input"
    source.mkdir(parents=True)
    make_input(case, parkett, source)
    contract = directory / "contract.json"
    contract.write_text(json.dumps(case.contract))
    expected = {
        partition: expected_columns(case.contract, [case.lines(read_chunk(path)) for path in files])
        for partition, files in partitions(source, "*.json*").items()
    }
    for codec in case.codecs:
        name = f"{case.name}, {codec}"
        outputs = []
        for threads in (1, 4):
            output = directory / f"output-{codec}-{threads}"
            problem = command(
                parkett, "convert", source, output, "--schema", contract, "--all", "--codec", codec, "--threads", threads,
                # Columns of the contracts have the names of directories, too.
                "--keep-partition-columns",
                *case.options,
            )
            report.check(f"{name}, {threads} threads", problem)
            if problem:
                return
            outputs.append(output)
        written = [partitions(output, "*.parquet") for output in outputs]
        contents = [
            {str(path.relative_to(output)): path.read_bytes() for files in found.values() for path in files}
            for output, found in zip(outputs, written)
        ]
        differing = sorted(p for p in contents[0].keys() | contents[1].keys() if contents[0].get(p) != contents[1].get(p))
        report.check(f"{name}, 1 and 4 threads", f"{differing} differ" if differing else None)

        wanted = {p for p, columns in expected.items() if len(next(iter(columns.values())))}
        got = set(written[0])
        report.check(f"{name}, partitions", None if got == wanted else f"{sorted(got)}, not {sorted(wanted)}")
        for partition in sorted(got & wanted):
            files = written[0][partition]
            if len(files) < case.file_count:
                report.check(f"{name}, {partition}", f"{len(files)} files, {case.file_count} expected")
            check_partition(report, f"{name}, {partition}", case, codec, files, expected[partition])
        paths = [str(path) for files in written[0].values() for path in files]
        if paths:
            checked = subprocess.run([parkett, "check", "--quiet", *paths], capture_output=True, text=True)
            report.check(f"{name}, parkett check", checked.stdout + checked.stderr if checked.returncode else None)
        groups = sum(metadata.row_group_count(path) for files in written[0].values() for path in files)
        report.check(f"{name}, row groups", None if groups >= case.row_groups else f"{groups}")
        for output in outputs:
            shutil.rmtree(output, ignore_errors=True)


def read(report, arguments, root):
    before = (report.passed, report.failed)
    test_data = arguments.parquet_testing or Path(os.environ.get("PARQUET_TESTING") or root.parent / "shared" / "parquet-testing")
    if not (test_data / "data").is_dir():
        print(f"read: there is no {test_data}, so Apache's test data are left out")
        test_data = None
    reading.check(report, arguments.parkett.resolve(), root / "Fixtures" / "read", test_data, arguments.only)
    print(f"read: {report.passed - before[0]} passed, {report.failed - before[1]} failed", flush=True)


def write(report, arguments, root):
    before = (report.passed, report.failed)
    writing.check(
        report, arguments.parkett.resolve(), root / "Fixtures" / "read", arguments.only, arguments.all, arguments.spark
    )
    print(f"write: {report.passed - before[0]} passed, {report.failed - before[1]} failed", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parkett", type=Path, required=True, help="the command to test")
    parser.add_argument("--only", default="", help="run only the cases whose name contains this")
    parser.add_argument("--part", choices=["convert", "nested", "sort", "infer", "write", "read", "scan", "sql"], help="only this part")
    parser.add_argument("--all", action="store_true", help="rewrite each file in all ways (hours), not in few that cover all pairs of options")
    parser.add_argument(
        "--spark", nargs="?", const="all", choices=["all", "few"], help="have Spark read what is rewritten, too: all of it, or few files "
        "that have all types, encodings, codecs, page versions and nestings; needs pyspark and Java 17",
    )
    parser.add_argument(
        "--parquet-testing", type=Path, help="the folder of Apache's parquet-testing; default: beside this package, or "
        "what the environment variable PARQUET_TESTING names"
    )
    arguments = parser.parse_args()
    root = Path(__file__).resolve().parents[2]
    report = Report()
    for case in cases(root / "Examples") + shapes.cases(root / "Fixtures" / "json"):
        if arguments.part not in (None, "convert") or arguments.only not in case.name:
            continue
        before = (report.passed, report.failed)
        with tempfile.TemporaryDirectory(prefix="parkett-interop-") as directory:
            try:
                run_case(report, case, arguments.parkett.resolve(), Path(directory))
            except Exception as error:
                report.check(case.name, f"{type(error).__name__}: {error}")
        print(f"{case.name}: {report.passed - before[0]} passed, {report.failed - before[1]} failed", flush=True)
    if arguments.part in (None, "nested"):
        before = (report.passed, report.failed)
        contracts.check(report, arguments.parkett.resolve(), root / "Examples", command)
        nested.check_part(report, arguments.parkett.resolve(), root, command)
        widened.check(report, arguments.parkett.resolve(), command)
        print(f"nested: {report.passed - before[0]} passed, {report.failed - before[1]} failed", flush=True)
    if arguments.part in (None, "sort"):
        before = (report.passed, report.failed)
        sorting.check(report, arguments.parkett.resolve())
        print(f"sort: {report.passed - before[0]} passed, {report.failed - before[1]} failed", flush=True)
    if arguments.part in (None, "infer"):
        before = (report.passed, report.failed)
        with tempfile.TemporaryDirectory(prefix="parkett-interop-") as directory:
            inference.run(report, arguments.parkett.resolve(), Path(directory))
        print(f"infer: {report.passed - before[0]} passed, {report.failed - before[1]} failed", flush=True)
    if arguments.part in (None, "write"):
        write(report, arguments, root)
    if arguments.part in (None, "read"):
        read(report, arguments, root)
    if arguments.part in (None, "scan"):
        before = (report.passed, report.failed)
        scan.check(report, arguments.parkett.resolve(), arguments.only)
        print(f"scan: {report.passed - before[0]} passed, {report.failed - before[1]} failed", flush=True)
    if arguments.part in (None, "sql"):
        before = (report.passed, report.failed)
        sql.check(report, arguments.parkett.resolve(), root, arguments.spark is not None)
        print(f"sql: {report.passed - before[0]} passed, {report.failed - before[1]} failed", flush=True)
    print(f"Interoperability: {report.passed} passed, {report.failed} failed")
    sys.exit(1 if report.failed or not report.passed else 0)


if __name__ == "__main__":
    main()
