"""Runs one task with one engine and prints what was measured as JSON: python -m peers.child ENGINE TASK JOB"""

import importlib
import json
import sys
import time

from peers import Job


def main():
    engine, task, job = sys.argv[1:]
    job = Job(**json.loads(job))
    module = importlib.import_module(f"peers.{engine}")
    version = module.start(job.threads)
    begin = time.perf_counter()
    module.TASKS[task](job)
    seconds = time.perf_counter() - begin
    print(json.dumps({"seconds": seconds, "version": str(version)}))


main()
