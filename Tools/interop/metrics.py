"""Has Prometheus' own client read the file that `parkett convert --metrics-file` writes.

usage: metrics.py --parkett PATH
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

arguments = argparse.ArgumentParser()
arguments.add_argument("--parkett", required=True, type=Path)
parkett = arguments.parse_args().parkett.resolve()


def convert(directory: Path, *options: str) -> tuple[int, dict[tuple[str, str], float], dict[str, str]]:
    """The exit code, the samples by name and the label that is not the output, and the types of the families."""
    run = subprocess.run(
        [parkett, "convert", "logs", 'ta"b\\le', "--all", "--metrics-file", "run.prom", *options],
        cwd=directory, capture_output=True, text=True)
    samples, types = {}, {}
    for family in text_string_to_metric_families((directory / "run.prom").read_text()):
        assert family.documentation, family.name
        types[family.name] = family.type
        for sample in family.samples:
            labels = dict(sample.labels)
            assert labels.pop("output") == 'ta"b\\le', sample
            key = sample.name, next(iter(labels.values()), "")
            assert key not in samples, key
            samples[key] = sample.value
    return run.returncode, samples, types


with tempfile.TemporaryDirectory() as name:
    directory = Path(name)
    (directory / "logs").mkdir()
    (directory / "logs" / "a.json").write_text('{"id":1}\n\n{"id":2}\nno\n')
    code, samples, types = convert(directory, "--max-quarantined", "1")
    assert code == 0 and samples["parkett_exit_code", ""] == 0, (code, samples)
    assert [samples["parkett_lines_total", kind] for kind in ("row", "blank", "quarantined")] == [2, 1, 1], samples
    assert types.pop("parkett_lines") == "counter" and set(types.values()) == {"gauge"}, types
    code, samples, _ = convert(directory)
    assert code == 0 and samples["parkett_partitions", "up_to_date"] == 1, (code, samples)
    success = samples["parkett_last_success_timestamp_seconds", ""]
    (directory / 'ta"b\\le' / "other.parquet").write_text("somebody else's")
    code, samples, _ = convert(directory)
    assert code == 5 and samples["parkett_exit_code", ""] == 5, (code, samples)
    assert samples["parkett_last_success_timestamp_seconds", ""] == success, samples
print("metrics: prometheus_client reads them as they are meant", file=sys.stderr)
