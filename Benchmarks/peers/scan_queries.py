"""The queries of Benchmarks/scan: as parkett report has them, as SQL for DuckDB and chdb, and as conditions for Polars and pyarrow."""

from datetime import datetime, timezone

DAYS = "2025-02-01/2025-03-02"


class Query:
    """A question: rows with some columns, or counts by some, of the rows of which all of `conditions` (column, operator, value) are true.

    A value is a number, a text or a moment."""

    def __init__(self, name, conditions, columns=None, count_by=None, is_selective=False):
        self.name = name
        self.conditions = conditions
        self.columns = columns
        self.count_by = count_by
        self.is_selective = is_selective

    def parkett(self):
        query = {"name": self.name}
        if self.columns:
            query["columns"] = self.columns
        if self.count_by is not None:
            query["count_by"] = self.count_by
        if self.conditions:
            query["where"] = " and ".join(f"{column} {operator} {literal(value)}" for column, operator, value in self.conditions)
        return query

    def sql(self, table, moment="timestamptz {}"):
        """The query in SQL; `moment` is how the engine takes a moment, where {} is its text in quotes."""
        what = "*"
        if self.count_by is not None:
            what = ", ".join([quoted(name) for name in self.count_by] + ["count(*) as count"])
        elif self.columns:
            what = ", ".join(map(quoted, self.columns))
        text = f"select {what} from {table}"
        if self.conditions:
            text += " where " + " and ".join(
                f"{quoted(column)} {operator} {literal(value, moment)}" for column, operator, value in self.conditions)
        if self.count_by:
            text += " group by " + ", ".join(map(quoted, self.count_by))
        return text


def quoted(name):
    return f'"{name}"'


def literal(value, moment="{}"):
    if isinstance(value, datetime):
        return moment.format(f"'{value.strftime('%Y-%m-%dT%H:%M:%SZ')}'")
    return f"'{value}'" if isinstance(value, str) else str(value)


def sign_in(user, identifier):
    day = [("year", "=", 2025), ("month", "=", 2), ("date", "=", 24)]
    return [
        Query("one user's trail over 30 days", [("user_id", "=", user)], ["at", "action", "status_code", "ip"], is_selective=True),
        Query("errors of one day by action", [("status_code", ">=", 400), *day], count_by=["action"], is_selective=True),
        Query("errors of 30 days by day and action", [("status_code", ">=", 400)], count_by=["month", "date", "action"]),
        Query("one hour", [("at", ">=", moment(24, 10)), ("at", "<", moment(24, 11)), *day],
              ["at", "action", "user_id", "status_code"], is_selective=True),
        Query("count of all", [], count_by=[]),
        Query("all by action", [], count_by=["action"]),
        Query("one id", [("id", "=", identifier)], is_selective=True),
    ]


def http(identifier):
    return [
        Query("requests of each type, one account, one day", [("account_id", "=", 1001), ("date", "=", "2025-02-24")],
              count_by=["operation"], is_selective=True),
        Query("everything about one identifier of one account", [("identifier", "=", identifier), ("account_id", "=", 1001)],
              is_selective=True),
        Query("all error responses of all accounts", [("code", ">=", 400)], ["time", "operation", "code", "response_data"]),
        Query("requests of each type, all accounts", [], count_by=["operation"]),
    ]


def moment(day, hour):
    return datetime(2025, 2, day, hour, tzinfo=timezone.utc)
