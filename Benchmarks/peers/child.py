"""Runs one task with one engine and prints what was measured as JSON: python -m peers.child ENGINE TASK JOB"""

import importlib
import json
import pickle
import sys
import time
from pathlib import Path

from peers import Job


def main():
    engine, task, job = sys.argv[1:]
    job = Job(**json.loads(job))
    module = importlib.import_module(f"peers.{engine}")
    version = module.start(job.threads)
    if job.schema_from == "given":
        job.schema = pickle.loads(Path(job.schema_file).read_bytes())
    begin = time.perf_counter()
    result = module.TASKS[task](job)
    seconds = time.perf_counter() - begin
    if task == "infer" and job.schema_file:
        Path(job.schema_file).write_bytes(pickle.dumps(result))
    looked_at = {"sample": getattr(module, "SAMPLE", None), "all": getattr(module, "ALL", "all lines")}
    print(json.dumps({"seconds": seconds, "version": str(version), "looked_at": looked_at}))


main()
