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


TASKS = {"sign-in-4": _sign_in_4}
