"""What `parkett infer` makes of clean input of simple types, side by side with what DuckDB, Polars and pyarrow infer: where all three
say the same of a key, so do we; and where they differ, the difference is one of those listed here, with its reason."""

import json
import random
import subprocess

import duckdb
import polars
import pyarrow.json


# What an engine says of a key, and why it is not what we say.
DIFFERENCES = {
    ("duckdb", "number"): ("HUGEINT", "DuckDB takes 128 bits once a number comes near the end of 64"),
}


def lines(seed):
    """Lines that hold values of one type for each key, null and absent now and then."""
    chance = random.Random(seed)
    makers = {
        "flag": lambda: chance.random() < 0.5,
        "number": lambda: chance.randint(-(2**62), 2**62),
        "small": lambda: chance.randint(0, 9),
        "real": lambda: chance.randint(-1000, 1000) / 8 + 0.0625,
        "text": lambda: chance.choice(["a", "é", 'q"', "two\nlines"]),
        "tags": lambda: [chance.choice("abc") for _ in range(chance.randint(0, 3))],
        "marks": lambda: [chance.randint(0, 5) for _ in range(chance.randint(0, 3))],
        "device": lambda: {"os": chance.choice(["linux", "ios"]), "version": chance.randint(1, 20)},
        "pairs": lambda: [{"k": chance.choice("xy"), "v": chance.random() < 0.5} for _ in range(2)],
    }
    for _ in range(2000):
        yield {
            key: make() if chance.random() < 0.9 else None for key, make in makers.items() if chance.random() < 0.95
        }


def duckdb_types(path):
    names = {"BOOLEAN": "boolean", "BIGINT": "bigint", "DOUBLE": "double", "VARCHAR": "string"}

    def name(type_):
        match type_.id:
            case "list":
                return f"array<{name(type_.children[0][1])}>"
            case "struct":
                return f"struct<{','.join(f'{key}:{name(child)}' for key, child in type_.children)}>"
            case _:
                return names.get(str(type_), str(type_))

    found = duckdb.sql(f"select * from read_json('{path}', sample_size = -1, format = 'newline_delimited')")
    return {key: name(type_) for key, type_ in zip(found.columns, found.types)}


def polars_types(path):
    def name(type_):
        if isinstance(type_, polars.List):
            return f"array<{name(type_.inner)}>"
        if isinstance(type_, polars.Struct):
            return f"struct<{','.join(f'{field.name}:{name(field.dtype)}' for field in type_.fields)}>"
        names = {polars.Boolean: "boolean", polars.Int64: "bigint", polars.Float64: "double", polars.String: "string"}
        return names.get(type_, str(type_))

    return {key: name(type_) for key, type_ in polars.read_ndjson(path, infer_schema_length=None).schema.items()}


def pyarrow_types(path):
    def name(type_):
        if pyarrow.types.is_list(type_):
            return f"array<{name(type_.value_type)}>"
        if pyarrow.types.is_struct(type_):
            return f"struct<{','.join(f'{field.name}:{name(field.type)}' for field in type_)}>"
        return {"bool": "boolean", "int64": "bigint"}.get(str(type_), str(type_))

    return {field.name: name(field.type) for field in pyarrow.json.read_json(path).schema}


def run(report, parkett, directory):
    for seed in range(5):
        path = directory / f"inference-{seed}.json"
        path.write_text("".join(json.dumps(line, ensure_ascii=seed % 2 == 0) + "\n" for line in lines(seed)))
        found = subprocess.run([str(parkett), "infer", str(path), "--json"], capture_output=True, text=True)
        if found.returncode:
            report.check(f"infer {path.name}", found.stderr)
            continue
        ours = {column["name"]: column["type"] for column in json.loads(found.stdout)["contract"]["columns"]}
        for engine, types in (("duckdb", duckdb_types), ("polars", polars_types), ("pyarrow", pyarrow_types)):
            try:
                theirs = types(str(path))
            except Exception as error:
                report.check(f"infer {path.name}, {engine}", f"{type(error).__name__}: {error}")
                continue
            for key in sorted(theirs.keys() | ours.keys()):
                wanted, _ = DIFFERENCES.get((engine, key), (ours.get(key), ""))
                same = theirs.get(key) == wanted
                report.check(
                    f"infer {path.name}, {engine}, {key}", None if same else f"{wanted} expected, {theirs.get(key)} found"
                )
