"""What a Parquet file must hold, told from the JSON lines and the schema contract by means of Python alone."""

import base64
import json
import re
import struct
import uuid
from datetime import date
from decimal import Decimal
from pathlib import Path

_WHITE = " \t\r\n"


def _refuse(text):
    raise ValueError(f"{text} is not JSON")


_DECODER = json.JSONDecoder(parse_float=Decimal, parse_int=int, parse_constant=_refuse, strict=True)


def _skip(text, place):
    while place < len(text) and text[place] in _WHITE:
        place += 1
    return place


def members(text):
    """The members of the object `text`, as its own text: key to slice. Of a key that occurs twice the last one counts."""
    place = _skip(text, 0)
    if text[place] != "{":
        raise ValueError("not an object")
    found = {}
    place = _skip(text, place + 1)
    if text[place] == "}":
        return found
    while True:
        key, place = _DECODER.raw_decode(text, place)
        if not isinstance(key, str):
            raise ValueError("a key is no string")
        place = _skip(text, place)
        if text[place] != ":":
            raise ValueError("no colon")
        start = _skip(text, place + 1)
        _, end = _DECODER.raw_decode(text, start)
        found[key] = text[start:end]
        place = _skip(text, end)
        if text[place] == "}":
            if _skip(text, place + 1) != len(text):
                raise ValueError("text behind the object")
            return found
        if text[place] != ",":
            raise ValueError("no comma")
        place = _skip(text, place + 1)


def lines_of(data):
    """The lines of a file that are not blank."""
    text = data.decode("utf-8", "strict").removeprefix("\ufeff")
    return [line for line in text.split("\n") if line.strip(_WHITE)]


_UNIT_DIGITS = {"millis": 3, "micros": 6, "nanos": 9}
_EPOCH_DIGITS = {"epoch_seconds": 0, "epoch_millis": 3, "epoch_micros": 6, "epoch_nanos": 9}


def _whole(number):
    if number != int(number):
        raise ValueError(f"{number} is not whole")
    return int(number)


def _scaled(number, digits):
    """`number` times ten to the power of `digits`, exactly."""
    if isinstance(number, bool):
        raise ValueError("a boolean is no number")
    sign, figures, exponent = Decimal(number).as_tuple()
    return _whole(Decimal((sign, figures, exponent + digits)))


def _rfc3339(text, digits):
    match = re.fullmatch(
        r"(\d{4}-\d\d-\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))", text
    )
    day, hour, minute, second, fraction, sign, zone_hour, zone_minute = match.groups()
    days = (date.fromisoformat(day) - date(1970, 1, 1)).days
    seconds = days * 86_400 + int(hour) * 3600 + int(minute) * 60 + int(second)
    if sign:
        offset = int(zone_hour) * 3600 + int(zone_minute) * 60
        seconds += offset if sign == "-" else -offset
    return seconds * 10**digits + _scaled(Decimal("0." + (fraction or "0")), digits)


def _value(text, column):
    kind = column["type"]
    if kind == "json":
        return text
    value = _DECODER.decode(text)
    read = column.get("read")
    if kind == "string":
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is no string")
        return value
    if kind in ("tinyint", "smallint", "int", "bigint"):
        return _scaled(value, 0)
    if kind == "double":
        return float(text)
    if kind == "float":
        return nearest_float(text)
    if kind == "boolean":
        if not isinstance(value, bool):
            raise ValueError(f"{value!r} is no boolean")
        return value
    if kind.startswith("timestamp("):
        digits = _UNIT_DIGITS[kind[10:-1]]
        return _rfc3339(value, digits) if read == "rfc3339" else _scaled(value, digits - _EPOCH_DIGITS[read])
    if kind == "date":
        return (date.fromisoformat(value) - date(1970, 1, 1)).days
    if kind.startswith("decimal("):
        return _scaled(Decimal(value) if isinstance(value, str) else value, decimal_scale(kind))
    if kind == "binary":
        if read == "base64":
            return base64.b64decode(value, validate=True)
        return bytes.fromhex(value) if read == "hex" else value.encode()
    if kind == "uuid":
        return uuid.UUID(value).bytes
    raise ValueError(f"the type {kind} is unknown")


def decimal_scale(kind):
    arguments = kind[len("decimal(") : -1].split(",")
    return int(arguments[1]) if len(arguments) > 1 else 0


def nearest_float(text):
    """The binary32 nearest to the decimal number `text`, ties to even, without rounding to binary64 on the way."""
    exact = Decimal(text)
    near = struct.unpack("<f", struct.pack("<f", float(text)))[0]
    bits = struct.unpack("<I", struct.pack("<f", near))[0]
    candidates = []
    for other in (bits - 1, bits, bits + 1):
        if 0 <= other <= 0xFFFFFFFF and other & 0x7F800000 != 0x7F800000:
            value = struct.unpack("<f", struct.pack("<I", other))[0]
            candidates.append((abs(Decimal(value) - exact), other & 1, other))
    return struct.unpack("<f", struct.pack("<I", min(candidates)[2]))[0]


def _keys(column):
    pointer = column.get("from", "/" + column["name"].replace("~", "~0").replace("/", "~1"))
    return [key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:]]


def expected_columns(contract, chunks):
    """The values of every column of `contract`, in the order of `chunks` (the bytes of files) and of their lines."""
    columns = {column["name"]: [] for column in contract["columns"]}
    plan = [(column, _keys(column), columns[column["name"]]) for column in contract["columns"]]
    for chunk in chunks:
        for line in lines_of(chunk):
            top = members(line)
            nested = {}
            for column, keys, values in plan:
                found, parents = top, ()
                for key in keys[:-1]:
                    parents += (key,)
                    if parents not in nested:
                        text = found.get(key, "null")
                        nested[parents] = members(text) if text[0] == "{" else {}
                    found = nested[parents]
                text = found.get(keys[-1], "null")
                values.append(None if text == "null" else _value(text, column))
    return columns


def read_chunk(path: Path):
    data = path.read_bytes()
    if path.suffix == ".gz":
        import gzip

        return gzip.decompress(data)
    return data
