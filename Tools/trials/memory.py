"""How much memory a conversion takes for inputs of any size: the same records again and again through standard input, without a file that
would have to hold them.

usage: memory.py --parkett PATH [--sizes 1,50] [--threads 2] [-- OPTIONS…]       sizes in GB; OPTIONS go to parkett convert"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path


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
    arguments.add_argument("options", nargs="*")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        sample = Path(directory) / "sample"
        subprocess.run([given.parkett, "generate", "signin", sample, "--events", "240000"], check=True, capture_output=True)
        block = b"".join(path.read_bytes() for path in sorted(sample.rglob("*.json")))
        schema = subprocess.run([given.parkett, "infer", sample], check=True, capture_output=True).stdout
        print(f"{'input':>10}  {'peak memory':>12}  {'Parquet':>10}  {'seconds':>8}")
        for size in given.sizes.split(","):
            with tempfile.TemporaryDirectory() as place:
                (Path(place) / "schema.json").write_bytes(schema)
                count = max(1, round(float(size) * 1e9 / len(block)))
                start = time.monotonic()
                peak, written = convert(given.parkett.resolve(), block, count, given.threads, given.options, place)
                print(f"{count * len(block) / 1e9:8.2f} GB  {peak / 1e6:9.1f} MB  {written / 1e9:7.2f} GB  "
                      f"{time.monotonic() - start:8.1f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
