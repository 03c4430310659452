"""Answers the queries of one log over one dataset with one engine, some times each, and prints seconds and answers:
python -m peers.scan_child ENGINE DATASET THREADS REPETITIONS QUERIES.pickle ANSWERS"""

import hashlib
import json
import os
import pickle
import sys
import time
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path


def plain(value):
    """A value as every engine's comes to, in JSON."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in sorted(value.items())}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=timezone.utc)).astimezone(timezone.utc).isoformat(timespec="milliseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Decimal, float)):
        return format(Decimal(str(value)).normalize(), "f")
    return value


def digest(columns, rows):
    """A hash of rows in whatever order, with the columns named, those of nothing but null left out."""
    texts = sorted(json.dumps(dict(sorted(zip(columns, map(plain, row)))), ensure_ascii=False, sort_keys=True) for row in rows)
    return {"rows": len(texts), "sha256": hashlib.sha256("\n".join(texts).encode()).hexdigest(), "sample": texts[:1]}


def of_arrow(table):
    return digest(table.column_names, zip(*(column.to_pylist() for column in table.columns))) if table.num_columns else None


def duckdb_engine(dataset, threads):
    import duckdb
    connection = duckdb.connect()
    connection.sql(f"set threads = {threads}; set timezone = 'UTC'")
    # It takes 02 for text.
    types = ", hive_types = {'year': bigint, 'month': bigint, 'date': bigint}" if list(Path(dataset).glob("year=*")) else ""
    table = f"read_parquet('{dataset}/**/*.parquet', hive_partitioning = true{types})"

    def run(query):
        return connection.sql(query.sql(table)).to_arrow_table()
    return run, duckdb.__version__


def chdb_engine(dataset, threads):
    import chdb
    table = f"file('{dataset}/**/*.parquet', Parquet)"

    def run(query):
        text = query.sql(table, "parseDateTime64BestEffort({}, 3, 'UTC')")
        return chdb.query(f"{text} settings max_threads = {threads}, use_hive_partitioning = 1", "ArrowTable")
    return run, chdb.__version__


def polars_engine(dataset, threads):
    import polars

    def condition(column, operator, value):
        left = polars.col(column)
        if column == "date" and isinstance(value, str):
            value = date.fromisoformat(value)
        return {"=": left == value, ">=": left >= value, "<": left < value}[operator]

    def run(query):
        frame = polars.scan_parquet(f"{dataset}/**/*.parquet", hive_partitioning=True, try_parse_hive_dates=True)
        for part in query.conditions:
            frame = frame.filter(condition(*part))
        if query.count_by:
            frame = frame.group_by(query.count_by).agg(polars.len().alias("count"))
        elif query.count_by is not None:
            frame = frame.select(polars.len().alias("count"))
        elif query.columns:
            frame = frame.select(query.columns)
        return frame.collect().to_arrow()
    return run, polars.__version__


def pyarrow_engine(dataset, threads):
    import pyarrow
    import pyarrow.compute as compute
    import pyarrow.dataset
    pyarrow.set_cpu_count(threads)

    def condition(column, operator, value, schema):
        left = compute.field(column)
        if isinstance(value, datetime):
            value = pyarrow.scalar(value, schema.field(column).type)
        return {"=": left == value, ">=": left >= value, "<": left < value}[operator]

    def run(query):
        source = pyarrow.dataset.dataset(dataset, format="parquet", partitioning="hive")
        total = None
        for part in query.conditions:
            one = condition(*part, source.schema)
            total = one if total is None else total & one
        if query.count_by is not None and not query.count_by:
            return pyarrow.table({"count": [source.count_rows(filter=total)]})
        columns = query.count_by or query.columns or source.schema.names
        table = source.to_table(columns=columns, filter=total, use_threads=threads > 1)
        if query.count_by:
            table = table.group_by(query.count_by, use_threads=threads > 1).aggregate([([], "count_all")])
            table = table.rename_columns({"count_all": "count"})
        return table
    return run, pyarrow.__version__


# Seconds after which a query is not asked again.
LONG = 1.5
ENGINES = {"duckdb": duckdb_engine, "chdb": chdb_engine, "polars": polars_engine, "pyarrow": pyarrow_engine}


def main():
    engine, dataset, threads, repetitions, path, wants_answers = sys.argv[1:]
    os.environ["POLARS_MAX_THREADS"] = threads
    with open(path, "rb") as file:
        queries = pickle.load(file)
    run, version = ENGINES[engine](dataset, int(threads))
    results = []
    for query in queries:
        seconds = []
        # The first time does not count: engines find out then what files there are. What takes long is not done again.
        for _ in range(int(repetitions) + 1):
            begin = time.perf_counter()
            table = run(query)
            seconds.append(time.perf_counter() - begin)
            if sum(seconds) > LONG:
                break
        seconds = seconds[1:] or seconds
        results.append({"seconds": seconds, "answer": of_arrow(table) if wants_answers == "1" else None})
        del table
    print(json.dumps({"version": version, "queries": results}))


if __name__ == "__main__":
    main()
