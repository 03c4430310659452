"""Which type of column may become which without old files being rewritten: for each pair of types two files are written by `parkett
convert`, an old and a new one, and Spark reads them as one table of the new type, with its vectorized reader and with the other one.
Right is a pair if every value comes back, and comparisons with values of the old file choose the right rows. Prints a table in
Markdown of all pairs of which the new type holds every value of the old one; `TypeWidening` allows those that are right.

usage: widening.py --parkett PATH      needs Java 17 and Tools/setup-peers Tools/fixtures/requirements.txt; takes minutes"""

import argparse
import datetime
import decimal
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ["PYSPARK_PYTHON"] = sys.executable
os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"

sys.path.insert(0, str(Path(__file__).parent))

from pyspark.sql import functions

from spark_reading import session

DECIMALS = ["decimal(5,2)", "decimal(9,2)", "decimal(12,2)", "decimal(12,4)", "decimal(10,0)", "decimal(20,0)", "decimal(22,2)", "decimal(24,4)", "decimal(38,2)"]
TYPES = ["tinyint", "smallint", "int", "bigint", "float", "double", *DECIMALS, "date", "timestamp(millis)", "timestamp(micros)", "boolean", "string"]


def values(name):
    """Values of the type as JSON, and as Python has them."""
    D = decimal.Decimal
    if name in ("tinyint", "smallint", "int", "bigint"):
        bits = {"tinyint": 7, "smallint": 15, "int": 31, "bigint": 63}[name]
        found = [-(2**bits), -1, 0, 7, 2**bits - 1]
        return [(str(value), value) for value in found]
    if name in ("float", "double"):
        return [(repr(value), value) for value in (-1.5, 0.0, 0.25, 3.0, 16777216.0)]
    if name.startswith("decimal"):
        precision, scale = (int(part) for part in name[8:-1].split(","))
        most = D(10**precision - 1).scaleb(-scale)
        return [(str(value), value) for value in (-most, D(-1), D(0), D(7), most)]
    if name == "date":
        return [(f'"{day}"', datetime.date.fromisoformat(day)) for day in ("1899-12-31", "1970-01-01", "2025-01-25")]
    if name.startswith("timestamp"):
        digits = 3 if "millis" in name else 6
        texts = ["1969-12-31T23:59:59." + "9" * digits, "1970-01-01T00:00:00." + "0" * digits, "2025-01-25T13:45:30." + "123456"[:digits]]
        return [(f'"{text}Z"', datetime.datetime.fromisoformat(text)) for text in texts]
    if name == "boolean":
        return [("true", True), ("false", False)]
    return [(json.dumps(text), text) for text in ("", "7", "é")]


def widened(value, old, new):
    """The value of the type `old` as one of `new`; a `ValueError` if it is none."""
    if old == new:
        return value
    whole = ("tinyint", "smallint", "int", "bigint")
    if old in whole and new in whole:
        return value
    if new in ("float", "double") and old in (*whole, "float", "double"):
        return float(value)
    if new.startswith("decimal") and (old in whole or old.startswith("decimal")):
        return decimal.Decimal(value)
    if new.startswith("timestamp") and old == "date":
        return datetime.datetime.combine(value, datetime.time())
    if new.startswith("timestamp") and old.startswith("timestamp"):
        return value
    raise ValueError


def holds(old, new):
    """Whether the type `new` holds every value of `old`, exactly."""
    whole = {"tinyint": (3, 7), "smallint": (5, 15), "int": (10, 31), "bigint": (19, 63)}

    def digits(name):
        precision, scale = (int(part) for part in name[8:-1].split(","))
        return precision - scale, scale

    if old in whole and new in whole:
        return whole[old][1] < whole[new][1]
    if old in whole and new in ("float", "double"):
        return whole[old][1] <= (24 if new == "float" else 53)
    if old in whole and new.startswith("decimal"):
        return whole[old][0] <= digits(new)[0]
    if old.startswith("decimal") and new.startswith("decimal"):
        return old != new and digits(old)[0] <= digits(new)[0] and digits(old)[1] <= digits(new)[1]
    return (old, new) in (
        ("float", "double"), ("date", "timestamp(millis)"), ("date", "timestamp(micros)"), ("timestamp(millis)", "timestamp(micros)"))


def write(parkett, directory, name, texts, file):
    source = directory / f"{file}.json"
    source.write_text("".join(f'{{"v":{text}}}\n' for text in texts) + '{"v":null}\n')
    column = {"name": "v", "type": name}
    if name.startswith("timestamp"):
        column["read"] = "rfc3339"
    contract = directory / f"{file}.contract.json"
    contract.write_text(json.dumps({"contract": 1, "unknown_keys": "drop", "drift": "fail", "columns": [column]}))
    output = directory / f"{file}.out"
    subprocess.run([parkett, "convert", source, output, "--all", "--schema", contract], check=True, capture_output=True)
    table = directory / "table"
    table.mkdir(exist_ok=True)
    (output / "part-00000.parquet").rename(table / f"{file}.parquet")


def problem(spark, table, new, expected, asked):
    """What is wrong with the table; None if nothing is."""
    kind = "timestamp" if new.startswith("timestamp") else new
    for vectorized in ("true", "false"):
        spark.conf.set("spark.sql.parquet.enableVectorizedReader", vectorized)
        reader = "vectorized" if vectorized == "true" else "row by row"
        try:
            frame = spark.read.schema(f"v {kind}").parquet(str(table))
            found = [row.v for row in frame.collect()]
            if sorted(map(repr, found)) != sorted(map(repr, expected)):
                return f"other values ({reader})"
            # The old file's least, a middle and its greatest value: where its statistics decide.
            ordered = sorted(asked)
            for value in (ordered[0], ordered[len(ordered) // 2], ordered[-1]):
                literal = functions.lit(value).cast(kind)
                for condition, choose in ((frame.v == literal, lambda a, b: a == b), (frame.v >= literal, lambda a, b: a >= b)):
                    count = len(frame.where(condition).collect())
                    if count != sum(1 for other in expected if other is not None and choose(other, value)):
                        return f"a filter chooses other rows ({reader})"
        except Exception as error:
            return f"fails ({reader}): {type(error).__name__}" if "--verbose" in sys.argv else f"fails ({reader})"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parkett", type=Path, required=True)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--only", nargs="*", help="only pairs from these types")
    arguments = parser.parse_args()
    decimal.getcontext().prec = 60
    spark = session()
    spark.sparkContext.setLogLevel("OFF")
    print("| from | to | Spark |\n|---|---|---|", flush=True)
    for old in arguments.only or TYPES:
        for new in TYPES:
            if not holds(old, new):
                continue
            with tempfile.TemporaryDirectory(prefix="parkett-widening-") as name:
                directory = Path(name)
                before, after = values(old), values(new)
                write(arguments.parkett.resolve(), directory, old, [text for text, _ in before], "old")
                write(arguments.parkett.resolve(), directory, new, [text for text, _ in after], "new")
                expected = [widened(value, old, new) for _, value in before] + [value for _, value in after] + [None, None]
                if new.startswith("decimal"):
                    scale = int(new[8:-1].split(",")[1])
                    unit = decimal.Decimal(1).scaleb(-scale)
                    expected = [None if value is None else value.quantize(unit) for value in expected]
                found = problem(spark, directory / "table", new, expected, expected[: len(before)])
            print(f"| `{old}` | `{new}` | {found or 'right'} |", flush=True)
    spark.stop()


if __name__ == "__main__":
    main()
