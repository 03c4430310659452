"""Says what Parquet files hold, to see that all engines did the same work: python -m peers.verify TASK PATH

PATH is a Parquet file, a directory of them, or a directory of the JSON input. Prints JSON: the count and a checksum of the
rows that does not depend on their order, and how often the hour changes from a row to the next."""

import json
import os
import sys

import duckdb

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


def main():
    task, path = sys.argv[1:]
    read_json, read_parquet, query = QUERIES[task]
    is_json = os.path.isdir(path) and any(name.endswith(".json") for _, _, names in os.walk(path) for name in names)
    connection = duckdb.connect()
    if is_json:
        connection.execute("CREATE TEMP VIEW rows AS " + read_json.format(path=path))
    else:
        pattern = f"{path}/**/*.parquet" if os.path.isdir(path) else path
        connection.execute("CREATE TEMP VIEW rows AS " + read_parquet.format(path=pattern))
    result = {"checksum": list(connection.execute(query).fetchone())}
    if not is_json:
        result["hour_changes"] = connection.execute(
            """
            SELECT count(*) FROM (
                SELECT milliseconds // 3600000 AS hour, lag(hour) OVER (ORDER BY file, row) AS previous FROM rows)
            WHERE hour <> previous
            """
        ).fetchone()[0]
    print(json.dumps(result))


main()
