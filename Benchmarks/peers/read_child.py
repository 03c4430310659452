"""Reads one file several times with one engine and prints the seconds of each as JSON:
python -m peers.read_child ENGINE FILE COLUMNS THREADS REPETITIONS"""

import json
import os
import sys
import time


def polars(file, columns, threads):
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars

    return polars.__version__, lambda: len(polars.read_parquet(file, columns=columns))


def polars_stream(file, columns, threads):
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars

    def run():
        frame = polars.scan_parquet(file)
        if columns:
            frame = frame.select(columns)
        return sum(len(batch) for batch in frame.collect_batches(maintain_order=True))

    return polars.__version__, run


def pyarrow(file, columns, threads):
    import pyarrow
    import pyarrow.parquet

    pyarrow.set_cpu_count(threads)
    return pyarrow.__version__, lambda: len(
        pyarrow.parquet.read_table(file, columns=columns, use_threads=threads > 1))


def pyarrow_stream(file, columns, threads):
    import pyarrow
    import pyarrow.parquet

    pyarrow.set_cpu_count(threads)

    def run():
        batches = pyarrow.parquet.ParquetFile(file).iter_batches(
            columns=columns, use_threads=threads > 1, batch_size=65536)
        return sum(len(batch) for batch in batches)

    return pyarrow.__version__, run


def duckdb_stream(file, columns, threads):
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET threads = {threads}")
    names = ", ".join(columns) if columns else "*"
    return duckdb.__version__, lambda: sum(
        len(batch) for batch in connection.sql(f"SELECT {names} FROM '{file}'").to_arrow_reader(65536))


def datafusion_stream(file, columns, threads):
    import datafusion

    context = datafusion.SessionContext(datafusion.SessionConfig().with_target_partitions(threads))

    def run():
        frame = context.read_parquet(file)
        if columns:
            frame = frame.select(*columns)
        return sum(len(batch.to_pyarrow()) for batch in frame.execute_stream())

    return datafusion.__version__, run


def main():
    engine, file, columns, threads, repetitions = sys.argv[1:]
    columns = None if columns == "-" else columns.split(",")
    version, run = globals()[engine.replace("-", "_")](file, columns, int(threads))
    seconds = []
    for _ in range(int(repetitions)):
        begin = time.perf_counter()
        rows = run()
        seconds.append(time.perf_counter() - begin)
    print(json.dumps({"seconds": seconds, "rows": rows, "version": version}))


main()
