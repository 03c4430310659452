"""What the parts of the interoperability run find."""

from dataclasses import dataclass


@dataclass
class Finding:
    """That `engine` did not read, from the `rewrite` of the file `source`, what it reads from the file itself."""
    engine: str
    source: str
    rewrite: str
    message: str
    # The column that was not read, if it is one, and of each of its leaves the physical type, the logical type and the encodings.
    column: str = ""
    leaves: str = ""

    def __str__(self):
        column = f", {self.column} ({self.leaves})" if self.column else ""
        return f"{self.engine}, {self.source}{column}: {self.message} [{self.rewrite}]"
