"""The README's SQL, on a dataset that `parkett convert` makes of a sample day. DuckDB and Spark give the numbers that `parkett count` gives;
Athena's table, which Spark's parser of Hive's language takes, has the columns of the contract and the partitions of the dataset."""

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import duckdb

CONDITION = "status_code >= 400 and year = 2025 and month = 2 and date = 24"


def statements(readme, engine):
    """The statements of the block for `engine`."""
    found = re.findall(rf"<!-- sql: {engine} -->\n```sql\n(.*?)```", readme.read_text(), re.DOTALL)
    if len(found) != 1:
        raise RuntimeError(f"{len(found)} blocks of SQL for {engine} in {readme.name}")
    return [text.strip() for text in found[0].split(";") if text.strip()]


def counted(parkett, dataset):
    """The answer, as `parkett count` has it."""
    result = subprocess.run(
        [parkett, "count", dataset, "--by", "action", "--where", CONDITION], capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    return in_order((row["action"], row["count"]) for row in rows)


def in_order(rows):
    """The rows in an order of their own: engines have null first or last as they like."""
    return sorted((tuple(row) for row in rows), key=lambda row: (-row[1], row[0] or ""))


def check_athena(report, parkett, texts, directory, contract):
    table = directory / "table.sql"
    table.write_text(texts[0] + ";\n")
    shown = subprocess.run([parkett, "contract", "show", table], capture_output=True, text=True)
    if shown.returncode:
        return report.check("sql: athena", shown.stderr.strip()[-300:])
    columns = [(column["name"], column["type"].split("(")[0]) for column in json.loads(shown.stdout)["columns"]]
    wanted = [(column["name"], column["type"].split("(")[0]) for column in json.loads(contract.read_text())["columns"]]
    report.check("sql: athena's columns", None if columns == wanted else f"{columns}, the contract has {wanted}")
    levels = re.findall(r"`(\w+)` int", texts[0].split("partitioned by")[1].split(")")[0])
    template = re.search(r"'storage.location.template' = '(.*?)'", texts[0])[1]
    path = "/".join(f"{level}=${{{level}}}" for level in levels)
    location = re.search(r"location '(.*?)'", texts[0])[1]
    report.check("sql: athena's partitions", None if template == f"{location}{path}/" and levels == ["year", "month", "date"] else template)


def check(report, parkett, root, has_spark):
    readme = root / "README.md"
    contract = root / "Examples" / "signin.contract.json"
    with tempfile.TemporaryDirectory(prefix="parkett-interop-") as name:
        directory = Path(name)
        dataset = directory / "table"
        for arguments in (["generate", "signin", directory / "logs", "--events", "20000"],
                          ["convert", directory / "logs", dataset, "--schema", contract, "--all"]):
            result = subprocess.run([parkett, *arguments], capture_output=True, text=True)
            if result.returncode:
                return report.check("sql", result.stderr.strip()[-300:])
        # What a run that was killed leaves behind.
        shutil.copytree(dataset / "year=2025", dataset / ".parkett-staging-0" / "new" / "year=2025")
        expected = counted(parkett, dataset)
        report.check("sql: the sample", None if expected and sum(count for _, count in expected) > 100 else f"{expected}")

        def here(text):
            return text.replace("'table", f"'{dataset}")

        for text in statements(readme, "duckdb"):
            rows = duckdb.sql(here(text)).fetchall()
        report.check("sql: duckdb", None if in_order(rows) == expected else f"{rows}, {expected} counted")
        check_athena(report, parkett, statements(readme, "athena"), directory, contract)
        if not has_spark:
            return
        import spark_reading
        session = spark_reading.session()
        try:
            for text in statements(readme, "spark"):
                rows = session.sql(here(text)).collect()
            report.check("sql: spark", None if in_order(rows) == expected else f"{rows}, {expected} counted")
            parsed = session._jsparkSession.sessionState().sqlParser().parsePlan(statements(readme, "athena")[0]).toString()
            report.check("sql: athena's statement", None if "CreateTable" in parsed else parsed[:300])
        finally:
            session.stop()
