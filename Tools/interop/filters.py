"""Whether other engines pass over the right row groups and pages by what is written of them: a filter must keep the same rows of a
rewritten file as of the file without statistics that it was made of. The statistics, page indexes and bloom filters must also be
there, say what is true, and be used."""

import datetime
import decimal
import math
import re
import subprocess
from decimal import Decimal
from pathlib import Path

import datafusion
import polars
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset
import pyarrow.parquet

from findings import Finding
import grid_files
import table_engines

DISTRIBUTIONS = ["sorted", "random", "few", "equal", "half null"]

# Encodings are those that all engines read of these types.
decimal.getcontext().prec = 100

REWRITES = [
    ["--profile", "modern", "--page-size", "1KiB", "--bloom-filters"],
    ["--profile", "athena", "--page-size", "100B", "--row-group-size", "4KiB", "--bloom-filters", "--total-order"],
    ["--profile", "modern", "--page-version", "2", "--page-size", "1KiB", "--row-group-size", "16KiB", "--codec", "snappy"]
    + [argument for name in ("int64", "small", "millis") for argument in ("--encoding", f"{name}=DELTA_BINARY_PACKED")]
    + ["--encoding", "string=DELTA_BYTE_ARRAY", "--bloom-filters"],
]

COLUMNS = [
    "boolean", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "small", "float", "double", "string",
    "binary", "decimal9", "decimal18", "decimal38", "date", "millis", "micros", "nanos",
]


def _is_number(value):
    return not (isinstance(value, float) and math.isnan(value))


def _integer_values(column):
    """The values of an Arrow column as Python's, times as whole numbers, without nulls and NaN."""
    array = column.drop_null()
    if pa.types.is_temporal(array.type):
        array = array.cast(pa.int32() if array.type.bit_width == 32 else pa.int64())
    return [value for value in array.to_pylist() if _is_number(value)]


def _between(type, low, high):
    """A value between two others that hardly is in the column; None where there is none."""
    if isinstance(low, bool):
        return None
    if isinstance(low, str):
        return low + "\x01"
    if isinstance(low, bytes):
        return low + b"\x01"
    if isinstance(low, float):
        return low + (high - low) / 3 if pa.types.is_float64(type) else None
    middle = (low + high) / 2 if isinstance(low, Decimal) else (low + high) // 2
    return middle.quantize(Decimal(1).scaleb(-type.scale)) if isinstance(low, Decimal) else middle


def predicates(column):
    """Pairs of an operator and a value (a list of them for `in`)."""
    values = sorted(set(_integer_values(column)))
    if not values:
        return [("is null", None)]
    low, high, middle = values[0], values[-1], values[len(values) // 2]
    absent = _between(column.type, low, values[1] if len(values) > 1 else low)
    found = [("=", low), ("=", high), ("=", middle), ("<", middle), (">", middle), (">=", high), ("<", low), ("<=", low)]
    found += [("is null", None), ("is not null", None), ("in", [low, high])]
    if absent is not None:
        found += [("=", absent), (">", absent), ("in", [absent, middle])]
    return found


# --- The same predicate for each engine ---------------------------------------------------------------------------------

def _scalar(value, type):
    if pa.types.is_temporal(type):
        return pa.scalar(value, pa.int32() if type.bit_width == 32 else pa.int64()).cast(type)
    return pa.scalar(value, type)


def _sql(value, type, engine):
    types = pa.types
    if types.is_boolean(type):
        return "true" if value else "false"
    if types.is_integer(type):
        return str(value) if engine == "DuckDB" else f"arrow_cast('{value}', '{_arrow_name(type)}')"
    if types.is_floating(type):
        number = {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, repr(value))
        return f"CAST('{number}' AS {'FLOAT' if types.is_float32(type) else 'DOUBLE'})"
    if types.is_string(type):
        text = value.replace("'", "''")
        if engine == "DuckDB":
            return "||".join(f"chr({ord(letter)})" for letter in text) if text else "''"
        return f"'{text}'"
    if types.is_binary(type):
        return f"unhex('{value.hex()}')" if engine == "DuckDB" else f"X'{value.hex()}'"
    if types.is_decimal(type):
        return f"CAST('{value:f}' AS DECIMAL({type.precision}, {type.scale}))"
    if types.is_date(type):
        return f"(DATE '1970-01-01' + INTERVAL ({value}) DAY)::DATE" if engine == "DuckDB" else f"arrow_cast({value}, 'Date32')"
    unit = {"ms": ("Millisecond", "make_timestamp_ms"), "us": ("Microsecond", "make_timestamp"), "ns": ("Nanosecond", "make_timestamp_ns")}[type.unit]
    if engine == "DuckDB":
        made = f"{unit[1]}({value})"
        zoned = "TIMESTAMPTZ_NS" if type.unit == "ns" else "TIMESTAMPTZ"
        return f"CAST({made} AS {zoned})" if type.tz else made
    zone = 'Some("UTC")' if type.tz else "None"
    return f"arrow_cast(arrow_cast('{value}', 'Int64'), 'Timestamp({unit[0]}, {zone})')"


def _arrow_name(type):
    return str(type).replace("uint", "UInt").replace("int", "Int") if not str(type).startswith("u") else "UInt" + str(type)[4:]


def _sql_predicate(name, predicate, type, engine):
    operator, value = predicate
    if operator.startswith("is"):
        return f'"{name}" {operator}'
    if operator == "in":
        return f'"{name}" in ({", ".join(_sql(one, type, engine) for one in value)})'
    return f'"{name}" {operator} {_sql(value, type, engine)}'


def _arrow_predicate(name, predicate, type):
    operator, value = predicate
    field = pc.field(name)
    match operator:
        case "is null":
            return field.is_null()
        case "is not null":
            return field.is_valid()
        case "in":
            return field.isin(pa.array([_scalar(one, type) for one in value], type))
    value = _scalar(value, type)
    return {"=": field == value, "<": field < value, "<=": field <= value, ">": field > value, ">=": field >= value}[operator]


def _polars_predicate(name, predicate, type):
    operator, value = predicate
    column = polars.col(name)
    match operator:
        case "is null":
            return column.is_null()
        case "is not null":
            return column.is_not_null()
    values = polars.from_arrow(pa.array([_scalar(one, type) for one in (value if operator == "in" else [value])], type))
    if operator == "in":
        return column.is_in(values.implode())
    value = polars.lit(values).first()
    value = polars.lit(values[0], dtype=values.dtype) if not isinstance(values[0], (bytes, Decimal)) else polars.lit(values[0])
    return {"=": column == value, "<": column < value, "<=": column <= value, ">": column > value, ">=": column >= value}[operator]


def _rows_duckdb(path, name, predicate, type):
    where = _sql_predicate(name, predicate, type, "DuckDB")
    query = f"SELECT row FROM read_parquet('{path}', hive_partitioning = false) WHERE {where}"
    return [row for (row,) in table_engines.duckdb_connection().execute(query).fetchall()]


def _rows_polars(path, name, predicate, type):
    frame = polars.scan_parquet(path, hive_partitioning=False).filter(_polars_predicate(name, predicate, type)).select("row")
    return frame.collect()["row"].to_list()


_context = {}


def _datafusion(path):
    if path not in _context:
        _context.clear()
        _context[path] = table_engines.datafusion_context()
        _context[path].register_parquet("t", str(path))
    return _context[path]


def _rows_datafusion(path, name, predicate, type):
    where = _sql_predicate(name, predicate, type, "DataFusion")
    return _datafusion(path).sql(f"SELECT row FROM t WHERE {where}").to_arrow_table().column(0).to_pylist()


def _rows_pyarrow(path, name, predicate, type):
    dataset = pyarrow.dataset.dataset(str(path), format="parquet")
    return dataset.to_table(columns=["row"], filter=_arrow_predicate(name, predicate, type), use_threads=False).column(0).to_pylist()


ENGINES = {"pyarrow": _rows_pyarrow, "DuckDB": _rows_duckdb, "Polars": _rows_polars, "DataFusion": _rows_datafusion}


def _rows(engine, *arguments):
    try:
        return ENGINES[engine](*arguments)
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        return f"{type(error).__name__}: {str(error).strip()[:200]}"


# --- What the file says -------------------------------------------------------------------------------------------------

def _statistics_problems(path, table):
    """What pyarrow's and DuckDB's readings of the footer have wrong."""
    metadata = pyarrow.parquet.ParquetFile(path).metadata
    names = metadata.schema.names
    start = 0
    for group in range(metadata.num_row_groups):
        rows = table.slice(start, metadata.row_group(group).num_rows)
        start += rows.num_rows
        for index, name in enumerate(names):
            chunk, place = metadata.row_group(group).column(index), f"row group {group}, {name}"
            # There is no column index where a page has values but no bounds: of nothing but NaN, or of bytes that cannot be
            # cut and rounded up.
            may_lack = pa.types.is_floating(rows.column(name).type) or name == "binary"
            if not chunk.has_offset_index or not chunk.has_column_index and not may_lack:
                yield f"{place}: column index {chunk.has_column_index}, offset index {chunk.has_offset_index}"
            statistics = chunk.statistics
            if statistics is None or statistics.null_count != rows.column(name).null_count:
                yield f"{place}: pyarrow says {statistics}"
                continue
            values = [value for value in rows.column(name).drop_null().to_pylist() if _is_number(value)]
            if statistics.has_min_max and values and isinstance(values[0], (int, float, str, datetime.date)) and type(statistics.min) is type(values[0]):
                low, high = min(values), max(values)
                is_cut = isinstance(low, str)
                if statistics.min > low or statistics.max < high or not is_cut and (statistics.min, statistics.max) != (low, high):
                    yield f"{place}: pyarrow has the bounds {statistics.min!r} and {statistics.max!r}, not {low!r} and {high!r}"
    query = f"SELECT row_group_id, path_in_schema, stats_null_count, stats_min_value, stats_max_value, row_group_num_rows FROM parquet_metadata('{path}') ORDER BY row_group_id, column_id"
    starts, start = {}, 0
    for group, name, null_count, low, high, count in table_engines.duckdb_connection().execute(query).fetchall():
        if group not in starts:
            starts[group], start = start, start + count
        rows = table.column(name).slice(starts[group], count)
        if null_count != rows.null_count:
            yield f"row group {group}, {name}: DuckDB has the null count {null_count}, not {rows.null_count}"
        if pa.types.is_integer(rows.type) and rows.null_count < len(rows):
            bounds = pc.min_max(rows).as_py()
            if (int(low), int(high)) != (bounds["min"], bounds["max"]):
                yield f"row group {group}, {name}: DuckDB has the bounds {low} and {high}, not {bounds}"


def _probe(path, name, value):
    """The row groups that DuckDB passes over by the bloom filter of `name`, and all."""
    query = f"SELECT bloom_filter_excludes FROM parquet_bloom_probe('{path}', '{name}', ?)"
    found = table_engines.duckdb_connection().execute(query, [value]).fetchall()
    return sum(excluded for (excluded,) in found), len(found)


def _bloom_problems(path, table):
    for name in ("int32", "int64", "string", "small"):
        values = _integer_values(table.column(name))
        for value in values[:: max(1, len(values) // 25)]:
            excluded, count = _probe(path, name, value)
            # Another row group may well be without the value, but not all.
            if excluded == count:
                yield f"DuckDB passes over {name} = {value!r}, which is there"
        absent = [f"no such event {number}" if name == "string" else 1_000_003 + 7919 * number for number in range(40)]
        absent = [value for value in absent if value not in set(values)]
        answers = [_probe(path, name, value) for value in absent]
        excluded, asked = sum(excluded for excluded, _ in answers), sum(count for _, count in answers)
        has_filter = table_engines.duckdb_connection().execute(
            f"SELECT count(bloom_filter_offset) FROM parquet_metadata('{path}') WHERE path_in_schema = '{name}'"
        ).fetchone()[0]
        if has_filter and excluded < 0.9 * asked * has_filter / answers[0][1]:
            yield f"DuckDB passes over {excluded} of {asked} row groups by bloom filters of {name}"


def _metrics(path, query):
    """The numbers of DataFusion's reading, by their names."""
    plan = str(_datafusion(path).sql(f"EXPLAIN ANALYZE {query}").to_arrow_table().column(1).to_pylist())
    found = {}
    for name, total, matched in re.findall(r"(\w+)=(\d+) total → (\d+) matched", plan):
        found[name] = int(total) - int(matched)
    for name, number in re.findall(r"(\w+_pruned\w*)=(\d+)\b(?! total)", plan):
        found.setdefault(name, int(number))
    return found, plan


def use_problems(path, is_sorted):
    """Whether DataFusion says that it passed over anything."""
    table = pyarrow.parquet.read_table(path)
    values = _integer_values(table.column("int64"))
    if is_sorted:
        metrics, plan = _metrics(path, f"SELECT row FROM t WHERE int64 = {values[len(values) // 2]}")
        if not metrics.get("page_index_rows_pruned") and not metrics.get("page_index_pages_pruned"):
            yield f"DataFusion passes over no pages: {plan[-600:]}"
    else:
        metrics, plan = _metrics(path, f"SELECT row FROM t WHERE int64 = {(min(values) + max(values)) // 2 + 12345}")
        if not metrics.get("row_groups_pruned_bloom_filter"):
            yield f"DataFusion passes over no row groups by bloom filters: {plan[-600:]}"


# --- All ----------------------------------------------------------------------------------------------------------------

def check_table(parkett, nesting, distribution, directory):
    """The findings of all rewrites of one file, and how many answers were compared."""
    path = Path(directory) / f"filter-{nesting}-{distribution}.parquet".replace(" ", "-")
    table = grid_files.table(nesting, distribution)
    pyarrow.parquet.write_table(table, path, compression="none", use_dictionary=False, store_schema=False, write_statistics=False)
    findings, compared = [], 0
    for number, arguments in enumerate(REWRITES):
        options = " ".join(arguments)

        def found(engine, message, column=""):
            findings.append(Finding(engine, f"filters, {nesting}, {distribution}", options, message, column))

        output = path.with_name(f"{path.stem}-{number}.parquet")
        result = subprocess.run([str(parkett), "rewrite", str(path), str(output), *arguments], capture_output=True, text=True)
        if result.returncode:
            found("parkett rewrite", result.stderr.strip())
            continue
        for problem in _statistics_problems(output, table):
            found("pyarrow", problem)
        for problem in _bloom_problems(output, table):
            found("DuckDB", problem)
        if distribution in ("sorted", "random"):
            for problem in use_problems(output, distribution == "sorted"):
                found("DataFusion", problem)
        compared += 3
        # Each column with each engine in some rewrite; strings and 64-bit integers in all.
        columns = [column for index, column in enumerate(COLUMNS) if index % len(REWRITES) == number or column in ("int64", "string")]
        for engine in ENGINES:
            for column in columns:
                type = table.schema.field(column).type
                for predicate in predicates(table.column(column)):
                    before, after = (_rows(engine, file, column, predicate, type) for file in (path, output))
                    compared += 1
                    asked = f"{column} {predicate[0]} {str(predicate[1])[:60]}"
                    if isinstance(before, str):
                        found(engine, f"{asked}: {before}", column)
                    elif before != after:
                        differing = after if isinstance(after, str) else f"{len(after)} rows, not {len(before)}: {str(after)[:150]}"
                        found(engine, f"{asked}: {differing}", column)
    return findings, compared


def jobs():
    return [(nesting, distribution) for nesting in ("required", "optional") for distribution in DISTRIBUTIONS if (nesting, distribution) in set(grid_files.combinations())]
