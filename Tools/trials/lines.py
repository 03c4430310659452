"""Mutated JSON lines, converted by `parkett convert` and read by a strict parser of others (orjson): the same lines must be accepted, with
the same values, and all others be in quarantine with their number and their bytes.

Where the two read JSON differently on purpose, the rule stands in `fits`: a whole number for a `double` column must be held exactly, values nest at most
512 deep within the record.

usage: lines.py --parkett PATH [--lines 20000] [--rounds 5] [--seed 1]        needs pyarrow and orjson"""

import argparse
import base64
import json
import math
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import orjson
import pyarrow.parquet

CONTRACT = {
    "contract": 1, "unknown_keys": "drop", "drift": "quarantine",
    "columns": [
        {"name": "s", "type": "string"}, {"name": "n", "type": "bigint"}, {"name": "i", "type": "int"},
        {"name": "x", "type": "double"}, {"name": "b", "type": "boolean"}, {"name": "tags", "type": "array<string>"},
        {"name": "u", "type": "struct<k:string,v:bigint>"},
    ],
}
NONE = object()
# Of a key that is there twice, the last value holds.
WHOLE = re.compile(rb"-?(0|[1-9][0-9]*)\Z")


class Number:
    """A number as it is spelled, since what fits depends on that."""

    def __init__(self, text):
        self.text = text.encode()


def number_text(line):
    """The document with numbers as spelled; orjson decides what is JSON, this only what numbers look like."""
    return json.loads(line, parse_int=Number, parse_float=Number)


def whole(number, bits):
    """The value of a number that is a whole one of so many bits; NONE if it is none."""
    match = re.fullmatch(rb"(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?", number.text)
    sign, digits, fraction, exponent = match.groups()
    fraction = fraction or b""
    power = int(exponent or 0) - len(fraction)
    digits = (digits + fraction).lstrip(b"0")
    if not digits:
        return 0
    stripped = digits.rstrip(b"0")
    power += len(digits) - len(stripped)
    if power < 0 or len(stripped) + power > 20:
        return NONE
    value = int(stripped) * 10 ** power * (-1 if sign else 1)
    return value if -(1 << bits - 1) <= value < 1 << bits - 1 else NONE


def fits(kind, value):
    """What a column of `kind` holds of `value`; NONE if it does not fit."""
    if value is None:
        return None
    if kind == "string":
        return value if isinstance(value, str) else NONE
    if kind in ("bigint", "int"):
        return whole(value, 64 if kind == "bigint" else 32) if isinstance(value, Number) else NONE
    if kind == "double":
        if not isinstance(value, Number):
            return NONE
        number = float(value.text)
        if math.isinf(number):
            return NONE
        if WHOLE.match(value.text) and int(number) != int(value.text):
            return NONE
        return number
    if kind == "boolean":
        return value if isinstance(value, bool) else NONE
    if kind == "array<string>":
        if not isinstance(value, list) or any(not isinstance(item, str | None) for item in value):
            return NONE
        return value
    if not isinstance(value, dict):
        return NONE
    parts = {"k": fits("string", value.get("k")), "v": fits("bigint", value.get("v"))}
    return NONE if NONE in parts.values() else parts


def depth(line):
    deepest = open_now = 0
    in_string = escaped = False
    for byte in line:
        if in_string:
            escaped, in_string = byte == 0x5C and not escaped, not (byte == 0x22 and not escaped)
        elif byte == 0x22:
            in_string = True
        elif byte in b"[{":
            open_now += 1
            deepest = max(deepest, open_now)
        elif byte in b"]}":
            open_now -= 1
    return deepest


def refuse(constant):
    raise ValueError(constant)


def is_json(line):
    try:
        json.dumps(json.loads(line.decode(), parse_constant=refuse), ensure_ascii=False).encode()
        return True
    except ValueError:
        return False


def row(line):
    """The row that a line is; NONE if it is none."""
    try:
        orjson.loads(line)
    except ValueError as error:
        # The one thing that orjson refuses and that is JSON: numbers beyond a double, which do not matter where no column reads them. It
        # stops at them, so the rest is left to Python's parser, made strict.
        if "infinity" not in str(error) or not is_json(line):
            return NONE
    if depth(line) > 513:
        return NONE
    try:
        document = number_text(line)
    except (ValueError, RecursionError):
        return NONE
    if not isinstance(document, dict):
        return NONE
    values = {column["name"]: fits(column["type"], document.get(column["name"])) for column in CONTRACT["columns"]}
    if NONE in values.values():
        return NONE
    return values


# --- Mutants ------------------------------------------------------------------------------------------------------------

STRINGS = ["", "a", "ä", "日本", "𝄞", "\\u00e9", "\\ud834\\udd1e", "\\ud834", "\\udd1e\\ud834", "\\n", "\\/", "\\x", "\\u12", "tab\tin", "\x7f", '\\"', "\\\\"]
NUMBERS = ["0", "-0", "1", "01", "+1", "1.", ".5", "1.5", "-1.5e3", "1e2", "1E+2", "1e-2", "100e-2", "1e400", "-1e400", "1e-400",
           "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "2147483647", "2147483648",
           "9007199254740992", "9007199254740993", "123456789012345678901234567890", "0.1", "4.9e-324", "1.7976931348623157e308",
           "1.7976931348623159e308", "NaN", "Infinity", "-", "0x10", "1_000", "0e0", "1e", "12345678901234567890e-1"]
OTHERS = ["true", "false", "null", "True", "nul", "[]", "{}", '["a"]', '["a",null]', '[1]', '[["a"]]', '{"k":"x","v":1}', '{"k":1}', '{"v":"1"}',
          '{"k":null,"k":"y"}', '{"z":{"z":[1,2,{"z":null}]}}', '"2025-01-01"']


def value(generator):
    choice = generator.random()
    if choice < 0.35:
        return '"' + "".join(generator.choices(STRINGS, k=generator.randrange(4))) + '"'
    return generator.choice(NUMBERS if choice < 0.7 else OTHERS)


def fitting(generator, name):
    return {
        "s": lambda: json.dumps("".join(generator.choices("abcäö𝄞\n\"\\", k=6)), ensure_ascii=generator.random() < 0.5),
        "n": lambda: str(generator.randrange(-(1 << 63), 1 << 63)), "i": lambda: str(generator.randrange(-(1 << 31), 1 << 31)),
        "x": lambda: repr(generator.uniform(-1, 1) * 10 ** generator.randrange(-320, 308)),
        "b": lambda: generator.choice(["true", "false"]), "tags": lambda: generator.choice(["[]", '["a","b"]', '[null]', "null"]),
        "u": lambda: generator.choice(['{"k":"a","v":1}', '{"v":-5}', "{}", "null"]), "other": lambda: value(generator),
    }[name]()


def line(generator):
    space = lambda: generator.choice(["", "", "", " ", "\t", "\r", "  "])
    names = generator.sample(["s", "n", "i", "x", "b", "tags", "u", "other"], k=generator.randrange(9))
    if generator.random() < 0.1 and names:
        names.append(generator.choice(names))
    members = []
    for name in names:
        text = value(generator) if generator.random() < 0.08 else fitting(generator, name)
        key = "\\u%04x" % ord(name[0]) + name[1:] if generator.random() < 0.05 else name
        members.append(f'{space()}"{key}"{space()}:{space()}{text}{space()}')
    made = bytearray((space() + "{" + ",".join(members) + "}" + space()).encode())
    choice = generator.random()
    if choice < 0.25:
        for _ in range(generator.randrange(1, 4)):
            place = generator.randrange(len(made))
            kind = generator.randrange(5)
            if kind == 0:
                made[place] ^= 1 << generator.randrange(8)
            elif kind == 1:
                made[place:place] = bytes([generator.choice(b'"\\{}[],:0123456789eE.-+ntf\x00\xff\xc3\xed\xa0\x80 ')])
            elif kind == 2:
                del made[place:place + generator.randrange(1, 4)]
            elif kind == 3:
                made[place:] = b""
            else:
                made[place:place] = made[generator.randrange(len(made)):][:8]
            if not made:
                break
    elif choice < 0.27:
        nested = generator.choice([510, 511, 512, 513, 600])
        made = bytearray(b'{"other":' + b"[" * nested + b"]" * nested + b"}")
    elif choice < 0.3:
        made = bytearray(generator.choice([b"", b" \t", b"\r", b"[1]", b"1", b'"a"', b"null", b"{}{}", b'{"s":"a"} {"s":"b"}', b"\xef\xbb\xbf{}"]))
    return bytes(made).replace(b"\n", b" ")


# --- Comparison ---------------------------------------------------------------------------------------------------------

def same(ours, theirs):
    if isinstance(ours, float) and isinstance(theirs, float):
        return ours == theirs and math.copysign(1, ours) == math.copysign(1, theirs)
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(same(ours[key], theirs[key]) for key in ours)
    return type(ours) is type(theirs) and ours == theirs


def trial(parkett, generator, count):
    with tempfile.TemporaryDirectory() as directory:
        directory = Path(directory)
        lines = [line(generator) for _ in range(count)]
        # A mark of byte order begins a file, not a line.
        if lines[0].startswith(b"\xef\xbb\xbf"):
            lines[0] = b"{}"
        (directory / "lines.json").write_bytes(b"\n".join(lines) + b"\n")
        (directory / "schema.json").write_text(json.dumps(CONTRACT))
        output = directory / "table"
        result = subprocess.run(
            [parkett, "convert", directory / "lines.json", output, "--schema", directory / "schema.json", "--all", "--records", "lines",
             "--max-quarantined", "100%"], capture_output=True, text=True)
        if result.returncode != 0:
            raise SystemExit(f"parkett exits with {result.returncode}: {result.stderr[-2000:]}")
        rejected = {}
        for path in (output / "_parkett" / "quarantine").rglob("*.jsonl"):
            for text in path.read_text().splitlines():
                record = json.loads(text)
                raw = record["raw"].encode() if "raw" in record else base64.b64decode(record["raw_base64"])
                rejected[record["line"]] = (raw, record["reason"])
        rows = []
        for path in sorted(output.glob("*.parquet")):
            rows += pyarrow.parquet.read_table(path).to_pylist()
        rows.reverse()
        accepted = 0
        for number, text in enumerate(lines, 1):
            if not text.strip(b" \t\r"):
                continue
            wanted = row(text)
            if (wanted is NONE) != (number in rejected):
                raise SystemExit(f"line {number} {text!r}: ours {rejected.get(number, 'a row')}, should be "
                                 f"{'in quarantine' if wanted is NONE else wanted}")
            if wanted is NONE:
                if rejected[number][0] != text:
                    raise SystemExit(f"line {number} {text!r}: the bytes in quarantine are {rejected[number][0]!r}")
                continue
            accepted += 1
            ours = rows.pop()
            if not same(ours, wanted):
                raise SystemExit(f"line {number} {text!r}: ours {ours}, should be {wanted}")
        if rows:
            raise SystemExit(f"{len(rows)} rows are of no line")
        return accepted, len(rejected)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--parkett", required=True, type=Path)
    arguments.add_argument("--lines", type=int, default=20000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    sys.setrecursionlimit(5000)
    accepted = rejected = 0
    for number in range(given.rounds):
        more = trial(given.parkett.resolve(), random.Random(given.seed + number), given.lines)
        accepted, rejected = accepted + more[0], rejected + more[1]
    print(f"{accepted} lines accepted with the same values, {rejected} in quarantine by both")


if __name__ == "__main__":
    sys.exit(main())
