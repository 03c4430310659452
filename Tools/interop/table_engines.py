"""Six engines reading any Parquet file: each gives the columns as pairs of a name and a `Column`, so that what one engine reads
of two files can be compared. All run on one thread, since several files are read at the same time."""

import contextlib
import io
import os

# Engines look at these when they are loaded.
os.environ.update(RUST_BACKTRACE="0", POLARS_MAX_THREADS="1", TOKIO_WORKER_THREADS="1", RAYON_NUM_THREADS="1")

import chdb
import datafusion
import duckdb
import fastparquet
import numpy
import pandas
import polars
import pyarrow
import pyarrow.parquet

import arrow_difference


class ArrowColumn:
    def __init__(self, array):
        self.type = array.type
        self.parts = list(arrow_difference.parts(array))

    def difference(self, other):
        if self.type != other.type:
            return f"the type is {self.type}, not {other.type}"
        return arrow_difference.difference_of_parts(self.parts, other.parts)


def _comparable(value):
    """Arrays cannot be compared with themselves."""
    return value.tolist() if isinstance(value, numpy.ndarray) else value


class ObjectColumn:
    """A column of pandas: numbers by their bytes, all else by what Python prints of it."""

    def __init__(self, series):
        self.type = str(series.dtype)
        if isinstance(series.dtype, numpy.dtype) and series.dtype.kind in "biufmM":
            self.values = [value.tobytes() for value in series.to_numpy()]
        else:
            # A missing string is None or NaN, depending on whether there is a dictionary.
            self.values = [repr(None if value is None or value is pandas.NA or value != value else value) for value in map(_comparable, series.tolist())]

    def difference(self, other):
        # Strings are any of these, depending on whether there is a dictionary, and whose file it is.
        if self.type != other.type and not {self.type, other.type} <= {"str", "object", "category"}:
            return f"the type is {self.type}, not {other.type}"
        if len(self.values) != len(other.values):
            return f"{len(self.values)} rows, not {len(other.values)}"
        for row, (left, right) in enumerate(zip(self.values, other.values)):
            if left != right:
                return f"row {row} is {left[:60]}, not {right[:60]}"
        return None


def _arrow(table):
    return [(name, ArrowColumn(column)) for name, column in zip(table.column_names, table.columns)]


def read_pyarrow(path, columns=None):
    file = pyarrow.parquet.ParquetFile(path, page_checksum_verification=True)
    if columns is None:
        return _arrow(file.read(use_threads=False))
    # Columns are chosen by their leaves: a name may hold a dot.
    paths = [file.schema.column(leaf).path for leaf in range(len(file.schema))]
    chosen = [path for path in paths if any(path == column or path.startswith(column + ".") for column in columns)]
    return _arrow(file.read(columns=chosen, use_threads=False))


_duckdb = None


def duckdb_connection():
    global _duckdb
    if _duckdb is None:
        _duckdb = duckdb.connect(config={"threads": 1})
        _duckdb.execute("SET TimeZone = 'UTC'")
    return _duckdb


def _in_quotes(name, quote):
    return quote + name.replace(quote, quote * 2) + quote


def read_duckdb(path, columns=None):
    selected = "*" if columns is None else ", ".join(_in_quotes(column, '"') for column in columns)
    connection = duckdb_connection()
    source = f"read_parquet('{path}', hive_partitioning = false)"
    described = connection.execute(f"DESCRIBE SELECT {selected} FROM {source}").fetchall()
    # What Arrow has no type for is compared as text.
    casts = [
        f"CAST({_in_quotes(name, chr(34))} AS VARCHAR) AS {_in_quotes(name, chr(34))}"
        if any(word in kind for word in ("VARIANT", "GEOMETRY", "INTERVAL")) else _in_quotes(name, '"')
        for name, kind, *_ in described
    ]
    return _arrow(connection.sql(f"SELECT {', '.join(casts)} FROM {source}").to_arrow_table())


def read_polars(path, columns=None):
    frame = polars.read_parquet(path, columns=columns, hive_partitioning=False)
    return _arrow(frame.to_arrow())


def datafusion_context():
    """Everything that passes over row groups and pages is on."""
    configuration = datafusion.SessionConfig({
        "datafusion.execution.target_partitions": "1",
        "datafusion.execution.parquet.enable_page_index": "true",
        "datafusion.execution.parquet.pushdown_filters": "true",
        "datafusion.execution.parquet.reorder_filters": "true",
        "datafusion.execution.parquet.bloom_filter_on_read": "true",
        "datafusion.execution.parquet.pruning": "true",
    })
    return datafusion.SessionContext(configuration)


def read_datafusion(path, columns=None):
    frame = datafusion_context().read_parquet(str(path))
    if columns is not None:
        frame = frame.select(*(datafusion.col(_in_quotes(column, '"')) for column in columns))
    return _arrow(frame.to_arrow_table())


# Without a connection that stays, the engine starts anew for each query.
_chdb = None


def read_chdb(path, columns=None):
    global _chdb
    if _chdb is None:
        _chdb = chdb.connect(":memory:")
    selected = "*" if columns is None else ", ".join(_in_quotes(column, "`") for column in columns)
    query = f"SELECT {selected} FROM file('{path}', 'Parquet') SETTINGS max_threads = 1, session_timezone = 'UTC'"
    try:
        data = _chdb.query(query, "Arrow").bytes()
    except BaseException:
        # What it had printed before it failed would come before the next answer.
        _chdb.close()
        _chdb = None
        raise
    return _arrow(pyarrow.ipc.open_file(data).read_all()) if data else []


def read_fastparquet(path, columns=None):
    # It prints what it thinks of files.
    with contextlib.redirect_stdout(io.StringIO()):
        frame = fastparquet.ParquetFile(str(path)).to_pandas(columns=columns, index=False)
    return [(str(name), ObjectColumn(frame.iloc[:, index])) for index, name in enumerate(frame.columns)]


ENGINES = {
    "pyarrow": read_pyarrow, "DuckDB": read_duckdb, "Polars": read_polars, "DataFusion": read_datafusion,
    "ClickHouse": read_chdb, "fastparquet": read_fastparquet,
}

VERSIONS = {
    "pyarrow": pyarrow.__version__, "DuckDB": duckdb.__version__, "Polars": polars.__version__,
    "DataFusion": datafusion.__version__, "ClickHouse": f"chdb {chdb.__version__}", "fastparquet": fastparquet.__version__,
}


def read(engine, path, columns=None):
    """The columns (all, or those of the names), or a sentence that says why there are none."""
    try:
        return ENGINES[engine](path, columns), None
    # Polars and DataFusion panic, which is no Exception.
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        lines = [line for line in str(error).splitlines() if line.strip()] or [""]
        return None, f"{type(error).__name__}: {lines[0][:200]}"


def difference(actual, expected):
    """A sentence about the first difference of two readings."""
    if [name for name, _ in actual] != [name for name, _ in expected]:
        return f"the columns are {[name for name, _ in actual]}, not {[name for name, _ in expected]}"
    for (name, left), (_, right) in zip(actual, expected):
        if problem := left.difference(right):
            return f"{name}: {problem}"
    return None
