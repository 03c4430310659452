def start(threads):
    import chdb

    chdb.query("SELECT 1")
    return chdb.__version__


def _sign_in_4(job):
    import chdb

    level = f", output_format_compression_level = {job.level}" if job.level else ""
    parallel = int(job.threads > 1)
    # Bloom filters, which the others do not write, would take a fifth of the file.
    chdb.query(
        f"""
        INSERT INTO FUNCTION file('{job.output}', 'Parquet',
            'id Nullable(String), action Nullable(String), at Nullable(DateTime64(3)), status_code Nullable(Int32)')
        SELECT id, action, fromUnixTimestamp64Milli(toInt64(round(at * 1000))) AS at, status_code
        FROM file('{job.directory}/**/*.json', 'JSONEachRow',
            'id Nullable(String), action Nullable(String), at Nullable(Float64), status_code Nullable(Int32)')
        SETTINGS max_threads = {job.threads}, max_insert_threads = {job.threads},
            input_format_parallel_parsing = {parallel}, output_format_parquet_parallel_encoding = {parallel},
            output_format_parquet_write_bloom_filter = 0,
            output_format_parquet_compression_method = '{job.codec}'{level}
        """
    )


def _source(job):
    structure = ""
    if job.schema is not None:
        columns = ", ".join(f"`{name}` {kind}" for name, kind in job.schema)
        escaped = columns.replace("\\", "\\\\").replace("'", "\\'")
        structure = f", '{escaped}'"
    return f"file('{job.directory}/**/*.json', 'JSONEachRow'{structure})"


def _settings(job):
    # The directories' names are no columns for any of us.
    settings = f"use_hive_partitioning = 0, max_threads = {job.threads}"
    if job.schema is None and job.schema_from == "all":
        settings += """, schema_inference_mode = 'union',
            input_format_max_rows_to_read_for_schema_inference = 1000000000000,
            input_format_max_bytes_to_read_for_schema_inference = 1000000000000"""
    return settings


def _infer(job):
    import json

    import chdb

    described = chdb.query(f"DESCRIBE TABLE {_source(job)} SETTINGS {_settings(job)}", "JSONEachRow")
    rows = [json.loads(line) for line in str(described).splitlines() if line]
    return [(row["name"], row["type"]) for row in rows]


def _all_keys(job):
    import chdb

    level = f", output_format_compression_level = {job.level}" if job.level else ""
    parallel = int(job.threads > 1)
    chdb.query(
        f"""
        INSERT INTO FUNCTION file('{job.output}', 'Parquet') SELECT * FROM {_source(job)}
        SETTINGS {_settings(job)}, max_insert_threads = {job.threads},
            input_format_parallel_parsing = {parallel}, output_format_parquet_parallel_encoding = {parallel},
            output_format_parquet_write_bloom_filter = 0,
            output_format_parquet_compression_method = '{job.codec}'{level}
        """
    )


TASKS = {"sign-in-4": _sign_in_4, "all-keys": _all_keys, "infer": _infer}
SAMPLE = "25,000 lines"
