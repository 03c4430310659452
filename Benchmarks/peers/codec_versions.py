"""Compresses PLAIN pages of 1 MiB with the system's libsnappy and libzstd, which we link, and with the versions that pyarrow brings
along, and prints sizes and seconds of both: python -m peers.codec_versions [DIRECTORY]

DIRECTORY is that of peers.write_data. What differs between the peers' compressed files and ours beyond this is not the libraries'
doing.
"""

import ctypes
import ctypes.util
import struct
import sys
import time
from pathlib import Path

import pyarrow
import pyarrow.parquet

PAGE = 1 << 20
DISTINCT = 50_000
VALUES = 2_000_000


class System:
    """The libraries that the linker finds."""

    def __init__(self):
        self.snappy_library = ctypes.CDLL(ctypes.util.find_library("snappy") or "libsnappy.so.1")
        self.zstd_library = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1")
        self.zstd_library.ZSTD_createCCtx.restype = ctypes.c_void_p
        self.zstd_library.ZSTD_compressCCtx.restype = ctypes.c_size_t
        self.zstd_library.ZSTD_versionString.restype = ctypes.c_char_p
        self.context = ctypes.c_void_p(self.zstd_library.ZSTD_createCCtx())
        self.room = ctypes.create_string_buffer(2 * PAGE)

    def snappy(self, page):
        length = ctypes.c_size_t(len(self.room))
        status = self.snappy_library.snappy_compress(page, ctypes.c_size_t(len(page)), self.room, ctypes.byref(length))
        if status != 0:
            raise RuntimeError(f"snappy_compress gave {status}")
        return length.value

    def zstd(self, page):
        return self.zstd_library.ZSTD_compressCCtx(self.context, self.room, ctypes.c_size_t(len(self.room)), page,
                                                   ctypes.c_size_t(len(page)), 1)


def leaves(table):
    for name, column in zip(table.schema.names, table.columns):
        column = column.combine_chunks()
        if pyarrow.types.is_struct(column.type):
            for index in range(column.type.num_fields):
                yield f"{name}.{column.type.field(index).name}", column.field(index).drop_null()
        else:
            yield name, column.drop_null()


def plain(column):
    """The values in PLAIN, or None where a dictionary would be written."""
    column = column.slice(0, VALUES)
    if pyarrow.types.is_string(column.type):
        if len(column.unique()) < DISTINCT:
            return None
        return b"".join(struct.pack("<I", len(text)) + text for text in (value.as_py().encode() for value in column))
    if pyarrow.types.is_int64(column.type) or pyarrow.types.is_float64(column.type):
        return column.to_numpy().tobytes()
    return None


def columns(directory):
    for name, column in leaves(pyarrow.parquet.ParquetFile(directory / "sign-in.parquet").read_row_group(0)):
        yield f"sign-in: {name}", column
    for name in ("int64-sorted", "int64-random", "double"):
        yield name, pyarrow.parquet.read_table(directory / f"{name}.parquet")["c"].combine_chunks()


def measure(compress, pages):
    """The size of all pages compressed, and the least seconds of three."""
    seconds = []
    for _ in range(3):
        begin = time.perf_counter()
        size = sum(map(compress, pages))
        seconds.append(time.perf_counter() - begin)
    return size, min(seconds)


def main():
    directory = Path(sys.argv[1] if len(sys.argv) > 1 else ".build/bench/write")
    system = System()
    theirs = {"snappy": pyarrow.Codec("snappy"), "zstd": pyarrow.Codec("zstd", compression_level=1)}
    print(f"The system's libzstd is {system.zstd_library.ZSTD_versionString().decode()}; pyarrow {pyarrow.__version__}; level 1.\n")
    print("| column | codec | PLAIN bytes | system: bytes, ms | pyarrow: bytes, ms | bytes, time: system / pyarrow |\n"
          "|---|---|--:|--:|--:|--:|")
    for name, column in columns(directory):
        values = plain(column)
        if values is None:
            continue
        pages = [values[start : start + PAGE] for start in range(0, len(values), PAGE)]
        for codec in ("snappy", "zstd"):
            own = measure(getattr(system, codec), pages)
            other = measure(lambda page: len(theirs[codec].compress(page)), pages)
            print(f"| {name} | {codec} | {len(values)} | {own[0]}, {own[1] * 1000:.0f} | {other[0]}, {other[1] * 1000:.0f} | "
                  f"{own[0] / other[0]:.4f}, {own[1] / other[1]:.2f} |", flush=True)


main()
