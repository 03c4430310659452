"""What other engines do not read of what is written here, and why: a closed list. An entry that nothing needs any more is a failure,
as is whatever is not in it."""

import re
from dataclasses import dataclass


@dataclass
class Known:
    engine: str
    reason: str
    # Regular expressions of all of what a finding says.
    source: str = ".*"
    rewrite: str = ".*"
    message: str = ".*"
    column: str = ".*"
    encoding: str = ".*"
    physical: str = ".*"
    logical: str = ".*"

    def matches(self, finding, parts=("source", "rewrite", "message", "column", "encoding", "physical", "logical")):
        return self.engine == finding.engine and all(
            re.fullmatch(getattr(self, part), getattr(finding, part), re.DOTALL) for part in parts
        )


def may_fail(finding):
    """Whether something is known of such a column, whatever the message."""
    return any(
        known.matches(finding, ("source", "rewrite", "column", "encoding", "physical", "logical")) for known in KNOWN
    )


KNOWN = [
    Known("ClickHouse", "reads differences of 33 bits of DuckDB's own files wrongly", source="fixtures/duckdb-.*version-2.parquet", physical="INT32"),
    Known("parkett rewrite", "INT96 is not written", message=".*INT96.*"),
    Known("Polars", "does not read fixed-length byte arrays in these", physical="FIXED_LEN_BYTE_ARRAY", encoding=".*(DELTA_BYTE_ARRAY|BYTE_STREAM_SPLIT).*"),
    Known("DataFusion", "takes NaN for the greatest number, but passes over pages by bounds, which know nothing of NaN; of files of pyarrow, too", source="filters, .*", column="float|double", message=".*(>=? |= nan).*"),
    Known("fastparquet", "reads times as numbers or as timedeltas, as it likes", logical="TimeType.*"),
    Known("DuckDB", "reads BYTE_STREAM_SPLIT of numbers only", physical="FIXED_LEN_BYTE_ARRAY", encoding=".*BYTE_STREAM_SPLIT.*"),
]

# What fastparquet is asked to read, since it hangs or ends the process for some of the rest: pages of version 1 in these encodings.
_FASTPARQUET = {"PLAIN", "RLE_DICTIONARY", "PLAIN_DICTIONARY", ""}


def must_not_be_asked(engine, encodings, rewrite):
    """Whether a column of these encodings (joined by "+" and spaces) is not to be read by `engine`."""
    if engine != "fastparquet":
        return False
    return "--page-version 2" in rewrite or not set(encodings.replace("+", " ").split()) <= _FASTPARQUET


UNREAD = "the file itself"


def report(report, findings, is_whole, engines):
    """Fails what is not known, and what is known but did not happen, if everything was run."""
    needed, unknown, unread = set(), {}, {}
    for finding in findings:
        if finding.rewrite == UNREAD:
            unread.setdefault((finding.engine, finding.message[:80]), []).append(finding.source)
            continue
        entry = next((index for index, known in enumerate(KNOWN) if known.matches(finding)), None)
        if entry is None:
            alike = finding.engine, finding.physical, finding.logical, finding.encoding, re.sub(r"\d+", "#", finding.message)[:80]
            unknown.setdefault(alike, []).append(finding)
        else:
            needed.add(entry)
    for (engine, message), names in unread.items():
        # Not ours, but what was rewritten of them could not be compared.
        print(f"write: {engine} does not read {len(names)} of the files themselves, such as {names[0]}: {message}")
    for findings in unknown.values():
        # One of those that are alike is enough to see, but each counts.
        report.failed += len(findings) - 1
        report.check(f"write, {findings[0]}", f"is not known; {len(findings)} are like that")
    for index, known in enumerate(KNOWN):
        if is_whole and known.engine in engines and index not in needed:
            report.check(f"write, {known.engine}: {known.reason}", "nothing fails so any more: the entry is to leave the list")
