"""Records that do not stand one a line: where they are, told by Python's parser, and the conversions of Fixtures/json."""

from cases import DAY, Case, _c, contract
from source import _DECODER, _WHITE, _skip, members


def _value(text, place):
    """The text of the value at `place`, and the place behind it."""
    start = _skip(text, place)
    _, end = _DECODER.raw_decode(text, start)
    return text[start:end], end


def elements(text):
    """The texts of the elements of the array that `text` is."""
    if not isinstance(_DECODER.decode(text.strip(_WHITE)), list):
        raise ValueError("not an array")
    found = []
    place = _skip(text, _skip(text, 0) + 1)
    while text[place] != "]":
        value, place = _value(text, place)
        found.append(value)
        place = _skip(text, place)
        if text[place] == ",":
            place += 1
    return found


def concatenated(text):
    """The texts of the values that follow each other in `text`."""
    found = []
    place = _skip(text, 0)
    while place < len(text):
        value, place = _value(text, place)
        found.append(value)
        place = _skip(text, place)
    return found


def under_records(text):
    return [record for document in concatenated(text) for record in elements(members(document)["Records"])]


def _plain(text):
    """What the typed value of an attribute stands for."""
    ((kind, value),) = members(text).items()
    if kind in ("S", "B", "BOOL"):
        return value
    if kind == "N":
        return _DECODER.decode(value)
    if kind == "NULL":
        return "null"
    if kind == "M":
        return _item(value)
    if kind == "L":
        return "[" + ",".join(_plain(element) for element in elements(value)) + "]"
    if kind in ("SS", "BS"):
        return "[" + ",".join(elements(value)) + "]"
    if kind == "NS":
        return "[" + ",".join(_DECODER.decode(element) for element in elements(value)) + "]"
    raise ValueError(f"{kind} is no type of an attribute")


def _item(text):
    return "{" + ",".join(f'"{key}":{_plain(value)}' for key, value in members(text).items()) + "}"


def items(text):
    return [_item(members(line)["Item"]) for line in concatenated(text)]


def lines(records, data):
    """The records of a file as JSON lines."""
    text = data.decode("utf-8", "strict").removeprefix("\ufeff")
    return "".join(record.replace("\n", " ") + "\n" for record in records(text)).encode()


CLOUD_TRAIL = contract(
    _c("id", "uuid", from_="/eventID", required=True),
    _c("name", "string", from_="/eventName"),
    _c("source", "string", from_="/eventSource"),
    _c("at", "timestamp(millis)", from_="/eventTime", read="rfc3339"),
    _c("user", "string", from_="/userIdentity/arn"),
    _c("ip", "string", from_="/sourceIPAddress"),
    _c("agent", "string", from_="/userAgent"),
    _c("request", "json", from_="/requestParameters"),
    _c("response", "json", from_="/responseElements"),
    _c("error", "string", from_="/errorMessage"),
    _c("read_only", "boolean", from_="/readOnly"),
    unknown_keys="drop",
)

FIREHOSE = contract(
    _c("id", "string", required=True),
    _c("temperature", "double"),
    _c("text", "string"),
    _c("tags", "json"),
    _c("at", "timestamp(millis)", read="epoch_seconds"),
    _c("ok", "boolean", from_="/nested/ok"),
)

DYNAMODB = contract(
    _c("id", "string", required=True),
    _c("count", "decimal(38,0)"),
    _c("price", "decimal(9,2)"),
    _c("active", "boolean"),
    _c("photo", "binary", read="base64"),
    _c("tags", "json"),
    _c("sizes", "json"),
    _c("keys", "json"),
    _c("city", "string", from_="/address/city"),
    _c("zip", "int", from_="/address/zip"),
    _c("history", "json"),
    unknown_keys="drop",
)


def cases(fixtures):
    """The conversions; `fixtures` is the folder of the files."""

    def case(name, contract, records, options, *files):
        return Case(
            f"{name}, {', '.join(files)}", contract,
            {f"{DAY}{number:02}-00.json": (fixtures / file).read_bytes() for number, file in enumerate(files)},
            options=options, codecs=["snappy"], lines=lambda data: lines(records, data),
        )

    return [
        case("CloudTrail", CLOUD_TRAIL, under_records, ["--records-at", "Records"], "cloudtrail.json", "cloudtrail-pretty.json"),
        case("Firehose", FIREHOSE, concatenated, [], "firehose.json", "firehose-pretty.json"),
        case("Firehose, told", FIREHOSE, concatenated, ["--records", "concatenated"], "firehose.json"),
        case("array", FIREHOSE, elements, [], "array.json"),
        case("DynamoDB", DYNAMODB, items, ["--records", "dynamodb"], "dynamodb.json"),
    ]
