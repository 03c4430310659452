"""Files of every type in every nesting with every distribution of values, by pyarrow: the same ones each time.

A file holds one column for each type, `NAME`, all nested alike; flat files also have `row`, the number of the row."""

import random
import struct
from decimal import Decimal

import numpy
import pyarrow as pa
import pyarrow.parquet

# Values are made of ranks below this number, and rise with them.
RANKS = 10_000

NESTINGS = ["required", "optional", "list", "list of lists", "map", "struct", "list of structs", "deep"]
DISTRIBUTIONS = ["sorted", "random", "few", "equal", "long", "half null", "all null", "empty lists"]


def _integer(bits, signed):
    low = -(2 ** (bits - 1)) if signed else 0
    # From the least value of the type to the greatest, so that differences of neighbours need more bits than the type has.
    return lambda rank: low + rank * (2**bits - 1) // (RANKS - 1)


def _decimal(precision, scale):
    greatest = 10**precision - 1
    # As a text, since the context of decimals would round.
    return lambda rank: Decimal(f"{-greatest + rank * 2 * greatest // (RANKS - 1)}e-{scale}")


def _bytes(length):
    return lambda rank: struct.pack(">Q", rank * 0x0123_4567_89AB)[-length:].rjust(length, b"\0")


def _text(rank):
    return f"event-{rank // 100:03}/ß漢-{rank:05}"


def _in_range(low, high):
    return lambda rank: low + rank * (high - low) // (RANKS - 1)


# The Arrow type, the value of a rank, and values that stand out (only where they do not spoil the order).
TYPES = {
    "boolean": (pa.bool_(), lambda rank: rank >= RANKS // 2, []),
    "int8": (pa.int8(), _integer(8, True), []),
    "int16": (pa.int16(), _integer(16, True), []),
    "int32": (pa.int32(), _integer(32, True), []),
    "int64": (pa.int64(), _integer(64, True), []),
    "uint8": (pa.uint8(), _integer(8, False), []),
    "uint16": (pa.uint16(), _integer(16, False), []),
    "uint32": (pa.uint32(), _integer(32, False), []),
    "uint64": (pa.uint64(), _integer(64, False), []),
    "small": (pa.int64(), lambda rank: rank - 100, []),
    "float16": (pa.float16(), lambda rank: numpy.float16((rank - 5000) / 4), [numpy.float16("nan"), numpy.float16("-inf")]),
    "float": (pa.float32(), lambda rank: (rank - 5000) / 8, [float("nan"), -0.0, float("inf"), 3.4028235e38]),
    "double": (pa.float64(), lambda rank: (rank - 5000) / 10, [float("nan"), -0.0, float("-inf"), 5e-324]),
    "string": (pa.string(), _text, ["", "\0"]),
    "binary": (pa.binary(), lambda rank: _bytes(8)(rank)[: 3 + rank % 6], [b"", b"\xff" * 80]),
    "fixed1": (pa.binary(1), lambda rank: bytes([rank * 255 // (RANKS - 1)]), []),
    "fixed12": (pa.binary(12), _bytes(12), [b"\xff" * 12]),
    "uuid": (pa.uuid(), _bytes(16), [b"\xff" * 16]),
    "decimal9": (pa.decimal128(9, 2), _decimal(9, 2), []),
    "decimal18": (pa.decimal128(18, 6), _decimal(18, 6), []),
    "decimal38": (pa.decimal128(38, 10), _decimal(38, 10), []),
    "date": (pa.date32(), _in_range(-20_000, 30_000), []),
    "time32": (pa.time32("ms"), _in_range(0, 86_399_999), []),
    "time64": (pa.time64("us"), _in_range(0, 86_399_999_999), []),
    "millis": (pa.timestamp("ms", "UTC"), _in_range(-631_152_000_000, 4_102_444_800_000), []),
    "micros": (pa.timestamp("us"), _in_range(-631_152_000_000_000, 4_102_444_800_000_000), []),
    "nanos": (pa.timestamp("ns", "UTC"), _in_range(-631_152_000_000_000_000, 4_102_444_800_000_000_000), []),
}


def _ranks(chance, distribution, count):
    if distribution == "sorted":
        return sorted(chance.randrange(RANKS) for _ in range(count))
    if distribution == "few":
        few = [0, RANKS - 1] + [chance.randrange(RANKS) for _ in range(4)]
        return [chance.choice(few) for _ in range(count)]
    if distribution == "equal":
        return [7777] * count
    return [chance.randrange(RANKS) for _ in range(count)]


def _leaves(chance, name, distribution, count, null_share):
    """An Arrow array of `count` values of the type `name`."""
    type, make, special = TYPES[name]
    values = [make(rank) for rank in _ranks(chance, distribution, count)]
    if distribution in ("random", "half null") and special:
        values = [chance.choice(special) if chance.random() < 0.05 else value for value in values]
    if distribution == "long" and name in ("string", "binary"):
        filler = "xyzäöü" if name == "string" else b"\x00\x01\xfe\xff"
        values = [value + filler * chance.choice((0, 1, 30, 300)) for value in values]
    if distribution in ("half null", "all null"):
        null_share = 0.5 if distribution == "half null" else 1
    if null_share:
        # Nulls come in runs as well as alone.
        place = 0
        while place < count:
            run = chance.choice((1, 1, 2, 9, 30))
            if chance.random() < null_share:
                values[place : place + run] = [None] * len(values[place : place + run])
            place += run
    if name == "uuid":
        return pa.ExtensionArray.from_storage(type, pa.array(values, pa.binary(16)))
    if pa.types.is_temporal(type):
        return pa.array(values, pa.int32() if type.bit_width == 32 else pa.int64()).cast(type)
    return pa.array(values, type)


def _offsets(chance, distribution, count):
    """Offsets of `count` lists, None where a list is null."""
    lengths = (0, 0, 0, 0, 0, 0, 0, 1) if distribution == "empty lists" else (0, 1, 2, 3, 9)
    offsets, end = [], 0
    for _ in range(count):
        if chance.random() < 0.1:
            offsets.append(None)
        else:
            offsets.append(end)
            end += chance.choice(lengths)
    return pa.array([*offsets, end], pa.int32()), end


def _lists(chance, distribution, count, inner):
    offsets, end = _offsets(chance, distribution, count)
    return pa.ListArray.from_arrays(offsets, inner(end))


def _maps(chance, distribution, count, inner):
    offsets, end = _offsets(chance, distribution, count)
    return pa.MapArray.from_arrays(offsets, pa.array([f"k{index % 11}" for index in range(end)], pa.string()), inner(end))


def _structs(chance, count, **fields):
    mask = pa.array([chance.random() < 0.1 for _ in range(count)], pa.bool_())
    return pa.StructArray.from_arrays(list(fields.values()), names=list(fields), mask=mask)


def _column(chance, name, nesting, distribution, count):
    def leaves(count):
        return _leaves(chance, name, distribution, count, 0 if nesting == "required" else 0.1)

    def lists(count):
        return _lists(chance, distribution, count, leaves)

    def structs(count):
        return _structs(chance, count, v=leaves(count), l=lists(count))

    match nesting:
        case "required" | "optional":
            return leaves(count)
        case "list":
            return lists(count)
        case "list of lists":
            return _lists(chance, distribution, count, lists)
        case "map":
            return _maps(chance, distribution, count, leaves)
        case "struct":
            return _structs(chance, count, v=leaves(count))
        case "list of structs":
            return _lists(chance, distribution, count, structs)
        case "deep":
            inner = lambda count: _maps(chance, distribution, count, lambda count: _lists(chance, distribution, count, structs))
            return _structs(chance, count, a=_lists(chance, distribution, count, inner))


def combinations():
    """Each nesting with each distribution that it can have."""
    for nesting in NESTINGS:
        for distribution in DISTRIBUTIONS:
            is_flat = nesting in ("required", "optional", "struct")
            without = {"empty lists"} if is_flat else set()
            if nesting == "required":
                without |= {"half null", "all null"}
            if distribution not in without:
                yield nesting, distribution


def table(nesting, distribution):
    chance = random.Random(f"{nesting}/{distribution}")
    count = {"required": 1500, "optional": 1500, "struct": 400, "deep": 15, "list of structs": 60}.get(nesting, 120)
    columns = {name: _column(chance, name, nesting, distribution, count) for name in TYPES}
    fields = [pa.field(name, array.type, nullable=nesting != "required") for name, array in columns.items()]
    if nesting in ("required", "optional"):
        columns = {"row": pa.array(range(count), pa.int32()), **columns}
        fields.insert(0, pa.field("row", pa.int32(), nullable=False))
    return pa.table(list(columns.values()), schema=pa.schema(fields))


def write(path, nesting, distribution):
    """Writes the file, plainly, and returns its table."""
    made = table(nesting, distribution)
    pa.parquet.write_table(made, path, compression="none", use_dictionary=False, store_schema=False, write_page_index=False)
    return made
