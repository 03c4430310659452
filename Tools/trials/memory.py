"""How much memory a conversion takes for inputs of any size: the same records again and again through standard input, without a file that
would have to hold them.

usage: memory.py --parkett PATH [--sizes 1,50] [--threads 2] [--shapes signin,http] [--limit MB] [-- OPTIONS…]

Sizes are in GB of 10^9 bytes; more than MB of 10^6 bytes at a time fail. OPTIONS go to parkett convert."""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def sample(parkett, shape):
    """Some 100 MB of records and their contract."""
    with tempfile.TemporaryDirectory() as directory:
        lines = Path(directory) / "lines"
        subprocess.run([parkett, "generate", shape, lines, "--events", {"signin": "240000", "http": "110000"}[shape]], check=True, capture_output=True)
        block = b"".join(path.read_bytes() for path in sorted(lines.rglob("*.json")))
        return block, subprocess.run([parkett, "infer", lines], check=True, capture_output=True).stdout


def convert(parkett, block, count, threads, options, directory):
    output = Path(directory) / "table"
    schema = Path(directory) / "schema.json"
    process = subprocess.Popen(
        [parkett, "convert", "-", output, "--schema", schema, "--threads", str(threads), "--no-reread", *options],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    peak = 0
    for _ in range(count):
        process.stdin.write(block)
        status = Path(f"/proc/{process.pid}/status")
        if status.exists():
            for line in status.read_text().splitlines():
                if line.startswith("VmHWM:"):
                    peak = max(peak, int(line.split()[1]) * 1024)
    process.stdin.close()
    errors = process.stderr.read()
    if process.wait() != 0:
        raise SystemExit(f"parkett exits with {process.returncode}: {errors.decode()[-1000:]}")
    written = sum(file.stat().st_size for file in output.rglob("*.parquet"))
    return peak, written


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--parkett", required=True, type=Path)
    arguments.add_argument("--sizes", default="1,50")
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--shapes", default="signin")
    arguments.add_argument("--limit", type=float)
    arguments.add_argument("options", nargs="*")
    given = arguments.parse_args()
    failed = False
    print(f"{'input':>17}  {'peak memory':>12}  {'Parquet':>10}  {'seconds':>8}")
    for shape in given.shapes.split(","):
        block, schema = sample(given.parkett, shape)
        for size in given.sizes.split(","):
            with tempfile.TemporaryDirectory() as place:
                (Path(place) / "schema.json").write_bytes(schema)
                count = max(1, round(float(size) * 1e9 / len(block)))
                start = time.monotonic()
                peak, written = convert(given.parkett.resolve(), block, count, given.threads, given.options, place)
                excess = given.limit is not None and peak > given.limit * 1e6
                failed = failed or excess
                print(f"{shape:>6} {count * len(block) / 1e9:7.2f} GB  {peak / 1e6:9.1f} MB  {written / 1e9:7.2f} GB  "
                      f"{time.monotonic() - start:8.1f}{f'  more than {given.limit:.0f} MB' if excess else ''}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
