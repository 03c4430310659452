"""What the parts of the interoperability run find."""

from dataclasses import dataclass


@dataclass
class Finding:
    """That `engine` did not read, from the `rewrite` of the file `source`, what it reads from the file itself."""
    engine: str
    source: str
    rewrite: str
    message: str
    # The column that was not read, if it is one, and its physical type, logical type, and encoding.
    column: str = ""
    physical: str = ""
    logical: str = ""
    encoding: str = ""

    def __str__(self):
        column = f", {self.column} ({self.physical} {self.logical} in {self.encoding})" if self.column else ""
        return f"{self.engine}, {self.source}{column}: {self.message} [{self.rewrite}]"
