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


def _options(job):
    # The directories' names are no columns for any of us.
    options = "format = 'newline_delimited', hive_partitioning = false"
    if job.schema is not None:
        columns = ", ".join(f"{_quoted(name)}: {_quoted(kind)}" for name, kind in job.schema.items())
        return f"{options}, columns = {{{columns}}}"
    if job.schema_from == "all":
        return f"{options}, sample_size = -1, maximum_sample_files = 1000000"
    return options


def _quoted(text):
    return "'" + text.replace("'", "''") + "'"


def _infer(job):
    rows = connection.execute(f"DESCRIBE SELECT * FROM read_json(?, {_options(job)})", [job.files]).fetchall()
    return {row[0]: row[1] for row in rows}


def _all_keys(job):
    level = f", COMPRESSION_LEVEL {job.level}" if job.level else ""
    connection.execute(
        f"""
        COPY (SELECT * FROM read_json(?, {_options(job)}))
        TO '{job.output}' (FORMAT parquet, COMPRESSION {job.codec}{level})
        """,
        [job.files],
    )


TASKS = {"sign-in-4": _sign_in_4, "all-keys": _all_keys, "infer": _infer}
SAMPLE = "20,480 lines"
