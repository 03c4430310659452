"""What is converted: inputs (path to bytes), contracts, and the options of each conversion."""

import gzip
import json
import random
import struct
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

DAY = "year=2025/month=02/date=24/"

CODECS = ["none", "snappy", "gzip", "zstd"]


@dataclass
class Case:
    name: str
    contract: dict
    # Either files, or the arguments with which the command makes them.
    files: dict = field(default_factory=dict)
    generate: list = field(default_factory=list)
    options: list = field(default_factory=list)
    codecs: list = field(default_factory=lambda: ["zstd"])
    # The fewest row groups that the files must have together, for cases about several of them.
    row_groups: int = 1
    # The fewest files of a partition, and the most bytes of each.
    file_count: int = 1
    file_size: int | None = None
    # What makes lines of a file's bytes, where records stand otherwise.
    lines: Callable = lambda data: data


def contract(*columns, unknown_keys="fail"):
    def column(name, kind, **members):
        return {"name": name, "type": kind, **members}

    return {"contract": 1, "unknown_keys": unknown_keys, "drift": "fail", "columns": [column(*args, **members) for args, members in columns]}


def _c(*args, **members):
    return args, {key.rstrip("_"): value for key, value in members.items()}


SIGN_IN_ALL = contract(
    _c("id", "uuid", required=True, field_id=1),
    _c("action", "string", field_id=2),
    _c("at", "timestamp(millis)", read="epoch_seconds", required=True, field_id=3),
    _c("status_code", "smallint", field_id=4),
    _c("user_id", "string"),
    _c("client", "string"),
    _c("ip", "string"),
    _c("user_agent", "string"),
    _c("session", "binary", read="hex"),
    _c("path", "string"),
    _c("duration", "decimal(9,2)", from_="/duration_ms"),
    _c("scopes", "json"),
    _c("mfa", "boolean"),
    _c("device_os", "string", from_="/device/os"),
    _c("device_name", "string", from_="/device/name"),
)

LIMITS = contract(
    _c("string", "string"),
    _c("tinyint", "tinyint"),
    _c("smallint", "smallint"),
    _c("int", "int"),
    _c("bigint", "bigint"),
    _c("float", "float"),
    _c("double", "double"),
    _c("boolean", "boolean"),
    _c("millis", "timestamp(millis)", read="epoch_millis"),
    _c("micros", "timestamp(micros)", read="epoch_micros"),
    _c("nanos", "timestamp(nanos)", read="epoch_nanos"),
    _c("seconds", "timestamp(micros)", read="epoch_seconds"),
    _c("instant", "timestamp(millis)", read="rfc3339"),
    _c("date", "date"),
    _c("decimal9", "decimal(9,2)"),
    _c("decimal18", "decimal(18,9)"),
    _c("decimal38", "decimal(38,0)"),
    _c("decimal38_38", "decimal(38,38)"),
    _c("utf8", "binary", read="utf8"),
    _c("base64", "binary", read="base64"),
    _c("hex", "binary", read="hex"),
    _c("uuid", "uuid"),
    _c("json", "json"),
)

# Per column, texts of JSON values: the least, the greatest, and what is easily done wrong.
LIMIT_VALUES = {
    "string": [
        '""', '"a"', r'"\u0000"', r'"\"\\\/\b\f\n\r\t"', r'"\ud83d\ude80\u00e5\uFFFF"', '"å🏢"', '"' + "x" * 70_000 + '"',
        '"\x7f\u0080\u07ff\u0800\uffff\U00010000\U0010ffff"', r'"\udbff\udfff"',
    ],
    "tinyint": ["-128", "127", "0", "-0"],
    "smallint": ["-32768", "32767"],
    "int": ["-2147483648", "2147483647", "0"],
    "bigint": ["-9223372036854775808", "9223372036854775807", "9007199254740993", "-9007199254740993"],
    "float": ["3.4028235e38", "-3.4028235e38", "1e-45", "1.17549435e-38", "0", "-0.0", "16777216", "16777217.0", "0.1",
              # Just above the middle between two numbers of 24 bits, but on it after rounding to 53.
              "1.00000017881393432617187500000001"],
    "double": ["1.7976931348623157e308", "-1.7976931348623157e308", "5e-324", "2.2250738585072014e-308", "-0.0", "0",
               "0.1", "1e23", "9007199254740993.0", "9007199254740994", "123456789012345678901234567890.0", "8.41e21", "2.2250738585072011e-308"],
    "boolean": ["true", "false"],
    "millis": ["-62135596800000", "253402300799999", "0", "-1", "1740355200123"],
    "micros": ["-62135596800000000", "253402300799999999", "0", "-1"],
    "nanos": ["-9223372036854775806", "9223372036854775806", "0", "-1"],
    "seconds": ["-62135596800", "253402300799.999999", "1740355200.5", "1740355200.000001", "1.7403552e9", "-0.000001"],
    "instant": ['"0001-01-01T00:00:00Z"', '"9999-12-31T23:59:59.999Z"', '"2025-02-24T12:00:00.5+05:30"',
                '"2024-02-29t23:59:59.120-08:00"', '"1969-12-31 23:59:59.999z"', '"2025-02-24T12:00:00.1230000Z"'],
    "date": ['"0001-01-01"', '"9999-12-31"', '"1970-01-01"', '"1969-12-31"', '"2024-02-29"'],
    "decimal9": ["-9999999.99", "9999999.99", "0.01", "-0.01", "0", "1e3", "1.50"],
    "decimal18": ["-999999999.999999999", "999999999.999999999", "0.000000001"],
    "decimal38": ["-" + "9" * 38, "9" * 38, "0", "-1", "170141183460469231731687303715884105"],
    "decimal38_38": ["-0." + "9" * 38, "0." + "9" * 38, "0." + "0" * 37 + "1"],
    "utf8": ['""', '"å"', r'"\u0000\u0001"'],
    "base64": ['""', '"AA=="', '"//79"', '"AP8="'],
    "hex": ['""', '"00"', '"fFeE0010"'],
    "uuid": ['"00000000-0000-0000-0000-000000000000"', '"ffffffff-ffff-FFFF-ffff-ffffffffffff"',
             '"3f0c2f0e-5a0e-4b7e-9d4f-2f1b6f3b0c1d"'],
    "json": ["{}", "[]", '""', "0", "false", '{"a":[1,2.50,{"b":null}],"a":"\\u00e5"}', "[ 1 , 2 ]", "-1.0E+5"],
}


def _line(values):
    return "{" + ",".join(json.dumps(key) + ":" + text for key, text in values.items()) + "}"


def limit_lines():
    """Every value of every column once, and the shorter columns again from their start."""
    count = max(len(values) for values in LIMIT_VALUES.values())
    return [_line({key: values[row % len(values)] for key, values in LIMIT_VALUES.items()}) for row in range(count)]


def _jsonl(lines, end="\n"):
    return (end.join(lines) + (end if lines else "")).encode()


def sparse_lines(count, share):
    """Lines in which each value is there with the probability `share`, else null or not there, keys in any order."""
    chance = random.Random(20250224)
    lines = []
    for _ in range(count):
        values = {}
        for key in chance.sample(sorted(LIMIT_VALUES), len(LIMIT_VALUES)):
            if chance.random() < share:
                values[key] = chance.choice([v for v in LIMIT_VALUES[key] if len(v) < 100])
            elif chance.random() < 0.5:
                values[key] = "null"
        lines.append(_line(values))
    return lines


def random_lines(count):
    """Lines with values from all over each type, hardly one of them twice."""
    chance = random.Random(20250225)

    def digits(most):
        return str(chance.randrange(10 ** chance.randint(1, most)) * chance.choice((1, -1)))

    def double():
        bits = chance.getrandbits(64)
        value = struct.unpack("<d", struct.pack("<Q", bits))[0]
        return repr(value) if value - value == 0 else "0.5"

    def quoted(length):
        return json.dumps("".join(chance.choice("abcdefgåß€漢🚀\"\\\n") for _ in range(chance.randrange(length))),
                          ensure_ascii=chance.random() < 0.5)

    makers = {
        "string": lambda: quoted(30), "tinyint": lambda: str(chance.randrange(-128, 128)),
        "smallint": lambda: str(chance.randrange(-32768, 32768)), "int": lambda: str(chance.randrange(-(2**31), 2**31)),
        "bigint": lambda: str(chance.randrange(-(2**63), 2**63)),
        "float": lambda: f"{chance.uniform(-1, 1) * 10.0 ** chance.randint(-40, 38):.{chance.randint(1, 17)}e}",
        "double": double, "boolean": lambda: chance.choice(("true", "false")),
        "millis": lambda: str(chance.randrange(-62135596800000, 253402300800000)),
        "micros": lambda: str(chance.randrange(-62135596800000000, 253402300800000000)),
        "nanos": lambda: str(chance.randrange(-(2**63) + 2, 2**63 - 2)),
        "seconds": lambda: f"{chance.randrange(-62135596800, 253402300800)}.{chance.randrange(10**6):06}",
        "decimal9": lambda: f"{digits(7)}.{chance.randrange(100):02}",
        "decimal18": lambda: f"{digits(9)}.{chance.randrange(10**9):09}", "decimal38": lambda: digits(38),
        "utf8": lambda: quoted(20), "hex": lambda: f'"{chance.randbytes(chance.randrange(20)).hex()}"',
        "uuid": lambda: f'"{uuid.UUID(bytes=chance.randbytes(16))}"',
        "json": lambda: "[" + quoted(10) + "," + digits(30) + "]",
    }
    return [_line({key: maker() for key, maker in makers.items()}) for _ in range(count)]


def cases(examples):
    """All cases; `examples` is the folder with the contracts that ship."""
    sign_in = json.loads((examples / "signin.contract.json").read_text())
    http = json.loads((examples / "http.contract.json").read_text())
    limits = limit_lines()
    nothing = "{" + ",".join(f'"{key}":null' for key in LIMIT_VALUES) + "}"
    one_row = _line({key: values[0] for key, values in LIMIT_VALUES.items()})
    small_groups = ["--row-group-size", "256KiB", "--page-size", "16KiB"]
    return [
        Case("sign-in day, 4 columns", sign_in, generate=["signin", "--events", "60000"], options=small_groups,
             row_groups=3),
        Case("sign-in day, all columns", SIGN_IN_ALL, generate=["signin", "--events", "60000"], options=small_groups,
             row_groups=8),
        Case("sign-in day, codecs", SIGN_IN_ALL, generate=["signin", "--events", "6000", "--seed", "7"], codecs=CODECS),
        Case("sign-in days", sign_in, codecs=["snappy"],
             generate=["signin", "--events", "3000", "--days", "2025-02-28/2025-03-02"]),
        Case("sign-in day, files of 256 KiB", SIGN_IN_ALL, generate=["signin", "--events", "20000"],
             options=["--file-size", "256KiB", "--row-group-size", "64KiB", "--page-size", "8KiB"], file_count=5,
             file_size=256 << 10),
        Case("HTTP records by account and date", http, codecs=CODECS,
             generate=["http", "--events", "3000", "--days", "2025-02-24/2025-02-25", "--accounts", "3"]),
        Case("all types at their limits", LIMITS, {DAY + "00-00.json": _jsonl(limits)}, codecs=CODECS),
        Case("random values of all types, several row groups", LIMITS, {DAY + "00-00.json": _jsonl(random_lines(16000))},
             options=["--row-group-size", "64KiB", "--page-size", "4KiB"], row_groups=3),
        Case("half of the values missing", LIMITS, {DAY + "00-00.json": _jsonl(sparse_lines(3000, 0.5))}, codecs=CODECS),
        Case("few values", LIMITS, {DAY + "00-00.json": _jsonl(sparse_lines(3000, 0.002))}),
        Case("few values missing", LIMITS, {DAY + "00-00.json": _jsonl(sparse_lines(3000, 0.998))}),
        Case("no values", LIMITS, {DAY + "00-00.json": _jsonl([nothing] * 1000 + ["{}"] * 1000)}, codecs=CODECS),
        Case("one row", LIMITS, {DAY + "00-00.json": _jsonl([one_row])}, codecs=CODECS),
        Case("one row without values", LIMITS, {DAY + "00-00.json": b"{}"}),
        Case("empty strings", contract(_c("text", "string"), _c("bytes", "binary")),
             {DAY + "00-00.json": _jsonl(['{"text":"","bytes":""}'] * 500 + ['{"text":"a"}'] + ['{"bytes":""}'] * 500)},
             codecs=CODECS),
        Case("one value again and again", contract(_c("text", "string"), _c("number", "bigint"), _c("flag", "boolean")),
             {DAY + "00-00.json": _jsonl(['{"text":"same","number":7,"flag":true}'] * 40_000)}, codecs=CODECS),
        Case("an empty file among others", sign_in,
             {DAY + "00-00.json": b"", DAY + "01-00.json": b'{"id":"a"}\n', DAY + "02-00.json": b"\n\n"}),
        Case("nothing but empty files", sign_in, {DAY + "00-00.json": b"", DAY + "01-00.json": b"\n"}, row_groups=0,
             file_count=0),
        Case("line ends, blank lines, byte order mark, no last line end", sign_in, {
            DAY + "00-00.json": b'\xef\xbb\xbf{"id":"a"}\r\n\r\n {"id":"b"} \r\n\t\r\n{"id":"c"}',
            DAY + "00-30.jsonl": b'{"status_code":1,"id":"d"}\n\n{"id":"e","id":"f"}',
            DAY + "01-00.json.gz": gzip.compress(b'{"id":"g"}\n', mtime=0) + gzip.compress(b'{"id":"h"}', mtime=0),
        }),
    ]
