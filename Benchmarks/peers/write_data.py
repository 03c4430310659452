"""Makes the Parquet files whose rows the writing benchmark writes: python -m peers.write_data OUTPUT_DIRECTORY

Each holds 10 million rows of one column, uncompressed, without a dictionary: they are read into memory before the clock runs.
"""

import sys
import uuid
from pathlib import Path

import numpy
import pyarrow
import pyarrow.parquet

ROWS = 10_000_000


def columns():
    random = numpy.random.default_rng(11)
    yield "int64-sorted", pyarrow.array(1_740_000_000_000 + numpy.cumsum(random.integers(0, 2000, ROWS)))
    yield "int64-random", pyarrow.array(random.integers(-(2**63), 2**63 - 1, ROWS))
    yield "double", pyarrow.array(random.random(ROWS) * 1000)
    words = pyarrow.array([f"action_{index}" for index in range(200)])
    indices = pyarrow.array(random.integers(0, 200, ROWS).astype("int32"))
    yield "low-cardinality-string", pyarrow.DictionaryArray.from_arrays(indices, words).cast(pyarrow.string())
    raw = random.bytes(ROWS * 16)
    yield "uuid-string", pyarrow.array(
        (str(uuid.UUID(bytes=raw[start : start + 16])) for start in range(0, len(raw), 16)), pyarrow.string(), size=ROWS)


def main():
    output = Path(sys.argv[1])
    output.mkdir(parents=True, exist_ok=True)
    names = ("int64-sorted", "int64-random", "double", "low-cardinality-string", "uuid-string")
    if all((output / f"{name}.parquet").exists() for name in names):
        return
    for name, column in columns():
        schema = pyarrow.schema([pyarrow.field("c", column.type, nullable=False)])
        pyarrow.parquet.write_table(
            pyarrow.table([column], schema=schema), output / f"{name}.parquet", row_group_size=1_000_000,
            compression="none", use_dictionary=False)


main()
