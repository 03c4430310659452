"""Makes the Parquet files that the reading benchmark reads: python -m peers.read_data EVENTS_DIRECTORY OUTPUT_DIRECTORY

`sign-in.parquet` holds all keys of the sign-in events, 15 leaf columns with a list and a struct among them, zstd level 3, a
row group for each file of events. The others hold 10 million rows of one column each, in row groups of a million.
"""

import sys
from pathlib import Path

import numpy
import pyarrow
import pyarrow.json
import pyarrow.parquet

ROWS = 10_000_000


def sign_in(events, path):
    writer, schema = None, None
    for file in sorted(events.rglob("*.json"), key=bytes):
        table = pyarrow.json.read_json(file)
        if writer is None:
            schema = table.schema
            writer = pyarrow.parquet.ParquetWriter(path, schema, compression="zstd", compression_level=3)
        writer.write_table(table.select(schema.names).cast(schema), row_group_size=len(table))
    writer.close()


def columns():
    """For each file its column, its codec, and whether it is dictionary-coded."""
    random = numpy.random.default_rng(7)
    yield "int64", pyarrow.array(1_740_000_000_000 + numpy.cumsum(random.integers(0, 2000, ROWS))), "zstd", False
    yield "double", pyarrow.array(random.random(ROWS) * 1000), "snappy", False
    words = pyarrow.array([f"action_{index}" for index in range(200)])
    indices = pyarrow.array(random.integers(0, 200, ROWS).astype("int32"))
    yield "dictionary-string", pyarrow.DictionaryArray.from_arrays(indices, words).cast(pyarrow.string()), "snappy", True
    digits = numpy.frombuffer(random.bytes(ROWS * 16).hex().encode(), dtype="S32")
    yield "random-string", pyarrow.array(digits).cast(pyarrow.string()), "snappy", False
    nullable = pyarrow.array(random.integers(0, 100_000, ROWS), mask=random.random(ROWS) < 0.05)
    yield "nullable-int64", nullable, "snappy", False


def main():
    events, output = map(Path, sys.argv[1:])
    output.mkdir(parents=True, exist_ok=True)
    if not (output / "sign-in.parquet").exists():
        sign_in(events, output / "part")
        (output / "part").rename(output / "sign-in.parquet")
    if all((output / f"{name}.parquet").exists() for name in
           ("int64", "double", "dictionary-string", "random-string", "nullable-int64")):
        return
    for name, column, codec, use_dictionary in columns():
        pyarrow.parquet.write_table(
            pyarrow.table({"c": column}), output / f"{name}.parquet", row_group_size=1_000_000, compression=codec,
            use_dictionary=use_dictionary)


main()
