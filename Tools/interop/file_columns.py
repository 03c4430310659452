"""The leaves of a file's schema, as DuckDB tells them, and how their values are encoded, as `parkett meta` tells it."""

import json
import subprocess

from dataclasses import dataclass

import duckdb

import table_engines


@dataclass
class Leaf:
    # The column of the table that it is of, and its path with dots.
    column: str
    path: str
    physical: str
    logical: str
    is_repeated: bool


def _nodes(rows):
    """The leaves below the root: lists of the schema's rows from the column to the leaf."""
    def walk(above):
        row = next(rows)
        path = [*above, row]
        if not row["num_children"]:
            yield path
        for _ in range(row["num_children"] or 0):
            yield from walk(path)

    root = next(rows)
    for _ in range(root["num_children"] or 0):
        yield from walk([])


def _rows(path, function, columns):
    query = f"SELECT {', '.join(columns)} FROM {function}('{path}')"
    return [dict(zip(columns, row)) for row in table_engines.duckdb_connection().execute(query).fetchall()]


def leaves(path):
    """In the order of the schema; none of a file that has no columns, which DuckDB does not open."""
    columns = ["name", "type", "repetition_type", "num_children", "converted_type", "logical_type"]
    try:
        rows = _rows(path, "parquet_schema", columns)
    except duckdb.InvalidInputException as error:
        if "at least one non-root column" in str(error):
            return []
        raise
    found = []
    for nodes in _nodes(iter(rows)):
        leaf = nodes[-1]
        logical = (leaf["logical_type"] or leaf["converted_type"] or "").split("(")[0]
        is_repeated = any(node["repetition_type"] == "REPEATED" for node in nodes)
        found.append(Leaf(nodes[0]["name"], ".".join(node["name"] for node in nodes), leaf["type"], logical, is_repeated))
    return found


def encodings(parkett, path):
    """The encodings of the data pages of each leaf, in the order of the schema, joined by "+"."""
    document = json.loads(subprocess.run([str(parkett), "meta", "--json", str(path)], capture_output=True).stdout)
    found = {}
    for group in document["row_groups"]:
        for index, chunk in enumerate(group["column_chunks"]):
            # Not every file says it by pages; then RLE may be that of the levels.
            pages = {page["encoding"] for page in chunk["pages"] or [] if page["type"] != "DICTIONARY_PAGE"}
            names = pages or set(chunk["encodings"]) - ({"RLE"} if chunk["type"] != "BOOLEAN" else set())
            found.setdefault(index, set()).update(names)
    return ["+".join(sorted(found.get(index, ()))) for index in range(document["columns"])]
