"""Spark, and with it parquet-java, reading pairs of files in one process: standard input is JSON, a list of pairs of paths, of a
file and of what it was rewritten to. For each pair a line of JSON is printed, with lists of pairs of a column and a sentence:
what differs (`problems`), and what could not be compared, since Spark has no type for the column (`untyped`) or does not read it
from the file itself (`unread`). Needs Java 17."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

os.environ["PYSPARK_PYTHON"] = sys.executable
os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"

import pyarrow as pa
import pyarrow.parquet
from pyspark.sql import SparkSession
from pyspark.sql import types as spark

import arrow_difference

_LEAVES = {
    pa.bool_(): spark.BooleanType(), pa.int8(): spark.ByteType(), pa.int16(): spark.ShortType(), pa.int32(): spark.IntegerType(),
    pa.int64(): spark.LongType(), pa.uint8(): spark.ShortType(), pa.uint16(): spark.IntegerType(), pa.uint32(): spark.LongType(),
    pa.uint64(): spark.DecimalType(20, 0), pa.float32(): spark.FloatType(), pa.float64(): spark.DoubleType(),
    pa.string(): spark.StringType(), pa.binary(): spark.BinaryType(), pa.date32(): spark.DateType(),
    # The large ones are the same in a file.
    pa.large_string(): spark.StringType(), pa.large_binary(): spark.BinaryType(),
    # What it has no type for, or none by default, it reads as what it is stored as.
    pa.time32("ms"): spark.IntegerType(), pa.time64("us"): spark.LongType(), pa.time64("ns"): spark.LongType(),
    pa.float16(): spark.BinaryType(),
}


def spark_type(type):
    """The type in which Spark reads columns of an Arrow type; None if it does not read them."""
    types = pa.types
    if isinstance(type, pa.BaseExtensionType):
        return spark_type(type.storage_type)
    if types.is_dictionary(type):
        return spark_type(type.value_type)
    if types.is_duration(type):
        return spark.LongType()
    if types.is_timestamp(type):
        # Nanoseconds are whole numbers to it.
        return spark.LongType() if type.unit == "ns" else spark.TimestampType() if type.tz else spark.TimestampNTZType()
    if types.is_decimal(type):
        return spark.DecimalType(type.precision, type.scale) if type.precision <= 38 else spark.BinaryType()
    if types.is_fixed_size_binary(type):
        return spark.BinaryType()
    if types.is_map(type):
        key, item = spark_type(type.key_type), spark_type(type.item_type)
        return spark.MapType(key, item) if key and item else None
    if types.is_list(type) or types.is_large_list(type) or types.is_fixed_size_list(type):
        element = spark_type(type.value_type)
        return spark.ArrayType(element) if element else None
    if types.is_struct(type):
        fields = [(field.name, spark_type(field.type)) for field in type]
        # A group that is there is told from one that is not by its fields.
        return spark.StructType([spark.StructField(*field) for field in fields]) if fields and all(kind for _, kind in fields) else None
    return _LEAVES.get(type)


def session():
    builder = SparkSession.builder.master("local[2]").appName("interop")
    settings = {
        "spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.extraJavaOptions": "-Duser.timezone=UTC", "spark.sql.session.timeZone": "UTC",
        "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED", "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
        "spark.sql.legacy.parquet.nanosAsLong": "true", "spark.sql.caseSensitive": "true",
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    found = builder.getOrCreate()
    found.sparkContext.setLogLevel("OFF")
    return found


class Reader:
    def __init__(self):
        self.session = session()
        self.originals = {}

    def _schema(self, path):
        """The fields that Spark is to read, and of the others their names and types."""
        fields = [(field.name, field.type, spark_type(field.type)) for field in pyarrow.parquet.ParquetFile(path).schema_arrow]
        untyped = [(name, f"Spark has no type for {type}") for name, type, kind in fields if not kind]
        return [spark.StructField(name, kind) for name, _, kind in fields if kind], untyped

    def _table(self, path, fields):
        try:
            return self.session.read.schema(spark.StructType(fields)).parquet(path).toArrow(), None
        except Exception as error:
            lines = [line for line in str(error).splitlines() if line.strip()]
            cause = [line for line in lines if line.startswith("Caused by")]
            return None, f"{type(error).__name__}: {(cause or lines or [''])[-1 if cause else 0][:300]}"

    def _original(self, path, fields):
        key = path, tuple(field.name for field in fields)
        if key not in self.originals:
            self.originals[key] = self._table(path, fields)
        return self.originals[key]

    def _problem(self, before, after, fields):
        """What differs, and why nothing can be compared."""
        expected, problem = self._original(before, fields)
        if problem:
            return None, problem
        actual, problem = self._table(after, fields)
        if problem:
            return problem, None
        for name, left, right in zip(expected.column_names, actual.columns, expected.columns):
            if problem := arrow_difference.difference(left, right):
                return f"{name}: {problem}", None
        return None, None

    def answer(self, pair):
        before, after = pair
        try:
            fields, untyped = self._schema(before)
        except Exception as error:
            return {"problems": [], "untyped": [], "unread": [("", f"pyarrow does not read the schema: {error}")]}
        answer = {"problems": [], "untyped": untyped, "unread": []}
        if not fields:
            return answer
        problem, unread = self._problem(before, after, fields)
        if not problem and not unread:
            return answer
        if problem and "BrotliCodec" in problem:
            return answer | {"problems": [("", problem)]}
        # All columns together did not do: one by one, so that those that can be compared are.
        for field in fields:
            one, missing = self._problem(before, after, [field])
            answer["problems"] += [(field.name, one)] if one else []
            answer["unread"] += [(field.name, missing)] if missing else []
        if problem and not answer["problems"]:
            answer["problems"] = [("", problem)]
        return answer


def main():
    reader = Reader()
    with ThreadPoolExecutor(2) as pool:
        for answer in pool.map(reader.answer, json.load(sys.stdin)):
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
