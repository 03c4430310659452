"""Awkward JSON lines, converted by `parkett convert` and by five other engines, each with its default settings and every key inferred,
and what came of each read back. Prints a table in Markdown, which awkward.md keeps; compares it with what is kept there, so that a
statement about an engine fails when it is no longer so. Whatever the engines do, of parkett every row has to be right.

usage: awkward.py --parkett PATH [--write]       --write replaces the table of awkward.md instead of comparing with it"""

import argparse
import decimal
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEPT = HERE / "awkward.md"


def duckdb_convert(source, output):
    import duckdb

    duckdb.sql(f"COPY (SELECT * FROM read_json('{source}', format = 'newline_delimited')) TO '{output}' (FORMAT parquet)")


def polars_convert(source, output):
    import polars

    polars.scan_ndjson(source).sink_parquet(output)


def pyarrow_convert(source, output):
    import pyarrow.json
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.json.read_json(source), output)


def chdb_convert(source, output):
    import chdb

    chdb.query(f"INSERT INTO FUNCTION file('{output}', 'Parquet') SELECT * FROM file('{source}', 'JSONEachRow')")


def datafusion_convert(source, output):
    import datafusion

    context = datafusion.SessionContext()
    context.read_json(source).write_parquet(output)


ENGINES = {
    "DuckDB": ("duckdb", duckdb_convert), "Polars": ("polars", polars_convert), "pyarrow": ("pyarrow", pyarrow_convert),
    "ClickHouse (chdb)": ("chdb", chdb_convert),
    "DataFusion": ("datafusion", datafusion_convert),
}


# --- Inputs -------------------------------------------------------------------------------------------------------------

GOOD = b'{"a":1}\n'


class Input:
    """Bytes with what is right: `fails` at a line, or rows of which `shown` makes the text in the table."""

    def __init__(self, name, data, shown=None, right=None, line=None, byte=None):
        self.name, self.data, self.shown, self.right, self.line, self.byte = name, data, shown, right, line, byte


def text(value):
    return str(value) if isinstance(value, decimal.Decimal) else json.dumps(value)


def last(key):
    return lambda rows: text(rows[-1].get(key, "no such column")) if rows else "no rows"


def all_of(key):
    return lambda rows: text([row.get(key, "no such column") for row in rows])


LONG = "x" * (20 << 20)
INPUTS = [
    Input("one bad line", GOOD * 30_000 + b"nope\n" + GOOD * 30_000, len, line=30_001, byte=30_000 * len(GOOD)),
    Input("a truncated last line", GOOD * 30_000 + b'{"a":', len, line=30_001, byte=30_000 * len(GOOD) + 5),
    Input("a key first seen at line 30,001", GOOD * 30_000 + b'{"a":1,"late":"x"}\n', last("late"), '"x"'),
    Input("1697068800.5 after 30,000 integers", b'{"a":1697068800}\n' * 30_000 + b'{"a":1697068800.5}\n', last("a"), "1697068800.5"),
    Input("an integer above 64 bits", b'{"a":1}\n{"a":123456789012345678901}\n', last("a"), "123456789012345678901"),
    Input("invalid UTF-8", GOOD + b'{"a":1,"b":"\xff"}\n', last("b"), line=2, byte=20),
    Input("a lone surrogate", GOOD + b'{"a":1,"b":"\\ud83d"}\n', last("b"), line=2, byte=20),
    Input("a duplicate key", b'{"a":1,"a":2}\n', last("a"), "2"),
    Input("`[]` first, `[\"a\"]` later", b'{"a":[]}\n' * 30_000 + b'{"a":["a"]}\n', last("a"), '["a"]'),
    Input("an object in one line, a string in another", b'{"a":{"b":1}}\n{"a":"x"}\n', all_of("a"), '["{\\"b\\":1}", "\\"x\\""]'),
    Input("a byte order mark", b"\xef\xbb\xbf" + GOOD, all_of("a"), "[1]"),
    Input("an empty file", b"", lambda rows: f"{len(rows)} rows", "no file"),
    Input("a line of 20 MB", b'{"a":"' + LONG.encode() + b'"}\n', lambda rows: "right" if rows == [{"a": LONG}] else "something else", "right"),
]


# --- Running ------------------------------------------------------------------------------------------------------------

def files_of(output):
    return [path for path in ([output] if output.is_file() else sorted(output.rglob("*.parquet"))) if path.stat().st_size]


def rows_of(output):
    """The rows that pyarrow reads of what was written, `_extra` if it has something."""
    import pyarrow.parquet

    rows = []
    for path in files_of(output):
        found = pyarrow.parquet.ParquetFile(path).read()
        # Text that is no UTF-8 is not read by everybody.
        found.validate(full=True)
        rows += found.to_pylist()
    return rows


def outcome(case, failed, output):
    if failed:
        # How many rows are left is a matter of chance.
        return "fails, leaves a file" if output.exists() and files_of(output) else "fails"
    if not files_of(output):
        return "no file"
    try:
        rows = rows_of(output)
        for row in rows:
            if row.get("_extra", "") is None:
                del row["_extra"]
        shown = case.shown(rows)
    except Exception:
        return "written, unreadable"
    if shown == case.right:
        return "right"
    if case.right is None and shown == case.shown([]):
        return "no rows"
    return f"**{shown:,} rows**" if isinstance(shown, int) else f"**`{shown}`**"


def run_engine(name, case, directory):
    source, output = directory / "input.json", directory / "output.parquet"
    source.write_bytes(case.data)
    child = [sys.executable, str(Path(__file__)), "--child", name, str(source), str(output)]
    try:
        process = subprocess.run(child, capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired:
        return "hangs"
    return outcome(case, process.returncode != 0, output)


def run_parkett(parkett, case, directory):
    """What `parkett convert` makes of it, and what is wrong with that; None if nothing is."""
    source, output = directory / "input", directory / "output"
    source.mkdir()
    (source / "a.json").write_bytes(case.data)
    schema = []
    if not case.data:
        # There is nothing that a schema could be inferred from.
        empty = subprocess.run([parkett, "convert", source, output, "--all"], capture_output=True, text=True)
        if empty.returncode != 1 or "no line has a key" not in empty.stderr or output.exists():
            return "?", f"without a schema: {empty.stderr}"
        (directory / "schema.json").write_text('{"contract":1,"columns":[{"name":"a","type":"int"}]}')
        schema = ["--schema", directory / "schema.json"]
    process = subprocess.run([parkett, "convert", source, output, "--all", *schema], capture_output=True, text=True)
    found = outcome(case, process.returncode != 0, output)
    if case.line is None:
        return found, None if found in ("right", "no file") else f"{found}: {process.stderr}"
    if process.returncode == 0:
        rows, expected = len(rows_of(output)), case.data.count(b"\n") - (1 if case.data.endswith(b"\n") else 0)
        kept = subprocess.run([parkett, "quarantine", "show", output, "--json"], capture_output=True, text=True).stdout
        if rows != expected or f'"line":{case.line},"place":{case.byte},' not in kept:
            return f"{rows} rows", f"{rows} rows of {expected}, line {case.line} and byte {case.byte} expected in quarantine: {kept}"
        return f"{rows:,} rows, line {case.line:,} in quarantine", None
    place = f"a.json: line {case.line}: byte {case.byte}: "
    if process.returncode != 3 or files_of(output) or place not in process.stderr:
        return found, f"{found}, and {place} expected: {process.stderr}"
    return f"too many bad lines: fails at line {case.line:,}, byte {case.byte:,}", None


def child(name, source, output):
    ENGINES[name][1](source, output)


def versions():
    import importlib.metadata

    return {name: importlib.metadata.version(package) for name, (package, _) in ENGINES.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parkett", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--child", nargs=3)
    arguments = parser.parse_args()
    if arguments.child:
        return child(*arguments.child)
    parkett = arguments.parkett.resolve()
    names = versions()
    titles = ["input", "parkett", *(f"{name} {version}" for name, version in names.items())]
    lines = ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
    failed = 0
    for case in INPUTS:
        cells = []
        for name in ENGINES:
            with tempfile.TemporaryDirectory(prefix="parkett-awkward-") as directory:
                cells.append(run_engine(name, case, Path(directory)))
        with tempfile.TemporaryDirectory(prefix="parkett-awkward-") as directory:
            ours, problem = run_parkett(parkett, case, Path(directory))
        if problem:
            failed += 1
            print(f"FAILED  {case.name}: {problem}", file=sys.stderr)
        lines.append("| " + " | ".join([case.name, ours, *cells]) + " |")
        print(lines[-1], flush=True)
    document = KEPT.read_text()
    start = document.index("| input |")
    head, kept = document[:start], document[start:]
    table = "\n".join(lines) + "\n"
    if arguments.write:
        KEPT.write_text(head + table)
    elif kept != table:
        was = kept.split("\n")
        for line in lines:
            if line not in was:
                failed += 1
                print(f"FAILED  {KEPT.name} says otherwise than: {line}", file=sys.stderr)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
