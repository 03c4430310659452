"""The JSON Schema of contracts: it takes the examples, and what the program takes, and refuses what the program refuses."""

import json
import tempfile
from pathlib import Path

import jsonschema

A = '{"name": "a", "type": "int"}'
ACCEPTED = [
    f'{{"contract": 1, "columns": [{A}]}}',
    f'{{"contract": 1, "revision": 2, "unknown_keys": "drop", "drift": "widen", "columns": [{A}]}}',
    '{"contract": 1, "columns": [{"name": "a", "type": "decimal(9, 2)", "from": "/x/~01", "required": true, "field_id": 1}]}',
    '{"contract": 1, "columns": [{"name": "a", "type": "array", "element": {"type": "json", "hash": "hmac-sha256"}}]}',
    '{"contract": 1, "columns": [{"name": "a", "type": "array<struct<b:map<string,double>>>", "drift": "fail"}]}',
    '{"contract": 1, "columns": [{"name": "a", "type": "struct", "fields": [{"name": "b", "type": "timestamp(millis)", "read": "rfc3339"}]}]}',
    '{"contract": 1, "columns": [{"name": "a", "type": "array", "element": {"type": "map", "value": {"type": "binary", "read": "hex"}}}]}',
]
REFUSED = [
    "[]", '{"contract": 1}', '{"contract": 1, "columns": []}', f'{{"contract": 2, "columns": [{A}]}}',
    f'{{"contract": 1, "revision": 0, "columns": [{A}]}}', f'{{"contract": 1, "unknown_keys": "keep", "columns": [{A}]}}',
    f'{{"contract": 1, "drift": "no", "columns": [{A}]}}', f'{{"contract": 1, "other": 1, "columns": [{A}]}}',
    *(f'{{"contract": 1, "columns": [{column}]}}' for column in [
        '{"name": "a", "type": "int", "hash": "hmac-sha256"}', '{"name": "a", "type": "string", "hash": "md5"}', '{"type": "int"}', '{"name": "a"}', '{"name": "", "type": "int"}', '{"name": "a", "type": "text"}',
        '{"name": "a", "type": "timestamp(millis)"}', '{"name": "a", "type": "timestamp(millis)", "read": "hex"}',
        '{"name": "a", "type": "int", "read": "hex"}', '{"name": "a", "type": "int", "from": "x"}',
        '{"name": "a", "type": "int", "from": "/x~2"}', '{"name": "a", "type": "int", "field_id": 0}',
        '{"name": "a", "type": "int", "required": true, "drift": "extra"}', '{"name": "a", "type": "int", "colour": 1}',
        '{"name": "a", "type": "struct"}', '{"name": "a", "type": "struct", "fields": []}', '{"name": "a", "type": "array"}',
        '{"name": "a", "type": "map", "value": {"type": "int", "from": "/x"}}', '{"name": "a", "type": "map<int,int>"}',
        '{"name": "a", "type": "int", "element": {"type": "int"}}', '{"name": "a", "type": "array<int>", "read": "hex"}',
    ]),
]


def check(report, parkett, examples, command):
    schema = json.loads((examples / "contract.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)

    def problem(text):
        error = next(validator.iter_errors(json.loads(text)), None)
        return error and error.message[:200]

    for path in sorted(examples.glob("*.contract.json")):
        report.check(f"contracts, {path.name}", problem(path.read_text()))
    with tempfile.TemporaryDirectory(prefix="parkett-contracts-") as directory:
        directory = Path(directory)
        day = directory / "input" / "date=2025-02-24"
        day.mkdir(parents=True)
        (day / "a.json").write_text("")
        for number, (text, is_accepted) in enumerate([(t, True) for t in ACCEPTED] + [(t, False) for t in REFUSED]):
            path = directory / "contract.json"
            path.write_text(text)
            ours = command(
                "env", "PARKETT_HASH_KEY=0123456789abcdef", parkett, "convert", directory / "input", directory / f"output-{number}", "--schema", path, "--all"
            )
            report.check(f"contracts, {text}", ours if is_accepted else None if ours else "the program takes it")
            theirs = problem(text)
            report.check(f"contracts, schema of {text}", theirs if is_accepted else None if theirs else "the schema takes it")
