"""Scans of files and of partitioned datasets with random conditions: the rows that `parkett scan` keeps, against those that DuckDB
keeps of the same files with the same words. Files are of pyarrow and DuckDB, and rewritten by `parkett rewrite`; they have small
row groups and pages, so that there is much to pass over."""

import datetime
import decimal
import json
import random
import subprocess
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet

ROW_COUNT = 3000

WRITES = [
    {"row_group_size": 400, "data_page_size": 300, "write_batch_size": 50, "write_page_index": True},
    {"row_group_size": 250, "use_dictionary": False, "compression": "zstd"},
    {"row_group_size": 1000, "data_page_size": 200, "write_batch_size": 20, "write_page_index": True,
     "data_page_version": "2.0", "use_dictionary": ["name", "small"], "compression": "snappy"},
    {"row_group_size": 500, "write_statistics": False},
]

REWRITES = [
    ["--profile", "athena", "--page-size", "500B", "--row-group-size", "8KiB", "--bloom-filters"],
    ["--profile", "modern", "--page-version", "2", "--page-size", "1KiB", "--row-group-size", "30KiB"],
]


def table(seed):
    chance = random.Random(seed)
    day = datetime.datetime(2025, 2, 20, tzinfo=datetime.timezone.utc)

    def column(value, nulls=0.1):
        return [None if chance.random() < nulls else value(row) for row in range(ROW_COUNT)]

    return pa.table({
        "id": pa.array(range(ROW_COUNT), pa.int64()),
        "small": pa.array(column(lambda row: chance.randrange(-5, 6)), pa.int8()),
        "unsigned": pa.array(column(lambda row: chance.choice([0, 7, 4_000_000_000, row])), pa.uint32()),
        "amount": pa.array(
            column(lambda row: decimal.Decimal(row * chance.choice([1, -1])).scaleb(-2)), pa.decimal128(20, 2)),
        # DuckDB takes NaN for greater than all, too.
        "share": pa.array(column(lambda row: chance.choice([0.0, -0.0, 1.5, float("nan"), -2.25, row / 8])), pa.float64()),
        "day": pa.array(column(lambda row: (day + datetime.timedelta(days=row // 300)).date(), 0.02), pa.date32()),
        "at": pa.array(column(lambda row: day + datetime.timedelta(minutes=row), 0), pa.timestamp("us", "UTC")),
        "local": pa.array(column(lambda row: datetime.datetime(2025, 2, 20) + datetime.timedelta(minutes=row)),
                          pa.timestamp("ms")),
        "name": pa.array(column(lambda row: chance.choice(["ann", "bob", "b%b", "", "cécile", "dora", "z" * 70]))),
        "key": pa.array(column(lambda row: f"key-{row * 7919 % ROW_COUNT:05}", 0)),
        "flag": pa.array(column(lambda row: chance.random() < 0.5), pa.bool_()),
        "tags": pa.array(column(lambda row: [str(n) for n in range(row % 4)])),
        "place": pa.array(column(lambda row: {"city": chance.choice(["Ulm", "Bonn", None]), "number": row})),
    })


def condition(chance, depth):
    kind = chance.randrange(10) if depth else 9
    if kind < 3:
        return "(" + " and ".join(condition(chance, depth - 1) for _ in range(2)) + ")"
    if kind < 6:
        return "(" + " or ".join(condition(chance, depth - 1) for _ in range(2)) + ")"
    if kind == 6:
        return f"not ({condition(chance, depth - 1)})"
    comparison = chance.choice(["=", "<>", "<", "<=", ">", ">="])
    row = chance.randrange(-50, ROW_COUNT + 50)
    moment = datetime.datetime(2025, 2, 20) + datetime.timedelta(minutes=row)
    name = chance.choice(["ann", "bob", "b", "zz", "", "nobody"])
    keys = ", ".join(f"'key-{chance.randrange(ROW_COUNT * 2):05}'" for _ in range(chance.randrange(1, 5)))
    return chance.choice([
        f"id {comparison} {row}", f"id between {row} and {row + 100}", f"small {comparison} {row % 14 - 7}",
        f"small in (-5, 9, {row % 14 - 7})", f"unsigned {comparison} {chance.choice([7, 4_000_000_000, row + 50])}",
        f"amount {comparison} {row / 100:.2f}", f"share {comparison} {chance.choice(['0.0', '1.5', '-2.25', '300.5'])}",
        f"day {comparison} date '{moment.date()}'",
        f"\"at\" {comparison} timestamptz '{moment:%Y-%m-%d %H:%M:%S}+00:00'",
        f"\"local\" {comparison} timestamp '{moment:%Y-%m-%d %H:%M:%S}'", f"name {comparison} '{name}'",
        f"name like '{chance.choice(['b%', '%b', 'b_b', 'a%n', '%', 'zzz%'])}'", f"key = 'key-{row % ROW_COUNT:05}'",
        f"key in ({keys})", f"key not in ({keys})", "flag", "not flag", "name is null", "share is not null",
        f"place.number {comparison} {row}", "place.city is null", "place.city = 'Ulm'",
    ])


def ids(parkett, path, where, *options):
    result = subprocess.run(
        [parkett, "scan", path, "--columns", "id", "--where", where, *options], capture_output=True, text=True)
    if result.returncode:
        raise RuntimeError(result.stderr.strip()[-300:])
    return [json.loads(line)["id"] for line in result.stdout.splitlines()]


def compare(report, parkett, name, path, query, chance, count):
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    for number in range(count):
        where = condition(chance, 2)
        expected = sorted(row[0] for row in connection.execute(f"select id from {query} where {where}").fetchall())
        try:
            found = ids(parkett, path, where, "--threads", str(number % 2 + 1))
        except RuntimeError as error:
            report.check(f"{name}: {where}", str(error))
            continue
        problem = None if sorted(found) == expected else f"{len(found)} rows, DuckDB keeps {len(expected)}"
        report.check(f"{name}: {where}", problem)


def partitioned(report, parkett, data, folder, chance):
    """A dataset in directories, with null and what is escaped among their names."""
    target = folder / "partitioned"
    connection = duckdb.connect()
    connection.register("data", data)
    connection.execute(
        f"copy (select *, day as date, case when small > 0 then 'a/b' when small < 0 then 'c' end as kind, "
        f"id // 1000 as part from data where day is not null) to '{target}' (format parquet, partition_by (date, kind, part))")
    query = f"read_parquet('{target}/**/*.parquet', hive_partitioning = true)"
    compare(report, parkett, "partitioned", target, query, chance, 20)
    for where in ["date = '2025-02-22'", "date > '2025-02-23' and id < 2900", "kind is null", "kind = 'a/b'", "part = 1",
                  "part >= 2 or kind = 'c'", "not (kind = 'c')", "date < '2025-02-21' or key = 'key-00005'"]:
        expected = sorted(row[0] for row in connection.execute(f"select id from {query} where {where}").fetchall())
        try:
            found = sorted(ids(parkett, target, where))
        except RuntimeError as error:
            report.check(f"partitioned: {where}", str(error))
            continue
        report.check(f"partitioned: {where}", None if found == expected else f"{len(found)} rows, not {len(expected)}")


def check(report, parkett, only="", count=25):
    with tempfile.TemporaryDirectory(prefix="parkett-scan-") as directory:
        folder = Path(directory)
        for seed, options in enumerate(WRITES):
            name = f"pyarrow {seed}"
            if only not in name:
                continue
            path = folder / f"{seed}.parquet"
            pyarrow.parquet.write_table(table(seed), path, **options)
            chance = random.Random(seed)
            compare(report, parkett, name, path, f"'{path}'", chance, count)
            for number, rewrite in enumerate(REWRITES):
                other = folder / f"{seed}-{number}.parquet"
                problem = subprocess.run([parkett, "rewrite", path, other, *rewrite], capture_output=True, text=True)
                if problem.returncode:
                    report.check(f"{name}, rewritten {number}", problem.stderr.strip())
                    continue
                compare(report, parkett, f"{name}, rewritten {number}", other, f"'{other}'", chance, count)
            path = folder / f"{seed}-duckdb.parquet"
            connection = duckdb.connect()
            connection.register("data", table(seed))
            connection.execute(f"copy data to '{path}' (format parquet, row_group_size 2048)")
            compare(report, parkett, f"{name}, duckdb", path, f"'{path}'", chance, count)
        partitioned(report, parkett, table(99), folder, random.Random(99))
