"""Writes the rows of one file, which are in memory by then, several times with one engine, and prints the seconds of each as
JSON: python -m peers.write_child ENGINE FILE OUTPUT CODEC THREADS REPETITIONS"""

import json
import os
import sys
import time


def level(codec):
    name, _, number = codec.partition(":")
    return name, int(number) if number else None


def polars(file, output, codec, threads):
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars

    frame = polars.read_parquet(file, rechunk=True)
    name, number = level(codec)
    name = {"none": "uncompressed"}.get(name, name)
    return polars.__version__, lambda: frame.write_parquet(output, compression=name, compression_level=number)


def pyarrow(file, output, codec, threads):
    import pyarrow
    import pyarrow.parquet

    pyarrow.set_cpu_count(threads)
    table = pyarrow.parquet.read_table(file).combine_chunks()
    name, number = level(codec)
    return pyarrow.__version__, lambda: pyarrow.parquet.write_table(
        table, output, compression=name, compression_level=number)


def duckdb(file, output, codec, threads):
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET threads = {threads}")
    connection.execute(f"CREATE TABLE t AS FROM '{file}'")
    name, number = level(codec)
    options = "FORMAT parquet, COMPRESSION " + {"none": "uncompressed"}.get(name, name)
    if number:
        options += f", COMPRESSION_LEVEL {number}"
    return duckdb.__version__, lambda: connection.execute(f"COPY t TO '{output}' ({options})")


def main():
    engine, file, output, codec, threads, repetitions = sys.argv[1:]
    version, run = globals()[engine](file, output, codec, int(threads))
    seconds = []
    for _ in range(int(repetitions)):
        begin = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - begin)
    import pyarrow.parquet

    rows = pyarrow.parquet.ParquetFile(output).metadata.num_rows
    print(json.dumps({"seconds": seconds, "rows": rows, "bytes": os.path.getsize(output), "version": version}))


main()
