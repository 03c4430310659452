"""Compresses the PLAIN pages of the sign-in events with the system's libsnappy, which we link, and with the version that
pyarrow brings along, and prints both sizes: python -m peers.snappy_versions [SIGN_IN.parquet]

What differs between the peers' Snappy files and ours beyond this is not the library's doing.
"""

import ctypes
import ctypes.util
import struct
import sys

import pyarrow
import pyarrow.parquet

PAGE = 1 << 20
DISTINCT = 50_000


def system_snappy():
    library = ctypes.CDLL(ctypes.util.find_library("snappy") or "libsnappy.so.1")

    def size(page):
        length = ctypes.c_size_t(32 + len(page) + len(page) // 6)
        status = library.snappy_compress(page, ctypes.c_size_t(len(page)), ctypes.create_string_buffer(length.value),
                                         ctypes.byref(length))
        if status != 0:
            raise RuntimeError(f"snappy_compress gave {status}")
        return length.value

    return size


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
    if pyarrow.types.is_string(column.type):
        if len(column.unique()) < DISTINCT:
            return None
        return b"".join(struct.pack("<I", len(text)) + text for text in (value.as_py().encode() for value in column))
    if pyarrow.types.is_int64(column.type) or pyarrow.types.is_float64(column.type):
        return column.to_numpy().tobytes()
    return None


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else ".build/bench/write/sign-in.parquet"
    system, totals = system_snappy(), [0, 0]
    print(f"| column | PLAIN bytes | the system's libsnappy | pyarrow {pyarrow.__version__}'s | ratio |\n|---|--:|--:|--:|--:|")
    for name, column in leaves(pyarrow.parquet.ParquetFile(path).read_row_group(0)):
        values = plain(column)
        if values is None:
            continue
        pages = [values[start : start + PAGE] for start in range(0, len(values), PAGE)]
        sizes = (sum(map(system, pages)), sum(len(pyarrow.compress(page, codec="snappy", asbytes=True)) for page in pages))
        totals = [total + size for total, size in zip(totals, sizes)]
        print(f"| {name} | {len(values)} | {sizes[0]} | {sizes[1]} | {sizes[0] / sizes[1]:.4f} |")
    print(f"| all | | {totals[0]} | {totals[1]} | {totals[0] / totals[1]:.4f} |")


main()
