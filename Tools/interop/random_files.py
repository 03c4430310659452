"""Files with random schemas, values and writer's options, by pyarrow: the same for the same seed."""

import random
import struct
import sys
from decimal import Decimal
from pathlib import Path

import numpy
import pyarrow
import pyarrow.parquet

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fixtures"))

import canonical


def _integer(chance, bits, signed):
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    shape = chance.randrange(4)
    if shape == 0:
        return lambda: chance.randint(low, high)
    if shape == 1:
        return lambda: chance.choice((low, high, 0, 1))
    start, state = chance.randint(max(low, -100), 50), [0]

    def rising():
        state[0] += chance.randrange(3) if shape == 2 else 1
        return min(high, max(low, start + state[0]))

    return rising


def _float(chance, form):
    size = struct.calcsize(form)
    if chance.random() < 0.5:
        return lambda: struct.unpack(form, chance.randbytes(size))[0]
    return lambda: struct.unpack(form, struct.pack(form, chance.randrange(-100, 100) / 4))[0]


def _bytes(chance):
    few = [chance.randbytes(chance.randrange(12)) for _ in range(5)]
    return (lambda: chance.choice(few)) if chance.random() < 0.5 else lambda: chance.randbytes(chance.randrange(20))


def _text(chance):
    prefix = "".join(chance.choice("abcß€漢🚀\"\\\n") for _ in range(chance.randrange(10)))
    return lambda: prefix + str(chance.randrange(10 ** chance.randrange(1, 6)))


def _leaf(chance):
    """An Arrow type and a function that makes a value of it (whole numbers for times)."""
    pa = pyarrow
    kind = chance.randrange(16)
    if kind < 5:
        bits, signed = chance.choice((8, 16, 32, 64)), chance.random() < 0.7
        return getattr(pa, f"{'' if signed else 'u'}int{bits}")(), _integer(chance, bits, signed)
    if kind == 5:
        return pa.bool_(), (lambda: chance.random() < 0.5) if chance.random() < 0.5 else lambda: chance.random() < 0.02
    if kind == 6:
        return pa.float32(), _float(chance, "<f")
    if kind == 7:
        return pa.float64(), _float(chance, "<d")
    if kind == 8:
        make = _float(chance, "<e")
        return pa.float16(), lambda: numpy.float16(make())
    if kind in (9, 10):
        return pa.string(), _text(chance)
    if kind == 11:
        return pa.binary(), _bytes(chance)
    if kind == 12:
        length = chance.randrange(1, 20)
        return pa.binary(length), lambda: chance.randbytes(length)
    if kind == 13:
        precision = chance.choice((3, 9, 18, 38))
        scale = chance.randrange(precision + 1)
        return pa.decimal128(precision, scale), lambda: Decimal(chance.randrange(-(10**precision) + 1, 10**precision)).scaleb(-scale)
    if kind == 14:
        return pa.date32(), _integer(chance, 32, True)
    return pa.timestamp(chance.choice(("ms", "us", "ns")), chance.choice((None, "UTC"))), _integer(chance, 64, True)


def _array(chance, count, depth):
    """An Arrow array of `count` values of a random type, of at most `depth` levels of nesting."""
    pa = pyarrow
    share = chance.choice((0, 0, 0.1, 0.5, 0.95, 1))
    missing = [chance.random() < share for _ in range(count)]
    mask = pa.array(missing, pa.bool_())
    kind = chance.randrange(7) if depth else 0
    if kind in (4, 5):
        longest = chance.choice((1, 3, 8))
        lengths = [0 if missing[row] else chance.randrange(longest + 1) for row in range(count)]
        starts = [0]
        for length in lengths:
            starts.append(starts[-1] + length)
        offsets = pa.array([None if row < count and missing[row] else start for row, start in enumerate(starts)], pa.int32())
        if kind == 4:
            return pa.ListArray.from_arrays(offsets, _array(chance, starts[-1], depth - 1))
        keys = pa.array([f"k{chance.randrange(50)}" for _ in range(starts[-1])], pa.string())
        return pa.MapArray.from_arrays(offsets, keys, _array(chance, starts[-1], depth - 1))
    if kind == 6:
        fields = [_array(chance, count, depth - 1) for _ in range(chance.randrange(1, 4))]
        return pa.StructArray.from_arrays(fields, names=[f"f{index}" for index in range(len(fields))], mask=mask)
    type, make = _leaf(chance)
    values = [None if missing[row] else make() for row in range(count)]
    if pa.types.is_temporal(type):
        return pa.array(values, pa.int32() if type.bit_width == 32 else pa.int64()).cast(type)
    return pa.array(values, type)


def _encoding(chance, type):
    """An encoding that pyarrow writes for a physical type."""
    choices = {
        "BOOLEAN": ("PLAIN", "RLE"), "INT32": ("PLAIN", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"),
        "INT64": ("PLAIN", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"), "FLOAT": ("PLAIN", "BYTE_STREAM_SPLIT"),
        "DOUBLE": ("PLAIN", "BYTE_STREAM_SPLIT"), "BYTE_ARRAY": ("PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"),
        "FIXED_LEN_BYTE_ARRAY": ("PLAIN", "DELTA_BYTE_ARRAY", "BYTE_STREAM_SPLIT"),
    }
    return chance.choice(choices[type])


def write(path, seed):
    """Writes a file and returns its rows in canonical form, made of what went in."""
    chance = random.Random(seed)
    count = chance.choice((0, 1, 7, 100, 700))
    columns = [_array(chance, count, chance.choice((0, 0, 1, 2, 3))) for _ in range(chance.randrange(1, 5))]
    table = pyarrow.table(columns, names=[f"c{index}" for index in range(len(columns))])
    options = {
        "compression": chance.choice(("none", "snappy", "gzip", "zstd", "lz4")),
        "data_page_version": chance.choice(("1.0", "2.0")),
        "data_page_size": chance.choice((50, 500, 1 << 20)),
        "write_batch_size": chance.choice((1, 10, 1024)),
        "row_group_size": chance.choice((3, 200, 1 << 20)) if count < 200 else chance.choice((200, 1 << 20)),
        "write_page_checksum": chance.random() < 0.5,
        "write_page_index": chance.random() < 0.5,
        "store_schema": False,
        "store_decimal_as_integer": chance.random() < 0.5,
        "use_compliant_nested_type": chance.random() < 0.8,
    }
    if chance.random() < 0.5:
        # The names and types of the leaves are known once they are written.
        pyarrow.parquet.write_table(table, path, **options)
        schema = pyarrow.parquet.ParquetFile(path).schema
        leaves = [schema.column(index) for index in range(len(schema))]
        options["use_dictionary"] = False
        options["column_encoding"] = {leaf.path: _encoding(chance, leaf.physical_type) for leaf in leaves}
    elif chance.random() < 0.3:
        options["dictionary_pagesize_limit"] = 100
    pyarrow.parquet.write_table(table, path, **options)
    fields, values = canonical.from_table(table, pyarrow.parquet.ParquetFile(path).schema)
    return canonical.lines(fields, values, table.num_rows)
