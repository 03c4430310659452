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


TASKS = {"sign-in-4": _sign_in_4}
