"""The values that the lines of both audit logs hold, by their keys, as DuckDB reads them from JSON and from Parquet."""

SIGN_IN = {
    "id": "VARCHAR", "action": "VARCHAR", "at": "DOUBLE", "status_code": "BIGINT", "user_id": "VARCHAR", "client": "VARCHAR",
    "ip": "VARCHAR", "user_agent": "VARCHAR", "session": "VARCHAR", "path": "VARCHAR", "duration_ms": "DOUBLE",
    "scopes": "VARCHAR[]", "mfa": "BOOLEAN", "device.os": "VARCHAR", "device.name": "VARCHAR",
}

_ORDER = {
    "customer.id": "BIGINT", "customer.name": "VARCHAR", "customer.address": "VARCHAR", "lines[].article": "VARCHAR",
    "lines[].quantity": "BIGINT", "lines[].price": "DOUBLE", "currency": "VARCHAR", "express": "BOOLEAN", "remark": "VARCHAR",
}
_HEADERS = ["accept", "content-type", "accept-language", "authorization", "user-agent", "x-request-id"]

HTTP = (
    {"operation": "VARCHAR", "code": "BIGINT", "request_data.method": "VARCHAR", "request_data.url": "VARCHAR"}
    | {f"request_data.headers.{name}": "VARCHAR" for name in _HEADERS}
    | {
        f"request_data.body.{name}": kind
        for name, kind in (
            _ORDER | {"address": "VARCHAR", "valid_from": "DATE", "confirmed_by": "VARCHAR", "name": "VARCHAR",
                      "limit": "BIGINT", "include": "VARCHAR[]", "exact": "BOOLEAN"}).items()
    }
    | {
        f"response_data.{name}": kind
        for name, kind in (
            _ORDER | {"order": "BIGINT", "state": "VARCHAR", "etag": "VARCHAR", "type": "VARCHAR", "title": "VARCHAR",
                      "status": "BIGINT", "trace": "VARCHAR", "detail": "VARCHAR", "hits": "VARCHAR[]",
                      "truncated": "BOOLEAN"}).items()
    }
    | {"time": "TIMESTAMP", "identifier": "VARCHAR"}
)

# For each task, its leaves and the one that tells rows apart.
OF_TASK = {"sign-in-all": (SIGN_IN, "id"), "http-all": (HTTP, "identifier")}


def expression(leaf, kind):
    """What reads a leaf."""
    outer, _, inner = leaf.partition("[].")
    path = ".".join(f'"{part}"' for part in outer.split("."))
    if inner:
        return f'list_transform({path}, x -> CAST(x."{inner}" AS {kind}))'
    if kind == "TIMESTAMP":
        # Some write it with a zone, some in nanoseconds, some as text.
        return f"epoch_ms(CAST({path} AS TIMESTAMPTZ))"
    return f"CAST({path} AS {kind})"


def json_columns(leaves):
    """The columns of the lines, for DuckDB's read_json."""
    tree = {}
    for leaf, kind in leaves.items():
        *path, last = leaf.split(".")
        node = tree
        for part in path:
            node = node.setdefault(part, {})
        node[last] = kind
    return "{" + ", ".join(f"\"{name}\": '{_kind(name, node)}'" for name, node in _named(tree)) + "}"


def _named(tree):
    return [(name.removesuffix("[]"), (node, name.endswith("[]"))) for name, node in tree.items()]


def _kind(name, node):
    kind, is_list = node
    if isinstance(kind, dict):
        fields = ", ".join(f'"{field}" {_kind(field, part)}' for field, part in _named(kind))
        kind = f"STRUCT({fields})"
    return kind + ("[]" if is_list else "")
