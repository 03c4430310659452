def start(threads):
    import pyarrow

    pyarrow.set_cpu_count(threads)
    pyarrow.set_io_thread_count(threads)
    return pyarrow.__version__


def _sign_in_4(job):
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.json
    import pyarrow.parquet

    lines = pa.schema({"id": pa.string(), "action": pa.string(), "at": pa.float64(), "status_code": pa.int32()})
    rows = lines.set(2, pa.field("at", pa.timestamp("ms")))
    parse = pyarrow.json.ParseOptions(explicit_schema=lines, unexpected_field_behavior="ignore")
    read = pyarrow.json.ReadOptions(use_threads=job.threads > 1, block_size=16 << 20)
    with pyarrow.parquet.ParquetWriter(
        job.output, rows, compression=job.codec, compression_level=job.level
    ) as writer:
        for path in job.files:
            table = pyarrow.json.read_json(path, read_options=read, parse_options=parse)
            at = pc.round(pc.multiply(table["at"], 1000)).cast(pa.int64()).cast(pa.timestamp("ms"))
            writer.write_table(table.set_column(2, rows.field("at"), at))


def _read(path, job, schema):
    import pyarrow.json

    parse = pyarrow.json.ParseOptions()
    if schema is not None:
        parse = pyarrow.json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
    read = pyarrow.json.ReadOptions(use_threads=job.threads > 1, block_size=16 << 20)
    return pyarrow.json.read_json(path, read_options=read, parse_options=parse)


def _infer(job):
    import pyarrow as pa

    # It finds out types as it reads: there is no other way, and none that reads less than a file.
    files = job.files if job.schema_from == "all" else job.files[:1]
    return pa.unify_schemas([_read(path, job, None).schema for path in files], promote_options="permissive")


def _all_keys(job):
    import pyarrow.parquet

    schema = job.schema
    if schema is None and job.schema_from == "all":
        schema = _infer(job)
    writer = None
    for path in job.files:
        table = _read(path, job, schema)
        if writer is None:
            schema = table.schema
            writer = pyarrow.parquet.ParquetWriter(
                job.output, schema, compression=job.codec, compression_level=job.level)
        writer.write_table(table)
    writer.close()


TASKS = {"sign-in-4": _sign_in_4, "all-keys": _all_keys, "infer": _infer}
SAMPLE = "the first file"
