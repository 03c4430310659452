"""Rows that are sorted, and partitions made of columns: what DuckDB and pyarrow find in the files, with the values of directories
put back by them, against DuckDB's own grouping and sorting of the lines, and against `parkett check`."""

import datetime
import json
import random
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import unquote

import duckdb
import pyarrow.dataset
import pyarrow.parquet

CONTRACT = {
    "contract": 1,
    "columns": [
        {"name": "row", "type": "bigint"},
        {"name": "account_id", "type": "string"},
        {"name": "time", "type": "timestamp(millis)", "read": "rfc3339"},
        {"name": "status", "type": "int"},
        {"name": "share", "type": "double"},
        {"name": "amount", "type": "decimal(30,2)"},
        {"name": "flag", "type": "boolean"},
        {"name": "day", "type": "date"},
        {"name": "id", "type": "uuid"},
        {"name": "user", "type": "struct<name:string,scopes:array<string>>"},
    ],
}

ACCOUNTS = ["1042", "a/b", "ü=%", "with space", "x\"#'*:?\\{[]^", "tab\t", None, "0007", "Z", "z", "日本"]


# Instants as DuckDB hands them to Python without a module for time zones.
NAIVE = "* replace (time at time zone 'UTC' as time)"


def lines(count, seed):
    chance = random.Random(seed)
    rows = []
    for row in range(count):
        second = chance.randrange(-200_000, 200_000) + 1_740_355_200
        record = {
            "row": row,
            "account_id": chance.choice(ACCOUNTS),
            "time": None if chance.random() < 0.05 else f"{time_text(second)}.{chance.randrange(1000):03}Z",
            "status": chance.choice([None, 200, 201, 404, -1]),
            "share": chance.choice([None, 0.0, -0.0, 1.5, -2.25, 1e300]),
            "amount": chance.choice([None, 0, -1.5, 12345678901234567890, -98765432109876543210]),
            "flag": chance.choice([None, True, False]),
            "day": chance.choice([None, "1969-12-31", "2025-02-28", "2024-02-29"]),
            "id": chance.choice([None, f"{chance.getrandbits(128):032x}"]),
            "user": chance.choice([None, {"name": chance.choice(["b", "a", "B", "é", ""]), "scopes": ["s"] * (row % 4)}]),
        }
        if record["id"]:
            text = record["id"]
            record["id"] = f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
        rows.append(record)
    return rows


def time_text(second):
    return datetime.datetime.fromtimestamp(second, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")


def order(text):
    """The ORDER BY clause of DuckDB that means what `--sort-by` does."""
    items = []
    for item in text.split(","):
        words = item.split()
        name = ".".join(f'"{part}"' for part in words[0].split("."))
        # Text goes by its bytes in both; nulls come last unless it is said otherwise.
        tail = " ".join(words[1:])
        items.append(f"{name} {tail}{'' if 'nulls' in tail else ' nulls last'}")
    return ", ".join(items)


CASES = [
    ("account_id,date:day(time)", "status, time"),
    ("account_id,date:day(time)", "time desc nulls first"),
    ("month:month(time),h:hour_of_day(time)", "account_id desc, share"),
    ("status,flag", "amount desc, id"),
    ("day", "user.name desc, flag nulls first"),
    ("hour:hour(time)", "id desc nulls first, day desc"),
    (None, "amount, share desc, account_id"),
    (None, "day, user.name, status desc"),
]


def check(report, parkett):
    for index, (partition, sort) in enumerate(CASES):
        with tempfile.TemporaryDirectory(prefix="parkett-sorting-") as name:
            directory = Path(name)
            try:
                run(report, parkett, directory, partition, sort, seed=index)
            except Exception as error:
                report.check(f"{partition}, {sort}", f"{type(error).__name__}: {error}")


def run(report, parkett, directory, partition, sort, seed):
    label = f"partitions {partition}, sorted by {sort}"
    (directory / "input").mkdir()
    rows = lines(5000, seed)
    text = [json.dumps(row, ensure_ascii=bool(row["row"] % 2)) + "\n" for row in rows]
    (directory / "input/a.json").write_text("".join(text[:3000]))
    (directory / "input/b.json").write_text("".join(text[3000:]))
    (directory / "contract.json").write_text(json.dumps(CONTRACT))
    options = ["--sort-by", sort, "--keep-partition-columns", "--memory", "20MiB", "--row-group-size", "1MiB"]
    if partition:
        options += ["--partition-by", partition]
    output = directory / "output"
    made = subprocess.run(
        [parkett, "convert", directory / "input", output, "--schema", directory / "contract.json", "--all", *options],
        capture_output=True, text=True,
    )
    report.check(label, made.stderr if made.returncode else None)
    if made.returncode:
        return
    files = sorted(output.rglob("*.parquet"))
    checked = subprocess.run([parkett, "check", "--quiet", *files], capture_output=True, text=True)
    report.check(f"{label}, parkett check", checked.stdout + checked.stderr if checked.returncode else None)

    # An unsorted conversion of the same lines, whose rows DuckDB groups and sorts.
    plain = directory / "plain"
    subprocess.run(
        [parkett, "convert", directory / "input", plain, "--schema", directory / "contract.json", "--all"],
        check=True, capture_output=True,
    )
    database = duckdb.connect()
    database.sql("set timezone = 'UTC'")
    database.sql(f"create table plain as select {NAIVE} from '{plain}/**/*.parquet'")
    names = [column[0] for column in database.sql("select * from plain limit 0").description]
    place = names.index("row")
    wanted = {}
    for found in database.sql(f'select * from plain order by {order(sort)}, "row"').fetchall():
        wanted.setdefault(group(partition, dict(zip(names, found))), []).append(found)

    got = {}
    for path in files:
        key = tuple(path.relative_to(output).parts[:-1])
        got.setdefault(key, []).extend(
            database.sql(f"select {NAIVE} from read_parquet(?, hive_partitioning=false)",
                         params=[str(path)]).fetchall())
    found_rows = {read_back(key): [row[place] for row in members] for key, members in got.items()}
    wanted_rows = {key: [row[place] for row in members] for key, members in wanted.items()}
    report.check(f"{label}, order and groups", difference(found_rows, wanted_rows))
    contents = {read_back(key): members for key, members in got.items()}
    report.check(f"{label}, values", difference({k: repr(v) for k, v in contents.items()}, {k: repr(v) for k, v in wanted.items()}))

    if partition:
        levels = [item.split(":")[0] for item in partition.split(",")]
        types = ", ".join(f"'{level}': varchar" for level in levels)
        listed = ", ".join(f'"{level}"' for level in levels)
        # As a table is read that has each column once.
        table = directory / "table"
        subprocess.run(
            [parkett, "convert", directory / "input", table, "--schema", directory / "contract.json", "--all",
             "--partition-by", partition], check=True, capture_output=True)
        counted = database.sql(
            f"select {listed}, count(*) from read_parquet('{table}/**/*.parquet', hive_partitioning=true, "
            f"hive_types={{{types}}}) group by all").fetchall()
        report.check(f"{label}, DuckDB's partitions",
                     difference({tuple(row[:-1]): row[-1] for row in counted}, {k: len(v) for k, v in wanted_rows.items()}))
        # A level that the files have as a column, too, must have its type.
        fields = {field.name: field.type for field in pyarrow.parquet.read_schema(files[0])}
        schema = pyarrow.schema([(level, fields.get(level, pyarrow.string())) for level in levels])
        dataset = pyarrow.dataset.dataset(
            files, format="parquet", partition_base_dir=str(output),
            partitioning=pyarrow.dataset.partitioning(schema, flavor="hive"))
        by_pyarrow = {}
        for fragment in dataset.get_fragments():
            keys = pyarrow.dataset.get_partition_keys(fragment.partition_expression)
            values = [keys.get(level) for level in levels]
            key = tuple(str(value).lower() if isinstance(value, bool) else None if value is None else str(value) for value in values)
            by_pyarrow[key] = by_pyarrow.get(key, 0) + fragment.count_rows()
        report.check(f"{label}, pyarrow's partitions",
                     difference(by_pyarrow, {k: len(v) for k, v in wanted_rows.items()}))
    for path in files[:5]:
        recorded = pyarrow.parquet.ParquetFile(path).metadata.row_group(0).sorting_columns
        report.check(f"{label}, {path.name}, sorting columns", None if recorded else "there are none")


def group(partition, row):
    """The texts of a row's levels."""
    texts = []
    for item in (partition or "").split(",") if partition else []:
        name, _, source = item.partition(":")
        transform, _, column = source.rstrip(")").rpartition("(")
        value = row[column or source or name]
        if value is None:
            texts.append(None)
        elif transform:
            texts.append(value.strftime({
                "day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y", "hour": "%Y-%m-%d-%H", "hour_of_day": "%H",
                "month_of_year": "%m", "day_of_month": "%d"}[transform]))
        elif isinstance(value, bool):
            texts.append(str(value).lower())
        else:
            texts.append(str(value))
    return tuple(texts)


def read_back(directories):
    """The values of directories as Python resolves escapes."""
    values = [name.partition("=")[2] for name in directories]
    return tuple(None if value == "__HIVE_DEFAULT_PARTITION__" else unquote(value) for value in values)


def difference(found, wanted):
    if found == wanted:
        return None
    for key in sorted(set(found) | set(wanted), key=repr):
        if found.get(key) != wanted.get(key):
            return f"{key}: {str(found.get(key))[:200]}, not {str(wanted.get(key))[:200]}"
