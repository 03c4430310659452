"""What a file's footer says, checked against the values and the format's rules."""

import re
import struct

import pyarrow.parquet

# The grammar that parquet-java's VersionParser demands of the whole of `created_by`, and the semantic version in it.
_CREATED_BY = re.compile(r"(.*?)\s+version\s*(?:([^(]*?)\s*(?:\(\s*build\s*([^)]*?)\s*\))?)?")
_SEMANTIC_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)([^-+]*)?(?:-([^+]*))?(?:\+(.*))?")

_CODECS = {"none": "UNCOMPRESSED", "snappy": "SNAPPY", "gzip": "GZIP", "zstd": "ZSTD"}


def row_group_count(path):
    return pyarrow.parquet.ParquetFile(path).metadata.num_row_groups


def problems(path, contract, expected, codec):
    """Sentences about what is wrong with the footer of the file at `path` that holds the rows `expected`."""
    metadata = pyarrow.parquet.ParquetFile(path).metadata
    match = _CREATED_BY.fullmatch(metadata.created_by or "")
    if not match or not match[1] or not _SEMANTIC_VERSION.fullmatch(match[2] or ""):
        yield f"created_by is {metadata.created_by!r}, which parquet-java does not understand"
    row = 0
    for group_index in range(metadata.num_row_groups):
        group = metadata.row_group(group_index)
        if group.num_rows == 0:
            yield f"row group {group_index} has no rows"
        for column_index, column in enumerate(contract["columns"]):
            chunk = group.column(column_index)
            place = f"row group {group_index}, column {column['name']}"
            if chunk.compression != _CODECS[codec.split(":")[0]]:
                yield f"{place}: the codec is {chunk.compression}"
            values = expected[column["name"]][row : row + group.num_rows]
            for problem in _statistics_problems(chunk, values, column["type"]):
                yield f"{place}: {problem}"
        row += group.num_rows
    if row != metadata.num_rows:
        yield f"the row groups have {row} rows, the file has {metadata.num_rows}"


def _statistics_problems(chunk, values, kind):
    present = [value for value in values if value is not None]
    if chunk.num_values != len(values):
        yield f"{chunk.num_values} values, not {len(values)}"
    statistics = chunk.statistics
    if statistics is None:
        yield "there are no statistics"
        return
    if statistics.null_count != len(values) - len(present):
        yield f"null_count is {statistics.null_count}, not {len(values) - len(present)}"
    if not statistics.has_min_max:
        # Bounds may be left out of long texts, and there are none of nothing.
        if present and kind in ("tinyint", "smallint", "int", "bigint", "boolean"):
            yield "minimum and maximum are missing"
        return
    if not present:
        yield "there are a minimum and a maximum of no values"
        return
    low, high = statistics.min_raw, statistics.max_raw
    if kind in ("string", "json", "binary"):
        # Bounds of texts may be cut, the upper one then rounded up.
        as_bytes = [v.encode() if isinstance(v, str) else v for v in (low, high, min(present, key=_key), max(present, key=_key))]
        if as_bytes[0] > as_bytes[2] or as_bytes[1] < as_bytes[3]:
            yield f"the bounds {low!r} and {high!r} leave values out"
    elif kind in ("float", "double"):
        low_value, high_value = (min(present), max(present))
        if low != low_value or high != high_value:
            yield f"the bounds are {low!r} and {high!r}, not {low_value!r} and {high_value!r}"
        if low == 0 and struct.pack("<d", low)[7] == 0:
            yield "the minimum 0 is not written as -0"
        if high == 0 and struct.pack("<d", high)[7] != 0:
            yield "the maximum 0 is written as -0"
    elif kind == "uuid":
        if bytes(low) != min(present) or bytes(high) != max(present):
            yield f"the bounds are {low!r} and {high!r}"
    elif kind.startswith("decimal(") and isinstance(low, bytes):
        numbers = [int.from_bytes(bound, "big", signed=True) for bound in (low, high)]
        if numbers != [min(present), max(present)]:
            yield f"the bounds are {numbers}"
    elif low != min(present) or high != max(present):
        yield f"the bounds are {low!r} and {high!r}, not {min(present)!r} and {max(present)!r}"


def _key(value):
    return value.encode() if isinstance(value, str) else value
