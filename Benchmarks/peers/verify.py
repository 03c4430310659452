"""Says what Parquet files hold, to see that all engines did the same work: python -m peers.verify TASK PATH

PATH is a Parquet file, a directory of them, or a directory of the JSON input. Prints JSON: the count and a checksum of the
rows that does not depend on their order, and what tells whether the order was kept. Of tasks about whatever keys there are,
the checksums are those of each key."""

import hashlib
import json
import os
import sys

import duckdb

from peers import leaves

_READ_JSON = """
    SELECT id, action, round("at" * 1000)::BIGINT AS milliseconds, status_code, 0 AS file, 0 AS row
    FROM read_json('{path}/**/*.json', format = 'newline_delimited',
         columns = {{id: 'VARCHAR', action: 'VARCHAR', "at": 'DOUBLE', status_code: 'INTEGER'}})
"""
_READ_PARQUET = """
    SELECT id, action, epoch_ms("at") AS milliseconds, status_code, filename AS file, file_row_number AS row
    FROM read_parquet('{path}', filename = true, file_row_number = true, hive_partitioning = false)
"""

QUERIES = {
    "sign-in-4": (
        _READ_JSON,
        _READ_PARQUET,
        """
        SELECT count(*), sum(hash(id, action, milliseconds, status_code))::VARCHAR,
               count(action), count(status_code), min(milliseconds), max(milliseconds)
        FROM rows
        """,
    )
}


def columns(connection, task, path, is_json, pattern):
    read_json, read_parquet, query = QUERIES[task]
    source = read_json.format(path=path) if is_json else read_parquet.format(path=pattern)
    connection.execute("CREATE TEMP VIEW rows AS " + source)
    result = {"checksum": list(connection.execute(query).fetchone())}
    if not is_json:
        result["hour_changes"] = connection.execute(
            """
            SELECT count(*) FROM (
                SELECT milliseconds // 3600000 AS hour, lag(hour) OVER (ORDER BY file, row) AS previous FROM rows)
            WHERE hour <> previous
            """
        ).fetchone()[0]
    return result


def all_keys(connection, task, path, is_json, pattern):
    known, identity = leaves.OF_TASK[task]
    if is_json:
        source = f"""read_json('{path}/**/*.json', format = 'newline_delimited', hive_partitioning = false,
            columns = {leaves.json_columns(known)})"""
    else:
        source = f"read_parquet('{pattern}', hive_partitioning = false)"
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"CREATE TEMP VIEW rows AS SELECT * FROM {source}")
    checksums = {}
    for leaf, kind in known.items():
        # Names made for Athena have no hyphen.
        for name in (leaf, leaf.replace("-", "_")):
            value = leaves.expression(name, kind)
            try:
                checksums[leaf] = list(connection.execute(
                    f"SELECT count({value}), sum(hash({value}))::VARCHAR FROM rows WHERE {value} IS NOT NULL").fetchone())
                break
            except (duckdb.BinderException, duckdb.ConversionException):
                checksums[leaf] = None
    digest = hashlib.md5()
    ordered = connection.execute(f"SELECT CAST({identity} AS VARCHAR) FROM rows")
    while rows := ordered.fetchmany(100_000):
        digest.update("".join(row[0] or "" for row in rows).encode())
    return {
        "checksum": connection.execute("SELECT count(*) FROM rows").fetchone()[0], "leaves": checksums,
        "order": digest.hexdigest(),
    }


def main():
    task, path = sys.argv[1:]
    names = [name for _, _, names in os.walk(path) for name in names]
    # Beside the files of a table there can be its contract.
    is_json = any(name.endswith(".json") for name in names) and not any(name.endswith(".parquet") for name in names)
    pattern = f"{path}/**/*.parquet" if os.path.isdir(path) else path
    look = columns if task in QUERIES else all_keys
    print(json.dumps(look(duckdb.connect(), task, path, is_json, pattern)))


main()
