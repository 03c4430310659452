"""Other engines doing our jobs, one file for each.

Such a file has

    start(threads)  limits the engine to `threads` threads, imports it, and returns its version; not timed
    TASKS           a function for each task that the engine can do: it takes a `Job`, and its run is what is timed

and each task is done in the fastest way that the engine's documentation knows.
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
