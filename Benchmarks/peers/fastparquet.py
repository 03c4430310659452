def start(threads):
    import fastparquet

    # It has no threads of its own, and none to limit.
    return fastparquet.__version__


def _sign_in_4(job):
    import fastparquet
    import pandas

    kinds = {"id": "str", "action": "object", "at": "float64", "status_code": "Int32"}
    codec = {"_default": {"type": job.codec.upper(), "args": {"level": job.level} if job.level else None}}
    for place, path in enumerate(job.files):
        rows = pandas.read_json(path, lines=True, dtype=kinds, convert_dates=False)[list(kinds)]
        rows["at"] = (rows["at"] * 1000).round().astype("int64").astype("datetime64[ms]")
        fastparquet.write(job.output, rows, compression=codec, append=place > 0, object_encoding="utf8", write_index=False)


TASKS = {"sign-in-4": _sign_in_4}
