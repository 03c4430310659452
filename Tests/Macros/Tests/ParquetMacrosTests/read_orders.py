"""Compares a file of `Order.samples` with what they are: each column's name and type, and each value, as pyarrow reads them."""
import datetime
import decimal
import sys
import uuid

import pyarrow as pa
import pyarrow.parquet as pq

UTC = datetime.timezone.utc
customer = pa.struct([pa.field("name", pa.string(), False), pa.field("city", pa.string())])
COLUMNS = {
    "id": (pa.int64(), [1, -(2**63)]),
    "unit_price": (pa.decimal128(9, 2), [decimal.Decimal("19.99"), decimal.Decimal("-0.05")]),
    "at": (pa.timestamp("ms", "UTC"), [
        datetime.datetime(2025, 10, 9, 8, 53, 20, 1000, UTC), datetime.datetime(1969, 12, 31, 23, 59, 59, 999000, UTC)]),
    "day": (pa.date32(), [datetime.date(2024, 10, 4), datetime.date(1969, 12, 31)]),
    "placed": (pa.timestamp("us", "UTC"), [
        datetime.datetime(2025, 10, 9, 8, 53, 20, 250000, UTC),
        datetime.datetime(1969, 12, 31, 23, 59, 59, 500000, UTC)]),
    "token": (pa.uuid(), [uuid.UUID("00112233-4455-6677-8899-aabbccddeeff"), uuid.UUID(int=1)]),
    "payload": (pa.binary(), [b"\x01\x02\xff", b""]),
    "side": (pa.string(), ["buy", "sell"]),
    "limit": (pa.uint16(), [40000, None]),
    "default": (pa.bool_(), [True, False]),
    "decoder": (pa.string(), ["a", ""]),
    "quantity": (pa.int64(), [3, 1]),
    "note": (pa.string(), [None, "late, ünder"]),
    "tags": (pa.list_(pa.field("element", pa.string(), False)), [["x", "y"], []]),
    "customer": (customer, [{"name": "Ann", "city": "Ulm"}, {"name": "Bo", "city": None}]),
    "shipping": (customer, [None, {"name": "Cy", "city": None}]),
    "lines": (
        pa.list_(pa.field("element", pa.struct([
            pa.field("sku", pa.string(), False),
            pa.field("weights", pa.list_(pa.field("element", pa.float64())), False)]), False)),
        [[{"sku": "A1", "weights": [1.5, None]}, {"sku": "A2", "weights": []}], []]),
    "counts": (pa.map_(pa.string(), pa.field("value", pa.int32(), False)), [[("a", 1), ("b", 2)], []]),
    "extra": (pa.list_(pa.field("element", pa.json_())), [["{}", None], None]),
}
NULLABLE = {"limit", "note", "shipping", "extra"}

table = pq.read_table(sys.argv[1])
assert table.column_names == list(COLUMNS), table.column_names
for name, (type, values) in COLUMNS.items():
    field = table.schema.field(name)
    assert field.type == type, f"{name}: {field.type}, not {type}"
    assert field.nullable == (name in NULLABLE), f"{name}: nullable is {field.nullable}"
    found = table.column(name).to_pylist()
    assert found == values, f"{name}: {found}, not {values}"
assert pq.read_schema(sys.argv[1]).field("unit_price").metadata[b"PARQUET:field_id"] == b"2"
print(f"{table.num_rows} rows of {table.num_columns} columns")
