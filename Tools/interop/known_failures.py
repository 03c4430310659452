"""What other engines do not read of what is written here, and why: a closed list. An entry that nothing needs any more is a failure,
as is whatever is not in it."""

import re
from dataclasses import dataclass


@dataclass
class Known:
    engine: str
    reason: str
    # Regular expressions of all of what a finding says; of its leaves one that is in the text.
    source: str = ".*"
    rewrite: str = ".*"
    message: str = ".*"
    column: str = ".*"
    leaves: str = ""
    # Whether it depends on which rewrites there are, so that a run may be without it.
    may_pass: bool = False

    def matches(self, finding, parts=("source", "rewrite", "message", "column")):
        return (
            self.engine == finding.engine
            and all(re.fullmatch(getattr(self, part), getattr(finding, part), re.DOTALL) for part in parts)
            and re.search(self.leaves, finding.leaves) is not None
        )


def may_fail(finding):
    """Whether something is known of such a column, whatever the message."""
    return any(known.matches(finding, ("source", "rewrite", "column")) for known in KNOWN)


KNOWN = [
    Known("parkett rewrite", "INT96 is not written", message=".*INT96.*"),
    Known(
        "parkett rewrite", "columns are told apart by their names", source="fixtures/pyarrow-duplicate-names.parquet",
    ),
    Known(
        "DuckDB", "reads BYTE_STREAM_SPLIT of numbers only", message=".*BYTE_STREAM_SPLIT encoding is only supported for.*",
        leaves="FIXED_LEN_BYTE_ARRAY [^;]*BYTE_STREAM_SPLIT",
    ),
    Known(
        "Polars", "does not read fixed-length byte arrays in DELTA_BYTE_ARRAY", message=".*Not yet supported.*DeltaByteArray.*",
        leaves="FIXED_LEN_BYTE_ARRAY [^;]*DELTA_BYTE_ARRAY",
    ),
    Known(
        "Polars", "reads fixed-length byte arrays in BYTE_STREAM_SPLIT only if they are FLOAT16",
        message=".*Not yet supported.*ByteStreamSplit.*", leaves="FIXED_LEN_BYTE_ARRAY [^;]*BYTE_STREAM_SPLIT",
    ),
    Known(
        "DataFusion", "takes NaN for the greatest number, but passes over pages by bounds, which know nothing of NaN; it does the "
        "same to files of pyarrow", source="filters, .*", column="float|double", message=".*(>=? |= nan).*",
    ),
    Known(
        "ClickHouse", "reads differences of 33 bits in DuckDB's own files wrongly", source="fixtures/duckdb-.*version-2.parquet",
        leaves="INT32",
    ),
    Known("fastparquet", "fails at some dictionary pages of columns without values", message="TypeError: an integer is required", may_pass=True),
    Known(
        "pyarrow", "reads what ARROW:schema says is a dictionary neither in DELTA_BYTE_ARRAY nor in DELTA_LENGTH_BYTE_ARRAY",
        source="fixtures/polars-special-types.parquet", message=".*DecodeArrow of DictAccumulator.*",
    ),
    Known(
        "Polars", "reads what ARROW:schema says is a dictionary neither in DELTA_BYTE_ARRAY nor in DELTA_LENGTH_BYTE_ARRAY",
        source="fixtures/polars-special-types.parquet", message=".*Not yet supported.*",
    ),
    Known("Spark", "has no Brotli codec", rewrite=".*--codec brotli.*", message=".*BrotliCodec.*"),
    Known(
        "Spark", "does not read unsigned numbers in BYTE_STREAM_SPLIT", message=".*Cannot call the method \"readUnsigned.*",
        leaves="INT(32|64) IntType BYTE_STREAM_SPLIT",
    ),
    Known("Spark", "has no type without values", message="Spark has no type for (null|list<element: null>)"),
    Known("fastparquet", "reads times as numbers or as times, depending on pages and dictionaries", leaves="TimeType"),
]

# What fastparquet is asked to read, since it hangs or ends the process for some of the rest, and reads repeated columns one way
# or another: flat columns in pages of version 1 without these encodings.
_NOT_ASKED = re.compile(r"\b(?:DELTA_\w+|BYTE_STREAM_SPLIT|RLE|repeated)(?= |\+|;|$)")


def must_not_be_asked(engine, leaves, rewrite):
    """Whether a column with these leaves is not to be read by `engine`."""
    return engine == "fastparquet" and ("--page-version 2" in rewrite or _NOT_ASKED.search(leaves) is not None)


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
            alike = finding.engine, finding.leaves, re.sub(r"\d+", "#", finding.message)[:80]
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
        if is_whole and known.engine in engines and not known.may_pass and index not in needed:
            report.check(f"write, {known.engine}: {known.reason}", "nothing fails so any more: the entry is to leave the list")
