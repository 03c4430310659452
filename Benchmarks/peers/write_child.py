"""Writes the rows of one file, which are in memory by then, several times with one engine, and prints the seconds of each as
JSON: python -m peers.write_child ENGINE FILE OUTPUT CODEC THREADS REPETITIONS"""

import json
import os
import shutil
import sys
import time


def level(codec):
    name, _, number = codec.partition(":")
    return name, int(number) if number else None


def polars(file, output, codec, threads):
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars

    frame = polars.read_parquet(file).rechunk()
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


def datafusion(file, output, codec, threads):
    import datafusion

    context = datafusion.SessionContext(
        datafusion.SessionConfig().with_target_partitions(threads).set("datafusion.execution.parquet.maximum_parallel_row_group_writers", str(threads)))
    frame = context.create_dataframe([context.read_parquet(file).collect()])
    name, number = level(codec)
    name = {"none": "uncompressed"}.get(name, name)

    def run():
        if os.path.isdir(output):
            shutil.rmtree(output)
        frame.write_parquet(output, compression=name, compression_level=number)

    return datafusion.__version__, run


def main():
    engine, file, output, codec, threads, repetitions = sys.argv[1:]
    version, run = globals()[engine](file, output, codec, int(threads))
    seconds = []
    for _ in range(int(repetitions)):
        begin = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - begin)
    import pyarrow.parquet

    if os.path.isdir(output):
        (output,) = (os.path.join(output, name) for name in os.listdir(output))
    metadata = pyarrow.parquet.ParquetFile(output).metadata
    groups = [metadata.row_group(index) for index in range(metadata.num_row_groups)]
    # Pages and their headers alone: what remains is indexes, bloom filters and the footer.
    pages = sum(group.column(index).total_compressed_size for group in groups for index in range(group.num_columns))
    size = os.path.getsize(output)
    print(json.dumps({"seconds": seconds, "rows": metadata.num_rows, "bytes": size, "pages": pages, "version": version}))


main()
