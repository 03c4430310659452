"""Makes the datasets of Benchmarks/scan: JSON, and from it Parquet of each kind, a file for each partition."""

import shutil
import subprocess

import duckdb
import polars
import pyarrow.parquet

# What each kind of files is, for people.
KINDS = {
    "plain": "parquetjs-like: PLAIN, uncompressed, no statistics, groups of 1,000 rows (pyarrow)",
    "duckdb": "DuckDB, its defaults",
    "polars": "Polars, its defaults",
    "pyarrow": "pyarrow, its defaults",
    "parkett": "parkett, its defaults, rows as they came",
    "sorted": "parkett, sorted, pages of at most 2,000 rows",
    "bloom": "parkett, rows as they came, with bloom filters",
}


def convert(parkett, source, target, contract, options):
    subprocess.run([parkett, "convert", source, target, "--schema", contract, "--all", "--no-row-hashes", "--no-reread", *options],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # Receipts belong to no engine's storage.
    shutil.rmtree(target / "_parkett", ignore_errors=True)


def rewrite(kind, table, source, target):
    """Writes the rows of the file `source`, which `table` holds, as the kind's engine does by itself."""
    if kind == "plain":
        pyarrow.parquet.write_table(table, target, use_dictionary=False, write_statistics=False, compression="none",
                                    row_group_size=1000)
    elif kind == "pyarrow":
        pyarrow.parquet.write_table(table, target)
    elif kind == "polars":
        polars.read_parquet(source, hive_partitioning=False).write_parquet(target)
    else:
        duckdb.sql(f"copy (select * from read_parquet('{source}', hive_partitioning = false)) to '{target}' (format parquet)")


def make(parkett, log, work, per_day, days, contract, order):
    """Makes what is not there yet of a log: the directory of JSON, and one for each kind."""
    work.mkdir(parents=True, exist_ok=True)
    lines = work / "json"
    if not lines.exists():
        part = work / "json.part"
        shutil.rmtree(part, ignore_errors=True)
        arguments = ["signin"] if log == "sign-in" else ["http", "--accounts", "6"]
        subprocess.run([parkett, "generate", arguments[0], part, "--events", str(per_day), "--days", days, *arguments[1:]],
                       check=True, stdout=subprocess.DEVNULL)
        part.rename(lines)
    options = {"parkett": [], "sorted": ["--sort-by", order, "--page-rows", "2000"], "bloom": ["--bloom-filters"]}
    for kind in ("parkett", "sorted", "bloom", "plain", "duckdb", "polars", "pyarrow"):
        target = work / kind
        if target.exists():
            continue
        part = work / f"{kind}.part"
        shutil.rmtree(part, ignore_errors=True)
        if kind in options:
            convert(parkett, lines, part, contract, options[kind])
        else:
            for file in sorted((work / "parkett").rglob("*.parquet")):
                path = part / file.relative_to(work / "parkett")
                path.parent.mkdir(parents=True, exist_ok=True)
                table = pyarrow.parquet.ParquetFile(file).read() if kind in ("plain", "pyarrow") else None
                rewrite(kind, table, file, path)
        part.rename(target)
