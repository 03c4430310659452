"""Compresses PLAIN pages of 1 MiB with the system's libsnappy and libzstd, which we link, and with the versions that pyarrow brings
along, and unpacks them again, and prints sizes and seconds of both: python -m peers.codec_versions [DIRECTORY]

DIRECTORY is that of peers.write_data. What differs between the peers' compressed files and ours beyond this is not the libraries'
doing.
"""

import ctypes
import ctypes.util
import struct
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pyarrow
import pyarrow.parquet

from peers import report

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
        self.zstd_library.ZSTD_createDCtx.restype = ctypes.c_void_p
        self.zstd_library.ZSTD_decompressDCtx.restype = ctypes.c_size_t
        self.zstd_library.ZSTD_versionString.restype = ctypes.c_char_p
        self.context = ctypes.c_void_p(self.zstd_library.ZSTD_createCCtx())
        self.unpacking = ctypes.c_void_p(self.zstd_library.ZSTD_createDCtx())
        self.room = ctypes.create_string_buffer(2 * PAGE)

    def snappy_version(self):
        """The version that the library's file is named for."""
        path = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True).stdout
        found = [line.split("=>")[1].strip() for line in path.splitlines() if "libsnappy.so.1 " in line]
        return Path(found[0]).resolve().name.removeprefix("libsnappy.so.") if found else "of the system"

    def snappy(self, page):
        length = ctypes.c_size_t(len(self.room))
        check(self.snappy_library.snappy_compress(page, ctypes.c_size_t(len(page)), self.room, ctypes.byref(length)) == 0)
        return length.value

    def zstd(self, page):
        return self.zstd_library.ZSTD_compressCCtx(self.context, self.room, ctypes.c_size_t(len(self.room)), page,
                                                   ctypes.c_size_t(len(page)), 1)

    def unpack_snappy(self, page, size):
        length = ctypes.c_size_t(size)
        check(self.snappy_library.snappy_uncompress(page, ctypes.c_size_t(len(page)), self.room, ctypes.byref(length)) == 0)
        check(length.value == size)

    def unpack_zstd(self, page, size):
        check(self.zstd_library.ZSTD_decompressDCtx(self.unpacking, self.room, ctypes.c_size_t(size), page,
                                                    ctypes.c_size_t(len(page))) == size)


def check(is_so):
    if not is_so:
        raise RuntimeError("a library refused a page")


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


def measure(function, pages):
    """What `function` gives for each page, and the least milliseconds of three that it takes for all."""
    milliseconds = []
    for _ in range(3):
        begin = time.perf_counter()
        results = list(map(function, pages))
        milliseconds.append((time.perf_counter() - begin) * 1000)
    return results, min(milliseconds)


def main():
    directory = Path(sys.argv[1] if len(sys.argv) > 1 else ".build/bench/write")
    system = System()
    machine = report.machine()
    theirs = {"snappy": pyarrow.Codec("snappy"), "zstd": pyarrow.Codec("zstd", compression_level=1)}
    print(f"""# Versions of codec libraries

{date.today()}, {machine['processor']}, {machine['system']}. The libraries that we link are the system's: libzstd {system.zstd_library.ZSTD_versionString().decode()} and
libsnappy {system.snappy_version()}. pyarrow {pyarrow.__version__} brings newer ones along. Pages of 1 MiB of values in PLAIN, in one run; level 1;
both unpack what pyarrow packed, pyarrow into new memory for each page. The last columns are ours by pyarrow's: above 1 we write more bytes or take longer.

| column | codec | PLAIN bytes | packed: system, ms | packed: pyarrow, ms | unpacked: system, ms | unpacked: pyarrow, ms | bytes | packing | unpacking |
|---|---|--:|--:|--:|--:|--:|--:|--:|--:|""")
    for name, column in columns(directory):
        values = plain(column)
        if values is None:
            continue
        pages = [values[start : start + PAGE] for start in range(0, len(values), PAGE)]
        for codec in ("snappy", "zstd"):
            own, own_time = measure(getattr(system, codec), pages)
            packed, other_time = measure(lambda page: theirs[codec].compress(page, asbytes=True), pages)
            pairs = list(zip(packed, map(len, pages)))
            _, own_unpacking = measure(lambda pair: getattr(system, f"unpack_{codec}")(*pair), pairs)
            _, other_unpacking = measure(lambda pair: theirs[codec].decompress(pair[0], pair[1]), pairs)
            sizes = sum(own), sum(map(len, packed))
            print(f"| {name} | {codec} | {len(values):,} | {sizes[0]:,}, {own_time:.0f} | {sizes[1]:,}, {other_time:.0f} | "
                  f"{own_unpacking:.0f} | {other_unpacking:.0f} | {sizes[0] / sizes[1]:.3f} | {own_time / other_time:.2f} | "
                  f"{own_unpacking / other_unpacking:.2f} |", flush=True)


main()
