import os



def start(threads):
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars

    if polars.thread_pool_size() != threads:
        raise RuntimeError(f"{polars.thread_pool_size()} threads instead of {threads}")
    return polars.__version__


def _sign_in_4(job):
    import polars as pl

    schema = {"id": pl.String, "action": pl.String, "at": pl.Float64, "status_code": pl.Int32}
    lines = pl.scan_ndjson(job.files, schema=schema)
    at = (pl.col("at") * 1000).round().cast(pl.Int64).cast(pl.Datetime("ms"))
    lines.with_columns(at).sink_parquet(
        job.output, compression=job.codec, compression_level=job.level, engine="streaming"
    )


def _scan(job):
    import polars as pl

    if job.schema is not None:
        return pl.scan_ndjson(job.files, schema=job.schema)
    return pl.scan_ndjson(job.files, infer_schema_length=None if job.schema_from == "all" else 100)


def _infer(job):
    return _scan(job).collect_schema()


def _all_keys(job):
    _scan(job).sink_parquet(job.output, compression=job.codec, compression_level=job.level, engine="streaming")


TASKS = {"sign-in-4": _sign_in_4, "all-keys": _all_keys, "infer": _infer}
SAMPLE = "100 lines"
# Whatever it is told: the other files have to fit.
ALL = "all lines of the first file"
