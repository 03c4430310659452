import os

context = None


def start(threads):
    global context
    os.environ["TOKIO_WORKER_THREADS"] = str(threads)
    import datafusion

    context = datafusion.SessionContext(datafusion.SessionConfig().with_target_partitions(threads))
    return datafusion.__version__


def _sign_in_4(job):
    import pyarrow as pa

    schema = pa.schema(
        {"id": pa.string(), "action": pa.string(), "at": pa.float64(), "status_code": pa.int32()}
    )
    context.register_json("lines", job.directory, schema=schema, file_extension=".json")
    frame = context.sql(
        """
        SELECT id, action, arrow_cast(CAST(round(at * 1000) AS BIGINT), 'Timestamp(Millisecond, None)') AS at, status_code
        FROM lines
        """
    )
    frame.write_parquet(job.output, compression=job.codec, compression_level=job.level)


def _register(job):
    # Its default is 1,000 lines.
    length = 1_000_000_000 if job.schema_from == "all" else 1_000
    context.register_json(
        "lines", job.directory, schema=job.schema, schema_infer_max_records=length, file_extension=".json")
    return context.table("lines")


def _infer(job):
    return _register(job).schema()


def _all_keys(job):
    _register(job).write_parquet(job.output, compression=job.codec, compression_level=job.level)


TASKS = {"sign-in-4": _sign_in_4, "all-keys": _all_keys, "infer": _infer}
SAMPLE = "1,000 lines"
