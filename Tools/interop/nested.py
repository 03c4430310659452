"""Nested columns and `_extra`: lines of random nesting, and the sample logs with every key, are converted, and what pyarrow and DuckDB
read of each row, the columns overlaid with `_extra`, is compared with the line value by value. A value must be in its column if it fits
it, by rules written here once more, and else in `_extra`, spelt as in the line; nothing may be missing, and nothing be there twice.
What `parkett cat` prints is compared with what pyarrow reads."""

import base64
import binascii
import json
import random
import re
import struct
import tempfile
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
import pyarrow
import pyarrow.parquet

import reading
import shapes
from source import _rfc3339, _scaled, lines_of, nearest_float, read_chunk

MISSING = type("Missing", (), {"__repr__": lambda self: "nothing"})()


# --- Lines --------------------------------------------------------------------------------------------------------------

class Number(str):
    """A number as it is written: 1.50 and 1.5 differ."""


def _object(pairs):
    # Of a key that occurs again the last one counts, with its place.
    found = {}
    for key, value in pairs:
        found.pop(key, None)
        found[key] = value
    return found


def parse(text):
    return json.loads(text, object_pairs_hook=_object, parse_float=Number, parse_int=Number)


# --- Types --------------------------------------------------------------------------------------------------------------

def parse_type(name):
    """A column of the type that `name` names, as the members of a contract."""
    def take(place):
        end = re.compile(r"[^<>,:(]*").match(name, place).end()
        word = name[place:end].strip()
        if word in ("array", "map", "struct"):
            place = end + 1
            if word == "array":
                part, place = take(place)
                return {"type": "array", "element": part}, place + 1
            if word == "map":
                _, place = take(place)
                part, place = take(place + 1)
                return {"type": "map", "value": part}, place + 1
            fields = []
            while name[place - 1] != ">":
                end = name.index(":", place)
                part, after = take(end + 1)
                fields.append({"name": name[place:end].strip(), **part})
                place = after + 1
            return {"type": "struct", "fields": fields}, place
        if name[end : end + 1] == "(":
            end = name.index(")", end) + 1
        return {"type": name[place:end].strip()}, end

    column, end = take(0)
    if end != len(name):
        raise ValueError(f"{name}: {name[end:]}")
    return column


def spelt_out(column):
    """`column` with its type spelt out."""
    column = dict(column)
    if "<" in column["type"]:
        column.update(parse_type(column["type"]))
    if "fields" in column:
        column["fields"] = [spelt_out(field) for field in column["fields"]]
    for part in ("element", "value"):
        if part in column:
            column[part] = spelt_out(column[part])
    return column


def keys_of(column):
    if "from" not in column:
        return [column["name"]]
    return [key.replace("~1", "/").replace("~0", "~") for key in column["from"].split("/")[1:]]


UNITS = {"millis": 3, "micros": 6, "nanos": 9}
EPOCHS = {"epoch_seconds": 0, "epoch_millis": 3, "epoch_micros": 6, "epoch_nanos": 9}
RANGES = {"tinyint": 7, "smallint": 15, "int": 31, "bigint": 63}


class Misfit(Exception):
    pass


def need(condition):
    if not condition:
        raise Misfit


def _binary32(number):
    return struct.unpack("<f", struct.pack("<f", number))[0]


def convert(value, column):
    """What a column of a plain type holds of `value`; raises `Misfit` if it does not fit."""
    kind, read = column["type"], column.get("read")
    if kind == "string":
        need(type(value) is str)
        return value
    if kind in RANGES:
        need(type(value) is Number)
        number = Decimal(value)
        need(number.adjusted() < 20 and number == number.to_integral_value())
        need(-(2 ** RANGES[kind]) <= int(number) < 2 ** RANGES[kind])
        return int(number)
    if kind in ("double", "float"):
        need(type(value) is Number)
        number = float(value)
        need(abs(number) != float("inf"))
        try:
            if kind == "float":
                _binary32(number)
                number = nearest_float(value)
        except OverflowError:
            raise Misfit
        # Whole numbers must be held exactly.
        need(not re.fullmatch(r"-?\d+", value) or Fraction(number) == Fraction(value))
        return number
    if kind == "boolean":
        need(type(value) is bool)
        return value
    try:
        if kind.startswith("timestamp("):
            digits = UNITS[kind[10:-1]]
            if read == "rfc3339":
                need(type(value) is str)
                result = _rfc3339(value, digits)
            else:
                need(type(value) is Number)
                result = _scaled(Decimal(value), digits - EPOCHS[read])
            need(-(2**63) <= result < 2**63)
            return result
        if kind == "date":
            need(type(value) is str and re.fullmatch(r"\d{4}-\d\d-\d\d", value))
            return (date.fromisoformat(value) - date(1970, 1, 1)).days
        if kind.startswith("decimal("):
            precision, scale = (int(n) for n in kind[8:-1].split(","))
            need(type(value) in (Number, str))
            need(re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", value))
            result = _scaled(Decimal(value), scale)
            need(abs(result) < 10**precision)
            return Decimal((int(result < 0), tuple(int(d) for d in str(abs(result))), -scale))
        if kind == "binary":
            need(type(value) is str)
            if read == "base64":
                return base64.b64decode(value, validate=True)
            # Python's own passes over white space.
            need(read != "hex" or re.fullmatch(r"([0-9a-fA-F]{2})*", value))
            return bytes.fromhex(value) if read == "hex" else value.encode()
    except (ValueError, AttributeError, binascii.Error):
        raise Misfit
    raise ValueError(f"the type {kind} is unknown here")


# --- Comparing ----------------------------------------------------------------------------------------------------------

class Difference(Exception):
    pass


def differ(place, message):
    raise Difference(f"{place or 'the line'}: {message}")


def same(a, b):
    """Whether two values of `_extra` or JSON are the same, numbers as they are written, keys in order."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


class Node:
    """A key on the way to columns."""

    def __init__(self):
        self.children = {}
        self.column = None
        self.above = None


def tree_of(columns):
    root = Node()
    for column in columns:
        node = root
        for key in keys_of(column):
            node = node.children.setdefault(key, Node())
        if node.column is not None:
            raise ValueError("two columns of one place")
        node.column = column
    return root


def check_missing(node, got, place):
    """Nothing may be in the columns at and below `node`."""
    if node.column is not None and got[node.column["name"]] is not None:
        differ(place, f"{got[node.column['name']]!r} in the column {node.column['name']}, but there is nothing")
    for key, child in node.children.items():
        check_missing(child, got, f"{place}/{key}")


def check_object(value, node, got, extra, place):
    """That the members of the object `value` are in the columns `got` of a row, or else in `extra`."""
    left = {} if extra is MISSING else extra
    if not isinstance(left, dict):
        differ(place, f"_extra has {left!r}")
    if extra is not MISSING and not extra and value:
        differ(place, "_extra has an object without members")
    if [key for key in value if key in left] != list(left):
        differ(place, f"_extra has the keys {list(left)}, the line {list(value)}")
    for key, member in value.items():
        child = node.children.get(key)
        own = left.get(key, MISSING)
        if child is None:
            if own is MISSING or not same(own, member):
                differ(f"{place}/{key}", f"an unknown key is {own!r} in _extra, not {member!r}")
        else:
            check_place(member, child, got, own, f"{place}/{key}")
    for key, child in node.children.items():
        if key not in value:
            check_missing(child, got, f"{place}/{key}")


def check_place(value, node, got, extra, place):
    if node.column is not None:
        return check(value, node.column, got[node.column["name"]], extra, place)
    if isinstance(value, dict):
        return check_object(value, node, got, extra, place)
    check_missing(node, got, place)
    if value is None:
        if extra is not MISSING:
            differ(place, f"null is {extra!r} in _extra")
    elif extra is MISSING or not same(extra, value):
        differ(place, f"{value!r} is {extra!r} in _extra")


def check(value, column, got, extra, place):
    """That `value` is in its column, which has `got`, or else in `extra`; or that parts of it are."""
    kind = column["type"]
    if value is None:
        if got is not None or extra is not MISSING:
            differ(place, f"null is {got!r}, and {extra!r} in _extra")
        return
    if kind == "struct" and isinstance(value, dict):
        if got is None:
            differ(place, "an object is null")
        if "tree" not in column:
            column["tree"] = tree_of(column["fields"])
        return check_object(value, column["tree"], got, extra, place)
    if kind == "array" and isinstance(value, list) or kind == "map" and isinstance(value, dict):
        if got is None:
            differ(place, f"{value!r} is null")
        parts = value if kind == "array" else list(value.values())
        keys = [str(index) for index in range(len(value))] if kind == "array" else list(value)
        if kind == "map":
            if [key for key, _ in got] != keys:
                differ(place, f"the keys are {[key for key, _ in got]}, not {keys}")
            got = [part for _, part in got]
        if len(got) != len(parts):
            differ(place, f"{len(got)} parts, not {len(parts)}")
        left = {} if extra is MISSING else extra
        if not isinstance(left, dict) or extra is not MISSING and not left:
            differ(place, f"_extra has {left!r}")
        if [key for key in keys if key in left] != list(left):
            differ(place, f"_extra has the parts {list(left)}")
        element = column["element" if kind == "array" else "value"]
        for key, part, part_got in zip(keys, parts, got):
            check(part, element, part_got, left.get(key, MISSING), f"{place}/{key}")
        return
    try:
        if kind == "json":
            fits, wanted = True, value
            got = None if got is None else parse(got)
        elif kind in ("struct", "array", "map"):
            raise Misfit
        else:
            fits, wanted = True, convert(value, column)
    except Misfit:
        fits = False
    if fits:
        if extra is not MISSING:
            differ(place, f"{value!r} fits, but is {extra!r} in _extra")
        is_same = same(got, wanted) if kind == "json" else got == wanted and type(got) is type(wanted)
        if not is_same or isinstance(got, float) and str(got) != str(wanted):
            differ(place, f"{value!r} is {got!r}, not {wanted!r}")
    else:
        if got is not None:
            differ(place, f"{value!r} does not fit, but is {got!r}")
        if extra is MISSING or not same(extra, value):
            differ(place, f"{value!r} does not fit, and is {extra!r} in _extra")


# --- Reading ------------------------------------------------------------------------------------------------------------

def _plain(kind):
    """The Arrow type with days and instants as whole numbers."""
    if pyarrow.types.is_timestamp(kind):
        return pyarrow.int64()
    if pyarrow.types.is_date32(kind):
        return pyarrow.int32()
    if pyarrow.types.is_struct(kind):
        return pyarrow.struct([pyarrow.field(f.name, _plain(f.type)) for f in kind])
    if pyarrow.types.is_map(kind):
        return pyarrow.map_(kind.key_type, _plain(kind.item_type))
    if pyarrow.types.is_list(kind):
        return pyarrow.list_(pyarrow.field(kind.value_field.name, _plain(kind.value_type)))
    return kind


def rows_of(path):
    table = pyarrow.parquet.ParquetFile(path, page_checksum_verification=True).read()
    columns = [column.cast(_plain(column.type)).to_pylist() for column in table.columns]
    return [dict(zip(table.column_names, row)) for row in zip(*columns)]


# By what the numbers of DuckDB's timestamps, of microseconds or nanoseconds, are divided to be of the unit of a column.
DUCKDB_DIVISORS = {"millis": 1000, "micros": 1, "nanos": 1}


def _of_column(value, column):
    """What DuckDB read of a column, as pyarrow has it."""
    kind = column["type"]
    if value is None:
        return None
    if kind == "struct":
        return {field["name"]: _of_column(value[field["name"]], field) for field in column["fields"]}
    if kind == "array":
        return [_of_column(part, column["element"]) for part in value]
    if kind == "map":
        return [(key, _of_column(part, column["value"])) for key, part in value]
    if kind.startswith("timestamp"):
        quotient, rest = divmod(value, DUCKDB_DIVISORS[kind[10:-1]])
        if rest:
            raise Difference(f"{value} microseconds in a column of {kind}")
        return quotient
    return value


def duckdb_rows_of(path, columns):
    connection = duckdb.connect()
    connection.execute("SET threads = 1; SET TimeZone = 'UTC'")
    query = "SELECT * FROM read_parquet(?, hive_partitioning = false)"
    table = connection.sql(query, params=[str(path)]).to_arrow_table()
    values = [column.cast(_plain(column.type)).to_pylist() for column in table.columns]
    names = [column["name"] for column in columns] + ["_extra"] * ("_extra" in table.column_names)
    if table.column_names != names:
        raise Difference(f"the columns are {table.column_names}, not {names}")
    for index, column in enumerate(columns):
        values[index] = [_of_column(value, column) for value in values[index]]
    return [dict(zip(names, row)) for row in zip(*values)]


def check_files(report, name, parkett, contract, paths, lines):
    """That the rows of the files are the lines."""
    columns = [spelt_out(column) for column in contract["columns"]]
    try:
        rows = [row for path in paths for row in duckdb_rows_of(path, columns)]
        check_rows(report, f"{name}, DuckDB", columns, rows, lines)
    except Exception as error:
        report.check(f"{name}, DuckDB", f"{type(error).__name__}: {error}")
    kept = check_rows(report, name, columns, [row for path in paths for row in rows_of(path)], lines)
    for path in paths:
        printed, problem = reading.cat(parkett, path)
        difference = problem or reading.difference(printed, reading.pyarrow_lines(path), False)
        report.check(f"{name}, {path.name}, parkett cat", difference)
    return kept


def check_rows(report, name, columns, rows, lines):
    """That the rows, as an engine reads them, are the lines.

    Returns how many have something in `_extra`."""
    tree = tree_of(columns)
    report.check(f"{name}, rows", None if len(rows) == len(lines) else f"{len(rows)}, not {len(lines)}")
    found = []
    kept = 0
    for number, (row, line) in enumerate(zip(rows, lines)):
        text = row.pop("_extra")
        kept += text is not None
        try:
            extra = MISSING if text is None else parse(text)
            if extra is not MISSING and not extra:
                differ("", "_extra is an object without members")
            check_object(parse(line), tree, row, extra, "")
        except Difference as difference:
            found.append(f"line {number + 1}: {difference}: {line[:200]}")
        if text is not None and re.search(r"\s", re.sub(r'"(\\.|[^"\\])*"', "", text)):
            found.append(f"line {number + 1}: white space in _extra")
    report.check(f"{name}, values", "; ".join(found[:3]) if found else None)
    return kept


# --- Random contracts and lines -----------------------------------------------------------------------------------------

LEAVES = [
    {"type": "string"}, {"type": "string"}, {"type": "int"}, {"type": "bigint"}, {"type": "smallint"}, {"type": "double"},
    {"type": "float"}, {"type": "boolean"}, {"type": "json"}, {"type": "date"}, {"type": "decimal(9,2)"},
    {"type": "decimal(18,4)"}, {"type": "decimal(30,6)"}, {"type": "timestamp(millis)", "read": "rfc3339"},
    {"type": "timestamp(micros)", "read": "epoch_seconds"}, {"type": "timestamp(nanos)", "read": "epoch_millis"},
    {"type": "binary", "read": "base64"}, {"type": "binary", "read": "hex"},
]
NAMES = ["a", "b", "c", "id", "os", "é", "k~/", "Key", "key2", "", "x y"]


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)
        # How many in a hundred values are of another kind than the column.
        self.oddity = self.random.choice([0, 2, 10, 40])

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def column(self, depth):
        choice = self.random.random()
        if depth > 4 or choice < 0.5:
            return dict(self.random.choice(LEAVES))
        if choice < 0.7:
            return {"type": "struct", "fields": self.columns(depth + 1, self.random.randint(1, 3))}
        if choice < 0.9:
            return {"type": "array", "element": self.column(depth + 1)}
        return {"type": "map", "value": self.column(depth + 1)}

    def columns(self, depth, count):
        columns, taken = [], set()
        for index in range(count):
            keys = [self.random.choice(NAMES)]
            # Few are read from within an object that is no column.
            while self.chance(15):
                keys.append(self.random.choice(NAMES))
            keys = tuple(keys)
            if any(keys[: len(other)] == other or other[: len(keys)] == keys for other in taken):
                continue
            taken.add(keys)
            pointer = "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)
            columns.append({"name": f"c{index}", "from": pointer, **self.column(depth)})
        return columns

    def contract(self):
        return {"contract": 1, "columns": self.columns(0, self.random.randint(2, 6))}

    def text(self):
        alphabet = "abcXYZ 01" if self.chance(80) else 'é€😀"\\/\n\t{}[]:,'
        return "".join(self.random.choice(alphabet) for _ in range(self.random.choice([0, 1, 3, 10, 40])))

    def quoted(self, text):
        return json.dumps(text, ensure_ascii=self.chance(self.oddity))

    def space(self):
        return self.random.choice([" ", "\t", "  "]) if self.chance(5) else ""

    def number(self):
        r = self.random
        return r.choice([
            lambda: str(r.randint(-100, 100)), lambda: str(r.randint(-(2**63), 2**64)),
            lambda: f"{r.uniform(-1e4, 1e4):.{r.randint(0, 8)}f}", lambda: repr(r.uniform(-1, 1) * 10 ** r.randint(-30, 30)),
            lambda: str(r.randint(10**15, 10**17)), lambda: "-0", lambda: "0.10", lambda: "1E3", lambda: str(2**53 + r.randint(0, 3)),
        ])()

    def anything(self, depth=0):
        choice = self.random.randint(0, 6 if depth < 3 else 4)
        if choice < 2:
            return self.quoted(self.text())
        if choice < 4:
            return self.number()
        if choice == 4:
            return self.random.choice(["true", "false", "null"])
        if choice == 5:
            return self.list([self.anything(depth + 1) for _ in range(self.random.randint(0, 3))])
        return self.object([(self.random.choice(NAMES), self.anything(depth + 1)) for _ in range(self.random.randint(0, 3))])

    def list(self, parts):
        return "[" + ",".join(self.space() + part + self.space() for part in parts) + self.space() + "]"

    def object(self, members):
        return "{" + ",".join(
            f"{self.space()}{self.quoted(key)}{self.space()}:{self.space()}{value}" for key, value in members
        ) + self.space() + "}"

    def fitting(self, column):
        r, kind = self.random, column["type"]
        if kind == "string":
            return self.quoted(self.text())
        if kind in RANGES:
            return str(r.randint(-(2 ** RANGES[kind]), 2 ** RANGES[kind] - 1) >> r.randint(0, RANGES[kind]))
        if kind == "boolean":
            return r.choice(["true", "false"])
        if kind in ("double", "float", "decimal(9,2)", "decimal(18,4)", "decimal(30,6)"):
            return f"{r.uniform(-1e6, 1e6):.2f}"
        if kind == "date":
            return json.dumps(str(date.fromordinal(r.randint(1, 3_000_000))))
        if kind.startswith("timestamp"):
            if column["read"] == "rfc3339":
                zone = r.choice(["Z", "+01:00", "-05:30"])
                return json.dumps(f"{date.fromordinal(r.randint(2000, 3_000_000))}T{r.randint(0, 23):02}:59:07.{r.randint(0, 999):03}{zone}")
            return f"{r.randint(-(10**9), 10**9)}.{r.randint(0, 999):03}"
        if kind == "binary":
            data = r.randbytes(r.randint(0, 9))
            return json.dumps(base64.b64encode(data).decode() if column["read"] == "base64" else data.hex())
        return self.anything()

    def value(self, column):
        if self.chance(self.oddity):
            return "null" if self.chance(30) else self.anything()
        kind = column["type"]
        if kind == "struct":
            return self.members(column["fields"])
        if kind == "array":
            return self.list([self.value(column["element"]) for _ in range(self.random.choice([0, 1, 1, 2, 3, 9]))])
        if kind == "map":
            keys = [self.random.choice(NAMES) for _ in range(self.random.choice([0, 1, 2, 4]))]
            if not self.chance(self.oddity):
                keys = list(dict.fromkeys(keys))
            return self.object([(key, self.value(column["value"])) for key in keys])
        return self.fitting(column)

    def members(self, columns):
        """An object with values for `columns`."""
        tree = {}
        for column in columns:
            if self.chance(15):
                continue
            node = tree
            *way, last = keys_of(column)
            for key in way:
                node = node.setdefault(key, {})
            node[last] = column

        def build(node):
            members = []
            for key, child in node.items():
                if self.chance(self.oddity / 2):
                    members.append((key, self.anything()))
                    if self.chance(50):
                        continue
                if isinstance(child, dict) and "type" in child and "name" in child:
                    members.append((key, self.value(child)))
                else:
                    members.append((key, build(child)))
            if self.chance(self.oddity):
                for _ in range(self.random.randint(1, 3)):
                    members.append((self.random.choice([*NAMES, "u", "_extra", "C0"]), self.anything()))
            if self.chance(self.oddity):
                self.random.shuffle(members)
            return self.object(members)

        return build(tree)


def convert_lines(report, name, parkett, contract, lines, directory, command):
    source = directory / "input" / "date=2025-02-24"
    source.mkdir(parents=True)
    (source / "a.json").write_text("\n".join(lines) + "\n", encoding="utf-8")
    path = directory / "contract.json"
    path.write_text(json.dumps(contract))
    problem = command(
        parkett, "convert", directory / "input", directory / "output", "--schema", path, "--all", "--ignore-other-files"
    )
    if problem:
        report.check(name, problem)
        return False
    paths = sorted((directory / "output").rglob("*.parquet"))
    kept = json.loads((directory / "output" / "_parkett" / "contract.json").read_text())
    if contract.get("drift") == "widen":
        # Columns have become wider.
        check_files(report, name, parkett, kept, paths, lines)
    else:
        check_files(report, name, parkett, contract, paths, lines)
        report.check(f"{name}, contract", "it is another" if "revision" in kept else None)
    return "revision" in kept


WIDENABLE = ["tinyint", "smallint", "int", "bigint", "float", "decimal(5,2)", "decimal(18,4)", "timestamp(millis)"]


def growing(generator, contract, lines):
    """The lines with columns of numbers of some size and precision each, which the columns' types need not hold."""
    r = generator.random
    for index in range(4):
        column = {"name": f"w{index}", "type": r.choice(WIDENABLE)}
        if column["type"].startswith("timestamp"):
            column["read"] = "epoch_seconds"
        contract["columns"].append(column)
        # DuckDB reads no instants that microseconds do not hold.
        bits, digits = r.choice([5, 14, 30, 40] + [62, 70] * ("read" not in column)), r.choice([0, 0, 1, 3, 6])
        for place, line in enumerate(lines):
            number = str(r.randint(-(2**bits), 2**bits) >> r.randint(0, bits))
            if digits and r.random() < 0.3:
                number += f".{r.randint(0, 10**digits - 1):0{digits}}"
            value = r.choice(["null", '"n/a"', "[]"]) if r.random() < 0.02 else number
            head = line.rstrip()[:-1].rstrip()
            lines[place] = head + ("" if head == "{" else ",") + f'"w{index}":{value}}}'
    return lines


def check_random(report, parkett, command, seeds, count=400, drift=None):
    widened = 0
    for seed in seeds:
        generator = Generator(seed)
        contract = generator.contract()
        lines = [generator.members(contract["columns"]) for _ in range(count)]
        if drift == "widen":
            contract["drift"] = drift
            lines = growing(generator, contract, lines)
        with tempfile.TemporaryDirectory(prefix="parkett-nested-") as directory:
            widened += convert_lines(report, f"nested, seed {seed}", parkett, contract, lines, Path(directory), command)
    if drift == "widen":
        report.check("nested, widened contracts", None if widened * 3 > len(seeds) else f"{widened} of {len(seeds)}")


def check_samples(report, parkett, examples, command):
    """The sample logs with all their keys: nothing is left for `_extra`."""
    for shape, *options in [("signin", "--events", "20000"), ("http", "--events", "1500", "--accounts", "3")]:
        name = f"nested, {shape} with every key"
        contract_path = examples / f"{shape}-all.contract.json"
        contract = json.loads(contract_path.read_text())
        with tempfile.TemporaryDirectory(prefix="parkett-nested-") as directory:
            directory = Path(directory)
            problem = command(parkett, "generate", shape, directory / "input", *options) or command(
                parkett, "convert", directory / "input", directory / "output", "--schema", contract_path, "--all"
            )
            report.check(name, problem)
            if problem:
                continue
            for partition in sorted({path.parent for path in (directory / "output").rglob("*.parquet")}):
                place = partition.relative_to(directory / "output")
                chunks = sorted((directory / "input" / place).glob("*.json*"), key=bytes)
                lines = [line for chunk in chunks for line in lines_of(read_chunk(chunk))]
                kept = check_files(
                    report, f"{name}, {place}", parkett, contract, sorted(partition.glob("*.parquet")), lines
                )
                report.check(f"{name}, {place}, _extra", f"{kept} rows have some" if kept else None)


def check_inferred(report, parkett, name, source, lines, directory, command, *options):
    """The files of `source` by the contract that is inferred from them: every key has a column, and nothing is left over."""
    output = directory / "output"
    problem = command(parkett, "convert", source, output, "--all", *options)
    report.check(name, problem)
    if problem:
        return
    contract = json.loads((output / "_parkett" / "contract.json").read_text())
    kept = check_files(report, name, parkett, contract, sorted(output.rglob("*.parquet")), lines)
    report.check(f"{name}, _extra", f"{kept} rows have some" if kept else None)


def check_inferences(report, parkett, fixtures, command):
    """The sample logs, CloudTrail, Firehose and DynamoDB records without a schema."""
    for shape, *options in [("signin", "--events", "20000"), ("http", "--events", "1500", "--accounts", "3")]:
        with tempfile.TemporaryDirectory(prefix="parkett-nested-") as directory:
            directory = Path(directory)
            report.check(f"inferred, {shape}", command(parkett, "generate", shape, directory / "input", *options))
            # The order of the files is that of the paths, in input and output.
            chunks = sorted((directory / "input").rglob("*.json*"), key=bytes)
            lines = [line for chunk in chunks for line in lines_of(read_chunk(chunk))]
            check_inferred(report, parkett, f"inferred, {shape}", directory / "input", lines, directory, command)
    samples = [
        ("cloudtrail.json", shapes.under_records, "--records-at", "Records"), ("firehose.json", shapes.concatenated),
        ("array.json", shapes.elements), ("dynamodb.json", shapes.items, "--records", "dynamodb"),
    ]
    for file, records, *options in samples:
        with tempfile.TemporaryDirectory(prefix="parkett-nested-") as directory:
            lines = lines_of(shapes.lines(records, (fixtures / file).read_bytes()))
            check_inferred(report, parkett, f"inferred, {file}", fixtures / file, lines, Path(directory), command, *options)


def check_part(report, parkett, root, command):
    check_samples(report, parkett, root / "Examples", command)
    check_inferences(report, parkett, root / "Fixtures" / "json", command)
    check_random(report, parkett, command, range(60))
    check_random(report, parkett, command, range(60, 90), drift="widen")
