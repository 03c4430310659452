"""Makes the Parquet files whose rows the writing benchmark writes:
python -m peers.write_data SIGN_IN_EVENTS HTTP_RECORDS OUTPUT_DIRECTORY

Two hold all keys of the audit logs, the others 10 million rows of one column each; uncompressed, without dictionaries: they
are read into memory before the clock runs.
"""

import sys
import uuid
from pathlib import Path

import numpy
import pyarrow
import pyarrow.json
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


def audit_log(directory, path):
    tables = [pyarrow.json.read_json(file) for file in sorted(directory.rglob("*.json"), key=bytes)]
    table = pyarrow.concat_tables([table.select(tables[0].schema.names).cast(tables[0].schema) for table in tables])
    pyarrow.parquet.write_table(table, path, row_group_size=1_000_000, compression="none", use_dictionary=False)


def main():
    sign_in, http, output = map(Path, sys.argv[1:])
    output.mkdir(parents=True, exist_ok=True)
    for name, directory in (("sign-in", sign_in), ("http", http)):
        if not (output / f"{name}.parquet").exists():
            audit_log(directory, output / "part")
            (output / "part").rename(output / f"{name}.parquet")
    names = ("int64-sorted", "int64-random", "double", "low-cardinality-string", "uuid-string")
    if all((output / f"{name}.parquet").exists() for name in names):
        return
    for name, column in columns():
        schema = pyarrow.schema([pyarrow.field("c", column.type, nullable=False)])
        pyarrow.parquet.write_table(
            pyarrow.table([column], schema=schema), output / f"{name}.parquet", row_group_size=1_000_000,
            compression="none", use_dictionary=False)


main()
