connection = None


def start(threads):
    global connection
    import duckdb

    connection = duckdb.connect(config={"threads": threads})
    return duckdb.__version__


def _sign_in_4(job):
    level = f", COMPRESSION_LEVEL {job.level}" if job.level else ""
    connection.execute(
        f"""
        COPY (SELECT id, action, make_timestamp_ms(round("at" * 1000)::BIGINT)::TIMESTAMP_MS AS "at", status_code
              FROM read_json(?, format = 'newline_delimited',
                   columns = {{id: 'VARCHAR', action: 'VARCHAR', "at": 'DOUBLE', status_code: 'INTEGER'}}))
        TO '{job.output}' (FORMAT parquet, COMPRESSION {job.codec}{level})
        """,
        [job.files],
    )


TASKS = {"sign-in-4": _sign_in_4}
