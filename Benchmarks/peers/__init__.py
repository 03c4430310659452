"""Other engines doing our jobs, one file for each.

Such a file has

    start(threads)  limits the engine to `threads` threads, imports it, and returns its version; not timed
    TASKS           a function for each task that the engine can do: it takes a `Job`, and its run is what is timed
    SAMPLE          what the engine looks at for a schema, unless it is told to look at all lines
    ALL             what it looks at if it is told so, where that is not all lines

and each task is done in the fastest way that the engine's documentation knows.

Two tasks are about whatever keys the lines have:

    infer      finds the schema of the lines and returns it, as something that can be pickled
    all-keys   turns the lines into Parquet with every key, by `Job.schema` or, if that is None, by what it infers
"""

from dataclasses import dataclass


@dataclass
class Job:
    """One conversion: which files become what."""

    # The directory with the input, and its files in bytewise order.
    directory: str
    files: list[str]
    # The file to write.
    output: str
    # zstd or snappy; the level is None for snappy.
    codec: str
    level: int | None
    threads: int
    # Where the schema comes from, of tasks about whatever keys there are: "sample", as the engine does it by itself; "all",
    # as it does it when told to look at all lines; "given", by what it has inferred from all lines before.
    schema_from: str = "sample"
    # The pickled schema, if it is given, or is to be kept.
    schema_file: str | None = None
    # The schema itself, if it is given: what the engine's own `infer` has returned.
    schema: object = None
