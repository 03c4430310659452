"""Columns that become wider: days of lines of which a later one has values that do not fit are converted by a contract with `"drift":
"widen"`, and what DuckDB and pyarrow read of the old and the new files together, as one table, is compared with the lines, value by
value; so are the types before and after. What no type holds must be in `_extra`."""

import datetime
import decimal
import json
import tempfile
from pathlib import Path

import duckdb
import pyarrow
import pyarrow.dataset
import pyarrow.parquet

# The type of the contract, how it is read, the days of values as JSON, and the type that comes of each day.
CASES = [
    ("tinyint", None, [["1", "-128"], ["300"], ["40000", "-1"], ["3000000000"]], ["tinyint", "smallint", "int", "bigint"]),
    ("int", None, [["1", "-7"], ["9223372036854775807"], ["5"]], ["int", "bigint", "bigint"]),
    ("int", None, [["1", "2147483647"], ["1697068800.5", "3000000000", "7"]], ["int", "double"]),
    ("int", None, [["1", "-2147483648"], ["18446744073709551616"]], ["int", "decimal(20,0)"]),
    ("int", None, [["1"], ["0.12345678901234567890"]], ["int", "decimal(29,19)"]),
    ("bigint", None, [["9223372036854775807", "-9223372036854775808"], ["1.5", "18446744073709551616"]], ["bigint", "decimal(21,1)"]),
    ("smallint", None, [["-32768"], ["3000000000"], ["123456789012345678901234567890"]], ["smallint", "bigint", "decimal(30,0)"]),
    ("decimal(5,2)", None, [["999.99", "-0.01"], ["12345.678"], ['"0.1234567"']], ["decimal(5,2)", "decimal(8,3)", "decimal(12,7)"]),
    ("decimal(9,2)", None, [["1234567.89"], ["12345678901234567.5"]], ["decimal(9,2)", "decimal(19,2)"]),
    ("float", None, [["0.5", "16777216"], ["16777217", "1e39"]], ["float", "double"]),
    ("timestamp(millis)", "epoch_seconds", [["1697068800.5"], ["1697068800.000001", "-1.5"]], ["timestamp(millis)", "timestamp(micros)"]),
    ("timestamp(millis)", "rfc3339", [['"2025-01-25T13:45:30.125Z"'], ['"2025-01-25T13:45:30.125001+01:00"']],
     ["timestamp(millis)", "timestamp(micros)"]),
]
MISFITS = ['"n/a"', "true", "[1]"]


def expected(text, kind, read):
    if kind.startswith("timestamp"):
        start = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
        if read == "rfc3339":
            return datetime.datetime.fromisoformat(json.loads(text)).astimezone(datetime.timezone.utc)
        return start + datetime.timedelta(microseconds=int(decimal.Decimal(text) * 1_000_000))
    if kind.startswith("decimal"):
        return decimal.Decimal(json.loads(text) if text.startswith('"') else text)
    return float(text) if kind in ("float", "double") else int(text)


def read_duckdb(files):
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    query = "SELECT id, v, _extra FROM read_parquet(?, union_by_name = true, hive_partitioning = false) ORDER BY id"
    return connection.sql(query, params=[[str(file) for file in files]]).to_arrow_table().to_pylist()


def read_pyarrow(files):
    # The files of the last day have the widest types.
    schema = pyarrow.parquet.read_schema(files[-1])
    found = pyarrow.dataset.dataset([str(file) for file in files], schema=schema).to_table()
    return sorted(found.to_pylist(), key=lambda row: row["id"])


def check_case(report, parkett, command, case, directory):
    kind, read, days, types = case
    name = f"widened, {kind} to {types[-1]}"
    column = {"name": "v", "type": kind, "drift": "widen", "field_id": 7, **({"read": read} if read else {})}
    contract = directory / "contract.json"
    contract.write_text(json.dumps({"contract": 1, "columns": [{"name": "id", "type": "int"}, column]}))
    wanted = []
    for day, values in enumerate(days):
        path = directory / "input" / f"date=2025-01-{10 + day}" / "a.json"
        path.parent.mkdir(parents=True)
        texts = [*values, "null", *MISFITS]
        path.write_text("".join(f'{{"id":{len(wanted) + index},"v":{text}}}\n' for index, text in enumerate(texts)))
        wanted += [(expected(text, types[-1], read), None) for text in values] + [(None, None)]
        wanted += [(None, f'{{"v":{text}}}') for text in MISFITS]
    output = directory / "output"
    problem = command(parkett, "convert", directory / "input", output, "--all", "--schema", contract)
    report.check(name, problem)
    if problem:
        return
    files = sorted(output.rglob("*.parquet"))
    kept = json.loads((output / "_parkett" / "contract.json").read_text())
    changes = sum(1 for before, after in zip(types, types[1:]) if before != after)
    report.check(f"{name}, contract", None if (kept.get("revision", 1), kept["columns"][1]["type"], kept["columns"][1]["field_id"]) == (
        1 + changes, types[-1], 7) else f"{kept}")
    # Each day alone has the type of its revision: the contract by which it is converted at once.
    for file, type_ in zip(files, types):
        single = directory / f"single-{file.parent.name}"
        own = directory / f"{file.parent.name}.json"
        own.write_text(json.dumps({"contract": 1, "columns": [{"name": "id", "type": "int"}, {**column, "type": type_, "drift": "extra"}]}))
        problem = command(
            parkett, "convert", directory / "input", single, "--days", file.parent.name.removeprefix("date="), "--schema", own)
        same = not problem and (single / file.relative_to(output)).read_bytes() == file.read_bytes()
        report.check(f"{name}, {file.parent.name} as {type_}", None if same else problem or "another file")
    for engine, read_rows in (("DuckDB", read_duckdb), ("pyarrow", read_pyarrow)):
        try:
            found = [(row["v"], row["_extra"]) for row in read_rows(files)]
        except Exception as error:
            report.check(f"{name}, {engine}", f"{type(error).__name__}: {error}")
            continue
        report.check(f"{name}, {engine}", None if found == wanted else f"{found}, not {wanted}")


def check(report, parkett, command):
    with decimal.localcontext(prec=60):
        for case in CASES:
            with tempfile.TemporaryDirectory(prefix="parkett-widened-") as directory:
                check_case(report, parkett, command, case, Path(directory))
