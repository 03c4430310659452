"""Three engines reading a Parquet file, each into plain Python values: column name to a list.

Times are whole numbers in the column's unit since 1970 (dates: days), decimals their unscaled numbers, UUIDs 16 bytes.
"""

import struct
import uuid
from decimal import Decimal

import duckdb
import polars
import pyarrow
import pyarrow.parquet

from source import decimal_scale

_UNITS = {"millis": "ms", "micros": "us", "nanos": "ns"}

ARROW_TYPES = {
    "string": "string", "json": "string", "tinyint": "int8", "smallint": "int16", "int": "int32", "bigint": "int64",
    "float": "float", "double": "double", "boolean": "bool", "date": "date32[day]", "binary": "binary",
    "timestamp(millis)": "timestamp[ms, tz=UTC]", "timestamp(micros)": "timestamp[us, tz=UTC]",
    "timestamp(nanos)": "timestamp[ns, tz=UTC]", "uuid": "extension<arrow.uuid>",
}


def arrow_type(kind):
    if kind.startswith("decimal("):
        precision = int(kind[len("decimal(") : -1].split(",")[0])
        return f"decimal128({precision}, {decimal_scale(kind)})"
    return ARROW_TYPES[kind]


def _unscaled(value, scale):
    sign, figures, exponent = value.as_tuple()
    if exponent < -scale:
        raise ValueError(f"{value} has more than {scale} places")
    number = int("".join(map(str, figures))) * 10 ** (exponent + scale)
    return -number if sign else number


def _plain(values, kind):
    """Python's own types for what the engines return for a column of type `kind`."""
    if kind.startswith("decimal("):
        scale = decimal_scale(kind)
        return [None if v is None else _unscaled(Decimal(v), scale) for v in values]
    if kind == "uuid":
        return [v.bytes if isinstance(v, uuid.UUID) else v for v in values]
    return values


def read_pyarrow(path, contract):
    table = pyarrow.parquet.read_table(path, page_checksum_verification=True, partitioning=None)
    columns = {}
    for column in contract["columns"]:
        kind = column["type"]
        values = table.column(column["name"])
        if str(values.type) != arrow_type(kind):
            raise ValueError(f"{column['name']} is {values.type}, not {arrow_type(kind)}")
        if kind.startswith("timestamp("):
            values = values.cast(pyarrow.int64())
        elif kind == "date":
            values = values.cast(pyarrow.int32())
        columns[column["name"]] = _plain(values.to_pylist(), kind)
    return columns


def read_duckdb(path, contract):
    selected = []
    for column in contract["columns"]:
        name = '"' + column["name"].replace('"', '""') + '"'
        if column["type"].startswith("timestamp("):
            name = f"epoch_{_UNITS[column['type'][10:-1]]}({name})"
        elif column["type"] == "date":
            name = f"datediff('day', DATE '1970-01-01', {name})"
        selected.append(name)
    connection = duckdb.connect()
    connection.execute("SET threads = 1; SET TimeZone = 'UTC'")
    rows = connection.execute(
        f"SELECT {', '.join(selected)} FROM read_parquet(?, hive_partitioning = false)", [str(path)]
    ).fetchall()
    return {
        column["name"]: _plain([row[index] for row in rows], column["type"])
        for index, column in enumerate(contract["columns"])
    }


def read_polars(path, contract):
    frame = polars.read_parquet(path, hive_partitioning=False)
    columns = {}
    for column in contract["columns"]:
        kind = column["type"]
        values = frame.get_column(column["name"])
        if kind.startswith("timestamp("):
            if values.dtype.time_unit != _UNITS[kind[10:-1]]:
                raise ValueError(f"{column['name']} is {values.dtype}")
            values = values.to_physical()
        elif kind == "date":
            values = values.to_physical()
        columns[column["name"]] = _plain(values.to_list(), kind)
    return columns


ENGINES = {"pyarrow": read_pyarrow, "DuckDB": read_duckdb, "Polars": read_polars}


def difference(actual, expected, kind):
    """The first row where two lists of values differ, with both values; None if there is none. Floating-point numbers
    are compared by their bits."""
    if len(actual) != len(expected):
        return f"{len(actual)} rows, not {len(expected)}"
    if kind in ("float", "double"):
        actual = [None if v is None else struct.pack("<d", v) for v in actual]
        expected = [None if v is None else struct.pack("<d", v) for v in expected]
    if actual == expected:
        return None
    row = next(row for row in range(len(actual)) if actual[row] != expected[row])
    return f"row {row} is {actual[row]!r}, not {expected[row]!r}"
