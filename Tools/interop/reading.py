"""Compares the rows that `parkett cat` prints of other engines' files with what other engines read: the files of Fixtures/read,
and Apache's test data where they are at hand. Files that pyarrow writes of random types, values and options are compared with
what went in; PARQUET_RANDOM_FILES says how many.

Values are compared by value, not by text: numbers as numbers (and by their bits' meaning: -0.0 is not 0.0), everything else by
the canonical form. pyarrow knows every unit and annotation of the file, so its reading is compared exactly; DuckDB and Polars,
asked where pyarrow refuses, have fewer units of time and one width of fractions, so those may differ in trailing zeros."""

import csv
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import duckdb
import polars
import pyarrow
import pyarrow.parquet

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fixtures"))

import canonical
import random_files

# How many files of random types and values are read.
RANDOM_FILE_COUNT = int(os.environ.get("PARQUET_RANDOM_FILES", 80))

# Files that are refused, and words of the reason. Encrypted files are found by their names.
REFUSED = {
    "data/datapage_v1-corrupt-checksum.parquet": "checksum",
    "data/rle-dict-uncompressed-corrupt-checksum.parquet": "checksum",
    # A text of 2 GiB is beyond the default limit of memory.
    "data/large_string_map.brotli.parquet": "are allowed",
    "bad_data/ARROW-GH-41317.parquet": "",
    "bad_data/ARROW-GH-41321.parquet": "",
    "bad_data/ARROW-GH-45185.parquet": "",
    "bad_data/ARROW-GH-47662.parquet": "",
    "bad_data/ARROW-RS-GH-6229-DICTHEADER.parquet": "",
    "bad_data/ARROW-RS-GH-6229-LEVELS.parquet": "",
    "bad_data/PARQUET-1481.parquet": "",
    # The error cases of shredded_variant/cases.json, and two files with a field both in the value and shredded.
    "shredded_variant/case-043-INVALID.parquet": "",
    "shredded_variant/case-125-INVALID.parquet": "",
    "shredded_variant/case-040.parquet": "",
    "shredded_variant/case-042.parquet": "",
    "shredded_variant/case-087.parquet": "",
    "shredded_variant/case-127.parquet": "",
    "shredded_variant/case-128.parquet": "",
    "shredded_variant/case-137.parquet": "",
}

# Files of which rows differ from the other engine's: which rows, and why that is right. An entry that no longer differs is a
# failure.
KNOWN_DIFFERENCES = {
    "fixtures/clickhouse-wide-integers-as-decimals.parquet": ({0}, "DuckDB reads decimals of more than 38 digits as doubles"),
    "data/int96_from_spark.parquet": ({5}, "an instant for which Spark's whole numbers were too small; day and time are taken as they stand"),
}

# Files that no other engine reads right, so that they are only read: their values are compared elsewhere.
NOT_COMPARED = {
    "shredded_variant/case-041.parquet": "DuckDB wants the value before the shredded value",
    "shredded_variant/case-088.parquet": "DuckDB fails with an internal error",
    "shredded_variant/case-131.parquet": "DuckDB wants a value beside the shredded value",
    "shredded_variant/case-132.parquet": "DuckDB fails with an internal error",
    "shredded_variant/case-138.parquet": "DuckDB wants the value before the shredded value",
}


# --- Other engines ------------------------------------------------------------------------------------------------------

def _is_variant(schema):
    return any("Variant" in line for line in str(schema).splitlines())


def pyarrow_lines(path):
    """None if the file holds VARIANTs, which pyarrow gives as their parts."""
    file = pyarrow.parquet.ParquetFile(path, page_checksum_verification=True)
    if _is_variant(file.schema):
        return None
    table = file.read()
    fields, columns = canonical.from_table(table, file.schema)
    for index, leaf in enumerate(_top_level_int96(file)):
        if leaf:
            columns[index] = _int96(path, table.column_names[index], columns[index])
    return canonical.lines(fields, columns, table.num_rows)


def _top_level_int96(file):
    """For each top-level column, whether it is of INT96."""
    leaves = {}
    for index in range(len(file.schema)):
        column = file.schema.column(index)
        leaves[column.path] = column.physical_type == "INT96"
    return [leaves.get(name, False) for name in file.schema_arrow.names]


def _int96(path, name, nanoseconds):
    """Nanoseconds that do not fit 64 bits come out wrong; where microseconds say so, they are taken instead."""
    table = pyarrow.parquet.ParquetFile(path, coerce_int96_timestamp_unit="us").read(columns=[name])
    microseconds = table.column(0).cast(pyarrow.int64()).to_pylist()
    return [nano if nano is None or nano // 1000 == micro else micro * 1000 for nano, micro in zip(nanoseconds, microseconds)]


def duckdb_lines(path):
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'; SET threads = 1")
    source = f"read_parquet('{path}', hive_partitioning = false)"
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    quoted = ['"' + name.replace('"', '""') + '"' for name, *_ in described]
    selected = [f"CAST(CAST({name} AS JSON) AS VARCHAR) AS {name}" if kind == "VARIANT" else name for name, (_, kind, *_) in zip(quoted, described)]
    table = connection.execute(f"SELECT {', '.join(selected)} FROM {source}").to_arrow_table()
    fields, columns = canonical.from_table(table)
    fields = [(name, "variant" if description[1] == "VARIANT" else kind) for (name, kind), description in zip(fields, described)]
    return canonical.lines(fields, columns, table.num_rows)


def polars_lines(path):
    table = polars.read_parquet(path, hive_partitioning=False).to_arrow()
    fields, columns = canonical.from_table(table)
    return canonical.lines(fields, columns, table.num_rows)


ENGINES = {"pyarrow": pyarrow_lines, "DuckDB": duckdb_lines, "Polars": polars_lines}


def other_reading(path):
    """The name of the first engine that reads the file, and the rows it reads; or None and why each does not."""
    problems = []
    for engine, read in ENGINES.items():
        try:
            lines = read(path)
        # Polars panics, which is no Exception.
        except (Exception, BaseException) as error:
            if isinstance(error, (KeyboardInterrupt, SystemExit)):
                raise
            problems.append(f"{engine}: {str(error).splitlines()[0][:120]}")
            continue
        if lines is not None:
            return engine, lines
        problems.append(f"{engine}: has no rows of such columns")
    return None, "; ".join(problems)


# --- Comparing ----------------------------------------------------------------------------------------------------------

_INSTANT = re.compile(r"([+-]?\d{4,}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)(Z|\+00)?")
_TIME = re.compile(r"(\d\d:\d\d:\d\d)(?:\.(\d+))?")
_BINARY = re.compile(r"(?:\\x[0-9A-F]{2})+")


def _loose_text(text):
    """The text without what engines of fewer types cannot know: a unit's zeros, whether an instant is of a zone."""
    if match := _INSTANT.fullmatch(text):
        return f"{match[1]}T{_loose_text(match[2])}"
    if match := _TIME.fullmatch(text):
        fraction = (match[2] or "").rstrip("0")
        return match[1] + ("." + fraction if fraction else "")
    if _BINARY.fullmatch(text):
        return "0x" + text.replace("\\x", "").lower()
    return text


_DECIMAL = re.compile(r"-?\d+(\.\d+)?")


def _float32(number):
    try:
        return struct.unpack("<f", struct.pack("<f", number))[0]
    except OverflowError:
        return number


def _is_number(value):
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def _same_loosely(a, b):
    """Whether one text or number stands for the other; a decimal, which is a text here, may be a double there."""
    if isinstance(a, str) and isinstance(b, str):
        return _loose_text(a) == _loose_text(b)
    if isinstance(a, str) and _DECIMAL.fullmatch(a) and _is_number(b):
        return Decimal(a) == b
    return _is_number(a) and _is_number(b) and repr(_float32(float(a))) == repr(_float32(float(b)))


def same(a, b, loosely):
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(same(x, y, loosely) for x, y in zip(a, b))
    if _is_number(a) and _is_number(b):
        # Whole numbers are equal as such; of fractions the sign of zero counts.
        whole = isinstance(a, int) and isinstance(b, int)
        if a == b if whole else repr(float(a)) == repr(float(b)):
            return True
    elif type(a) is type(b) and a == b:
        return True
    return loosely and _same_loosely(a, b)


def _parsed(line):
    """Arrays and objects as tuples, objects of pairs: the order of keys counts, and a key may stand twice."""
    def tuples(value):
        return tuple(map(tuples, value)) if isinstance(value, (list, tuple)) else value

    return tuples(json.loads(line, object_pairs_hook=lambda pairs: ("object", *pairs), parse_float=Decimal))


def difference(actual, expected, loosely, without=frozenset()):
    """What differs between two lists of lines, in the first row that does and is not in `without`; None if nothing."""
    if len(actual) != len(expected):
        return f"{len(actual)} rows, not {len(expected)}"
    for row, (line, wanted) in enumerate(zip(actual, expected)):
        try:
            is_same = row in without or line == wanted or same(_parsed(line), _parsed(wanted), loosely)
        except ValueError as error:
            return f"row {row} is no JSON: {error}: {line[:100]}"
        if not is_same:
            place = next((i for i, (x, y) in enumerate(zip(line, wanted)) if x != y), min(len(line), len(wanted)))
            start = max(0, place - 60)
            return f"row {row} is …{line[start : place + 60]}…, not …{wanted[start : place + 60]}…"
    return None


def csv_difference(lines, path):
    """Compares with an expectation of comma-separated values, in which texts, numbers and nulls look alike."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    actual = [["" if value is None else str(value) for value in json.loads(line).values()] for line in lines]
    if len(actual) != len(rows):
        return f"{len(actual)} rows, not {len(rows)}"
    for number, (row, wanted) in enumerate(zip(actual, rows)):
        if row != wanted:
            return f"row {number} is {row}, not {wanted}"
    return None


# --- Files --------------------------------------------------------------------------------------------------------------

def cat(parkett, path):
    """The lines that `parkett cat` prints, or why it does not."""
    result = subprocess.run([str(parkett), "cat", str(path)], capture_output=True)
    if result.returncode == 0:
        # Only the line feed ends a line: texts may hold what Python takes for one, too.
        return result.stdout.decode().split("\n")[:-1], None
    text = result.stderr.decode(errors="replace").strip()
    problem = f"exit code {result.returncode}: {text[-400:]}"
    if result.returncode < 0:
        problem = f"ended by signal {-result.returncode}: {text[-400:]}"
    return None, problem


def check_file(report, name, path, lines, problem):
    place = f"read, {name}"
    if name in REFUSED or path.suffix == ".encrypted":
        words = REFUSED.get(name, "encrypted")
        if problem is None:
            report.check(place, "read, though it must be refused")
        else:
            is_clear = problem.startswith("exit code ") and path.name in problem and words in problem
            report.check(place, None if is_clear else f"refused without a clear reason: {problem}")
        return
    if problem:
        report.check(place, problem)
        return
    if name in NOT_COMPARED:
        return
    engine, expected = other_reading(path)
    if engine is None:
        rows = path.with_suffix(".jsonl")
        if rows.exists():
            engine, expected = "the rows beside it", rows.read_text(encoding="utf-8").split("\n")[:-1]
        else:
            report.check(place, f"no other engine reads it: {expected}")
            return
    loosely = engine in ("DuckDB", "Polars")
    known, _ = KNOWN_DIFFERENCES.get(name, (set(), None))
    report.check(f"{place}, {engine}", difference(lines, expected, loosely, without=known))
    for row in known:
        is_same = difference(lines[row : row + 1], expected[row : row + 1], loosely) is None
        report.check(place, f"row {row} is as {engine} reads it: the known difference is to be deleted" if is_same else None)
    table = path.with_name(path.stem + "_expect.csv")
    if table.exists():
        report.check(f"{place}, {table.name}", csv_difference(lines, table))


def check_random_files(report, parkett, only):
    with tempfile.TemporaryDirectory(prefix="parkett-interop-") as directory:
        for seed in range(RANDOM_FILE_COUNT):
            name = f"read, random/{seed}"
            if only in name:
                path = Path(directory) / f"{seed}.parquet"
                expected = random_files.write(path, seed)
                lines, problem = cat(parkett, path)
                report.check(name, problem or difference(lines, expected, loosely=False))


def check(report, parkett, fixtures, test_data, only=""):
    """`test_data` is the folder of Apache's test data, or None."""
    files = {f"fixtures/{path.name}": path for path in sorted(fixtures.glob("*.parquet"))}
    if test_data is not None:
        for folder in ("data", "bad_data", "shredded_variant"):
            for path in sorted((test_data / folder).rglob("*.parquet*")):
                if path.suffix in (".parquet", ".encrypted"):
                    files[str(path.relative_to(test_data))] = path
        for name in sorted((REFUSED.keys() | KNOWN_DIFFERENCES.keys() | NOT_COMPARED.keys()) - files.keys()):
            report.check(f"read, {name}", "listed, but there is no such file")
    files = {name: path for name, path in files.items() if only in name}
    check_random_files(report, parkett, only)
    with ThreadPoolExecutor(2) as pool:
        outputs = pool.map(lambda path: cat(parkett, path), files.values())
        for (name, path), (lines, problem) in zip(files.items(), outputs):
            check_file(report, name, path, lines, problem)
