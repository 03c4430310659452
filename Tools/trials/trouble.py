"""Conversions in trouble: each must end with a clear error or lines in quarantine, lose nothing, leave what was there, and be finished by the
next run when the trouble is over.

    full disk, read-only output                     on small file systems in memory (needs root and mount)
    sources that vanish, grow or are cut while they are read, that cannot be read
    a line of 500 MB
    a clock that goes backwards                     (needs faketime)
    a million sources                               planned, with the memory that takes (--sources)

usage: trouble.py --parkett PATH [--sources 1000000] [--only NAME]"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pyarrow.parquet

SCHEMA = {"contract": 1, "columns": [{"name": "id", "type": "bigint", "required": True}, {"name": "text", "type": "string"}]}


class Place:
    """A directory with sources and a dataset."""

    def __init__(self, parkett, directory):
        self.parkett, self.directory = parkett, directory
        self.input, self.output = directory / "logs", directory / "table"
        self.schema = directory / "schema.json"
        self.schema.write_text(json.dumps(SCHEMA))
        self.next = 0

    def lines(self, count, width=64):
        made = []
        for _ in range(count):
            made.append('{"id":%d,"text":"%s"}' % (self.next, os.urandom(width // 2).hex()))
            self.next += 1
        return "\n".join(made) + "\n"

    def source(self, day, name, text):
        path = self.input / f"year=2025/month=01/day={day:02}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def command(self, *options):
        return [self.parkett, "convert", self.input, self.output, "--schema", self.schema, "--all", "--codec", "none", *options]

    def convert(self, *options, prefix=(), **more):
        return subprocess.run([*prefix, *self.command(*options)], capture_output=True, text=True, **more)

    def ids(self):
        found = []
        for path in sorted(self.output.rglob("part-*.parquet")):
            if not any(part.startswith((".", "_")) for part in path.relative_to(self.output).parts):
                found += pyarrow.parquet.ParquetFile(path).read(columns=["id"])["id"].to_pylist()
        return sorted(found)

    def hidden(self):
        return [name for name in os.listdir(self.output) if name.startswith(".")] if self.output.exists() else []

    def verify(self, *options):
        result = subprocess.run([self.parkett, "verify", self.output, *options], capture_output=True, text=True)
        expect(result.returncode == 0, f"verify exits with {result.returncode}: {result.stdout[-500:]}{result.stderr[-500:]}")


def expect(truth, message):
    if not truth:
        raise AssertionError(message)


def expect_error(result, code, *words):
    expect(result.returncode == code, f"exit code {result.returncode} instead of {code}: {result.stderr[-800:]}")
    missing = [word for word in words if word not in result.stderr]
    expect(not missing, f"the error does not say {missing}: {result.stderr[-800:]}")
    return next((line for line in result.stderr.splitlines()[::-1] if "error: " in line), "")[:200]


class Mount:
    def __init__(self, directory, size):
        self.directory, self.size = directory, size

    def __enter__(self):
        self.directory.mkdir(parents=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={self.size}", "tmpfs", self.directory], check=True, capture_output=True)
        return self

    def remount(self, options):
        subprocess.run(["mount", "-o", f"remount,{options}", self.directory], check=True, capture_output=True)

    def __exit__(self, *_):
        subprocess.run(["umount", self.directory], check=True, capture_output=True)


# --- Troubles -----------------------------------------------------------------------------------------------------------

def full_disk(place):
    for day in (1, 2, 3):
        place.source(day, "00-00.json", place.lines(10_000))
    with Mount(place.output, "1800k") as mount:
        said = expect_error(place.convert(), 1, "o space left")
        kept = place.ids()
        expect(len(kept) in (0, 10_000, 20_000), f"{len(kept)} rows are there: half a partition")
        mount.remount("size=20m")
        expect(place.convert().returncode == 0, "the next run fails")
        expect(place.ids() == list(range(30_000)), "rows are missing")
        expect(not place.hidden(), f"left over: {place.hidden()}")
        place.verify()
    return f"{len(kept)} rows kept, then all; {said}"


def read_only(place):
    place.source(1, "00-00.json", place.lines(1000))
    with Mount(place.output, "10m") as mount:
        expect(place.convert().returncode == 0, "the first run fails")
        place.source(2, "00-00.json", place.lines(1000))
        mount.remount("ro")
        said = expect_error(place.convert(), 1, "ead-only")
        expect(place.ids() == list(range(1000)), "what was there is not")
        mount.remount("rw")
        expect(place.convert().returncode == 0, "the next run fails")
        expect(place.ids() == list(range(2000)), "rows are missing")
        place.verify()
    return said


def stopped(place, *options):
    """A conversion, stopped when it has listed its sources and before it has read all."""
    process = subprocess.Popen(place.command("--threads", "1", *options), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    said = []
    for line in process.stderr:
        said.append(line)
        if "reading" in line or "partition" in line:
            process.send_signal(19)
            break
    return process, said


def proceed(process, said):
    process.send_signal(18)
    said += process.stderr.readlines()
    return subprocess.CompletedProcess([], process.wait(), "", "".join(said))


def vanished(place):
    place.source(1, "00-00.json", place.lines(400_000))
    place.source(2, "00-00.json", place.lines(10))
    gone = place.source(3, "00-00.json", place.lines(10))
    place.source(4, "00-00.json", place.lines(10))
    process, said = stopped(place)
    text = gone.read_text()
    gone.unlink()
    result = proceed(process, said)
    said = expect_error(result, 1, str(gone), "o such file")
    expect(len(place.ids()) == 400_020, f"{len(place.ids())} rows are there, not those of the other partitions")
    gone.write_text(text)
    expect(place.convert().returncode == 0 and place.ids() == list(range(400_030)), "the next run does not finish it")
    place.verify()
    return said


def grown(place):
    first = place.source(1, "00-00.json", place.lines(400_000))
    other = place.source(2, "00-00.json", place.lines(10))
    process, said = stopped(place)
    with first.open("a") as file:
        file.write(place.lines(5))
    with other.open("a") as file:
        file.write(place.lines(5))
    result = proceed(process, said)
    said = expect_error(result, 1, str(other))
    expect(place.ids() == [], "a source that grew is converted")
    expect(place.convert().returncode == 0 and place.ids() == list(range(400_020)), "the next run does not finish it")
    place.verify()
    return said


def cut(place):
    place.source(1, "00-00.json", place.lines(400_000))
    other = place.source(2, "00-00.json", place.lines(1000))
    process, said = stopped(place)
    os.truncate(other, other.stat().st_size // 2)
    result = proceed(process, said)
    said = expect_error(result, 1, str(other))
    expect(len(place.ids()) == 400_000, "the other partition is not there, or half of this one is")
    return said


def unreadable(place):
    for day in (1, 2, 3):
        place.source(day, "00-00.json", place.lines(100))
    # Root may read everything but a disk that fails; a directory in the place of a file is read by nobody.
    bad = place.input / "year=2025/month=01/day=02/01-00.json"
    bad.symlink_to("/proc/self/mem")
    result = place.convert()
    said = expect_error(result, 1, str(bad))
    expect(place.ids() == list(range(100)) + list(range(200, 300)), "the other partitions are not there")
    bad.unlink()
    expect(place.convert().returncode == 0 and place.ids() == list(range(300)), "the next run does not finish it")
    place.verify()
    return said


def long_line(place):
    path = place.source(1, "00-00.json", place.lines(10))
    place.source(2, "00-00.json", place.lines(10))
    with path.open("a") as file:
        file.write('{"id":1,"text":"')
        for _ in range(500):
            file.write("x" * 1_000_000)
        file.write('"}\n')
        file.write(place.lines(10))
    process = subprocess.Popen(place.command(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    peak = 0
    reader = threading.Thread(target=lambda: setattr(process, "said", process.stderr.read()))
    reader.start()
    while process.poll() is None:
        try:
            for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    peak = max(peak, int(line.split()[1]) * 1024)
        except OSError:
            pass
        time.sleep(0.02)
    reader.join()
    result = subprocess.CompletedProcess([], process.returncode, "", process.said)
    said = expect_error(result, 1, str(path), "longer than the limit")
    expect(place.ids() == list(range(10, 20)), "the other partition is not there")
    return f"{peak / 1e6:.0f} MB peak; {said}"


def clock_backwards(place):
    place.source(1, "00-00.json", place.lines(100))
    expect(place.convert().returncode == 0, "the first run fails")
    place.source(2, "00-00.json", place.lines(100))
    result = place.convert(prefix=["faketime", "-f", "-3d"])
    expect(result.returncode == 0, f"a run with an earlier clock fails: {result.stderr[-500:]}")
    place.source(3, "00-00.json", place.lines(100))
    # A run with a clock of the future was killed; the next one, with an earlier clock, does not wait for its lock.
    process = subprocess.Popen(["faketime", "-f", "+30d", *place.command()], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               start_new_session=True)
    time.sleep(0.03)
    # faketime is a parent of the program.
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    result = place.convert()
    expect(result.returncode == 0, f"the run after a killed one of the future fails: {result.stderr[-500:]}")
    expect(place.ids() == list(range(300)), "rows are missing")
    place.verify()
    return "three clocks, one chain"


def many_sources(place, count):
    days = 28
    for day in range(1, days + 1):
        folder = place.input / f"year=2025/month=01/day={day:02}"
        folder.mkdir(parents=True)
        for number in range(count // days):
            (folder / f"{number:06}.json").write_text('{"id":1,"text":"a"}\n')
    process = subprocess.run(["/usr/bin/env", "time", "-f", "%M %e", *place.command("--dry-run")], capture_output=True, text=True)
    expect(process.returncode == 0, process.stderr[-500:])
    planned = process.stderr.splitlines()[-1].split()
    process = subprocess.run(["/usr/bin/env", "time", "-f", "%M %e", *place.command("--codec", "zstd:1")], capture_output=True, text=True)
    expect(process.returncode == 0, process.stderr[-500:])
    converted = process.stderr.splitlines()[-1].split()
    expect(len(place.ids()) == count // days * days, "rows are missing")
    again = subprocess.run(["/usr/bin/env", "time", "-f", "%M %e", *place.command("--codec", "zstd:1")], capture_output=True, text=True)
    expect(again.returncode == 0, again.stderr[-500:])
    again = again.stderr.splitlines()[-1].split()
    return "; ".join(f"{name} {float(figures[1]):.1f} s, {int(figures[0]) / 1024:.0f} MiB"
                     for name, figures in (("planned in", planned), ("converted in", converted), ("nothing to do in", again)))


TROUBLES = {
    "full disk": full_disk, "read-only output": read_only, "vanished source": vanished, "source growing": grown, "source cut": cut,
    "unreadable source": unreadable, "a line of 500 MB": long_line, "clock backwards": clock_backwards, "a million sources": many_sources,
}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--parkett", required=True, type=Path)
    arguments.add_argument("--sources", type=int, default=0)
    arguments.add_argument("--only")
    given = arguments.parse_args()
    failed = 0
    for name, trouble in TROUBLES.items():
        if given.only and given.only not in name:
            continue
        needs = {full_disk: "mount", read_only: "mount", clock_backwards: "faketime", many_sources: "time"}.get(trouble)
        if needs and (not shutil.which(needs) or needs == "mount" and os.geteuid() != 0):
            print(f"skipped  {name}: needs {needs}")
            continue
        if trouble is many_sources and not given.sources:
            print(f"skipped  {name}: give --sources")
            continue
        with tempfile.TemporaryDirectory() as directory:
            place = Place(given.parkett.resolve(), Path(directory))
            try:
                said = trouble(place, given.sources) if trouble is many_sources else trouble(place)
                print(f"ok       {name}: {said.replace(directory, '')}", flush=True)
            except subprocess.CalledProcessError as error:
                print(f"skipped  {name}: {' '.join(map(str, error.cmd))} is not allowed", flush=True)
            except AssertionError as error:
                failed += 1
                print(f"FAILED   {name}: {error}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
